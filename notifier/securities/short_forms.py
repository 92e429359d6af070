"""The short forms that the press makes of companies' names, by the rules by which it makes them.

中国移动 is 中移动, 招商银行 招行, 江西铜业 江铜, Ganfeng Lithium Ganfeng; and XD贵州茅 is what the
exchange shows on the day a share goes without its dividend. Pure.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from itertools import chain
from typing import Final

from notifier.securities.lexicon import WordKind, Words
from notifier.securities.names import NameForm, NameKind

_CHINA: Final = "中国"
_BANK: Final = "银行"
_TRADES: Final = re.compile(
    "(?<=..)(?:"
    "银行|证券|股份|集团|控股|药业|制药|医药|医疗|生物|重工|啤酒|酒业|贡酒|乳业|钢铁|铜业|铝业|锂业|锂能|矿业"
    "|煤业|钼业|黄金|实业|电气|电器|水泥|置业|置地|地产|物业|航空|汽车|电子|科技|技术|通信|通讯|网络|材料|新材"
    "|化工|化学|石化|食品|服饰|家居|照明|光电|光学|能源|绿能|新能|机械|机电|智能|精密|信息|软件|国际|体育"
    "|半导体|微电子|眼科|激光|人寿|财险|铝业|创新|发展|投资|兴业|娱乐|建设|建材|环保|环境|纸业|金属|轮胎|玻璃|高科|公司"
    "|中国|澳门|香港|有限公司|股份有限公司)$"
)
"""What a company does or is, at the end of its name: who speaks of it leaves that out."""

_CONTRACTED: Final = {
    **dict.fromkeys(("地产", "置地"), "地"),
    **{
        trade: trade[0]
        for trade in ("置业", "电力", "啤酒", "娱乐", "铜业", "铝业", "钼业", "钨业", "煤业")
    },
    "基建": "建",
}
"""What remains of a trade in the contraction of a name: 太地, 润啤, 江铜, 长建."""

_CONTRACTED_OF_PLACES: Final = {trade: trade[0] for trade in ("控股", "投资", "钢铁", "高速")}
"""Likewise, but so common that only a place can stand before: 北控, 粤投."""

_WELL_KNOWN: Final = 8
"""How common the name of such a place is at least: 北京, and not 中洲."""

_IN_ENGLISH: Final = """
aerospace airlines airways appliances auto automobile bancorp bancorporation bancshares bank
beverage beverages biologics biopharma biosciences biotech brands brewery capital cement chemical
chemicals china communications dairy electric electronics energy enterprises entertainment
financial food foods gas global gold group health healthcare heavy holdings hotels industrial
industries industry insurance interactive international investment investments investors labs
lithium logistics machinery materials media medical metals mining motor motors networks optical
partners petrochemical petroleum pharma pharmaceutical pharmaceuticals power precision products
properties realty resources restaurants royalty sciences semi semiconductor semiconductors
services software solar solutions sports steel stores systems tech technologies technology
therapeutics trust worldwide
"""
"""The same in English."""

_ENGLISH_TRADES: Final = frozenset(_IN_ENGLISH.split())

_LEAST_LETTERS: Final = 4
_LEAST_PART: Final = 3

_CHINESE: Final = re.compile("[\u4e00-\u9fff]+")
_FOUR: Final = 4
_LONGEST: Final = 4
_CUT: Final = 3
"""Characters that are left of a name behind the exchange's mark of a day."""

_LEAST_BITS: Final = 22
"""Characters that follow on one another by chance more often than this are a phrase: 大行."""

Names = Sequence[tuple[str, str]]
"""Folded Chinese names without the exchange's marks, each with its issuer."""


def short_forms(shown: Names, others: Names, words: Words) -> Iterator[tuple[NameForm, str]]:
    """Yield short forms of the names that exchanges show, each with the issuer it means.

    A form that two issuers could have is none's, nor is one that is a name of another, with which
    a longer name of another begins, or that is a word people use otherwise.
    """
    owners: dict[NameKind, defaultdict[str, set[str]]] = {
        # What follows from the whole name comes before what names begin with.
        NameKind.LISTED: defaultdict(set),
        NameKind.SHORT: defaultdict(set),
        NameKind.CUT: defaultdict(set),
    }
    for name, issuer in shown:
        for form, kind in _forms(name, words):
            owners[kind][form].add(issuer)
    short, cut = owners[NameKind.SHORT], owners[NameKind.CUT]
    taken = set()
    for name, issuer in chain(shown, others):
        taken.add(name)
        for size in range(2, _LONGEST + 1):
            if (beginning := name[:size]) in short:
                short[beginning].add(issuer)
        if (beginning := name[:_CUT]) in cut:
            cut[beginning].add(issuer)
    for kind, forms in owners.items():
        for form, issuers in forms.items():
            if len(issuers) == 1 and form not in taken and _may_be_form(form, kind, words):
                taken.add(form)
                yield NameForm(form, kind), next(iter(issuers))


def english_short_forms(
    shown: Names, american: Names, others: Names, english: Container[str]
) -> Iterator[tuple[NameForm, str]]:
    """Yield the same of folded English names: Ganfeng, Vanke, Anhui Conch, Clover Health.

    Such a form is no English word, and nothing else begins like it. Two words at least are left
    of an American company's name: the first alone may be anything's.
    """
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for names, least in ((shown, 1), (american, 2)):
        for name, issuer in names:
            if form := _english_form(name, least, english):
                owners[form].add(issuer)
    taken = set()
    for name, issuer in chain(shown, american, others):
        taken.add(name)
        end = 0
        while (end := name.find(" ", end + 1)) > 0:
            if (beginning := name[:end]) in owners:
                owners[beginning].add(issuer)
    for form, issuers in owners.items():
        if len(issuers) == 1 and form not in taken:
            yield NameForm(form, NameKind.SHORT), next(iter(issuers))


def _english_form(name: str, least: int, english: Container[str]) -> str | None:
    rest = name.removeprefix("china ") if least == 1 else name
    parts = rest.split()
    if rest == name and parts[-1] not in _ENGLISH_TRADES:
        return None
    while len(parts) > least and parts[-1] in _ENGLISH_TRADES:
        parts.pop()
    form = " ".join(parts)
    if form == name or len(form) < _LEAST_LETTERS or not form.replace(" ", "").isalpha():
        return None
    if all(part in english for part in parts) or parts[-1] in {"and", "of"}:
        return None
    if rest != name and parts[0] in english:  # China Resources Land
        return None
    return None if _is_compound(form, english) else form


def _is_compound(form: str, english: Container[str]) -> bool:
    """Return whether two words make it one: oilfield."""
    sizes = range(_LEAST_PART, len(form) - _LEAST_PART + 1)
    return any(form[:size] in english and form[size:] in english for size in sizes)


def _forms(name: str, words: Words) -> Iterator[tuple[str, NameKind]]:
    """Yield what the press may make of a name, and whether that is only how it begins."""
    if not _CHINESE.fullmatch(name):
        return
    if name.startswith(_CHINA) and len(name) == _FOUR:
        yield from _without_china(name[2:])
    elif name.endswith(_BANK) and len(name) == _FOUR:
        yield name[0] + "行", NameKind.LISTED
        if name[:2] not in words:
            yield name[:2] + "行", NameKind.LISTED
    if (trade := _TRADES.search(name)) and not name.startswith(_CHINA):
        yield name[: trade.start()], NameKind.SHORT
    if len(name) == _FOUR:
        yield name[:2], NameKind.SHORT
        yield from ((form, NameKind.LISTED) for form in _contractions(name, words))
    if len(name) > _CUT:
        yield name[:_CUT], NameKind.CUT


def _without_china(rest: str) -> Iterator[tuple[str, NameKind]]:
    """Yield what is left of 中国移动, 中国神华, 中国铝业: 中移动, 神华, 中铝."""
    is_trade = _TRADES.search(f"{_CHINA}{rest}") is not None
    if rest[0] != "国":
        yield "中" + rest, NameKind.SHORT if is_trade else NameKind.LISTED
    if rest[1] == "业":
        yield "中" + rest[0], NameKind.LISTED
    elif rest[1] != "务" and not is_trade:
        yield rest, NameKind.LISTED


def _contractions(name: str, words: Words) -> Iterator[str]:
    head, trade = name[:2], name[2:]
    is_place = words.kind(head) is WordKind.PLACE
    is_known = is_place and words.frequency(head) >= _WELL_KNOWN
    if kept := _CONTRACTED.get(trade) or (is_known and _CONTRACTED_OF_PLACES.get(trade)):
        yield head[0] + kept
        if not is_place:
            yield head[1] + kept


def _may_be_form(form: str, kind: NameKind, words: Words) -> bool:
    if kind is NameKind.CUT:
        return True
    word = words.kind(form)
    if kind is NameKind.SHORT:
        is_phrase = words.bits(form) < _LEAST_BITS
        return 1 < len(form) <= _LONGEST and word is None and not is_phrase
    return word in {None, WordKind.ORGANISATION, WordKind.PROPER}
