"""Logging for operators: one line an event, structured, with no secret in it.

httpx and python-telegram-bot log whole URLs, which hold the bot's token, so they are kept to
warnings, and every line that leaves is searched for anything of a token's shape besides.
"""

from __future__ import annotations

import logging
import re
import sys
from typing import Literal

import structlog
from structlog.typing import EventDict, Processor

LogFormat = Literal["console", "json"]
LogLevel = Literal["debug", "info", "warning", "error"]

# The shape of a Telegram bot token: the bot's id, a colon, 35 characters.
_TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{20,}")
# user:password@ in a URL, such as a database's.
_CREDENTIALS = re.compile(r"(?<=://)[^/\s:@]*:[^/\s@]+(?=@)")
_CHATTY = (
    "httpx",
    "httpcore",
    "telegram",
    "apscheduler",
    "uvicorn.access",
    "aiosqlite",
    "hpack",
    "alembic",
)


def redact(text: str) -> str:
    """Hide bot tokens and passwords in URLs, and keep a logged value on its own line."""
    text = _CREDENTIALS.sub("***", _TOKEN.sub("***", text))
    return text.replace("\r", "\\r").replace("\n", "\\n")


def _redact_event(_logger: object, _name: str, event: EventDict) -> EventDict:
    # A traceback is our own text and needs its line breaks.
    for key, value in event.items():
        if isinstance(value, str):
            lines = value.split("\n") if key == "exception" else [value]
            event[key] = "\n".join(redact(line) for line in lines)
        elif isinstance(value, list):
            event[key] = [redact(str(each)) for each in value]
        elif not isinstance(value, int | float | bool | None):
            event[key] = redact(str(value))
    return event


def configure_logging(level: LogLevel, form: LogFormat) -> None:
    """Send every log line, ours and the libraries', through one redacting formatter to stderr."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _redact_event,
            renderer,
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return a logger that takes an event name and key-value pairs."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger
