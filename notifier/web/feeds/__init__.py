"""The published feeds: filled for topics, rendered, and kept as bytes until they change."""

__all__ = ["publisher", "render", "topic_feeds"]
