"""What the API stands on, the same for every request."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from notifier.core.access import EVERYBODY, Access
from notifier.core.clock import Clock
from notifier.core.model import Chat
from notifier.store.engine.database import Connection, Store
from notifier.subscriptions.rules import Rules
from notifier.web.feeds.catalogue import Catalogue
from notifier.web.launch_data import NO_BOTS, Bots

SetMenu: TypeAlias = Callable[[Connection, Chat], Awaitable[None]]
"""Plans, in a transaction, that a chat's command menu is set in its language."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What every request is answered with."""

    store: Store
    rules: Rules
    catalogue: Catalogue
    """Names sources and topics, and knows the public address."""
    clock: Clock
    zone: ZoneInfo
    """Of chats that chose none, and of who is no chat."""
    language: str
    """Of who asks for none of ours."""
    access: Access = EVERYBODY
    bots: Bots = NO_BOTS
    """The bots whose Mini Apps ask here."""
    tokens: Sequence[SecretStr] = ()
    """The tokens of the configuration, with which what is public is read."""
    max_subscriptions: int = 1000
    per_minute: int = 120
    """How many requests a minute one address or token may make."""
    changes_per_minute: int = 30
    """How many of them may change something in a chat; 0 for all."""
    set_menu: SetMenu | None = None
    """Called for a chat whose language changed; None where no bot is known."""
    searching: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Searching keeps a processor busy: two at a time would gain nothing."""
