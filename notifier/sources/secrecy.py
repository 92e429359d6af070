"""A source that names secrets, and tells them to nobody when its server repeats them to us.

What a server says is stored, logged, shown and sent on. An error that quotes the key, or an article
whose address holds it, has it masked here, whatever the kind of source.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from notifier.core.errors import SourceError
from notifier.sources.config import Reading, Source, SourceConfig, SourceState
from notifier.sources.placeholders import SecretOf, masked, secret_names

_LONG = 8
"""A shorter secret may be a word of the news, and is masked in errors only."""


def discreet(source: Source, secret_of: SecretOf) -> Source:
    """Return a source that tells nobody the secrets that its settings name."""
    if secret_names(source.config.model_dump(mode="json")):
        return SecretSource(source, secret_of)
    return source


class SecretSource:
    """Reads another source, and masks its secrets in all that comes of it."""

    def __init__(self, source: Source, secret_of: SecretOf) -> None:
        self._source = source
        self._secret_of = secret_of

    @property
    def config(self) -> SourceConfig:
        """The source's settings."""
        return self._source.config

    async def read(self, state: SourceState) -> Reading:
        """Read the source; raise SourceError."""
        secrets = self._secrets()
        try:
            reading = await self._source.read(state)
        except SourceError as error:
            error.args = _told(error.args, secrets)
            raise
        long = {each for each in secrets if len(each) >= _LONG}
        if (hub := (reading.hub, reading.hub_topic)) != _masked(hub, secrets):
            reading = replace(reading, hub=None, hub_topic=None)  # who follows a hub stores both
        return replace(
            reading,
            entries=tuple(
                replace(entry, **_masked(dataclasses.asdict(entry), long))
                for entry in reading.entries
            ),
            carried=_masked(reading.carried, long),
            problems=_told(reading.problems, secrets),
            notes=_told(reading.notes, secrets),
        )

    def stored(self) -> None:
        """Tell the source that all of the last reading is stored."""
        self._source.stored()

    def _secrets(self) -> Collection[str]:
        names = secret_names(self.config.model_dump(mode="json"))
        return set(filter(None, map(self._secret_of, names)))


def _told(sentences: tuple[Any, ...], secrets: Collection[str]) -> tuple[Any, ...]:
    """Mask sentences, which quote a part of what was said: of a secret, maybe its beginning."""
    parts = {each[:end] for each in secrets for end in range(min(_LONG, len(each)), len(each) + 1)}
    return tuple(_masked(each, parts) for each in sentences)


def _masked(value: Any, secrets: Collection[str]) -> Any:
    match value:
        case str():
            return masked(value, secrets)
        case tuple():
            return tuple(_masked(each, secrets) for each in value)
        case dict():
            return {name: _masked(each, secrets) for name, each in value.items()}
        case _:
            return value
