"""The published feeds: filled for topics, rendered, and kept as bytes until they change.

`addresses` says where each is, `catalogue` what it is called; `publisher` has it rendered by
`render`, and `answers` sends it.
"""

__all__ = ["addresses", "answers", "publisher", "topic_feeds"]
