"""The bots that the settings name."""

from __future__ import annotations

from notifier.delivery.channels.telegram import NewsBot, make_bot
from notifier.service.settings import Settings


def make_bots(settings: Settings) -> list[NewsBot]:
    """Make each bot that there is a token of, the default bot first."""
    where, in_flight = settings.telegram.base_url, settings.delivery.max_in_flight
    proxy = settings.telegram.proxy
    by = None if proxy is None else proxy.get_secret_value()
    return [
        make_bot(each.get_secret_value(), where, in_flight, proxy=by)
        for each in settings.telegram.tokens
    ]
