"""What an alert says, and that Telegram takes it whatever it is made of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.core.document import read_entry
from notifier.core.i18n import LANGUAGES, translator
from notifier.core.model import Article, Document, Field, Mention, Reason, ReasonKind, Role
from notifier.delivery.buttons import alert_buttons
from notifier.delivery.message import MAX_REASONS, Message, link_of, render_alert
from notifier.sources.parsing.cleaning import clean
from tests.builders import NOW, an_entry
from tests.fakes.bot_api.entities import FormattedText, parse_html, utf16_length

SHANGHAI = ZoneInfo("Asia/Shanghai")
URL = "https://a.example/1"


def an_article(title: str = "标题", body: str = "", **fields: Any) -> Article:
    told = {"url": URL, "published_at": NOW, "seen_at": NOW, **fields}
    return Article(id=1, story_id=1, source="wire", key="1", title=title, body=body, **told)


def found(text: str, within: Article | str, *, nth: int = 0, **fields: Any) -> Reason:
    """Say that a term was found where `text` stands in the article's text."""
    body = within if isinstance(within, str) else read_entry(within, "wire").text
    start = -1
    for _ in range(nth + 1):
        start = body.index(text, start + 1)
    told = {"kind": ReasonKind.TERM, "label": text, "field": Field.TEXT, **fields}
    return Reason(start=start, end=start + len(text), **told)


def company(label: str = "科大讯飞", symbol: str = "SZ002230", **fields: Any) -> Reason:
    return Reason(ReasonKind.SECURITY, label, symbol, **fields)


def render(article: Article, *reasons: Reason, language: str = "en", **more: Any) -> Message:
    told = {"source_label": "证券时报网", "zone": SHANGHAI, "now": NOW, **more}
    document = read_entry(article, article.source)
    return render_alert(article, document, reasons, translate=translator(language), **told)


def bold(message: Message) -> list[str]:
    shown = parse_html(message.html)
    return [_stretch(shown, entity) for entity in shown.entities if entity["type"] == "bold"]


def _stretch(shown: FormattedText, entity: dict[str, Any]) -> str:
    units = shown.text.encode("utf-16-le")
    start, end = 2 * entity["offset"], 2 * (entity["offset"] + entity["length"])
    return units[start:end].decode("utf-16-le")


def lines(message: Message) -> list[str]:
    return parse_html(message.html).text.split("\n")


def test_an_alert_says_what_happened_where_it_was_reported_and_why_it_came() -> None:
    article = an_article("讯飞发布新品", "<p>开头。</p><p>昨日，科大讯飞发布元宇宙产品。结尾。</p>")
    message = render(article, company(), found("元宇宙", article))
    assert lines(message) == [
        "讯飞发布新品",
        "证券时报网 · 09:30",
        "昨日，科大讯飞发布元宇宙产品。",
        "Why: 科大讯飞 (SZ002230), 元宇宙",
    ]
    assert bold(message) == ["讯飞发布新品", "元宇宙"]
    assert message.plain.splitlines() == [*lines(message), URL]
    assert message.preview is None


def test_an_article_that_was_taken_back_is_told_as_such() -> None:
    article = an_article(body="正文。", withdrawn_at=NOW)
    assert lines(render(article, company(), language="zh-Hans"))[1:4] == [
        "证券时报网 · 09:30",
        "09:30 来源已撤回",
        "正文。",
    ]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Why: 科大讯飞 (SZ002230), 元宇宙"),
        ("zh-Hans", "推送原因：科大讯飞（SZ002230）、元宇宙"),
        ("zh-Hant", "通知原因：科大讯飞（SZ002230）、元宇宙"),
    ],
)
def test_the_reasons_are_told_in_the_chats_language(language: str, line: str) -> None:
    message = render(an_article(), company(), Reason(ReasonKind.TERM, "元宇宙"), language=language)
    assert lines(message)[-1] == line


def test_the_title_is_the_link() -> None:
    article = an_article("A & B < C", url="https://a.example/?a=1&b=\"2\"&c='3'")
    message = render(article, company())
    shown = parse_html(message.html)
    (link,) = [entity for entity in shown.entities if entity["type"] == "text_link"]
    assert (link["url"], _stretch(shown, link)) == (article.url, "A & B < C")


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "ftp://a.example/",
        "https://a.example/ b",
        "https://" + "a" * 5000,
    ],
)
def test_an_address_that_is_none_for_a_reader_is_left_out(url: str | None) -> None:
    message = render(an_article("标题", url=url), company())
    assert ("<a " in message.html, "example" in message.plain) == (False, False)
    assert lines(message)[0] == "标题"


@pytest.mark.parametrize(
    "url",
    [
        "http://rsshub:1200/a?x=1&y=2",
        "http://localhost/1",
        "http://192.168.1.7:8080/1",
        "http://10.0.0.1/1",
        "http://[fd00::1]/1",
        "http://rsshub.lan/1",
        "http://nas.local/1",
        "http://x.internal./1",
    ],
)
def test_an_address_in_ones_own_network_stands_in_the_text_and_is_no_link(url: str) -> None:
    article = an_article("标题", url=url)
    message = render(article, company())
    assert "<a " not in message.html
    assert parse_html(message.html).text.splitlines()[-1] == url
    assert message.plain.splitlines()[-1] == url
    buttons = alert_buttons(article, [company()], [], translator("en"))
    assert [each.url for row in buttons for each in row if each.url] == []


@pytest.mark.parametrize(
    ("evidence", "offered"),
    [(("distinct-name:科大讯飞",), False), (("compound-name:科大讯飞", "verb:公告"), True)],
)
def test_another_company_is_offered_at_once_only_where_it_may_be_one(
    evidence: tuple[str, ...], offered: bool
) -> None:
    name = "科大讯飞"
    mention = Mention("SZ002230", name, Role.SUBJECT, 3.0, Field.TITLE, 0, 4, name, evidence)
    buttons = alert_buttons(an_article("标题"), [company()], [mention], translator("en"))
    labels = [each.text for row in buttons for each in row]
    assert (translator("en")("alert-not") in labels) is offered


def test_an_article_without_a_title_or_a_text_can_still_be_opened() -> None:
    shown = parse_html(render(an_article(""), company()).html)
    assert shown.text.startswith("…\n证券时报网")
    assert any(entity["type"] == "text_link" for entity in shown.entities)


# The sentence


@pytest.mark.parametrize(
    ("body", "word", "sentence"),
    [
        ("第一句。第二句有元宇宙！第三句。", "元宇宙", "第二句有元宇宙！"),
        ("元宇宙", "元宇宙", "元宇宙"),
        (
            "Shares of iFlytek rose 3.5% on Monday. More text.",
            "iFlytek",
            "Shares of iFlytek rose 3.5% on Monday.",
        ),
        (
            "Apple Inc. said so. Mr. Cook of Apple Inc. agreed with J. Smith. Next.",
            "Cook",
            "Mr. Cook of Apple Inc. agreed with J. Smith.",
        ),
        ("<p>一段 元宇宙</p><p>另一段</p>", "元宇宙", "一段 元宇宙"),
    ],
)
def test_the_sentence_around_the_match_is_quoted(body: str, word: str, sentence: str) -> None:
    article = an_article(body=body)
    message = render(article, found(word, article))
    assert lines(message)[2] == sentence
    assert bold(message)[1] == word


def test_of_several_reasons_the_first_in_the_text_is_quoted() -> None:
    article = an_article("元宇宙标题", "甲说芯片。乙说央行。")
    in_title = Reason(ReasonKind.TERM, "元宇宙", None, Field.TITLE, 0, 3)
    message = render(article, in_title, found("央行", article), found("芯片", article))
    assert lines(message)[2] == "乙说央行。"


def test_where_every_reason_is_in_the_title_the_text_begins_the_quote() -> None:
    message = render(an_article("元宇宙标题", "第一句。第二句。"), company())
    assert lines(message)[2] == "第一句。"
    assert bold(message) == ["元宇宙标题"]


def test_a_long_sentence_is_cut_around_the_match() -> None:
    article = an_article(body="前" * 500 + "元宇宙" + "后" * 500)
    quote = lines(render(article, found("元宇宙", article)))[2]
    assert quote.startswith("…前")
    assert quote.endswith("后…")
    assert "前元宇宙后" in quote
    assert len(quote) <= 282


# When


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        (NOW, "09:30"),
        (NOW - timedelta(hours=12), "11-22 21:30"),
        (NOW - timedelta(days=400), "2025-10-19 09:30"),
        (None, "09:29"),
        (NOW + timedelta(hours=8), "09:29"),
        (datetime.min.replace(tzinfo=UTC), "09:29"),
        (datetime.max.replace(tzinfo=UTC), "09:29"),
    ],
)
def test_the_time_is_the_readers_and_an_odd_date_gives_way_to_when_it_was_seen(
    published: datetime | None, shown: str
) -> None:
    article = an_article(published_at=published, seen_at=NOW - timedelta(minutes=1))
    assert lines(render(article, company()))[1] == f"证券时报网 · {shown}"


# Reasons


def test_a_reason_is_told_once() -> None:
    assert lines(render(an_article(), company(), company()))[-1].count("科大讯飞") == 1


def test_of_many_reasons_the_first_are_told_and_the_rest_counted() -> None:
    many = [Reason(ReasonKind.TERM, f"词{number}") for number in range(MAX_REASONS + 3)]
    last = lines(render(an_article(), *many))[-1]
    assert f"词{MAX_REASONS - 1}" in last
    assert f"词{MAX_REASONS}" not in last
    assert last.endswith("and 3 more")


# Anything

HOSTILE = [
    "<script>alert(1)</script>",
    "</b></a><b>",
    "&lt;b&gt; &amp;amp; &nbsp; &#x27;",
    "<![CDATA[x]]> <!-- y -->",
    "a\u202eb\u200bc\u0301 \U000e0001",
    "😀" * 600,
    "「" * 600,
    "\r\n\t 　",
    "{ $reasons } { -term } \\u0041",
    "*_[]()~`>#+-=|{}.!",
    "a" * 5000,
]
texts = st.text(max_size=60) | st.sampled_from(HOSTILE)


@st.composite
def alerts(draw: st.DrawFn) -> tuple[Article, Document, tuple[Reason, ...]]:
    """Draw an article as it is stored, with reasons anywhere in it and beyond."""
    url = draw(st.none() | texts | st.builds("https://a.example/{}".format, texts))
    entry = clean(an_entry(draw(texts), url=url, body=draw(texts) * draw(st.integers(0, 9))))
    published = draw(st.none() | st.datetimes(timezones=st.just(UTC)))
    withdrawn = draw(st.sampled_from((None, NOW)))
    dates = {"published_at": published, "withdrawn_at": withdrawn}
    article = an_article(entry.title, entry.body, url=entry.url, **dates)
    places = st.none() | st.integers(0, 700)
    reasons = st.builds(
        Reason,
        st.sampled_from(ReasonKind),
        texts.map(lambda text: clean(an_entry(text)).title),
        st.none() | st.just("SZ002230"),
        st.none() | st.sampled_from(Field),
        places,
        places,
    )
    return article, read_entry(article, "wire"), tuple(draw(st.lists(reasons, max_size=20)))


@given(alerts(), st.sampled_from(LANGUAGES), texts.map(lambda text: clean(an_entry(text)).title))
def test_telegram_takes_whatever_an_article_is_made_of(
    alert: tuple[Article, Document, tuple[Reason, ...]], language: str, label: str
) -> None:
    article, document, reasons = alert
    message = render_alert(
        article,
        document,
        reasons,
        source_label=label,
        translate=translator(language),
        zone=SHANGHAI,
        now=NOW,
    )
    shown = parse_html(message.html)
    assert 0 < utf16_length(shown.text) <= 4096
    assert shown.text.strip()
    assert 0 < utf16_length(message.plain) <= 4096
    assert message.plain.removesuffix(f"\n{link_of(article)}") == shown.text


@given(st.text(max_size=80), st.text(min_size=1, max_size=20), st.text(max_size=80))
def test_the_match_is_bold_and_the_quote_is_part_of_the_text(
    before: str, word: str, after: str
) -> None:
    body = clean(an_entry(body=f"{before}{word}{after}")).body.replace("<", "(").replace("&", "+")
    text = read_entry(an_article(body=body), "wire").text
    for start in range(0, max(len(text) - 3, 0), 7):
        surface = text[start : start + 3]
        if surface != " ".join(surface.split()):
            continue
        reason = Reason(ReasonKind.TERM, surface, None, Field.TEXT, start, start + 3)
        message = render(an_article(body=body), reason)
        *_, quote, _ = lines(message)
        if len(lines(message)) == 4:  # else all of it stands around the news, such as a date
            assert quote in text
            assert bold(message)[1:] in ([surface], [])
