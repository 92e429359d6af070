"""How prominent a company is in an article: who it is about, and who is only named on the way.

Articles of some sentences name rivals, customers and owners beside the companies of which they
tell. The sentence of such a name does not always show it; that the headline names another company,
and that this one comes once and late, does. (Entity salience, as the field calls it.)
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

from notifier.core.model import Field
from notifier.securities.evidence import Candidate
from notifier.securities.passage import Passage
from notifier.securities.sentences import Sentences

_LENGTHS: Final = (25, 60, 150, 300, 600)
_SENTENCES: Final = (1, 2, 3, 5)
"""The numbers of sentences from which on a place is told apart as later."""

_MOST: Final = 3
"""Places, or companies: more count as so many."""

_MOST_COMPANIES: Final = 4
_TITLE: Final = "T"


class Salience:
    """What all names of a document tell of how prominent each is."""

    def __init__(self, named: list[Candidate], sentences: Sentences) -> None:
        """Take every name of a document, as the rules have weighed it."""
        self._sentences = sentences
        self._names = Counter((found.passage.field, found.name) for found in named)
        self._places = Counter(found.issuer for found in named)
        self._fields: defaultdict[str, set[Field]] = defaultdict(set)
        self._last: Counter[Passage] = Counter()
        self._beside: defaultdict[tuple[Passage, int], dict[str, int]] = defaultdict(dict)
        self._first: dict[Passage, int] = {}
        self._accepted: set[str] = set()
        self._titled: set[str] = set()
        for found in sorted(named, key=lambda found: found.start):
            passage, number = found.passage, sentences.number(found)
            self._fields[found.issuer].add(passage.field)
            self._last[passage] = number
            if found.is_accepted:
                self._accepted.add(found.issuer)
                self._first.setdefault(passage, found.start)
                self._beside[passage, number].setdefault(found.issuer, found.start)
                if passage.field is Field.TITLE:
                    self._titled.add(found.issuer)
        length = sum(len(passage.text) for passage in self._last)
        self._size = sum(length >= each for each in _LENGTHS)

    def is_first(self, found: Candidate) -> bool:
        """Return whether no company is named before in the passage."""
        return found.start <= self._first.get(found.passage, found.start)

    def features(self, found: Candidate) -> Iterator[str]:
        """Yield what tells how prominent a name is, each behind a letter for its kind."""
        passage, issuer = found.passage, found.issuer
        field, number = passage.field, self._sentences.number(found)
        in_title = issuer in self._titled
        titled = min(_MOST, len(self._titled - {issuer}))
        places = min(_MOST, self._places[issuer])
        late = _TITLE if field is Field.TITLE else sum(number >= each for each in _SENTENCES)
        ends = number == self._last[passage] > 0
        others = self._beside[passage, number].items()
        starts = [start for each, start in others if each != issuer]
        beside = min(_MOST, len(starts))
        leads = all(found.start < start for start in starts)
        yield f"N{min(_MOST, self._names[field, found.name])}"
        yield f"O{min(_MOST_COMPANIES, len(self._accepted - {issuer}))}"
        yield f"T{self._size}"
        yield f"Y{len(self._fields[issuer])}{field}"
        yield f"Ma{self._size}{in_title:d}{places}"
        yield f"Mb{titled}{in_title:d}{places}{field}"
        yield f"Mc{late}{in_title:d}{ends:d}"
        yield f"Md{late}{places}{titled > 0:d}"
        yield f"Me{beside}{leads:d}{field}"
        yield f"Mf{beside}{leads:d}{in_title:d}{places}"
        yield f"Mg{late}{leads:d}"
