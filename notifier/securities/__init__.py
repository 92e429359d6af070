"""Who is who: the directory of listed securities, and which of them an article names. Pure.

A `Directory` resolves codes and names; a `Recogniser` finds the securities that a document names,
each with its evidence.
"""

__all__ = [
    "codes",
    "csv_file",
    "directory",
    "display",
    "evidence",
    "exchange_lists",
    "lexicon",
    "merging",
    "recogniser",
    "search",
    "stock_links",
    "typed",
    "xlsx",
]
