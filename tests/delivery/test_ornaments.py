"""What a message can do without: by each refusal it is plainer, and never less than the news."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.core.alerts import EVERY_ORNAMENT, NO_ORNAMENT, Ornament
from notifier.delivery.message import Button, Message
from notifier.delivery.ornaments import refused_ornament, without_dropped

LINK = "https://a.example/?a=1&b=2"
MESSAGE = Message(
    f'<a href="{LINK}"><b>x</b></a>',
    "x",
    preview=LINK,
    buttons=((Button("Open", url=LINK),), (Button("Mute", "am:1"), Button("Site", url=LINK))),
)
REFUSALS = (
    "BUTTON_URL_INVALID",
    "Inline keyboard button url 'http://a' is invalid: Wrong HTTP URL",
    "BUTTON_DATA_INVALID",
    "Reply markup is too long",
    "WEBPAGE_CURL_FAILED",
    "Wrong HTTP URL specified",
    "Can't parse entities: unclosed tag",
    "ENTITY_BOUNDS_INVALID",
    "Message is too long",
)


def dropped_by(*refusals: str, message: Message = MESSAGE) -> list[Ornament]:
    """Return what goes by each of these refusals, one after the other."""
    taken = []
    for each in refusals:
        taken.append(refused_ornament(each, message))
        message = replace(message, dropped=message.dropped | taken[-1])
    return taken


def test_each_refusal_takes_away_what_it_names() -> None:
    assert [dropped_by(each)[0] for each in REFUSALS] == [
        Ornament.LINK_BUTTONS,
        Ornament.LINK_BUTTONS,
        Ornament.BUTTONS,
        Ornament.BUTTONS,
        Ornament.PREVIEW,
        Ornament.PREVIEW,
        Ornament.MARKUP,
        Ornament.MARKUP,
        Ornament.MARKUP,
    ]


@pytest.mark.parametrize(
    "refusal",
    ["BUTTON_TYPE_INVALID", "Web App URL 'x' is invalid: Only HTTPS links are allowed"],
)
def test_where_telegram_opens_no_app_the_other_buttons_stay(refusal: str) -> None:
    stays = ((Button("Language", "set:language"),),)
    message = Message("x", "x", buttons=(*stays, (Button("App", app="https://a.example/app"),)))
    dropped = refused_ornament(refusal, message)
    shown = without_dropped(replace(message, dropped=dropped))
    assert (shown.buttons, shown.plain) == (stays, "x")


def test_what_is_refused_again_takes_away_more_until_nothing_is_left() -> None:
    assert dropped_by("BUTTON_URL_INVALID", "BUTTON_URL_INVALID", "BUTTON_URL_INVALID") == [
        Ornament.LINK_BUTTONS,
        Ornament.BUTTONS,
        NO_ORNAMENT,
    ]
    bare = replace(MESSAGE, dropped=EVERY_ORNAMENT)
    assert [refused_ornament(each, bare) for each in REFUSALS] == [NO_ORNAMENT] * len(REFUSALS)


def test_a_message_without_buttons_has_none_to_lose() -> None:
    assert dropped_by("BUTTON_URL_INVALID", message=Message("x", "x")) == [NO_ORNAMENT]


def test_without_link_buttons_the_others_stay_and_the_address_stands_in_the_text() -> None:
    shown = without_dropped(replace(MESSAGE, dropped=Ornament.LINK_BUTTONS))
    assert shown.buttons == ((Button("Mute", "am:1"),),)
    assert shown.html == f"{MESSAGE.html}\nhttps://a.example/?a=1&amp;b=2"
    assert shown.plain == f"x\n{LINK}"


def test_bare_it_has_neither_buttons_nor_a_preview() -> None:
    shown = without_dropped(replace(MESSAGE, dropped=EVERY_ORNAMENT))
    assert (shown.buttons, shown.preview, shown.plain) == ((), None, f"x\n{LINK}")


@given(st.lists(st.sampled_from(REFUSALS), min_size=9, max_size=30))
def test_a_message_gets_no_richer_and_there_is_an_end_to_it(refusals: list[str]) -> None:
    taken = [each for each in dropped_by(*refusals) if each]
    assert len(taken) == len(set(taken)) <= len(Ornament)


@pytest.mark.parametrize("dropped", range(EVERY_ORNAMENT + 1))
def test_the_news_itself_is_there_whatever_is_dropped(dropped: int) -> None:
    shown = without_dropped(replace(MESSAGE, dropped=dropped))
    assert shown.html.startswith(MESSAGE.html)
    assert shown.plain.startswith("x")
    assert LINK in shown.plain or any(each.url for row in shown.buttons for each in row)
