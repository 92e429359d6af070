"""The last change of a chat: what of it was otherwise before, so that it can be taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.model import Correction, Subscription
from notifier.core.preferences import read_preferences
from notifier.store.chats import chats, corrections, subscriptions
from notifier.store.engine.tables import chat


@dataclass(frozen=True, slots=True)
class State:
    """What people change of a chat, or as much of it as a change was about."""

    language: str
    paused_until: datetime | None
    preferences: dict[str, Any]
    """As they are stored."""
    held: tuple[Subscription, ...]
    corrected: tuple[Correction, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a chat; of what it follows and corrected, only what is not the same."""

    before: State
    after: State

    @property
    def ended(self) -> list[Subscription]:
        """What was followed, and is no more."""
        return _missing_in(self.after, self.before)

    @property
    def added(self) -> list[Subscription]:
        """What is followed now, and was not."""
        return _missing_in(self.before, self.after)

    @property
    def altered(self) -> list[tuple[Subscription, Subscription]]:
        """What is followed otherwise: how it was, and how it is."""
        now = {each.id: each for each in self.after.held}
        return [(each, now[each.id]) for each in self.before.held if each.id in now]


_JSON: TypeAdapter[Change | None] = TypeAdapter(Change | None)


def _missing_in(one: State, other: State) -> list[Subscription]:
    ids = {each.id for each in one.held}
    return [each for each in other.held if each.id not in ids]


async def state(connection: AsyncConnection, chat_id: int) -> State | None:
    """Return what a chat is like now; None where it is not known."""
    columns = sa.select(chat.c.language, chat.c.paused_until, chat.c.preferences)
    row = (await connection.execute(columns.where(chat.c.id == chat_id))).one_or_none()
    if row is None:
        return None
    return State(
        language=row.language,
        paused_until=row.paused_until,
        preferences=read_preferences(row.preferences).as_json(),
        held=tuple(await subscriptions.of_chat(connection, chat_id)),
        corrected=await corrections.of_chat(connection, chat_id),
    )


def between(before: State, after: State) -> Change | None:
    """Return what became of a chat; None where it is the same."""
    if before == after:
        return None
    same, alike = set(before.held) & set(after.held), set(before.corrected) & set(after.corrected)
    was, has_become = (
        replace(
            each,
            held=tuple(one for one in each.held if one not in same),
            corrected=tuple(one for one in each.corrected if one not in alike),
        )
        for each in (before, after)
    )
    return Change(was, has_become)


async def keep(connection: AsyncConnection, chat_id: int, change: Change | None) -> None:
    """Store the last change of a chat; with None there is none to take back."""
    stored = _JSON.dump_python(change, mode="json")
    await connection.execute(sa.update(chat).where(chat.c.id == chat_id).values(undo=stored or []))


async def kept(connection: AsyncConnection, chat_id: int) -> Change | None:
    """Return the last change of a chat; None where there is none to take back."""
    stored = await connection.scalar(sa.select(chat.c.undo).filter_by(id=chat_id))
    # An earlier version stored the data of buttons.
    return _JSON.validate_python(stored) if isinstance(stored, dict) else None


async def take_back(
    connection: AsyncConnection, chat_id: int, change: Change, now: datetime
) -> Change | None:
    """Make a chat what it was before a change, but for what was added to its list.

    What was changed once more since, as in the Mini App, stays as it is. Returns what became of
    the chat; None where all stays.
    """
    present = await state(connection, chat_id)
    if present is None:
        return None
    before, after = change.before, change.after
    if present.language == after.language != before.language:
        await chats.set_language(connection, chat_id, before.language)
    if present.paused_until == after.paused_until != before.paused_until:
        await chats.pause_chat(connection, chat_id, before.paused_until)
    preferences = _preferences_back(change, present.preferences)
    if preferences != present.preferences:
        await chats.set_preferences(connection, chat_id, read_preferences(preferences))
    for was, became in change.altered:
        if became in present.held:
            await subscriptions.make_again(connection, was, held_as=became)
    for each in change.ended:
        await subscriptions.make_again(connection, each)
    for wanted in after.corrected:
        await corrections.take_back(connection, chat_id, wanted)
    for wanted in before.corrected:
        await corrections.add(connection, chat_id, wanted, now)
    again = await state(connection, chat_id)
    return between(present, again) if again is not None else None


def _preferences_back(change: Change, present: dict[str, Any]) -> dict[str, Any]:
    """Return preferences with each as it was that is still what it was changed to."""
    before, after = change.before.preferences, change.after.preferences
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    back = {name for name in changed if present.get(name) == after.get(name)}
    kept_on = {name: value for name, value in present.items() if name not in back}
    return kept_on | {name: before[name] for name in back if name in before}
