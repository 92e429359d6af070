"""What each of Telegram's answers means for the message it answered, and for its chat."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from notifier.core.alerts import Alert, AlertState, Notice, Rank
from notifier.core.errors import NotSentError
from notifier.core.i18n import LANGUAGES
from notifier.core.model import Chat
from notifier.delivery.channels.telegram_errors import outcome_of
from notifier.delivery.message import Button, Message
from notifier.delivery.ornaments import refused_ornament
from notifier.delivery.outcome import (
    ChatGone,
    ChatMoved,
    Dead,
    Later,
    Outcome,
    Refused,
    Rejected,
    Requeued,
    SendResult,
    Sent,
    TopicGone,
    decide,
    retry_after,
)
from notifier.store.alerts.outcomes import AlertUpdate, ChatLost, ChatRenumbered, TopicLost
from tests.builders import NOW

UNREACHABLE = [
    Forbidden("Forbidden: bot was blocked by the user"),
    Forbidden("Forbidden: user is deactivated"),
    Forbidden("Forbidden: bot can't initiate conversation with a user"),
    Forbidden("Forbidden: bot can't send messages to bots"),
    Forbidden("Forbidden: bot was kicked from the group chat"),
    Forbidden("Forbidden: bot was kicked from the supergroup chat"),
    Forbidden("Forbidden: bot was kicked from the channel chat"),
    Forbidden("Forbidden: bot is not a member of the group chat"),
    Forbidden("Forbidden: bot is not a member of the channel chat"),
    Forbidden("Forbidden: the group chat was deleted"),
    BadRequest("Chat not found"),
    BadRequest("Group chat was deactivated"),
    BadRequest("Not enough rights to send text messages to the chat"),
    BadRequest("Have no rights to send a message"),
    BadRequest("Need administrator rights in the channel chat"),
    BadRequest("Chat_write_forbidden"),
    BadRequest("User_is_blocked"),
    BadRequest("Peer_id_invalid"),
    BadRequest("Input_user_deactivated"),
    BadRequest("Chat_restricted"),
    BadRequest("CHAT_SEND_PLAIN_FORBIDDEN"),
    BadRequest("  bad request:  CHAT NOT FOUND "),
]
TOPICS = [
    BadRequest("Topic_closed"),
    BadRequest("TOPIC_DELETED"),
    BadRequest("Message thread not found"),
]
HOPELESS = [
    BadRequest("Message is too long"),
    BadRequest("Message text is empty"),
    BadRequest("Can't parse entities: unexpected end tag at byte offset 5"),
    BadRequest("Message to edit not found"),
    BadRequest("Message can't be edited"),
]
UNKNOWN = [
    BadRequest("Something that nobody has seen before"),
    Forbidden("Forbidden: something that nobody has seen before"),
]
DOUBTFUL = [
    TimedOut(),
    NetworkError("httpx.ReadError: "),
    NetworkError("Bad Gateway"),
    TelegramError("Invalid server response"),
]


def by_text(error: Exception) -> str:
    return str(error)


@pytest.mark.parametrize("error", UNREACHABLE, ids=by_text)
def test_a_chat_that_cannot_be_reached_is_gone(error: TelegramError) -> None:
    assert outcome_of(error, 1) == ChatGone(error.message)


@pytest.mark.parametrize("error", TOPICS, ids=by_text)
def test_a_topic_that_is_gone_says_nothing_about_its_chat(error: TelegramError) -> None:
    assert outcome_of(error, 1) == TopicGone(error.message)


@pytest.mark.parametrize("error", HOPELESS, ids=by_text)
def test_a_message_that_no_second_try_mends_is_given_up(error: TelegramError) -> None:
    assert outcome_of(error, 1) == Dead(error.message)


@pytest.mark.parametrize("error", UNKNOWN, ids=by_text)
def test_a_no_that_nobody_knows_is_told_as_such(error: TelegramError) -> None:
    assert outcome_of(error, 1) == Rejected(error.message)


@pytest.mark.parametrize("error", DOUBTFUL, ids=by_text)
@pytest.mark.parametrize("attempts", [1, 3, 1000])
def test_a_message_that_may_have_been_lost_is_sent_again_however_often(
    error: TelegramError, attempts: int
) -> None:
    outcome = outcome_of(error, attempts)
    assert outcome == Later(retry_after(attempts), error.message, doubtful=True)
    assert outcome.note


def test_a_message_that_certainly_never_left_is_no_doubtful_one() -> None:
    error = TimedOut("all connections are in use")
    error.__cause__ = NotSentError("the request was not sent")
    assert outcome_of(error, 1) == Later(1, error.message, doubtful=False)
    busy = Conflict("Conflict: terminated by other getUpdates request")
    assert outcome_of(busy, 1) == Later(1, busy.message, doubtful=False)


def test_what_concerns_no_ornament_takes_none_away() -> None:
    button = Button("Open", url="https://a.example/1")
    message = Message("<b>x</b>", "x", preview="https://a.example/1.jpg", buttons=((button,),))
    for error in (*UNREACHABLE, *TOPICS, *UNKNOWN, *DOUBTFUL):
        assert not refused_ornament(error.message, message), error


@pytest.mark.parametrize("wait", [1, 43_837, timedelta(seconds=90)])
def test_a_wait_that_is_asked_for_holds_the_whole_chat(wait: int | timedelta) -> None:
    seconds = wait.total_seconds() if isinstance(wait, timedelta) else wait
    outcome = outcome_of(RetryAfter(wait), 7)
    assert isinstance(outcome, Later)
    assert (outcome.seconds, outcome.whole_chat) == (seconds, True)


def test_a_group_that_moved_is_followed() -> None:
    assert outcome_of(ChatMigrated(-1005), 1) == ChatMoved(-1005)


@pytest.mark.parametrize("error", [InvalidToken(), InvalidToken("Not Found")], ids=by_text)
def test_a_bot_that_is_refused_says_nothing_about_the_message(error: TelegramError) -> None:
    assert outcome_of(error, 9) == Refused(error.message)


def test_the_pause_doubles_up_to_five_minutes() -> None:
    assert [retry_after(n) for n in (1, 2, 3, 4, 9, 10, 1000)] == [1, 2, 4, 8, 256, 300, 300]


@given(
    st.sampled_from([BadRequest, Forbidden, NetworkError, TelegramError, Conflict]),
    st.text(),
    st.integers(1, 10_000),
)
def test_whatever_is_answered_there_is_an_outcome(
    kind: type[TelegramError], text: str, attempts: int
) -> None:
    outcome = outcome_of(kind(text), attempts)
    assert isinstance(outcome, Later | Dead | ChatGone | TopicGone | Rejected)
    if isinstance(outcome, Later):
        assert 1 <= outcome.seconds <= 300


# What becomes of the alert and of its chat

CHAT = Chat(id=7, telegram_id=-42, language="en", title="Deals & more")
ALERT = Alert(id=5, chat=CHAT, content=Notice("x", "x"), attempts=3, refusals=1)
PAUSE = timedelta(seconds=3)
STARTED = NOW - timedelta(seconds=1)
FREE_AGAIN = STARTED + PAUSE


def becomes(outcome: Outcome | Requeued, alert: Alert = ALERT) -> AlertUpdate:
    return decide(SendResult(alert, outcome, STARTED, 0.5), NOW, PAUSE)


def update(state: AlertState, **fields: Any) -> AlertUpdate:
    return AlertUpdate(
        **{
            "alert_id": 5,
            "chat_id": 7,
            "state": state,
            "chat_not_before": FREE_AGAIN,
            **fields,
        }
    )


def seconds(number: float) -> datetime:
    return NOW + timedelta(seconds=number)


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Sent(9), update(AlertState.SENT, sent_at=NOW, message_id=9)),
        (Requeued(), update(AlertState.LATER, attempts=-1, chat_not_before=NOW)),
        (Later(4, "lost"), update(AlertState.LATER, due_at=seconds(4), note="lost")),
        (
            Later(60, "flood", whole_chat=True),
            update(AlertState.LATER, due_at=seconds(60), note="flood", chat_not_before=seconds(60)),
        ),
        (Refused("401"), update(AlertState.LATER, due_at=seconds(60), note="401")),
        (Rejected("no"), update(AlertState.LATER, due_at=seconds(4), note="no", refusals=1)),
        (Dead("too long"), update(AlertState.DEAD, note="too long")),
        (
            ChatMoved(-1005),
            update(
                AlertState.LATER,
                due_at=NOW,
                note="the group moved",
                chat_change=ChatRenumbered(-1005),
            ),
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_outcome_decides_what_becomes_of_the_alert_and_its_chat(
    outcome: Outcome | Requeued, expected: AlertUpdate
) -> None:
    assert becomes(outcome) == expected


def test_a_no_that_nobody_knows_is_final_the_third_time() -> None:
    twice = replace(ALERT, refusals=2)
    assert becomes(Rejected("no"), twice) == update(AlertState.DEAD, note="no")


def test_a_chat_that_is_gone_is_lost_and_its_managers_are_told_in_their_language() -> None:
    lost = becomes(ChatGone("kicked"))
    assert (lost.state, lost.note) == (AlertState.DEAD, "kicked")
    assert isinstance(lost.chat_change, ChatLost)
    assert lost.chat_change.reason == "kicked"
    assert set(lost.chat_change.to_managers) == set(LANGUAGES)
    assert "Deals &amp; more" in lost.chat_change.to_managers["en"].html
    assert "Deals & more" in lost.chat_change.to_managers["en"].plain


def test_a_topic_that_is_gone_is_left_and_the_chat_itself_is_lost_like_any() -> None:
    in_topic = replace(ALERT, thread_id=3, rank=Rank.URGENT)
    left = becomes(TopicGone("closed"), in_topic)
    assert (left.state, left.due_at) == (AlertState.LATER, NOW)
    assert isinstance(left.chat_change, TopicLost)
    assert (left.chat_change.thread_id, left.chat_change.rank) == (3, Rank.URGENT)
    assert isinstance(becomes(TopicGone("closed")).chat_change, ChatLost)
