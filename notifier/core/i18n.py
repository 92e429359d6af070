"""What people read, in their language: Fluent messages from `notifier/core/locales`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import TypeAlias

from fluent.runtime import FluentBundle, FluentResource

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
_LONGEST = 2500
"""Fluent refuses a value of more characters."""
_Value: TypeAlias = str | float | date | datetime


class Words:
    """The messages of one language."""

    def __init__(self, language: str, bundle: FluentBundle) -> None:
        self.language = language
        self._bundle = bundle

    def __call__(self, key: str, **values: _Value) -> str:
        """Return the message `key` with its values filled in, overlong ones cut."""
        message = self._bundle.get_message(key)
        if message.value is None:
            raise AssertionError(f"the message {key} has no text in {self.language}")
        bounded = {name: _bounded(value) for name, value in values.items()}
        text, errors = self._bundle.format_pattern(message.value, bounded)
        if errors:
            raise AssertionError(f"the message {key} in {self.language}: {errors}")
        return str(text)

    def keys(self) -> frozenset[str]:
        """Return the keys of all messages, for comparing languages."""
        return frozenset(self._bundle._messages)  # noqa: SLF001 - fluent lists them nowhere else


def _bounded(value: _Value) -> _Value:
    return value[:_LONGEST] if isinstance(value, str) else value


@cache
def words(language: str) -> Words:
    """Return the messages of `language`, one of LANGUAGES."""
    file = resources.files("notifier.core").joinpath("locales", f"{language}.ftl")
    # Fluent wraps values in isolation marks for mixed scripts; here they only break copying.
    bundle = FluentBundle([language], use_isolating=False)
    bundle.add_resource(FluentResource(file.read_text(encoding="utf-8")))
    return Words(language, bundle)


_TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")
_COMMON: Mapping[str, str] = {"zh": "zh-Hans", "en": "en"}


def choose_language(wanted: str | None, default: str) -> str:
    """Choose one of ours for a language tag as Telegram or a browser gives it (`zh-TW`)."""
    tag = (wanted or "").replace("_", "-").lower()
    if tag.startswith(_TRADITIONAL):
        return "zh-Hant"
    return _COMMON.get(tag.partition("-")[0], default)
