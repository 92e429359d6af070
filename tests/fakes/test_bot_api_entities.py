"""The fake Bot API's reading of Telegram's HTML: it must miss nothing that a user would see."""

from __future__ import annotations

import html
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.bot_api.entities import EntitiesError, parse_html, utf16_length

TEXTS = st.text(max_size=20)


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("plain", "plain", []),
        ("a &lt; b &amp;&gt; &quot;c&quot;", 'a < b &> "c"', []),
        ("&#31185;&#x5927;", "科大", []),
        ("😀<b>x</b>", "😀x", [("bold", 2, 1)]),
        ("<B>x</b>", "x", [("bold", 0, 1)]),
        ("<strong>a<em>b</em></strong>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("<u>a</u><ins>b</ins>", "ab", [("underline", 0, 1), ("underline", 1, 1)]),
        (
            "<s>a</s><strike>b</strike><del>c</del>",
            "abc",
            [("strikethrough", offset, 1) for offset in range(3)],
        ),
        (
            '<span class="tg-spoiler">a</span><tg-spoiler>b</tg-spoiler>',
            "ab",
            [("spoiler", 0, 1), ("spoiler", 1, 1)],
        ),
        ("<blockquote>a</blockquote>", "a", [("blockquote", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
        ("<code>a</code>", "a", [("code", 0, 1)]),
        ("<pre>a</pre>", "a", [("pre", 0, 1)]),
        (
            '<blockquote>a<code>b</code><a href="https://example.org"><b>c</b></a></blockquote>',
            "abc",
            [("blockquote", 0, 3), ("code", 1, 1), ("text_link", 2, 1), ("bold", 2, 1)],
        ),
        ("<b></b>x", "x", []),
    ],
)
def test_what_telegram_knows_is_read(
    source: str, text: str, entities: list[tuple[str, int, int]]
) -> None:
    formatted = parse_html(source)

    assert formatted.text == text
    assert [(e["type"], e["offset"], e["length"]) for e in formatted.entities] == entities


@pytest.mark.parametrize(
    ("source", "details"),
    [
        (
            '<a href="https://example.org/?a=1&amp;b=2">x</a>',
            {"url": "https://example.org/?a=1&b=2"},
        ),
        ("<a href='https://example.org'>x</a>", {"url": "https://example.org"}),
        ('<pre><code class="language-python">x</code></pre>', {"language": "python"}),
        (
            '<tg-emoji emoji-id="5368324170671202286">x</tg-emoji>',
            {"custom_emoji_id": "5368324170671202286"},
        ),
        (
            '<tg-time unix="1647531900" format="wDT">x</tg-time>',
            {"unix_time": 1647531900, "date_time_format": "wDT"},
        ),
    ],
)
def test_attributes_become_details_of_the_entity(source: str, details: dict[str, Any]) -> None:
    (entity,) = parse_html(source).entities

    assert entity.items() >= details.items()


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("a<br>b", 'Unsupported start tag "br" at byte offset 1'),
        ("讯<p>b</p>", 'Unsupported start tag "p" at byte offset 3'),
        ("<b/>", 'Expected attributes in the tag "b" at byte offset 0'),
        ("<>", 'Unsupported start tag "" at byte offset 0'),
        ("<!-- x -->", 'Unsupported start tag "!--" at byte offset 0'),
        ("x <b", "Unclosed start tag at byte offset 2"),
        ("a < b", "Unclosed start tag at byte offset 2"),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<i><b>x</i></b>", 'Unmatched end tag at byte offset 7, expected "</b>", found "</i>"'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_what_telegram_refuses_is_refused_in_its_words(source: str, message: str) -> None:
    with pytest.raises(EntitiesError) as caught:
        parse_html(source)

    assert str(caught.value) == message


@pytest.mark.parametrize(
    "source",
    [
        "a&nbsp;b",
        "AT&T",
        "a > b",
        "&#0;",
        "&#xD800;",
        "&#1114112;",
        "<a>x</a>",
        '<a href="">x</a>',
        '<a href="https://example.org" target="_blank">x</a>',
        '<a href="https://example.org/?a=1&b=2">x</a>',
        '<a href="https://example.org/&copy;">x</a>',
        "<a href=https://example.org>x</a>",
        '<b class="x">x</b>',
        '<code class="language-python">x</code>',
        "<pre>a<b>x</b></pre>",
        "<code>a<i>x</i></code>",
        "<blockquote>a<blockquote>x</blockquote></blockquote>",
        '<a href="https://example.org"><code>x</code></a>',
        '<a href="https://example.org">x<a href="https://example.com">y</a></a>',
        "<b><pre>x</pre></b>",
        '<tg-emoji emoji-id="x">x</tg-emoji>',
        '<a href="x>y</a>',
    ],
)
def test_what_a_user_would_see_amiss_is_refused_too(source: str) -> None:
    with pytest.raises(EntitiesError):
        parse_html(source)


@given(TEXTS)
def test_escaped_text_is_shown_as_it_was(text: str) -> None:
    assert parse_html(html.escape(text, quote=False)).text == text


@given(st.lists(st.tuples(st.sampled_from(["b", "i", "u", "code", "pre"]), TEXTS), max_size=8))
def test_entities_cover_what_their_tags_enclose(parts: list[tuple[str, str]]) -> None:
    source = "".join(
        f"<{tag}>{html.escape(text)}</{tag}>-" for tag, text in parts if "'" not in text
    )

    formatted = parse_html(source)

    units = formatted.text.encode("utf-16-le")
    for entity in formatted.entities:
        start, end = entity["offset"] * 2, (entity["offset"] + entity["length"]) * 2
        covered = units[start:end].decode("utf-16-le")
        assert covered in {text for _, text in parts}
        assert utf16_length(covered) == entity["length"]


@given(st.text(st.sampled_from("<>/&;#=\"' abgtlprex0讯"), max_size=40))
def test_any_text_is_read_or_refused(source: str) -> None:
    try:
        formatted = parse_html(source)
    except EntitiesError:
        return

    assert utf16_length(formatted.text) <= utf16_length(source)
