"""Chats and what is kept for each: subscriptions, corrections, managers, inbox, private feed.

What operators do to chats is in `admin`; who changed what in a group, in `audit`.
"""

__all__ = [
    "admin",
    "audit",
    "channel_managers",
    "chats",
    "corrections",
    "followed",
    "inbox",
    "private_feeds",
    "queries",
    "subscriptions",
]
