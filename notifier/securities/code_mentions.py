"""Security codes as articles write them: in brackets, with an exchange, between dollar signs.

A bare number is never a code: 600519 may be a price, a count, a telephone number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

_MARKED: Final = (
    r"(?:sh|sz|bj)[.:]?\d{6}|\d{6}\.(?:sh|ss|sz|bj|xshg|xshe)|\d{4,5}\.hk|hk[.:]?\d{4,5}"
    r"|(?:nasdaq|nyse|amex|nyseamerican)[:.] ?[a-z]{1,5}(?:[.\-][a-z])?"
    r"|[a-z]{1,5}\.us"
)
_REUTERS: Final = r"[a-z]{1,5}\.(?:o|n|oq|k)"
"""Only in brackets: U.N. is no ticker."""

_LABEL: Final = (
    r"(?:(?:股票|证券|股份)?代[码号]:?|a股代码:?|h股代码:?|行情|[ah港美]股:?|hkex:|sehk:|ticker:)"
)
_IN_BRACKETS: Final = re.compile(
    rf"[(\[【]\s*(?P<label>{_LABEL})?\s*(?P<code>{_MARKED}|{_REUTERS}|\d{{5,6}}|[a-z]{{1,5}}(?:\.[a-z])?)"
    rf"\s*(?P<rest>[,、;/|\s][^()\[\]【】\n]{{0,40}})?[)\]】]",
)
_IN_DOLLARS: Final = re.compile(
    rf"\$(?P<name>[^$\n]{{0,12}}?)[(\s]?(?P<code>{_MARKED}|\d{{5,6}})\)?\$",
)
_CASHTAG: Final = re.compile(r"\$(?<![a-z0-9$]\$)(?P<code>[a-z]{1,5}(?:\.[a-z])?)(?![a-z0-9$])")
_LABELLED: Final = re.compile(rf"{_LABEL}\s*(?P<code>{_MARKED}|\d{{5,6}})(?!\d)")
_LABEL_HINT: Final = re.compile(r"代[码号]|行情|[ah港美]股:?\d|hkex|sehk|ticker")
_ANYWHERE: Final = re.compile(rf"(?P<code>{_MARKED})(?![a-z0-9]|\.[a-z])")
_ANYWHERE_HINT: Final = re.compile(
    r"\.(?:s[hsz]|bj|xsh|hk|us)(?![a-z0-9])|(?:sh|sz|bj|hk)[.:]?\d|nasdaq|nyse|amex"
)
_JOINED: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.$/_-")
"""What may not stand before a code that nothing else marks."""

_MACHINE: Final = re.compile(r"行情|诊股|走势|资金")
"""What portals write into the brackets that they insert behind whatever looks like a name."""


@dataclass(frozen=True, slots=True)
class WrittenCode:
    """A code of a listed security in a folded text; `start`..`end` take its brackets in."""

    start: int
    end: int
    symbol: str
    is_inserted: bool
    """Whether a machine put it there, so that it may stand behind an ordinary word."""
    is_bare: bool
    """Whether it is letters in brackets, (AI): a code only behind the name of its company."""

    def covers(self, start: int, end: int) -> bool:
        """Say whether a stretch lies inside this code: NASDAQ in (NASDAQ:AAPL) names no company."""
        return self.start <= start and end <= self.end


def written_codes(text: str, find: Callable[[str], str | None]) -> list[WrittenCode]:
    """Find the codes of listed securities in a folded text, in order; `find` leads to symbols."""
    found: dict[int, WrittenCode] = {}
    taken: set[int] = set()
    for form in _forms_in(text):
        for match in form.finditer(text):
            at = match.start("code")
            if at in taken or (form is _ANYWHERE and text[at - 1 : at] in _JOINED):
                continue
            if symbol := find(match["code"]):
                taken.add(at)
                bare = form is _IN_BRACKETS and not match["label"] and match["code"].isalpha()
                is_inserted = bool(_MACHINE.search(match[0]))
                found[match.start()] = WrittenCode(*match.span(), symbol, is_inserted, bare)
    return [found[start] for start in sorted(found)]


def _forms_in(text: str) -> Iterator[re.Pattern[str]]:
    """Give the forms worth looking for: most texts have few of them."""
    yield _IN_BRACKETS
    if "$" in text:
        yield _IN_DOLLARS
        yield _CASHTAG
    if _LABEL_HINT.search(text):
        yield _LABELLED
    if _ANYWHERE_HINT.search(text):
        yield _ANYWHERE
