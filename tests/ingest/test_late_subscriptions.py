"""Subscriptions made while an article is taken in, by this process or another."""

from __future__ import annotations

import asyncio

import pytest
from typing_extensions import override

from notifier.core.model import Document
from notifier.securities.directory import Directory
from notifier.store.articles import stories
from notifier.store.chats import subscriptions
from notifier.store.engine.database import Store, open_store
from notifier.subscriptions.rules import Findings, Rules
from tests.builders import IFLYTEK, NOW, a_chat, a_subscription
from tests.delivery.dispatch import until
from tests.pipeline_harness import PipelineHarness, news


class WatchedRules(Rules):
    """Rules that note whether they were applied to a document already."""

    applied = False

    @override
    def find(self, document: Document) -> Findings:
        found = super().find(document)
        self.applied = True
        return found


@pytest.mark.parametrize("query", ["元宇宙", "$SZ002230"])
async def test_a_subscription_made_while_an_article_is_taken_in_is_told_of_it(
    store: Store, ready_url: str, query: str
) -> None:
    rules = WatchedRules(Directory([IFLYTEK]), [])
    harness = PipelineHarness(store, rules)
    chat = await a_chat(store, 42)
    await a_subscription(store, 43, "芯片")
    other_process = open_store(ready_url)
    async with other_process.write() as connection:
        await stories.lock(connection)
        taken_in = asyncio.create_task(harness.take(news("科大讯飞的元宇宙芯片")))
        await until(lambda: rules.applied)
        await subscriptions.subscribe(connection, chat.id, canonical=query, text=query, now=NOW)
    assert (await taken_in).alerts == 2
    assert sorted(await harness.told()) == [(chat, "科大讯飞的元宇宙芯片") for chat in (42, 43)]
    await other_process.close()
