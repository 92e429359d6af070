"""Lists as text, and what is read of them without fetching."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from notifier.sources.api import ApiConfig, parse_api
from notifier.sources.page import PageConfig, parse_page
from notifier.sources.parsing.items import ParseContext, ParsedList
from tests.builders import NOW

URL = "https://news.example.org/list/yw.html"
SHANGHAI = ZoneInfo("Asia/Shanghai")


def a_page(**settings: Any) -> PageConfig:
    """Configure a source of the kind `page`."""
    return PageConfig.model_validate(
        {"kind": "page", "name": "wire", "url": URL, "timezone": "Asia/Shanghai", **settings}
    )


def an_api(**settings: Any) -> ApiConfig:
    """Configure a source of the kind `api`."""
    return ApiConfig.model_validate(
        {
            "kind": "api",
            "name": "wire",
            "url": URL,
            "timezone": "Asia/Shanghai",
            "entry": {"title": "title"},
            **settings,
        }
    )


def listed_in_page(html: str | bytes, content_type: str = "", **settings: Any) -> ParsedList:
    """Read a web page with the settings of a source."""
    body = html.encode() if isinstance(html, str) else html
    return parse_page(body, content_type, ParseContext(URL, SHANGHAI, NOW), a_page(**settings))


def listed_in_api(answer: str | bytes, content_type: str = "", **settings: Any) -> ParsedList:
    """Read an answer of an API with the settings of a source."""
    body = answer.encode(errors="replace") if isinstance(answer, str) else answer
    return parse_api(body, content_type, ParseContext(URL, SHANGHAI, NOW), an_api(**settings))
