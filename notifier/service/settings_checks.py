"""What settings that are each valid forbid one another, and what a source asks of them."""

from __future__ import annotations

from urllib.parse import urlsplit

from notifier.core.errors import Problem
from notifier.securities.codes import canonical
from notifier.service.settings import Settings

_ASKS_FOR_CONTACT = "sec.gov"


def contradictions(settings: Settings) -> list[Problem]:
    """Return every setting that cannot work beside the others."""
    problems = []
    webhook = webhook_problem(settings)
    if webhook is not None:
        problems.append(Problem("telegram.webhook", webhook))
    names = [source.name for source in settings.sources if source.enabled and _asks(source)]
    if names and not names_contact(settings.fetch.contact):
        problems.append(
            Problem(
                "fetch.contact",
                f"is no e-mail address, without which the SEC answers 403 to {', '.join(names)}; "
                "set NOTIFIER_FETCH_CONTACT to yours, or switch these sources off",
            )
        )
    return problems


def void_tickers(settings: Settings) -> list[Problem]:
    """Return every code of a source that can be none, so that it stands for nothing."""
    return [
        Problem(
            f"source {source.name}.tickers",
            f"{each!r} is no code of a security; write one as in SH600519, 00700.HK or AAPL",
        )
        for source in settings.sources
        for each in source.tickers
        if not canonical(each)
    ]


def webhook_problem(settings: Settings) -> str | None:
    """Return why Telegram could not call the service, where it is to."""
    if not settings.telegram.webhook or settings.web.address.startswith("https://"):
        return None
    return "for telegram.webhook, set web.public_url to an https:// address"


def unread_list(settings: Settings) -> str | None:
    """Return that the SEC's list is not read, and what to do; None where nothing is missing."""
    if settings.securities.sync_every is None or names_contact(settings.fetch.contact):
        return None
    return (
        "the SEC's list of US shares is not read, and new ones stay unknown; set "
        "NOTIFIER_FETCH_CONTACT to an e-mail address"
    )


def names_contact(contact: str) -> bool:
    """Return whether the SEC takes a contact: it answers programs that name an e-mail address."""
    return "@" in contact


def _asks(source: object) -> bool:
    host = urlsplit(str(getattr(source, "url", ""))).hostname or ""
    return host == _ASKS_FOR_CONTACT or host.endswith(f".{_ASKS_FOR_CONTACT}")
