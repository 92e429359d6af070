"""WebSub's rules: what a hub is asked, when again, and which pushes are believed."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.sources import websub_protocol
from notifier.sources.websub_protocol import Mode
from tests.builders import NOW

DIGESTS = ("sha1", "sha256", "sha384", "sha512")
DAY = timedelta(days=1)


def signed(secret: str, body: bytes, method: str = "sha256") -> str:
    return f"{method}={hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()}"


def test_a_subscription_is_asked_for_with_secret_and_lease() -> None:
    request = websub_protocol.request_to(
        "https://hub.example/", Mode.SUBSCRIBE, topic="https://a.example/?x=1&y", callback="c",
        secret="s",
    )  # fmt: skip

    assert request.method == "POST"
    assert request.headers == {"Content-Type": "application/x-www-form-urlencoded"}
    assert parse_qs((request.body or b"").decode()) == {
        "hub.mode": ["subscribe"],
        "hub.topic": ["https://a.example/?x=1&y"],
        "hub.callback": ["c"],
        "hub.secret": ["s"],
        "hub.lease_seconds": ["604800"],
    }


def test_the_end_of_a_subscription_is_asked_for_without_the_secret() -> None:
    request = websub_protocol.request_to(
        "https://hub.example/", Mode.UNSUBSCRIBE, topic="t", callback="c", secret="s"
    )

    assert set(parse_qs((request.body or b"").decode())) == {
        "hub.mode", "hub.topic", "hub.callback",
    }  # fmt: skip


@given(st.sampled_from(DIGESTS), st.text(), st.binary())
def test_what_is_signed_with_the_secret_is_believed(method: str, secret: str, body: bytes) -> None:
    secret = secret.encode(errors="replace").decode()
    assert websub_protocol.is_signed(signed(secret, body, method), secret, body)
    assert websub_protocol.is_signed(signed(secret, body, method).upper(), secret, body)


@given(st.sampled_from(DIGESTS), st.binary(), st.binary())
def test_what_is_signed_otherwise_is_not_believed(method: str, body: bytes, other: bytes) -> None:
    assert websub_protocol.is_signed(signed("s", other, method), "s", body) is (body == other)
    assert not websub_protocol.is_signed(signed("another", body, method), "s", body)


@pytest.mark.parametrize(
    "header", [None, "", "sha256", "sha256=", "=", "sha256=ü", "sha256=" + "0" * 64]
)
def test_a_push_without_a_sound_signature_is_not_believed(header: str | None) -> None:
    assert not websub_protocol.is_signed(header, "s", b"body")


def test_a_weak_digest_is_not_believed() -> None:
    digest = hmac.new(b"s", b"body", "md5").hexdigest()
    assert not websub_protocol.is_signed(f"md5={digest}", "s", b"body")


@given(st.text())
def test_no_signature_header_breaks_the_judgement(header: str) -> None:
    assert not websub_protocol.is_signed(header, "s", b"body")


@given(st.text() | st.integers().map(str))
def test_a_lease_is_always_one_that_can_be_kept(lease_seconds: str) -> None:
    granted = websub_protocol.lease(lease_seconds)
    assert timedelta(0) < granted <= websub_protocol.LEASE_LONGEST
    assert NOW < websub_protocol.renewal(NOW, granted) < NOW + granted


@pytest.mark.parametrize(
    ("lease_seconds", "granted"),
    [
        ("3600", timedelta(hours=1)),
        ("864000", 10 * DAY),
        ("", websub_protocol.LEASE_ASKED),
        ("0", websub_protocol.LEASE_ASKED),
        ("-5", websub_protocol.LEASE_ASKED),
        ("99999999999999", websub_protocol.LEASE_LONGEST),
    ],
)
def test_a_lease_is_read_as_the_hub_says_it(lease_seconds: str, granted: timedelta) -> None:
    assert websub_protocol.lease(lease_seconds) == granted


@given(st.integers(0, 10_000), st.none() | st.floats(0, 1e12))
def test_a_hub_that_does_not_confirm_is_asked_more_rarely_and_never_given_up(
    failures: int, retry_after: float | None
) -> None:
    again = websub_protocol.next_retry(NOW, failures, retry_after)
    assert timedelta(minutes=5) <= again - NOW <= websub_protocol.SLOWEST
    assert websub_protocol.next_retry(NOW, failures + 1, retry_after) >= again
    if retry_after is not None:
        assert again - NOW >= min(timedelta(seconds=min(retry_after, 1e6)), websub_protocol.SLOWEST)


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("https://news.example.org", True),
        ("http://93.184.216.34:8080", True),
        ("http://localhost:8080", False),
        ("http://sub.localhost.", False),
        ("http://127.0.0.1:8080", False),
        ("http://[::1]:8080", False),
        ("http://192.168.1.5", False),
        ("http://10.1.2.3", True),
    ],
)
def test_no_hub_is_told_to_call_where_it_cannot_reach_us(address: str, may: bool) -> None:
    assert websub_protocol.may_be_called(address, [ipaddress.ip_network("10.0.0.0/8")]) is may


@pytest.mark.parametrize(
    ("url", "sound"),
    [
        ("https://hub.example/", True),
        (None, False),
        ("", False),
        ("ftp://hub.example/", False),
        ("/hub", False),
        ("https://[hub", False),
        ("https://hub.example/\n", False),
        ("https://hub.example/" + "x" * 3000, False),
    ],
)
def test_only_an_address_that_can_be_asked_is_a_hub(url: str | None, sound: bool) -> None:
    assert websub_protocol.is_address(url) is sound


@given(st.text(max_size=50))
def test_a_challenge_goes_back_as_it_came_or_not_at_all(text: str) -> None:
    assert websub_protocol.challenge_of(text) in {text, None}


def test_a_challenge_is_bounded() -> None:
    assert websub_protocol.challenge_of("x" * 2000) == "x" * 2000
    assert websub_protocol.challenge_of("x" * 2001) is None
    assert websub_protocol.challenge_of("") is None
