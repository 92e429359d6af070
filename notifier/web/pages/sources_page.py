"""How the sources are, for readers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from babel.dates import format_timedelta

from notifier.core.i18n import Translator
from notifier.sources.health.status import HealthState
from notifier.sources.status_report import SourceReport
from notifier.web.feeds.addresses import page_path
from notifier.web.pages.page_maker import PageMaker

Reports = Callable[[], Awaitable[Sequence[SourceReport]]]
"""Says how the sources are; raises StoreError."""


async def no_reports() -> Sequence[SourceReport]:
    """Report on no source."""
    return ()


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source in a table."""

    name: str
    page: str
    state: HealthState
    is_trouble: bool
    last_article_at: datetime | None
    lag: str
    """From publication to our seeing it, of half and of 95 % of its articles, as it is shown."""
    problem: str = ""
    """What its server said last of a failure, for operators."""


def source_lines(reports: Sequence[SourceReport], language: str) -> list[SourceLine]:
    """Return the sources that are switched on."""
    return [
        SourceLine(
            each.label,
            page_path(f"sources/{each.source.name.partition(':')[0]}"),
            each.status.state,
            each.status.is_trouble,
            each.source.last_article_at,
            " · ".join(_span(each.source.health.lag(part), language) for part in (0.5, 0.95)),
            each.source.last_problem or "" if each.status.is_trouble else "",
        )
        for each in reports
        if each.status.state is not HealthState.OFF
    ]


def sources_page(maker: PageMaker, say: Translator, reports: Sequence[SourceReport]) -> str:
    """Return the page of all sources."""
    return maker.render("sources.html", say, lines=source_lines(reports, say.language))


def _span(span: timedelta | None, language: str) -> str:
    if span is None:
        return "–"
    return format_timedelta(span, format="short", locale=language.replace("-", "_"))
