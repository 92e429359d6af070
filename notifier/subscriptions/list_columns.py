"""What the columns of a list hold: codes, names, and what says of which market they are. Pure.

No broker's format is known here, only what a heading, an exchange or a kind of security is called.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from notifier.core.folding import fold


class Market(StrEnum):
    """Where a list says that a code is listed."""

    SHANGHAI = "SH"
    SHENZHEN = "SZ"
    BEIJING = "BJ"
    MAINLAND = "CN"
    """One of the three."""
    HONG_KONG = "HK"
    UNITED_STATES = "US"
    ELSEWHERE = "elsewhere"


_MARKETS = {
    name: market
    for market, names in {
        Market.SHANGHAI: "SSE SHSE SHA SH SS XSHG SEHKNTL",
        Market.SHENZHEN: "SZSE SHE SZ XSHE SEHKSZSE CHINEXT",
        Market.BEIJING: "BSE BJSE BJ XBSE",
        Market.MAINLAND: "CN CH CHINA",
        Market.HONG_KONG: "HKEX SEHK HKG HKSE HK XHKG",
        Market.UNITED_STATES: (
            "NASDAQ NASDAQGS NASDAQGM NASDAQCM NASDAQNM NMS NGM NCM XNAS ISLAND NYSE NYQ XNYS "
            "NYSEARCA ARCA PCX ARCX AMEX ASE XASE NYSEAMERICAN BATS CBOE SMART IEX OTC PINK US USA "
            "UN UQ UR UW"
        ),
    }.items()
    for name in names.split()
}
_CHINESE_MARKETS = (
    (re.compile("港"), Market.HONG_KONG),
    (re.compile("沪|滬|上海|上交|上证"), Market.SHANGHAI),
    (re.compile("深"), Market.SHENZHEN),
    (re.compile("北京|北交|京"), Market.BEIJING),
    (re.compile("美"), Market.UNITED_STATES),
    (re.compile("a股|A股"), Market.MAINLAND),
)
_CURRENCIES = {
    "HKD": Market.HONG_KONG,
    "港币": Market.HONG_KONG,
    "港元": Market.HONG_KONG,
    "CNY": Market.MAINLAND,
    "RMB": Market.MAINLAND,
    "人民币": Market.MAINLAND,
}

_CODE_HEADING = re.compile(
    r"[a-z]{0,10}(?:symbol|ticker)s?(?:cusip)?|(?:stock|security|instrument|local|share)?codes?"
    r"|.{0,4}(?:代[码号])"
)
_INSTRUMENT_HEADING = re.compile(
    r"(?:financial)?instruments?|stocks?|securit(?:y|ies)|ric|股票|证券|标的"
)
_NAME_HEADING = re.compile(
    r"(?:company|security|stock|instrument|asset|product|full|short|issuer|holding)?names?"
    r"|(?:security|instrument)?description|company|issuer|.{0,4}(?:名称|简称)"
)
_PRODUCT_HEADING = re.compile("product")
_EXCHANGE_HEADING = re.compile(
    r"(?:primary|listing|stock)?exchange(?:name|code)?|exch|market|mic|交易所|(?:交易|上市)?市场(?:类型)?|上市地"
)
_KIND_HEADING = re.compile(
    r"(?:security|asset|investment|instrument|sec|product)?(?:type|class|category)"
    r"|(?:证券|资产|产品)?(?:类型|类别)|品种"
)
_CURRENCY_HEADING = re.compile(r"(?:trading|local)?(?:currency|ccy)|币种|货币")
_ABOUT_SOMETHING_ELSE = re.compile(
    r"account|portfolio|watchlist|group|user|broker|field|sector|industry|currencycode|country"
    r"|exchange|股东|客户|账户|帐户|资金|行业|营业部|板块|合同|委托"
)
_FIGURE = re.compile(r"[-+$¥€]?\d[\d.,]*%?")
_NO_LETTERS = re.compile(r"\([^()]*\)|[^a-z\u4e00-\u9fff]")

_NO_SHARE = re.compile(
    r"\b(?:options?|futures?|bonds?|fixed income|treasury|mutual|money market|crypto\w*|forex|fx"
    r"|index|warrants?|opt|fut|fop|ind|cmdty|bill|war|iopt|fund)\b"
    r"|期权|期货|债|基金|指数|外汇|权证|窝轮|现金|逆回购",
    re.IGNORECASE,
)
RECORD_KINDS = frozenset(
    "STK CFD OPT FUT FOP IND CMDTY BOND BILL WAR IOPT FUND CASH CRYPTO".split()  # noqa: SIM905
)
"""What stands before the exchange in a record of one instrument."""


@dataclass(frozen=True, slots=True)
class Columns:
    """At which places of a row what stands; None where nothing says so."""

    code: int | None
    name: int | None
    exchange: int | None = None
    kind: int | None = None
    currency: int | None = None


def columns_of(cells: Sequence[str]) -> Columns | None:
    """Return what the columns hold if these cells are their headings."""
    if any(_FIGURE.fullmatch(cell) for cell in cells):
        return None
    headings = [_NO_LETTERS.sub("", fold(cell).text.replace(" ", "")) for cell in cells]

    def find(*forms: re.Pattern[str], beside: bool = True) -> int | None:
        for form in forms:
            for place, heading in enumerate(headings):
                other = beside and _ABOUT_SOMETHING_ELSE.search(heading)
                if form.fullmatch(heading) and not other:
                    return place
        return None

    code, name = find(_CODE_HEADING, _INSTRUMENT_HEADING), find(_NAME_HEADING, _PRODUCT_HEADING)
    if code is None and name is None:
        return None
    exchange = find(_EXCHANGE_HEADING, beside=False)
    return Columns(code, name, exchange, find(_KIND_HEADING), find(_CURRENCY_HEADING))


def market_of(text: str) -> Market | None:
    """Return which market an exchange's name means; None where it says nothing of one."""
    for part in re.split(r"[/\s]+", text.upper()):
        if market := _MARKETS.get(part):
            return market
    if not text.isascii():
        folded = fold(text).text
        return next((market for sign, market in _CHINESE_MARKETS if sign.search(folded)), None)
    return Market.ELSEWHERE if text else None


def market_of_currency(text: str) -> Market | None:
    """Return in which market a number is a code where it is traded in a currency."""
    if not text or text.upper().startswith(("US", "$")) or "美" in text:
        return None
    return _CURRENCIES.get(fold(text).text.upper(), Market.ELSEWHERE)


def is_no_share(kind: str) -> bool:
    """Return whether a kind of security is no share: an option, a bond, a fund."""
    return _NO_SHARE.search(kind) is not None
