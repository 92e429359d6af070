"""What belongs to a chat: what it follows, how it is told, its private feed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any

from fastapi import Path
from pydantic import BaseModel
from starlette.responses import Response

from notifier.core import model
from notifier.core.alerts import Cadence
from notifier.core.numbers import MAX_ID
from notifier.core.preferences import Preferences
from notifier.store.chats import chats, subscriptions
from notifier.store.chats.keys import KeyKind
from notifier.store.engine.database import Connection
from notifier.subscriptions import keys, watchlist
from notifier.web.api import own_schemas, schemas
from notifier.web.api.asking import ChatOwner, Owner
from notifier.web.api.paging import Cursor, OptionalLimit, page, position
from notifier.web.api.problems import Kind, Refused
from notifier.web.api.routes import make_router, refusals
from notifier.web.api.wishes import title, understood
from notifier.web.api.writes import ChatWrite

router = make_router("a chat")
_CHANGES = refusals(400, 413)
_LONGEST_MUTE = timedelta(days=366)
_FEED_FORMS = {"rss": "rss", "atom": "atom", "json_feed": "json", "opml": "opml"}

SubscriptionId = Annotated[int, Path(ge=1, le=MAX_ID)]


@router.get("/me")
async def read_me(owner: ChatOwner) -> own_schemas.Me:
    """Read how the chat is told."""
    async with owner.shared.store.read() as connection:
        return await _me(connection, owner, owner.chat)


@router.patch("/me", response_model=own_schemas.Me, responses=_CHANGES)
async def change_me(write: ChatWrite, change: own_schemas.MeChange) -> Response:
    """Change how the chat is told."""

    async def run(connection: Connection, before: model.Chat) -> tuple[int, BaseModel]:
        chat = replace(
            before,
            language=change.language or before.language,
            preferences=_changed(before.preferences, change),
        )
        if chat.language != before.language:
            await chats.set_language(connection, chat.id, chat.language)
            if write.owner.shared.set_menu is not None:
                await write.owner.shared.set_menu(connection, chat)
        if chat.preferences != before.preferences:
            await chats.set_preferences(connection, chat.id, chat.preferences)
        return 200, await _me(connection, write.owner, chat)

    return await write.run(run)


async def _me(connection: Connection, owner: Owner, chat: model.Chat) -> own_schemas.Me:
    preferences = chat.preferences
    quiet = None
    if preferences.has_quiet_hours:
        quiet = own_schemas.QuietHours(
            since=_clock(preferences.quiet_from), until=_clock(preferences.quiet_until)
        )
    shown: dict[str, Any] = {
        "language": chat.language,
        "time_zone": preferences.zone(owner.shared.zone).key,
        "quiet_hours": quiet,
        "quiet_weekends": preferences.quiet_weekends,
        "urgent_passes": preferences.urgent_passes,
        "daily_at": _clock(preferences.daily_at),
        "market": preferences.market,
        "silent": preferences.silent,
        "pictures": preferences.preview,
        "hashtags": preferences.hashtags,
        "has_feed": await keys.has(connection, KeyKind.FEED, chat),
        "subscriptions": await subscriptions.count(connection, chat.id),
        "max_subscriptions": owner.shared.max_subscriptions,
    }
    return own_schemas.Me(**shown)


def _changed(preferences: Preferences, change: own_schemas.MeChange) -> Preferences:
    """Return preferences with what a change says of them."""
    given: dict[str, Any] = {
        name: value
        for name, value in (
            ("quiet_weekends", change.quiet_weekends),
            ("urgent_passes", change.urgent_passes),
            ("silent", change.silent),
            ("preview", change.pictures),
            ("hashtags", change.hashtags),
        )
        if value is not None
    }
    if change.daily_at is not None:
        given["daily_at"] = _minute(change.daily_at)
    if "time_zone" in change.model_fields_set:
        given["timezone"] = change.time_zone
    if "market" in change.model_fields_set:
        given["market"] = change.market
    if "quiet_hours" in change.model_fields_set:
        quiet = change.quiet_hours
        hours = (0, 0) if quiet is None else (_minute(quiet.since), _minute(quiet.until))
        given["quiet_from"], given["quiet_until"] = hours
    return replace(preferences, **given)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return 60 * int(hours) + int(minutes)


@router.post("/me/feed", status_code=201, response_model=own_schemas.Feed, responses=_CHANGES)
async def renew_feed(write: ChatWrite, _asked: own_schemas.NewFeed) -> Response:
    """Make a new address of the private feed, which ends the one before.

    It is told this once and kept nowhere, so that asking again, with whatever key, makes another.
    """

    async def run(connection: Connection, chat: model.Chat) -> tuple[int, BaseModel]:
        key = await keys.make(connection, KeyKind.FEED, chat, write.owner.shared.clock())
        address = f"{write.owner.shared.catalogue.address}/feeds/private/{key}"
        forms = {name: f"{address}.{form}" for name, form in _FEED_FORMS.items()}
        return 201, own_schemas.Feed(**forms)

    return await write.run(run, is_kept=False)


@router.delete("/me/feed", status_code=204, response_class=Response)
async def end_feed(write: ChatWrite) -> Response:
    """End the private feed."""

    async def run(connection: Connection, chat: model.Chat) -> tuple[int, None]:
        if not await keys.end(connection, KeyKind.FEED, chat):
            raise Refused(Kind.NOT_FOUND)
        return 204, None

    return await write.run(run)


@router.get("/subscriptions")
async def list_subscriptions(
    owner: ChatOwner, limit: OptionalLimit = None, cursor: Cursor = None
) -> own_schemas.SubscriptionList:
    """List what the chat follows, in the order in which it was added."""
    last = position(cursor) or 0
    async with owner.shared.store.read() as connection:
        held = await subscriptions.of_chat(connection, owner.chat.id)
    found, following = page([each for each in held if each.id > last], limit, 0)
    return own_schemas.SubscriptionList(
        items=[_shown(each, owner) for each in found],
        # Not how many they are: of those that are shown some may be ended meanwhile.
        next=None if following is None else str(found[-1].id),
    )


@router.post(
    "/subscriptions",
    status_code=201,
    response_model=own_schemas.Subscription,
    responses={
        **_CHANGES,
        **refusals(409),
        200: {"model": own_schemas.Subscription, "description": "It was followed already"},
    },
)
async def follow(write: ChatWrite, wanted: own_schemas.NewSubscription) -> Response:
    """Follow a company, or articles for which a query holds, as `/watch` in the bot does."""
    owner, shared = write.owner, write.owner.shared
    query = await understood(wanted.query, shared, owner.say)

    async def run(connection: Connection, chat: model.Chat) -> tuple[int, BaseModel]:
        is_held = await subscriptions.find(connection, chat.id, query.canonical) is not None
        limit = shared.max_subscriptions
        if not is_held and await watchlist.check_limit(connection, chat, 1, limit):
            raise Refused(Kind.LIST_FULL, values={"limit": limit}, limit=limit)
        [done] = await watchlist.add(connection, chat, [query], shared.clock())
        held = await subscriptions.of_chat(connection, chat.id)
        [made] = [each for each in held if each.query == query.canonical]
        return 201 if done.is_new else 200, _shown(made, owner)

    return await write.run(run)


@router.patch("/subscriptions/{id}", response_model=own_schemas.Subscription, responses=_CHANGES)
async def change_subscription(
    write: ChatWrite,
    id: SubscriptionId,  # noqa: A002 - its name in the path
    change: own_schemas.SubscriptionChange,
) -> Response:
    """Change when the alerts of a subscription come, or mute it for at most a year."""
    until, now = change.muted_until, write.owner.shared.clock()
    if until is not None and not now < until <= now + _LONGEST_MUTE:
        fault = schemas.Fault(where="body.muted_until", what="must be within a year from now")
        raise Refused(Kind.INVALID, faults=[fault])

    async def run(connection: Connection, chat: model.Chat) -> tuple[int, BaseModel]:
        held = await _held(connection, chat, id)
        if change.delivery is not None:
            held = replace(held, cadence=change.delivery)
            cadence = Cadence(change.delivery)
            await subscriptions.set_cadence(connection, chat.id, id, cadence)
        if "muted_until" in change.model_fields_set:
            held = replace(held, muted_until=until)
            await subscriptions.mute(connection, chat.id, id, until)
        return 200, _shown(held, write.owner)

    return await write.run(run)


@router.delete("/subscriptions/{id}", status_code=204, response_class=Response)
async def unfollow(
    write: ChatWrite,
    id: SubscriptionId,  # noqa: A002 - its name in the path
) -> Response:
    """End a subscription."""

    async def run(connection: Connection, chat: model.Chat) -> tuple[int, None]:
        held = await _held(connection, chat, id)
        await subscriptions.unsubscribe(connection, chat.id, held.query)
        return 204, None

    return await write.run(run)


async def _held(
    connection: Connection, chat: model.Chat, subscription_id: int
) -> model.Subscription:
    """Return a subscription of the chat; any other is not there."""
    held = await subscriptions.of_chat(connection, chat.id)
    found = next((each for each in held if each.id == subscription_id), None)
    if found is None:
        raise Refused(Kind.NOT_FOUND)
    return found


def _shown(held: model.Subscription, owner: Owner) -> own_schemas.Subscription:
    rules = owner.shared.rules
    company, topic = rules.company_of(held.query), rules.topic_of(held.query)
    until = held.muted_until
    is_muted = until is not None and until > owner.shared.clock()
    shown: dict[str, Any] = {
        "id": held.id,
        "query": held.query,
        "kind": "company" if company else "topic" if topic else "words",
        "title": title(held.query, held.text, rules, owner.say),
        "symbol": company.symbol if company else None,
        "created_at": held.created_at,
        "delivery": held.cadence if held.cadence in watchlist.CADENCES else "instant",
        "muted_until": until if is_muted else None,
    }
    return own_schemas.Subscription(**shown)
