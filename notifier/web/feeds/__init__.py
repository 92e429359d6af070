"""The published feeds: filled for topics, rendered, and kept as bytes until they change.

`addresses` says where each is, `catalogue` what it is called; `publisher` has it rendered by
`render`, and `answers` sends it; `opml` lists them.
"""

__all__ = ["addresses", "answers", "catalogue", "opml", "publisher", "render", "topic_feeds"]
