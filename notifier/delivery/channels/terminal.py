"""The terminal as a chat, for a service without a token and for the demo."""

from __future__ import annotations

from rich.box import Box
from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from notifier.core.i18n import translator
from notifier.core.model import Chat
from notifier.delivery.message import Message
from notifier.delivery.outcome import Outcome, Sent

# Only a line on the left: terminals disagree on how wide “ and · are, which bends a right one.
_LEFT = Box("┌   \n│   \n│   \n│   \n│   \n│   \n│   \n└   \n")


class TerminalChannel:
    """Prints each alert."""

    def __init__(self, console: Console) -> None:
        self._console = console

    async def send(
        self,
        chat: Chat,
        message: Message,
        attempts: int,  # noqa: ARG002 - a terminal takes everything the first time
        *,
        thread_id: int = 0,  # noqa: ARG002 - and has no topics
    ) -> Outcome:
        """Print an alert."""
        title = translator(chat.language)("terminal-alert", chat=str(chat.telegram_id))
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

    async def edit(self, chat: Chat, message_id: int, message: Message, attempts: int) -> Outcome:  # noqa: ARG002 - what is printed stays
        """Print an alert as it is now."""
        return await self.send(chat, message, attempts)
