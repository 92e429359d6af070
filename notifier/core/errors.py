"""Every error of our own, drawn as a tree.

NotifierError
├── SettingsError            config files or environment; carries every problem at once
├── StoreError               the database cannot serve
│   ├── StoreBusyError       another process holds it
│   ├── StoreFullError       its disk has no room
│   ├── StoreDamagedError    its file is damaged
│   └── SchemaError          its schema is of another version than this program
├── SourceError              one source's failure; a value in the pipeline, never fatal
│   ├── FetchError           no usable answer came back
│   └── ParseError           an answer came back and cannot be read
├── QueryError               a query that cannot be read; says where and how to mend it
├── SecuritiesError          a securities file that cannot be taken
├── ChatError                Telegram cannot be reached or refuses this bot
├── NotSentError             a request that certainly never left: why Telegram's answer is missing
├── LaunchDataRefused        who opened the Mini App is not known for certain
└── WebError                 the web server cannot start

Messages are written for the person who has to act on them: what is wrong, where, what to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from typing_extensions import override


class NotifierError(Exception):
    """The root: whatever goes wrong in a way we foresaw."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in the settings: where it stands, and what to do."""

    where: str
    message: str

    @override
    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


class SettingsError(NotifierError):
    """The settings cannot be used; `problems` lists everything that is wrong with them."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class StoreError(NotifierError):
    """The database cannot be opened or used."""


class StoreBusyError(StoreError):
    """Another process holds the database and did not let go in time."""


class StoreFullError(StoreError):
    """There is no room for more; what is stored stays, and work goes on when there is room."""


class StoreDamagedError(StoreError):
    """The database's file is damaged: a backup must be restored."""


class SchemaError(StoreError):
    """The database is older or newer than this version, or is not one of ours."""


class SourceError(NotifierError):
    """A source could not be read this time; it is polled again later."""


class FetchError(SourceError):
    """No usable answer came from a source's server."""

    def __init__(
        self, message: str, *, retry_after: float | None = None, status: int | None = None
    ) -> None:
        self.retry_after = retry_after
        """Seconds the server asked us to wait, when it said so."""
        self.status = status
        """The HTTP status of an answer that is no success."""
        super().__init__(message)


class ParseError(SourceError):
    """A source's answer is not what its kind promises."""


class QueryError(NotifierError):
    """A query cannot be read.

    `position` counts characters from 0 in `text`, the query as it was typed; `repair` is a query
    that would be accepted and is probably what was meant, or None. `key` and `about` say the reason
    in a form that can be translated.
    """

    def __init__(
        self,
        reason: str,
        *,
        text: str,
        position: int,
        repair: str | None = None,
        key: str = "",
        about: str = "",
    ) -> None:
        self.reason = reason
        self.text = text
        self.key = key
        self.about = about
        self.position = position
        self.repair = repair
        super().__init__(f"{reason} (at character {position + 1})")


class SecuritiesError(NotifierError):
    """A list of securities cannot be taken; the one in use stays."""


class ChatError(NotifierError):
    """Telegram cannot be reached, or does not accept this bot."""


class NotSentError(NotifierError):
    """A request to Telegram never left, so that sending it again repeats nothing.

    It is the cause of the library's error where that is certain.
    """


class LaunchDataRefused(NotifierError):  # noqa: N818 - an answer to who asks, not a fault
    """What a Mini App was opened with is forged, damaged or too old; `reason` says which."""

    def __init__(self, message: str, *, reason: Literal["forged", "stale"]) -> None:
        self.reason = reason
        super().__init__(message)


class WebError(NotifierError):
    """The web server cannot start."""
