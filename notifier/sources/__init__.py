"""Where articles come from: each kind of source reads its place into entries. Knows no store.

`config` has the protocol of a source and `registry` its kinds (`feed`, `page`, `api`, `posts`);
they fetch through `http` and parse in the sandbox of `parsing`. `health` learns from the polls.
"""

__all__ = [
    "config",
    "documents",
    "feed",
    "health",
    "http",
    "oddities",
    "parsing",
    "placeholders",
    "posts",
    "registry",
    "secrecy",
    "status_report",
    "templates",
    "websub_protocol",
]
