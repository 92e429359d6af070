"""Which of a source's articles were met before, and what is still wanted of their pages.

It travels in the source's state, as text: of each article twelve characters for its key, eight for
its headline, and one that counts how often its page failed, `-` where nothing is wanted any more.
"""

from __future__ import annotations

import hashlib
import re

from notifier.core.model import Entry

_MOST_FAILURES = 3
_MOST_ARTICLES = 1000
_DONE = "-"
_LINE = re.compile(r"([0-9a-f]{12})([0-9a-f]{8}[0-9-])")


class Ledger:
    """Remembers articles from one reading to the next; an article with another headline is new."""

    def __init__(self, text: str | None) -> None:
        self.is_new = text is None
        """Whether this is the source's first reading."""
        self._known = dict(_LINE.findall(text or ""))
        self._met: dict[str, str] = {}

    @property
    def is_waiting(self) -> bool:
        """Whether there are articles whose page is still to be had."""
        return any(not line.endswith(_DONE) for line in self._known.values())

    def knows(self, entry: Entry) -> bool:
        """Tell whether an article of this key was met, whatever its headline."""
        return _digest(entry.key, 12) in self._known

    def wants(self, entry: Entry) -> bool:
        """Tell whether the page of an article is still to be read."""
        return self._known.get(_digest(entry.key, 12)) != _digest(entry.title, 8) + _DONE

    def settle(self, entry: Entry) -> None:
        """Note that nothing more is wanted of an article's page."""
        self._met[_digest(entry.key, 12)] = _digest(entry.title, 8) + _DONE

    def put_off(self, entry: Entry, *, failed: bool) -> bool:
        """Note that an article's page was not read; return whether it will be tried again."""
        headline = _digest(entry.title, 8)
        before = self._known.get(_digest(entry.key, 12), "")
        failures = int(before[-1]) if before.startswith(headline) else 0
        failures += failed
        # What a first reading finds is old; nobody waits for the rest of it.
        if self.is_new or failures >= _MOST_FAILURES:
            self.settle(entry)
            return False
        self._met[_digest(entry.key, 12)] = f"{headline}{failures}"
        return True

    def text(self) -> str:
        """Return what to remember; nothing is wanted of articles that are listed no more."""
        gone = {
            name: line[:-1] + _DONE for name, line in self._known.items() if name not in self._met
        }
        lines = [name + line for name, line in (gone | self._met).items()]
        return "".join(lines[-_MOST_ARTICLES:])


def _digest(text: str, length: int) -> str:
    return hashlib.blake2s(text.encode(errors="replace")).hexdigest()[:length]
