"""Small worlds for the tests of matching.

Securities, and queries that know by themselves when they hold, without the matcher's own code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from notifier.core.folding import fold
from notifier.core.model import Document, Field, Mention, Role

SECURITIES = {
    "SZ002230": ("002230", "SZ002230", "002230.SZ", "科大讯飞", "iFlytek"),
    "SZ002594": ("002594", "SZ002594", "002594.SZ", "比亚迪", "BYD"),
    "01211.HK": ("01211", "01211.HK", "1211.HK", "1211 HK", "比亚迪", "BYD"),
    "00700.HK": ("00700", "00700.HK", "0700.HK", "HK00700", "700 HK", "腾讯"),
    "AAPL": ("AAPL", "AAPL.US", "NASDAQ:AAPL", "苹果", "Apple Inc."),
    "BRK.B": ("BRK.B", "BRK-B", "BRK/B"),
}


def resolve(typed: str) -> tuple[str, ...]:
    """Return which of the small world's securities a code or name means."""
    wanted = fold(typed).text
    return tuple(
        symbol
        for symbol, names in SECURITIES.items()
        if wanted in {fold(name).text for name in names}
    )


def mention(symbol: str, *, role: Role = Role.SUBJECT, field: Field = Field.TITLE) -> Mention:
    """Make a mention at the beginning of a field."""
    return Mention(symbol, symbol, role, 1.0, field, 0, 2, "xx", ())


Holds = Callable[[Document, Sequence[Mention]], bool]


@dataclass(frozen=True)
class Asked:
    """A query as text, and when it holds by a plain reading of the language's description."""

    text: str
    holds: Holds


def _found(term: str, text: str) -> bool:
    """Look for a term in the plainest way: a Latin letter or digit continues a word."""
    folded = fold(term).text.strip()
    before = r"(?<![0-9a-z])" if re.match("[0-9a-z]", folded) else ""
    after = r"(?![0-9a-z])" if re.search("[0-9a-z]$", folded) else ""
    return re.search(before + re.escape(folded) + after, fold(text).text) is not None


def _anywhere(term: str) -> Holds:
    return lambda document, _: _found(term, document.title) or _found(term, document.text)


def _in_title(term: str) -> Holds:
    return lambda document, _: _found(term, document.title)


def _about(symbol: str) -> Holds:
    return lambda _, mentions: any(m.symbol == symbol and m.role is Role.SUBJECT for m in mentions)


def _matching(pattern: str) -> Holds:
    return lambda document, _: any(
        re.search(pattern, fold(text).text) for text in (document.title, document.text)
    )


def _between(text: str, one: str, other: str) -> list[str]:
    return [
        text[start.end() : end.start()]
        for start in re.finditer(one, text)
        for end in re.finditer(other, text)
        if start.end() <= end.start()
    ]


def _near(left: str, right: str, distance: int) -> Holds:
    """Count the words between two places in the plainest way, for terms of Chinese characters."""

    def holds(document: Document, _: Sequence[Mention]) -> bool:
        return any(
            len(re.findall(r"[一-龥]|[0-9a-z]+", between)) <= distance
            for text in (document.title, document.text)
            for one, other in ((left, right), (right, left))
            for between in _between(fold(text).text, one, other)
        )

    return holds


WORDS = st.sampled_from(
    [
        *("元", "元宇", "宇宙", "元宇宙", "上海", "海", "A股", "股市", "滙豐", "豐"),
        *("ai", "AI", "ＡＩ", "a", "5g", "gpt-4", "c++"),
    ]
)
PHRASES = st.sampled_from(["ai 5g", "元宇宙 ai", "a b", "上海 股", "AI  元"])
PATTERNS = ["元.海", "宇宙$", "a+i", "[上下]海", "元宇?宙", "5g|4g"]


def _negated(one: Asked) -> Asked:
    return Asked(f"-({one.text})", lambda d, m: not one.holds(d, m))


def _all(parts: list[Asked]) -> Asked:
    text = " ".join(f"({part.text})" for part in parts)
    return Asked(text, lambda d, m: all(part.holds(d, m) for part in parts))


def _some(parts: list[Asked]) -> Asked:
    text = " | ".join(f"({part.text})" for part in parts)
    return Asked(text, lambda d, m: any(part.holds(d, m) for part in parts))


def _with(positive: Asked, other: Asked) -> Asked:
    return Asked(
        f"{positive.text} ({other.text})",
        lambda d, m: positive.holds(d, m) and other.holds(d, m),
    )


SINGLE = st.one_of(
    WORDS.map(lambda word: Asked(word, _anywhere(word))),
    PHRASES.map(lambda phrase: Asked(f'"{phrase}"', _anywhere(phrase))),
    WORDS.map(lambda word: Asked(f"title:{word}", _in_title(word))),
    st.sampled_from(["SZ002230", "00700.HK"]).map(lambda code: Asked(code, _about(code))),
    st.just(Asked("$aapl", _about("AAPL"))),
    st.integers(0, 3).map(lambda n: Asked(f"股 ~{n} 海", _near("股", "海", n))),
    st.sampled_from(PATTERNS).map(lambda pattern: Asked(f"/{pattern}/", _matching(pattern))),
    st.sampled_from(["wire", "新华"]).map(
        lambda name: Asked(f"source:{name}", lambda d, _: d.source == name)
    ),
    st.sampled_from(["zh", "en"]).map(
        lambda tag: Asked(f"lang:{tag}", lambda d, _: (d.lang or "").split("-")[0] == tag)
    ),
    st.sampled_from(["港股", "ai"]).map(
        lambda word: Asked(
            f"category:{word}", lambda d, _: any(_found(word, c) for c in d.categories)
        )
    ),
)
"""Queries of one condition."""

ANY = st.recursive(
    SINGLE,
    lambda inner: st.one_of(
        inner.map(_negated),
        st.lists(inner, min_size=1, max_size=3).map(_all),
        st.lists(inner, min_size=1, max_size=3).map(_some),
    ),
    max_leaves=6,
)
"""Trees of conditions; some of them say only what must not be there."""

ASKED = st.one_of(SINGLE, st.builds(_with, SINGLE, ANY))
"""Queries that can be read."""

TEXTS = st.lists(
    st.one_of(
        WORDS, PHRASES, st.sampled_from([" ", "，", "said", "元", "。\n", "b", "4g", "下海"])
    ),
    max_size=10,
).map("".join)

DOCUMENTS = st.builds(
    Document,
    title=TEXTS,
    text=TEXTS,
    source=st.sampled_from(["wire", "新华", "新华社", ""]),
    categories=st.lists(st.sampled_from(["港股", "港股通", "ai", "said"]), max_size=2).map(tuple),
    lang=st.sampled_from([None, "zh", "zh-Hans", "en"]),
)

MENTIONS = st.lists(
    st.builds(
        mention,
        st.sampled_from(["SZ002230", "00700.HK", "AAPL"]),
        role=st.sampled_from(Role),
    ),
    max_size=3,
)
