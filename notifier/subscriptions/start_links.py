"""What a link to the bot carries, `t.me/BOT?start=…`: what whoever opens it follows. Pure.

Telegram lets it have 64 letters, digits, `_` and `-`.
"""

from __future__ import annotations

import binascii
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from notifier.core.model import Security, Topic
from notifier.subscriptions.rules import Rules, topic_feed

_PAYLOAD = re.compile(r"([stq])_([A-Za-z0-9_-]{1,62})")


@dataclass(frozen=True, slots=True)
class LinkedQuery:
    """A query that a link carries, as it was typed; it may be none that can be read."""

    text: str


Linked = Security | Topic | LinkedQuery


def payload_of(linked: Linked) -> str | None:
    """Return what a link carries to have something followed; None where that does not fit."""
    match linked:
        case Security():
            written = f"s_{linked.symbol.replace('.', '_')}"
        case Topic():
            written = f"t_{linked.slug}"
        case LinkedQuery():
            written = f"q_{urlsafe_b64encode(linked.text.encode()).decode().rstrip('=')}"
    return written if _PAYLOAD.fullmatch(written) else None


def read_payload(written: str, rules: Rules) -> Linked | None:
    """Return what a link has somebody follow; None where it names nothing that there is."""
    found = _PAYLOAD.fullmatch(written)
    if found is None:
        return None
    kind, name = found.groups()
    if kind == "t":
        return rules.topics.get(topic_feed(name))
    if kind == "s":
        directory = rules.directory
        return directory.get(name) or directory.get(name.replace("_", "."))  # 00700_HK
    try:
        return LinkedQuery(urlsafe_b64decode(name + "=" * (-len(name) % 4)).decode())
    except (binascii.Error, UnicodeDecodeError):
        return None
