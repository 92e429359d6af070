"""People, central banks and coins called as companies are, and companies that tell of others."""

from __future__ import annotations

import pytest

from notifier.core.model import Document, Role
from notifier.securities.recogniser import Recogniser


def _told_of(recogniser: Recogniser, text: str) -> set[str]:
    """Return the symbols of which a headline tells something."""
    mentions = recogniser.recognise(Document(text, ""))
    return {mention.symbol for mention in mentions if mention.role is Role.SUBJECT}


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("Trump threatens 30% levy on European wine", set()),
        ("Oil slips after Trump says talks with Iran went well", set()),
        ("Trump's pick for the Fed faces a Senate vote", set()),
        ("Jefferson sees no hurry to cut rates", set()),
        ("Atkins says SEC will drop quarterly reports", set()),
        ("Trump Media posts wider quarterly loss", {"DJT"}),
        ("Ferguson raises full-year sales forecast", {"FERG"}),
        ("Waters shares jump 9% on diagnostics deal", {"WAT"}),
        ("Abbott recalls glucose monitors", {"ABT"}),
    ],
)
def test_people_of_whom_the_news_tell_are_no_companies(
    recogniser: Recogniser, text: str, symbols: set[str]
) -> None:
    assert _told_of(recogniser, text) == symbols


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("BOE keeps rates at 4% as two members dissent", set()),
        ("RBNZ, BOC and BOE all meet this week", set()),
        ("CAC up 0.4%, DAX flat, IBEX +0.7%", set()),
        ("vivo发布新一代折叠屏手机", set()),
        ("ADC药物研发热度不减", set()),
        ("BOE Technology lifts OLED panel output", {"SZ000725"}),
    ],
)
def test_central_banks_indices_and_drugs_are_no_companies(
    recogniser: Recogniser, text: str, symbols: set[str]
) -> None:
    assert _told_of(recogniser, text) == symbols


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("比特币跌破九万美元，LTC -4%，BCH -5%", set()),
        ("$LTC $APT $SUI: altcoins sink again", set()),
        ("Crypto movers: SOL +3.1%, APT -2.2%, SEI -6.0%", set()),
        ("$LTC raises its dividend", {"LTC"}),
        ("Coinbase and MARA fall as bitcoin slides", {"COIN", "MARA"}),
    ],
)
def test_coins_are_no_shares(recogniser: Recogniser, text: str, symbols: set[str]) -> None:
    assert _told_of(recogniser, text) == symbols


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("Goldman Sachs's Hatzius expects two more cuts", set()),
        ("Morgan Stanley CEO Ted Pick says dealmaking is back", set()),
        ("BlackRock's Fink warns on debt", set()),
        ("摩根大通CEO戴蒙：信贷市场或藏隐忧", set()),
        ("高盛首席执行官所罗门表示，并购潮将延续", set()),
        ("Goldman Sachs's profit beats estimates", {"GS"}),
        ("高盛CEO所罗门将卸任", {"GS"}),
    ],
)
def test_somebody_of_a_house_who_speaks_of_others_is_no_news_of_it(
    recogniser: Recogniser, text: str, symbols: set[str]
) -> None:
    assert _told_of(recogniser, text) == symbols


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("Baker Hughes: US gas rigs fall by three", set()),
        ("US gas rigs fall by three this week: Baker Hughes", set()),
        ("Redfin: home-buying cancellations at a record", set()),
        ("ManpowerGroup survey: employers turn cautious", set()),
        ("Paychex Small Business Jobs Index edges up", set()),
        ("Expedia poll: Americans plan shorter trips", set()),
        ("Similarweb says traffic to AI sites doubled", set()),
        ("Salesforce数据：假日季线上销售创新高", set()),
        ("CME's FedWatch tool puts odds of a cut at 80%", set()),
        ("Baker Hughes wins LNG order in Texas", {"BKR"}),
        ("Similarweb shares jump after results", {"SMWB"}),
        ("Paychex raises its dividend", {"PAYX"}),
    ],
)
def test_who_publishes_figures_of_others_is_where_they_come_from(
    recogniser: Recogniser, text: str, symbols: set[str]
) -> None:
    assert _told_of(recogniser, text) == symbols


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("小摩于11月18日减持赣锋锂业H股约200万股", {"SZ002460", "01772.HK"}),
        ("贝莱德对紫金矿业的多头持仓由5.1%升至5.4%", {"SH601899", "02899.HK"}),
        ("Northern Trust Corp increased its position in Fastenal by 2%", {"FAST"}),
        ("UBS Group AG sold 31,200 shares of Celsius Holdings", {"CELH"}),
        ("UBS Group AG to cut 500 jobs in Zurich", {"UBS"}),
        ("贝莱德拟收购私募信贷公司", {"BLK"}),
    ],
)
def test_holder_is_no_news_where_the_holding_changed(
    recogniser: Recogniser, text: str, symbols: set[str]
) -> None:
    assert _told_of(recogniser, text) == symbols


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("*DELTA AIR SAYS STORM COST IT $80M", {"DAL"}),
        ("*SOUTHWEST AIR TO END OPEN SEATING", {"LUV"}),
        ("Johnson and Johnson raises sales forecast", {"JNJ"}),
        ("T Mobile adds fewer subscribers than expected", {"TMUS"}),
        ("G.M. recalls 80,000 pickups", {"GM"}),
        ("S & P Global raises guidance", {"SPGI"}),
        ("Procter and Gamble to cut 7,000 jobs", {"PG"}),
    ],
)
def test_names_are_known_as_wires_and_others_spell_them(
    recogniser: Recogniser, text: str, symbols: set[str]
) -> None:
    assert _told_of(recogniser, text) == symbols
