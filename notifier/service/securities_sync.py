"""Refreshing the directory of securities from the exchanges' and the SEC's own lists.

Each list is fetched, read and judged by itself: one that is out of reach, unreadable or shrunken is
told and changes nothing, and the others are taken.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from notifier.core.clock import Clock
from notifier.core.errors import SecuritiesError, SourceError
from notifier.core.log import get_logger
from notifier.core.model import Security
from notifier.securities import exchange_lists, merging
from notifier.service.settings import Settings
from notifier.service.settings_checks import names_contact
from notifier.sources.http.client import Fetcher, NotModified
from notifier.store.engine import jobs
from notifier.store.engine.database import Store
from notifier.store.sources import securities
from notifier.subscriptions.rules import Rules

log = get_logger(__name__)

_AFTER_FAILURE = timedelta(hours=1)
"""When a refresh is tried again that failed, or whose process was killed at it."""


class NoContactError(SourceError):
    """The SEC's list is not asked for: no e-mail address is set."""


@dataclass(frozen=True, slots=True)
class OfficialLists:
    """The addresses of the lists."""

    cninfo: str
    hkex: str
    hkex_english: str
    hkex_types: str
    sec: str
    contact: str
    """An e-mail address, without which the SEC answers 403."""


def official_lists(settings: Settings) -> OfficialLists:
    """Return where the official lists of securities are."""
    where = settings.securities
    return OfficialLists(
        cninfo=where.cninfo_url,
        hkex=where.hkex_url,
        hkex_english=where.hkex_english_url,
        hkex_types=where.hkex_types_url,
        sec=where.sec_url,
        contact=settings.fetch.contact,
    )


@dataclass(frozen=True, slots=True)
class ListOutcome:
    """What became of one list."""

    name: str
    listed: int = 0
    """How many securities it has."""
    changed: int = 0
    """How many of them are new or changed."""
    problem: str | None = None
    """Why the list was not taken."""
    is_asked_for: bool = True
    """Whether it was tried; what is not asked for today will not be in an hour."""


async def sync(
    store: Store, known: Sequence[Security], fetcher: Fetcher, lists: OfficialLists
) -> list[ListOutcome]:
    """Take over what is new in the official lists; raises StoreError.

    `known` is what is listed officially, without an operator's imports. A security that is no
    longer listed stays known, because articles go on naming it.
    """
    readers: Mapping[str, Callable[[], Awaitable[list[Security]]]] = {
        exchange_lists.CNINFO: lambda: _mainland(fetcher, lists),
        exchange_lists.HKEX: lambda: _hong_kong(fetcher, lists),
        exchange_lists.SEC: lambda: _united_states(fetcher, lists),
    }
    outcomes = []
    for name, read in readers.items():
        try:
            listed = await read()
            changed = _changed(known, merging.merge(known, listed, name))
        except NoContactError as error:
            log.warning("list_not_asked_for", list=name, problem=str(error))
            outcomes.append(ListOutcome(name, problem=str(error), is_asked_for=False))
            continue
        except (SourceError, SecuritiesError) as error:
            log.warning("list_not_taken", list=name, problem=str(error))
            outcomes.append(ListOutcome(name, problem=str(error)))
            continue
        if changed:
            async with store.write() as connection:
                await securities.put(connection, changed)
            log.info("list_taken", list=name, listed=len(listed), changed=len(changed))
        outcomes.append(ListOutcome(name, len(listed), len(changed)))
    return outcomes


class Syncer:
    """Keeps a running service's directory fresh: one process of several, once in a while."""

    def __init__(
        self,
        store: Store,
        rules: Rules,
        fetcher: Fetcher,
        lists: OfficialLists,
        clock: Clock,
    ) -> None:
        self._store = store
        self._rules = rules
        self._fetcher = fetcher
        self._lists = lists
        self._clock = clock

    async def run_once(self, every: timedelta) -> None:
        """Refresh where nobody has for as long as `every`; sooner again where a list failed."""
        name, soon = jobs.SECURITIES_SYNC, min(every, _AFTER_FAILURE)
        async with self._store.write() as connection:
            now = self._clock()
            if not await jobs.claim(connection, name, now, every=every, retry=soon):
                return
        outcomes = await sync(self._store, self._rules.listed, self._fetcher, self._lists)
        again_in = soon if any(map(_has_failed, outcomes)) else every
        async with self._store.write() as connection:
            await jobs.put_off(connection, name, self._clock() + again_in)


def _has_failed(outcome: ListOutcome) -> bool:
    return outcome.problem is not None and outcome.is_asked_for


def _changed(known: Sequence[Security], merged: Sequence[Security]) -> list[Security]:
    before = {security.symbol: security for security in known}
    return [security for security in merged if before.get(security.symbol) != security]


async def _mainland(fetcher: Fetcher, lists: OfficialLists) -> list[Security]:
    return exchange_lists.parse_cninfo(await _get(fetcher, lists.cninfo))


async def _hong_kong(fetcher: Fetcher, lists: OfficialLists) -> list[Security]:
    return exchange_lists.parse_hkex(
        await _get(fetcher, lists.hkex),
        await _get(fetcher, lists.hkex_english),
        await _get(fetcher, lists.hkex_types),
    )


async def _united_states(fetcher: Fetcher, lists: OfficialLists) -> list[Security]:
    if not names_contact(lists.contact):
        raise NoContactError(
            "the SEC answers only to programs that name an e-mail address; set "
            "NOTIFIER_FETCH_CONTACT to yours"
        )
    # Seen to be refused with a URL or brackets in it.
    agent = {"User-Agent": f"notifier {lists.contact}"}
    return exchange_lists.parse_sec(await _get(fetcher, lists.sec, agent))


async def _get(fetcher: Fetcher, url: str, headers: Mapping[str, str] | None = None) -> bytes:
    answer = await fetcher.get(url, headers=headers)
    if isinstance(answer, NotModified):
        raise SourceError(f"{url} answered that nothing changed, though it was not asked that")
    return answer.body
