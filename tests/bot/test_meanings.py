"""What the model that ships reads of messages by people who knew nothing of the bot."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.intents import HERE, score
from notifier.bot.intent_model import IntentModel, shipped_intents
from notifier.bot.slots import fill


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("first", 0.87),
        ("second", 0.91),
        ("third", 0.91),
        ("two_wishes", 0.65),
        ("two_kept", 0.55),
    ],
)
def test_messages_of_people_who_know_no_command_are_read_rightly(name: str, least: float) -> None:
    counts = score(HERE / f"intents_{name}.tsv")
    assert counts["right"] / counts.total() >= least


@given(st.text(max_size=80))
def test_whatever_is_typed_has_some_meaning(text: str) -> None:
    found = shipped_intents().meanings(text)
    assert sum(each.likelihood for each in found) == pytest.approx(1)
    assert [each.likelihood for each in found] == sorted(
        (each.likelihood for each in found), reverse=True
    )


def test_a_model_is_read_as_it_was_written() -> None:
    written = shipped_intents().dumps()
    assert IntentModel.loads(written).meanings("别吵") == shipped_intents().meanings("别吵")


@pytest.mark.parametrize(
    ("wish", "typed", "value"),
    [
        ("quiet", "晚上九点以后就不要响了我要睡觉的早上七点再发", "quiet 21:00-07:00"),
        ("quiet", "nothing after 11pm please, start again at 7am", "quiet 23:00-07:00"),
        ("quiet", "早上七点前和晚上十点后别发", "quiet 22:00-07:00"),
        ("quiet", "晚上十点后别吵", "quiet"),
        ("quiet", "不要免打扰", "quiet off"),
        ("cadence", "晚上八点打包发", "daily 20:00"),
        ("cadence", "能不能每周发一次", "cadence weekly"),
        ("cadence", "改回即时", "cadence instant"),
        ("cadence", "别一条条发，晚上汇总", "cadence"),
        ("mute-word", "凡是带“龙虎榜”的都滤掉", "龙虎榜"),
        ("timezone", "我这周在迪拜，能按当地算吗", "迪拜"),
        ("trading", "周末就别推了，又不开盘", "weekends yes"),
        ("trading", "盘中才有用", "trading"),
    ],
)
def test_a_setting_is_taken_from_the_sentence(wish: str, typed: str, value: str) -> None:
    assert fill(wish, typed, "").text == value


@given(st.sampled_from(sorted(shipped_intents().labels)), st.text(max_size=60), st.text(max_size=9))
def test_any_sentence_fills_any_wish(wish: str, text: str, names: str) -> None:
    served = fill(wish, text, names)
    assert served.kind.value in {"command", "question", "talk"}
