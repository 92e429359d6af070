"""The judge of crash tests finds what is wrong in logs written by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.chaos.verdict import ALERT, REPLY, WINDOW, Attempt, Expected, Kill, Verdict, judge

ALICE, BOB, GROUP, SUPERGROUP = 1, 2, -3, -1003
EXPECTED = Expected({(ALICE, "稿0001"): "春来 稿0001", (BOB, "稿0001"): "春来 稿0001"})
AT_MOST = {ALERT: 2, REPLY: 1}
KILL = Kill(at=100.0, until=103.0)


def sent(chat: int, at: float = 50.0, text: str = "<b>春来 稿0001</b>") -> Attempt:
    """Make an attempt that was taken, and answered a tenth of a second later."""
    return Attempt(chat, text, at, at + 0.1, taken=True, told=True)


def judged(*attempts: Attempt, kills: int = 1, expected: Expected = EXPECTED) -> Verdict:
    return judge(attempts, [KILL] * kills, expected, AT_MOST)


def test_what_came_once_to_each_is_sound() -> None:
    verdict = judged(sent(ALICE), sent(BOB))
    assert verdict.sound
    assert (verdict.taken, verdict.repeats, verdict.lost_answers) == (2, [{}], 0)
    assert "0 lost" in str(verdict)


def test_what_did_not_come_is_lost() -> None:
    verdict = judged(sent(ALICE))
    assert not verdict.sound
    assert verdict.lost == ["to 2: 稿0001"]
    assert "1 lost" in str(verdict)


def test_what_was_refused_or_dropped_did_not_come() -> None:
    for told in (True, False):
        attempt = replace(sent(BOB), taken=False, told=told)
        assert judged(sent(ALICE), attempt).lost == ["to 2: 稿0001"]


def test_what_a_chat_that_is_gone_did_not_get_is_not_lost() -> None:
    assert judged(sent(ALICE), expected=replace(EXPECTED, gone=frozenset({BOB}))).sound


def test_what_came_twice_although_the_bot_was_told_has_no_excuse() -> None:
    verdict = judged(sent(ALICE), sent(BOB), sent(BOB, 60))
    assert not verdict.sound
    assert len(verdict.unexcused) == 1


def test_what_came_twice_because_an_answer_was_lost_is_excused_and_counted() -> None:
    verdict = judged(sent(ALICE), replace(sent(BOB), told=False), sent(BOB, 60))
    assert verdict.sound
    assert (verdict.lost_answers, verdict.repeats) == (1, [{}])


def test_every_repeat_needs_an_excuse_of_its_own() -> None:
    lost = replace(sent(BOB), told=False)
    verdict = judged(sent(ALICE), lost, sent(BOB, 60), sent(BOB, 70))
    assert (len(verdict.unexcused), verdict.lost_answers) == (1, 1)


@pytest.mark.parametrize(
    "before",
    [
        sent(BOB, KILL.at - WINDOW),  # answered, and perhaps not noted
        replace(sent(BOB, KILL.at - 30), over=KILL.at + 0.1),  # under way
        replace(sent(BOB, KILL.at - 30), over=KILL.at + 0.1, told=False),
        sent(BOB, KILL.at + 0.5),  # on the wire at the kill
    ],
    ids=["not noted", "under way", "under way and not told", "on the wire"],
)
def test_what_was_in_flight_at_a_kill_may_come_again(before: Attempt) -> None:
    verdict = judged(sent(ALICE), before, sent(BOB, KILL.until + 1))
    assert verdict.sound
    assert (verdict.repeats, verdict.lost_answers) == ([{ALERT: 1}], 0)


@pytest.mark.parametrize("at", [KILL.at - WINDOW - 0.2, KILL.until + 1])
def test_what_was_noted_long_before_a_kill_or_sent_after_it_may_not(at: float) -> None:
    assert not judged(sent(ALICE), sent(BOB, at), sent(BOB, at + 10)).sound


def test_more_repeats_at_one_kill_than_were_in_flight_have_no_excuse() -> None:
    chats = range(10, 13)
    expected = Expected({(chat, "稿0001"): "春来 稿0001" for chat in chats})
    attempts = [sent(chat, at) for chat in chats for at in (KILL.at - 0.05, KILL.until + 1)]
    verdict = judged(*attempts, expected=expected)
    assert verdict.repeats == [{ALERT: 3}]
    assert (verdict.unexcused, verdict.sound) == ([], False)
    assert "kill 1 repeated too many" in str(verdict)


def test_replies_are_counted_by_themselves() -> None:
    words = {(chat, "令0001"): "令0001" for chat in (ALICE, BOB)}
    attempts = [
        sent(chat, at, "令0001") for chat in (ALICE, BOB) for at in (KILL.at, KILL.until + 1)
    ]
    verdict = judged(*attempts, expected=Expected(words))
    assert verdict.repeats == [{REPLY: 2}]
    assert verdict.too_many == [1]


def test_repeats_count_for_the_kill_they_were_in_flight_at() -> None:
    later = Kill(200.0, 203.0)
    attempts = [sent(ALICE), sent(BOB, 199.9), sent(BOB, 204)]
    verdict = judge(attempts, [KILL, later], EXPECTED, AT_MOST)
    assert verdict.repeats == [{}, {ALERT: 1}]


@pytest.mark.parametrize(
    "invented",
    [
        sent(5),  # who did not ask
        sent(ALICE, text="<b>春来 稿0002</b>"),  # another article
        sent(ALICE, text="春去 稿0001"),  # its mark, and not its words
        sent(ALICE, text="hello"),
        sent(ALICE, text="春来 稿0001 稿0002"),  # one that was asked for and one that was not
    ],
    ids=["stranger", "another", "other words", "no article", "one too many"],
)
def test_what_was_not_asked_for_is_invented(invented: Attempt) -> None:
    verdict = judged(sent(ALICE, 10), sent(BOB), invented)
    assert len(verdict.invented) == 1
    assert not verdict.sound


def test_one_message_may_tell_of_several_articles() -> None:
    words = {(ALICE, f"稿000{number}"): f"题 稿000{number}" for number in range(1, 4)}
    verdict = judged(sent(ALICE, text="题 稿0001\n题 稿0003\n题 稿0002"), expected=Expected(words))
    assert verdict.sound


def test_a_chat_that_moved_is_the_same_chat() -> None:
    expected = Expected({(SUPERGROUP, "稿0001"): "稿0001"}, moved={GROUP: SUPERGROUP})
    assert judged(sent(SUPERGROUP), expected=expected).sound
    assert judged(sent(GROUP), expected=expected).sound
    assert not judged(sent(GROUP), sent(SUPERGROUP, 60), expected=expected).sound
