"""The objects of the Bot API, as JSON, made of a few plain values."""

from __future__ import annotations

import re
from typing import Any, Final

from tests.fakes.bot_api.entities import utf16_length

Json = dict[str, Any]

_COMMAND: Final = re.compile(r"(?<!\S)/\w{1,64}(@\w+)?")
CHANNELS: Final = -1_900_000_000_000
"""From here on down a chat is a channel."""
_RIGHTS: Final = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)


def chat_type(chat_id: int) -> str:
    """Tell what kind of chat an id stands for.

    Channels look like supergroups; here those are channels whose numbers Telegram never reached.
    """
    if chat_id > 0:
        return "private"
    if chat_id <= CHANNELS:
        return "channel"
    return "supergroup" if chat_id <= -1_000_000_000_000 else "group"


def chat(chat_id: int) -> Json:
    """Describe a chat shortly, as it appears in messages."""
    if chat_id > 0:
        return {"id": chat_id, "type": "private", "first_name": f"User {chat_id}"}
    kind = chat_type(chat_id)
    name = "Channel" if kind == "channel" else "Group"
    return {"id": chat_id, "type": kind, "title": f"{name} {-chat_id}"}


def full_chat(chat_id: int) -> Json:
    """Describe a chat in full, as getChat does."""
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription")
    return chat(chat_id) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys((*gifts, "gifts_from_channels"), False),
    }


def user(user_id: int, language: str = "zh-hans") -> Json:
    """Describe a person; `language` is a language code as Telegram's clients send it."""
    return {
        "id": user_id,
        "is_bot": False,
        "first_name": f"User {user_id}",
        "language_code": language,
    }


def bot_user(bot_id: int, username: str) -> Json:
    """Describe the bot itself, as getMe does."""
    return {
        "id": bot_id,
        "is_bot": True,
        "first_name": "Notifier",
        "username": username,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def command_entities(text: str) -> list[Json]:
    """Find the commands in a text that a person typed."""
    return [
        {
            "type": "bot_command",
            "offset": utf16_length(text[: command.start()]),
            "length": utf16_length(command[0]),
        }
        for command in _COMMAND.finditer(text)
    ]


def member(who: Json, status: str, chat_id: int = 0) -> Json:
    """Describe somebody's standing in a chat: creator, administrator, member, left, kicked …"""
    standing: Json = {"user": who, "status": status}
    match status:
        case "creator":
            return standing | {"is_anonymous": False}
        case "administrator":
            rights = dict.fromkeys(_RIGHTS, False) | {"can_manage_chat": True}
            posting = {"can_post_messages": True} if chat_type(chat_id) == "channel" else {}
            return standing | rights | posting
        case "kicked":
            return standing | {"until_date": 0}
        case _:
            return standing
