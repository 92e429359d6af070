"""Settings from files and environment: who wins, and that everything wrong is told at once."""

from __future__ import annotations

import ipaddress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifier.core.errors import SettingsError
from notifier.service.settings_loading import inspect_settings, load_settings
from notifier.sources.feed import FeedConfig
from notifier.sources.posts import PostsConfig
from notifier.sources.registry import KINDS
from tests.service.settings.conftest import ConfigFolder

SHIPPED = Path(__file__).resolve().parents[3] / "config"


def test_the_shipped_settings_are_in_order() -> None:
    settings, problems = inspect_settings(SHIPPED, {})

    assert not problems
    assert {source.kind for source in settings.sources} == set(KINDS)
    assert "metaverse" in {topic.slug for topic in settings.topics}


def test_an_empty_folder_gives_the_defaults(config: ConfigFolder) -> None:
    settings = config.settings()

    assert settings.web.address == "http://127.0.0.1:8080"
    assert settings.telegram.token is None
    assert (settings.sources, settings.topics) == ((), ())


def test_the_environment_wins_over_the_file_key_by_key(config: ConfigFolder) -> None:
    config.write("notifier.toml", "language = 'en'\n[web]\nhost = '::1'\nport = 9000\n")

    settings = config.settings(NOTIFIER_WEB_PORT="9001", NOTIFIER_LANGUAGE="zh-Hant")

    assert (settings.web.host, settings.web.port) == ("::1", 9001)
    assert settings.language == "zh-Hant"
    assert settings.web.address == "http://[::1]:9001"


def test_an_empty_variable_counts_as_not_set(config: ConfigFolder) -> None:
    config.write("notifier.toml", "[web]\nport = 9000\n")

    settings = config.settings(NOTIFIER_WEB_PORT="", NOTIFIER_TELEGRAM_TOKEN="")

    assert settings.web.port == 9000
    assert settings.telegram.token is None


@pytest.mark.parametrize("written", ["127.0.0.0/8, fd00::/8", "127.0.0.0/8 fd00::/8"])
def test_networks_are_written_plainly_in_the_environment(
    config: ConfigFolder, written: str
) -> None:
    networks = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("fd00::/8"))

    from_environment = config.settings(NOTIFIER_FETCH_ALLOW_PRIVATE=written)
    config.write("notifier.toml", "[fetch]\nallow_private = ['127.0.0.0/8', 'fd00::/8']\n")

    assert from_environment.fetch.allow_private == networks
    assert config.settings().fetch.allow_private == networks


def test_sources_and_topics_are_read_with_their_own_defaults(config: ConfigFolder) -> None:
    config.write(
        "sources.toml",
        "[[source]]\nname = 'wire'\nkind = 'feed'\nurl = 'https://example.org/feed.xml'\n"
        "interval = '5m'\n[[source]]\nname = 'folder'\nkind = 'posts'\npath = 'var/posts'\n"
        "title = 'A folder'\nmax_age = '2d'\n",
    )
    config.write("topics.toml", "[[topic]]\nslug = 'chips'\ntitle = '芯片'\nquery = '芯片'\n")

    settings = config.settings()

    feed, posts = settings.sources
    assert isinstance(feed, FeedConfig)
    assert (feed.interval, feed.max_age) == (timedelta(minutes=5), timedelta(days=3))
    assert (feed.label, feed.enabled) == ("wire", True)
    assert isinstance(posts, PostsConfig)
    assert (posts.interval, posts.max_age) == (timedelta(seconds=5), timedelta(days=2))
    assert posts.label == "A folder"
    assert [(t.slug, t.title, t.query) for t in settings.topics] == [("chips", "芯片", "芯片")]


def test_every_problem_of_every_place_is_told_at_once(config: ConfigFolder) -> None:
    config.write(
        "notifier.toml",
        "lanugage = 'en'\ntimezone = 'Asia/Atlantis'\nlog = 5\n[web]\nport = 'eighty'\n"
        "colour = 'red'\n[fetch]\ntimeout = '20'\nallow_private = ['10.0.0.1/8']\n",
    )
    config.write(
        "sources.toml",
        "extra = 1\n[[source]]\nname = 'wire'\nkind = 'feed'\nurl = 'ftp://example.org'\n"
        "[[source]]\nname = 'bird'\nkind = 'pigeon'\n[[source]]\nkind = 'posts'\npath = 'x'\n",
    )
    config.write("topics.toml", "[[topic]]\nslug = 'Not A Slug'\ntitle = ''\n")

    problems = config.problems(NOTIFIER_WEB_HOTS="::1", NOTIFIER_DELIVERY_PER_SECOND="0")

    assert {problem.partition(": ")[0] for problem in problems} >= {
        "notifier.toml",
        "sources.toml",
        "topics.toml",
        "environment NOTIFIER_WEB_HOTS",
        "environment NOTIFIER_DELIVERY_PER_SECOND",
    }
    told = "\n".join(problems)
    for place in (
        "notifier.toml: lanugage",
        "notifier.toml: timezone",
        "notifier.toml: log: must be a table",
        "notifier.toml: web.port",
        "notifier.toml: web.colour",
        "notifier.toml: fetch.timeout",
        "notifier.toml: fetch.allow_private",
        "sources.toml: extra",
        "sources.toml: source wire.url",
        "sources.toml: source bird.kind: 'pigeon' is no kind of source; there are: api, feed, ",
        "sources.toml: source number 3.name: is missing",
        "topics.toml: topic Not A Slug.slug",
        "topics.toml: topic Not A Slug.title",
        "topics.toml: topic Not A Slug.query: is missing",
    ):
        assert place in told
    assert len(problems) == 16


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("notifier.toml", "[web\nport = 1\n"),
        ("sources.toml", "[[source]]\nname = 'a'\nname = 'b'\n"),
        ("topics.toml", b"title = '\xff'"),
        ("notifier.toml", "number = " + "1" * 5000),
        ("notifier.toml", "deep = " + "[" * 5000 + "]" * 5000),
        ("notifier.toml", "\x00"),
    ],
)
def test_broken_toml_is_told_with_its_file(
    config: ConfigFolder, name: str, content: str | bytes
) -> None:
    (problem,) = config.write(name, content).problems()

    assert problem.startswith(f"{name}: is no valid TOML: ")


def test_a_file_saved_with_a_byte_order_mark_is_read(config: ConfigFolder) -> None:
    config.write("notifier.toml", "\ufefflanguage = 'en'\n")

    assert config.settings().language == "en"


def test_a_folder_where_a_file_belongs_is_told(config: ConfigFolder) -> None:
    (config.path / "topics.toml").mkdir()

    (problem,) = config.problems()

    assert problem.startswith("topics.toml: cannot be read: ")


def test_a_folder_that_is_not_there_is_told_with_the_way_to_name_it(tmp_path: Path) -> None:
    _, (problem,) = inspect_settings(None, {"NOTIFIER_CONFIG_DIR": str(tmp_path / "nowhere")})

    assert problem.where == str(tmp_path / "nowhere")
    assert "NOTIFIER_CONFIG_DIR" in problem.message


def test_an_argument_wins_over_the_variable_that_names_the_folder(config: ConfigFolder) -> None:
    config.write("notifier.toml", "language = 'en'\n")

    assert config.settings(NOTIFIER_CONFIG_DIR="nowhere").language == "en"


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"notifier.toml": "[[sources]]\nname = 'a'\n"}, "sources: belongs into sources.toml"),
        ({"notifier.toml": "_env_file = 'x'\n"}, "_env_file: is no key known here"),
        ({"notifier.toml": "_cli_parse_args = ['-h']\n"}, "_cli_parse_args: is no key known here"),
        ({"notifier.toml": "__pydantic_self__ = 1\n"}, "__pydantic_self__: is no key known here"),
        ({"notifier.toml": "web = 5\n"}, "web: must be a table"),
        ({"notifier.toml": "web.public_url = 'https://a:b@x.example'\n"}, "must have no user"),
        ({"notifier.toml": "web.public_url = 'https://x.example/?y'\n"}, "must have no user"),
        ({"sources.toml": "source = 'wire'\n"}, "source: must be written as [[source]] tables"),
        ({"sources.toml": "[source]\nname = 'x'\n"}, "source: must be written as [[source]]"),
        ({"topics.toml": "[topics]\nslug = 'x'\n"}, "topics: is no key known here"),
        ({"sources.toml": "[[source]]\nname = \"a\\nb\"\nkind = 'x'\n"}, "source number 1.kind"),
        ({"sources.toml": "[[source]]\nname = 5\nkind = []\n"}, "source number 1.kind: [] is no"),
    ],
)
def test_what_stands_in_the_wrong_place_is_told(
    config: ConfigFolder, files: dict[str, str], told: str
) -> None:
    for name, content in files.items():
        config.write(name, content)

    problems = config.problems(NOTIFIER_WEB_PORT="9000")

    assert any(told in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        (
            "sources.toml",
            "[[source]]\nname = 'a'\nkind = 'posts'\npath = 'x'\n" * 2,
            "sources.toml: source.name: 'a' is used twice",
        ),
        (
            "topics.toml",
            "[[topic]]\nslug = 'a'\ntitle = 'A'\nquery = 'x'\n" * 2,
            "topics.toml: topic.slug: 'a' is used twice",
        ),
    ],
)
def test_a_name_used_twice_is_told(
    config: ConfigFolder, name: str, content: str, told: str
) -> None:
    assert config.write(name, content).problems() == [told]


@pytest.mark.parametrize(
    "variable",
    ["NOTIFIER_WEB", "NOTIFIER_SOURCES", "NOTIFIER_TOPICS", "NOTIFIER_WEB_FOO", "NOTIFIER_web_port",
     "NOTIFIER_LOG_LEVEL_FILE", "NOTIFIER_", "NOTIFIER_WEB_PORT_"],
)  # fmt: skip
def test_a_variable_that_sets_nothing_is_told_once(config: ConfigFolder, variable: str) -> None:
    (problem,) = config.problems(**{variable: "1"})

    assert problem == (
        f"environment {variable}: is no setting; docs/settings.md lists those there are"
    )


def test_other_peoples_variables_are_left_alone(config: ConfigFolder) -> None:
    assert config.problems(WEB_PORT="x", notifier_web_port="x", MY_NOTIFIER_PORT="x") == []


def test_loading_reads_the_environment_of_the_process(
    config: ConfigFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    config.write("notifier.toml", "[fetch]\ncontact = 'nobody@example.org'\n")
    monkeypatch.setenv("NOTIFIER_CONFIG_DIR", str(config.path))
    monkeypatch.setenv("NOTIFIER_WEB_PORT", "9001")

    settings = load_settings()

    assert (settings.fetch.contact, settings.web.port) == ("nobody@example.org", 9001)


def test_loading_raises_everything_that_is_wrong(config: ConfigFolder) -> None:
    config.write("notifier.toml", "colour = 'red'\n").write("topics.toml", "[[")

    with pytest.raises(SettingsError, match="colour") as raised:
        load_settings(config.path)

    assert len(raised.value.problems) >= 2
    assert "topics.toml: is no valid TOML" in str(raised.value)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_no_content_of_the_files_raises_anything(config: ConfigFolder, content: bytes) -> None:
    for name in ("notifier.toml", "sources.toml", "topics.toml"):
        config.write(name, content)

    config.problems()
