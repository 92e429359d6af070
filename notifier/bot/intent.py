"""What a message asks for, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a message, or a line of it, is."""

    COMMAND = "command"
    UNKNOWN = "unknown"  # it begins as a command does, and is none
    TALK = "talk"  # it asks for nothing, or what the bot can do
    QUESTION = "question"  # it asks what is answered in a line, whose key is its text
    SECTOR = "sector"  # it asks for every company of a trade or an index, which is its text
    FOLLOW = "follow"  # it names what somebody may want to follow
    WISH = "wish"  # it asks for what sentences like it ask for, by the name of `intent_model`


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing that a message asks for."""

    kind: Kind
    command: str = ""
    """The command's name; of an unknown one what was typed, with a slash; of a wish the one that
    serves it, if any. Of something to follow: `watch` where the words tell to follow it, rather
    than ask for news."""
    text: str = ""
    """What the command is about, or what is to be followed."""
    addressee: str = ""
    """The bot that a command is addressed to, where it is to one."""
    meant: str = ""
    """Of an unknown command, the one that was probably meant."""
    is_asked: bool = False
    """Of something to follow: whether its words say that they want to hear of it."""
    said: str = ""
    """The sentence of which a wish was read."""
    hints: tuple[str, ...] = ()
    """A wish's name, or, of something to follow, the wishes that the sentence may have instead, the
    likeliest first; `watch` where no set phrase tells to follow it, but sentences like it do."""
    without: str = ""
    """Of something to follow: the words that leave an article of it out."""
