"""Who may speak to the bot at all, and how often; kept in memory only."""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import datetime, timedelta

from notifier.bot.context import Talk
from notifier.bot.replies import Leave
from notifier.delivery.message import local_time
from notifier.store.chats.chats import SWITCHED_OFF

WINDOW = timedelta(minutes=1)
_MOST_REMEMBERED = 10_000


class Gate:
    """Lets in whom the operator allows, as often as the operator allows."""

    def __init__(self) -> None:
        self._said: OrderedDict[int, deque[datetime]] = OrderedDict()
        self._told: OrderedDict[tuple[str, int], datetime] = OrderedDict()

    def admits(self, talk: Talk) -> bool:
        """Tell whether an update is to be carried out; where not, say so once in a while."""
        update = talk.update
        if _is_move(talk):
            return True
        if update.inline_query is not None:
            return _is_allowed(talk)  # each letter is one: they count for nothing
        if update.my_chat_member is not None:
            return self._lets_into(talk)
        if not _is_meant(talk):
            return True
        if not _is_allowed(talk):
            if self._may_tell("not-allowed", talk):
                talk.toast("not-allowed", number=str(talk.received.chat))
            return False
        return self._is_slow_enough(talk)

    def _lets_into(self, talk: Talk) -> bool:
        """Leave a group that nobody who may has let the bot into."""
        changed = talk.update.my_chat_member
        assert changed is not None
        is_in = changed.new_chat_member.status in {"member", "administrator", "restricted"}
        if is_in and changed.chat.type != "private" and not _is_allowed(talk):
            talk.acts.append(Leave())
            return False
        return True

    def _is_slow_enough(self, talk: Talk) -> bool:
        limit, now = talk.options.per_minute, _moment(talk)
        if not limit or talk.is_operator or not talk.actor.id:
            return True
        said = self._said.setdefault(talk.actor.id, deque())
        self._said.move_to_end(talk.actor.id)
        while len(self._said) > _MOST_REMEMBERED:
            self._said.popitem(last=False)
        while said and said[0] <= now - WINDOW:
            said.popleft()
        if len(said) < limit:
            said.append(now)
            return True
        if self._may_tell("too-fast", talk):
            until = local_time(said[0] + WINDOW, talk.zone, talk.now)
            talk.toast("too-fast", limit=limit, until=until)
        return False

    def _may_tell(self, what: str, talk: Talk) -> bool:
        """Tell whether somebody may hear something again: once a minute, or at a button."""
        if talk.update.callback_query is not None:
            return True
        key, now = (what, talk.actor.id), _moment(talk)
        last = self._told.get(key)
        if last is not None and now < last + WINDOW:
            return False
        self._told[key] = now
        self._told.move_to_end(key)
        while len(self._told) > _MOST_REMEMBERED:
            self._told.popitem(last=False)
        return True


def _is_allowed(talk: Talk) -> bool:
    is_off = talk.chat.disabled_reason == SWITCHED_OFF and not talk.is_operator
    return not is_off and talk.options.admits(talk.received.chat, talk.actor.id)


def _is_meant(talk: Talk) -> bool:
    """Tell whether the bot is spoken to, and not only overhears a group."""
    update = talk.update
    if update.callback_query is not None:
        return True
    return talk.received.chat > 0 or talk.text.startswith("/")


def _is_move(talk: Talk) -> bool:
    message = talk.update.message
    return message is not None and bool(message.migrate_to_chat_id or message.migrate_from_chat_id)


def _moment(talk: Talk) -> datetime:
    """Return when something was said: what waited while the service was down came in its time."""
    message = talk.update.message
    return message.date if message is not None else talk.now
