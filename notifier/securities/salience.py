"""How prominent a company is in an article: who it is about, and who is only named on the way.

Articles of some sentences name rivals, customers and owners beside the companies of which they
tell. The sentence of such a name does not always show it; that the headline names another company,
and that this one comes once and late, does. (Entity salience, as the field calls it.)
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final, NamedTuple

from notifier.core.model import Field
from notifier.securities.evidence import Candidate
from notifier.securities.passage import Passage
from notifier.securities.sentences import Sentences
from notifier.securities.syntax import Tie, tie, words_between

_LENGTHS: Final = (25, 60, 150, 300, 600)
_SENTENCES: Final = (1, 2, 3, 5)
"""The numbers of sentences from which on a place is told apart as later."""

_MOST: Final = 3
"""Places, or companies: more count as so many."""

_MOST_COMPANIES: Final = 4
_MOST_LEADING: Final = 2
_SHARES: Final = 4
"""The steps in which a company's places are counted beside those of the one named oftenest."""

_STEP: Final = 12
_FAR: Final = 60
_FAR_OFF: Final = 9
"""How far apart two companies are: in steps of characters, and beyond them this."""

_TITLE: Final = "T"


class _Place(NamedTuple):
    """A place where a company is named."""

    start: int
    after: int
    issuer: str
    passage: Passage
    sentence: int
    tie: Tie
    is_chinese: bool


class Salience:
    """What all names of a document tell of how prominent each is."""

    def __init__(self, named: list[Candidate], sentences: Sentences) -> None:
        """Take every name of a document, as the rules have weighed it."""
        self._names = Counter((found.passage.field, found.name) for found in named)
        self._places: defaultdict[str, list[_Place]] = defaultdict(list)
        self._beside: defaultdict[tuple[Passage, int], list[_Place]] = defaultdict(list)
        self._last: Counter[Passage] = Counter()
        self._first: dict[Passage, int] = {}
        self._accepted: set[str] = set()
        self._titled: set[str] = set()
        for found in sorted(named, key=lambda found: found.start):
            place = _place(found, sentences)
            passage = found.passage
            self._places[found.issuer].append(place)
            self._last[passage] = place.sentence
            if found.is_accepted:
                self._accepted.add(found.issuer)
                self._first.setdefault(passage, found.start)
                self._beside[passage, place.sentence].append(place)
                if passage.field is Field.TITLE:
                    self._titled.add(found.issuer)
        self._most = max(map(len, self._places.values()), default=1)
        length = sum(len(passage.text) for passage in self._last)
        self._size = sum(length >= each for each in _LENGTHS)

    def is_first(self, found: Candidate) -> bool:
        """Return whether no company is named before in the passage."""
        return found.start <= self._first.get(found.passage, found.start)

    def features(self, found: Candidate) -> Iterator[str]:
        """Yield what tells how prominent a name is, each behind a letter for its kind."""
        passage, issuer = found.passage, found.issuer
        own = self._places[issuer]
        place = next(each for each in own if each.passage is passage and each.start == found.start)
        field, number = passage.field, place.sentence
        in_title = issuer in self._titled
        titled = min(_MOST, len(self._titled - {issuer}))
        places = min(_MOST, len(own))
        late = _TITLE if field is Field.TITLE else sum(number >= each for each in _SENTENCES)
        ends = number == self._last[passage] > 0
        others = [each for each in self._beside[passage, number] if each.issuer != issuer]
        beside = min(_MOST, len({each.issuer for each in others}))
        leads = self._leads(place)
        yield f"N{min(_MOST, self._names[field, found.name])}"
        yield f"O{min(_MOST_COMPANIES, len(self._accepted - {issuer}))}"
        yield f"T{self._size}"
        yield f"Y{len({each.passage.field for each in own})}{field}"
        yield f"Ma{self._size}{in_title:d}{places}"
        yield f"Mb{titled}{in_title:d}{places}{field}"
        yield f"Mc{late}{in_title:d}{ends:d}"
        yield f"Md{late}{places}{titled > 0:d}"
        yield f"Me{beside}{leads:d}{field}"
        yield f"Mf{beside}{leads:d}{in_title:d}{places}"
        yield f"Mg{late}{leads:d}"
        link, far, _ = place.tie
        headline = [each.start < found.start for each in others if each.issuer in self._titled]
        yield f"Sa{link}{far}|{late}{places}"
        yield f"Sb{link}|{any(headline):d}{bool(headline):d}{in_title:d}"
        yield from self._of_all_places(place, titled=titled > 0, in_title=in_title)
        yield from self._of_neighbours(place, others, in_title=in_title)

    def _leads(self, place: _Place) -> bool:
        """Return whether no other company is named before in the sentence."""
        beside = self._beside[place.passage, place.sentence]
        first = next((each for each in beside if each.issuer != place.issuer), None)
        return first is None or place.start < first.start

    def _of_all_places(self, place: _Place, *, titled: bool, in_title: bool) -> Iterator[str]:
        """Yield what all places of a company tell: how many lead, what ties the others."""
        own = self._places[place.issuer]
        is_title = place.passage.field is Field.TITLE
        count = min(_MOST, len(own))
        leading = min(_MOST_LEADING, sum(map(self._leads, own)))
        first = min((each.passage.field is not Field.TITLE, each.sentence) for each in own)
        share = len(own) * _SHARES // self._most
        yield f"Pl{leading}{count}"
        yield f"Pf{first[0]:d}{min(_MOST_COMPANIES, first[1])}{count}"
        yield f"Ps{share}{count}{titled:d}"
        yield f"Px{share}{in_title:d}{is_title:d}"
        yield f"Pc{any(each.tie.begins for each in own):d}{is_title:d}{count}"
        for other in own:
            if other is not place:
                yield f"Pb{other.tie.follows}"
                yield f"Pk{other.tie.link}"

    def _of_neighbours(
        self, place: _Place, others: list[_Place], *, in_title: bool
    ) -> Iterator[str]:
        """Yield what stands between a company and those beside it in the sentence."""
        text = place.passage.text
        before = [each for each in others if each.after <= place.start][-1:]
        behind = [each for each in others if each.start >= place.after][:1]
        for other, side in (*((each, "<") for each in before), *((each, ">") for each in behind)):
            start, end = min(place.after, other.after), max(place.start, other.start)
            apart = (end - start) // _STEP if end - start < _FAR else _FAR_OFF
            yield f"B{side}{other.issuer in self._titled:d}{in_title:d}{apart}"
            for words in words_between(text[start:end], side, is_chinese=place.is_chinese):
                yield f"B{side}{words}"


def _place(found: Candidate, sentences: Sentences) -> _Place:
    passage, start, after = found.passage, found.start, found.after
    is_chinese = found.around is not None or passage.is_chinese_at(start, after)
    tied = tie(passage.text, sentences.start(found), start, after, is_chinese=is_chinese)
    return _Place(start, after, found.issuer, passage, sentences.number(found), tied, is_chinese)
