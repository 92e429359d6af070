"""A synthetic world of words, companies, articles and subscriptions; the same for the same seed.

Real Chinese characters and word lengths in random composition, drawn by Zipf's law, so that about
a hundred of 100,000 watched terms stand in an article of 1,500 characters.
"""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import accumulate

HANZI = [
    character
    for row in range(0xB0, 0xD8)
    for cell in range(0xA1, 0xFF)
    if len(character := bytes((row, cell)).decode("gb2312", errors="ignore")) == 1
]
SYLLABLES = [
    *("an", "ba", "co", "de", "el", "fi", "ga", "hi", "in", "jo", "ka", "lu", "ma", "no", "or"),
    *("pe", "qu", "ra", "si", "ta", "um", "ve", "wi", "xa", "yo", "zen", "tek"),
]


class Kind(Enum):
    """What sort of thing somebody wants to hear of."""

    WORD = auto()
    SECURITY = auto()
    BOTH = auto()
    WITHOUT = auto()
    EITHER = auto()


PERCENT = {Kind.WORD: 80, Kind.SECURITY: 10, Kind.BOTH: 6, Kind.WITHOUT: 2, Kind.EITHER: 2}
"""How many of a hundred subscriptions are of a kind."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """What somebody wants to hear of."""

    kind: Kind
    one: str
    other: str = ""

    @property
    def text(self) -> str:
        """The subscription as a query."""
        match self.kind:
            case Kind.WORD:
                return f'"{self.one}"'
            case Kind.SECURITY:
                return f"@{self.one}"
            case Kind.BOTH:
                return f'"{self.one}" "{self.other}"'
            case Kind.WITHOUT:
                return f'"{self.one}" -"{self.other}"'
            case Kind.EITHER:
                return f'"{self.one}" | "{self.other}"'

    def holds(self, present: set[str]) -> bool:
        """Return whether it holds for an article that has these terms and is about no security."""
        match self.kind:
            case Kind.WORD:
                return self.one in present
            case Kind.SECURITY:
                return False
            case Kind.BOTH:
                return self.one in present and self.other in present
            case Kind.WITHOUT:
                return self.one in present and self.other not in present
            case Kind.EITHER:
                return self.one in present or self.other in present


class Zipf:
    """Draws from a list, its beginning more often."""

    def __init__(self, items: Sequence[str], exponent: float) -> None:
        self._items = items
        self._sums = list(accumulate(1 / (rank + 1) ** exponent for rank in range(len(items))))

    def draw(self, chance: random.Random) -> str:
        """Draw one."""
        return self._items[bisect_left(self._sums, chance.random() * self._sums[-1])]


class World:
    """Words and companies, and what is made of them."""

    def __init__(self, seed: int = 7) -> None:
        self._chance = chance = random.Random(seed)
        hanzi = Zipf(chance.sample(HANZI, len(HANZI)), 0.75)

        def word(*sizes: int) -> str:
            return "".join(hanzi.draw(chance) for _ in range(chance.choice(sizes)))

        def latin() -> str:
            return "".join(chance.choices(SYLLABLES, k=chance.choice((2, 3, 3, 4))))

        self._words = _distinct(lambda: word(1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 4), 30_000)
        self._companies = _distinct(lambda: word(3, 4, 4, 4), 6_000)
        self._latin = _distinct(latin, 6_000)

    def articles(self, count: int, size: int = 1_500) -> list[str]:
        """Write articles."""
        chance = self._chance
        words, companies = Zipf(self._words, 0.9), Zipf(self._companies, 0.8)
        latin = Zipf(self._latin, 0.9)
        parts: Sequence[Callable[[], str]] = (
            lambda: words.draw(chance),
            lambda: chance.choice("，，，、。。；：“”\n"),
            lambda: f"{companies.draw(chance)}（{chance.randrange(600_000, 604_000)}.SH）",
            lambda: f" {latin.draw(chance).capitalize()} ",
            lambda: f"{chance.uniform(0, 100):.2f}%",
            lambda: f"{chance.randrange(1, 9_999)}亿元",
        )
        articles = []
        for _ in range(count):
            article = ""
            while len(article) < size:
                article += chance.choices(parts, (86, 8, 2, 1.5, 1.5, 1))[0]()
            articles.append(article[:size])
        return articles

    def terms(self, count: int) -> list[str]:
        """Return what people watch: words (not the commonest), companies, codes and phrases."""
        chance = self._chance
        tail = self._words[6_000:]
        terms = dict.fromkeys(chance.sample(tail, count // 20))
        terms.update(dict.fromkeys(self._companies[: count // 20]))
        terms.update(dict.fromkeys(self._latin[: count // 20]))
        terms.update(dict.fromkeys(str(code) for code in range(600_000, 600_000 + count // 25)))
        while len(terms) < count:
            terms[chance.choice(tail) + chance.choice(tail)] = None
        return chance.sample(list(terms), count)

    def subscriptions(self, terms: Sequence[str], count: int) -> Iterator[Subscription]:
        """Yield what so many subscriptions ask for: mostly a word, hot ones by many."""
        chance = self._chance
        hot = Zipf(terms, 0.9)
        for kind in chance.choices(list(PERCENT), list(PERCENT.values()), k=count):
            match kind:
                case Kind.WORD:
                    yield Subscription(kind, hot.draw(chance))
                case Kind.SECURITY:
                    yield Subscription(kind, chance.choice(self._companies))
                case _:
                    yield Subscription(kind, chance.choice(terms), chance.choice(terms))


def _distinct(make: Callable[[], str], count: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        found[make()] = None
    return list(found)
