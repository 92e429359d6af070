"""What a named company is to an article: its subject, or only where a report comes from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from notifier.core.folding import fold
from notifier.securities import english_things
from notifier.securities import role_words as table
from notifier.securities.aliases import Industry
from notifier.securities.context_features import COMPANY
from notifier.securities.context_words import WordTable
from notifier.securities.directory import Directory
from notifier.securities.english_roles import told_before, words_of_analysts, words_of_house
from notifier.securities.evidence import Candidate
from notifier.securities.names import core, english_core

_BROKER_NAME: Final = re.compile(r"(?:(?:证券|期货)(?:股份有限公司)?|银行股份有限公司|securities)$")
_CLAUSE_END: Final = re.compile(r"[。!?;\n]")
_OWN_BUSINESS: Final = re.compile("|".join(map(re.escape, table.OWN_BUSINESS.split())))
_ORIGIN_BEFORE: Final = WordTable(table.ORIGIN_BEFORE)
_SERVICE_BEFORE: Final = re.compile(table.SERVICE_BEFORE)
_SERVICE_AFTER: Final = re.compile(table.SERVICE_AFTER)
_OPINION: Final = re.compile(table.OPINION_AFTER)
_RATING: Final = re.compile(table.RATING_AFTER)
_DESK: Final = re.compile(table.DESK_AFTER)
_BRACKETS: Final = ("【", "[")
_CHIEF: Final = re.compile(table.CHIEF_AFTER)
_HOLDING: Final = re.compile(table.HOLDING_AFTER)
_SPEAKER: Final = re.compile(table.SPEAKER_AFTER)
_STATEMENT: Final = re.compile(table.STATEMENT_AFTER)
_QUOTED_ANYWHERE: Final = re.compile(f"{table.ECONOMIST_AFTER}|{table.INDEX_AFTER}")
_REPORT_AFTER: Final = re.compile(table.REPORT_AFTER)
_PLATFORM_BEFORE: Final = WordTable(table.PLATFORM_BEFORE)
_PLATFORM_AFTER: Final = WordTable(table.PLATFORM_AFTER)
_AFTER: Final = {
    Industry.VENDOR: WordTable(table.VENDOR_AFTER),
    Industry.MEDIA: WordTable(table.MEDIA_AFTER),
}
_POSTED_BEFORE: Final = re.compile("[在于经用]\\Z")
_POSTED: Final = re.compile(table.POSTED_AFTER)
_QUOTED: Final = frozenset({Industry.BROKER, Industry.VENDOR, Industry.MEDIA})
_SERVICE_REACH: Final = 60
_REACH: Final = 40


class Industries:
    """Which quoted industry a company is in, by any of its names: 华泰 is a broker, of 华泰证券."""

    def __init__(self, directory: Directory, known: Mapping[str, Industry]) -> None:
        """`known` is what the aliases say of names."""
        self._directory = directory
        self._known = known
        self._found: dict[tuple[str, str], Industry | None] = {}

    def of(self, name: str, issuer: str) -> Industry | None:
        """Return the industry of the issuer that has a name; None if it is no quoted one."""
        key = name, issuer
        if key not in self._found:
            security = self._directory.get(issuer)
            shown = core(fold(security.name).text)[0] if security else ""
            names = (name, shown, english_core(name), english_core(shown))
            self._found[key] = next(filter(None, map(self._of_name, names)), None)
        return self._found[key]

    def _of_name(self, name: str) -> Industry | None:
        return self._known.get(name) or (Industry.BROKER if _BROKER_NAME.search(name) else None)


def source_words(found: Candidate, industry: Industry | None, hidden: str) -> str | None:
    """Return the words that make a mention only the origin of a report, or None for a subject.

    `hidden` is the masked text of the passage.
    """
    text, start, after = found.passage.text, found.start, found.after
    origin = _ORIGIN_BEFORE.before(text, start)
    if origin and (industry is not None or origin != "据"):
        return origin
    if origin and (report := _REPORT_AFTER.match(text, after)):
        return f"据…{report[0]}"
    if industry in _QUOTED and (quoted := words_of_house(text, start, after, hidden)):
        return quoted
    if industry is Industry.MEDIA and (told := told_before(text, start)):
        return told
    if industry is Industry.BROKER:
        return _words_of_house(text, start, after, hidden, is_coded=found.is_coded)
    if industry in _AFTER and (quoted := _AFTER[industry].at(text, after)):
        return quoted
    if text[start].isascii() and (quoted := words_of_analysts(text, start, after)):
        return quoted
    any_one = _QUOTED_ANYWHERE.match(text, after)
    return any_one[0] if any_one else None


def _words_of_house(
    text: str, start: int, after: int, hidden: str, *, is_coded: bool
) -> str | None:
    """Return what makes a broker or a bank one that speaks, rates or serves."""
    if served := _SERVICE_BEFORE.search(text, max(0, start - _SERVICE_REACH), start):
        return served[0]
    if text[start - 1 : start] in _BRACKETS and (desk := _DESK.match(text, after)):
        return text[start - 1 : start] + desk[0]
    for form in (_SERVICE_AFTER, _RATING, _HOLDING, _QUOTED_ANYWHERE):
        if found := form.match(text, after):
            return found[0].strip()
    if (opinion := _OPINION.match(text, after)) and not _OWN_BUSINESS.search(opinion[1]):
        return opinion[0]
    if (speaker := _SPEAKER.match(text, after)) and not _OWN_BUSINESS.search(speaker[0]):
        return speaker[0]
    if is_coded and text.startswith(":", after):
        return None  # its own notice
    chief = _CHIEF.match(text, after)
    at = chief.end() if chief else after
    statement = _STATEMENT.match(text, at)
    return statement[0] if statement and not _is_about_itself(hidden, at) else None


def platform_words(found: Candidate) -> str | None:
    """Return the words that make a social network only the place where something is said."""
    text, start, after = found.passage.text, found.start, found.after
    return (
        _PLATFORM_BEFORE.before(text, start)
        or _PLATFORM_AFTER.at(text, after)
        or english_things.platform_words(text, start, after)
    )


def was_posted(found: Candidate) -> str | None:
    """Return the words that show so of a network behind which something is said to be done."""
    text, start, after = found.passage.text, found.start, found.after
    said = _POSTED.match(text, after)
    if said and (place := _POSTED_BEFORE.search(text, max(0, start - 1), start)):
        return place[0] + said[0]
    return english_things.was_posted(text, start)


def _is_about_itself(hidden: str, after: int) -> bool:
    """Return whether its own business comes next, and no other company before that."""
    stop = after + _REACH
    end = _CLAUSE_END.search(hidden, after, stop)
    stop = end.start() if end else stop
    own = _OWN_BUSINESS.search(hidden, after, stop)
    return own is not None and COMPANY not in hidden[after : own.start()]
