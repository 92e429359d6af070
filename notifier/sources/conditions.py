"""Conditional requests: what a source remembers to ask whether anything has changed.

A server that says so for ever would silence a source, so every few hours it is asked for all, and
where that shows that it was wrong, for half a day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from notifier.sources.http.client import Fetched

_ASKED_FOR_ALL_AFTER = timedelta(hours=2)
_DISTRUSTED_FOR = timedelta(hours=12)
_MANY = 5
"""So many answers in a row that nothing has changed make a change at that moment unlikely."""

Validators = tuple[str | None, str | None]
"""ETag and date of the last change."""


def validators(state: Mapping[str, str], now: datetime) -> Validators:
    """Return what to ask with whether anything has changed; nothing where all is asked for."""
    since, distrusted = _moment(state.get("since")), _moment(state.get("distrusted"))
    is_due = since is None or not timedelta(0) <= now - since < _ASKED_FOR_ALL_AFTER
    if is_due or (distrusted is not None and now < distrusted):
        return None, None
    return state.get("etag"), state.get("last_modified")


def unchanged(state: Mapping[str, str]) -> dict[str, str]:
    """Return the state after a server said that nothing has changed."""
    return {**state, "same": str(_number(state.get("same")) + 1)}


def changed(
    state: Mapping[str, str], answer: Fetched, digest: str, now: datetime
) -> dict[str, str]:
    """Return the state after an answer; `state` is what was known when it was asked for.

    `digest` is of the answer's body.
    """
    known = {
        "etag": answer.etag,
        "last_modified": answer.last_modified,
        "digest": digest,
        "since": now.isoformat(timespec="seconds") if answer.etag or answer.last_modified else None,
        "distrusted": state.get("distrusted"),
    }
    was_asked_for_all = validators(state, now) == (None, None)
    said_the_same = _number(state.get("same")) >= _MANY
    if was_asked_for_all and said_the_same and state.get("digest") != digest:
        known["distrusted"] = (now + _DISTRUSTED_FOR).isoformat(timespec="seconds")
    return {name: value for name, value in known.items() if value}


def problems(state: Mapping[str, str], now: datetime) -> tuple[str, ...]:
    """Return what is wrong with a server's answers that nothing has changed, for a person."""
    distrusted = _moment(state.get("distrusted"))
    if distrusted is None or now >= distrusted:
        return ()
    until = f"{distrusted:%Y-%m-%d %H:%M} UTC"
    return (f"its server hid changes (status 304); it is asked for everything until {until}",)


def _moment(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
