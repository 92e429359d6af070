"""What an operator sees of processes that each do a part of the work."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys

import pytest

from tests.journeys.service import REPOSITORY, Place, Service, free_port, http_client


def image_finds_it_healthy(port: int) -> bool:
    """Run what the image is checked by."""
    dockerfile = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")
    found = re.search(r"HEALTHCHECK.*\\\n\s*CMD (\[.*\])", dockerfile)
    assert found is not None
    command, environment = json.loads(found[1]), {"NOTIFIER_WEB_PORT": str(port)}
    command[0] = sys.executable
    return (
        subprocess.run(command, env=environment, check=False, capture_output=True).returncode == 0
    )


@pytest.mark.parametrize("role", ["poll", "deliver", "chat", "web"])
async def test_every_process_says_how_it_is_and_only_the_role_web_serves_pages(
    place: Place, role: str
) -> None:
    place.environment["NOTIFIER_WEB_METRICS"] = "true"
    service = await place.start("--role", role)
    async with http_client() as client:
        alive = await client.get(place.url("/healthz"))
        ready = await client.get(place.url("/readyz"))
        numbers = await client.get(place.url("/metrics"))
        assert await asyncio.to_thread(image_finds_it_healthy, place.port)
        pages = [await client.get(place.url(path)) for path in ("/", "/sources")]
    assert await service.stop() == 0
    assert not image_finds_it_healthy(place.port)
    assert (alive.status_code, ready.status_code, ready.json()["problems"]) == (200, 200, [])
    assert "notifier_alerts_waiting 0.0" in numbers.text.splitlines()
    assert {page.status_code for page in pages} == {200 if role == "web" else 404}


async def test_a_second_process_at_the_same_port_is_told_what_to_set(place: Place) -> None:
    first = await place.start("--role", "web")
    code, _, err = await place.run("run", "--role", "poll")
    assert await first.stop() == 0
    assert code == 1
    assert "NOTIFIER_WEB_PORT" in err
    assert "Traceback" not in err


async def test_port_0_serves_nothing(place: Place) -> None:
    place.environment["NOTIFIER_WEB_PORT"] = "0"
    service = await Service.start(place, "run", "--role", "poll")
    await service.until_log('"event": "started"')
    assert '"address": null' in service.log
    assert image_finds_it_healthy(0), "there is nothing to be asked"
    assert await service.stop() == 0


async def test_port_0_is_refused_where_telegram_is_to_call_this_process(place: Place) -> None:
    place.environment |= {
        "NOTIFIER_WEB_PORT": "0",
        "NOTIFIER_WEB_PUBLIC_URL": "https://news.example.org",
        "NOTIFIER_TELEGRAM_WEBHOOK": "true",
    }
    for roles in ((), ("--role", "web", "--role", "chat")):
        code, _, said = await place.run("run", *roles)
        assert (code, said.count("error: ")) == (1, 1)
        assert "web.port: is 0, so that nothing listens where telegram.webhook has Telegram" in said
    service = await Service.start(place, "run", "--role", "chat")
    await service.until_log('"event": "started"')
    assert await service.stop() == 0


async def test_the_role_web_alone_needs_a_port(place: Place) -> None:
    place.environment["NOTIFIER_WEB_PORT"] = "0"
    code, _, err = await place.run("run", "--role", "web")
    assert code == 1
    assert "NOTIFIER_WEB_PORT" in err


async def test_processes_of_one_machine_stand_side_by_side_with_a_port_each(place: Place) -> None:
    web = await place.start("--role", "web")
    place.port = free_port()
    place.environment["NOTIFIER_WEB_PORT"] = str(place.port)
    poll = await place.start("--role", "poll")
    assert [await web.stop(), await poll.stop()] == [0, 0]
