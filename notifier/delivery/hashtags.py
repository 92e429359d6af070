"""The hashtags below an alert, by which a chat finds what else came about a company. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from notifier.core.model import Field, Mention, Reason, Role

MOST = 3
_TICKER = re.compile(r"[A-Z]{1,8}")
# How Hong Kong marks shares with weighted votes, of biotechs and the like: 美团-W.
_SHARE_MARK = re.compile(r"-[A-Z]{1,3}$")


def company_tags(reasons: Iterable[Reason], mentions: Iterable[Mention]) -> tuple[str, ...]:
    """Return the tags of what an article is about, at most MOST.

    Companies that the chat is told about go first, then those that the headline names.
    """
    in_title = (
        each for each in mentions if each.role is Role.SUBJECT and each.field is Field.TITLE
    )
    named = [(each.label, each.symbol) for each in reasons if each.symbol]
    named += [(each.name, each.symbol) for each in sorted(in_title, key=lambda each: -each.score)]
    tags = (company_tag(name, symbol) for name, symbol in named)
    return tuple(dict.fromkeys(each for each in tags if each))[:MOST]


def company_tag(name: str, symbol: str) -> str | None:
    """Return a company's hashtag, or its cashtag where its name is Latin and its code a ticker.

    Telegram takes letters, digits and underscores for a hashtag, and one letter at least.
    """
    name = unicodedata.normalize("NFKC", name)
    if name.isascii() and _TICKER.fullmatch(symbol):
        return f"${symbol}"
    tag = re.sub(r"\W", "", _SHARE_MARK.sub("", name))
    return f"#{tag}" if re.search(r"[^\W\d_]", tag) else None
