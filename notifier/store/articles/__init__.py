"""Articles with all that was found in them, their stories, feeds, and the search index.

`save` stores an article with everything that was decided about it, `identities` tells which ones of
a source are known, `retractions` takes articles back, `feed_contents` tells what stands in a feed,
`coverage` how much; the others read.
"""

__all__ = [
    "articles",
    "coverage",
    "feed_contents",
    "feeds",
    "followers",
    "identities",
    "retractions",
    "save",
    "search",
    "stories",
]
