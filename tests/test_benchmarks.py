"""What the simulation of many chats must hold, and what becomes of measured figures."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import figures, simulate
from benchmarks.performance_page import Result, page
from benchmarks.simulate_burst import Alert, sent

_CHATS = st.sampled_from((1, 2, 3, -4, -5))
_ALERTS = st.lists(st.builds(Alert, st.floats(0, 30), _CHATS, st.just(0.0)), max_size=30)


@settings(max_examples=30)
@given(_ALERTS, st.sampled_from((1, 2, 30)), st.floats(0, 60))
def test_every_alert_is_sent_once_or_waits(
    alerts: list[Alert], per_second: int, until: float
) -> None:
    messages, waiting = sent(alerts, per_second, until=until)
    told = Counter(alert for message in messages for alert in message.alerts)
    assert told <= Counter(alerts)
    assert told.total() + waiting == len(alerts)
    assert all(message.at >= alert.at for message in messages for alert in message.alerts)
    everything, left = sent(alerts, per_second)
    assert Counter(alert for each in everything for alert in each.alerts) == Counter(alerts)
    assert left == 0


@settings(max_examples=30)
@given(_ALERTS, st.sampled_from((1, 2, 30)))
def test_nobody_is_sent_to_faster_than_telegram_allows(
    alerts: list[Alert], per_second: int
) -> None:
    messages, _ = sent(alerts, per_second)
    times = [each.at for each in messages]
    assert times == sorted(times)
    for first, at in enumerate(times):
        assert bisect_left(times, at + 1) - first <= per_second
    of_chat = defaultdict[int, list[float]](list)
    for each in messages:
        of_chat[each.chat].append(each.at)
    for chat, moments in of_chat.items():
        pause = 1 if chat > 0 else 3
        assert all(later - earlier >= pause - 1e-6 for earlier, later in pairwise(moments))


def test_more_bots_are_never_later() -> None:
    burst = simulate.Opening(500, simulate.Costs())
    # One message a second, so that many must wait.
    found = [burst.send(bots, 1) for bots in (1, 2, 4)]
    for fewer, more in pairwise(found):
        assert more.last <= fewer.last
        assert more.median <= fewer.median


def test_what_was_measured_takes_the_place_of_what_is_assumed() -> None:
    slow = simulate.Costs.measured({"poll_cpu_ms": 60.0, "of_something_else": 1.0})
    assert slow.poll_cpu_ms == 60
    assert slow.article_cpu_ms == simulate.Costs().article_cpu_ms
    assert slow.pollers > simulate.Costs().pollers


def test_figures_are_parted_from_what_people_read(capsys: pytest.CaptureFixture[str]) -> None:
    print("3 left", end="\r")
    print("done")
    figures.show(match_of_loop=639.72, feed_of_nginx=0.03)
    printed, found = figures.split(capsys.readouterr().out)
    assert printed == "done"
    assert found == {"match_of_loop": 639.7, "feed_of_nginx": 0.03}


def test_the_page_tells_which_goals_are_reached() -> None:
    measured = {"match_of_loop": 640.0, "feed_of_nginx": 0.03, "idle_memory_mb": 140.0}
    written = page({"Python": "3"}, [Result("match", "match", "a table", 1.0, measured)])
    rows = [line for line in written.splitlines() if "| at " in line]
    assert [row.split(" | ")[-1] for row in rows] == [
        "yes |",
        "no ([why](decisions/0014-no-answers-below-the-application.md)) |",
        "yes |",
    ]
    assert "a table" in written
