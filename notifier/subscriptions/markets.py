"""Whose sessions a chat's digests keep to: those of the markets of what it follows. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from notifier.core.market_calendar import Market, market_of
from notifier.core.preferences import Preferences
from notifier.securities import codes
from notifier.subscriptions.query.query import parse_canonical

_MARKETS = {
    "mainland": Market.SHANGHAI,
    "hong-kong": Market.HONG_KONG,
    "us": Market.NEW_YORK,
}


def followed_markets(canonicals: Iterable[str]) -> tuple[Market, ...]:
    """Return where the securities are listed that queries, in canonical form, ask for."""
    found = {
        _MARKETS[codes.market(symbol)]
        for canonical in canonicals
        for symbol in parse_canonical(canonical).symbols
    }
    return tuple(market for market in Market if market in found)


def session_markets(
    preferences: Preferences, canonicals: Iterable[str], zone: str, language: str
) -> tuple[Market, ...]:
    """Return the markets before whose open, and after whose close, a chat's digests come.

    The one that the chat chose; else those of what it follows; else, where that is no security, the
    one of its time zone or its language.
    """
    if preferences.market is not None:
        return (Market(preferences.market),)
    return followed_markets(canonicals) or (market_of(zone, language),)
