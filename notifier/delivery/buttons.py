"""The buttons below an alert. Each names the article, so that it works as long as that is kept.

Pure; what they do is in `bot/commands/alert_buttons`.
"""

from __future__ import annotations

from collections.abc import Iterable

from notifier.core.i18n import Translator
from notifier.core.model import Article, Mention, Reason, ReasonKind
from notifier.delivery.message import Button, Keyboard, link_of
from notifier.securities.evidence import is_doubtful


def alert_buttons(
    article: Article,
    reasons: Iterable[Reason],
    mentions: Iterable[Mention],
    translate: Translator,
    *,
    kind: str = "private",
) -> Keyboard:
    """Return the buttons that an alert comes with; `kind` is its chat's.

    Who reads a channel can only open the article: the others are for those who manage it. That a
    company is another one can be said at once only where that may be.
    """
    if kind == "channel":
        return _open(article, translate)
    row = [Button(translate("alert-mute"), f"am:{article.id}")]
    about = {reason.symbol for reason in reasons if reason.kind is ReasonKind.SECURITY}
    if any(each.symbol in about and is_doubtful(each.evidence) for each in mentions):
        row.append(Button(translate("alert-not"), f"an:{article.id}"))
    row.append(Button("⋯", f"a+:{article.id}"))
    return (*_open(article, translate), tuple(row))


def more_buttons(
    article: Article, reasons: Iterable[Reason], translate: Translator, *, query_ids: Iterable[int]
) -> Keyboard:
    """Return all that can be done about an alert; `query_ids` are the chat's that hold for it."""
    number = article.id
    named = {reason.symbol: reason.label for reason in reasons if reason.symbol}
    about = [
        (Button(translate("alert-latest", name=label), f"la:{symbol}"),)
        for symbol, label in list(named.items())[:2]
    ]
    return (
        *_open(article, translate),
        (
            Button(translate("alert-mute"), f"am:{number}"),
            Button(translate("alert-not"), f"an:{number}"),
        )
        if named
        else (Button(translate("alert-mute"), f"am:{number}"),),
        (
            Button(translate("alert-why"), f"ay:{number}"),
            Button(translate("alert-digest"), f"ad:{number}"),
        ),
        *((Button(translate("button-delete"), f"ae:{query}"),) for query in list(query_ids)[:1]),
        *about,
        (Button("◀", f"a-:{number}"),),
    )


def _open(article: Article, translate: Translator) -> Keyboard:
    url = link_of(article)
    return ((Button(translate("alert-open"), url=url),),) if url else ()
