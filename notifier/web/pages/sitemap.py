"""What search engines are told: the addresses of all pages, and what not to ask for."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from lxml import etree

from notifier.store.articles import coverage, feeds
from notifier.web.feeds.addresses import page_path
from notifier.web.pages.lists import KINDS
from notifier.web.pages.page_maker import PageMaker

MOST = 50_000
"""How many addresses a file may have (sitemaps.org)."""
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_ALWAYS = ("/", *(f"/{kind}" for kind in KINDS), "/sources")


async def sitemap(maker: PageMaker, part: int | None = None) -> bytes | None:
    """Return all addresses, or where there are too many the list of parts; or a part, from 1 on.

    None where there is no such part.
    """
    async with maker.store.read() as connection:
        pages = [*_ALWAYS, *(f"/sources/{each}" for each in maker.publisher.catalogue.sources)]
        for kind in KINDS:
            held = await feeds.newest(connection, kind, MOST)
            pages += sorted(page_path(each.name) for each in held)
        stories = await coverage.count_stories(connection) if maker.is_live else 0
        parts = -(-(len(pages) + stories) // MOST)
        if part is None and parts > 1:
            return _written("sitemapindex", "sitemap", maker, _parts(parts))
        number = 1 if part is None else part
        if not 1 <= number <= parts:
            return None
        start = (number - 1) * MOST
        shown = pages[start : start + MOST]
        offset, left = max(0, start - len(pages)), MOST - len(shown)
        if left and stories:
            shown += [
                f"/stories/{each}" for each in await coverage.stories(connection, left, offset)
            ]
    return await asyncio.to_thread(urlset, maker, shown)


def urlset(maker: PageMaker, paths: Iterable[str]) -> bytes:
    """Return a sitemap of pages by their paths."""
    return _written("urlset", "url", maker, paths)


def robots(maker: PageMaker) -> str:
    """Return what robots may ask for: pages and feeds, but no searches."""
    lines = [
        "User-agent: *",
        f"Disallow: {maker.prefix}/*?q=",
        f"Disallow: {maker.prefix}/feeds/queries/",
        f"Disallow: {maker.prefix}/status",
        f"Sitemap: {maker.publisher.catalogue.address}/sitemap.xml",
    ]
    return "\n".join(lines) + "\n"


def _parts(count: int) -> Iterable[str]:
    return (f"/sitemap-{number}.xml" for number in range(1, count + 1))


def _written(root: str, each: str, maker: PageMaker, paths: Iterable[str]) -> bytes:
    top = etree.Element(root, xmlns=_NAMESPACE)
    for path in paths:
        location = etree.SubElement(etree.SubElement(top, each), "loc")
        location.text = f"{maker.publisher.catalogue.address}{path}"
    return etree.tostring(top, encoding="UTF-8", xml_declaration=True)
