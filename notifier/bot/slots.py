"""What a sentence says of the wish that it was read as: of what, until when, where. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from notifier.bot.formatting import clock
from notifier.bot.intent import Intent, Kind
from notifier.bot.meanings import ASKED, QUESTIONS
from notifier.bot.time_expressions import is_until, read_hours, read_time_of_day
from notifier.bot.time_zones import read_zone
from notifier.core.alerts import Cadence
from notifier.core.folding import fold

_TOKEN: Final = re.compile(r"[\u4e00-\u9fff]|[^\s\u4e00-\u9fff,，、。;；!！?？]+")
_LONGEST: Final = 10
_MOST: Final = 40
_CLOCK: Final = re.compile(r"[:：点點时時]|\d ?(?:am|pm)\b|o'clock", re.IGNORECASE)
"""What a number has that is a time of the day."""

_QUOTES: Final = re.compile(r"[\"“「『]([^\"“”「」『』]{1,40})[\"”」』]")
_OFF: Final = re.compile(
    r"(?:关闭|关掉|取消|不要|停用)(?:免打扰|勿扰)(?:时段|模式)?|"
    r"(?:turn off|disable|no|remove|end|cancel) (?:the |my )?(?:quiet hours?|do not disturb|dnd)"
)
"""What asks for no quiet hours."""

_WEEKEND: Final = re.compile(
    r"周末|双休|(?:周|星期|礼拜)[六日天]|假日|工作日|交易日|平日|周一[到至]周五|"
    r"week ?end|week ?day|saturday|sunday|work(?:ing)? ?day|trading day"
)
_NOT: Final = re.compile(
    r"不|别|勿|免|静|[只仅才]|\b(?:no|not|never|only|quiet|mute|silence|stop|off|without)\b|n't"
)
"""Words by which a sentence about some days asks for silence on them, or on the others."""

_CADENCES: Final = {
    Cadence.INSTANT: re.compile(
        r"即时|实时|立刻|马上|逐条|一条条|at once|instant|immediately|"
        r"real[- ]?time|as (?:it|they) (?:come|happen)s?"
    ),
    Cadence.HOURLY: re.compile(
        r"每(?:个|隔一?个)?(?:小时|钟头?)|一小时一次|hourly|(?:every|an|each|per) hour"
    ),
    Cadence.PRE_OPEN: re.compile(
        r"盘前|开[盘市][之以]?前|before (?:the )?(?:market )?open|pre-?market"
    ),
    Cadence.POST_CLOSE: re.compile(r"盘后|收[盘市][之以]?后|after (?:the )?(?:market )?close"),
    Cadence.DAILY: re.compile(
        r"每[天日]|天天|一[天日]一次|daily|(?:every|a|each|per) (?:day|morning|evening|night)"
    ),
    Cadence.WEEKLY: re.compile(
        r"每个?(?:周|星期|礼拜)|一[周星]期?一次|周报|weekly|(?:every|a|each|per) week"
    ),
}
_RATHER: Final = re.compile(
    r"(?<![能可好行是])不|别|勿|而是|\b(?:not|no|instead|rather|stop)\b|n't"
)
"""Words by which a text with a time may ask for another."""

_NOON, _EVENING = 12 * 60, 18 * 60

_OF_ALL: Final = {"pause": "mute", "resume": "unmute", "cadence": "list"}
"""Wishes about all that is followed, and the command for one thing of it."""

_OF_SOMETHING: Final = frozenset({"unwatch", "edit", "mute", "unmute"})
_OF_WORDS: Final = frozenset({"latest", "find"})
_OF_NEWS: Final = (
    r"(?:[今昨][天日晚早]|[他它]们|[这那]家|老|总是?|最近|近期|[这本上]周|刚刚?|现在|都|又|还|有没有|有|出|发生|了|过|什么|啥|哪些|"
    r"最新|新|大|重要|的|新闻|消息|事情?|动静|动态|公告|情况|再发一遍|[吗呢么啊]|看看|给我|"
    r"\s|\b(?:any(?:thing)?|yesterday|today|lately|recently|what|happen(?:ed|ing)|new|news|headlines|'?s)\b)+"
)
"""Words for news and its time around what it is about."""
_SHORTEST_WORDS, _LONGEST_WORDS = 2, 24


def fill(wish: str, text: str, names: str, words: str = "") -> Intent:
    """Return the command or the question that serves a wish, with what a sentence says of it.

    `names` are what it names of what can be followed, `words` what is left of it without the words
    that only ask. The first zone that is looked for takes a quarter of a second: call it in a
    thread.
    """
    if wish in QUESTIONS:
        return Intent(Kind.QUESTION, text=wish)
    if wish in {"talk", "help"}:
        return Intent(Kind.TALK)
    command, _, setting = ASKED.get(wish, wish).partition(" ")
    if wish in _OF_ALL and names:
        command, setting = _OF_ALL[wish], ""
    if command == "settings":
        argument = _setting(wish, text) or setting
    elif wish == "pause":
        argument = f"{names} {_stretch(text, is_until)}"
    elif wish in _OF_WORDS:
        argument = _quoted(text) or names or _without_news(words)
    else:
        argument = setting or (_quoted(text) or names) * (command in _OF_SOMETHING)
    return Intent(Kind.COMMAND, command, argument.strip())


def _quoted(text: str) -> str:
    return next((each[1] for each in _QUOTES.finditer(text)), "")


def _without_news(words: str) -> str:
    """Return what words are about besides news; empty where they may be a sentence."""
    bare = re.sub(rf"^{_OF_NEWS}|{_OF_NEWS}$", "", words, flags=re.IGNORECASE).strip()
    return bare if _SHORTEST_WORDS <= len(bare) <= _LONGEST_WORDS else ""


def _setting(wish: str, text: str) -> str:
    """Return a setting with the value that a sentence has for it; empty where it has none."""
    folded = fold(text).text
    match wish:
        case "cadence" if (often := _cadence(folded)) and often != Cadence.DAILY:
            return f"cadence {often}"
        case "cadence" if (at := _time_in(_stretch(text, _is_time))) is not None:
            return f"daily {clock(at)}"
        case "quiet" if hours := _hours(text):
            begins, ends = hours
            return f"quiet {clock(begins)}-{clock(ends)}"
        case "quiet" if _OFF.fullmatch(folded):
            return "quiet off"
        case "trading" if _WEEKEND.search(folded) and _NOT.search(folded):
            return "weekends yes"
        case "timezone":
            return _stretch(text, _is_zone)
        case _:
            return ""


def _cadence(folded: str) -> str:
    """Return when a text wants news to come; empty where it names no time, or several."""
    found = [each for each, words in _CADENCES.items() if words.search(folded)]
    return found[0] if len(found) == 1 and not _RATHER.search(folded) else ""


def _hours(text: str) -> tuple[int, int] | None:
    """Return the quiet hours that a text names together, or by two times that stand apart."""
    if together := read_hours(_stretch(text, _are_hours)):
        return together
    one = _stretch(text, _is_time)
    before, _, behind = text.partition(one) if one else ("", "", "")
    if other := _stretch(behind, _is_time):
        begins, ends = _time_in(one), _time_in(other)
    else:
        begins, ends = _time_in(_stretch(before, _is_time)), _time_in(one)
    if begins is None or ends is None or begins == ends:
        return None
    # "From seven on again, not after nine in the evening": the night is meant, not the day.
    return (ends, begins) if begins < _NOON <= _EVENING <= ends else (begins, ends)


def _time_in(text: str) -> int | None:
    return read_time_of_day(text) if text else None


def _is_time(text: str) -> bool:
    return _CLOCK.search(text) is not None and read_time_of_day(text) is not None


def _are_hours(text: str) -> bool:
    hours = read_hours(text)
    return hours is not None and hours != (0, 0)


def _is_zone(text: str) -> bool:
    return len(text) > 1 and read_zone(text) is not None


def _stretch(text: str, reads: Callable[[str], bool]) -> str:
    """Return the longest stretch of whole words that can be read; empty without one."""
    tokens = list(_TOKEN.finditer(text))[:_MOST]
    for size in range(min(_LONGEST, len(tokens)), 0, -1):
        for at in range(len(tokens) - size + 1):
            stretch = text[tokens[at].start() : tokens[at + size - 1].end()]
            if reads(stretch):
                return stretch
    return ""
