"""The terminal as a chat, for a service without a token and for the demo."""

from __future__ import annotations

from datetime import timedelta

from rich.box import Box
from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from notifier.alerts.message import Message
from notifier.alerts.outcome import Outcome, Sent
from notifier.model import Chat
from notifier.words import words

# Only a line on the left: terminals disagree on how wide “ and · are, which bends a right one.
_LEFT = Box("┌   \n│   \n│   \n│   \n│   \n│   \n│   \n└   \n")


class TerminalSender:
    """Prints each alert."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def pause(self, chat: Chat) -> timedelta:  # noqa: ARG002 - as for every chat
        """Return no pause: a terminal needs none."""
        return timedelta(0)

    async def send(self, chat: Chat, message: Message, attempts: int) -> Outcome:  # noqa: ARG002 - a terminal takes everything the first time
        """Print an alert."""
        title = words(chat.language)("terminal-alert", chat=str(chat.telegram_id))
        self._console.print(
            Panel(
                Text(message.plain, style="default"),
                title=title,
                title_align="left",
                box=_LEFT,
                style="green",
            )
        )
        return Sent()
