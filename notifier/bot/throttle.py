"""Who may use the bot at all, and how often; kept in memory only."""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import datetime, timedelta

from telegram import ChatMemberUpdated, InlineQuery

from notifier.bot.context import Context
from notifier.bot.replies import AnswerInline, LeaveChat
from notifier.delivery.message import local_time
from notifier.store.chats.chats import SWITCHED_OFF

WINDOW = timedelta(minutes=1)
_MAX_REMEMBERED = 10_000


class Throttle:
    """Admits whom the operator allows, as often as the operator allows."""

    def __init__(self) -> None:
        self._requests: OrderedDict[tuple[str, int], deque[datetime]] = OrderedDict()
        """When each actor asked for something of a kind, within the last WINDOW."""
        self._notices: OrderedDict[tuple[str, int], datetime] = OrderedDict()
        """When each actor was last told that they may not."""

    def admits(self, context: Context) -> bool:
        """Return whether to carry a request out; where not, they are told once in a while."""
        update = context.request.update
        if context.request.is_migration:
            return True
        if update.inline_query is not None:
            return _is_allowed(context) and self._admits_inline(update.inline_query, context)
        if update.my_chat_member is not None:
            return self._admits_into(update.my_chat_member, context)
        if not context.request.is_addressed:
            return True
        if not _is_allowed(context):
            if self._may_notify("not-allowed", context):
                context.reply.toast("not-allowed", number=str(context.request.chat_id))
            return False
        return self._is_within_rate(context)

    def _admits_into(self, changed: ChatMemberUpdated, context: Context) -> bool:
        """Return False, and leave, where the bot was added to a group that may not use it."""
        is_in = changed.new_chat_member.status in {"member", "administrator", "restricted"}
        if is_in and changed.chat.type != "private" and not _is_allowed(context):
            context.reply.add(LeaveChat())
            return False
        return True

    def _admits_inline(self, inline: InlineQuery, context: Context) -> bool:
        """Return whether to search; where not, the answer is that nothing is found."""
        if self._wait_until("inline", context) is None:
            return True
        context.reply.add(AnswerInline(inline.id, (), is_personal=True))
        return False

    def _is_within_rate(self, context: Context) -> bool:
        until = self._wait_until("command", context)
        if until is not None and self._may_notify("too-fast", context):
            moment = local_time(until, context.zone, context.now)
            context.reply.toast("too-fast", limit=context.options.per_minute, until=moment)
        return until is None

    def _wait_until(self, kind: str, context: Context) -> datetime | None:
        """Count a request; return until when to wait with the next where it is one too many."""
        limit, actor = context.options.per_minute, context.request.actor
        asked_at = _asked_at(context)
        if not limit or context.is_operator or not actor.id:
            return None
        recent = self._requests.setdefault((kind, actor.id), deque())
        self._requests.move_to_end((kind, actor.id))
        while len(self._requests) > _MAX_REMEMBERED:
            self._requests.popitem(last=False)
        while recent and recent[0] <= asked_at - WINDOW:
            recent.popleft()
        if len(recent) >= limit:
            return recent[0] + WINDOW
        recent.append(asked_at)
        return None

    def _may_notify(self, key: str, context: Context) -> bool:
        """Return whether to send a notice again: once in a WINDOW, or at each press of a button."""
        if context.request.pressed is not None:
            return True
        notice, asked_at = (key, context.request.actor.id), _asked_at(context)
        last = self._notices.get(notice)
        if last is not None and asked_at < last + WINDOW:
            return False
        self._notices[notice] = asked_at
        self._notices.move_to_end(notice)
        while len(self._notices) > _MAX_REMEMBERED:
            self._notices.popitem(last=False)
        return True


def _is_allowed(context: Context) -> bool:
    is_off = context.chat.disabled_reason == SWITCHED_OFF and not context.is_operator
    request = context.request
    return not is_off and context.options.access.allows(request.chat_id, request.actor.id)


def _asked_at(context: Context) -> datetime:
    """Return when this was asked: what waited while the service was down came in its time."""
    message = context.request.message
    return message.date if message is not None else context.now
