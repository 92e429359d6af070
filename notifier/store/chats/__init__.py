"""Chats and what is kept for each: subscriptions, corrections, managers, inbox, keys.

What operators do to chats is in `admin`; who changed what in a group, in `audit`.
"""

__all__ = [
    "admin",
    "api_answers",
    "audit",
    "channel_managers",
    "chats",
    "corrections",
    "followed",
    "inbox",
    "keys",
    "last_change",
    "queries",
    "subscriptions",
]
