"""What a named company is to an article: its subject, or only where a report comes from."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from notifier.securities import context_words as table
from notifier.securities.candidate import Candidate
from notifier.securities.word_table import WordTable


class Trade(StrEnum):
    """A trade whose companies are often quoted in articles about something else."""

    HOUSE = "house"  # brokers and banks, whose analysts are quoted
    VENDOR = "vendor"  # vendors of data
    MEDIUM = "medium"  # news media
    VENUE = "venue"  # stock exchanges, where others are listed
    PLATFORM = "platform"  # social networks, where things are said


_HOUSE_NAME: Final = re.compile(r"(?:证券|期货|securities)$")
_CLAUSE_END: Final = re.compile(r"[。!?;\n]")
_OWN_BUSINESS: Final = re.compile("|".join(map(re.escape, table.OWN_BUSINESS.split())))
_SERVICE_BEFORE: Final = WordTable(table.SERVICE_BEFORE)
_REPORT_AFTER: Final = WordTable(table.REPORT_AFTER)
_PLATFORM_BEFORE: Final = WordTable(table.PLATFORM_BEFORE)
_PLATFORM_AFTER: Final = WordTable(table.PLATFORM_AFTER)
_STATEMENT: Final = WordTable(table.STATEMENT_AFTER)
_AFTER: Final = {
    Trade.HOUSE: WordTable(table.OPINION_AFTER + table.SERVICE_AFTER),
    Trade.VENDOR: WordTable(table.VENDOR_AFTER),
    Trade.MEDIUM: WordTable(table.MEDIA_AFTER),
    Trade.VENUE: WordTable(""),
    Trade.PLATFORM: WordTable(""),
}
_ENGLISH_OPINION: Final = re.compile(r" ?" + table.ENGLISH_OPINION_AFTER)
_REACH: Final = 40


def trade_of(name: str, known: Trade | None) -> Trade | None:
    """Say which quoted trade a company is in; `known` is what the lore says of it."""
    return known or (Trade.HOUSE if _HOUSE_NAME.search(name) else None)


def source_words(found: Candidate, trade: Trade | None) -> str | None:
    """Find the words that make a mention only the origin of a report, or None for a subject."""
    text, start, after = found.passage.text, found.start, found.after
    served = _SERVICE_BEFORE.before(text, start)
    if served and (trade is not None or served != "据"):
        return served
    if served == "据" and (word := _REPORT_AFTER.at(text, after)):
        return f"据…{word}"
    if trade is None:
        return None
    if trade is Trade.HOUSE and (opinion := _ENGLISH_OPINION.match(text, after)):
        return opinion[0].strip()
    if quoted := _AFTER[trade].at(text, after):
        return quoted
    if trade is Trade.HOUSE and not _is_about_itself(text, after):
        return ":" if text.startswith(":", after) else _STATEMENT.at(text, after)
    return None


def platform_words(found: Candidate) -> str | None:
    """Find the words that make a social network only the place where something is said."""
    text = found.passage.text
    return _PLATFORM_BEFORE.before(text, found.start) or _PLATFORM_AFTER.at(text, found.after)


def _is_about_itself(text: str, after: int) -> bool:
    stop = after + _REACH
    end = _CLAUSE_END.search(text, after, stop)
    return bool(_OWN_BUSINESS.search(text, after, end.start() if end else stop))
