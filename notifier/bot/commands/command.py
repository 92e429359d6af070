"""What a command is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from notifier.bot.context import Talk

Handler = Callable[[Talk], Awaitable[None]]


class Where(StrEnum):
    """Which menus show a command."""

    EVERYWHERE = "everywhere"
    PRIVATE = "private"
    GROUP = "group"
    OPERATORS = "operators"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the bot. One that `changes` things is for a group's admins.

    One that is a person's `own` is never meant for a channel that is managed. One of the
    `operators` does not exist for others.
    """

    name: str
    carry_out: Handler
    changes: bool = False
    where: Where = Where.EVERYWHERE
    own: bool = False


@dataclass(frozen=True, slots=True)
class Press:
    """What a button does. One that `changes` things is for a group's admins."""

    carry_out: Handler
    changes: bool = True
    operators: bool = False
