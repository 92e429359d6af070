"""What a message can do without, so that the news itself goes out whatever Telegram refuses. Pure.

Each refusal that names an ornament takes that one away, and the next plainer form is sent.
"""

from __future__ import annotations

from dataclasses import replace
from html import escape

from notifier.core.alerts import NO_ORNAMENT, Ornament
from notifier.delivery.message import Message

# Parts of Telegram's texts, and what is taken away for them: the first that is still there.
_REFUSALS = (
    (
        ("button_url", "button url", "button_type", "web app"),
        (Ornament.LINK_BUTTONS, Ornament.BUTTONS),
    ),
    (("button", "keyboard", "reply markup", "reply_markup"), (Ornament.BUTTONS,)),
    (
        ("webpage", "web page", "preview", "http url", "url host"),
        (Ornament.PREVIEW, Ornament.LINK_BUTTONS, Ornament.MARKUP),
    ),
    (("entit", "too long", "too_long"), (Ornament.MARKUP,)),
)


def refused_ornament(text: str, message: Message) -> Ornament:
    """Return what a message is to go without next, by the text of a refusal; it may be nothing."""
    said, there = text.lower(), _ornaments(message)
    for parts, ladder in _REFUSALS:
        if any(part in said for part in parts):
            return next((each for each in ladder if each in there), NO_ORNAMENT)
    return NO_ORNAMENT


def without_dropped(message: Message) -> Message:
    """Return a message as it is shown: addresses whose button was dropped stand in the text."""
    dropped, buttons = Ornament(message.dropped), message.buttons
    if Ornament.BUTTONS in dropped:
        buttons = ()
    elif Ornament.LINK_BUTTONS in dropped:
        rows = (tuple(each for each in row if not each.is_link) for row in buttons)
        buttons = tuple(row for row in rows if row)
    kept = {each.url for row in buttons for each in row}
    lost = [each.url for row in message.buttons for each in row if each.url not in kept]
    addresses = [each for each in dict.fromkeys(lost) if each]
    return replace(
        message,
        html="\n".join((message.html, *(escape(each, quote=False) for each in addresses))),
        plain="\n".join(
            (message.plain, *(each for each in addresses if each not in message.plain))
        ),
        preview=None if Ornament.PREVIEW in dropped else message.preview,
        buttons=buttons,
    )


def _ornaments(message: Message) -> Ornament:
    """Return what a message still has."""
    shown, dropped = without_dropped(message), Ornament(message.dropped)
    there = NO_ORNAMENT if Ornament.MARKUP in dropped else Ornament.MARKUP
    if shown.preview is not None:
        there |= Ornament.PREVIEW
    if shown.buttons:
        there |= Ornament.BUTTONS
    if any(each.is_link for row in shown.buttons for each in row):
        there |= Ornament.LINK_BUTTONS
    return there
