"""Who may use the service where its operator keeps a list. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Access:
    """Whom the operator lets in, by the numbers that Telegram gives chats and people."""

    operators: frozenset[int] = frozenset()
    """The chats of those who run the service."""
    allowed: frozenset[int] | None = None
    """The chats and people that may use the bot, besides operators; None where everybody may."""

    def allows(self, chat_id: int, actor_id: int) -> bool:
        """Return whether somebody may use the bot in a chat."""
        if self.allowed is None or chat_id in self.operators:
            return True
        return chat_id in self.allowed or actor_id in self.allowed


EVERYBODY = Access()
"""Where there is no list, and nobody runs the service from a chat."""
