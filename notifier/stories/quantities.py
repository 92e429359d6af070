"""The numbers of a text as facts: how much of what, and how exactly it is said."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

# Of each line: what is counted, how many of it the unit is, and the unit in both languages.
_UNIT_LINES: Final = """
%        1     %, 厘, percent, per cent, pct
points%  1     个百分点, 百分点, percentage point, percentage points
points%  0.01  个基点, 基点, 点子, basis point, basis points, bp, bps
price    1     元/股, 港元/股, 美元/股, a share, per share, -a-share
cny      1     人民币, 元人民币, 元人币, 人币, yuan
hkd      1     港元, 港币
usd      1     美元, 美金, dollars
eur      1     欧元, euros
jpy      1     日元, yen
gbp      1     英镑, pounds
money    1     元
ounce    1     美元/盎司, 元/盎司, an ounce
barrel   1     美元/桶, a barrel
shares   1     股, 股股份, shares
vehicles 1     辆, 台, 架, vehicles, cars, jets, airplanes, planes
people   1     人, 名, 个岗位, workers, jobs, employees, people, positions
points   1     点, points
kW       1     千瓦, kw
kW       1e3   mw, megawatts
kW       1e6   gw, gigawatts
kWh      1     千瓦时, kwh
kWh      1e6   gwh
barrels  1     桶, 桶/日, barrels
tons     1     吨, tons, tonnes
ounces   1     盎司, ounces
times    1     倍, times
degree   1     级, 级火警, magnitude
pieces   1     家, 只, 个, 套, 项, 款, 只股, 只个股, 座, 组, units
days     1     天, 个交易日, 连板, 板, days
years    1     年, 年期, years
months   1     个月, months
"""
_SCALES: Final = {
    "": 1.0,
    "万亿": 1e12,
    "千亿": 1e11,
    "百亿": 1e10,
    "十亿": 1e9,
    "亿": 1e8,
    "千万": 1e7,
    "百万": 1e6,
    "十万": 1e5,
    "万": 1e4,
    "千": 1e3,
    "百": 1e2,
    "trillion": 1e12,
    "trln": 1e12,
    "tn": 1e12,
    "billion": 1e9,
    "bln": 1e9,
    "bn": 1e9,
    "b": 1e9,
    "million": 1e6,
    "mln": 1e6,
    "mn": 1e6,
    "m": 1e6,
    "thousand": 1e3,
    "k": 1e3,
}
_EXACTLY: Final = "不超过?|不低于|不少于|不高于|up to|no more than|at least|as many as"
_CURRENCIES: Final = {"us$": "usd", "hk$": "hkd", "$": "usd", "€": "eur", "£": "gbp", "¥": "money"}
_ANY_MONEY: Final = frozenset({"money", *_CURRENCIES.values(), "cny", "jpy"})
_OF_EACH: Final = {"每股": "price", "每桶": "barrel", "每盎司": "ounce"}
_OF_ONE: Final = frozenset(_OF_EACH.values())
_MORE: Final = "超过|超|逾|多达|突破|站上|升破|more than|over|above|exceeds?|top"
_LESS: Final = "近|不足|跌破|nearly|almost|less than|under|below|close to"
_ABOUT: Final = "约|大约|左右|about|around|roughly|approximately|some"
_ROUNDED: Final = 0.05
"""A rounded number is never taken for one that differs by more than this part of it."""
_NEARLY: Final = 0.15
"""What is said to be more than, nearly or about a number differs by less than this part of it."""


def _units() -> dict[str, tuple[str, float]]:
    found = {}
    for line in _UNIT_LINES.strip().splitlines():
        kind, times, words = line.split(None, 2)
        found.update({word: (kind, float(times)) for word in words.split(", ")})
    return found


_UNITS: Final = _units()


def _any_of(words: Iterable[str]) -> str:
    """Write a regular expression for any of some words; a Latin one is a whole word."""
    longest_first = sorted(filter(None, words), key=len, reverse=True)
    return "|".join(
        f" ?{each}\\b" if each[-1].isascii() and each[-1].isalpha() else re.escape(each)
        for each in longest_first
    )


_QUANTITY: Final = re.compile(
    r"(?P<each>每(?:股|桶|盎司)[^\d,。;\n]{0,4}?)?"
    rf"(?:{_EXACTLY}|(?P<more>{_MORE})|(?P<less>{_LESS})|(?P<about>{_ABOUT}))? ?"
    r"(?P<currency>us\$|hk\$|[$€£¥])?"
    r"(?<![\d.])(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"(?P<scale>{_any_of(_SCALES)})?(?P<extra>多|余)?(?P<unit>{_any_of(_UNITS)})?"
)  # fmt: skip


_JOINT: Final = re.compile(r" ?(?:[-~—至到]|to|and)? ?(?:\(含\))?且?")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text, at `text[start:end]`."""

    kind: str
    """What it counts; empty where no unit is given."""
    value: float
    """In the smallest unit of its kind: 3亿元 is 3e8."""
    step: float
    """What one of its last digit is worth."""
    direction: int | None
    """1 where the text says that it is more than that, -1 less, 0 about so; None if exact."""
    start: int
    end: int

    def in_words(self) -> str:
        """Write it for people: 1,500,000,000 money."""
        return f"{self.value:,.15g} {self.kind}".rstrip()

    @property
    def digits(self) -> int:
        """How many digits it is said with, zeros at the end left out."""
        return len(f"{self.value / self.step:.0f}".rstrip("0"))

    def is_comparable(self, other: Quantity) -> bool:
        """Return whether two numbers may count the same thing."""
        one, two = self.kind, other.kind
        if one == two or not one or not two:
            return True
        return "money" in (one, two) and one in _ANY_MONEY and two in _ANY_MONEY

    def _is_price_of(self, other: Quantity) -> bool:
        return self.kind in _OF_ONE and other.kind in _ANY_MONEY

    def agrees(self, other: Quantity) -> bool:
        """Return whether two numbers can be the same fact, one of them perhaps rounded."""
        distance = abs(self.value - other.value)
        largest = max(self.value, other.value)
        if distance > max(largest * _NEARLY, self.step, other.step):
            return False
        if not (self.is_comparable(other) or self._is_price_of(other) or other._is_price_of(self)):
            return False
        rounded = min(max(self.step, other.step) / 2, largest * _ROUNDED)
        if distance <= rounded * (1 + 1e-9):
            return True
        if (self.direction is None) == (other.direction is None):
            return False
        vague, exact = (other, self) if self.direction is None else (self, other)
        side = (exact.value - vague.value) * (vague.direction or 0)
        return distance <= max(largest * _NEARLY, vague.step) and side >= 0


Range = tuple[Quantity, ...]
"""One number, or the two ends of a range."""


def quantities(text: str) -> list[Range]:
    """Return the quantities of a folded text, in order."""
    ranges: list[Range] = []
    for found in _QUANTITY.finditer(text):
        amount = _quantity(found)
        low = ranges[-1][0] if ranges and len(ranges[-1]) == 1 else None
        if low and low.end < amount.start and _JOINT.fullmatch(text, low.end, amount.start):
            if not low.kind:  # 20-25亿元
                times = amount.step * 10.0 ** _decimals(found["number"])
                times = times if low.value * times <= amount.value else 1.0
                low = replace(low, kind=amount.kind, value=low.value * times, step=low.step * times)
            if low.kind == amount.kind:
                ranges[-1] = (low, amount)
                continue
        ranges.append((amount,))
    return ranges


def _quantity(found: re.Match[str]) -> Quantity:
    number = found["number"].replace(",", "")
    kind, times = _UNITS.get((found["unit"] or "").strip(), ("", 1.0))
    if found["currency"] and not kind:
        kind = _CURRENCIES[found["currency"]]
    if found["each"] and kind in _ANY_MONEY:
        kind = next(of_each for word, of_each in _OF_EACH.items() if found["each"].startswith(word))
    times *= _SCALES[(found["scale"] or "").strip()]
    direction = None
    if found["more"] or found["extra"]:
        direction = 1
    elif found["less"]:
        direction = -1
    elif found["about"]:
        direction = 0
    step = times * 10.0 ** -_decimals(number)
    return Quantity(kind, float(number) * times, step, direction, found.start(), found.end())


def _decimals(number: str) -> int:
    return len(number.partition(".")[2])
