"""The kind `page`: a web page that lists articles, its parts named by CSS selectors.

[[source]]
kind = "page"
url = "https://example.org/news/"
items = "ul.news li"
[source.entry]
title = "h3"
time = "span.time"
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

from bs4 import Tag
from pydantic import BaseModel, ConfigDict

from notifier.core.document import plain_text, security_code
from notifier.core.errors import ParseError
from notifier.sources.parsing.css_selectors import (
    ElementSelector,
    Selector,
    SelectorOrTemplate,
    base_address,
    describe_page,
    elements,
    expand,
    html,
    read_page,
    text,
    texts,
)
from notifier.sources.parsing.dates import is_day, is_time_of_day
from notifier.sources.parsing.gate_page import gate_of
from notifier.sources.parsing.items import (
    MAX_ITEMS,
    Item,
    ParseContext,
    ParsedList,
    make_entries,
    too_many,
)
from notifier.sources.parsing.link_templates import is_template
from notifier.sources.web_request import WebRequestConfig


class PageEntry(BaseModel):
    """`[source.entry]`: where in an item the parts of an article are."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Selector = "a"
    link: SelectorOrTemplate = "a@href"
    """Where its address is, or how it is made: `https://example.org/a/{@data-id}.html`."""
    body: Selector | None = None
    time: Selector | None = None
    day: ElementSelector = "h1, h2, h3, h4, h5, h6, dt, time"
    """The headings that give their date to the items below, which say only the hour."""
    author: Selector | None = None
    categories: Selector | None = None
    image: Selector | None = None
    tickers: Selector | None = None
    """Codes of securities, or links to their quotes."""


class PageConfig(WebRequestConfig):
    """A web page that lists articles."""

    kind: Literal["page"]
    items: ElementSelector
    """What holds one article each; an item may be the link itself."""
    entry: PageEntry = PageEntry()


def parse_page(
    body: bytes, content_type: str, context: ParseContext, config: PageConfig
) -> ParsedList:
    """Read the articles that a page lists; raises ParseError where it lists none."""
    page = read_page(body, content_type)
    found = elements(page, config.items)
    items = found[:MAX_ITEMS]
    if not items:
        gate = gate_of(plain_text(str(page.body or page)), text(page, "title") or "")
        what = f"it is {gate}" if gate else "layout changed?"
        if body.lstrip()[:1] in {b"{", b"["}:
            what = "it is JSON, which kind = 'api' reads"
        raise ParseError(
            f"no item matches {config.items!r}; the page has {describe_page(page)}: {what}"
        )
    context = replace(context, url=base_address(page, context.url))
    selectors = config.entry.model_dump(exclude_none=True)
    headings = elements(page, config.entry.day)
    listed = [_item(item, config.entry, headings, context.now) for item in items]
    parsed = make_entries(listed, selectors, context)
    return replace(
        parsed,
        problems=(*parsed.problems, *too_many(found)),
        notes=tuple(_left_out(items, config.items)),
    )


def _item(item: Tag, entry: PageEntry, headings: Sequence[Tag], now: datetime) -> Item:
    codes = texts(item, entry.tickers)
    time = text(item, entry.time)
    return Item(
        day=_day_above(item, headings, now) if time and is_time_of_day(time) else None,
        title=text(item, entry.title),
        link=expand(item, entry.link) if is_template(entry.link) else text(item, entry.link),
        body=html(item, entry.body),
        time=time,
        author=text(item, entry.author),
        categories=texts(item, entry.categories),
        image=text(item, entry.image),
        tickers=tuple(security_code("a", {"href": each}) or each for each in codes),
    )


def _left_out(items: Sequence[Tag], selector: str) -> Iterator[str]:
    """Yield in a sentence which items of the same kind the selector leaves out beside these."""
    parents = {id(item.parent): item.parent for item in items if item.parent is not None}
    names = {item.name for item in items}
    beside = sum(len(parent.find_all(names, recursive=False)) for parent in parents.values())
    if beside > len(items):
        yield (
            f"{len(items)} of {beside} elements that stand side by side match {selector!r}; "
            "the others are left out"
        )


def _day_above(item: Tag, headings: Sequence[Tag], now: datetime) -> str | None:
    """Return the last text of the headings before an item that says a day."""
    known = set(map(id, headings))
    for element in item.previous_elements:
        if id(element) in known and isinstance(element, Tag):
            said = plain_text(element.decode_contents()).replace("\n", " ")
            if is_day(said, now):
                return said
    return None
