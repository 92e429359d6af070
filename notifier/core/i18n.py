"""Texts for people in their language: Fluent messages from `notifier/core/locales`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Literal, TypeAlias, get_args

from fluent.runtime import FluentBundle, FluentResource

from notifier.core.accepted import by_weight

Language = Literal["zh-Hans", "zh-Hant", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
_MAX_VALUE = 2500
"""Fluent refuses a value of more characters."""
_MESSAGE = re.compile(r"^(?=[a-z][\w-]* =)", re.MULTILINE)
_Value: TypeAlias = str | float | date | datetime


class Translator:
    """The messages of one language, each parsed when it is first said: all take 60 ms.

    No message refers to another.
    """

    def __init__(self, language: str, text: str) -> None:
        """Take the messages of a file."""
        self.language = language
        self._unread = {each.partition(" ")[0]: each for each in _MESSAGE.split(text)[1:]}
        self.keys = tuple(self._unread)
        # Fluent wraps values in isolation marks for mixed scripts; here they only break copying.
        self._bundle = FluentBundle([language], use_isolating=False)

    def __call__(self, key: str, **values: _Value) -> str:
        """Return the message `key` with its values filled in, overlong ones cut."""
        unread = self._unread.get(key)
        if unread is not None:
            self._bundle.add_resource(FluentResource(unread))
            self._unread.pop(key, None)  # not before: another thread may want it too
        message = self._bundle.get_message(key)
        if message.value is None:
            raise AssertionError(f"the message {key} has no text in {self.language}")
        bounded = {name: _bounded(value) for name, value in values.items()}
        text, errors = self._bundle.format_pattern(message.value, bounded)
        if errors:
            raise AssertionError(f"the message {key} in {self.language}: {errors}")
        return str(text)


def _bounded(value: _Value) -> _Value:
    return value[:_MAX_VALUE] if isinstance(value, str) else value


@cache
def translator(language: str) -> Translator:
    """Return the messages of `language`, one of LANGUAGES."""
    file = resources.files("notifier.core").joinpath("locales", f"{language}.ftl")
    return Translator(language, file.read_text(encoding="utf-8"))


def accepted_language(accepted: str, default: str) -> str:
    """Return the one of LANGUAGES that a browser's list of what it accepts wants most."""
    for tag in by_weight(accepted):
        language = default if tag == "*" else choose_language(tag, "")
        if language:
            return language
    return default


_CHINESE = frozenset({"zh", "cmn", "yue"})
_WRITTEN: Mapping[str, str] = {
    "hans": "zh-Hans",
    "hant": "zh-Hant",
    "cn": "zh-Hans",
    **dict.fromkeys(("tw", "hk", "mo", "yue"), "zh-Hant"),
}
"""How Chinese is written: by the script of a tag, else by its place, else Cantonese by itself."""


def choose_language(tag: str | None, default: str) -> str:
    """Return the one of LANGUAGES for a tag as Telegram or a browser gives it (`zh-TW`)."""
    parts = (tag or "").replace("_", "-").lower().split("-")
    if parts[0] not in _CHINESE:
        return "en" if parts[0] == "en" else default
    return next((written for part, written in _WRITTEN.items() if part in parts), "zh-Hans")
