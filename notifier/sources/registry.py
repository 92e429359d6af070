"""The kinds of source: one line each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from notifier.sources.config import Source, SourceConfig
from notifier.sources.feed import FeedConfig, FeedSource
from notifier.sources.fetch import Fetcher
from notifier.sources.posts import PostsConfig, PostsSource
from notifier.sources.workers import Workers


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of source: how it is configured and how one is made."""

    config: type[SourceConfig]
    make: Callable[[Any, Fetcher, Workers], Source]


KINDS: Mapping[str, Kind] = {
    "feed": Kind(FeedConfig, FeedSource),
    "posts": Kind(PostsConfig, lambda config, _fetcher, _workers: PostsSource(config)),
}


def make_source(config: SourceConfig, fetcher: Fetcher, workers: Workers) -> Source:
    """Build the source that `config` describes."""
    return KINDS[config.kind].make(config, fetcher, workers)
