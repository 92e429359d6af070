"""Commands as an operator types them: explain, securities, db."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from tests.cli.typing_commands import Typed
from tests.journeys.conftest import A_POST


def test_explain_reads_a_post_and_says_why(typed: Typed, tmp_path: Path) -> None:
    post = tmp_path / "post.md"
    post.write_text(A_POST, encoding="utf-8")
    code, out, _ = typed("explain", str(post), "--query", "元宇宙 | 虚拟现实")
    assert code == 0
    assert "SZ002230" in out
    assert "SZ300959" not in out
    assert "holds" in out
    code, out, err = typed("explain", str(post), "--query", "(元宇宙", "--json")
    assert code == 1
    assert json.loads(out)["errors"][0]["repair"] == "(元宇宙)"
    code, _, err = typed("explain", "nowhere.md")
    assert (code, err.strip()) == (1, "error: nowhere.md cannot be read: No such file or directory")


def test_imported_securities_are_recognised(
    typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "list.csv"
    file.write_text(
        "symbol,exchange,name,aliases,extra\n"
        "SZ399998,SZSE,星河测控,星河测控股份有限公司|Xinghe Metering,x\n",
        encoding="utf-8",
    )
    code, out, err = typed("securities", "import", str(file))
    assert (code, err) == (0, "")
    code, out, _ = typed("securities", "find", "星河测控", "--json")
    assert [each["symbol"] for each in json.loads(out)] == ["SZ399998"]
    stdin = io.BytesIO("# 星河测控：中标两亿元项目\n\n公司公告称…".encode())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(stdin))
    code, out, _ = typed("explain", "-", "--json")
    assert "SZ399998" in [each["symbol"] for each in json.loads(out)["securities"]]
    code, out, _ = typed("securities", "stats", "--json")
    assert json.loads(out)["total"] > 60
    assert "NOTIFIER_FETCH_CONTACT" in typed("securities", "stats")[2]
    monkeypatch.setenv("NOTIFIER_FETCH_CONTACT", "ops@example.org")
    assert typed("securities", "stats")[2] == ""
    file.write_text("code,name\n1,x\n", encoding="utf-8")
    code, _, err = typed("securities", "import", str(file))
    assert code == 1
    assert "list.csv" in err


def test_a_row_of_a_table_is_a_line_in_a_pipe(typed: Typed, tmp_path: Path) -> None:
    slug = 64 * "x"
    (tmp_path / "config" / "topics.toml").write_text(
        f'[[topic]]\nslug = "{slug}"\ntitle = "[b]{40 * "元"}"\nquery = "元宇宙"\n',
        encoding="utf-8",
    )
    typed("feeds", "export", str(tmp_path / "site"))
    code, out, _ = typed("feeds", "list")
    title, items, address = out.splitlines()[1].split()
    assert (code, title, items) == (0, f"[b]{40 * '元'}", "0")
    assert address.endswith(f"/feeds/topics/{slug}.rss")


IMPORTED = """symbol,exchange,name,aliases
VZ,NYSE,Verizon Communications Inc. Common Stock,
MS.PRE,NYSE,Morgan Stanley,
688998.SH,SSE,鲸落测控,
700,HKEX,騰訊控股,
7203.T,TSE,Toyota,
"""


def test_an_import_takes_no_name_away_and_can_be_taken_back(
    typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def named(text: str) -> set[str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        return {
            each["symbol"] for each in json.loads(typed("explain", "-", "--json")[1])["securities"]
        }

    def known(text: str) -> list[str]:
        found = typed("securities", "find", text, "--json")[1]
        return [each["symbol"] for each in json.loads(found)]

    file = tmp_path / "list.csv"
    file.write_text(IMPORTED, encoding="utf-8")
    code, out, err = typed("securities", "import", str(file))
    assert (code, "4 securities imported" in out, "7203.T" in err) == (0, True, True)
    assert "VZ" in named("Verizon shares fell 3%.")
    assert "MS" in named("Morgan Stanley shares fell 3%.")
    assert "SH688998" in named("鲸落测控（688998.SH）公告，拟回购股份。")
    assert known("腾讯控股")[0] == "00700.HK"
    assert typed("subscriptions", "add", "--chat", "7", "鲸落测控")[0] == 0

    (listed,) = json.loads(typed("securities", "imports", "--json")[1])
    assert (listed["name"], listed["securities"]) == ("list.csv", 4)
    assert "list.csv" in typed("securities", "imports")[1]
    assert typed("securities", "remove", "688998.SH")[0] == 0
    assert known("鲸落测控") == []
    assert typed("securities", "remove", "--import", str(listed["import"]))[0] == 0
    assert json.loads(typed("securities", "imports", "--json")[1]) == []
    assert "MS.PRE" not in known("Morgan Stanley")
    code, _, err = typed("securities", "remove", "--import", "9", "XYZQ")
    assert (code, "no import 9" in err, "XYZQ was not imported" in err) == (1, True, True)
    assert typed("securities", "remove")[0] == 1


def test_a_backup_is_whole_and_never_overwrites(
    typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed("subscriptions", "add", "--chat", "7", "元宇宙")
    code, _, _ = typed("db", "backup", "copy.db")
    assert code == 0
    code, _, err = typed("db", "backup", "copy.db")
    assert code == 1
    assert "exists already" in err
    monkeypatch.setenv("NOTIFIER_DATABASE_URL", "sqlite:///copy.db")
    code, out, _ = typed("subscriptions", "list", "--json")
    assert (code, out.count("元宇宙")) == (0, 2)


def test_a_copy_of_sqlite_is_restored_into_postgresql(
    typed: Typed, postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "follows.csv").write_text("chat,query\n42,半导体\n")
    assert typed("db", "upgrade")[0] == 0
    assert typed("subscriptions", "import", "follows.csv")[0] == 0
    assert typed("db", "backup", "copy.db")[0] == 0
    monkeypatch.setenv("NOTIFIER_DATABASE_URL", postgres_url)
    code, out, _ = typed("db", "restore", "copy.db")
    assert (code, out.split(" ", 1)[1]) == (0, "rows of copy.db are in PostgreSQL now\n")
    assert "半导体" in typed("subscriptions", "export")[1]
    code, _, err = typed("db", "restore", "copy.db")
    assert code == 1
    assert "the PostgreSQL database is not empty" in err


@pytest.mark.usefixtures("made_before")
@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "big5", "utf-16", "shift_jis"])
@pytest.mark.parametrize("text", ["比亚迪上涨", "# 比亚迪\n上涨", "---\ntitle: 比亚迪\n---\n上涨"])
@pytest.mark.parametrize("is_typed_in", [True, False])
def test_explain_refuses_what_is_no_utf_8(
    typed: Typed,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    encoding: str,
    text: str,
    *,
    is_typed_in: bool,
) -> None:
    raw = text.replace("亚", "亞").encode(encoding, errors="ignore")
    post = tmp_path / "post.txt"
    post.write_bytes(raw)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    code, out, err = typed("explain", "-" if is_typed_in else str(post))
    assert (code, out) == (1, "")
    assert "is not UTF-8 text (byte" in err


@pytest.mark.usefixtures("made_before")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_explain_reads_utf_8(typed: Typed, tmp_path: Path, encoding: str) -> None:
    post = tmp_path / "post.txt"
    post.write_text("科大讯飞上涨", encoding=encoding)
    code, out, _ = typed("explain", str(post))
    assert (code, "SZ002230" in out) == (0, True)


SECRET_SOURCES = """
[[source]]
name = "wire"
kind = "feed"
url = "https://wire.example/rss?key=${WIRE_KEY}"
[[source]]
name = "desk"
kind = "api"
url = "https://desk.example/list"
headers = { "X-Key" = "${DESK_KEY}" }
entry = { title = "title" }
"""


@pytest.mark.usefixtures("made_before")
@pytest.mark.parametrize(
    "words",
    [
        ("db", "upgrade"),
        ("db", "check"),
        ("db", "backup", "copy.db"),
        ("alerts", "status"),
        ("source", "status"),
        ("subscriptions", "list"),
        ("feeds", "list"),
        ("securities", "stats"),
    ],
)
def test_what_is_beside_the_service_does_without_the_secrets_of_its_sources(
    typed: Typed, tmp_path: Path, words: tuple[str, ...]
) -> None:
    assert typed("db", "upgrade")[0] == 0
    (tmp_path / "config" / "sources.toml").write_text(SECRET_SOURCES, encoding="utf-8")
    code, _, err = typed(*words)
    assert (code, "is not set" in err) == (0, False)
    for whole in ("check", "run"):
        code, _, err = typed(whole)
        assert code == 1
        assert err.count("is not set") == 2
    assert typed("db", "backup", "other.db")[0] == 0
    assert typed("db", "restore", "other.db")[0] == 0
