"""What each of Telegram's answers means for the message it answered, and for its chat."""

from __future__ import annotations

from datetime import timedelta

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

from notifier.alerts.outcome import (
    MAX_REFUSALS,
    ChatGone,
    ChatMoved,
    Dead,
    Later,
    Refused,
    judge,
    pause,
)

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
    BadRequest("Topic_closed"),
    BadRequest("Message thread not found"),
]
REFUSED = [
    BadRequest("Message is too long"),
    BadRequest("Message text is empty"),
    BadRequest("Can't parse entities: unexpected end tag at byte offset 5"),
    BadRequest("Something that nobody has seen before"),
    Forbidden("Forbidden: something that nobody has seen before"),
]
DOUBTFUL = [
    TimedOut(),
    NetworkError("httpx.ReadError: "),
    NetworkError("Bad Gateway"),
    TelegramError("Invalid server response"),
    Conflict("Conflict: terminated by other getUpdates request"),
]


def by_text(error: Exception) -> str:
    return str(error)


@pytest.mark.parametrize("error", UNREACHABLE, ids=by_text)
def test_a_chat_that_cannot_be_reached_is_gone(error: TelegramError) -> None:
    assert judge(error, 1) == ChatGone(error.message)


@pytest.mark.parametrize("error", REFUSED, ids=by_text)
def test_a_message_that_is_refused_is_given_up_after_a_few_tries_and_its_chat_stays(
    error: TelegramError,
) -> None:
    tries = [judge(error, attempts) for attempts in range(1, MAX_REFUSALS + 1)]
    assert tries == [Later(1, error.message), Later(2, error.message), Dead(error.message)]


@pytest.mark.parametrize("error", DOUBTFUL, ids=by_text)
@pytest.mark.parametrize("attempts", [1, 3, 1000])
def test_a_message_that_may_have_been_lost_is_sent_again_however_often(
    error: TelegramError, attempts: int
) -> None:
    outcome = judge(error, attempts)
    assert outcome == Later(pause(attempts), error.message)
    assert outcome.note


@pytest.mark.parametrize("wait", [1, 43_837, timedelta(seconds=90)])
def test_a_wait_that_is_asked_for_holds_the_whole_chat(wait: int | timedelta) -> None:
    seconds = wait.total_seconds() if isinstance(wait, timedelta) else wait
    outcome = judge(RetryAfter(wait), 7)
    assert isinstance(outcome, Later)
    assert (outcome.seconds, outcome.whole_chat) == (seconds, True)


def test_a_group_that_moved_is_followed() -> None:
    assert judge(ChatMigrated(-1005), 1) == ChatMoved(-1005)


@pytest.mark.parametrize("error", [InvalidToken(), InvalidToken("Not Found")], ids=by_text)
def test_a_bot_that_is_refused_says_nothing_about_the_message(error: TelegramError) -> None:
    assert judge(error, 9) == Refused(error.message)


def test_the_pause_doubles_up_to_five_minutes() -> None:
    assert [pause(n) for n in (1, 2, 3, 4, 9, 10, 1000)] == [1, 2, 4, 8, 256, 300, 300]


@given(
    st.sampled_from([BadRequest, Forbidden, NetworkError, TelegramError, Conflict]),
    st.text(),
    st.integers(1, 10_000),
)
def test_whatever_is_answered_there_is_an_outcome(
    kind: type[TelegramError], text: str, attempts: int
) -> None:
    outcome = judge(kind(text), attempts)
    assert isinstance(outcome, Later | Dead | ChatGone)
    if isinstance(outcome, Later):
        assert 1 <= outcome.seconds <= 300
