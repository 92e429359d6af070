"""Recognition: which listed companies an article names, and how we know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from notifier.model import Document, Field, Mention, Role
from notifier.securities.automaton import Automaton
from notifier.securities.directory import Directory
from notifier.securities.names import NameKind, is_latin
from notifier.text import Folded

_COMPANY_WORDS = re.compile(
    r"公告|表示|宣布|披露|拟|股价|股份|涨|跌|子公司|控股|减持|增持|中标|净利|营收|发布|收购"
    r"|董事|实控人|等|：|:|[（(]\d",
)
_CODE = re.compile(
    r"[（(\[]\s*(?:行情)?((?:sh|sz|bj|hk)?\d{6}(?:\.[a-z]{2})?|\d{4,5}\.hk"
    r"|(?:nasdaq|nyse)[:：] ?[a-z.]{1,6}|\d{5}(?=[)）]))",
)
_THRESHOLD = 1.0


@dataclass(frozen=True, slots=True)
class _Finding:
    symbols: tuple[str, ...]
    kind: NameKind
    field: Field
    start: int
    end: int


class Recogniser:
    """Names securities in documents. Built once per directory; keeps no state between documents."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        meanings: dict[str, dict[str, NameKind]] = {}
        for form, symbols in directory.names():
            for symbol in symbols:
                for listing in directory.issuer(symbol):
                    meanings.setdefault(form.text, {}).setdefault(listing, form.kind)
        self._names = list(meanings)
        self._meanings = list(meanings.values())
        self._automaton = Automaton(self._names)

    def recognise(self, document: Document) -> tuple[Mention, ...]:
        """List the securities that a document names: one mention each, the best one."""
        coded = self._coded(document)
        marked = self._marked(document)
        best: dict[str, Mention] = {}
        for field, folded in (
            (Field.TITLE, document.folded_title),
            (Field.TEXT, document.folded_text),
        ):
            original = document.title if field is Field.TITLE else document.text
            for start, end, meaning in self._names_in(folded.text):
                for symbol, kind in meaning.items():
                    score, evidence = self._judge(
                        folded,
                        start,
                        end,
                        symbol,
                        kind,
                        coded,
                        marked,
                    )
                    if score < _THRESHOLD:
                        continue
                    left, right = folded.span(start, end)
                    security = self._directory.get(symbol)
                    mention = Mention(
                        symbol,
                        security.name if security else symbol,
                        Role.SUBJECT,
                        score,
                        field,
                        left,
                        right,
                        original[left:right],
                        evidence,
                    )
                    if symbol not in best or best[symbol].score < score:
                        best[symbol] = mention
        return tuple(sorted(best.values(), key=lambda mention: (-mention.score, mention.symbol)))

    def _names_in(self, text: str) -> Iterator[tuple[int, int, dict[str, NameKind]]]:
        for start, end, number in self._automaton.longest(text):
            name = self._names[number]
            if is_latin(name) and not _stands_alone(text, start, end):
                continue
            yield start, end, self._meanings[number]

    def _coded(self, document: Document) -> frozenset[str]:
        found: set[str] = set()
        for folded in (document.folded_title, document.folded_text):
            for match in _CODE.finditer(folded.text):
                if security := self._directory.find_code(match[1]):
                    found.update(self._directory.issuer(security.symbol))
        return frozenset(found)

    def _marked(self, document: Document) -> frozenset[str]:
        codes = [mark.code for mark in document.marks] + list(document.tickers)
        found: set[str] = set()
        for code in codes:
            if security := self._directory.find_code(code):
                found.update(self._directory.issuer(security.symbol))
        return frozenset(found)

    def _judge(  # noqa: PLR0917  (replaced by the evidence table in the next step)
        self,
        folded: Folded,
        start: int,
        end: int,
        symbol: str,
        kind: NameKind,
        coded: frozenset[str],
        marked: frozenset[str],
    ) -> tuple[float, tuple[str, ...]]:
        text = folded.text
        score, evidence = {NameKind.WEAK: -1.0, NameKind.LEGAL: 3.0}.get(kind, 1.0), []
        evidence.append(f"name:{text[start:end]}")
        if symbol in coded:
            score += 4
            evidence.append(f"own-code:{symbol}")
        if symbol in marked:
            score += 2
            evidence.append(f"source-markup:{symbol}")
        if found := _COMPANY_WORDS.match(text, end):
            score += 2
            evidence.append(f"context:{found[0]}")
        elif end < len(text) and "\u4e00" <= text[end] <= "\u9fff":
            score -= 2 if end - start < 4 or kind is NameKind.LISTED else 0
            if symbol in marked and symbol not in coded:
                score -= 2
        return score, tuple(evidence)


def _stands_alone(text: str, start: int, end: int) -> bool:
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    return not (_is_word(before) or _is_word(after))


def _is_word(character: str) -> bool:
    return character.isascii() and character.isalnum()
