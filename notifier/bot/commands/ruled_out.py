"""What a chat's corrections keep away of what it follows, and the buttons that take them back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from notifier.bot.context import Context
from notifier.core.i18n import LANGUAGES
from notifier.core.model import Correction, CorrectionKind
from notifier.delivery.message import Button, Keyboard
from notifier.securities.display import display_name
from notifier.subscriptions.corrections import in_the_way
from notifier.subscriptions.interpretation import ParsedQuery
from notifier.subscriptions.query.query import parse_canonical

MAX_DATA = 58
"""Bytes of what a button carries behind its verb."""
_MAX_LABEL = 40
_MOST_TOLD = 3


def ruled_out(
    named: Iterable[tuple[ParsedQuery, str]], corrected: Sequence[Correction], context: Context
) -> tuple[list[str], Keyboard]:
    """Say what corrections keep away of queries, each with its name, and how to take them back."""
    told = [
        (correction, name)
        for query, name in named
        for correction in in_the_way(
            corrected, parse_canonical(query.canonical), _company_names(query)
        )
    ]
    lines = [
        context.translate(
            "watch-muted" if each.kind is CorrectionKind.PHRASE else "watch-not-company",
            text=each.words,
            what=name,
        )
        for each, name in told
    ]
    shown = list(dict.fromkeys(lines))[:_MOST_TOLD]
    words = list(dict.fromkeys(each.words for each, _ in told))[:_MOST_TOLD]
    return shown, take_back_buttons(words, context)


def take_back_buttons(words: Sequence[str], context: Context) -> Keyboard:
    """Return a button for each correction that takes it back, where one holds its words.

    They undo no change that is told beside them, as `unmute` does.
    """
    return tuple(
        (Button(context.translate("list-take-back", text=each[:_MAX_LABEL]), f"allow:{each}"),)
        for each in words
        if len(each.encode()) <= MAX_DATA - len("allow:")
    )


def _company_names(query: ParsedQuery) -> list[str]:
    """Return what people call the company of a query; nothing where it is of none."""
    if query.security is None:
        return []
    return [query.text, *(display_name(query.security, each) for each in LANGUAGES)]
