"""News sitemaps (https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap).

What search engines are told of a site's news is often the best list that it has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

from notifier.core.errors import ParseError
from notifier.core.model import Entry
from notifier.sources.parsing.feed_items import Feed, make_entry
from notifier.sources.parsing.identity import tell_apart
from notifier.sources.parsing.items import ParseContext

_ROOT = re.compile(r"<(?:[\w-]+:)?(?P<name>urlset|sitemapindex)\b")
_HEAD = 5000
_SHOWN = 5


def is_sitemap(text: str) -> bool:
    """Return whether an XML document is a sitemap, or an index of some."""
    return _ROOT.search(text, 0, _HEAD) is not None


def parse_sitemap(text: str, context: ParseContext) -> Feed:
    """Read the articles of a news sitemap; raises ParseError where it names none by its title."""
    document = BeautifulSoup(text, "lxml-xml")
    root = _ROOT.search(text, 0, _HEAD)
    if root is not None and root["name"] == "sitemapindex":
        named = [each for each in _texts(document, "loc") if each][:_SHOWN]
        raise ParseError(
            f"this is an index of sitemaps; give the address of one: {', '.join(named) or 'none'}"
        )
    pages = document.find_all("url")
    entries = [entry for page in pages if (entry := _entry(page, context)) is not None]
    if pages and not entries:
        raise ParseError(
            f"this sitemap has {len(pages)} addresses and no titles; only a news sitemap names its "
            "articles: read the site's page of news with kind = 'page'"
        )
    return Feed(tell_apart(entries))


def _entry(page: Tag, context: ParseContext) -> Entry | None:
    # A picture and a video have titles too: only what is said of the news is the article's.
    news = page.find("news")
    title = _text(news, "title") if isinstance(news, Tag) else None
    if not isinstance(news, Tag) or not title:
        return None
    image = page.find("image")
    keywords = (_text(news, "keywords") or "").split(",")
    return make_entry(
        context,
        key=None,
        title=title,
        link=next(
            (each.get_text(strip=True) for each in page.find_all("loc", recursive=False)), None
        ),
        body="",
        dates=[_text(news, "publication_date") or _text(page, "lastmod")],
        categories=[word for each in keywords if (word := each.strip())],
        lang=_text(news, "language"),
        image=_text(image, "loc") if isinstance(image, Tag) else None,
        tickers=[_text(news, "stock_tickers") or ""],
    )


def _text(within: Tag, name: str) -> str | None:
    return next(_texts(within, name), None)


def _texts(within: Tag, name: str) -> Iterator[str]:
    return (text for each in within.find_all(name) if (text := each.get_text(strip=True)))
