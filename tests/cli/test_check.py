"""`notifier check` looks at all of it; and no command beside `run` and `db upgrade` migrates."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command

from notifier.store.engine.database import open_store
from notifier.store.engine.migrate import alembic_config, head
from tests.cli.typing_commands import Typed
from tests.fakes.bot_api import BotApi

BESIDE_THE_SERVICE = [
    ["check"],
    ["explain", "post.md"],
    ["securities", "find", "科大讯飞"],
    ["securities", "stats"],
    ["securities", "import", "list.csv"],
    ["securities", "imports"],
    ["securities", "remove", "SZ002230"],
    ["securities", "sync"],
    ["source", "status"],
    ["subscriptions", "list"],
    ["subscriptions", "add", "--chat", "7", "元宇宙"],
    ["subscriptions", "try", "元宇宙"],
    ["subscriptions", "corrections"],
    ["subscriptions", "export"],
    ["alerts", "status"],
    ["feeds", "list"],
    ["feeds", "export", "feeds"],
]
"""Every command that opens the database, beside `run` and those of `db`."""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Return the file that `typed` has for its database, and what the commands ask for beside."""
    (tmp_path / "post.md").write_text("# 元宇宙来了\n\n正文", encoding="utf-8")
    (tmp_path / "list.csv").write_text("symbol,exchange,name,aliases\n", encoding="utf-8")
    return tmp_path / "notifier.db"


def at_schema(path: Path, revision: str) -> None:
    """Make a database of an older version, or of one that is still to come."""

    async def make() -> None:
        store = open_store(f"sqlite:///{path}")
        known = min(revision, head())
        async with store.write() as connection:
            await connection.run_sync(lambda each: command.upgrade(alembic_config(each), known))
        await store.close()

    asyncio.run(make())
    with closing(sqlite3.connect(path)) as opened:
        opened.execute("UPDATE alembic_version SET version_num = ?", [revision])
        opened.commit()


def content(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as opened:
        return list(opened.iterdump())


@pytest.mark.parametrize(
    ("revision", "said"), [("0001", "older than this version"), ("9999", "newer than this version")]
)
def test_a_command_beside_the_service_leaves_the_schema_of_another_version_alone(
    typed: Typed, database: Path, revision: str, said: str
) -> None:
    at_schema(database, revision)
    before = content(database)
    for words in BESIDE_THE_SERVICE:
        code, _, err = typed(*words)
        assert code == 1, words
        assert said in err, words
        assert ("notifier db upgrade" in err) is (revision == "0001"), words
        assert content(database) == before, words
        assert not list(database.parent.glob("*.before-*")), words


def test_upgrading_is_what_is_said_and_helps(typed: Typed, database: Path) -> None:
    at_schema(database, "0001")
    assert typed("subscriptions", "list")[0] == 1
    assert typed("db", "upgrade")[:2] == (0, "upgraded\n")
    assert typed("subscriptions", "list", "--json")[:2] == (0, "[]\n")
    assert typed("check")[0] == 0


def test_a_check_makes_no_database(typed: Typed, database: Path) -> None:
    code, out, err = typed("check")
    assert (code, err) == (0, "")
    assert "database: none yet; `notifier run` makes it" in out
    assert not database.exists()


def test_a_check_tells_everything_at_once(
    typed: Typed, database: Path, monkeypatch: pytest.MonkeyPatch, bot_api: BotApi
) -> None:
    config = database.parent / "config"
    (config / "sources.toml").write_text(
        '[[source]]\nname = "filings"\nkind = "feed"\nurl = "https://www.sec.gov/a.atom"\n'
        '[[source]]\nname = "off"\nkind = "feed"\nurl = "https://www.sec.gov/b.atom"\n'
        "enabled = false\n"
    )
    (config / "topics.toml").write_text(
        '[[topic]]\nslug = "a"\ntitle = "A"\nquery = "(元宇宙"\n', encoding="utf-8"
    )
    (config / "notifier.toml").write_text(
        "[telegram]\nwebhook = true\n[web]\nport = 'eighty'\n[fetch]\ncontact = 'nobody'\n"
    )
    monkeypatch.setenv("NOTIFIER_TELEGRAM_BASE_URL", bot_api.base_url.removesuffix("/bot"))
    monkeypatch.setenv("NOTIFIER_TELEGRAM_TOKEN_FILE", "nowhere")
    database.write_text("Dear reader, " * 500)
    code, _, err = typed("check")
    assert code == 1
    for place, what in (
        ("notifier.toml: web.port", "integer"),
        ("environment NOTIFIER_TELEGRAM_TOKEN_FILE", "cannot be read"),
        ("environment NOTIFIER_TELEGRAM_BASE_URL", "must end with /bot"),
        ("telegram.webhook", "set web.public_url to an https:// address"),
        ("fetch.contact", "answers 403 to filings;"),
        ("database", "is damaged"),
        ("topic a.query", "character 1"),
    ):
        (line,) = (each for each in err.splitlines() if f"{place}: " in each)
        assert what in line
    assert database.read_text().startswith("Dear reader")


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("sqlite://var/notifier.db", "with three slashes"),
        ("sqlite:///config/topics.toml/notifier.db", "topics.toml is no folder"),
    ],
)
def test_a_database_that_cannot_be_made_is_told(
    typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, problem: str
) -> None:
    (tmp_path / "config" / "topics.toml").touch()
    monkeypatch.setenv("NOTIFIER_DATABASE_URL", address)
    code, _, err = typed("check")
    assert (code, problem in err) == (1, True), err


def test_a_disk_with_little_space_is_told(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFIER_DATABASE_MIN_FREE", str(10**18))
    code, _, err = typed("check")
    assert (code, "MB left; new articles wait" in err) == (1, True), err


def test_a_check_makes_nothing(
    typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOTIFIER_DATABASE_URL", "sqlite:///var/notifier.db")
    code, out, _ = typed("check")
    assert (code, "none yet" in out) == (0, True)
    assert [each.name for each in tmp_path.iterdir()] == ["config"]


def test_a_token_goes_to_no_other_server_than_was_meant(
    typed: Typed, database: Path, monkeypatch: pytest.MonkeyPatch, bot_api: BotApi
) -> None:
    (database.parent / "config" / "notifier.toml").write_text("[telegram]\nproxy = 'nowhere'\n")
    monkeypatch.setenv("NOTIFIER_TELEGRAM_TOKEN", bot_api.token)
    monkeypatch.setenv("NOTIFIER_TELEGRAM_BASE_URL", bot_api.base_url)
    code, _, err = typed("check")
    assert code == 1
    assert err.count("error: ") == 1
    assert "telegram.proxy: is no HTTP proxy's address" in err
    assert not bot_api.calls_of("getMe")


@pytest.mark.parametrize("public_url", ["https://news.example.org", "https://news.example.org/x/"])
def test_what_belongs_together_is_no_problem(
    typed: Typed, database: Path, monkeypatch: pytest.MonkeyPatch, public_url: str
) -> None:
    (database.parent / "config" / "sources.toml").write_text(
        '[[source]]\nname = "filings"\nkind = "feed"\nurl = "https://www.sec.gov/a.atom"\n'
    )
    monkeypatch.setenv("NOTIFIER_TELEGRAM_WEBHOOK", "true")
    monkeypatch.setenv("NOTIFIER_WEB_PUBLIC_URL", public_url)
    monkeypatch.setenv("NOTIFIER_FETCH_CONTACT", "ops@example.org")
    assert typed("check")[::2] == (0, "")


@pytest.mark.parametrize(
    ("public_url", "app", "is_noted"),
    [
        ("http://news.example.org", "true", True),
        ("https://news.example.org", "true", False),
        ("http://news.example.org", "false", False),
    ],
)
def test_where_telegram_can_open_no_app_that_is_noted(
    typed: Typed,
    database: Path,
    monkeypatch: pytest.MonkeyPatch,
    bot_api: BotApi,
    public_url: str,
    app: str,
    *,
    is_noted: bool,
) -> None:
    monkeypatch.setenv("NOTIFIER_TELEGRAM_BASE_URL", bot_api.base_url)
    monkeypatch.setenv("NOTIFIER_TELEGRAM_TOKEN", bot_api.token)
    monkeypatch.setenv("NOTIFIER_WEB_PUBLIC_URL", public_url)
    monkeypatch.setenv("NOTIFIER_WEB_APP", app)
    code, out, _ = typed("check")
    assert code == 0
    assert ("note: the bot offers no Mini App" in out) is is_noted


def test_a_page_that_is_spoiled_is_told(typed: Typed, database: Path) -> None:
    assert typed("db", "upgrade")[0] == 0
    assert typed("check")[0] == 0
    spoiled = bytearray(database.read_bytes())
    spoiled[4096 * 3 : 4096 * 6] = b"\xff" * 4096 * 3
    database.write_bytes(spoiled)
    code, _, err = typed("check")
    assert code == 1
    assert "database: the database" in err
    assert "is damaged" in err
    assert "notifier db restore" in err


def a_feed(name: str, more: str = "") -> str:
    return (
        f'[[source]]\nname = "{name}"\nkind = "feed"\nurl = "https://{name}.example/rss"\n{more}\n'
    )


@pytest.mark.parametrize(
    "host",
    [
        *("localhost:8080", "http://localhost", "[::1]", "127.0.0.1:80", "", "a b"),
        *("nowhere.invalid", "192.0.2.77", "2001:db8::7"),
    ],
)
@pytest.mark.parametrize("is_variable", [True, False])
def test_a_host_at_which_nothing_can_listen_is_told(
    typed: Typed, database: Path, monkeypatch: pytest.MonkeyPatch, host: str, *, is_variable: bool
) -> None:
    if is_variable and host:
        monkeypatch.setenv("NOTIFIER_WEB_HOST", host)
    else:
        (database.parent / "config" / "notifier.toml").write_text(f'[web]\nhost = "{host}"\n')
    code, _, err = typed("check")
    assert code == 1
    assert "host" in err.lower()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "0.0.0.0", "127.0.0.2"])
def test_a_host_at_which_the_server_can_listen_is_fine(
    typed: Typed, database: Path, host: str
) -> None:
    (database.parent / "config" / "notifier.toml").write_text(f'[web]\nhost = "{host}"\n')
    assert typed("check")[0] == 0


@pytest.mark.parametrize("code", ["NOTACODE!", "600519.XX", "贵州茅台", "999999", ""])
def test_what_can_be_no_code_of_a_security_is_told(typed: Typed, database: Path, code: str) -> None:
    text = a_feed("wire", f'tickers = ["SH600519", "{code}"]')
    (database.parent / "config" / "sources.toml").write_text(text, encoding="utf-8")
    ended, _, err = typed("check")
    assert ended == 1
    assert f"source wire.tickers: {code!r} is no code of a security" in err
    assert "SH600519'" not in err


def test_codes_of_no_known_security_are_noted(typed: Typed, database: Path) -> None:
    text = a_feed("wire", 'tickers = ["600519", "0700.hk", "$AAPL", "SH600519", "SZ009999"]')
    (database.parent / "config" / "sources.toml").write_text(text)
    code, out, _ = typed("check")
    assert code == 0
    notes = [line for line in out.splitlines() if "security is known" in line]
    assert notes == ["note: source wire: no security is known as SZ009999"]


@pytest.mark.parametrize("lang", ["chinese", "cn", "English", "", "zh_", "汉语"])
def test_what_is_no_language_is_told(typed: Typed, database: Path, lang: str) -> None:
    text = a_feed("wire", f'lang = "{lang}"')
    (database.parent / "config" / "sources.toml").write_text(text, encoding="utf-8")
    code, _, err = typed("check")
    assert (code, f"{lang!r} is no language's tag" in err) == (1, True)


@pytest.mark.parametrize("lang", ["zh", "zh-Hans", "zh_CN", "en-GB", "yue", "zh-Hant-HK", "EN"])
def test_a_language_is_fine(typed: Typed, database: Path, lang: str) -> None:
    (database.parent / "config" / "sources.toml").write_text(a_feed("wire", f'lang = "{lang}"'))
    assert typed("check")[0] == 0


@pytest.mark.parametrize(
    ("query", "noted"),
    [
        ("source:wier 元宇宙", "wier; did you mean source:wire?"),
        ("来源:wirre", "wirre; did you mean source:wire?"),
        ("元宇宙 -source:blog", "blog"),
        ("source:off 元宇宙", "off"),
        ('source:"the paper" | 元宇宙', "the paper"),
        ("source:Wire 元宇宙", ""),
        ("source:wire", ""),
        ("元宇宙", ""),
    ],
)
@pytest.mark.parametrize("is_made", [True, False])
def test_a_topic_of_no_source_is_noted(
    request: pytest.FixtureRequest,
    typed: Typed,
    database: Path,
    query: str,
    noted: str,
    *,
    is_made: bool,
) -> None:
    config = database.parent / "config"
    (config / "sources.toml").write_text(a_feed("wire") + a_feed("off", "enabled = false"))
    topic = f"[[topic]]\nslug = 'a'\ntitle = 'A'\nquery = '{query}'\n"
    (config / "topics.toml").write_text(topic, encoding="utf-8")
    if is_made:
        request.getfixturevalue("made_before")
    code, out, _ = typed("check")
    notes = [line for line in out.splitlines() if "topic a: " in line]
    told = f"note: topic a: no source that is switched on is called {noted}"
    assert (code, notes) == (0, [told] if noted else [])


@pytest.mark.parametrize(
    ("path", "enabled", "is_noted"),
    [("nope", "true", True), ("nope", "false", False), ("posts", "true", False)],
)
def test_a_folder_of_posts_that_is_not_there_is_noted(
    typed: Typed, database: Path, path: str, enabled: str, *, is_noted: bool
) -> None:
    (database.parent / "posts").mkdir()
    (database.parent / "config" / "sources.toml").write_text(
        f'[[source]]\nname = "papers"\nkind = "posts"\npath = "{path}"\nenabled = {enabled}\n'
    )
    code, out, _ = typed("check")
    assert (code, "note: source papers: there is no folder nope" in out) == (0, is_noted)


@pytest.mark.parametrize(
    ("address", "is_own_server", "told"),
    [
        ("http://news.example.org", False, "to an https:// address"),
        ("https://news.example.org:9999", False, "calls no port 9999, only 443, 80, 88 and 8443"),
        ("https://news.example.org:8080/x", False, "calls no port 8080"),
        ("https://news.example.org:9999", True, None),
        ("https://news.example.org", False, None),
        ("https://news.example.org:443", False, None),
        ("https://news.example.org:8443/x", False, None),
    ],
)
def test_where_telegram_cannot_call_is_told(
    typed: Typed,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
    told: str | None,
    *,
    is_own_server: bool,
) -> None:
    monkeypatch.setenv("NOTIFIER_TELEGRAM_WEBHOOK", "true")
    monkeypatch.setenv("NOTIFIER_WEB_PUBLIC_URL", address)
    if is_own_server:
        monkeypatch.setenv("NOTIFIER_TELEGRAM_BASE_URL", "http://127.0.0.1:1/bot")
    code, _, err = typed("check")
    assert code == (0 if told is None else 1)
    assert (told or "") in err


@pytest.mark.parametrize(
    ("webhook", "port", "is_noted"),
    [("true", "0", True), ("true", "8080", False), ("false", "0", False)],
)
def test_that_nothing_listens_to_telegram_is_noted(
    typed: Typed, monkeypatch: pytest.MonkeyPatch, webhook: str, port: str, *, is_noted: bool
) -> None:
    monkeypatch.setenv("NOTIFIER_TELEGRAM_WEBHOOK", webhook)
    monkeypatch.setenv("NOTIFIER_WEB_PORT", port)
    monkeypatch.setenv("NOTIFIER_WEB_PUBLIC_URL", "https://news.example.org")
    code, out, _ = typed("check")
    assert (code, "note: web.port is 0" in out) == (0, is_noted)
