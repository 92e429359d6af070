"""How likely a name is to be ordinary language, judged from the words it consists of.

Nobody lists the names that are also words: new ones are listed every week. A dictionary of ordinary
Chinese says it well enough: a name that is a word (机器人), a phrase of words (线上线下) or a place
and a common noun (中国软件) has to be confirmed by what stands around it; a coined name (优刻得) or
one that only a company can have (招商银行) does not.
"""

from __future__ import annotations

import re
from collections.abc import Container
from enum import StrEnum
from typing import Final

from notifier.securities import context_words
from notifier.securities.lexicon import WordKind, Words


class Prior(StrEnum):
    """What a name is as plain language, before any context is seen."""

    DISTINCT = "distinct"  # nothing but a name
    COINED = "coined"  # three characters that are no word: a person or a thing may be called so
    SHORT = "short"  # two characters that are no word: longer names begin and end with them
    LOCAL = "local"  # a place and something coined: others of the place begin alike
    COMPOUND = "compound"  # a place or a common word with a noun: reads as a phrase, too
    RARE = "rare"  # a word that is seldom used
    ORDINARY = "ordinary"  # a word or a set phrase


_FIRM_ENDINGS: Final = (
    "银行", "证券", "股份", "集团", "控股", "药业", "制药", "人寿", "信托", "期货", "重工", "啤酒",
    "酒业", "乳业", "钢铁", "铜业", "铝业", "锂业", "矿业", "实业", "公司",
)  # fmt: skip
"""Endings that make a company's name of any beginning."""

_TRADE_ENDINGS: Final = (
    "电气", "电器", "水泥", "置业", "地产", "物业", "航空", "汽车", "电子", "科技", "技术", "通信",
    "通讯", "网络", "材料", "化工", "食品", "服饰", "家居", "照明", "光电", "生物", "医药", "医疗",
    "能源", "机械", "机电", "传媒", "智能", "精密", "信息", "软件", "股份有限公司", "有限公司",
)  # fmt: skip
"""Endings that a company's name has and a free phrase may have, too."""

_GENERIC_HEADS: Final = (
    "航天", "国际", "现代", "中国", "数字", "创新", "智能", "生物", "信息", "绿色", "高新",
    "先进", "未来", "新兴", "医疗", "农业", "金融", "海洋", "能源", "环境", "电子", "军工",
    "国防", "核心", "第一", "民生", "世界", "全球", "华人", "大众", "教育", "工业", "应用",
    "新型", "高端", "卫星", "汽车", "互联网", "移动", "移动互联网", "人工智能", "科技", "技术",
)  # fmt: skip
"""Beginnings with which a industry makes a free phrase, not a name: 航天科技, 生物医药."""

_INSTITUTES: Final = ("院", "所", "局", "馆")
"""Endings of institutes, many of which are abbreviated alike: 电科院, 建研院."""

_NUMERALS: Final = re.compile(r"^[零〇一二三四五六七八九十百千万两\d]+$")
_SHORT: Final = 2
_COINED: Final = 3
_COMMON: Final = 5
"""A word counts as ordinary from this frequency on (a power of two)."""

_EVERYDAY: Final = 13
"""A single character counts as a word of its own from this frequency on."""

_SELDOM: Final = 6
"""Words up to this frequency are seldom used: 葫芦娃, 探路者."""

_WELL_KNOWN: Final = 8
"""The dictionary's proper names (卫星 and 智慧 are among them) count as words from here on."""

_PAIRED: Final = 4
_SET_PHRASE: Final = -1.0
_WEIGHT_OF_BIT: Final = 0.1
_EVEN_BITS: Final = 28
_LEAST, _MOST = -1.0, 1.5
"""A hundred names of 26 bits and fewer stand 1,400 times in a newspaper and reviews and 2,600
times in market texts, a hundred of 38 and more once and 700 times: 一致魔芋 is hardly a phrase."""

_MODIFIERS: Final = frozenset("新大小老好金银红黑白绿蓝青黄中全三两七九双第东西南北上下天海美")
_ACRONYMS: Final = context_words.INDICES.union(context_words.ACRONYMS.split())
_SHORT_LATIN: Final = 3
_LATIN_WORD: Final = re.compile(r"[a-z0-9]+")


def prior_of_chinese(name: str, words: Words, brands: Container[str]) -> Prior:
    """Return the prior of a folded Chinese name; `brands` mean a company first of all."""
    if name in brands:
        return Prior.DISTINCT
    if _NUMERALS.match(name):
        return Prior.ORDINARY
    if kind := words.kind(name):
        if kind is WordKind.ORGANISATION:
            return Prior.DISTINCT
        return Prior.RARE if words.frequency(name) <= _SELDOM else Prior.ORDINARY
    if len(name) == _SHORT:
        return Prior.SHORT
    if name.endswith(_INSTITUTES):
        return Prior.COMPOUND
    return _of_parts(words.split(name), words, brands)


def weight_as_phrase(name: str, words: Words) -> float:
    """Return what the words of a phrase add to its being a name: more, the rarer they are.

    A phrase that repeats a character, as 线上线下 and 有声有色 do, is a set one: everybody says it.
    """
    paired = len(name) == _PAIRED and name[0] == name[2]
    if paired and words.kind(name[:2]) is not WordKind.PLACE:
        return _SET_PHRASE
    weight = _WEIGHT_OF_BIT * (words.bits(name) - _EVEN_BITS)
    return max(_LEAST, min(_MOST, weight))


def _of_parts(parts: list[str], words: Words, brands: Container[str]) -> Prior:
    head, last = parts[0], parts[-1]
    if last in _FIRM_ENDINGS and not (len(parts) == 2 and head in _MODIFIERS):
        return Prior.DISTINCT
    from_place = words.kind(head) is WordKind.PLACE and len(head) > 1
    plain = all(_is_plain(part, words) and part not in brands for part in parts)
    if not plain or all(len(part) == 1 for part in parts):
        if from_place:
            return Prior.LOCAL
        return Prior.COINED if len("".join(parts)) == _COINED else Prior.DISTINCT
    if last in _TRADE_ENDINGS and not from_place and head not in _GENERIC_HEADS:
        return Prior.DISTINCT
    if from_place or last in _TRADE_ENDINGS:
        return Prior.COMPOUND
    return Prior.ORDINARY


def _is_plain(part: str, words: Words) -> bool:
    frequency = words.frequency(part)
    if len(part) == 1:
        return part in _MODIFIERS or frequency >= _EVERYDAY
    if words.kind(part) in {WordKind.PROPER, WordKind.ORGANISATION, WordKind.PERSON}:
        return frequency >= _WELL_KNOWN
    return frequency >= _COMMON


def prior_of_latin(name: str, english: Container[str], brands: Container[str]) -> Prior:
    """Return the prior of a folded Latin name."""
    if name in brands:
        return Prior.DISTINCT
    if is_acronym(name):
        return Prior.ORDINARY
    parts = _LATIN_WORD.findall(name)
    if name.isdecimal():
        return Prior.ORDINARY
    if all(part in english for part in parts):
        return Prior.ORDINARY if len(parts) == 1 else Prior.COMPOUND
    return Prior.COMPOUND if len(name) <= _SHORT_LATIN else Prior.DISTINCT


def is_ticker(symbol: str, english: Container[str]) -> bool:
    """Return whether a folded symbol can be looked for by itself: no word, no abbreviation."""
    return len(symbol) >= _SHORT_LATIN and is_abbreviation(symbol, english)


def is_acronym(name: str) -> bool:
    """Return whether a folded name is an abbreviation of something that is no company."""
    return name in _ACRONYMS


def is_abbreviation(name: str, english: Container[str]) -> bool:
    """Return whether a folded name is no word and no abbreviation of something else."""
    return name not in english and not is_acronym(name)
