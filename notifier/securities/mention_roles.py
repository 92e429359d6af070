"""What a named company is to an article: its subject, or only where a report comes from."""

from __future__ import annotations

import re
from typing import Final

from notifier.securities import context_words as table
from notifier.securities.aliases import Industry
from notifier.securities.context_words import WordTable
from notifier.securities.evidence import Candidate

_BROKER_NAME: Final = re.compile(r"(?:证券|期货|securities)$")
_CLAUSE_END: Final = re.compile(r"[。!?;\n]")
_OWN_BUSINESS: Final = re.compile("|".join(map(re.escape, table.OWN_BUSINESS.split())))
_SERVICE_BEFORE: Final = WordTable(table.SERVICE_BEFORE)
_REPORT_AFTER: Final = WordTable(table.REPORT_AFTER)
_PLATFORM_BEFORE: Final = WordTable(table.PLATFORM_BEFORE)
_PLATFORM_AFTER: Final = WordTable(table.PLATFORM_AFTER)
_STATEMENT: Final = WordTable(table.STATEMENT_AFTER)
_AFTER: Final = {
    Industry.BROKER: WordTable(table.OPINION_AFTER + table.SERVICE_AFTER),
    Industry.VENDOR: WordTable(table.VENDOR_AFTER),
    Industry.MEDIA: WordTable(table.MEDIA_AFTER),
    Industry.VENUE: WordTable(""),
    Industry.PLATFORM: WordTable(""),
}
_ENGLISH_OPINION: Final = re.compile(r" ?" + table.ENGLISH_OPINION_AFTER)
_REACH: Final = 40


def industry_of(name: str, known: Industry | None) -> Industry | None:
    """Return which quoted industry a company is in; `known` is what the aliases say of it."""
    return known or (Industry.BROKER if _BROKER_NAME.search(name) else None)


def source_words(found: Candidate, industry: Industry | None) -> str | None:
    """Return the words that make a mention only the origin of a report, or None for a subject."""
    text, start, after = found.passage.text, found.start, found.after
    served = _SERVICE_BEFORE.before(text, start)
    if served and (industry is not None or served != "据"):
        return served
    if served == "据" and (word := _REPORT_AFTER.at(text, after)):
        return f"据…{word}"
    if industry is None:
        return None
    if industry is Industry.BROKER and (opinion := _ENGLISH_OPINION.match(text, after)):
        return opinion[0].strip()
    if quoted := _AFTER[industry].at(text, after):
        return quoted
    if industry is Industry.BROKER and not _is_about_itself(text, after):
        return ":" if text.startswith(":", after) else _STATEMENT.at(text, after)
    return None


def platform_words(found: Candidate) -> str | None:
    """Return the words that make a social network only the place where something is said."""
    text = found.passage.text
    return _PLATFORM_BEFORE.before(text, found.start) or _PLATFORM_AFTER.at(text, found.after)


def _is_about_itself(text: str, after: int) -> bool:
    stop = after + _REACH
    end = _CLAUSE_END.search(text, after, stop)
    return bool(_OWN_BUSINESS.search(text, after, end.start() if end else stop))
