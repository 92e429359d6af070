"""What is followed, by its name in a sentence."""

from __future__ import annotations

import re

from notifier.bot.context import Context
from notifier.bot.formatting import MAX_ECHO, company, cut
from notifier.core.model import Subscription
from notifier.store.alerts.told_articles import MatchedSubscription
from notifier.subscriptions.interpretation import ParsedQuery
from notifier.subscriptions.query.query import parse_canonical

_QUOTED = re.compile(r"[\"“「『]([^\"“”「」『』]+)[\"”」』]")


def query_name(query: ParsedQuery, context: Context) -> str:
    """Return a query's name in a sentence: the company with its code, or the words.

    Words that name no company are called a keyword.
    """
    if query.security is not None:
        return company(query.security, context.translate)
    if parse_canonical(query.canonical).symbols:
        return context.translate("keyword-quoted", text=_words(query.text))
    return context.translate("keyword-name", text=_words(query.text))


def subscription_name(subscription: Subscription | MatchedSubscription, context: Context) -> str:
    """Return a subscription's name: the company with its code, or the query in quotes."""
    security = context.rules.company_of(subscription.query)
    if security is not None:
        return company(security, context.translate)
    return context.translate("keyword-quoted", text=_words(subscription.text))


def _words(text: str) -> str:
    """Return a query without the quotes around all of it, which the reply has of its own."""
    phrase = _QUOTED.fullmatch(text)
    return cut(phrase[1] if phrase else text, MAX_ECHO)
