"""Secrets come from the environment or the files it names, and are shown nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from notifier.service.settings_loading import inspect_settings
from tests.service.settings.conftest import TOKEN, ConfigFolder

API_TOKEN = "a-token-that-is-long-enough"
DATABASE = "postgresql://news:hunter2@db.example.org/news"


def test_secrets_are_taken_from_the_environment(config: ConfigFolder) -> None:
    settings = config.settings(NOTIFIER_TELEGRAM_TOKEN=TOKEN, NOTIFIER_DATABASE_URL=DATABASE)

    assert settings.telegram.token is not None
    assert settings.telegram.token.get_secret_value() == TOKEN
    assert settings.database.url.get_secret_value() == DATABASE


def test_secrets_are_taken_from_files_that_the_environment_names(config: ConfigFolder) -> None:
    config.write("token", f"\ufeff{TOKEN}\r\n").write("database", DATABASE)

    settings = config.settings(
        NOTIFIER_TELEGRAM_TOKEN_FILE=str(config.path / "token"),
        NOTIFIER_DATABASE_URL_FILE=str(config.path / "database"),
    )

    assert settings.telegram.token is not None
    assert settings.telegram.token.get_secret_value() == TOKEN
    assert settings.database.url.get_secret_value() == DATABASE


def test_a_secret_set_in_two_ways_is_told(config: ConfigFolder) -> None:
    path = config.write("token", TOKEN).path / "token"

    (problem,) = config.problems(
        NOTIFIER_TELEGRAM_TOKEN=TOKEN, NOTIFIER_TELEGRAM_TOKEN_FILE=str(path)
    )

    assert problem.startswith("environment NOTIFIER_TELEGRAM_TOKEN_FILE: ")
    assert "both set" in problem


@pytest.mark.parametrize(
    ("content", "told"),
    [(None, "cannot be read: No such file"), (b"\xff\xfe", "not UTF-8"), (b" \n", "is empty")],
)
def test_a_file_of_a_secret_that_cannot_be_read_is_told(
    config: ConfigFolder, content: bytes | None, told: str
) -> None:
    if content is not None:
        config.write("token", content)

    (problem,) = config.problems(NOTIFIER_TELEGRAM_TOKEN_FILE=str(config.path / "token"))

    assert problem.startswith("environment NOTIFIER_TELEGRAM_TOKEN_FILE: names a file that ")
    assert told in problem


@pytest.mark.parametrize(
    ("content", "key", "variable"),
    [
        (f"[telegram]\ntoken = '{TOKEN}'\n", "telegram.token", "NOTIFIER_TELEGRAM_TOKEN"),
        ("[telegram]\ntoken = 5\n", "telegram.token", "NOTIFIER_TELEGRAM_TOKEN"),
        (f"[database]\nurl = '{DATABASE}'\n", "database.url", "NOTIFIER_DATABASE_URL"),
        (
            "[telegram]\nproxy = 'http://me:hunter2@proxy:3128'\n",
            "telegram.proxy",
            "NOTIFIER_TELEGRAM_PROXY",
        ),
        (
            "[fetch]\nproxy = 'socks5://me:hunter2@proxy:1080'\n",
            "fetch.proxy",
            "NOTIFIER_FETCH_PROXY",
        ),
        (
            "[database]\nurl = 'postgresql://db/news?user=news&password=hunter2'\n",
            "database.url",
            "NOTIFIER_DATABASE_URL",
        ),
        (f"[web]\napi_tokens = '{API_TOKEN}'\n", "web.api_tokens", "NOTIFIER_WEB_API_TOKENS"),
    ],
)
def test_a_secret_in_a_file_of_settings_is_refused(
    config: ConfigFolder, content: str, key: str, variable: str
) -> None:
    (problem,) = config.write("notifier.toml", content).problems()

    assert problem == (
        f"notifier.toml: {key}: is a secret; take it out and set {variable} or {variable}_FILE"
    )


def test_tokens_of_the_api_are_taken_from_a_file_that_the_environment_names(
    config: ConfigFolder, tmp_path: Path
) -> None:
    file = tmp_path / "tokens"
    file.write_text(f"{API_TOKEN}\n{API_TOKEN[::-1]}\n", encoding="utf-8")
    settings = config.settings(NOTIFIER_WEB_API_TOKENS_FILE=str(file))
    tokens = [each.get_secret_value() for each in settings.web.tokens]
    assert tokens == [API_TOKEN, API_TOKEN[::-1]]
    assert API_TOKEN not in repr(settings) + settings.model_dump_json()


@pytest.mark.parametrize("tokens", ["short", f"{API_TOKEN} é{API_TOKEN}", "x" * 201, ", ,"])
def test_what_is_no_token_of_the_api_is_told_without_showing_it(
    config: ConfigFolder, tokens: str
) -> None:
    (problem,) = config.problems(NOTIFIER_WEB_API_TOKENS=tokens)
    assert problem.startswith("environment NOTIFIER_WEB_API_TOKENS: holds what is no token")
    assert tokens not in problem


def test_an_address_of_a_database_without_a_password_may_stand_in_a_file(
    config: ConfigFolder,
) -> None:
    config.write("notifier.toml", "[database]\nurl = 'postgresql://db.example.org/news'\n")

    url = config.settings().database.url.get_secret_value()

    assert url == "postgresql://db.example.org/news"


def test_no_secret_is_shown_by_the_settings(config: ConfigFolder) -> None:
    settings = config.settings(NOTIFIER_TELEGRAM_TOKEN=TOKEN, NOTIFIER_DATABASE_URL=DATABASE)

    for shown in (repr(settings), str(settings), settings.model_dump_json()):
        assert TOKEN not in shown
        assert "hunter2" not in shown


def test_no_secret_is_shown_by_a_problem(config: ConfigFolder) -> None:
    config.write(
        "notifier.toml",
        f"telegram = '{TOKEN}'\n[database]\nurl = '{DATABASE}'\n[web]\nport = 'x'\n",
    )
    mistaken = {
        "NOTIFIER_TELEGRAM_TOKEN_FILE": TOKEN,
        "NOTIFIER_DATABASE_URL_FILE": DATABASE,
        "NOTIFIER_TELEGRAM_TOKENS": TOKEN,
        "NOTIFIER_TELEGRAM_BASE_URL": TOKEN,
        "NOTIFIER_LOG_LEVEL": TOKEN,
    }

    settings, problems = inspect_settings(config.path, mistaken)

    assert settings.web.port == 8080
    told = "\n".join(map(str, problems))
    assert len(problems) >= 6
    assert TOKEN not in told
    assert "hunter2" not in told


def test_a_proxy_without_a_password_may_stand_in_a_file(config: ConfigFolder) -> None:
    config.write(
        "notifier.toml",
        "[telegram]\nproxy = 'http://proxy.example.org:3128'\n"
        "[fetch]\nproxy = 'socks5://proxy.example.org:1080'\n",
    )

    settings = config.settings()

    assert settings.telegram.proxy is not None
    assert settings.telegram.proxy.get_secret_value() == "http://proxy.example.org:3128"
    assert settings.fetch.proxy is not None
    assert settings.fetch.proxy.get_secret_value() == "socks5://proxy.example.org:1080"
    assert "proxy.example.org" not in repr(settings)


@pytest.mark.parametrize(
    "wrong",
    [
        "socks5://me:hunter2@proxy:1080",
        "proxy.example.org:3128",
        "http://me:hunter2@",
        "http://me:hunter2@proxy:99999",
        "http://me:hunter2@[proxy",
    ],
)
def test_a_proxy_that_is_none_is_told_without_its_password(
    config: ConfigFolder, wrong: str
) -> None:
    (problem,) = config.problems(NOTIFIER_TELEGRAM_PROXY=wrong)

    assert problem.startswith("environment NOTIFIER_TELEGRAM_PROXY: ")
    assert "http://proxy.example.org:3128" in problem
    assert "hunter2" not in problem


@pytest.mark.parametrize("wrong", ["socks4://me:hunter2@proxy:1080", "proxy:1080"])
def test_what_is_no_proxy_for_sources_is_told_without_its_password(
    config: ConfigFolder, wrong: str
) -> None:
    (problem,) = config.problems(NOTIFIER_FETCH_PROXY=wrong)

    assert "socks5://proxy.example.org:1080" in problem
    assert "hunter2" not in problem


OTHER_TOKEN = "654321:BBHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1"


@pytest.mark.parametrize("between", [" ", ",", ", ", "\n"])
def test_several_bots_are_their_tokens_side_by_side(config: ConfigFolder, between: str) -> None:
    telegram = config.settings(NOTIFIER_TELEGRAM_TOKEN=f"{TOKEN}{between}{OTHER_TOKEN}").telegram

    assert [each.get_secret_value() for each in telegram.tokens] == [TOKEN, OTHER_TOKEN]
    assert telegram.default_bot == 123456


def test_without_a_token_there_is_no_bot(config: ConfigFolder) -> None:
    telegram = config.settings().telegram

    assert (telegram.tokens, telegram.default_bot) == ((), 0)


@pytest.mark.parametrize("token", ["hunter2", "x:y", "123456", f"{TOKEN} hunter2", f"bot{TOKEN}"])
def test_what_is_no_token_is_told_and_not_repeated(config: ConfigFolder, token: str) -> None:
    (problem,) = config.problems(NOTIFIER_TELEGRAM_TOKEN=token)

    assert problem.startswith("environment NOTIFIER_TELEGRAM_TOKEN: is no token")
    assert "hunter2" not in problem
    assert TOKEN not in problem


def test_two_tokens_of_one_bot_are_told(config: ConfigFolder) -> None:
    (problem,) = config.problems(NOTIFIER_TELEGRAM_TOKEN=f"{TOKEN} 123456:another")

    assert "two tokens of the same bot" in problem
