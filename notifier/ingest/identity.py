"""Under which keys the articles of a reading are known, whatever their source calls them now.

Sources change their habits: all ids are new one day, or change at every reading; an id that was one
article's names another. What is known by its words, its page and its date goes on under the key
that it is stored by, so that nobody is alerted to it twice; what is another article gets a key of
its own, so that nobody misses it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from notifier.core.model import Article, Entry
from notifier.sources.parsing.canonical import canonical_url
from notifier.sources.parsing.identity import (
    Part,
    bare_key,
    is_joined,
    is_same_date,
    is_same_title,
    joined,
    title_words,
)
from notifier.store.articles import identities
from notifier.store.articles.identities import KnownArticles, KnownItem
from notifier.store.engine.database import Connection

_FEW = 3
"""Of fewer entries nobody can say that their source changed its habits."""
_NEARLY_ALL = 0.8
_ALIKE = 0.5
"""Titles that have less of their characters in common are not one, edited."""
_AT_ONCE = 100
_NUMBER = re.compile(r"\d+")


def doubtful(entries: Sequence[Entry], known: Mapping[str, KnownItem]) -> list[Entry]:
    """Return the entries that are new by their keys, or say something else than what is known."""
    return [
        each
        for each in entries
        if (own := known.get(each.key)) is None or _may_be_another(each, own)
    ]


def possible_keys(entries: Iterable[Entry]) -> list[str]:
    """Return the keys by which doubtful entries may be known beside their own."""
    keys = (
        key
        for each in entries
        for key in (bare_key(each.key), *(joined(each, part) for part in Part))
    )
    return list(dict.fromkeys(keys))


def identify(
    entries: Sequence[Entry],
    known: Mapping[str, KnownItem],
    alike: Sequence[KnownItem],
    beside: Collection[str] = (),
) -> list[Entry]:
    """Return the entries of a reading, each under the key that it is known by or gets.

    `known` are stored articles by the entries' own keys; `alike` others of the source, by a
    possible key, by an address of theirs, or simply its latest. `beside` are the keys of what the
    source carries beside the entries.
    """
    own_keys = {*(each.key for each in entries), *beside}
    free = _Free(each for each in alike if each.key not in own_keys)
    stored = {**{each.key: each for each in alike}, **known}
    shared = _shared_addresses([*known.values(), *alike])
    identified = []
    for entry in entries:
        own = known.get(entry.key)
        if own is None:
            key = _known_as(entry, free, shared)
        elif _is_another(entry, own, shared):
            key = _key_of_another(entry, stored)
        else:
            key = entry.key
        free.take(key)
        identified.append(replace(entry, key=key))
    return _after_a_change_of_habit(identified, stored, free, beside)


class _Free:
    """Stored articles that no entry of the reading is known by yet."""

    def __init__(self, items: Iterable[KnownItem]) -> None:
        self._by_key = {each.key: each for each in items}
        self._by_words: defaultdict[str, list[KnownItem]] = defaultdict(list)
        for each in self._by_key.values():
            self._by_words[title_words(each.title)].append(each)

    def named(self, entry: Entry) -> Iterator[KnownItem]:
        """Yield those that have an entry's title."""
        for each in self._by_words.get(title_words(entry.title), ()):
            if each.key in self._by_key:
                yield each

    def take(self, key: str) -> None:
        """Note that an entry is known by a key."""
        self._by_key.pop(key, None)


def _known_as(entry: Entry, free: _Free, shared: Collection[str]) -> str:
    """Return the key of the stored article that a new key stands for, else the key itself."""
    address, keys = canonical_url(entry.url), possible_keys([entry])
    for each in free.named(entry):
        # A page that has many articles, or no page, leaves only the date to tell them apart.
        is_of_one_page = address is not None and address not in shared
        is_same = each.key in keys or each.address == address
        if is_same and (is_same_date(entry.published, each.published) or is_of_one_page):
            return each.key
    return entry.key


def _may_be_another(entry: Entry, own: KnownItem) -> bool:
    if is_same_title(entry.title, own.title):
        return is_joined(own.key) and not is_same_date(entry.published, own.published)
    return True


def _is_another(entry: Entry, own: KnownItem, shared: Collection[str]) -> bool:
    """Return whether an entry is another article than the one that has its key."""
    if not _may_be_another(entry, own):
        return False
    address = canonical_url(entry.url)
    if is_same_title(entry.title, own.title):
        return own.key == joined(entry, Part.TITLE)
    if address == own.address:
        return address in shared and not _is_like(entry.title, own.title)
    if entry.published and own.published and is_same_date(entry.published, own.published):
        return False
    numbers = _NUMBER.findall(address or "") != _NUMBER.findall(own.address or "")
    return numbers or not _is_like(entry.title, own.title)


def _key_of_another(entry: Entry, stored: Mapping[str, KnownItem]) -> str:
    words = title_words(entry.title)
    for part in Part:
        key = joined(entry, part)
        there = stored.get(key)
        if there is None:
            return key
        if title_words(there.title) == words and is_same_date(entry.published, there.published):
            return key
    return joined(entry, Part.DATE)


def _after_a_change_of_habit(
    entries: list[Entry], stored: Collection[str], free: _Free, beside: Collection[str]
) -> list[Entry]:
    """Return the entries, where nearly all are new by key but not by content, by their old keys."""
    new = [each for each in entries if each.key not in stored]
    all_new = len(new) + sum(key not in stored for key in beside)
    if all_new < max(_FEW, _NEARLY_ALL * (len(entries) + len(beside))):
        return entries
    found: dict[str, str] = {}
    for entry in new:
        for each in free.named(entry):
            if is_same_date(entry.published, each.published):
                found[entry.key] = each.key
                free.take(each.key)
                break
    if 2 * len(found) < len(new):
        return entries
    return [replace(each, key=found.get(each.key, each.key)) for each in entries]


def _shared_addresses(items: Iterable[KnownItem]) -> frozenset[str]:
    """Return the addresses that have several articles of the source."""
    titles: dict[str, set[str]] = {}
    for each in items:
        if each.address is not None:
            titles.setdefault(each.address, set()).add(each.title)
    return frozenset(
        address
        for address, found in titles.items()
        if len(found) > 1 and len(set(map(title_words, found))) > 1
    )


def _is_like(one: str, other: str) -> bool:
    return SequenceMatcher(None, title_words(one), title_words(other)).ratio() >= _ALIKE


@dataclass(frozen=True, slots=True)
class Identified:
    """The entries of a reading, each under the key that it goes by, and what is known of them."""

    entries: Sequence[Entry]
    stored: Mapping[str, Article]
    """The articles that are stored, by the keys of the entries and of what is carried."""
    deleted: frozenset[str]
    """The keys of articles that were deleted for their age."""
    renamed: Mapping[str, str]
    """The new keys of stored articles that their source names anew, by the keys stored."""
    keys: Mapping[str, str]
    """The keys that the entries go by, by those that they came with."""

    def listed(self, keys: Sequence[str]) -> list[str]:
        """Return the keys that entries go by, in their order, by those that they came with."""
        return [self.keys.get(each, each) for each in keys]


async def read_known(
    connection: Connection, source: str, entries: Sequence[Entry], carried: Sequence[str] = ()
) -> Identified:
    """Read what is known of the entries of a source, under whatever keys; raises StoreError.

    `carried` are the keys of all that the source carries, where entries are not all.
    """
    asked = dict.fromkeys([*(each.key for each in entries), *carried])
    known = await _known(connection, source, list(asked))
    there = [each for each in entries if each.key not in known.deleted]
    items = {key: _item(each) for key, each in known.stored.items()}
    doubted = doubtful(there, items)
    if not doubted:
        return Identified(entries, known.stored, known.deleted, {}, {})
    addresses = {canonical_url(each.url) for each in doubted}
    alike = await identities.alike(
        connection, source, possible_keys(doubted), sorted(filter(None, addresses))
    )
    if None in addresses or len(doubted) >= _NEARLY_ALL * len(there):
        alike = [*alike, *await identities.latest(connection, source)]
    beside = {*carried} - {each.key for each in entries} - known.deleted
    identified = identify(there, items, alike, beside)
    others = {each.key for each in identified} - asked.keys()
    more = await _known(connection, source, sorted(others))
    stored = {**known.stored, **more.stored}
    renamed = {}
    named: dict[str, Entry] = {}
    keys: dict[str, str] = {}
    for before, after in zip(there, identified, strict=True):
        # What is told by its parts is known again by them; what is named anew, by its new name.
        is_renamed = after.key in more.stored and bare_key(before.key) != bare_key(after.key)
        if is_renamed:
            renamed[after.key] = before.key
            stored[before.key] = replace(stored.pop(after.key), key=before.key)
        kept = before if is_renamed else after
        named.setdefault(kept.key, kept)
        keys[before.key] = kept.key
    return Identified(list(named.values()), stored, known.deleted | more.deleted, renamed, keys)


async def _known(connection: Connection, source: str, keys: Sequence[str]) -> KnownArticles:
    stored: dict[str, Article] = {}
    deleted: set[str] = set()
    for start in range(0, len(keys), _AT_ONCE):
        found = await identities.known(connection, source, keys[start : start + _AT_ONCE])
        stored |= found.stored
        deleted |= found.deleted
    return KnownArticles(stored, frozenset(deleted))


def _item(article: Article) -> KnownItem:
    return KnownItem(article.key, article.title, canonical_url(article.url), article.published_at)
