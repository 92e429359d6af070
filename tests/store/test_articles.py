"""Articles, the stories they belong to, and what was found in them."""

from __future__ import annotations

import itertools
from dataclasses import fields, replace
from datetime import datetime, timedelta, timezone

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifier.core.model import Article, Entry, Field, Match, Mention, Reason, ReasonKind, Role
from notifier.sources.parsing.cleaning import clean
from notifier.store.articles import articles, identities, retractions
from notifier.store.articles.save import DecidedArticle, save
from notifier.store.engine.database import Store
from notifier.store.engine.tables import article as article_table
from tests.builders import NOW, a_subscription, add_article, an_article, an_entry, edit_article

MENTION = Mention(
    symbol="SZ002230",
    name="科大讯飞",
    role=Role.SUBJECT,
    score=5.5,
    field=Field.TITLE,
    start=0,
    end=4,
    surface="科大讯飞",
    evidence=("distinct-name:科大讯飞", "verb:发布"),
)
FULL = Entry(
    key="1",
    title="科大讯飞发布新产品 😀",
    url="https://a.example/1?x=1#top",
    body="<p>正文</p>",
    author="记者",
    categories=("科技", "AI"),
    lang="zh-Hans",
    image="https://a.example/1.png",
    published=datetime(2026, 11, 23, 9, 0, tzinfo=timezone(timedelta(hours=8))),
    tickers=("SZ002230",),
)


async def known(store: Store, *keys: str, source: str = "wire") -> dict[str, Article]:
    async with store.read() as connection:
        return dict((await identities.known(connection, source, keys)).stored)


async def recent(store: Store, limit: int = 10) -> list[tuple[Article, list[Mention]]]:
    async with store.read() as connection:
        return await articles.recent(connection, limit)


def content(value: Article | Entry) -> dict[str, object]:
    shared = {field.name for field in fields(Entry)} & {field.name for field in fields(Article)}
    return {name: getattr(value, name) for name in shared}


async def test_an_article_is_kept_as_its_source_gave_it(store: Store) -> None:
    async with store.write() as connection:
        added = await add_article(connection, FULL)
    assert added
    assert content(added) == content(FULL)
    assert (added.published_at, added.seen_at, added.source) == (FULL.published, NOW, "wire")
    assert await known(store, "1", "2") == {"1": added}


async def test_an_article_may_lack_everything_but_a_key_and_a_title(store: Store) -> None:
    added = await an_article(store, "科大讯飞", key="1", published=None)
    assert (added.url, added.published_at, added.categories, added.lang) == (None, None, (), None)
    assert await known(store, "1") == {"1": added}


async def test_a_key_belongs_to_its_source(store: Store) -> None:
    one = await an_article(store, key="1", source="a")
    other = await an_article(store, key="1", source="b")
    assert await known(store, "1", source="a") == {"1": one}
    assert await known(store, "1", source="b") == {"1": other}
    assert one.story_id != other.story_id


async def test_a_key_that_is_known_is_not_added_again(store: Store) -> None:
    first = await an_article(store, "before", key="1")
    async with store.write() as connection:
        assert await add_article(connection, an_entry("after", key="1")) is None
    assert await known(store, "1") == {"1": first}


async def test_a_change_replaces_what_the_source_says_and_nothing_else(store: Store) -> None:
    before = await an_article(store, "before", key="1")
    async with store.write() as connection:
        await edit_article(connection, before, FULL, NOW + timedelta(hours=1))
    after = (await known(store, "1"))["1"]
    assert content(after) == content(FULL)
    assert (after.id, after.story_id, after.seen_at) == (before.id, before.story_id, NOW)


async def test_an_edit_of_an_article_that_was_deleted_meanwhile_stores_nothing(
    store: Store,
) -> None:
    deleted, other = await an_article(store, "x"), await an_article(store, "y")
    edits = [DecidedArticle(FULL, None, each.story_id, edits=each) for each in (deleted, other)]
    edits[0] = replace(edits[0], entry=replace(FULL, key="x"), mentions=[MENTION])
    async with store.write() as connection:
        await connection.execute(sa.delete(article_table).where(article_table.c.id == deleted.id))
        gone, saved = await save(connection, "wire", edits, NOW)
    assert gone is None
    assert saved is not None
    assert content(saved.article) == {**content(FULL), "key": "y"}


async def test_a_source_has_the_articles_that_it_did_not_take_back(store: Store) -> None:
    made = [await an_article(store, key=str(number)) for number in range(4)]
    await an_article(store, source="b")
    later = NOW + timedelta(hours=1)
    async with store.write() as connection:
        await retractions.retract(connection, [made[1].id], later)
        found = await retractions.keys_between(connection, "wire", made[0].id, made[2].id)
        assert found == [(made[0].id, "0"), (made[2].id, "2")]
        assert (await identities.known(connection, "wire", ["1"])).stored["1"].withdrawn_at == later
        assert made[1].id not in await articles.ids_from(connection, 0)
        assert made[1] not in [each for each, _ in await articles.recent(connection, 9)]
        await edit_article(connection, made[1], FULL, later)
        back = await retractions.keys_between(connection, "wire", made[0].id, made[3].id)
    assert [key for _, key in back] == ["0", "1", "2", "3"]


async def test_findings_replace_those_of_before(store: Store) -> None:
    article = await an_article(store)
    await a_subscription(store, 1, "科大讯飞")
    reason = Reason(ReasonKind.SECURITY, "科大讯飞", "SZ002230", Field.TITLE, 0, 4)
    for mentions in ([MENTION], [MENTION], []):
        async with store.write() as connection:
            await edit_article(
                connection, article, mentions=mentions, matches=[Match(1, (reason,))]
            )
        assert await recent(store) == [(article, mentions)]


async def test_findings_of_one_article_leave_those_of_another_alone(store: Store) -> None:
    one, two = await an_article(store, "x"), await an_article(store, "y")
    async with store.write() as connection:
        await edit_article(connection, one, mentions=[MENTION])
        await edit_article(connection, two)
    assert await recent(store) == [(two, []), (one, [MENTION])]


async def test_the_newest_articles_come_first_and_no_more_than_asked_for(store: Store) -> None:
    made = [await an_article(store, f"x{number}") for number in range(4)]
    found = [article for article, _ in await recent(store, 3)]
    assert found == [made[3], made[2], made[1]]


async def test_articles_can_be_had_by_their_numbers_with_who_is_named_in_them(
    store: Store,
) -> None:
    made = [await an_article(store, f"x{number}") for number in range(4)]
    async with store.write() as connection:
        await edit_article(connection, made[2], mentions=[MENTION])
        assert await articles.mentions_of(connection, made[2].id) == (MENTION,)
        assert await articles.mentions_of(connection, made[1].id) == ()
        ids = [made[2].id, made[0].id, 999_999, *range(10_000, 43_000)]
        found = await articles.by_id(connection, ids)
    assert found == [(made[0], []), (made[2], [MENTION])]


async def test_the_newest_numbers_come_first_within_bounds(store: Store) -> None:
    ids = [(await an_article(store, f"x{number}")).id for number in range(5)]
    async with store.write() as connection:
        await retractions.retract(connection, [ids[3]], NOW)
        assert await articles.newest_ids(connection, 9) == [ids[4], ids[2], ids[1], ids[0]]
        assert await articles.newest_ids(connection, 2) == [ids[4], ids[2]]
        bounded = await articles.newest_ids(connection, 9, first_id=ids[1], before=ids[4])
        assert bounded == [ids[2], ids[1]]


async def test_articles_can_be_had_from_a_moment_on(store: Store) -> None:
    ids = []
    for minutes in (0, 1, 2):
        async with store.write() as connection:
            seen = NOW + timedelta(minutes=minutes)
            added = await add_article(connection, an_entry(f"x{minutes}"), now=seen)
            assert added
            ids.append(added.id)
    async with store.read() as connection:
        assert await articles.first_since(connection, NOW) == ids[0]
        assert await articles.first_since(connection, NOW + timedelta(seconds=1)) == ids[1]
        assert await articles.first_since(connection, NOW + timedelta(hours=1)) is None
        assert sorted(await articles.ids_from(connection, ids[1])) == ids[1:]


def test_a_stored_reason_is_read_as_it_was() -> None:
    for reason in (
        Reason(ReasonKind.FIELD, "source:wire"),
        Reason(ReasonKind.TERM, "元宇宙", None, Field.TEXT, 3, 6),
    ):
        stored = {field.name: getattr(reason, field.name) for field in fields(Reason)}
        assert articles.to_reason(stored) == reason


texts = st.text(max_size=30)
# Clocks that are put forward and back have moments that equal none in another zone.
zones = st.builds(timezone, st.integers(-12, 14).map(lambda hours: timedelta(hours=hours)))
_numbers = itertools.count()


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.builds(
        Entry,
        key=st.just("replaced below, for the database stays between examples"),
        title=texts,
        url=st.none() | texts,
        body=texts,
        author=st.none() | texts,
        categories=st.lists(texts, max_size=3).map(tuple),
        lang=st.none() | texts,
        image=st.none() | texts,
        published=st.none() | st.datetimes(datetime(1900, 1, 1), timezones=zones),  # noqa: DTZ001 - Hypothesis adds the zone
        tickers=st.lists(texts, max_size=3).map(tuple),
    )
)
async def test_whatever_a_source_gives_comes_back_as_it_was_cleaned(
    store: Store, entry: Entry
) -> None:
    cleaned = clean(replace(entry, key=f"{entry.title} {next(_numbers)}"))
    async with store.write() as connection:
        added = await add_article(connection, cleaned)
    assert added
    assert await known(store, cleaned.key) == {cleaned.key: added}
    assert content(added) == content(cleaned)
    assert added.published_at == cleaned.published


async def test_articles_may_take_over_each_others_keys(store: Store) -> None:
    made = {key: await an_article(store, f"元宇宙{key}", key=key) for key in "abc"}
    async with store.write() as connection:
        await identities.rename(connection, "wire", {"a": "b", "b": "a", "c": "d"})
    now = {key: stored.id for key, stored in (await known(store, *"abcd")).items()}
    assert now == {"b": made["a"].id, "a": made["b"].id, "d": made["c"].id}


async def test_no_article_takes_a_key_that_another_keeps(store: Store) -> None:
    made = {key: await an_article(store, f"元宇宙{key}", key=key) for key in "abc"}
    async with store.write() as connection:
        await identities.rename(connection, "wire", {"a": "c"})
        await identities.rename(connection, "wire", {"a": "d", "b": "d", "c": "a"})
    now = {key: stored.id for key, stored in (await known(store, *"abcd")).items()}
    assert now == {"a": made["a"].id, "c": made["c"].id, "d": made["b"].id}
