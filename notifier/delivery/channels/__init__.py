"""Where messages go: Telegram, by python-telegram-bot, or a terminal."""

__all__ = ["telegram", "telegram_errors", "terminal"]
