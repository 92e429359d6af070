"""What is to be stored of an article, and who is told: decided from what was found in it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from notifier.core.document import plain_text
from notifier.core.model import Article, Document, Entry, Match, ReasonKind
from notifier.ingest.story_assignment import NewArticle, StoryAssignment
from notifier.sources.config import SourceConfig
from notifier.sources.parsing.canonical import canonical_url
from notifier.sources.parsing.cleaning import clean
from notifier.sources.parsing.identity import is_same_title, text_words
from notifier.store.articles.save import DecidedArticle, PlannedAlerts
from notifier.subscriptions.rules import Findings

_NEVER = datetime.min.replace(tzinfo=UTC)
_SKEW = timedelta(minutes=10)
"""By how much the clocks of servers differ."""
_LAST = datetime.max.replace(tzinfo=UTC)
_MANY = 3
"""So many articles of one list share no picture that is of one of them."""


@dataclass(frozen=True, slots=True)
class Change:
    """An entry that is new, or says something else than what is stored of it."""

    entry: Entry
    stored: Article | None = None
    is_old: bool = False
    """Whether it is new only to us."""


@dataclass(frozen=True, slots=True)
class Analysed:
    """A change, and all that can be said of it without the database."""

    entry: Entry
    stored: Article | None
    document: Document
    findings: Findings
    facts: NewArticle
    held_before: frozenset[int]
    """The queries that hold for what is stored."""
    is_old: bool = False
    """Whether it is new only to us."""


def decide(
    source: SourceConfig, analysed: Analysed, story: StoryAssignment, first: bool, now: datetime
) -> DecidedArticle:
    """Return what is to be stored of an article.

    An edit alerts those whose query holds only since then, whenever they subscribed: what it says
    now is news. One that was withdrawn and is back is taken for edited too.
    """
    entry, stored, findings = analysed.entry, analysed.stored, analysed.findings
    held = [each.query_id for each in findings.matches]
    urgent_for = [each.query_id for each in findings.matches if _is_urgent(entry, each)]
    alerts: PlannedAlerts | None = None
    if stored is not None:
        story_changed = entry.title != stored.title or stored.withdrawn_at is not None
        if not _too_old(entry, source, now):
            since = [each for each in held if each not in analysed.held_before]
            alerts = PlannedAlerts(since, urgent_for=urgent_for)
    else:
        story_changed = not story.is_new
        if first:
            alerts = PlannedAlerts(held, _came_out(entry, now), urgent_for)
        elif not analysed.is_old and not _too_old(entry, source, now):
            alerts = PlannedAlerts(held, urgent_for=urgent_for)
    return DecidedArticle(
        entry,
        analysed.facts.address,
        story.story_id,
        edits=stored,
        mentions=findings.mentions,
        matches=findings.matches,
        feeds=findings.feeds,
        search_tokens=findings.tokens,
        story_keys=analysed.facts.keys,
        alerts=alerts,
        story_changed=story_changed,
        is_corrected=stored is not None and is_correction(entry, stored),
    )


def _is_urgent(entry: Entry, match: Match) -> bool:
    """Return whether news may wake who asked: its source marks it so, and they named a company."""
    return entry.urgent and any(each.kind is ReasonKind.SECURITY for each in match.reasons)


def prepare(entries: Sequence[Entry], source: SourceConfig) -> list[Entry]:
    """Return the entries as they can be kept, oldest first; of two with one key the first.

    What the source says of all its articles is added to each. A picture that many of them share is
    the site's, and no article's.
    """
    cleaned = [clean(entry) for entry in entries]
    shared = Counter(entry.image for entry in cleaned)
    unique: dict[str, Entry] = {}
    for entry in cleaned:
        tickers = tuple(dict.fromkeys((*source.tickers, *entry.tickers)))
        image = entry.image if shared[entry.image] < _MANY else None
        known = replace(entry, lang=entry.lang or source.lang, tickers=tickers, image=image)
        unique.setdefault(entry.key, known)
    dated = [each for each in unique.values() if each.published is not None]
    undated = [each for each in unique.values() if each.published is None]
    # Most lists have the oldest at their end.
    return [*sorted(dated, key=lambda entry: entry.published or _LAST), *reversed(undated)]


def _came_out(entry: Entry, now: datetime) -> datetime:
    """Return when an article came out by its date; one that lies ahead proves nothing."""
    if entry.published is None or entry.published > now + _SKEW:
        return _NEVER
    return entry.published


def _too_old(entry: Entry, source: SourceConfig, now: datetime) -> bool:
    if source.max_age is None or entry.published is None:
        return False
    return entry.published < now - source.max_age


def differs(entry: Entry, article: Article) -> bool:
    """Return whether a source says something else of an article now.

    A new date alone is nothing, nor is another address (see `new_address`) or markup.
    """
    if article.withdrawn_at is not None or (entry.urgent and not article.urgent):
        return True
    return is_correction(entry, article)


def is_correction(entry: Entry, article: Article) -> bool:
    """Return whether readers see that a source says something else of an article now."""
    if not is_same_title(entry.title, article.title):
        return True
    if entry.body == article.body:
        return False
    return text_words(plain_text(entry.body)) != text_words(plain_text(article.body))


def new_address(entry: Entry, article: Article) -> tuple[str, str] | None:
    """Return where an article is now, as given and in its canonical form; None where it stays.

    An address that only counts its readers is none.
    """
    if entry.url is None or entry.url == article.url:
        return None
    address = canonical_url(entry.url)
    if address is None or address == canonical_url(article.url):
        return None
    return entry.url, address
