"""What is logged: one line an event, in two forms, and never a secret."""

from __future__ import annotations

import io
import json
import logging
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typing_extensions import override

from notifier.core.log import LogFormat, LogLevel, configure_logging, get_logger, redact

TOKEN = "123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"
ENCODED = TOKEN.replace(":", "%3A")
SECRETS = (TOKEN.partition(":")[2], "hunter2", "p@ss/word")
FORMS: tuple[LogFormat, ...] = ("json", "console")
LEVELS: tuple[LogLevel, ...] = ("debug", "info", "warning", "error")


class Log:
    """What a test has logged."""

    def __init__(self, stream: io.StringIO) -> None:
        self._stream = stream

    @property
    def text(self) -> str:
        return self._stream.getvalue()

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]


StartLogging = Callable[[LogLevel, LogFormat], Log]


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Iterator[StartLogging]:
    """Start logging into a text; all is as before when the test is over."""
    root = logging.getLogger()
    before = list(root.handlers), root.level

    def begin(level: LogLevel = "info", form: LogFormat = "json") -> Log:
        stream = io.StringIO()
        monkeypatch.setattr(sys, "stderr", stream)
        configure_logging(level, form)
        return Log(stream)

    yield begin
    root.handlers[:], root.level = before
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


class Bot:
    """Shows itself as a bot of python-telegram-bot does."""

    @override
    def __repr__(self) -> str:
        return f"Bot[token={TOKEN}]"


def fail(reason: str) -> None:
    """Fail for a reason that holds a secret too."""
    raise ValueError(reason) from OSError(TOKEN)


def log_secrets_everywhere() -> None:
    """Log secrets in every place that a line has, as ours and as a library's."""
    log, library = get_logger("ours"), logging.getLogger("library")
    for level in LEVELS:
        ours, theirs = getattr(log, level), getattr(library, level)
        ours(f"event {TOKEN}", url=f"https://api.telegram.org/bot{TOKEN}/getMe", bot=Bot())
        ours(
            "nested", lines=[TOKEN, Bot()], table={TOKEN: TOKEN}, pair=(TOKEN,), raw=TOKEN.encode()
        )
        ours("key", **{TOKEN: 1})
        ours("database", url="postgresql://news:hunter2@db/news", other="x://u:p@ss/word@db/n")
        ours("parameter", url=f"postgresql://db/n?password=hunter2&x=1#{ENCODED}")
        theirs("HTTP Request: POST https://api.telegram.org/bot%s/getMe", TOKEN)
        theirs("extra", extra={"bot": Bot(), TOKEN: 1}, stack_info=True)
        try:
            fail(f"no answer from bot{TOKEN}\nand {ENCODED}")
        except ValueError as error:
            ours("failed", error=error, exc_info=True)
            theirs("failed %s", error, exc_info=True)
    theirs(f"{TOKEN} %d", TOKEN)  # such a line cannot be formatted
    with structlog.contextvars.bound_contextvars(source=TOKEN):
        log.error("bound")
    warnings.warn(TOKEN, stacklevel=1)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("level", LEVELS)
def test_no_secret_is_in_any_line_at_any_level(
    start: StartLogging, level: LogLevel, form: LogFormat
) -> None:
    log = start(level, form)

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        log_secrets_everywhere()

    assert "failed" in log.text
    assert "a line of library is broken" in log.text
    for secret in SECRETS:
        assert secret not in log.text


def test_json_is_one_object_a_line_with_all_that_was_said(start: StartLogging) -> None:
    log = start("info", "json")

    with structlog.contextvars.bound_contextvars(source="wire"):
        get_logger("ours").info(
            "polled", new=3, share=0.5, problem=None, ok=True, titles=["科大讯飞"]
        )
    logging.getLogger("library").warning("%s is late", "it")

    ours, theirs = log.events
    assert ours.pop("timestamp").endswith("Z")
    assert ours == {
        "event": "polled",
        "level": "info",
        "source": "wire",
        "new": 3,
        "share": 0.5,
        "problem": None,
        "ok": True,
        "titles": ["科大讯飞"],
    }
    assert (theirs["event"], theirs["level"]) == ("it is late", "warning")
    assert "科大讯飞" in log.text


def test_the_console_form_is_for_people(start: StartLogging) -> None:
    log = start("info", "console")

    get_logger("ours").warning("poll_failed", source="wire", problem="科大讯飞")

    (line,) = log.text.splitlines()
    assert "[warning  ] poll_failed" in line
    assert "problem=科大讯飞" in line
    assert "source=wire" in line
    assert "\x1b" not in line


@pytest.mark.parametrize("form", FORMS)
def test_a_value_keeps_to_its_line_and_moves_no_cursor(
    start: StartLogging, form: LogFormat
) -> None:
    log = start("info", form)

    get_logger("ours").info("title", text="a\nb\rc\x1b[2Jd\u2028e\x85f\x00", more=["g\nh"])
    logging.getLogger("library").info("a\nb")

    assert len(log.text.splitlines()) == 2
    assert not set("\r\x1b\u2028\x85\x00") & set(log.text)


@pytest.mark.parametrize("form", FORMS)
def test_a_trace_is_told_whole_and_no_line_of_it_looks_like_an_event(
    start: StartLogging, form: LogFormat
) -> None:
    log = start("info", form)
    forged = "2026-01-01T00:00:00Z [info     ] all is well"

    try:
        fail(f"no\n{forged}\r{forged}")
    except ValueError:
        get_logger("ours").exception("poll_failed_unexpectedly")

    assert "poll_failed_unexpectedly" in log.text
    assert "ValueError: no" in log.text
    assert "test_log.py" in log.text
    assert not any(line.startswith("2026-01-01") for line in log.text.splitlines())


def test_what_is_below_the_level_is_not_logged(start: StartLogging) -> None:
    log = start("warning", "json")

    for name in ("ours", "notifier.ingest.poller"):
        get_logger(name).debug("no")
        get_logger(name).info("no")
        get_logger(name).warning("yes")

    assert [event["event"] for event in log.events] == ["yes", "yes"]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("library", ["httpx", "httpcore.http11", "telegram.ext", "apscheduler"])
def test_libraries_that_log_addresses_are_heard_from_warnings_on(
    start: StartLogging, level: LogLevel, library: str
) -> None:
    log = start(level, "json")

    for said in LEVELS:
        getattr(logging.getLogger(library), said)("HTTP Request: %s", said)

    heard = [event["level"] for event in log.events]
    assert heard == (["error"] if level == "error" else ["warning", "error"])


def test_configuring_again_replaces_what_was(start: StartLogging) -> None:
    first = start("info", "json")
    second = start("error", "console")

    get_logger("ours").info("no")
    get_logger("ours").error("once")

    assert first.text == ""
    assert second.text.count("once") == 1


def test_a_stream_that_is_gone_ends_nothing(start: StartLogging) -> None:
    start("info", "json")
    sys.stderr.close()

    get_logger("ours").error("nobody hears this")


@given(st.text(), st.text(), st.from_regex(r"\A[1-9]\d{5,9}:[A-Za-z0-9_-]{35}\Z"))
def test_a_token_is_hidden_whatever_is_around_it(before: str, after: str, token: str) -> None:
    assert token.partition(":")[2] not in redact(f"{before}{token}{after}")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.text(st.characters()), st.dictionaries(st.from_regex(r"\A[a-z]{3}_x\Z"), st.text()))
def test_any_event_is_one_line_that_can_be_read(
    start: StartLogging, event: str, values: dict[str, str]
) -> None:
    log = start("info", "json")

    get_logger("ours").info(event, **values)

    (read,) = log.events
    assert set(read) == {"event", "level", "timestamp", *values}
    assert read["event"] == redact(event)


def test_what_holds_no_secret_is_left_as_it_is() -> None:
    for text in (
        "科大讯飞 (SZ002230) 2026-11-23 09:30:00",
        "https://example.org:8080/a?b=c&d=12345:x",
        "mail desk@example.org",
        "http://127.0.0.1:46123/feed.xml",
    ):
        assert redact(text) == text
