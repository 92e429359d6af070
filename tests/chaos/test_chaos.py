"""The real service, killed at random moments under random faults, loses and invents nothing."""

from __future__ import annotations

import random
from pathlib import Path

from tests.chaos.harness import CrashTest
from tests.chaos.plan import make_plan
from tests.fakes.bot_api import BotApi
from tests.journeys.service import Place


async def test_kills_under_random_faults_lose_nothing_and_repeat_only_what_was_in_flight(
    database_url: str, tmp_path: Path, bot_api: BotApi
) -> None:
    # With three, the bot is refused once: a chat then waits a minute, which `./run.sh chaos` can.
    kills = 4 if database_url.startswith("sqlite") else 2
    chance = random.Random(kills)
    plan = make_plan(chance, people=30, groups=2, pieces=5, commands=2 * kills)
    place = Place(tmp_path, database_url, paced=True).with_bot(bot_api)
    verdict = await CrashTest(place, bot_api, plan, chance).run(kills)
    assert verdict.sound, str(verdict)
    assert verdict.taken >= len(plan.commands) + 5 * len(plan.people) // 2
