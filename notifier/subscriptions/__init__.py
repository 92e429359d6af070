"""What people ask for: watch lists and their import, corrections, the query language, back-tests.

`Rules` holds all of it compiled, and says which queries hold for an article.
"""

__all__ = [
    "corrections",
    "followed",
    "history",
    "interpretation",
    "keys",
    "line_numbers",
    "list_file",
    "markets",
    "named_within",
    "query",
    "rules",
    "start_links",
    "watchlist",
    "watchlist_import",
]
