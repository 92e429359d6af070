"""How the service is, for operators: sources, queue, alerts given up, memory, versions."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from notifier import __version__
from notifier.core.i18n import Translator
from notifier.store.alerts.status import AlertStatus, given_up
from notifier.store.engine.database import Store, engine_version
from notifier.web.pages.page_maker import PageMaker
from notifier.web.pages.sources_page import source_lines
from notifier.web.status import ServiceStatus, StatusReader

_DEAD = 20


@dataclass(frozen=True, slots=True)
class ServiceReport:
    """What operators see."""

    status: ServiceStatus
    dead: Sequence[AlertStatus]
    """The alerts that were given up last, the newest first."""
    versions: Mapping[str, str]
    """Of what runs."""


async def service_report(store: Store, status: StatusReader) -> ServiceReport:
    """Read how the service is; raises StoreError."""
    async with store.read() as connection:
        dead = await given_up(connection, _DEAD)
        engine, version = engine_version(connection)
    versions = {"notifier": __version__, "Python": platform.python_version(), engine: version}
    return ServiceReport(await status.read(), dead, versions)


def operator_page(maker: PageMaker, say: Translator, report: ServiceReport) -> str:
    """Return the page of operators."""
    status = report.status
    sizes = (status.memory, status.database_bytes, status.disk_free)
    return maker.render(
        "status.html",
        say,
        status=status,
        lines=source_lines(status.source_reports, say.language),
        dead=report.dead,
        sizes=["–" if each is None else f"{each / 1e6:,.0f} MB" for each in sizes],
        versions=report.versions,
    )
