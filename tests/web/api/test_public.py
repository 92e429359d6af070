"""What everybody may read: articles, stories, companies, topics, previews."""

from __future__ import annotations

from typing import Any

import pytest

from notifier.core.model import Security, Topic
from notifier.store.articles import retractions
from notifier.store.engine.database import Store
from notifier.subscriptions.history import match_page
from tests.builders import IFLYTEK, NOW, ZHENHUA, an_entry, rules_since_a_removal, small_rules
from tests.pipeline_harness import PipelineHarness
from tests.web.api.client import Api, problem
from tests.web.feeds.filled_feeds import METAVERSE

TENCENT = Security("00700.HK", "HKEX", "騰訊控股", ("Tencent", "腾讯控股", "腾讯"))
APPLE = Security("AAPL", "NASDAQ", "苹果", ("Apple", "Apple Inc."))
ALL = (IFLYTEK, ZHENHUA, TENCENT, APPLE)


@pytest.fixture
def api(sqlite_store: Store) -> Api:
    return Api(sqlite_store, rules=small_rules(METAVERSE, securities=ALL))


@pytest.fixture
async def desk(api: Api) -> PipelineHarness:
    return PipelineHarness(api.store, api.rules, api.clock)


async def read(api: Api, path: str, **asked: Any) -> dict[str, Any]:
    answer = await api.http.get(path, params=asked)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def titles(api: Api, path: str = "/articles", **asked: Any) -> list[str]:
    """Return the titles on all pages."""
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = await read(api, path, **asked, **({"cursor": cursor} if cursor else {}))
        found += [each["title"] for each in page["items"]]
        cursor = page["next"]
    return found


async def some_news(desk: PipelineHarness, count: int = 5) -> list[str]:
    """Bring in articles, a minute apart; return their titles, the newest first."""
    told = [f"元宇宙{'一二三四五六七八九'[number]}号项目启动" for number in range(count)]
    for title in told:
        await desk.take(an_entry(title, url=f"https://wire.example/{len(title)}/{title}"))
        desk.clock.advance(minutes=1)
    return told[::-1]


# Articles


async def test_an_article_is_told_with_its_source_companies_topics_and_story(
    api: Api, desk: PipelineHarness
) -> None:
    await desk.take(
        an_entry(
            "科大讯飞进军元宇宙 <b>&amp;</b>",
            url="https://wire.example/1",
            body="<p>科大讯飞宣布&nbsp;…</p><script>x()</script>",
        )
    )
    [article] = (await read(api, "/articles"))["items"]
    assert article == {
        "id": 1,
        "story_id": 1,
        "title": "科大讯飞进军元宇宙 &",
        "url": "https://wire.example/1",
        "source": {"name": "wire", "title": "通讯社"},
        "published_at": "2026-11-23T01:25:00Z",
        "first_seen_at": "2026-11-23T01:30:00Z",
        "changed_at": None,
        "excerpt": "科大讯飞宣布 …",
        "companies": [{"symbol": "SZ002230", "name": "iFlytek"}],
        "topics": [{"slug": "metaverse", "title": "元宇宙"}],
    }


async def test_articles_come_the_newest_first_and_page_by_page(
    api: Api, desk: PipelineHarness
) -> None:
    told = await some_news(desk)
    for limit in (1, 2, 5, 100):
        assert await titles(api, limit=limit) == told
        assert await titles(api, limit=limit, query="元宇宙") == told
    assert (await read(api, "/articles", limit=5))["next"] is None


async def test_articles_are_found_by_query_source_and_time(api: Api, desk: PipelineHarness) -> None:
    await desk.take(an_entry("科大讯飞发布新品"), source="wire")
    desk.clock.advance(hours=1)
    await desk.take(an_entry("科大讯飞上调指引"), an_entry("芯片出口受限"), source="post")
    assert await titles(api, query="科大讯飞") == ["科大讯飞上调指引", "科大讯飞发布新品"]
    assert await titles(api, query="$SZ002230", source="wire") == ["科大讯飞发布新品"]
    assert await titles(api, source="post") == ["芯片出口受限", "科大讯飞上调指引"]
    assert await titles(api, source="pos") == []
    assert await titles(api, query="芯片 | 新品", source="post") == ["芯片出口受限"]
    middle = "2026-11-23T10:00:00+08:00"
    assert await titles(api, since=middle) == ["芯片出口受限", "科大讯飞上调指引"]
    assert await titles(api, until=middle) == ["科大讯飞发布新品"]
    assert await titles(api, since=middle, query="科大讯飞") == ["科大讯飞上调指引"]
    assert await titles(api, until=middle, query="科大讯飞") == ["科大讯飞发布新品"]
    assert await titles(api, since="2026-12-01T00:00:00Z") == []
    assert await titles(api, since="2026-12-01T00:00:00Z", query="科大讯飞") == []


async def test_what_was_withdrawn_is_not_told(api: Api, desk: PipelineHarness) -> None:
    await desk.take(an_entry("元宇宙项目启动"))
    async with api.store.write() as connection:
        await retractions.retract(connection, [1], NOW)
    assert await titles(api) == []
    assert await titles(api, query="元宇宙") == []
    assert (await read(api, "/stories"))["items"] == []
    problem(await api.http.get("/stories/1"), 404, "not-found")


async def test_pages_of_a_search_go_on_where_too_many_were_read(
    api: Api, desk: PipelineHarness
) -> None:
    """None is left out: a page that found nothing among those it read says where to go on."""
    told = await some_news(desk)
    query, before = api.rules.parse("元宇宙"), None
    found: list[str] = []
    async with api.store.read() as connection:
        for _ in range(20):
            page = await match_page(connection, query, limit=50, before=before, most_read=1)
            found += [each.article.title for each in page.matches]
            before = page.before
            if before is None:
                break
    assert found == told


@pytest.mark.parametrize(
    "asked",
    [
        {"limit": 0},
        {"limit": 101},
        {"cursor": "x"},
        {"cursor": "-1"},
        {"since": "yesterday"},
        {"since": "2026-11-23T00:00:00"},
        {"until": "9999-12-31T23:59:59-12:00"},
        {"query": ""},
        {"query": "x" * 2001},
    ],
)
async def test_what_is_asked_oddly_is_refused(api: Api, asked: dict[str, object]) -> None:
    answer = await api.http.get("/articles", params=asked)  # type: ignore[arg-type]
    assert problem(answer, 422, "invalid")["faults"][0]["where"] == f"query.{next(iter(asked))}"


async def test_a_query_that_cannot_be_read_is_mended(api: Api) -> None:
    for path in ("/articles", "/preview"):
        told = problem(await api.http.get(path, params={"query": "元宇宙 ("}), 422, "query")
        assert told["position"] == 4
        assert told["repair"] == "元宇宙"


# Stories


async def test_a_story_has_its_articles_and_sources(api: Api, desk: PipelineHarness) -> None:
    url = "https://wire.example/1"
    await desk.take(an_entry("元宇宙项目启动", url=url), source="wire")
    desk.clock.advance(minutes=5)
    await desk.take(an_entry("元宇宙项目启动", url=url), source="post")
    await desk.take(an_entry("芯片出口受限"), source="post")
    page = await read(api, "/stories")
    assert [(each["title"], each["articles"]) for each in page["items"]] == [
        ("芯片出口受限", 1),
        ("元宇宙项目启动", 2),
    ]
    assert await titles(api, "/stories", limit=1) == ["芯片出口受限", "元宇宙项目启动"]
    story = await read(api, "/stories/1")
    assert [each["name"] for each in story["sources"]] == ["wire", "post"]
    assert [each["source"]["name"] for each in story["items"]] == ["wire", "post"]
    assert story["created_at"] == "2026-11-23T01:30:00Z"


# Companies


@pytest.mark.parametrize(
    ("search", "symbol", "match"),
    [
        ("002230", "SZ002230", "code"),
        ("讯飞", "SZ002230", "name"),
        ("訊飛", "SZ002230", "name"),
        ("kdxf", "SZ002230", "pinyin"),
        ("kedaxunfei", "SZ002230", "pinyin"),
        ("iflyt", "SZ002230", "alias"),
        ("700", "00700.HK", "code"),
        ("aapl", "AAPL", "code"),
        ("apple", "AAPL", "alias"),
    ],
)
async def test_a_company_is_found_by_name_pinyin_and_code(
    api: Api, search: str, symbol: str, match: str
) -> None:
    first = (await read(api, "/companies", search=search))["items"][0]
    assert (first["symbol"], first["match"]) == (symbol, match)


async def test_a_company_is_named_in_each_language(api: Api) -> None:
    company = await read(api, "/companies/0700.hk")
    assert company == {
        "symbol": "00700.HK",
        "name": "Tencent",
        "names": {"zh-Hans": "腾讯控股", "zh-Hant": "騰訊控股", "en": "Tencent"},
        "market": "hong-kong",
        "query": "00700.HK",
        "feed": "https://news.example/feeds/securities/00700.HK.rss",
        "match": None,
        "listings": ["00700.HK"],
        "articles": [],
    }
    answer = await api.http.get("/companies/AAPL", headers={"Accept-Language": "zh-CN"})
    assert answer.json()["name"] == "苹果"


async def test_a_company_has_its_newest_articles(api: Api, desk: PipelineHarness) -> None:
    await desk.take(an_entry("科大讯飞发布新品"), an_entry("振华重工中标"))
    company = await read(api, "/companies/SZ002230")
    assert [each["title"] for each in company["articles"]] == ["科大讯飞发布新品"]
    for unknown in ("SZ000001", "nobody", "%00", "..%2Fme", "a" * 60):
        problem(await api.http.get(f"/companies/{unknown}"), 404, "not-found")


async def test_a_misspelt_parameter_is_refused_and_the_right_ones_are_named(api: Api) -> None:
    answer = problem(await api.http.get("/articles?souce=wire"), 422, "invalid")
    (fault,) = answer["faults"]
    assert fault["where"] == "query.souce"
    assert fault["what"].endswith("there are: query, source, since, until, limit, cursor")
    for path in ("/preview?query=x&limit=1", "/companies/AAPL?cursor=1", "/topics?foo=1"):
        problem(await api.http.get(path), 422, "invalid")


@pytest.mark.parametrize(
    "path",
    [
        "/articles",
        "/topics?limit=1",
        "/companies/AAPL",
        "/stories/9",
        "/preview?query=x",
        "/openapi.json",
    ],
)
async def test_head_tells_what_get_would(api: Api, path: str) -> None:
    get, head = await api.http.get(path), await api.http.head(path)
    assert (head.status_code, head.content) == (get.status_code, b"")
    for name in ("content-type", "content-length", "etag", "access-control-allow-origin"):
        assert head.headers.get(name) == get.headers.get(name)


@pytest.mark.parametrize(
    "since",
    [
        "2026-11-23T09:31:00+08:00",
        "2026-11-23T09:31:00%2B08:00",
        "2026-11-23T09:31+08:00",
        "2026-11-23T09:31:00.5+0800",
        "2026-11-23 09:31:00+08:00",
        "2026-11-23T01:31:00Z",
        "2026-11-22T20:31:00-05:00",
    ],
)
async def test_the_plus_of_a_zone_may_stand_as_it_is(
    api: Api, desk: PipelineHarness, since: str
) -> None:
    told = await some_news(desk, 3)
    answer = await api.http.get(f"/articles?since={since}")
    assert answer.status_code == 200, answer.text
    assert [each["title"] for each in answer.json()["items"]] in (told[:2], told[:1])


async def test_topics_are_listed_page_by_page(sqlite_store: Store) -> None:
    topics = [Topic(f"t{each}", f"题{each}", f"词{each}") for each in range(5)]
    api = Api(sqlite_store, rules=small_rules(*topics))
    assert len((await read(api, "/topics"))["items"]) == 5
    assert await titles(api, "/topics", limit=2) == [each.title for each in topics]
    assert (await read(api, "/topics", limit=5))["next"] is None
    assert len((await read(api, "/topics", limit=2))["items"]) == 2


@pytest.mark.parametrize(
    ("search", "limit"), [("中", 1), ("6010", 2), ("中国", 3), ("zg", 3), ("股", 1)]
)
async def test_what_a_search_finds_is_listed_page_by_page(
    sqlite_store: Store, search: str, limit: int
) -> None:
    chinese = [Security(f"SH60100{each}", "SSE", f"中国{each}建股") for each in range(8)]
    api = Api(sqlite_store, rules=small_rules(securities=(*ALL, *chinese)))
    every = await read(api, "/companies", search=search, limit=100)
    assert (len(every["items"]) > limit, every["next"]) == (True, None)
    found: list[Any] = []
    cursor: str | None = "0"
    while cursor is not None:
        page = await read(api, "/companies", search=search, limit=limit, cursor=cursor)
        assert len(page["items"]) <= limit
        found += page["items"]
        cursor = page["next"]
    assert found == every["items"]
    far = await read(api, "/companies", search=search, cursor="9" * 19)
    assert (far["items"], far["next"]) == ([], None)
    problem(await api.http.get(f"/companies?search={search}&cursor=AAPL"), 422, "invalid")


async def test_the_address_that_people_are_told_leads_to_the_document(api: Api) -> None:
    answer = await api.http.get("http://here/api/v1", follow_redirects=True)
    assert answer.json()["openapi"].startswith("3.")


async def test_all_companies_are_listed_page_by_page(api: Api) -> None:
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = await read(api, "/companies", limit=3, cursor=cursor)
        found += [each["symbol"] for each in page["items"]]
        cursor = page["next"]
    assert found == ["00700.HK", "AAPL", "SH600320", "SZ002230"]


# Topics and previews


async def test_topics_say_what_to_follow_them_by(api: Api) -> None:
    [topic] = (await read(api, "/topics"))["items"]
    assert topic == {
        "slug": "metaverse",
        "title": "元宇宙",
        "query": "元宇宙 | 虚拟现实",
        "feed": "https://news.example/feeds/topics/metaverse.rss",
    }


async def test_topics_are_told_where_a_company_that_one_names_is_removed(
    sqlite_store: Store,
) -> None:
    own = Topic("own", "Own", "@虚构公司 回购")
    rules = await rules_since_a_removal(sqlite_store, METAVERSE, own)
    told = (await read(Api(sqlite_store, rules=rules), "/topics"))["items"]
    assert [each["query"] for each in told] == ["元宇宙 | 虚拟现实", "SH999999 回购"]


async def test_a_preview_tells_how_much_would_come_and_why(api: Api, desk: PipelineHarness) -> None:
    await some_news(desk, 3)
    desk.clock.advance(days=1)
    await desk.take(an_entry("科大讯飞与元宇宙", published=desk.clock.now))
    told = await read(api, "/preview", query="元宇宙 | $SZ002230", days=3)
    assert (told["count"], told["days"], told["exact"], told["noisy"]) == (4, 3, True, False)
    assert told["average"] == 1.33
    assert told["per_day"] == [
        {"date": "2026-11-22", "count": 0},
        {"date": "2026-11-23", "count": 3},
        {"date": "2026-11-24", "count": 1},
    ]
    newest = told["items"][0]
    assert newest["article"]["title"] == "科大讯飞与元宇宙"
    assert set(newest["reasons"]) == {"元宇宙", "科大讯飞 (SZ002230)"}
    company = await read(api, "/preview", query="科大讯飞")
    assert (company["query"], company["title"], company["count"]) == ("SZ002230", "iFlytek", 1)


async def test_a_preview_shows_ten_articles_at_most(api: Api, desk: PipelineHarness) -> None:
    for number in range(12):
        await desk.take(an_entry(f"元宇宙第{number}期报告"))
    told = await read(api, "/preview", query="元宇宙")
    assert (told["count"], len(told["items"])) == (12, 10)


async def test_a_preview_asks_back_where_a_subscription_would(api: Api) -> None:
    for path, method in (("/preview?query=aapl", "GET"), ("/subscriptions", "POST")):
        body = {"query": "aapl"} if method == "POST" else None
        answer = await api.http.request(method, path, json=body, headers=api.launch())
        told = problem(answer, 422, "ambiguous")
        assert [each["query"] for each in told["choices"]] == ["$AAPL"]
