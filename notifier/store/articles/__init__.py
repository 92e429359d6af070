"""Articles with all that was found in them, their stories, feeds, and the search index.

`save` stores an article with everything that was decided about it, `retractions` takes articles
back; the others read.
"""

__all__ = ["articles", "feeds", "retractions", "save", "search", "stories"]
