"""Who opened the Mini App is believed only as Telegram signed it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from notifier.core.errors import LaunchDataRefused
from notifier.web.launch_data import NO_BOTS, Bots, LaunchUser, verify, verify_signature
from tests.web.launches import BOT, PLAYED_BY, TOKEN, launched

NOW = datetime(2026, 9, 28, 9, 30, tzinfo=UTC)
PUBLIC_KEY = PLAYED_BY.public_key().public_bytes_raw().hex()


def by_token(init_data: str, now: datetime = NOW) -> LaunchUser:
    return verify(init_data, TOKEN, now)


def by_telegrams_key(init_data: str, now: datetime = NOW) -> LaunchUser:
    return verify_signature(init_data, BOT, now, public_key=PUBLIC_KEY)


WAYS = pytest.mark.parametrize("way", [by_token, by_telegrams_key])
Way = Callable[..., LaunchUser]


@WAYS
def test_who_opened_the_app_is_known(way: Way) -> None:
    known = LaunchUser(77, "李雷", "zh-hans", BOT)
    assert way(launched(NOW)) == known
    assert way(launched(NOW, query_id=None, chat_type="sender", start_param="x=1&y")) == known


@WAYS
@pytest.mark.parametrize(
    ("opened", "is_believed"),
    [
        (timedelta(), True),
        (timedelta(hours=-24), True),
        (timedelta(hours=-24, seconds=-1), False),
        (timedelta(minutes=4), True),
        (timedelta(minutes=6), False),
    ],
)
def test_an_app_that_was_opened_long_ago_is_to_be_opened_again(
    way: Way, opened: timedelta, is_believed: bool
) -> None:
    init_data = launched(NOW + opened)
    if is_believed:
        assert way(init_data).id == 77
        return
    with pytest.raises(LaunchDataRefused, match="open it again from the chat") as refused:
        way(init_data)
    assert refused.value.reason == "stale"


@WAYS
@pytest.mark.parametrize(
    "changed",
    [
        {"user": None},
        {"user": ""},
        {"user": "[]"},
        {"user": json.dumps({"id": "77"})},
        {"user": json.dumps({"id": True})},
        {"user": json.dumps({"id": -1})},
        {"user": json.dumps({"id": 2**60})},
        {"user": json.dumps({"id": 77, "is_bot": True})},
        {"user": "[" * 4000},
        {"auth_date": None},
        {"auth_date": ""},
        {"auth_date": "soon"},
        {"auth_date": "9" * 30},
        {"auth_date": "１７６５１２７０７２"},
        {"start_param": "x" * 9000},
        {"start_param": "x\nuser={}"},
        {"Upper": "x"},
        {f"more_{chr(97 + n // 26)}{chr(97 + n % 26)}": "x" for n in range(40)},
    ],
)
def test_what_is_signed_but_says_nobody_is_refused(way: Way, changed: dict[str, Any]) -> None:
    init_data = launched(NOW, **changed)
    with pytest.raises(LaunchDataRefused, match="open the app again from the chat") as refused:
        way(init_data)
    assert refused.value.reason == "forged"


@WAYS
@pytest.mark.parametrize(
    "forged",
    [
        "",
        "hash=",
        "nonsense",
        "user=%FF&hash=00",
        "user=\ud800",
        launched(NOW, token="4242:AA-another-token", user=78).replace("78", "77"),
        launched(NOW, token="4343:AA-another-bot"),
        launched(NOW) + "&user=%7B%22id%22%3A1%7D",
        launched(NOW) + "&extra=1",
        launched(NOW) + "&extra",
        launched(NOW).replace("%22id%22%3A+77", "%22id%22%3A+78"),
    ],
)
def test_what_telegram_did_not_sign_is_refused(way: Way, forged: str) -> None:
    with pytest.raises(LaunchDataRefused):
        way(forged)


def test_the_apps_of_several_bots_are_told_apart() -> None:
    both = Bots((SecretStr(TOKEN), SecretStr("4343:AA-another")))
    for token, number in ((TOKEN, BOT), ("4343:AA-another", 4343)):
        assert both.opened_by(launched(NOW, token=token), NOW).bot == number
        with pytest.raises(LaunchDataRefused) as refused:
            both.opened_by(launched(NOW - timedelta(days=2), token=token), NOW)
        assert refused.value.reason == "stale"
    for bots in (both, NO_BOTS, Bots(numbers=(4444,))):
        with pytest.raises(LaunchDataRefused) as refused:
            bots.opened_by(launched(NOW, token="4444:AA-a-third"), NOW)
        assert refused.value.reason == "forged"


@pytest.mark.parametrize("given_hash", ["", "0" * 64, "０" * 64, "é" * 64, "0" * 63, "zz"])
def test_a_wrong_hash_is_refused(given_hash: str) -> None:
    fields = dict(parse_qsl(launched(NOW)))
    with pytest.raises(LaunchDataRefused):
        by_token(urlencode(fields | {"hash": given_hash}))


@pytest.mark.parametrize("signature", ["", "A" * 86, "A" * 85, "é" * 86, "+" * 86])
def test_a_wrong_signature_is_refused(signature: str) -> None:
    fields = dict(parse_qsl(launched(NOW)))
    with pytest.raises(LaunchDataRefused):
        by_telegrams_key(urlencode(fields | {"signature": signature}))


def test_telegrams_own_key_did_not_sign_what_the_tests_did() -> None:
    with pytest.raises(LaunchDataRefused):
        verify_signature(launched(NOW), BOT, NOW)


@WAYS
@given(data=st.data())
def test_whoever_changes_a_character_is_refused_or_is_the_same_person(
    way: Way, data: st.DataObject
) -> None:
    init_data = launched(NOW)
    at = data.draw(st.integers(0, len(init_data) - 1))
    changed = init_data[:at] + data.draw(st.text(max_size=3)) + init_data[at + 1 :]
    try:
        assert way(changed) == by_token(init_data)
    except LaunchDataRefused:
        assert changed != init_data


@WAYS
@given(text=st.text() | st.dictionaries(st.text(), st.text()).map(urlencode))
def test_nothing_but_a_refusal_comes_of_any_text(way: Way, text: str) -> None:
    with pytest.raises(LaunchDataRefused):
        way(text)


@given(
    fields=st.dictionaries(
        st.from_regex("[a-z_]{1,9}", fullmatch=True).filter(
            lambda name: name not in {"hash", "signature", "user", "auth_date"}
        ),
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), max_size=50),
        max_size=5,
    ),
    user=st.integers(1, 2**52 - 1),
)
def test_whatever_telegram_adds_the_person_is_known(fields: dict[str, str], user: int) -> None:
    init_data = launched(NOW, user, **fields)
    assert by_token(init_data).id == by_telegrams_key(init_data).id == user
