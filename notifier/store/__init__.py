"""The database: SQL stands here and nowhere else, by aggregate.

Functions take the connection of their caller's transaction (`engine.database.Store`), so that what
belongs together is stored together.
"""

__all__ = ["alerts", "articles", "chats", "engine", "move", "retention", "sources"]
