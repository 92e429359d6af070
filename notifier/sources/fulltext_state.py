"""Which articles of a source are known, and of which the page is still to be fetched.

It is part of the source's state, as text: of each article twelve characters for its key, eight for
its headline, and one that counts how often its page failed, or `-` where the page is done.
"""

from __future__ import annotations

import hashlib
import re

from notifier.core.document import plain_text
from notifier.core.model import Entry
from notifier.sources.parsing.identity import without_counters

_MOST_FAILURES = 3
_MOST_ARTICLES = 1000
_MOST_TEXTS = 200
_DONE = "-"
_TEXT = re.compile(r"([0-9a-f]{12})([0-9a-f]{8})")
_LINE = re.compile(r"([0-9a-f]{12})([0-9a-f]{8}[0-9-])")


class FullTextState:
    """Known articles from one reading to the next; one with another headline is new."""

    def __init__(self, text: str | None) -> None:
        self.is_first_reading = text is None
        self._known = dict(_LINE.findall(text or ""))
        self._listed: dict[str, str] = {}

    @property
    def is_waiting(self) -> bool:
        """Whether there are articles whose page is still to be fetched."""
        return any(not line.endswith(_DONE) for line in self._known.values())

    def knows(self, entry: Entry) -> bool:
        """Return whether an article of this key is known, whatever its headline."""
        return _digest(entry.key, 12) in self._known

    def wants_page(self, entry: Entry) -> bool:
        """Return whether the page of an article is still to be fetched."""
        return self._known.get(_digest(entry.key, 12)) != _headline(entry) + _DONE

    def mark_done(self, entry: Entry) -> None:
        """Note that an article's page is not fetched any more."""
        self._listed[_digest(entry.key, 12)] = _headline(entry) + _DONE

    def postpone(self, entry: Entry, *, failed: bool) -> bool:
        """Note that an article's page was not read; return whether it is tried again."""
        headline = _headline(entry)
        before = self._known.get(_digest(entry.key, 12), "")
        failures = int(before[-1]) if before.startswith(headline) else 0
        failures += failed
        # What a first reading finds is old; nobody waits for its text.
        if self.is_first_reading or failures >= _MOST_FAILURES:
            self.mark_done(entry)
            return False
        self._listed[_digest(entry.key, 12)] = f"{headline}{failures}"
        return True

    def dump(self) -> str:
        """Return the state as text; pages of articles that are no longer listed are done."""
        gone = {
            name: line[:-1] + _DONE
            for name, line in self._known.items()
            if name not in self._listed
        }
        lines = [name + line for name, line in (gone | self._listed).items()]
        return "".join(lines[-_MOST_ARTICLES:])


class KnownTexts:
    """Of which headline each page's text was: one that pages of several have is nobody's.

    It is part of the source's state, as text: of each page twelve characters for its text, and
    eight for the headline.
    """

    def __init__(self, text: str | None) -> None:
        self._of: dict[str, set[str]] = {}
        for words, headline in _TEXT.findall(text or ""):
            self._of.setdefault(words, set()).add(headline)
        self._shared_before = {words for words, of in self._of.items() if len(of) > 1}

    def add(self, entry: Entry) -> None:
        """Note the text of an article's page."""
        words = _digest(plain_text(entry.body), 12)
        self._of.setdefault(words, set()).add(_headline(entry))

    def is_shared(self, entry: Entry) -> bool:
        """Return whether pages of several headlines have an article's text."""
        return len(self._of.get(_digest(plain_text(entry.body), 12), ())) > 1

    def was_taken_from(self, entry: Entry) -> bool:
        """Return whether an article's page had a text that is only now found with others too."""
        headline = _headline(entry)
        return any(
            headline in of and len(of) > 1 and words not in self._shared_before
            for words, of in self._of.items()
        )

    def dump(self) -> str:
        """Return the state as text."""
        lines = [words + each for words, of in self._of.items() for each in sorted(of)[:2]]
        return "".join(lines[-_MOST_TEXTS:])


def _headline(entry: Entry) -> str:
    """Return a headline as it is kept; another count of readers makes it no other."""
    return _digest(without_counters(entry.title), 8)


def _digest(text: str, length: int) -> str:
    return hashlib.blake2s(text.encode(errors="replace")).hexdigest()[:length]
