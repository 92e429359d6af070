"""The page of a security on the sites where people look up prices, by the code in its address."""

from __future__ import annotations

import re

from notifier.core.model import Security
from notifier.securities.directory import Directory

_LINK = re.compile(
    r"(?:https?://|(?<![\w@./]))(?:[a-z0-9-]+\.)+[a-z]{2,8}/[^\s，。、；）]+", re.IGNORECASE
)
_PARTS = re.compile(r"[/?&=#_]")
_ENDING = re.compile(r"\.s?html?$", re.IGNORECASE)
_OF_STOCKS = re.compile(
    r"quotes?|stocks?|s|symbols?|tickers?|equity|equities|code|us|hk", re.IGNORECASE
)
"""What stands in an address before the code of a security."""
_SAYS_ITS_MARKET = re.compile(r"(?:s[hz]|bj|hk)\d{5,6}|\d{4,6}\.[a-z]{2}", re.IGNORECASE)


def with_codes_for_links(text: str, directory: Directory) -> str:
    """Return a text with the code of a security for each link to its page."""

    def code_or_link(link: re.Match[str]) -> str:
        found = _security_of(link[0], directory)
        return found.symbol if found else link[0]

    return _LINK.sub(code_or_link, text)


def _security_of(link: str, directory: Directory) -> Security | None:
    """Return the security whose page a link is; None where it is an article's, or another."""
    _, *parts = _PARTS.split(link.partition("://")[2] or link)
    for before, part in zip(("", *parts), parts, strict=False):
        code = _ENDING.sub("", part)
        if not _OF_STOCKS.fullmatch(before) and not _SAYS_ITS_MARKET.fullmatch(code):
            continue
        ticker, _, _ = code.partition(":")  # TSLA:NASDAQ
        for written in (ticker, ticker.replace("-", "."), ticker.partition("-")[0]):
            if found := directory.find_code(written):
                return found
    return None
