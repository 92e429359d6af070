"""The methods of the Bot API, as functions of the world and the call's parameters.

Each gives the call's result, or raises `RefusedError` with Telegram's words. A new method is one
function and one line in `METHODS`. getUpdates stands in `updates`, because it waits.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Mapping
from typing import Any, Final

from tests.fakes.bot_api import shapes
from tests.fakes.bot_api.calls import Params, Upload
from tests.fakes.bot_api.faults import QUERY_TOO_OLD, RefusedError, bad_request
from tests.fakes.bot_api.messages import check_app, edit_reply_markup, edit_text, send
from tests.fakes.bot_api.shapes import Json
from tests.fakes.bot_api.world import World

Method = Callable[[World, Params], Any]

_ACTIONS: Final = re.compile(
    "typing|upload_(photo|video|voice|document|video_note)|record_(video|voice|video_note)"
    "|choose_sticker|find_location"
)
_MAX_FILE: Final = 20 * 1024 * 1024


def _get_me(world: World, _: Params) -> Json:
    return world.bot


def _set_my_commands(world: World, params: Params) -> bool:
    commands = params.structure("commands") or []
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command.get("command", "")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command.get("description", "")) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    world.commands[_commands_key(params)] = commands
    return True


def _get_my_commands(world: World, params: Params) -> list[Json]:
    return world.commands.get(_commands_key(params), [])


def _commands_key(params: Params) -> tuple[str, str]:
    scope = params.structure("scope") or {"type": "default"}
    return json.dumps(scope, sort_keys=True), params.text("language_code")


def _set_menu_button(world: World, params: Params) -> bool:
    button = params.structure("menu_button") or {"type": "default"}
    if button["type"] == "web_app":
        check_app(button["web_app"])
    world.menu_button = {"type": "commands"} if button["type"] == "default" else button
    return True


def _get_menu_button(world: World, _: Params) -> Json:
    return world.menu_button


def _set_webhook(world: World, params: Params) -> bool:
    url = params.text("url")
    if url and not url.startswith("https://"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not re.fullmatch(r"[\w-]{0,256}", params.text("secret_token"), re.ASCII):
        raise bad_request("secret token contains unallowed characters")
    world.webhook = params if url else None
    world.updates.allow(params)
    if params.flag("drop_pending_updates"):
        world.updates.clear()
    return True


def _delete_webhook(world: World, params: Params) -> bool:
    return _set_webhook(world, Params({**params.values, "url": ""}))


def _get_webhook_info(world: World, _: Params) -> Json:
    return {
        "url": world.webhook.text("url") if world.webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates.pending),
        **world.webhook_failure,
    }


def _get_chat(world: World, params: Params) -> Json:
    return shapes.full_chat(world.chat_of(params))


def _get_chat_member(world: World, params: Params) -> Json:
    chat_id, user_id = world.chat_of(params), params.number("user_id")
    if not user_id:
        raise bad_request("invalid user_id specified")
    who = world.bot if user_id == world.bot["id"] else shapes.user(user_id)
    return shapes.member(who, world.standing(chat_id, user_id), chat_id)


def _get_chat_administrators(world: World, params: Params) -> list[Json]:
    chat_id = world.chat_of(params)
    if chat_id > 0:
        raise bad_request("there are no administrators in the private chat")
    return [
        shapes.member(shapes.user(user_id), standing, chat_id)
        for (where, user_id), standing in world.standings.items()
        if where == chat_id and standing in ("creator", "administrator")
    ]


def _leave_chat(world: World, params: Params) -> bool:
    chat_id = world.writable_chat_of(params)
    if chat_id > 0:
        raise bad_request("chat member status can't be changed in private chats")
    world.standings[chat_id, world.bot["id"]] = "left"
    return True


def _send_message(world: World, params: Params) -> Json:
    return world.show(send(world, params, "text"))


def _send_photo(world: World, params: Params) -> Json:
    file = _file(world, params, "photo")
    return world.show(send(world, params, "photo", [file | {"width": 90, "height": 90}]))


def _send_document(world: World, params: Params) -> Json:
    return world.show(send(world, params, "document", _file(world, params, "document")))


def _file(world: World, params: Params, name: str) -> Json:
    """Store or find the file that a call sends: uploaded, sent before, or at an address."""
    written = params.text(name)
    upload = params.files.get(written.removeprefix("attach://") or name)
    if upload is None and written.startswith(("http://", "https://")):
        upload = Upload(written.rpartition("/")[2], "application/octet-stream", b"")
    if upload is not None:
        return describe_file(world, add_file(world, upload))
    if written in world.files:
        return describe_file(world, written)
    if written:
        raise bad_request("wrong file identifier/HTTP URL specified")
    raise bad_request(f"there is no {name} in the request")


def add_file(world: World, upload: Upload) -> str:
    """Have Telegram store a file; gives its id."""
    file_id = uuid.uuid4().hex
    world.files[file_id] = upload
    return file_id


def describe_file(world: World, file_id: str) -> Json:
    """Describe a stored file, as messages and getFile do."""
    upload = world.files[file_id]
    return {
        "file_id": file_id,
        "file_unique_id": file_id[:16],
        "file_size": len(upload.content),
        "file_name": upload.filename,
        "mime_type": upload.content_type,
    }


def _get_file(world: World, params: Params) -> Json:
    file_id = params.text("file_id")
    if file_id not in world.files:
        raise bad_request("invalid file_id")
    if len(world.files[file_id].content) > _MAX_FILE:
        raise bad_request("file is too big")
    described = describe_file(world, file_id)
    kept = ("file_id", "file_unique_id", "file_size")
    return {name: described[name] for name in kept} | {"file_path": f"files/{file_id}"}


def _edit_message_text(world: World, params: Params) -> Json:
    return world.show(edit_text(world, params))


def _edit_message_reply_markup(world: World, params: Params) -> Json:
    return world.show(edit_reply_markup(world, params))


def _send_chat_action(world: World, params: Params) -> bool:
    world.writable_chat_of(params)
    if not _ACTIONS.fullmatch(params.text("action")):
        raise bad_request("wrong parameter action in request")
    return True


def _answer_callback_query(world: World, params: Params) -> bool:
    _close_query(world, params.text("callback_query_id"))
    if len(params.text("text")) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    return True


def _answer_inline_query(world: World, params: Params) -> bool:
    results = params.structure("results") or []
    if len(results) > 50:
        raise bad_request("RESULTS_TOO_MUCH")
    if len({result["id"] for result in results}) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    _close_query(world, params.text("inline_query_id"))
    return True


def _close_query(world: World, query_id: str) -> None:
    if query_id not in world.open_queries:
        raise RefusedError(QUERY_TOO_OLD)
    world.open_queries.remove(query_id)


METHODS: Final[Mapping[str, Method]] = {
    "answerCallbackQuery": _answer_callback_query,
    "answerInlineQuery": _answer_inline_query,
    "deleteWebhook": _delete_webhook,
    "editMessageReplyMarkup": _edit_message_reply_markup,
    "editMessageText": _edit_message_text,
    "getChat": _get_chat,
    "getChatMenuButton": _get_menu_button,
    "getChatAdministrators": _get_chat_administrators,
    "getChatMember": _get_chat_member,
    "getFile": _get_file,
    "getMe": _get_me,
    "getMyCommands": _get_my_commands,
    "getWebhookInfo": _get_webhook_info,
    "leaveChat": _leave_chat,
    "sendChatAction": _send_chat_action,
    "sendDocument": _send_document,
    "sendMessage": _send_message,
    "sendPhoto": _send_photo,
    "setChatMenuButton": _set_menu_button,
    "setMyCommands": _set_my_commands,
    "setWebhook": _set_webhook,
}
