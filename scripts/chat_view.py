"""A conversation as people see it on a phone: an HTML page of bubbles and buttons."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from zoneinfo import ZoneInfo

from tests.fakes.bot_api import BotApi
from tests.fakes.bot_api.world import SentMessage

WIDTH = 460
_ZONE = ZoneInfo("Asia/Shanghai")
_FONTS = {"zh-Hans": "Noto Sans CJK SC", "zh-Hant": "Noto Sans CJK TC", "en": "Noto Sans CJK KR"}
_STYLE = """
* { box-sizing: border-box }
body { margin: 0; width: 460px; background: #e9edf0; color: #17212b; overflow: hidden;
  font: 15px/1.45 "FONT", "Noto Sans CJK SC", "Noto Color Emoji", sans-serif }
header { display: flex; gap: 12px; align-items: center; padding: 12px 18px; background: #1f4e5f;
  color: #fff }
header i { width: 38px; height: 38px; border-radius: 12px; background: #f2b84b; color: #1f4e5f;
  font: bold 20px/38px sans-serif; text-align: center }
header b { display: block; font-size: 16px; line-height: 1.3 }
header small { opacity: .75; font-size: 12px }
main { padding: 16px 14px 20px; display: flex; flex-direction: column; gap: 10px }
.bubble { max-width: 372px; padding: 9px 13px 6px; border-radius: 6px 16px 16px 16px;
  background: #fff; box-shadow: 0 1px 2px #0002; white-space: pre-wrap; overflow-wrap: anywhere }
.bubble time { display: block; text-align: right; font-size: 11px; line-height: 1.2;
  color: #8797a0 }
.bubble a { color: #1a6f8f; text-decoration: none }
.bubble code { font-family: "Noto Sans Mono CJK SC", monospace; font-size: 14px; color: #8a4b12 }
.mine { align-self: flex-end; background: #d6efe2; border-radius: 16px 6px 16px 16px }
.name { font-weight: bold; font-size: 13px; color: #a35a1c; display: block }
.bot { color: #1a6f8f }
.keys { width: 372px; margin-top: 5px; display: flex; flex-direction: column; gap: 5px }
.row { display: flex; gap: 5px }
.key { flex: 1; min-width: 0; text-align: center; padding: 7px 6px; border-radius: 9px;
  background: #c9d8de; color: #1f4e5f; font-size: 14px; white-space: nowrap; overflow: hidden;
  text-overflow: ellipsis }
.tapped { background: #f2b84b; color: #3b2a05; font-weight: bold }
.toast { align-self: center; padding: 6px 16px; border-radius: 18px; background: #17212bcc;
  color: #fff; font-size: 13px }
"""


@dataclass
class View:
    """What of one chat is shown. `taps` are the buttons that were pressed, by message and label."""

    api: BotApi
    chat: int
    title: str
    about: str
    language: str
    bot: str = ""
    """What the bot is called, where that is not the title: in a group."""
    names: dict[int, str] = field(default_factory=dict)
    """What people in a group are called."""
    since: int = 0
    """The message after which the picture begins."""
    taps: set[tuple[int, str]] = field(default_factory=set)
    frozen: dict[int, SentMessage] = field(default_factory=dict)
    """Messages as they stood at a moment, where they are not shown as they stand at the end."""
    renamed: dict[str, str] = field(default_factory=dict)
    """What the fake Telegram calls a chat, and what the picture calls it."""
    toasts: dict[int, str] = field(default_factory=dict)
    """Short answers to presses, by the message after which they are shown."""

    def page(self) -> str:
        """Return the whole page."""
        items = [(int(str(each["message_id"])), self._written(each)) for each in self._people()]
        items += [
            (each.message_id, self._sent(self.frozen.get(each.message_id, each)))
            for each in self.api.sent_to(self.chat)
        ]
        shown = []
        for number, html in sorted(items):
            if number > self.since:
                shown.append(html)
            if number in self.toasts:
                shown.append(f'<div class="toast">{escape(self.toasts[number])}</div>')
        told = "".join(shown)
        for name, better in self.renamed.items():
            told = told.replace(name, better)
        style = _STYLE.replace("FONT", _FONTS[self.language])
        head = f"<div><b>{escape(self.title)}</b><small>{escape(self.about)}</small></div>"
        return (
            f'<!doctype html><html lang="{self.language}"><meta charset="utf-8">'
            f"<style>{style}</style><body><header><i>{escape(self.title[0])}</i>{head}</header>"
            f"<main>{told}</main>"
        )

    def _people(self) -> list[dict[str, object]]:
        return [dict(each) for each in self.api.written_in(self.chat)]

    def _written(self, message: dict[str, object]) -> str:
        sender = message["from"]
        assert isinstance(sender, dict)
        name = self.names.get(sender["id"], "")
        shown = f'<span class="name">{escape(name)}</span>' if name else ""
        date = message["date"]
        assert isinstance(date, int)
        text = escape(str(message.get("text", "")))
        side = "bubble" if name else "bubble mine"
        return f'<div class="{side}">{shown}{text}{_time(date)}</div>'

    def _sent(self, message: SentMessage) -> str:
        text = message.source if message.parse_mode == "HTML" else escape(message.text)
        rows = (message.reply_markup or {}).get("inline_keyboard", [])
        keys = "".join(
            f'<div class="row">{"".join(self._key(message, key["text"]) for key in row)}</div>'
            for row in rows
        )
        below = f'<div class="keys">{keys}</div>' if keys else ""
        name = f'<span class="name bot">{escape(self.bot)}</span>' if self.bot else ""
        bubble = f'<div class="bubble">{name}{text}{_time(message.date)}'
        return f"<div>{bubble}</div>{below}</div>"

    def _key(self, message: SentMessage, label: str) -> str:
        tapped = any(number == message.message_id and part in label for number, part in self.taps)
        return f'<div class="key{" tapped" if tapped else ""}">{escape(label)}</div>'


def _time(date: int) -> str:
    return f"<time>{datetime.fromtimestamp(date, UTC).astimezone(_ZONE):%H:%M}</time>"
