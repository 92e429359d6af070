"""Security codes as articles write them: in brackets, with an exchange, between dollar signs.

A bare number is never a code: 600519 may be a price, a count, a telephone number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

_MARKED: Final = (
    r"(?:sh|sz|bj)[.:]?\d{6}|\d{6}\.(?:sh|ss|sz|bj|xshg|xshe)|\d{4,5}\.hk|hk[.:]?\d{4,5}"
    r"|(?:nasdaq|nyse|amex|nyseamerican)[:.] ?[a-z]{1,5}(?:[.\-][a-z])?"
    r"|[a-z]{1,5}\.(?:us|o|n|oq)"
)
_LABEL: Final = (
    r"(?:(?:股票|证券|股份)?代[码号]:?|a股代码:?|h股代码:?|行情|[ah港美]股:?|hkex:|sehk:|ticker:)"
)
_IN_BRACKETS: Final = re.compile(
    rf"[(\[【]\s*(?P<label>{_LABEL})?\s*(?P<code>{_MARKED}|\d{{5,6}}|[a-z]{{1,5}}(?:\.[a-z])?)"
    rf"\s*(?P<rest>[,、;/|\s][^()\[\]【】\n]{{0,40}})?[)\]】]",
)
_IN_DOLLARS: Final = re.compile(
    rf"\$(?P<name>[^$\n]{{0,12}}?)[(\s]?(?P<code>{_MARKED}|\d{{5,6}})\)?\$",
)
_CASHTAG: Final = re.compile(r"(?<![a-z0-9$])\$(?P<code>[a-z]{1,5}(?:\.[a-z])?)(?![a-z0-9$])")
_LABELLED: Final = re.compile(rf"{_LABEL}\s*(?P<code>{_MARKED}|\d{{5,6}})(?!\d)")
_ANYWHERE: Final = re.compile(rf"(?<![a-z0-9.$])(?P<code>{_MARKED})(?![a-z0-9])")
_FORMS: Final = (_IN_BRACKETS, _IN_DOLLARS, _CASHTAG, _LABELLED, _ANYWHERE)

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
    for form in _FORMS:
        for match in form.finditer(text):
            at = match.start("code")
            if at in taken or not (symbol := find(match["code"])):
                continue
            taken.add(at)
            bare = form is _IN_BRACKETS and not match["label"] and match["code"].isalpha()
            code = WrittenCode(*match.span(), symbol, bool(_MACHINE.search(match[0])), bare)
            found[match.start()] = code
    return [found[start] for start in sorted(found)]
