"""Texts as Telegram takes them: cut to its limits, and the forms that several commands share."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import accumulate

from notifier.core.errors import QueryError
from notifier.core.i18n import Translator
from notifier.core.model import Security
from notifier.delivery.message import Keyboard, Message
from notifier.securities.display import display_name

MAX_ECHO = 200
"""How many characters of what was typed a reply repeats."""
MAX_MESSAGE = 4096
"""The longest message, in the UTF-16 units that Telegram counts."""
MAX_HEAD = 150
"""Units of a message that a line above it may take, such as a channel's name."""
_RESERVED = 50 + MAX_HEAD
"""Units of a message that the note of what is left out may take, and a line above."""
_NAMED = 5
"""How many names a sentence has room for."""
_AROUND_ERROR = 30
"""How many characters of a query are shown on each side of an error."""


def units(text: str) -> int:
    """Return the length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def cut(text: str, limit: int = MAX_MESSAGE) -> str:
    """Return a text cut to `limit` UTF-16 units."""
    return text.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", "ignore")


def plain(text: str, buttons: Keyboard = ()) -> Message:
    """Return a message of plain text, cut to what Telegram takes."""
    text = cut(text)
    return Message(html=escape(text, quote=False), plain=text, buttons=buttons)


def company(security: Security, translate: Translator) -> str:
    """Return a company's name in the reader's language, with its code."""
    name = display_name(security, translate.language)
    return translate("reason-security", name=name, symbol=security.symbol)


def in_a_row(names: Sequence[str], translate: Translator) -> str:
    """Return names in a sentence, as the language lists them; of many, how many more there are."""
    shown, more = translate("list-separator").join(names[:_NAMED]), len(names) - _NAMED
    return translate("alert-also", reasons=shown, more=more) if more > 0 else shown


def as_many_as_fit(lines: Sequence[str], translate: Translator) -> str:
    """Return lines as one text; where they do not fit a message, the last says how many more."""
    sizes = accumulate(units(line) + 1 for line in lines)
    kept = sum(size <= MAX_MESSAGE - _RESERVED for size in sizes)
    left_out = len(lines) - kept
    if left_out:
        last = translate("alert-also", reasons=lines[kept - 1], more=left_out)
        lines = [*lines[: kept - 1], last]
    return "\n".join(lines)


def query_error(error: QueryError, translate: Translator) -> Message:
    """Return why a query cannot be read, the place in it, and what was probably meant."""
    before, after = error.text[: error.position], error.text[error.position :]
    reason = translate(f"query-{error.key}", about=error.about)
    lines = [
        translate("watch-error", reason=reason),
        f"{before[-_AROUND_ERROR:]}👉{after[:_AROUND_ERROR]}",
    ]
    if error.repair:
        lines.append(translate("watch-repair", repair=error.repair))
    return plain("\n".join(lines))


def clock(minute: int) -> str:
    """Return a minute of the day as a clock shows it: 08:30."""
    return f"{minute // 60:02}:{minute % 60:02}"
