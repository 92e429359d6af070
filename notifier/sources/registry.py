"""The kinds of source: one line each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from notifier.sources.api import ApiConfig, parse_api
from notifier.sources.config import Source, SourceConfig
from notifier.sources.feed import FeedConfig, FeedSource
from notifier.sources.fulltext import FullTextSource
from notifier.sources.http.client import Fetcher
from notifier.sources.list_source import ListSource
from notifier.sources.page import PageConfig, parse_page
from notifier.sources.parsing.sandbox import Sandbox
from notifier.sources.posts import PostsConfig, PostsSource
from notifier.sources.secrecy import discreet
from notifier.sources.web_request import WebConfig


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of source: how it is configured and how one is made."""

    config: type[SourceConfig]
    make: Callable[[Any, Fetcher, Sandbox], Source]


KINDS: Mapping[str, Kind] = {
    "feed": Kind(FeedConfig, FeedSource),
    "page": Kind(PageConfig, partial(ListSource, parse=parse_page)),
    "api": Kind(ApiConfig, partial(ListSource, parse=parse_api)),
    "posts": Kind(
        PostsConfig, lambda config, fetcher, _sandbox: PostsSource(config, fetcher.clock)
    ),
}


def make_source(config: SourceConfig, fetcher: Fetcher, sandbox: Sandbox) -> Source:
    """Build the source that `config` describes."""
    source = KINDS[config.kind].make(config, fetcher, sandbox)
    if isinstance(config, WebConfig) and config.wants_full_text:
        source = FullTextSource(source, config, fetcher, sandbox)
    return discreet(source, fetcher.secret_of)
