"""What a command is, and what a button does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from notifier.bot.context import Context

Handler = Callable[[Context], Awaitable[None]]


class ButtonExpired(Exception):  # noqa: N818 - no error, but an answer that the dispatcher gives
    """What a button was for is there no more, so that its press changes nothing."""


class Where(StrEnum):
    """Which menus show a command."""

    EVERYWHERE = "everywhere"
    PRIVATE = "private"
    GROUP = "group"
    OPERATORS = "operators"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the bot."""

    name: str
    """Without the slash, in lower case."""
    run: Handler
    changes: bool = False
    """Whether it changes something, and so is for a group's admins."""
    where: Where = Where.EVERYWHERE
    """Which menus show it; one of the operators does not exist for others."""
    personal: bool = False
    """Whether it is always about the chat itself, never about a channel managed from there."""


@dataclass(frozen=True, slots=True)
class ButtonAction:
    """What a button does."""

    run: Handler
    changes: bool = True
    """Whether it changes something, and so is for a group's admins."""
    operators: bool = False
    """Whether it does nothing for others than operators."""
    takes_back: bool = False
    """Whether it takes back what the message above it tells of."""
