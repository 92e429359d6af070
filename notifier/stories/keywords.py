"""The words of a text: where they divide, how much each tells, which of them look like names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from notifier.core.folding import CJK
from notifier.securities.lexicon import WordKind, shipped_english, shipped_words
from notifier.stories.glossary import cut, shipped_glossary, stem

_RUN: Final = re.compile(rf"[{CJK}]+|[a-z][a-z0-9&'.+-]*[a-z0-9+]|[a-z]")

# Weights are in bits: how much a word tells by how rare it is in ordinary language.
_ALL_BITS: Final = 22
_LEAST: Final = 4.0
_UNKNOWN: Final = 16.0
_FORMULA_WORDS: Final = """
公告 公布 发布 披露 宣布 表示 关于 公司 股份 股票 集团 有限公司
消息 报道 记者 今日 最新 重磅 快讯
"""
_FORMULAS: Final = frozenset(_FORMULA_WORDS.split())
"""Words that stand in every second headline of this trade."""
_COMMON_ENGLISH: Final = 150
_RARE_ENGLISH: Final = 20_000
_NAMING: Final = frozenset(
    {WordKind.PLACE, WordKind.PERSON, WordKind.ORGANISATION, WordKind.PROPER}
)
_HOME: Final = frozenset({"中国", "全国", "我国", "国内", "a股"})
_PARTICLES: Final = frozenset(
    "的了在和与及或将拟是被获至由对等从向为以于再又也都不未已可并而但其该各每此后前时称报遭受料涨跌升"
)
"""Characters that are words of their own, and no part of a name that no table has."""


def weighted(text: str) -> Iterator[tuple[str, float, bool]]:
    """Yield a folded text's words, how many bits each tells, and whether it looks like a name."""
    for run in _RUN.findall(text):
        yield from _weighted_latin(run) if run.isascii() else _weighted_chinese(run)


def _weighted_latin(word: str) -> Iterator[tuple[str, float, bool]]:
    rank = _rank(word)
    if rank >= _RARE_ENGLISH:
        yield stem(word), _UNKNOWN, len(word) > 1 and "'" not in word
    elif rank > _COMMON_ENGLISH:
        yield stem(word), float(rank.bit_length()), False


def _weighted_chinese(run: str) -> Iterator[tuple[str, float, bool]]:
    unknown = ""
    for word, kind, frequency in [*shipped_words().tag(run), ("", None, 0)]:
        if len(word) == 1 and word not in _PARTICLES:
            unknown += word
            continue
        for piece in cut(unknown) if len(unknown) > 1 else ():
            if len(piece) > 1:
                yield piece, _UNKNOWN, piece not in shipped_glossary()
        unknown = ""
        if len(word) > 1:
            weight = 0 if word in _FORMULAS else _ALL_BITS - frequency
            is_name = kind in _NAMING and word not in _HOME
            yield word, float(max(_LEAST, weight)), is_name


def _rank(word: str) -> int:
    return shipped_english().get(word, _RARE_ENGLISH)


def stem_weight(word: str) -> float:
    """Return how many bits a stem tells: as many as the commonest word that it is of."""
    return _stem_weights().get(word, 9.0)


@cache
def _stem_weights() -> Mapping[str, float]:
    weights: dict[str, float] = {}
    for word, rank in shipped_english().items():
        weights.setdefault(stem(word), float(rank.bit_length()))
    return weights


def latin_stems(text: str, *, common: bool = True) -> Iterator[str]:
    """Yield the Latin words of a folded text without their endings, `common` ones too or not."""
    for run in _RUN.findall(text):
        if run.isascii() and (common or _rank(run) > _COMMON_ENGLISH):
            yield stem(run)
