"""Fixtures for journeys."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.fakes.bot_api import BotApi
from tests.journeys.service import STARTED, Place

A_POST = """---
title: '江城信息消费节启动 元宇宙展台最受欢迎'
categories:
 - 要闻
author: 示例通讯社
date: Mon, 23 Nov 2026 01:00:00 GMT
---

<div><p>商家说，<a code="300959" href="https://example.org/?stockcode=SZ300959">线上线下</a>一起办才热闹。</p>
<p>参展的有<a code="002230" href="https://example.org/?stockcode=SZ002230">科大讯飞</a>、携程等公司，
元宇宙展台排起了长队。</p></div>
"""


@pytest.fixture(autouse=True)
def nothing_is_left_running() -> Iterator[None]:
    """End what a test started and, because it failed, did not end itself."""
    yield
    while STARTED:
        process = STARTED.pop()
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)


@pytest.fixture
def place(tmp_path: Path, migrated_file: Path, bot_api: BotApi) -> Place:
    """Return an operator's folder whose service speaks to the fake Bot API."""
    shutil.copy(migrated_file, tmp_path / "notifier.db")
    return Place(tmp_path).with_bot(bot_api)


@pytest.fixture(params=["sqlite", "postgresql"])
def place_in_each_engine(request: pytest.FixtureRequest, tmp_path: Path, bot_api: BotApi) -> Place:
    """Return the same, once with each database, which has no tables yet."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    return Place(tmp_path, url).with_bot(bot_api)


@pytest.fixture
def seed() -> str:
    """Return the document that the project grew from, or where that is not at hand one like it."""
    folder = Path(__file__).resolve().parents[3] / "shared" / "seeds"
    for path in sorted(folder.glob("*.txt")):
        return path.read_text(encoding="utf-8")
    return A_POST
