"""A delivery worker with what is around it, for tests of what becomes of alerts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from notifier.core.alerts import AlertState, Notice, Rank
from notifier.core.model import Chat, Field, Match, Reason, ReasonKind
from notifier.delivery.message import Message
from notifier.delivery.outcome import Channel, Outcome, SendResult, Sent
from notifier.delivery.rate_limiter import RateLimiter
from notifier.delivery.worker import DeliverySettings, DeliveryWorker
from notifier.store.alerts import edits, outbox, status
from notifier.store.articles.save import DecidedArticle, PlannedAlerts, save
from notifier.store.chats import queries, subscriptions
from notifier.store.engine.database import Store
from notifier.store.engine.tables import alert as alert_table
from notifier.store.engine.tables import article
from notifier.store.engine.tables import chat as chat_table
from tests.builders import BOT, FakeClock, a_chat, a_subscription, an_entry


def a_company_name(_symbol: str, name: str, _language: str) -> str:
    """Return the stored name, where no list of companies is at hand."""
    return name


class FakeSender:
    """Answers each send as the test told it to, and remembers what was sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[int, str]] = []
        self.messages: list[Message] = []
        self.threads: list[int] = []
        self.edited: list[tuple[int, int, str]] = []
        self.attempts: list[int] = []
        self.at_once = 0
        self.most_at_once = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self._answers: dict[int, list[Outcome | Exception]] = {}

    def answer(self, chat: int, *answers: Outcome | Exception) -> None:
        self._answers.setdefault(chat, []).extend(answers)

    async def send(
        self, chat: Chat, message: Message, attempts: int, *, thread_id: int = 0
    ) -> Outcome:
        self.threads.append(thread_id)
        self.sent.append((chat.telegram_id, message.plain.splitlines()[0]))
        return await self._take(chat, message, attempts)

    async def edit(self, chat: Chat, message_id: int, message: Message, attempts: int) -> Outcome:
        self.edited.append((chat.telegram_id, message_id, message.plain))
        return await self._take(chat, message, attempts)

    async def _take(self, chat: Chat, message: Message, attempts: int) -> Outcome:
        self.messages.append(message)
        self.attempts.append(attempts)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await self.gate.wait()
        self.at_once -= 1
        answers = self._answers.get(chat.telegram_id)
        answer = answers.pop(0) if answers else Sent(len(self.sent))
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def chats(self) -> list[int]:
        """The chats that something was sent to, in order."""
        return [chat for chat, _ in self.sent]


class Dispatch:
    """A delivery worker that leads, with its clock, its database and a desk that plans alerts."""

    def __init__(self, store: Store, sender: Channel, clock: FakeClock, **more: Any) -> None:
        self.store = store
        self.clock = clock
        self.leading = True
        self._number = 0
        self.results: list[SendResult] = []
        settings: dict[str, Any] = {
            "max_in_flight": 4,
            "source_label": str,
            "zone": ZoneInfo("Asia/Shanghai"),
        }
        told: dict[str, Any] = {
            "per_second": 1000,
            "limiter": None,
            "bot": BOT,
        }
        told |= {"leads": lambda: self.leading}
        told |= {name: value for name, value in more.items() if name in told}
        settings |= {name: value for name, value in more.items() if name not in told}
        self.limiter: RateLimiter = told["limiter"] or RateLimiter(
            clock, told["per_second"], chat_pause=lambda _: timedelta(seconds=1)
        )
        self.worker = DeliveryWorker(
            store,
            sender,
            self.limiter,
            clock,
            DeliverySettings(**{"company_name": a_company_name, **settings}),
            bot=told["bot"],
            leads=told["leads"],
            on_result=self.results.append,
        )
        self.run_once = self.worker.run_once

    async def plan(
        self, *telegram_ids: int, titles: tuple[str, ...] = ("元宇宙来了",), **fields: Any
    ) -> None:
        """Subscribe these chats to 元宇宙; plan an alert of each title for all who are."""
        for each in telegram_ids:
            await a_subscription(self.store, each)
        async with self.store.write() as connection:
            (query,) = await queries.changed_since(connection, 0)
            for title in titles:
                self._number += 1
                entry = an_entry(title, key=str(self._number), **fields)
                reason = Reason(ReasonKind.TERM, "元宇宙", field=Field.TITLE, start=0, end=3)
                new = DecidedArticle(
                    entry,
                    None,
                    -1,
                    matches=[Match(query.id, (reason,))],
                    alerts=PlannedAlerts([query.id]),
                )
                assert await save(connection, "wire", [new], self.clock.now) != [None]

    async def tell_anew(self, story_id: int = 1) -> int:
        """Plan to edit what told of a story; return how many messages that are."""
        async with self.store.write() as connection:
            return await edits.plan(connection, story_id, self.clock.now)

    async def retitle(self, title: str, article_id: int = 1) -> None:
        """Let an article be called something else."""
        async with self.store.write() as connection:
            changed = sa.update(article).where(article.c.id == article_id).values(title=title)
            await connection.execute(changed)

    async def route(self, chat: int, thread_id: int) -> None:
        """Let everything that a chat subscribes to go to a topic of its forum."""
        known = await a_chat(self.store, chat)
        async with self.store.write() as connection:
            for each in await subscriptions.of_chat(connection, known.id):
                await subscriptions.set_thread(connection, known.id, each.id, thread_id)

    async def say(self, chat: int, text: str, rank: Rank = Rank.ORDINARY) -> None:
        """Plan to tell a chat something that is no news."""
        known = await a_chat(self.store, chat)
        async with self.store.write() as connection:
            await outbox.plan_notice(
                connection, known.id, Notice(text, text), self.clock.now, rank=rank
            )

    async def deliver(self, times: int = 1) -> None:
        """Run the worker and wait for what it starts, `times` times a second apart."""
        for number in range(times):
            if number:
                self.clock.advance(seconds=1)
            await self.run_once()
            await self.worker.join()

    async def counts(self) -> dict[str, int]:
        async with self.store.read() as connection:
            found = await status.counts(connection)
        return {state.value: number for state, number in found.items() if number}

    async def row(self, chat: int) -> Any:
        """Give the last alert of a chat."""
        return (await self.rows(chat))[-1]

    async def rows(self, chat: int) -> list[Any]:
        async with self.store.read() as connection:
            found = await connection.execute(
                sa.select(alert_table, chat_table.c.disabled_reason)
                .join(chat_table, chat_table.c.id == alert_table.c.chat_id)
                .where(chat_table.c.telegram_id == chat)
                .order_by(alert_table.c.id)
            )
            return list(found)

    async def all_sent(self) -> bool:
        """Tell whether every alert has arrived."""
        return set(await self.counts()) == {AlertState.SENT.value}


@asynccontextmanager
async def dispatch(
    store: Store, sender: Channel, clock: FakeClock | None = None, **more: Any
) -> AsyncIterator[Dispatch]:
    """Make a delivery worker, and stop it in the end."""
    made = Dispatch(store, sender, clock or FakeClock(), **more)
    yield made
    await made.worker.stop()


async def until(condition: Callable[[], bool]) -> None:
    """Let others work until something holds."""
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110 - what is waited for is seen only by looking
            await asyncio.sleep(0.002)
