"""Subscriptions from the operator's side: in, out, and all or nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.typing_commands import Typed


def test_subscriptions_go_out_and_come_in_again(typed: Typed, tmp_path: Path) -> None:
    for query in ("科大讯飞", "元宇宙 | 虚拟现实", "AAPL"):
        code, _, err = typed("subscriptions", "add", "--chat", "-100123", query)
        assert (code, err) == (0, "")
    code, exported, _ = typed("subscriptions", "export")
    assert code == 0
    file = tmp_path / "subscriptions.csv"
    file.write_text(exported, encoding="utf-8")
    code, out, _ = typed("subscriptions", "import", str(file))
    assert (code, out.strip()) == (0, "0 subscriptions added, 3 were there already")
    code, _, _ = typed("subscriptions", "remove", "--chat", "-100123", "AAPL")
    assert code == 0
    code, _, err = typed("subscriptions", "remove", "--chat", "-100123", "AAPL")
    assert code == 1
    assert "not subscribed" in err
    code, out, _ = typed("subscriptions", "list", "--chat", "-100123", "--json")
    assert [each["query"] for each in json.loads(out)] == ["科大讯飞", "元宇宙 | 虚拟现实"]

    file.write_text("chat,query\n5,元宇宙\n5,(broken\nnobody,x\n", encoding="utf-8")
    code, _, err = typed("subscriptions", "import", str(file))
    assert code == 1
    assert "line 4" in err
    file.write_text("chat,query\n5,元宇宙\n5,(broken\n", encoding="utf-8")
    code, _, err = typed("subscriptions", "import", str(file))
    assert code == 1
    assert "line 3" in err
    code, out, _ = typed("subscriptions", "list", "--chat", "5", "--json")
    assert json.loads(out) == [], "all or nothing"


@pytest.mark.usefixtures("made_before")
@pytest.mark.parametrize("number", ["9" * 19, "-" + "9" * 30])
def test_a_chat_without_measure_is_refused(typed: Typed, tmp_path: Path, number: str) -> None:
    for words in (
        ("subscriptions", "list", "--chat", number),
        ("subscriptions", "add", "--chat", number, "AAPL"),
        ("alerts", "status", "--chat", number),
    ):
        code, _, err = typed(*words)
        assert code == 2
        assert "--chat" in err
    file = tmp_path / "list.csv"
    file.write_text(f"chat,query\n{number},AAPL\n")
    code, _, err = typed("subscriptions", "import", str(file))
    assert code == 1
    assert "line 2: a chat's id and a query needed" in err


def test_several_companies_are_several_subscriptions(typed: Typed) -> None:
    _, out, _ = typed("subscriptions", "add", "--chat", "7", "sh600519 sz000858 aapl")
    assert out.splitlines() == ["added: SH600519", "added: SZ000858", "added: $AAPL"]


@pytest.mark.usefixtures("made_before")
@pytest.mark.parametrize(
    ("query", "told"),
    [("700", "00700.HK"), ("机器人", "SZ300024"), ("五粮夜", "SZ000858"), ("BYD", "SZ002594")],
)
def test_what_is_not_clear_is_asked_back_with_codes(typed: Typed, query: str, told: str) -> None:
    code, _, err = typed("subscriptions", "add", "--chat", "7", query)
    assert code == 1
    assert told in err


def test_a_word_that_names_a_company_comes_back_as_the_word(typed: Typed, tmp_path: Path) -> None:
    for query in ('"机器人"', '"700"'):
        assert typed("subscriptions", "add", "--chat", "7", query)[0] == 0
    file = tmp_path / "list.csv"
    file.write_text(typed("subscriptions", "export")[1], encoding="utf-8")
    for query in ('"机器人"', '"700"'):
        assert typed("subscriptions", "remove", "--chat", "7", query)[0] == 0
    assert typed("subscriptions", "import", str(file))[0] == 0
    _, out, _ = typed("subscriptions", "list", "--json")
    assert [each["canonical"] for each in json.loads(out)] == ["机器人", "700"]


@pytest.mark.usefixtures("made_before")
@pytest.mark.parametrize(
    ("typed_query", "kept"),
    [
        ("GPT-4*", "gpt-4*"),
        ("ＧＰＴ－４＊", "gpt-4*"),
        ("3n*", "3n*"),
        ("a*", "a*"),
        ("C++*", "c++*"),
        ("S&P*", "s&p*"),
        ("Chip*", "chip*"),
        ("title:GPT-4* | 3n*", "3n* | title:gpt-4*"),
        ("涨停*", "涨停"),
    ],
)
def test_a_star_is_kept_where_it_says_something(typed: Typed, typed_query: str, kept: str) -> None:
    code, out, err = typed("subscriptions", "add", "--chat", "7", typed_query)
    assert (code, err) == (0, "")
    assert out.strip() == f"added: {kept}"


@pytest.mark.usefixtures("made_before")
@pytest.mark.parametrize("regex", ["/.+/", "/./", r"/\S/", "/[^x]/", "/.{3,}/", "/(a|.)/", "/.*/"])
def test_what_is_found_in_every_text_is_refused(typed: Typed, regex: str) -> None:
    code, _, err = typed("subscriptions", "add", "--chat", "7", regex)
    assert code == 1
    assert "finds something in every text" in err
    assert regex.replace("*", "+") not in err.replace(regex, ""), "it is not proposed"
