"""`notifier stories`: lines of articles in, lines with their stories out."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from notifier.cli import app
from notifier.cli.stories import group, read_line
from notifier.core.errors import NotifierError
from notifier.securities.directory import Directory
from notifier.securities.recogniser import Recogniser
from tests.builders import IFLYTEK

FLASH = {
    "id": "flash",
    "source": "a",
    "title": "科大讯飞：拟10亿元至15亿元回购公司股份",
    "body": "<p>科大讯飞公告，拟10亿元至15亿元回购公司股份，价格不超过58元/股。</p>",
    "published": "2026-11-23T18:00:00+08:00",
}
OTHER_WORDS = {
    "id": 7,
    "source": "b",
    "title": "科大訊飛擬回購不超過15億元股份",
    "body": "科大訊飛公告，擬以10億元至15億元回購股份。",
    "published": "2026-11-23T10:20:00Z",
}
BECAUSE = [
    "company: 科大讯飞",
    "number: 1,500,000,000 money, 1,000,000,000 money",
    "word: 回购, 股份",
]
OTHER_NEWS = {"id": "other", "title": "央行开展逆回购操作", "published": None}


@cache
def recogniser() -> Recogniser:
    return Recogniser(Directory([IFLYTEK]))


def stories(*lines: object) -> list[dict[str, Any]]:
    given = [each if isinstance(each, str) else json.dumps(each) for each in lines]
    return [each.as_json() for each in group((line.encode() for line in given), recogniser())]


def test_lines_go_in_and_lines_come_out() -> None:
    lines = "\n".join(map(json.dumps, [FLASH, OTHER_NEWS]))
    result = CliRunner().invoke(app, ["stories", "--jsonl"], input=lines)
    assert result.exit_code == 0, result.output
    assert [json.loads(line) for line in result.output.splitlines()] == [
        {"id": "flash", "story": "flash"},
        {"id": "other", "story": "other"},
    ]


def test_articles_of_one_story_get_its_name_in_the_order_they_came() -> None:
    assert stories(OTHER_NEWS, OTHER_WORDS, FLASH) == [
        {"id": "other", "story": "other"},
        {"id": 7, "story": "flash", "like": "flash", "because": BECAUSE},
        {"id": "flash", "story": "flash"},
    ]


def test_the_order_of_lines_changes_no_story() -> None:
    one, other = stories(FLASH, OTHER_WORDS), stories(OTHER_WORDS, FLASH)
    assert sorted(one, key=str) == sorted(other, key=str)


def test_a_line_that_cannot_be_read_says_why_and_the_others_go_on() -> None:
    answers = stories(
        "no json", "", "[1]", {"id": "x"}, {"id": True}, {"id": "a", "title": 1},
        {"id": "b", "published": "some day"}, {"id": "c", "body": ["x"]}, FLASH,
    )  # fmt: skip
    assert ["story" in each for each in answers] == [False] * 7 + [True]
    assert [each.get("line", each.get("id")) for each in answers[:7]] == [
        1,
        3,
        "x",
        5,
        "a",
        "b",
        "c",
    ]
    assert "neither 'title' nor 'body'" in answers[2]["error"]
    assert "'published_at' is no date" in answers[5]["error"]


def test_a_file_of_somebody_elses_is_taken_as_it_is() -> None:
    told = {
        "title": FLASH["title"],
        "published_at": 1795428000,
        "url": "https://m.b.example/a?utm_id=1",
    }
    told_again = {
        "title": "Iflytek plans to buy back shares for up to 1.5 billion yuan",
        "published_at": "Mon, 23 Nov 2026 19:00:00 +0800",
        "url": "https://c.example/2",
        "lang": "en",
    }
    renamed = {"title": "科大讯飞大手笔回购股份", "url": "https://b.example/a"}
    answers = stories(told, told_again, renamed, {"body": "央行开展逆回购操作"})
    assert [each["id"] for each in answers] == [told["url"], told_again["url"], renamed["url"], 4]
    assert [each["story"] for each in answers] == [told["url"]] * 3 + ["4"]
    assert "number: 1,500,000,000 cny" in answers[1]["because"]
    assert answers[2]["because"][0] == "the same address"


def test_two_stories_never_have_one_name() -> None:
    one, other = stories({**FLASH, "id": 1}, {**OTHER_NEWS, "id": "1"})
    assert one["story"] != other["story"]


def test_without_jsonl_people_can_read_it(tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    lines = [json.dumps(FLASH), json.dumps(OTHER_WORDS), "?"]
    file.write_text("\n".join(lines), encoding="utf-8")
    result = CliRunner().invoke(app, ["stories", str(file)])
    assert result.output.splitlines() == [
        "line 3: is not JSON: Expecting value: line 1 column 1 (char 0)",
        "flash",
        f"  a: {FLASH['title']}",
        f"  b: {OTHER_WORDS['title']}",
        f"    as flash: {'; '.join(BECAUSE)}",
    ]


def test_a_file_that_is_not_there_is_told_in_a_line(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["stories", "--jsonl", str(tmp_path / "none")])
    assert isinstance(result.exception, NotifierError)
    assert "cannot be read: No such file" in str(result.exception)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=3,
)
keys = st.sampled_from(["id", "source", "title", "body", "published", "published_at", "url"])


@given(
    st.binary(max_size=80)
    | st.dictionaries(keys, values, max_size=5).map(lambda each: json.dumps(each).encode())
)
@settings(max_examples=150, deadline=None)
def test_whatever_a_line_holds_it_is_taken_or_says_why(line: bytes) -> None:
    read = read_line(3, line)
    assert read.number == 3
    assert bool(read.error) is (read.entry is None)


@pytest.mark.parametrize(
    "published", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "0001-01-01"]
)
def test_a_date_at_the_ends_of_time_does_no_harm(published: str) -> None:
    answers = stories(FLASH, {**OTHER_NEWS, "published": published})
    assert len(answers) == 2


@pytest.mark.parametrize("form", [[], ["--jsonl"]])
@pytest.mark.parametrize(
    ("bad", "code"), [("no JSON", 1), ("[]", 1), ('{"id": 1}', 1), ('{"title": 5}', 1), ("", 0)]
)
def test_lines_that_cannot_be_taken_end_with_1(form: list[str], bad: str, code: int) -> None:
    lines = "\n".join([json.dumps(FLASH), bad, json.dumps(OTHER_NEWS)])
    result = CliRunner().invoke(app, ["stories", *form], input=lines)
    assert result.exit_code == code
    assert "央行" in result.output or "other" in result.output, "the others are grouped"
