"""Links to the page of a security, which stand for it."""

from __future__ import annotations

import pytest

from tests.bot.harness import Bot

PERSON = 42


@pytest.mark.parametrize(
    ("link", "symbol"),
    {
        "https://xueqiu.com/S/SH600519": "SH600519",
        "xueqiu.com/S/00700": "00700.HK",
        "https://finance.yahoo.com/quote/AAPL": "AAPL",
        "finance.yahoo.com/quote/AAPL/news?p=AAPL": "AAPL",
        "https://finance.yahoo.com/quote/0700.HK/": "00700.HK",
        "https://quote.eastmoney.com/sh600519.html": "SH600519",
        "https://quote.eastmoney.com/us/AAPL.html": "AAPL",
        "https://gu.qq.com/hk00700/gp": "00700.HK",
        "https://finance.sina.com.cn/realstock/company/sz000858/nc.shtml": "SZ000858",
        "https://www.google.com/finance/quote/TSLA:NASDAQ": "TSLA",
        "https://www.futunn.com/stock/00700-HK": "00700.HK",
        "https://www.nasdaq.com/market-activity/stocks/brk-b": "BRK.B",
    }.items(),
)
async def test_the_page_of_a_security_is_that(bot: Bot, link: str, symbol: str) -> None:
    for typed in (f"关注 {link}", f"follow {link}"):
        await bot.ask(PERSON, typed, "en")
    answer = await bot.ask(PERSON, link, "en")
    assert f"({symbol})" in answer
    assert len(await bot.listed()) == 1


@pytest.mark.parametrize(
    "link",
    [
        "https://www.reuters.com/business/apple-wins-case-2026-01-05/",
        "https://www.cls.cn/detail/600519",
        "https://xueqiu.com/1234567890/300750123",
        "https://36kr.com/p/300750",
        "https://example.com/",
    ],
)
async def test_another_page_is_no_security(bot: Bot, link: str) -> None:
    answer = await bot.ask(PERSON, link, "en")
    assert "Shall I tell you" not in answer
    assert not await bot.listed()
