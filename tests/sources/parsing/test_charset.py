"""Feeds whose bytes are not what they are declared to be, or no XML."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.core.text import strip_invalid
from notifier.sources.parsing.charset import decode, decode_xml
from tests.sources.documents import parsed, rss, titles


@pytest.mark.parametrize(
    ("head", "content_type", "encoding"),
    [
        ('<?xml version="1.0" encoding="gbk"?>', "", "gbk"),
        ('<?xml version="1.0" encoding="GB2312"?>', "text/xml", "gbk"),
        ("", "application/xml; charset=GBK", "gbk"),
        ('<?xml version="1.0" encoding="utf-8"?>', "text/xml; charset=utf-8", "gbk"),
        ("", "", "gb18030"),
        ('<?xml version="1.0" encoding="big5"?>', "", "big5"),
        ('<?xml version="1.0" encoding="utf-16"?>', "", "utf-16"),
        ("", "text/xml; charset=utf-16", "utf-16"),
        ('<?xml version="1.0"?>', "", "utf-16-be"),
        ("", "", "utf-32"),
        ("", "", "utf-8-sig"),
        ("", "text/xml", "utf-8"),
        ('<?xml version="1.0" encoding="iso-8859-1"?>', "text/html; charset=gbk", "utf-8"),
        ('<?xml version="1.0" encoding="utf-16"?>', "", "utf-8"),
        ('<?xml version="1.0" encoding="klingon"?>', "x; charset=unicode_escape", "utf-8"),
        ('<?xml version="1.0" encoding="base64"?>', "", "gbk"),
    ],
)
def test_chinese_is_read_whatever_it_is_declared_as(
    head: str, content_type: str, encoding: str
) -> None:
    text = "中國經濟" if encoding == "big5" else "科大讯飞发布新产品"

    assert titles(rss(f"<title>{text}</title>", head=head).encode(encoding), content_type) == [text]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("台積電宣布擴產，營收創新高，法人說這是今年以來最大的一次", "big5"),
        ("宁德时代公告，公司上半年收入增长，新产品的订单来自多个国家", "gbk"),
        ("央行周一开展逆回购操作，市场说这是为了月底的资金面", "gb18030"),
        ("Übergröße für Märkte: größere Käufe, spürbar höhere Erträge", "cp1252"),
    ],
)
@pytest.mark.parametrize("declared", ["", "gbk", "big5", "iso-8859-1", "utf-8"])
def test_a_wrong_declaration_of_another_script_is_seen_through(
    text: str, encoding: str, declared: str
) -> None:
    page = f"<meta charset={declared or 'x'}><p>{text}</p>".encode(encoding)

    assert text in decode(page, f"text/html; charset={declared}")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("gbk", "乡间铁路试夜班"), ("gb2312", "北巴传媒——夜班车"), ("big5", "納思達夜班車"),
     ("iso-8859-1", "L’été"), ("shift_jis", "日本の市場"), ("cp1251", "Привет")],
)  # fmt: skip
def test_a_sound_declaration_is_believed_of_rare_characters_too(encoding: str, text: str) -> None:
    written = {"gb2312": "gbk", "iso-8859-1": "cp1252"}.get(encoding, encoding)
    page = f"<meta charset={encoding}><p>{text}</p>".encode(written)

    assert text in decode(page, "text/html")


def test_a_character_cut_in_two_spoils_only_itself() -> None:
    for encoding in ("utf-8", "gbk"):
        head = f'<?xml version="1.0" encoding="{encoding}"?>'
        document = rss(
            "<title>科大讯飞发布新产品，股价上涨|</title>", "<title>次</title>", head=head
        )
        body = document.encode(encoding).replace(b"|", "讯".encode(encoding)[:1])

        first, second = titles(body)
        assert first.startswith("科大讯飞发布新产品，股价上")
        assert second == "次"


def test_western_feeds_that_are_silent_are_read() -> None:
    assert titles(rss("<title>“Café” – it’s</title>", head="").encode("cp1252")) == [
        "“Café” – it’s"
    ]


@pytest.mark.parametrize(
    "unsound",
    ["&#xD800;", "&#0;", "&#x1F;", "&#xFFFFFFFFFF;", "&#99999999;", "\x0b", "\x00", "\ufffe"],
)
def test_a_character_that_xml_does_not_have_spoils_only_itself(unsound: str) -> None:
    document = rss(f"<title>a{unsound}b</title>", "<title>&#x4e2d;&#22269;</title>")

    assert titles(document.encode()) == ["ab", "中国"]


def test_no_word_without_an_end_holds_everything_up() -> None:
    word = "a.b-c_d+" * 250_000  # looked through for an address of e-mail, hours

    for encoding in ("utf-8", "utf-16", "cp1252"):
        body = rss(f"<title>é</title><author>{word}</author>", head="").encode(encoding)
        (entry,) = parsed(body).entries
        assert entry.title
        assert entry.author


@given(st.binary(), st.text(max_size=30) | st.just("text/xml; charset=utf-7"))
def test_any_bytes_are_some_text(body: bytes, content_type: str) -> None:
    text = decode_xml(body, content_type)

    assert text == strip_invalid(text)
    assert text == text.lstrip()


@given(st.text(st.characters(exclude_categories=["C", "Zs", "Zl", "Zp"])))
def test_utf_8_is_itself_whatever_it_is_called(text: str) -> None:
    if "&#" not in text:
        for content_type in ("", "text/xml; charset=gbk", "text/html; charset=iso-8859-1"):
            assert decode_xml(text.encode(), content_type) == text


@pytest.mark.parametrize("cut", [1, 2])
def test_declared_utf8_with_a_cut_character_is_utf8(cut: int) -> None:
    cut_text = "储能项目并网发电半导体封装扩产".encode()[:-cut]
    document = b'{"title":"' + cut_text + b'"}'

    for content_type in ("application/json; charset=utf-8", "application/json", ""):
        assert decode(document, content_type).startswith(
            '{"title":"储能项目并网发电半导体封装扩\ufffd'
        )
    short = b'{"title":"' + "腾讯".encode()[:-cut] + b'"}'
    assert decode(short, "application/json").startswith('{"title":"腾\ufffd')
    assert decode("{'t':'联通'}".encode("gbk"), "text/html; charset=utf-8") == "{'t':'联通'}"
    xml = b'<?xml version="1.0" encoding="utf-8"?><t>' + cut_text + b"</t>"
    assert "储能项目并网发电半导体封装扩" in decode_xml(xml, "text/xml")
