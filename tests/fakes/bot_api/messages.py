"""Sending and editing: what Telegram checks of a message before it takes it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlsplit

from tests.fakes.bot_api.calls import Params
from tests.fakes.bot_api.entities import EntitiesError, FormattedText, parse_html, utf16_length
from tests.fakes.bot_api.faults import NOT_MODIFIED, REFUSALS, RefusedError, bad_request
from tests.fakes.bot_api.shapes import Json
from tests.fakes.bot_api.world import SentMessage, World

_MAX_TEXT: Final = 4096
_MAX_CAPTION: Final = 1024
_MAX_BUTTONS: Final = 100
_BUTTON_TYPES: Final = {
    "callback_data",
    "callback_game",
    "copy_text",
    "login_url",
    "pay",
    "switch_inline_query",
    "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat",
    "url",
    "web_app",
}


def send(world: World, params: Params, kind: str, media: Any = None) -> SentMessage:
    """Put a new message of `kind` into its chat, with `media` if it is not a text."""
    chat_id = world.writable_chat_of(params)
    _check_topic(world, chat_id, params.number("message_thread_id"))
    formatted = _read_text(world, params) if kind == "text" else _read_caption(params)
    reply_markup = _read_reply_markup(params)
    head = world.new_message(chat_id)
    message = SentMessage(
        chat_id,
        head["message_id"],
        head["date"],
        formatted.text,
        params.text("text" if kind == "text" else "caption"),
        params.text("parse_mode"),
        formatted.entities,
        reply_markup,
        kind,
        {kind: media} if media else {},
        params.number("message_thread_id") or None,
        params.flag("disable_notification"),
    )
    world.messages[chat_id, message.message_id] = message
    return message


def edit_text(world: World, params: Params) -> SentMessage:
    """Change a message's text; its keyboard goes unless it is given again."""
    message = _find(world, params)
    if message.kind != "text":
        raise bad_request("there is no text in the message to edit")
    formatted = _read_text(world, params)
    edited = replace(
        message,
        text=formatted.text,
        source=params.text("text"),
        parse_mode=params.text("parse_mode"),
        entities=formatted.entities,
        reply_markup=_read_reply_markup(params),
    )
    return _store(world, message, edited)


def edit_reply_markup(world: World, params: Params) -> SentMessage:
    """Change a message's keyboard, or take it away."""
    message = _find(world, params)
    return _store(world, message, replace(message, reply_markup=_read_reply_markup(params)))


def _find(world: World, params: Params) -> SentMessage:
    chat_id = world.writable_chat_of(params)
    message = world.messages.get((chat_id, params.number("message_id")))
    if message is None:
        raise bad_request("message to edit not found")
    _check_topic(world, chat_id, message.thread_id)
    return message


def _check_topic(world: World, chat_id: int, thread_id: int | None) -> None:
    if (chat_id, thread_id) in world.closed_topics:
        raise RefusedError(REFUSALS["topic closed"])


def _store(world: World, before: SentMessage, after: SentMessage) -> SentMessage:
    shown = (before.text, before.entities, before.reply_markup)
    if shown == (after.text, after.entities, after.reply_markup):
        raise RefusedError(NOT_MODIFIED)
    edited = replace(after, edits=before.edits + 1)
    world.messages[edited.chat_id, edited.message_id] = edited
    return edited


def _read_text(world: World, params: Params) -> FormattedText:
    for refused, refusal in world.refused_messages:
        if refused(params):
            raise RefusedError(refusal)
    if not params.text("text"):
        raise RefusedError(REFUSALS["empty"])
    formatted = _read_formatted(params, "text", "entities")
    if not formatted.text.strip():
        raise bad_request("text must be non-empty")
    if utf16_length(formatted.text) > _MAX_TEXT:
        raise RefusedError(REFUSALS["too long"])
    return formatted


def _read_caption(params: Params) -> FormattedText:
    formatted = _read_formatted(params, "caption", "caption_entities")
    if utf16_length(formatted.text) > _MAX_CAPTION:
        raise bad_request("message caption is too long")
    return formatted


def _read_formatted(params: Params, text: str, entities: str) -> FormattedText:
    """Read a text in its parse mode. Of those this fake knows HTML, which is what we send."""
    match params.text("parse_mode").lower():
        case "":
            return FormattedText(params.text(text), tuple(params.structure(entities) or ()))
        case "html":
            try:
                return parse_html(params.text(text))
            except EntitiesError as error:
                raise bad_request(f"can't parse entities: {error}") from None
        case _:
            raise bad_request("unsupported parse_mode")


def _read_reply_markup(params: Params) -> Json | None:
    markup = params.structure("reply_markup")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    buttons = [button for row in markup.get("inline_keyboard", []) for button in row]
    if len(buttons) > _MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    for button in buttons:
        _check_button(button)
    # Telegram takes an empty keyboard for none.
    return None if markup == {"inline_keyboard": []} else markup


def check_app(app: Json) -> None:
    """Refuse a Mini App whose address is not https."""
    if not app["url"].startswith("https://"):
        raise bad_request(f"Web App URL '{app['url']}' is invalid: Only HTTPS links are allowed")


def _check_button(button: Json) -> None:
    if not button.get("text"):
        raise bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    if len(_BUTTON_TYPES & button.keys()) != 1:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    check_app(button.get("web_app", {"url": "https://"}))
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
    if not button.get("url", "https://").startswith(("http://", "https://", "tg://")):
        raise bad_request(
            f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL"
        )
    address = urlsplit(button.get("url", ""))
    if address.scheme in {"http", "https"} and "." not in (address.hostname or ""):
        raise bad_request("BUTTON_URL_INVALID")
