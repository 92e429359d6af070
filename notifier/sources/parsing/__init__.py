"""From the bytes that a server sent to entries. Pure, and run in the `sandbox`.

Feeds are read by `feed`; lists by `items`, from what `css_selectors` and `json_paths` find.
`cleaning` and `canonical` make entries fit to be stored and compared.
"""

__all__ = [
    "article_page",
    "canonical",
    "charset",
    "cleaning",
    "css_selectors",
    "dates",
    "feed",
    "feed_discovery",
    "gate_page",
    "identity",
    "items",
    "json_paths",
    "json_text",
    "link_templates",
    "sandbox",
]
