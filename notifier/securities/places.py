"""Where a text may name companies: the names and codes of a directory that stand in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from notifier.core.aho_corasick import Automaton, Hit, longest
from notifier.securities import capitals, english, priors
from notifier.securities.aliases import AliasTable
from notifier.securities.codes import MARKETS, CodeMention, find_code_mentions, market
from notifier.securities.context import company_evidence_at
from notifier.securities.context_words import COINS, COMPANY_BEFORE, WordTable
from notifier.securities.directory import Directory
from notifier.securities.known_names import KnownName, KnownNames
from notifier.securities.lexicon import is_english_word, shipped_english, shipped_words
from notifier.securities.names import DAY_MARKS
from notifier.securities.passage import Passage, is_chinese
from notifier.securities.priors import Prior
from notifier.securities.tickers import find_tickers

_SHORT = 2
_WORD_BEFORE = re.compile(r"([a-z]+) \Z")
_OF_NAME = re.compile(" of (?:the )?[A-Z]")
"""What makes another's name of one: the Industrial Bank of Korea."""

_GROUP_AFTER = re.compile(r" (?:group|holdings?|bank|parent|owner)\b")
_REACH = 20
_TITLE = 3
"""Letters of the, Mr, Mrs: no such word stands before a company."""

_UNITS = frozenset("万亿")
_LONGER = ("股份", "有限")
"""What makes a beginning another company's name: 蓝盾股份 beside 蓝盾光电."""

_BEFORE = WordTable(
    f"{COMPANY_BEFORE} 上调 下调 调升 调降 调高 调低 重申 首予 唱好 唱淡 追捧 升 降 予 予以 削 砍"
)
_LISTING_SUFFIX_REACH = 5
_BEFORE_CODE = (" ", "a", "b")
"""What may stand between a name and its code: a blank, the letter of the share's class."""


class Place(NamedTuple):
    """Where a name stands, with the code behind it, which may be its own."""

    start: int
    end: int
    name: KnownName
    code: CodeMention | None
    is_coded: bool
    """Whether the code is its own."""

    @property
    def span(self) -> tuple[int, int]:
        """What names the company: the name with its own code."""
        return self.start, self.code.end if self.code and self.is_coded else self.end


class Places:
    """Finds the names and codes of a directory in passages."""

    def __init__(self, directory: Directory, aliases: AliasTable) -> None:
        self._directory = directory
        self._brands = aliases.brands
        self._words = shipped_words()
        self._english = shipped_english()
        self._names = KnownNames(directory, self._english)
        self._priors: dict[str, Prior] = {}
        self._phrases: dict[str, float] = {}
        self._automaton = Automaton(self._names.texts)

    def codes(self, passage: Passage) -> list[CodeMention]:
        """Return the codes of listed securities, in order."""
        find = self._symbol_beside_coins if passage.is_of_coins else self.symbol_of
        codes = find_code_mentions(passage.text, find)
        codes += [
            CodeMention(start, end, symbol, is_inserted=False, is_bare=False)
            for start, end, symbol in self._tickers(passage, find)
            if not any(code.covers(start, end) for code in codes)
        ]
        return sorted(codes, key=lambda code: code.start)

    def _tickers(
        self, passage: Passage, find: Callable[[str], str | None]
    ) -> Iterator[tuple[int, int, str]]:
        def is_sure(ticker: str) -> bool:
            return priors.is_ticker(ticker, self._english)

        for start, end, symbol in find_tickers(passage.original, find, is_sure):
            yield passage.folded_position(start), passage.folded_position(end), symbol

    def names(self, passage: Passage, codes: list[CodeMention]) -> Iterator[Place]:
        """Yield where names stand, the longest at each place, with the code behind it."""
        by_start = {code.start: code for code in codes}
        read = partial(self._names.read, is_traditional=passage.is_traditional)
        hits = [
            hit
            for hit in self._automaton.find(passage.text)
            # 港铁公 is what is left of XD港铁公司, and nothing in 港铁公布.
            if not read(hit[2]).is_cut or passage.text.endswith(DAY_MARKS, 0, hit[0])
        ]
        hits = [hit for hit in hits if not _ends_small(passage, hit, hits, read)]
        for start, end, number in longest(hits, lambda number: read(number).is_whole):
            name = read(number)
            if (
                not name.meanings
                or (name.text in COINS and passage.is_of_coins)
                or passage.is_inside_word(start, end)
                or not _may_name(name, passage, start, end)
            ):
                continue
            code = _code_behind(passage.text, end, by_start)
            is_coded = bool(code and self.issuer_of(code.symbol) in name.issuers)
            in_code = name.is_latin and any(found.covers(start, end) for found in codes)
            if is_coded or not in_code:
                yield Place(start, end, name, code, is_coded)

    def is_sure(self, place: Place) -> bool:
        """Return whether a place can only be a company: by its code, or as nothing but a name."""
        if place.code and place.is_coded and not place.code.is_inserted:
            return True
        prior = self.prior(place.name)
        if prior is Prior.LOCAL:
            return place.end - place.start > _SHORT and not place.name.is_weak
        return prior in {Prior.DISTINCT, Prior.COINED}

    def prior(self, name: KnownName) -> Prior:
        """Return what a name is as plain language."""
        known = self._priors.get(name.text)
        if known is None:
            read = name.prior(self._words, self._english, self._brands)
            # Behind the exchange's mark nothing but a share can stand.
            known = self._priors[name.text] = Prior.DISTINCT if name.is_cut else read
        return known

    def weight_as_phrase(self, name: KnownName) -> float:
        """Return what a name made of words has of a company by how rare those are."""
        known = self._phrases.get(name.text)
        if known is None:
            known = self._phrases[name.text] = priors.weight_as_phrase(name.text, self._words)
        return known

    def symbol_of(self, code: str) -> str | None:
        """Return the listed security that a written code means."""
        found = self._directory.find_code(code)
        return found.symbol if found else None

    def _symbol_beside_coins(self, code: str) -> str | None:
        """Return the same in a text about coins, where SOL and LTC are no shares."""
        return None if code.lower() in COINS else self.symbol_of(code)

    def issuer_of(self, code: str) -> str | None:
        """Return the issuer of the security that a written code means."""
        found = self._directory.find_code(code)
        return self._directory.issuer(found.symbol) if found else None


def _may_name(name: KnownName, passage: Passage, start: int, end: int) -> bool:
    """Leave out at once what no evidence could save: most words of most texts."""
    is_short = end - start == _SHORT
    if is_short and name.text[0] in _UNITS and passage.text[start - 1 : start].isdecimal():
        return False  # 10万|泰跃
    if name.is_weak:
        return passage.text.endswith("st", 0, start) or passage.text.startswith("(", end)
    if name.text in DAY_MARKS and is_chinese(passage.text[end : end + 1]):
        return False  # the mark of XD贵州茅, and not XD Inc
    if passage.text.endswith("st", 0, start):
        # A mark of the mainland's exchanges stands before the whole of a name that they show.
        return not name.is_short and any(market(each) == MARKETS[0] for each in name.issuers)
    if not name.is_short:
        return True
    is_begun = name.is_local and is_short and passage.begins_clause_at(start)
    return is_begun or _stands_alone(passage, start, end)


def _ends_small(
    passage: Passage, hit: Hit, hits: list[Hit], read: Callable[[int], KnownName]
) -> bool:
    """Return whether a shorter name of the company is meant: a Fuyao glass plant."""
    start, end, number = hit
    name = read(number)
    if not (name.is_latin and " " in name.text):
        return False
    *_, written = passage.surface(start, end)
    if not (written[:1].isupper() and written.rpartition(" ")[2].islower()):
        return False
    shorter = (read(of) for begin, stop, of in hits if begin == start and stop < end)
    return any(set(each.issuers) & set(name.issuers) for each in shorter)


def _stands_alone(passage: Passage, start: int, end: int) -> bool:
    """Return whether a stretch is no part of something longer, as a company's name would be."""
    text = passage.text
    if not is_chinese(text[start]):
        return _stands_alone_in_english(passage, start, end)
    is_open = passage.begins_at(start) or not is_chinese(text[start - 1])
    if not (is_open or _BEFORE.before(text, start)):
        return False
    if text.startswith(_LONGER, end):
        return False
    is_closed = passage.ends_at(end) or not is_chinese(text[end])
    return is_closed or next(company_evidence_at(text, end), None) is not None


def _stands_alone_in_english(passage: Passage, start: int, end: int) -> bool:
    """Return whether no other name runs into one: Geely, but not Geely Holding or the Yangtze."""
    text = passage.text
    left, _, written = passage.surface(start, end)
    if written.isupper():
        return True
    if not _is_capital(passage, start) or _OF_NAME.match(passage.original, left + len(written)):
        return False
    is_headline = capitals.is_headline(passage.original, left)
    if text[end : end + 1] == " " and _is_capital(passage, end + 1):
        # In Title Case every word has a capital: Geely Shares Rise.
        says = english.sign_after(passage, start, end) if is_headline else None
        if says is None or _GROUP_AFTER.match(text, end):
            return False
    before = _WORD_BEFORE.search(text, max(0, start - _REACH), start)
    if before is None or not _is_capital(passage, before.start()):
        return before is None or before[1] != "the"
    # Carmaker Geely said …
    is_word = len(before[1]) > _TITLE and is_english_word(before[1])
    return is_word and (is_headline or passage.begins_at(before.start()))


def _is_capital(passage: Passage, at: int) -> bool:
    return at < len(passage.text) and passage.surface(at, at + 1)[2].isupper()


def _code_behind(text: str, end: int, by_start: dict[int, CodeMention]) -> CodeMention | None:
    """Return the code that stands right behind a name, maybe after a listing suffix."""
    if end in by_start:
        return by_start[end]
    if text.startswith("-", end):  # 美团-W(03690.HK)
        for at in range(end + 2, end + _LISTING_SUFFIX_REACH):
            if at in by_start:
                return by_start[at]
    return by_start.get(end + 1) if text.startswith(_BEFORE_CODE, end) else None
