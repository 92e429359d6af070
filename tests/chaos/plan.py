"""What a crash test plans: who asks for what, which articles come, and what must reach whom."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path

from notifier.core.model import Chat
from notifier.store.chats import chats, subscriptions
from notifier.store.engine.database import Store

_TOPICS = tuple(f"话题{name}" for name in "甲乙丙丁戊己庚辛")
_CHARACTERS = [chr(code) for code in range(0x4E00, 0x9000)]
_ASKED_BY_ONE = 3
_MENTIONED_IN_ONE = 2


@dataclass(frozen=True)
class Piece:
    """An article that is to come: its `mark` and `title` stand in every message about it."""

    mark: str
    title: str
    body: str
    topics: frozenset[str]

    def write(self, folder: Path, published: datetime) -> None:
        """Put it where the service looks for posts, whole or not at all."""
        text = (
            f"---\ntitle: '{self.title}'\ndate: {format_datetime(published)}\n---\n\n{self.body}\n"
        )
        draft = folder / f".{self.mark}"
        draft.write_text(text, encoding="utf-8")
        draft.rename(folder / f"{self.mark}.txt")


@dataclass(frozen=True)
class Plan:
    """The chats with what they ask for, the articles, and the commands that are typed meanwhile."""

    asked: Mapping[int, frozenset[str]]
    pieces: Sequence[Piece]
    commands: Mapping[int, str]
    """Who types what: each asks for something that nothing is ever written about."""

    @property
    def people(self) -> list[int]:
        """Return the private chats."""
        return [chat for chat in self.asked if chat > 0]

    @property
    def groups(self) -> list[int]:
        """Return the groups."""
        return [chat for chat in self.asked if chat < 0]

    def words(self, pieces: Iterable[Piece], commands: Iterable[int]) -> dict[tuple[int, str], str]:
        """Say what must be shown to whom once these have come, by chat and mark."""
        answers = {(chat, self.commands[chat]): self.commands[chat] for chat in commands}
        return answers | {
            (chat, piece.mark): piece.title
            for piece in pieces
            for chat, topics in self.asked.items()
            if topics & piece.topics
        }

    async def subscribe(self, store: Store, bot: int, now: datetime) -> None:
        """Put what everyone asks for into the database."""
        async with store.write() as connection:
            for number, topics in self.asked.items():
                chat: Chat = await chats.ensure_chat(
                    connection, number, bot=bot, language="zh-Hans", now=now
                )
                for topic in sorted(topics):
                    await subscriptions.subscribe(
                        connection, chat.id, canonical=topic, text=topic, now=now
                    )


def make_plan(
    chance: random.Random, *, people: int, groups: int, pieces: int, commands: int
) -> Plan:
    """Make a plan; groups, which may be sent little, ask for one topic each."""
    asked = {
        1000 + number: frozenset(chance.sample(_TOPICS, _ASKED_BY_ONE)) for number in range(people)
    }
    asked |= {-1 - number: frozenset(chance.sample(_TOPICS, 1)) for number in range(groups)}
    return Plan(
        asked,
        [_piece(chance, number) for number in range(pieces)],
        {5000 + number: f"令{number:04}" for number in range(commands)},
    )


def _piece(chance: random.Random, number: int) -> Piece:
    topics = frozenset(chance.sample(_TOPICS, _MENTIONED_IN_ONE))
    mark = f"稿{number:04}"
    # No two are alike, else they would be one story.
    opening, rest = ("".join(chance.choices(_CHARACTERS, k=length)) for length in (12, 200))
    return Piece(mark, f"{opening} {mark}", f"{'，'.join(sorted(topics))}。{rest}", topics)
