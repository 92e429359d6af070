"""Logging for operators: one line an event, structured, with no secret in it.

httpx and python-telegram-bot log whole URLs, which hold the bot's token, so they are kept to
warnings, and every line that leaves is searched for anything of a token's shape besides.
"""

from __future__ import annotations

import logging
import re
import sys
from contextlib import nullcontext, suppress
from typing import Any, Literal, TextIO

import structlog
from structlog.typing import EventDict, FilteringBoundLogger, Processor
from typing_extensions import override

LogFormat = Literal["console", "json"]
LogLevel = Literal["debug", "info", "warning", "error"]

_SECRET = re.compile(
    # A Telegram bot token: the bot's id, a colon (in some URLs encoded), 35 characters.
    r"\d{5,}(?::|%3[Aa])[A-Za-z0-9_-]{20,}"
    # What stands before a host, as user:password in a database's address, and as a parameter.
    r"|(?<=://)[^/\s:@\"']*:[^\s\"'<>\\]*(?=@)"
    r"|(?<=password=)[^\s&\"'<>\\]+"
)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_CHATTY = (
    "httpx",
    "httpcore",
    "telegram",
    "apscheduler",
    "uvicorn",
    "aiosqlite",
    "hpack",
    "alembic",
)


def redact(text: str) -> str:
    """Return a text without bot tokens, passwords and control characters."""
    return _CONTROL.sub(lambda found: repr(found[0])[1:-1], _SECRET.sub("***", text))


def _redact_values(_logger: object, _name: str, event: EventDict) -> EventDict:
    for key, value in event.items():
        if key == "exception":
            # A trace needs its lines. What an error says of the outside may have some too, so
            # none begins where a line of the log does.
            lines = str(value).splitlines()
            event[key] = "\n".join(f"    {redact(line)}" for line in lines)
        elif isinstance(value, list):
            event[key] = [redact(str(each)) for each in value]
        elif not isinstance(value, int | float | bool | None):
            event[key] = redact(str(value))
    return event


def _hide_secrets(_logger: object, _name: str, line: Any) -> str:
    """Redact the whole line once more: keys and what renderers add are in it too."""
    return _SECRET.sub("***", str(line))


class _Handler(logging.StreamHandler[TextIO]):
    """Writes to stderr; a malformed record is logged without its arguments."""

    def write(self, line: str) -> None:
        """Write a line that is finished."""
        with self.lock or nullcontext(), suppress(OSError, ValueError):
            self.stream.write(f"{line}\n")
            self.flush()

    @override
    def handleError(self, record: logging.LogRecord) -> None:
        with suppress(OSError, ValueError):  # where stderr is gone, there is nobody to tell
            self.stream.write(f"a line of {record.name} is broken: {redact(str(record.msg))}\n")


class _EventLogger:
    """Writes our own events, without a detour by the standard library's records."""

    def __init__(self, handler: _Handler) -> None:
        self.debug = self.info = self.warning = self.error = self.critical = handler.write


def configure_logging(level: LogLevel, form: LogFormat) -> None:
    """Send every log line, ours and the libraries', through one redacting formatter to stderr."""
    stamped: list[Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    finished: list[Processor] = [
        structlog.processors.format_exc_info,
        _redact_values,
        renderer,
        _hide_secrets,
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.ExtraAdder(),
            *stamped,
        ],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *finished],
    )
    handler = _Handler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    logging.captureWarnings(capture=True)
    root.setLevel(level.upper())
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, *stamped, *finished],
        logger_factory=lambda *_names: _EventLogger(handler),
        wrapper_class=structlog.make_filtering_bound_logger(root.level),
        cache_logger_on_first_use=False,
    )


def get_logger(name: str) -> FilteringBoundLogger:
    """Return a logger that takes an event name and key-value pairs."""
    logger: FilteringBoundLogger = structlog.get_logger(name)
    return logger
