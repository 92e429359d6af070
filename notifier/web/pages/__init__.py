"""The pages that people read, made with a `page_maker.PageMaker`.

`lists` makes the start page and lists of feeds, `feed_page` that of a company, a topic, a source
or a category, `story_page` that of a story, `search_page` what is found, `sources_page` how the
sources are, and `operator_page` how the service is; `sitemap` lists them for search engines.
"""

__all__ = [
    "assets",
    "feed_page",
    "lists",
    "operator_page",
    "page_maker",
    "qr_code",
    "search_page",
    "sitemap",
    "sources_page",
    "story_page",
]
