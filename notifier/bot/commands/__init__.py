"""The bot's commands and buttons, a module for those that belong together.

A command is a function of a `Context`. `registry` has all of them; what the command line can do too
is in the use cases, such as `notifier.subscriptions.watchlist`.
"""

__all__ = [
    "alert_buttons",
    "channels",
    "command",
    "corrections",
    "editing",
    "import_export",
    "lookup",
    "offers",
    "pause",
    "registry",
    "search",
    "subscribe",
    "topics",
]
