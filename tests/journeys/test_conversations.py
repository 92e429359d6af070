"""Every journey with the real process, in each language."""

from __future__ import annotations

import asyncio

import pytest

from tests.fakes.bot_api import BotApi
from tests.journeys.conversation import CLIENTS, Stage
from tests.journeys.journeys import JOURNEYS
from tests.journeys.service import Place


@pytest.mark.parametrize("language", CLIENTS)
async def test_everybody_gets_where_they_want_to(
    place: Place, bot_api: BotApi, language: str
) -> None:
    """All at once in one process: nobody's doings disturb anybody else's."""
    bot_api.use_language(CLIENTS[language])
    stage = Stage(bot_api, place, language)
    service = await place.start()
    outcomes = await asyncio.gather(
        *(journey(stage) for journey in JOURNEYS), return_exceptions=True
    )
    failed = [
        f"{journey.__name__}: {outcome!r}"
        for journey, outcome in zip(JOURNEYS, outcomes, strict=True)
        if outcome is not None
    ]
    assert not failed, "\n".join(failed)
    assert '"level": "error"' not in service.log
    assert await service.stop() == 0
