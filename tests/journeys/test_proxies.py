"""What an operator is told who sets the usual variables for a proxy."""

from __future__ import annotations

from tests.journeys.service import Place


async def test_a_proxy_of_the_environment_is_said_not_to_be_used(place: Place) -> None:
    place.environment["https_proxy"] = "http://user:hunter2@proxy.example:3128"
    code, out, _ = await place.run("check")
    assert code == 0
    assert "HTTPS_PROXY" in out
    assert "NOTIFIER_FETCH_PROXY" in out
    service = await place.start()
    assert await service.stop() == 0
    assert "NOTIFIER_FETCH_PROXY" in service.log
    assert "hunter2" not in out + service.log


async def test_nothing_is_said_where_a_proxy_is_set(place: Place) -> None:
    place.environment |= {
        "HTTPS_PROXY": "http://proxy.example:3128",
        "NOTIFIER_FETCH_PROXY": "http://127.0.0.1:1",
    }
    code, out, _ = await place.run("check")
    assert code == 0
    assert "HTTPS_PROXY" not in out
