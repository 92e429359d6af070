"""OPML: feeds as a list that every feed reader imports. It needs nothing that renders them."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from notifier.core.model import Subscription
from notifier.core.text import strip_invalid
from notifier.subscriptions import watchlist
from notifier.subscriptions.rules import Rules
from notifier.web.feeds.addresses import path

Line = tuple[str, str]
"""What a feed is called, and its name."""


def topics(rules: Rules, language: str) -> list[Line]:
    """Return the feeds of all topics."""
    return [(rules.title_of(topic, language), name) for name, topic in rules.topics.items()]


def followed(held: Iterable[Subscription], rules: Rules) -> list[Line]:
    """Return the feeds that carry what a chat follows, each wish in one of its own."""
    defined = {rules.definition(topic): name for name, topic in rules.topics.items()}
    return [
        (watchlist.label(each, rules)[0], defined.get(each.query) or _feed_of(each.query, rules))
        for each in held
    ]


def _feed_of(query: str, rules: Rules) -> str:
    security = rules.company_of(query)
    return f"queries/{query}" if security is None else f"securities/{security.symbol}"


def opml(title: str, feeds: Iterable[Line], address: str) -> bytes:
    """Write OPML 2.0 of feeds that are published at an address."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = strip_invalid(title)
    body = etree.SubElement(root, "body")
    for name, feed in feeds:
        text = strip_invalid(name)
        url = f"{address}{path(feed)}"
        etree.SubElement(body, "outline", type="rss", text=text, title=text, xmlUrl=url)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
