"""The forms in which people and data vendors write a security's code, led back to one.

Canonical symbols look like `SZ002230`, `SH600320`, `BJ920670`, `00700.HK`, `AAPL`, `BRK.B`. Nothing
here knows which securities exist: a form that can be read in two ways gives both, the likelier
first, and the directory keeps those that are listed.

In articles codes stand in brackets, with an exchange or between dollar signs. A bare number is
never one there: 600519 may be a price, a count, a telephone number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

MARKETS: Final = ("mainland", "hong-kong", "us")
"""Where securities are listed; an issuer's listing in an earlier one is its primary one."""

_MAINLAND: Final = r"(?P<digits>\d{6})"

_EXCHANGE_OF_PREFIX: Final = (
    (("600", "601", "603", "605", "688", "689", "900"), "SH"),
    (("000", "001", "002", "003", "300", "301", "302", "200"), "SZ"),
    (("920", "43", "83", "87"), "BJ"),
)
"""Which exchange a bare mainland stock code belongs to. Index, fund and bond codes have none."""

_MAINLAND_MARKERS: Final = {
    "SH": "SH",
    "SS": "SH",
    "XSHG": "SH",
    "SZ": "SZ",
    "XSHE": "SZ",
    "BJ": "BJ",
    "XBSE": "BJ",
    "BSE": "BJ",
    "SSE": "SH",
    "SZSE": "SZ",
}

_US_EXCHANGES: Final = "NASDAQ(?:GS|GM|CM)?|NYSE(?: ?AMERICAN| ?ARCA)?|AMEX|US"

_NAME_WITH_CODE: Final = re.compile(r"^[^()]*\((?P<code>[^()]+)\)$")
_MAINLAND_SUFFIXED: Final = re.compile(
    rf"^{_MAINLAND}(?:[. :-]?(?P<marker>SH|SS|XSHG|SZ|XSHE|BJ|XBSE|CH)|:SH[AEHZ])$",
)
_MAINLAND_PREFIXED: Final = re.compile(
    rf"^(?P<marker>SH|SS|SZ|BJ|SSE|SZSE|BSE)[.: ]?{_MAINLAND}$",
)
_MAINLAND_NUMBERED: Final = re.compile(rf"^(?P<market>[01])\.{_MAINLAND}$")
_MAINLAND_BARE: Final = re.compile(rf"^{_MAINLAND}$")
_HONG_KONG: Final = (
    re.compile(r"^(?P<digits>\d{1,5})(?:[. -]?HK|:HKG?|:XHKG)$"),
    re.compile(r"^(?:HK|HKEX|SEHK|HKG|116\.)[.:]? ?(?P<digits>\d{1,5})$"),
    re.compile(r"^(?P<digits>\d{5})$"),
)
_RENMINBI_COUNTER: Final = re.compile(r"^8(\d{4})\.HK$")
# What stands before a ticker is the market there, as Futu writes US.AAPL: US.A is Agilent.
_US_CODE: Final = re.compile(
    r"^(?!(?:US|NYSE|AMEX)[./_ -])(?P<root>[A-Z]{1,5})(?:[./_ -](?P<tail>[A-Z]{1,3}))?$"
)
_US_PREFIX: Final = re.compile(rf"^(?:(?:{_US_EXCHANGES})[:.] ?|10[567]\.|GB_)(?=[A-Z])")
_US_SUFFIX: Final = re.compile(
    r"(?<=[A-Z])(?:[. -]US|:(?:NASDAQ|NYSE(?:AMERICAN|ARCA)?|AMEX|NSQ|NYQ|NMQ|US"
    r"|XN(?:AS|YS|MS|GS)|XASE|ARCX))$"
)
_VENDOR_TAILS: Final = frozenset({"O", "N", "OQ", "K", "A"})
"""Reuters' exchange letters, which stand where a share class stands: BB.N is BlackBerry."""

_SURE_WORD: Final = re.compile(
    r"""
      (?:sz|sh|bj)\d{6}
    | \d{6}\.(?:sz|sh|ss|bj|xshe|xshg|xbse)
    | hk\d{5} | \d{4,5}\.hk | \d{1,5}\ hk
    | [a-z]{1,5}(?:[._/-][a-z])?\.us
    | (?:nasdaq|nyse|amex|nysearca|sse|szse|bse|hkex|sehk):[a-z0-9]+(?:[._/-][a-z])?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_POSSIBLE_WORD: Final = re.compile(
    r"""
      \d{6} | 0\d{4} | hk\d{1,4} | \d{1,3}\.hk
    | [01]\.\d{6} | 116\.\d{5} | 10[567]\.[a-z]{1,5}(?:[._-][a-z])?
    | gb_[a-z.]{1,7} | [a-z]{1,4}[./-][a-z]
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Words of a query: forms that people hardly write for anything else, and forms that may be a code.

A bare `AAPL` or a name stays text there; `$AAPL` and `@name` say that a security is meant.
"""

_MARKED: Final = (
    r"(?:sh|sz|bj)[.:]?\d{6}|\d{6}\.(?:sh|ss|sz|bj|xshg|xshe)|\d{4,5}\.hk|hk[.:]?\d{4,5}"
    r"|(?:nasdaq(?:gs|gm|cm)?|nyse(?: ?american| ?arca)?|amex)[:.] ?[a-z]{1,5}(?:[./\-][a-z])?"
    r"|(?:\d{1,5} hk|[a-z]{1,5} us|\d{6} ch)(?= equity)|[a-z]{1,5}\.us"
    r"|[a-z]{3,5}\.(?:o|n|oq)|(?:sehk|hkex|hkg): ?\d{1,5}"
    r"|[a-z]{1,5}:(?:nasdaq|nyse(?:american|arca)?|amex|nsq|nyq|nmq)|\d{1,5}:hkg?"
    r"|\d{6}:sh[aehz]"
)
_IN_BRACKETS_ONLY: Final = r"[a-z]{1,5}\.(?:o|n|oq|k)|\d{1,5}[. ]?hk|[01]\.\d{6}|116\.\d{5}"
"""U.N. is no ticker, and 1.601318 a number."""

_LABEL: Final = r"(?:(?:股票|证券|股份)?代[码号]:?|a股代码:?|h股代码:?|行情|[ah港美]股:?|ticker:)"
_IN_BRACKETS: Final = re.compile(
    rf"[(\[【<]\s*(?P<label>{_LABEL})?\s*"
    rf"(?P<code>{_MARKED}|{_IN_BRACKETS_ONLY}|\d{{5,6}}|[a-z]{{1,5}}(?:\.[a-z])?)"
    rf"\s*(?P<rest>[,、;/|\s][^()\[\]【】\n]{{0,40}})?[)\]】>]",
)
_IN_DOLLARS: Final = re.compile(
    rf"\$(?P<name>[^$\n]{{0,12}}?)[(\s]?(?P<code>{_MARKED}|\d{{5,6}})\)?\$",
)
_CASHTAG: Final = re.compile(
    r"\$(?<![a-z0-9$]\$)(?P<code>[a-z]{1,5}(?:\.[a-z])?|\d{1,5}\.hk)(?![a-z0-9$])"
)
_LABELLED: Final = re.compile(rf"{_LABEL}\s*(?P<code>{_MARKED}|\d{{5,6}})(?!\d)")
_LABEL_HINT: Final = re.compile(r"代[码号]|行情|[ah港美]股:?\d")
_ANYWHERE: Final = re.compile(rf"(?P<code>{_MARKED})(?![a-z0-9]|\.[a-z])")
_ANYWHERE_HINT: Final = re.compile(
    r"\.(?:s[hsz]|bj|xsh[eg]|hk|us|oq?|n)(?![a-z0-9])|(?:sh|sz|bj|hk)[.:]?\d|(?:hk|us|ch) equity"
    r"|(?:nasdaq(?:gs|gm|cm)?|nyse(?: ?american| ?arca)?|amex|sehk|hkex|hkg)[:.] ?[a-z0-9]"
    r"|[a-z0-9]:(?:nasdaq|nyse|amex|n[sym]q|hkg?|sh[aehz])(?![a-z])"
)
_JOINED: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.$/_-")
"""What may not stand before a code that nothing else marks."""

_MACHINE: Final = re.compile(r"行情|诊股|走势|资金")
"""What portals write into the brackets that they insert behind whatever looks like a name."""

_INVISIBLE: Final = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))


def clean(code: str) -> str:
    """Bring a typed code into one width and case, without what chats and forums put around it."""
    text = unicodedata.normalize("NFKC", code).translate(_INVISIBLE).upper()
    text = " ".join(text.split()).strip("$#.,;:!?、。，；：")
    return text.strip()


def canonical(code: str) -> tuple[str, ...]:
    """Return which symbols a written code can mean, the likeliest first; empty if it is no code.

    Bare numbers of one to four digits say nothing by themselves (700 may be Tencent or a price)
    and give nothing; `700.HK` does. Applied to a canonical symbol it gives that symbol first.
    """
    text = clean(code)
    if named := _NAME_WITH_CODE.match(text):
        text = clean(named["code"])
    return _mainland(text) or _hong_kong(text) or _united_states(text)


def _mainland(text: str) -> tuple[str, ...]:
    if numbered := _MAINLAND_NUMBERED.match(text):
        if numbered["market"] == "1":
            return (f"SH{numbered['digits']}",)
        return (f"{_exchange(numbered['digits']) or 'SZ'}{numbered['digits']}",)
    if marked := _MAINLAND_SUFFIXED.match(text) or _MAINLAND_PREFIXED.match(text):
        digits = marked["digits"]
        exchange = _MAINLAND_MARKERS.get(marked["marker"]) or _exchange(digits)
        return (f"{exchange}{digits}",) if exchange else ()
    if bare := _MAINLAND_BARE.match(text):
        exchange = _exchange(bare["digits"])
        return (f"{exchange}{bare['digits']}",) if exchange else ()
    return ()


def _exchange(digits: str) -> str | None:
    for prefixes, exchange in _EXCHANGE_OF_PREFIX:
        if digits.startswith(prefixes):
            return exchange
    return None


def _hong_kong(text: str) -> tuple[str, ...]:
    for form in _HONG_KONG:
        if found := form.match(text):
            number = int(found["digits"])
            return (main_counter(f"{number:05d}.HK"),) if number else ()
    return ()


def market(symbol: str) -> str:
    """Return in which market a canonical symbol is listed: mainland, hong-kong or us."""
    if symbol.endswith(".HK"):
        return "hong-kong"
    return "mainland" if symbol[:2] in {"SH", "SZ", "BJ"} and symbol[2:].isdigit() else "us"


def main_counter(symbol: str) -> str:
    """Return the share (00700.HK) that a Hong Kong renminbi counter (80700.HK) stands for."""
    counter = _RENMINBI_COUNTER.match(symbol)
    return f"0{counter[1]}.HK" if counter else symbol


def _united_states(text: str) -> tuple[str, ...]:
    stripped = _US_SUFFIX.sub("", _US_PREFIX.sub("", text, count=1))
    found = _US_CODE.match(stripped)
    if not found:
        return ()
    root, tail = found["root"], found["tail"]
    if not tail:
        return (root,)
    return (f"{root}.{tail}", root) if tail in _VENDOR_TAILS else (f"{root}.{tail}",)


def old_beijing_successor(symbol: str) -> str | None:
    """Return which 920xxx code an old Beijing code (43…, 83…, 87…) became, by the exchange's rule.

    The rule (920 and the last three digits) has exceptions where two old codes ended alike; those
    are known only from a list, so the directory asks its aliases first.
    """
    if symbol.startswith(("BJ43", "BJ83", "BJ87")):
        return f"BJ920{symbol[-3:]}"
    return None


def is_surely_code(word: str) -> bool:
    """Return whether a word can be nothing but a code, so that an unknown one is a mistake."""
    return _SURE_WORD.fullmatch(word) is not None


def looks_like_code(word: str) -> bool:
    """Return whether a word means a security where one with this code is known."""
    return is_surely_code(word) or _POSSIBLE_WORD.fullmatch(word) is not None


@dataclass(frozen=True, slots=True)
class CodeMention:
    """A code of a listed security in a folded text, at `text[start:end]` with its brackets."""

    start: int
    end: int
    symbol: str
    is_inserted: bool
    """Whether a machine put it there, so that it may stand behind an ordinary word."""
    is_bare: bool
    """Whether it is letters in brackets, (AI): a code only behind the name of its company."""
    is_number: bool = False
    """Whether it is a number in brackets, (000001), which an index or a fund may have as well."""

    def covers(self, start: int, end: int) -> bool:
        """Return whether a stretch lies in this code: NASDAQ in (NASDAQ:AAPL) names no company."""
        return self.start <= start and end <= self.end


def find_code_mentions(text: str, find: Callable[[str], str | None]) -> list[CodeMention]:
    """Return the codes of listed securities in a folded text, in order; `find` leads to symbols."""
    found: dict[int, CodeMention] = {}
    taken: set[int] = set()
    for form in _forms_in(text):
        for match in form.finditer(text):
            at = match.start("code")
            if at in taken or (form is _ANYWHERE and text[at - 1 : at] in _JOINED):
                continue
            if symbol := find(match["code"]):
                taken.add(at)
                plain = form is _IN_BRACKETS and not match["label"]
                found[match.start()] = CodeMention(
                    *match.span(),
                    symbol,
                    is_inserted=bool(_MACHINE.search(match[0])),
                    is_bare=plain and match["code"].isalpha(),
                    is_number=plain and match["code"].isdecimal(),
                )
    return [found[start] for start in sorted(found)]


def _forms_in(text: str) -> Iterator[re.Pattern[str]]:
    """Return the forms worth looking for: most texts have few of them."""
    yield _IN_BRACKETS
    if "$" in text:
        yield _IN_DOLLARS
        yield _CASHTAG
    if "ticker" in text or (not text.isascii() and _LABEL_HINT.search(text)):
        yield _LABELLED
    if _ANYWHERE_HINT.search(text):
        yield _ANYWHERE
