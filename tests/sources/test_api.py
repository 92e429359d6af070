"""Articles in a JSON answer, found by paths."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from notifier.core.errors import ParseError
from tests.sources.lists import an_api, listed_in_api

FLASH = {
    "id": 2042001,
    "title": "甲公司：<em>回购</em>获批",
    "content": "【甲公司：回购获批】公司公告称，<b>回购</b>方案获批。",
    "ctime": 1795397400,
    "media": "示例财讯",
    "share": {"image": "//img.example.org/1.png"},
    "subjects": [{"name": "回购"}, {"name": "A股"}, {}],
    "stocks": ["1.601068", "116.00700", "105.AAPL"],
}
PATHS = {
    "key": "id",
    "title": "title",
    "body": "content",
    "link": "https://news.example.org/a/{id}.html",
    "time": "ctime",
    "author": "media",
    "categories": "subjects[].name",
    "image": "share.image",
    "tickers": "stocks",
    "urgent": "important",
}


def answer(*items: Any, **more: Any) -> str:
    return json.dumps({"code": 0, "data": {"list": list(items)}, **more}, ensure_ascii=False)


def test_every_part_of_an_item_is_read() -> None:
    listed = listed_in_api(answer(FLASH), items="data.list", entry=PATHS)

    (entry,) = listed.entries
    assert (entry.key, entry.title) == ("2042001", "甲公司：回购获批")
    assert entry.url == "https://news.example.org/a/2042001.html"
    assert entry.body == "公司公告称，<b>回购</b>方案获批。"
    assert entry.published == datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
    assert entry.author == "示例财讯"
    assert entry.categories == ("回购", "A股")
    assert entry.image == "https://img.example.org/1.png"
    assert entry.tickers == ("1.601068", "116.00700", "105.AAPL")
    assert listed.problems == ()


@pytest.mark.parametrize(
    "wrapped",
    [
        "@",
        "\ufeff  @\n",
        "jQuery_17(@);",
        "/**/ cb && cb(@)",
        "try{a.cb(@);}catch(e){};",
        "callback(@)",
        "var newest = @;",
        "window.data=@ ;\n",
        "window['__DATA__'] = @;",
        ")]}',\n@",
        "while(1);@",
        "@\n// end",
    ],
)
def test_json_is_found_in_what_servers_put_around_it(wrapped: str) -> None:
    body = wrapped.replace("@", answer(FLASH))

    assert len(listed_in_api(body, items="data.list", entry=PATHS).entries) == 1


@pytest.mark.parametrize(
    ("body", "items", "title"),
    [
        (json.dumps([FLASH]), "@", "title"),
        (f"var newest=[{json.dumps(FLASH)}];", "@", "title"),
        (json.dumps({"result": json.dumps([FLASH])}), "result", "title"),
        (json.dumps({"r": json.dumps({"l": [FLASH]})}), "from_json(r).l", "title"),
        (json.dumps({"items": [{"type": "ad"}, {"resource": FLASH}]}), "items[].resource", "title"),
        (json.dumps({"d": [{**FLASH, "title": None, "name": "甲公司：回购获批"}]}), "d",
         "title || name"),
        (json.dumps({"d": [{"h": "甲公司", "t": "回购获批"}]}), "d", "join('：', [h, t])"),
    ],
)  # fmt: skip
def test_paths_reach_what_they_name(body: str, items: str, title: str) -> None:
    listed = listed_in_api(body, items=items, entry={"title": title})

    assert [entry.title for entry in listed.entries] == ["甲公司：回购获批"]


def test_a_text_may_hold_bare_line_breaks() -> None:
    (entry,) = listed_in_api('[{"title": "甲公司\n\t公告"}]').entries

    assert entry.title == "甲公司 公告"


def test_json_in_the_script_of_a_page_is_read() -> None:
    state = json.dumps({"props": {"list": [FLASH]}})
    page = f"<html><p>x</p><script id=__NEXT_DATA__ type='application/json'>{state}</script>"

    listed = listed_in_api(page, script="script#__NEXT_DATA__", items="props.list", entry=PATHS)

    assert listed.entries[0].title == "甲公司：回购获批"
    with pytest.raises(ParseError, match="no element matches 'script#data'; the page has 0 links"):
        listed_in_api(page, script="script#data", items="props.list", entry=PATHS)


@pytest.mark.parametrize(
    ("content", "title", "body"),
    [
        ("【乙公司：签订大单】乙公司公告，签约。", "乙公司：签订大单", "乙公司公告，签约。"),
        ("<p>【乙公司】签约。</p>", "乙公司", "<p>签约。</p>"),
        ("【乙公司：签订大单】", "乙公司：签订大单", "【乙公司：签订大单】"),
        ("<p>公司公告，<b>签订</b>合同。金额未披露。</p>", "公司公告，签订合同。", None),
        ("央行：今日开展逆回购操作", "央行：今日开展逆回购操作", None),
        ("他说：“会涨！”随后离场。后文", "他说：“会涨！”随后离场。", None),
        ("Fed holds rates at 4.5% today. More follows.", "Fed holds rates at 4.5% today.", None),
        ("长" * 130, "长" * 119 + "…", None),
    ],
)
def test_a_flash_without_a_title_is_headed_by_its_own_words(
    content: str, title: str, body: str | None
) -> None:
    item = {**FLASH, "title": "", "content": content}

    (entry,) = listed_in_api(answer(item), items="data.list", entry=PATHS).entries

    assert (entry.title, entry.body) == (title, body or content)


@pytest.mark.parametrize(
    ("time", "meant"),
    [
        (1795397400000, datetime(2026, 11, 23, 1, 30, tzinfo=UTC)),
        ("1795397400", datetime(2026, 11, 23, 1, 30, tzinfo=UTC)),
        (1795397400.0, datetime(2026, 11, 23, 1, 30, tzinfo=UTC)),
        ("2026-11-23 09:30:00", datetime(2026, 11, 23, 1, 30, tzinfo=UTC)),
        ("2026-11-23 00:37:09:681", datetime(2026, 11, 22, 16, 37, 9, 681000, tzinfo=UTC)),
        ("22/11/2026 18:05", datetime(2026, 11, 22, 10, 5, tzinfo=UTC)),
        (True, None),
        ([1], None),
    ],
)
def test_times_are_read_as_sites_write_them(time: Any, meant: datetime | None) -> None:
    (entry,) = listed_in_api(
        answer({**FLASH, "ctime": time}), items="data.list", entry=PATHS
    ).entries

    assert entry.published == meant


@pytest.mark.parametrize(
    ("item", "tickers", "form", "codes"),
    [
        ({"stock": [{"sc": "00700"}, {"sc": "09988"}]}, "stock[].sc", "{}.HK",
         ("00700.HK", "09988.HK")),
        ({"codes": [{"stock_code": "600519"}]}, "codes[].stock_code", "{}", ("600519",)),
        ({"secCode": "002230"}, "secCode", "{}", ("002230",)),
        ({"secCode": None}, "secCode", "{}", ()),
        ({"quote": [{"market": "US", "code": "BIDU"}]}, "quote[].join('.', [market, code])", "{}",
         ("US.BIDU",)),
        ({"ext": '{"stocks": [{"symbol": "sh600519"}]}'}, "from_json(ext).stocks[].symbol", "{}",
         ("sh600519",)),
    ],
)  # fmt: skip
def test_codes_are_taken_as_the_source_structures_them(
    item: dict[str, Any], tickers: str, form: str, codes: tuple[str, ...]
) -> None:
    entry = {"title": "title", "tickers": tickers, "ticker_form": form}

    listed = listed_in_api(answer({**FLASH, **item}), items="data.list", entry=entry)

    assert listed.entries[0].tickers == codes


def test_links_are_completed_and_what_a_template_lacks_leaves_no_link() -> None:
    def url(link: str, **item: Any) -> str | None:
        listed = listed_in_api(answer({"title": "甲", **item}), items="data.list",
                               entry={"title": "title", "link": link})  # fmt: skip
        return listed.entries[0].url

    assert url("route", route="/live/7") == "https://news.example.org/live/7"
    assert url("/p/{a[0].b}/{id}", id=7, a=[{"b": "x"}]) == "https://news.example.org/p/x/7"
    assert url("https://x.example{path}", path="/a b.pdf") == "https://x.example/a%20b.pdf"
    assert url("https://x.example/{id}") is None
    assert url("id", id=7) == "https://news.example.org/list/7"


@pytest.mark.parametrize("mark", [1, 2, 1.0, "1", "true", True, "red"])
def test_a_mark_says_yes_in_the_ways_of_many_sites(mark: Any) -> None:
    (entry,) = listed_in_api(
        answer({**FLASH, "important": mark}), items="data.list", entry=PATHS
    ).entries
    assert entry.urgent


@pytest.mark.parametrize("mark", [0, 0.0, "0", "", " ", "false", False, None, [], {}, [1]])
def test_a_mark_says_no_in_as_many(mark: Any) -> None:
    marked = {**FLASH, "important": mark}
    (entry,) = listed_in_api(answer(marked), items="data.list", entry=PATHS).entries
    assert not entry.urgent


@pytest.mark.parametrize(
    ("level", "urgent"), [("A", True), ("C", False), (None, False), (1, False)]
)
def test_a_mark_may_be_a_comparison(level: Any, urgent: bool) -> None:
    entry = {"title": "title", "urgent": "level == 'A' || level == 'B'"}
    listed = listed_in_api(answer({**FLASH, "level": level}), items="data.list", entry=entry)
    assert [each.urgent for each in listed.entries] == [urgent]


def test_advertisements_are_dropped_and_nothing_else() -> None:
    items: list[Any] = [{"title": str(n), "is_ad": n, "data": {"lock": False}} for n in (0, 1)]
    items += [{"title": "2", "is_ad": "1"}, {"title": "3", "is_ad": True}, {"title": "4"}]
    items += [{"title": "5", "data": {"lock": True}}]

    listed = listed_in_api(answer(*items), items="data.list", drop={"is_ad": 1, "data.lock": True})

    assert [entry.title for entry in listed.entries] == ["0", "4"]
    assert listed.problems == ()


@pytest.mark.parametrize(
    ("body", "settings", "said"),
    [
        (answer(code=40001, message="请求过于频繁"), {"require": {"code": 20000}},
         "code is 40001, not 20000; it says '请求过于频繁'"),
        ('{"state": "1"}', {"require": {"state": 2}}, "state is '1', not 2"),
        ('{"data": {"rows": []}, "msg": "bad sign"}', {"items": "data.list"},
         "but nothing; the answer is an object of data, msg; it says 'bad sign'"),
        ('{"data": {"list": {"a": 1}}}', {"items": "data.list"},
         "no list at 'data.list', but an object of a; the answer is an object of data"),
        ("[1, 2]", {"items": "data.list"},
         "no list at 'data.list', but nothing; the answer is a list of 2"),
        ("", {}, "this is no JSON; the answer is empty"),
        ("<!doctype html><title>403 &amp; out</title>", {},
         "this is no JSON but a page, title “403 & out”: was the request refused?"),
        ("Forbidden", {}, "line 1 column 1 (char 0); it begins with 'Forbidden'"),
        ('[{"a": 1}] and more', {}, "this is no JSON: something else follows where it should end"),
        ("[NaN]", {}, "this is no JSON: NaN is no number; it begins with '[NaN]'"),
        ('{"a": "x", "b": 1}', {"items": "a[?b > `1`]"}, "no list at"),
        ('{"a": [{"b": 1}, {"b": "x"}]}', {"items": "sort_by(a, &b)"}, "does not fit the answer"),
        (answer({"id": 1}, {"id": 2}), {"items": "data.list"},
         "no text in any of 2 items, at 'title': layout changed?"),
    ],
)  # fmt: skip
def test_an_answer_that_is_not_what_was_expected_is_told(
    body: str, settings: dict[str, Any], said: str
) -> None:
    with pytest.raises(ParseError) as raised:
        listed_in_api(body, **settings)

    assert said in str(raised.value)


@pytest.mark.parametrize("piece", ["[", '{"a":', '["', '"[\\"', "1"])
def test_hostile_depth_and_length_are_told(piece: str) -> None:
    with pytest.raises(ParseError):
        listed_in_api(piece * 200_000, items="a")


def test_numbers_beyond_all_measure_are_no_times_and_no_keys() -> None:
    body = '[{"title": "甲", "ctime": 1e999, "id": 1e999, "stocks": [%s]}]' % ("9" * 400)

    (entry,) = listed_in_api(body, entry={**PATHS, "title": "title"}).entries

    assert (entry.published, entry.tickers) == (None, ())


@pytest.mark.parametrize(
    "items", ["list[?starts_with(title, '公')]", "list[?contains(title, '告')]"]
)
def test_an_item_that_a_path_does_not_fit_costs_that_item(items: str) -> None:
    answer = '{"list": [{"title": "公告一"}, null, {"title": null}, {"title": "公告二"}]}'
    listed = listed_in_api(answer, items=items, entry={"title": "title"})

    assert [entry.title for entry in listed.entries] == ["公告一", "公告二"]
    assert len(listed.problems) == 1
    assert listed.problems[0].startswith("2 of 4 items: ")


def test_a_path_that_fits_no_item_is_an_error() -> None:
    with pytest.raises(ParseError, match="does not fit"):
        listed_in_api('{"list": [null]}', items="list[?starts_with(title, '公')]")


def test_what_a_list_has_too_many_of_is_told() -> None:
    items = [{"t": f"x{number}", "id": number} for number in range(1_007)]
    parsed = listed_in_api(json.dumps(items), items="@", entry={"title": "t", "key": "id"})
    assert len(parsed.entries) == 1_000
    assert parsed.problems == ("the list is too long; its last 7 items are left out",)


def test_null_in_place_of_the_list_is_an_empty_list() -> None:
    listed = listed_in_api('{"announcements": null}', items="announcements")

    assert (listed.entries, listed.problems) == ((), ())
    assert listed_in_api('{"data": {"list": []}}', items="data.list").entries == ()


def test_items_of_the_wrong_shape_are_left_out_and_told() -> None:
    items: list[Any] = [
        FLASH,
        None,
        7,
        "text",
        [],
        {"title": {"zh": "甲"}},
        {"title": 20261123, "id": 1},
    ]

    listed = listed_in_api(answer(*items), items="data.list")

    assert [entry.title for entry in listed.entries] == ["甲公司：回购获批", "20261123"]
    assert listed.problems == ("no text in 5 of 7 items, at 'title'",)


def test_the_next_page_is_asked_for_as_the_answer_says() -> None:
    listed = listed_in_api(
        answer(FLASH, last_time=1795397400),
        items="data.list",
        next={"last_time": "last_time", "page_time": "page_time"},
    )

    assert listed.next_params == {"last_time": "1795397400"}


@pytest.mark.parametrize(
    ("settings", "key", "said"),
    [
        ({"items": "data..x"}, "items", "is no path"),
        ({"entry": {"title": "a["}}, "entry.title", "is no path"),
        ({"entry": {"title": "nosuch(a)", "lnk": "a"}}, "entry.lnk", ""),
        ({"entry": {"time": "time"}}, "entry", "neither `title` nor `body`"),
        ({"entry": {"title": "t", "link": "https://x.example/{a b}"}}, "entry.link", "is no path"),
        ({"entry": {"title": "t", "link": "https://x.example/{a"}}, "entry.link", "not closed"),
        ({"entry": {"title": "t", "ticker_form": "HK"}}, "entry.ticker_form", "{} once"),
        ({"require": {"a b": 1}}, "require", "is no path"),
        ({"drop": {"a": [1]}}, "drop.a.str", ""),
        ({"next": {"p": "a["}}, "next.p", "is no path"),
        ({"script": "script["}, "script", "is no CSS selector"),
        ({"sign": "secret"}, "sign", "there are: cls"),
        ({"params": {"t": "{noow}"}}, "params", "{noow} is no placeholder; there are: {now_s}"),
        ({"form": {"t": "{noow}"}}, "form", "is no placeholder"),
        ({"json": {"a": ["{noow}"]}}, "json", "is no placeholder"),
        ({"json": {"a": datetime(2026, 1, 1, tzinfo=UTC)}}, "json", "what JSON cannot say"),
        ({"json": {}, "form": {}}, "", "both set"),
        ({"headers": {"X-A": "a\r\nb"}}, "headers", "one line of plain ASCII"),
        ({"headers": {"X A": "a"}}, "headers", "no name of a header"),
        ({"cookies_from": "example.org"}, "cookies_from", "http"),
        ({"pages": 2}, "", "{page}"),
        ({"article": {"json": True, "body": "a["}}, "article.body", "is no path"),
        ({"article": {"script": "script", "body": ".a"}}, "article.body", "is no path"),
    ],
)
def test_what_is_wrong_with_the_settings_is_told_with_its_key(
    settings: dict[str, Any], key: str, said: str
) -> None:
    with pytest.raises(ValidationError) as raised:
        an_api(**settings)

    told = {".".join(map(str, error["loc"])): error["msg"] for error in raised.value.errors()}
    assert key in told
    assert said in told[key]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8)
    | st.sampled_from([10**400, 1e308, "【", "1795397400", "\ud800", "http://[", "9" * 500]),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from([*FLASH, "name", "data", "list", "code"]), inner, max_size=5),
    max_leaves=12,
)  # fmt: skip


@settings(deadline=None)
@given(JSON | st.lists(JSON, max_size=3).map(lambda items: {"data": {"list": items}}))
@example({"data": {"list": [{**FLASH, "ctime": 10**400}]}})
@example({"data": {"list": [{**FLASH, "ctime": float("inf"), "id": 1e400}]}})
def test_any_json_gives_entries_or_a_parse_error(value: Any) -> None:
    body = json.dumps(value)
    try:
        listed = listed_in_api(body, items="data.list", entry=PATHS, drop={"code": 1})
    except ParseError:
        return

    for entry in listed.entries:
        assert entry.key
        assert entry.title.strip()
        assert entry.published is None or entry.published.tzinfo is not None
        assert all(isinstance(code, str) for code in entry.tickers)


@settings(deadline=None)
@given(st.binary(max_size=80) | st.text('{}[]()",:=;/*0e\\u ab', max_size=40).map(str.encode))
def test_any_bytes_give_entries_or_a_parse_error(body: bytes) -> None:
    try:
        listed = listed_in_api(body, items="@")
    except ParseError:
        return

    assert listed.entries == () or all(entry.title for entry in listed.entries)


def test_an_item_that_lacks_a_part_costs_no_other() -> None:
    whole = {"h": "甲公司", "t": "回购获批", "d": "2026.11.22", "hm": "09:18", "s": "1"}
    paths = {"title": "join('：', [h, t])", "time": "join(' ', [d, hm])"}
    lacking = ({"h": None}, {"hm": None}, {"t": 5})
    items = [whole, *(whole | each for each in lacking)]
    listed = listed_in_api(json.dumps(items), entry=paths)

    assert [each.title for each in listed.entries] == [
        "甲公司：回购获批",
        "回购获批",
        "甲公司：回购获批",
        "甲公司：5",
    ]
    assert all(each.published for each in listed.entries)
    assert [each.split(":")[0] for each in listed.problems] == ["2 of 4 items", "1 of 4 items"]


@pytest.mark.parametrize(
    ("said", "problems"),
    [
        ("请登录", ("no articles at 'data'; it says '请登录'",)),
        ("访问过于频繁", ("no articles at 'data'; it says '访问过于频繁'",)),
        ("success", ()),
        ("操作成功", ()),
        ("暂无数据", ()),
        ("No data", ()),
    ],
)
def test_an_answer_without_articles_that_refuses_is_told(
    said: str, problems: tuple[str, ...]
) -> None:
    answer = json.dumps({"code": 403, "msg": said, "data": None})
    assert listed_in_api(answer, items="data").problems == problems
