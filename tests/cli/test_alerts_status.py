"""`notifier alerts status`: what became of every alert, for the operator."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from notifier.cli.alerts import app
from notifier.delivery.outcome import ChatGone, Later, Rejected
from notifier.store.chats import chats
from notifier.store.engine.database import Store, open_store
from tests.builders import NOW, a_chat, a_subscription, an_article
from tests.delivery.dispatch import FakeSender, dispatch
from tests.pipeline_harness import PipelineHarness, news
from tests.store.test_edits import change, told
from tests.store.test_outbox import plan

TOKEN = "7:somebody-elses-token-for-a-test"


@pytest.fixture
def operator(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, migrated_file: Path) -> Store:
    """Give the database that the command will look into."""
    (tmp_path / "config").mkdir()
    database = tmp_path / "news.db"
    database.write_bytes(migrated_file.read_bytes())
    monkeypatch.setenv("NOTIFIER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("NOTIFIER_DATABASE_URL", f"sqlite:///{database}")
    monkeypatch.setenv("COLUMNS", "400")
    return open_store(f"sqlite:///{database}")


def look(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["status", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


async def several_fates(store: Store) -> None:
    """Let alerts be sent, wait for several reasons, and be given up."""
    sender = FakeSender()
    async with dispatch(store, sender) as desk:
        sender.answer(2, Later(43_837, "Flood control exceeded", whole_chat=True))
        sender.answer(3, ChatGone("bot was blocked by the user"))
        sender.answer(4, Rejected("the stars are wrong"))
        await desk.plan(1, 2, 3, 4)
        await desk.deliver()
        chat = await a_chat(store, 1)
        async with store.write() as connection:
            await chats.pause_chat(connection, chat.id, NOW.replace(year=2027))
        await desk.plan(titles=("元宇宙二",))
    await store.close()


def test_it_tells_of_alerts_and_edits_that_are_still_to_be_planned(operator: Store) -> None:
    async def begin() -> None:
        await told(operator, *range(1, 6))
        assert await change(operator) == 3
        await plan(operator, await an_article(operator), "元宇宙", size=1)
        await operator.close()

    asyncio.run(begin())
    assert "alerts of 1 articles are still being planned\nedits of 1 stories are still" in look()
    overview = json.loads(look("--json"))
    assert (overview["fan_outs"], overview["edit_fan_outs"]) == (1, 1)


def test_it_tells_of_every_alert_where_it_is_and_why(operator: Store) -> None:
    asyncio.run(several_fates(operator))
    told = look()
    assert told.startswith("new 3 · sending 0 · later 2 · gathered 0 · sent 1 · dead 1\n")
    lines = {(line.split()[2], line.split()[3]): line for line in told.splitlines()[3:]}
    where = {key: line.partition(key[1])[2].strip() for key, line in lines.items()}
    assert where["1", "元宇宙来了"] == "sent 11-23 09:30:00"
    assert where["1", "元宇宙二"] == "waits until 11-23 09:30:00: the chat pauses"
    assert where["2", "元宇宙来了"] == "waits until 11-23 21:40:37: Flood control exceeded"
    assert where["2", "元宇宙二"] == "waits until 11-23 21:40:37"
    assert where["3", "元宇宙来了"] == "given up: bot was blocked by the user"
    assert where["4", "元宇宙来了"].endswith(": the stars are wrong")


def test_programs_get_all_of_it(operator: Store) -> None:
    asyncio.run(several_fates(operator))
    told = json.loads(look("--json"))
    assert told["counts"] == {
        "new": 3,
        "sending": 0,
        "later": 2,
        "gathered": 0,
        "sent": 1,
        "dead": 1,
    }
    first = told["alerts"][-1]
    assert (first["chat"], first["state"], first["title"]) == (1, "sent", "元宇宙来了")
    assert first["sent_at"] == NOW.isoformat()


def test_one_chat_or_state_can_be_looked_at(operator: Store) -> None:
    asyncio.run(several_fates(operator))
    alone = json.loads(look("--json", "--chat", "2"))["alerts"]
    assert {each["chat"] for each in alone} == {2}
    dead = json.loads(look("--json", "--state", "dead"))["alerts"]
    assert [(each["chat"], each["note"]) for each in dead] == [(3, "bot was blocked by the user")]
    assert len(json.loads(look("--json", "--limit", "1"))["alerts"]) == 1


def test_chats_of_a_bot_without_a_token_are_told_of(
    operator: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asyncio.run(several_fates(operator))
    assert "no token is set" not in look()
    monkeypatch.setenv("NOTIFIER_TELEGRAM_TOKEN", TOKEN)
    told = look()
    assert "3 chats wait for bot 123456, of which no token is set" in told


def test_an_empty_outbox_is_no_trouble(operator: Store) -> None:
    asyncio.run(operator.close())
    assert look() == "new 0 · sending 0 · later 0 · gathered 0 · sent 0 · dead 0\n"


async def doubts_of_a_wire(store: Store) -> None:
    """Let a wire tell of one story in other words, and of another one twice."""
    await a_subscription(store, 42, "科大讯飞")
    harness = PipelineHarness(store)
    for title, hours in (
        ("科大讯飞：拟以10亿元至15亿元回购公司股份", 0),
        ("科大讯飞拟回购不超过15亿元股份", 0),
        ("科大讯飞发布新产品", 0),
        ("科大讯飞发布新产品", 7),
    ):
        harness.clock.advance(hours=hours)
        key = str(harness.clock.now) + title
        await harness.take(news(title, key=key, published=harness.clock.now))
        await harness.told()
    await store.close()


def test_doubtful_lists_what_was_told_twice_and_what_was_swallowed(operator: Store) -> None:
    asyncio.run(doubts_of_a_wire(operator))
    result = CliRunner().invoke(app, ["doubtful", "--days", "3650", "--json"])
    assert result.exit_code == 0, result.output
    found = json.loads(result.output)
    told_twice = [(each["first"], each["second"], each["count"]) for each in found["repeated"]]
    assert told_twice == [("科大讯飞发布新产品", "科大讯飞发布新产品", 1)]
    [swallowed] = found["swallowed"]
    assert swallowed["second"] == "科大讯飞拟回购不超过15亿元股份"
    shown = CliRunner().invoke(app, ["doubtful", "--days", "3650"]).output
    assert "科大讯飞拟回购不超过15亿元股份" in shown


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("元宇宙&lt;新&gt;", "元宇宙<新>"),
        ("元宇宙 &amp; AI", "元宇宙 & AI"),
        ("<b>元宇宙</b>来了", "元宇宙来了"),
        ("元宇宙&nbsp;&quot;来了&quot;", '元宇宙 "来了"'),
        ("元宇宙 a < b", "元宇宙 a < b"),
    ],
)
def test_titles_are_shown_as_people_read_them(operator: Store, title: str, shown: str) -> None:
    async def begin() -> None:
        await a_subscription(operator, 42)
        await PipelineHarness(operator).take(news(title))
        await operator.close()

    asyncio.run(begin())
    assert shown in look()
    [alert] = json.loads(look("--json"))["alerts"]
    assert alert["title"] == shown
