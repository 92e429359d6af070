"""All that can be wrong with the settings: by themselves, beside one another and on this machine.

What `notifier check` refuses, a start and a reload refuse too.
"""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from notifier.core.errors import Problem, SettingsError
from notifier.securities.codes import canonical
from notifier.service.factories import Role
from notifier.service.settings import Settings, TelegramSettings
from notifier.service.settings_loading import inspect_settings
from notifier.web.listening import why_not_listen

_ASKS_FOR_CONTACT = "sec.gov"
_PORTS = {None, 443, 80, 88, 8443}
"""To which Telegram's own servers connect; a Bot API server of one's own takes any."""


def inspect_whole(roles: Collection[Role] = ()) -> tuple[Settings, list[Problem]]:
    """Read the settings; return what could be read, and everything that is wrong.

    `roles` are those of the process that is to run with them, where that is known.
    """
    settings, problems = inspect_settings()
    problems += _contradictions(settings) + _void_tickers(settings)
    if {Role.CHAT, Role.WEB} <= set(roles) and (deaf := deafness(settings)) is not None:
        problems.append(Problem("web.port", deaf))
    if (unheard := why_not_listen(settings.web.host)) is not None:
        problems.append(Problem("web.host", unheard))
    return settings, problems


def load_whole(roles: Collection[Role]) -> Settings:
    """Read the settings to run with; raises SettingsError with everything that is wrong."""
    settings, problems = inspect_whole(roles)
    if problems:
        raise SettingsError(problems)
    return settings


def _contradictions(settings: Settings) -> list[Problem]:
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


def _void_tickers(settings: Settings) -> list[Problem]:
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
    if not settings.telegram.webhook:
        return None
    address = urlsplit(settings.web.address)
    if address.scheme != "https":
        return "for telegram.webhook, set web.public_url to an https:// address"
    if settings.telegram.base_url == TelegramSettings().base_url and address.port not in _PORTS:
        return (
            f"Telegram calls no port {address.port}, only 443, 80, 88 and 8443; set web.public_url "
            "to an address with one of these"
        )
    return None


def deafness(settings: Settings) -> str | None:
    """Return that a process hears nothing of Telegram, which is to call it; None where it may."""
    if not settings.telegram.webhook or settings.web.port:
        return None
    return (
        "is 0, so that nothing listens where telegram.webhook has Telegram call; set "
        "NOTIFIER_WEB_PORT, or run the role web in a process that has one"
    )


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
