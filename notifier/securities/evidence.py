"""What speaks for and against a company being named: one table, with weights and sentences.

A `Candidate`, a place that may name a company, collects signs; their weights add up to its score. A
sign is written into a mention as `key` or `key:detail`, which programs can read and `explain` turns
into English for people.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from typing_extensions import override

from notifier.core.model import Role
from notifier.securities.aliases import Industry
from notifier.securities.hashing import Features
from notifier.securities.passage import Passage
from notifier.securities.priors import Prior

ACCEPT = 1.0
"""A name counts as naming the company from this score on."""

REFUTE = -4.0
"""A sign of this weight or below shows that the words mean something else."""

SETTLED: Final = -8.0
"""And from this weight down what stands around doubtful names is not weighed."""


class Sign(Enum):
    """One kind of evidence: its key, its weight, and the sentence a user reads."""

    # What the name is by itself
    DISTINCT_NAME = "distinct-name", 2.6, "“{}” can only be a name"
    COINED_NAME = "coined-name", 2.0, "“{}” is no word, though a person or a thing may be called so"
    SHORT_NAME = "short-name", 1.2, "“{}” is a name, though a short one"
    LOCAL_NAME = "local-name", 2.0, "“{}” is a name that begins with a place"
    COMPOUND_NAME = "compound-name", 0.0, "“{}” could also be read as a phrase"
    RARE_NAME = "rare-name", 0.5, "“{}” is also a word, though a rare one"
    ORDINARY_NAME = "ordinary-name", 0.0, "“{}” is also an ordinary word"
    ENGLISH_WORD = "english-word", -1.5, "“{}” is also an English word"
    LEGAL_NAME = "legal-name", 5.0, "the registered name “{}” is written out"
    RARE_ENGLISH = "rare-english-word", -0.5, "“{}” is also an English word, though a rare one"
    FIRST_WORD = "first-word", -1.0, "“{}” is only the first word of its name"
    TICKER_NAME = "ticker-name", -1.5, "“{}” is its ticker"
    AMBIGUOUS = "ambiguous", -9.0, "several companies are called “{}”"
    WEAK_NAME = "weak-name", -3.0, "“{}” alone is too vague a name"
    STATUS_NAME = "status-name", 3.0, "the exchange's mark “{}” stands before the name"
    USED_FOR_COMPANY = "used-for-company", 0.0, "who writes “{}” mostly means the company"
    USED_OTHERWISE = "used-otherwise", 0.0, "who writes “{}” mostly means something else"
    BUSINESS = "business", 0.0, "“{}” is a business of this company"
    GROUP = "group", 0.0, "“{}” stands for a group that this company belongs to"

    # What the source itself says
    OWN_CODE = "own-code", 6.0, "its own code {} stands beside the name"
    OTHER_CODE = "other-code", -10.0, "the code of another company, {}, stands beside the name"
    CODE_ONLY = "code", 4.0, "its code {} is written in the text"
    MACHINE_CODE = (
        "inserted-code",
        0.5,
        "an automatically inserted code, {}, stands beside the name",
    )
    MARKUP = "source-markup", 1.0, "the source's own link ties the word to {}"
    TICKER = "ticker", 3.0, "the source lists the article under {}"

    # What stands after the name
    COMPANY_AFTER = "verb", 3.0, "“{}” comes next, as after a company"
    MILD_AFTER = "verb-mild", 1.0, "“{}” comes next, as often after a company"
    MOVES_AFTER = "moves", 3.0, "“{}” comes next, as after a share or an index"
    ACTS_AFTER = "acts", 2.0, "“{}” comes next: it does something to something"
    OWNER = "owner", 2.0, "what follows is said to be its own"
    COLON = "colon", 1.5, "the name stands before a colon at the beginning"
    SECTOR = "sector", -4.0, "it is the name of a sector: “{}”"
    GROUP_AFTER = "group-after", -8.0, "“{}” comes next: that is a parent group"
    FIRM_AFTER = "firm-after", -8.0, "“{}” comes next: that is another company"
    LONGER_NAME = "longer-name", -8.0, "it is part of a longer name, “{}”"

    # What stands before the name
    COMPANY_BEFORE = "before", 2.5, "“{}” stands before it, as before a company"
    TEXT_BEFORE = "text-before", -1.5, "“{}” runs into it"
    PLACE_BEFORE = (
        "place-before",
        -3.0,
        "“{}” stands before it: another company, or the place's own",
    )

    # Around it
    COMPANY_WORDS = "company-words", 0.0, "the words around it, “{}” above all, speak for a company"
    OTHER_WORDS = "other-words", 0.0, "the words around it, “{}” above all, speak against a company"
    BESIDE = "beside", 1.3, "{} is certainly named in the same sentence"
    ELSEWHERE = "elsewhere", -2.5, "elsewhere in the text a longer name, “{}…”, begins with it"
    OTHER_ELSEWHERE = "other-elsewhere", -1.0, "elsewhere in the text “{}” means something else"
    BEGINS = "begins", 0.4, "a clause begins with it"
    TRADITIONAL = (
        "traditional",
        1.2,
        "the text is in Traditional characters, as in Hong Kong",
    )
    NO_BUSINESS = "no-business", -1.0, "the words of the text, “{}” above all, are not of business"
    SPORT = "sport", -4.0, "the sentence is about sport: “{}”"
    AMONG_WORDS = "among-words", -3.0, "it stands in a list beside an ordinary word, “{}”"
    ALONE = "alone", 1.0, "it stands by itself"
    CAPITAL = "capital", 1.5, "it has a capital letter inside a sentence"
    MARKET_TEXT = "market-text", 1.0, "the sentence is about shares and companies: “{}”"
    LISTED = "list", 3.0, "it stands in a list beside {}"
    CROSSED = "crossed", -5.0, "it is cut out of another word, “{}”"
    USED = "used", -4.0, "“{}” tells of one thing that it sold, or of one of its shops"
    WORK_TITLE = "work-title", -9.0, "it is the title of a work, “{}”"
    PLATFORM = "platform", -8.0, "“{}” means the platform, not the company"
    FOOTER = "footer", -9.0, "it stands in a share line or a footer, “{}”"
    OTHER_THING = "other-thing", -4.0, "“{}” is something else"
    NAMESAKE = "namesake", -1.0, "people of whom the news tell are called “{}”, too"
    PERSON = "person", -6.0, "“{}” is a person"
    NO_TICKER = "no-ticker", -8.0, "“{}” is not written as a ticker is"
    LOWER_CASE = "lower-case", -3.0, "it is written like an ordinary word, “{}”"

    # What texts that were read by people tell of such a place
    ABOUT = "about", 0.0, "with words like “{}” texts mostly tell something of the company"
    NOT_ABOUT = "not-about", -1.0, "with words like “{}” texts mostly tell nothing of the company"

    # What it is to the article
    VENUE = "venue", 0.0, "it is only the exchange where something is listed: “{}”"
    SOURCE_OF_REPORT = "source", 3.0, "it is only where the report comes from: “{}”"

    def __init__(self, key: str, weight: float, sentence: str) -> None:
        self.key = key
        self.weight = weight
        self.sentence = sentence


_BY_KEY = {sign.key: sign for sign in Sign}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sign that was found, with the words or the code it was found in."""

    sign: Sign
    detail: str = ""
    learned: float | None = None
    """The weight, where a model gives it: what it says of this very place."""

    @property
    def weight(self) -> float:
        """What it adds to a score."""
        return self.sign.weight if self.learned is None else self.learned

    @override
    def __str__(self) -> str:
        return f"{self.sign.key}:{self.detail}" if self.detail else self.sign.key


_SETTLING = frozenset({Sign.LEGAL_NAME, Sign.OWN_CODE, Sign.CODE_ONLY, Sign.TICKER})


def is_doubtful(evidence: Iterable[str]) -> bool:
    """Return whether a mention may be a mistake, by its evidence as it is stored.

    It is none where a code or the registered name settles it, or the name is nothing but a name and
    nothing speaks against it.
    """
    signs = {_BY_KEY[key] for each in evidence if (key := each.partition(":")[0]) in _BY_KEY}
    if signs & _SETTLING:
        return False
    return Sign.DISTINCT_NAME not in signs or any(sign.weight < 0 for sign in signs)


@dataclass(slots=True)
class Candidate:
    """One occurrence of a name or code."""

    passage: Passage
    start: int
    end: int
    """It is `passage.text[start:end]`."""
    after: int
    """Where the text goes on: behind a code that belongs to the name."""
    issuer: str
    """The symbol of the issuer's primary listing."""
    symbol: str = ""
    """The very security that a code names, where there is one."""
    prior: Prior = Prior.DISTINCT
    industry: Industry | None = None
    """The industry that is quoted in articles about others, where the company is in one."""
    around: Features | None = None
    """What stands around a Chinese name."""
    evidence: list[Evidence] = field(default_factory=list)
    score: float = 0.0

    def add(self, evidence: Evidence) -> None:
        """Add a sign and its weight."""
        self.evidence.append(evidence)
        self.score += evidence.weight

    @property
    def is_coded(self) -> bool:
        """Whether a code stands behind the name."""
        return self.after != self.end

    def has(self, *signs: Sign) -> bool:
        """Return whether one of these signs was found."""
        for found in self.evidence:  # noqa: SIM110  # asked so often that a generator costs a tenth
            if found.sign in signs:
                return True
        return False

    @property
    def is_settled(self) -> bool:
        """Whether a code or its registered name is there."""
        return self.has(*_SETTLING)

    @property
    def is_sure(self) -> bool:
        """Whether the name can mean nothing else, or its code or its registered name is there."""
        return self.prior is Prior.DISTINCT or self.has(*_SETTLING)

    @property
    def sentence(self) -> tuple[Passage, int]:
        """The sentence it stands in."""
        return self.passage, self.passage.sentence(self.start)

    @property
    def name(self) -> str:
        """The name as it is looked for, folded."""
        return self.passage.text[self.start : self.end]

    @property
    def written(self) -> str:
        """The name as the text has it."""
        return self.passage.surface(self.start, self.end)[2]

    @property
    def is_accepted(self) -> bool:
        """Whether the evidence so far is enough; its own code beside a name always is."""
        return self.score >= ACCEPT or self.has(Sign.OWN_CODE)

    @property
    def is_refuted(self) -> bool:
        """Whether something shows that the words mean something else, whatever stands around."""
        return any(found.sign.weight <= REFUTE for found in self.evidence)

    @property
    def role(self) -> Role:
        """What the company is to the article, as far as this place says."""
        is_venue = self.has(Sign.VENUE) and not self.has(Sign.LISTED)
        if is_venue or self.has(Sign.SOURCE_OF_REPORT):
            return Role.SOURCE
        return Role.SUBJECT

    @property
    def rank(self) -> tuple[bool, float]:
        """What makes one candidate a better mention than another: its role, then its score."""
        return self.role is Role.SUBJECT, self.score


def explain(written: str) -> str:
    """Turn evidence as it stands in a mention into an English sentence."""
    key, _, detail = written.partition(":")
    sign = _BY_KEY.get(key)
    return sign.sentence.format(detail) if sign else written
