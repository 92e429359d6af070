"""A place in a document that may name a company, and what has been found for and against it."""

from __future__ import annotations

from dataclasses import dataclass, field

from notifier.core.model import Role
from notifier.securities.evidence import ACCEPT, REFUTE, Evidence, Sign
from notifier.securities.passage import Passage
from notifier.securities.priors import Prior


@dataclass(slots=True)
class Candidate:
    """One occurrence of a name or code: passage.text[start:end], the text going on at `after`."""

    passage: Passage
    start: int
    end: int
    after: int
    issuer: str
    symbol: str = ""
    """The very security that a code names, where there is one."""
    prior: Prior = Prior.DISTINCT
    evidence: list[Evidence] = field(default_factory=list)
    score: float = 0.0

    def add(self, evidence: Evidence) -> None:
        """Note a sign and count its weight."""
        self.evidence.append(evidence)
        self.score += evidence.sign.weight

    @property
    def is_coded(self) -> bool:
        """Whether a code stands behind the name."""
        return self.after != self.end

    def has(self, *signs: Sign) -> bool:
        """Say whether one of these signs was found."""
        return any(found.sign in signs for found in self.evidence)

    @property
    def is_accepted(self) -> bool:
        """Whether the evidence so far is enough."""
        return self.score >= ACCEPT

    @property
    def is_refuted(self) -> bool:
        """Whether something shows that the words mean something else, whatever stands around."""
        return any(found.sign.weight <= REFUTE for found in self.evidence)

    @property
    def role(self) -> Role:
        """What the company is to the article, as far as this place says."""
        if self.has(Sign.SOURCE_OF_REPORT, Sign.VENUE):
            return Role.SOURCE
        return Role.SUBJECT

    @property
    def rank(self) -> tuple[bool, float]:
        """What makes one candidate a better mention than another: its role, then its score."""
        return self.role is Role.SUBJECT, self.score
