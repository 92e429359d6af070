"""The command line, typed as an operator types it."""

from __future__ import annotations

import json
import re
from email.utils import formatdate
from pathlib import Path

import feedparser
import pytest

from tests.journeys.conftest import A_POST
from tests.journeys.service import Place


@pytest.fixture
def operator(tmp_path: Path) -> Place:
    """Return an operator's folder without a bot."""
    return Place(tmp_path)


async def test_the_demo_ends_by_itself_and_shows_alerts_and_feeds(operator: Place) -> None:
    operator.environment.clear()
    code, out, err = await operator.run("demo", "--once")
    assert (code, err) == (0, "")
    assert "科大讯飞（SZ002230）" in out
    assert "/feeds/topics/metaverse.rss" in out
    assert not (operator.folder / "var").exists(), "the demo leaves nothing behind"


async def test_without_a_token_alerts_are_printed_and_the_token_is_explained(
    operator: Place,
) -> None:
    await operator.run("subscriptions", "add", "--chat", "7", "元宇宙")
    service = await operator.start()
    await service.until_log("NOTIFIER_TELEGRAM_TOKEN")
    (operator.posts / "post.md").write_text(A_POST, encoding="utf-8")
    await service.until_log("信息消费节")
    await service.until_log('"outcome": "sent"')
    assert await service.stop() == 0


async def test_explain_tells_companies_and_queries_as_json_lines(operator: Place) -> None:
    lines = [
        {"id": "1", "title": "科大讯飞（002230）发布新品", "body": "<p>公告称…</p>",
         "queries": ["SZ002230", "-x", "新品 | 财报", "lang:zh"], "lang": "zh-Hans"},
        {"id": "2", "title": "线上线下融合成趋势", "body": "商场推动线上线下融合。",
         "source": "wire", "categories": ["要闻"], "queries": ["source:wire category:要闻"]},
    ]  # fmt: skip
    stdin = "\n".join([json.dumps(lines[0]), "{broken", "", json.dumps(lines[1])]).encode()
    code, out, _ = await operator.run("explain", "--jsonl", "-", stdin=stdin)
    first, broken, second = [json.loads(line) for line in out.splitlines()]
    assert code == 1, "one line was broken"
    assert [each["symbol"] for each in first["securities"]] == ["SZ002230"]
    assert set(first["securities"][0]) >= {"symbol", "role", "score", "evidence"}
    assert first["matches"] == ["SZ002230", "新品 | 财报", "lang:zh"]
    assert first["canonical"][0] == "SZ002230"
    assert first["canonical"][1] is None
    assert first["errors"][0]["query"] == "-x"
    assert {"position", "reason"} <= set(first["errors"][0])
    assert "JSON" in broken["error"]
    assert (second["securities"], second["matches"]) == ([], ["source:wire category:要闻"])


async def test_feeds_are_exported_as_files_that_readers_take(operator: Place) -> None:
    today = re.sub("date: .*", f"date: {formatdate()}", A_POST)  # what is old is no news
    (operator.posts / "post.md").write_text(today, encoding="utf-8")
    service = await operator.start()
    await service.until_log('"event": "polled"')
    assert await service.stop() == 0
    code, out, _ = await operator.run("feeds", "list", "--json")
    assert code == 0
    assert "topics/metaverse" in [each["name"] for each in json.loads(out)]
    code, out, _ = await operator.run("subscriptions", "try", "元宇宙", "--json")
    assert (code, json.loads(out)["total"]) == (0, 1)
    code, out, _ = await operator.run("subscriptions", "try", "科大讯飞")
    assert code == 0
    assert "信息消费节" in out
    code, _, _ = await operator.run("feeds", "export", "out")
    assert code == 0
    parsed = feedparser.parse((operator.folder / "out/feeds/topics/metaverse.rss").read_bytes())
    assert not parsed.bozo
    assert "信息消费节" in parsed.entries[0].title


async def test_source_check_prints_entries_or_what_failed(operator: Place) -> None:
    post = operator.folder / "post.md"
    post.write_text(A_POST, encoding="utf-8")
    code, out, _ = await operator.run("source", "check", "post.md", "--json")
    assert code == 0
    assert json.loads(out)["entries"][0]["published"] == "2026-11-23T01:00:00+00:00"
    code, _, err = await operator.run("source", "check", "post.md", "--source", "nosuch")
    assert code == 2
    assert "there is: posts" in " ".join(err.split())


@pytest.mark.parametrize(
    "command",
    [
        ["run"], ["demo"], ["check"], ["explain"], ["source", "check"],
        ["securities", "find"], ["securities", "import"], ["securities", "stats"],
        ["securities", "sync"], ["subscriptions", "add"], ["subscriptions", "list"],
        ["subscriptions", "remove"], ["subscriptions", "import"], ["subscriptions", "export"],
        ["subscriptions", "corrections"], ["subscriptions", "try"],
        ["stories"], ["feeds", "list"], ["feeds", "export"], ["db", "upgrade"], ["db", "backup"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_every_command_has_help_with_an_example(command: list[str]) -> None:
    from typer.testing import CliRunner

    from notifier.cli import app

    result = CliRunner().invoke(app, [*command, "--help"])
    assert result.exit_code == 0
    assert "Example" in result.output
    assert f"notifier {' '.join(command)}" in " ".join(result.output.split())
