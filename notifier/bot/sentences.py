"""What a sentence asks for: a command, an answer, or something to follow. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from notifier.bot import change_words, silence_words
from notifier.bot import intent_words as words
from notifier.bot.command_names import CHINESE
from notifier.bot.intent import Intent, Kind
from notifier.bot.meanings import contradicts, is_rather_said, is_sure
from notifier.bot.switches import read_switch
from notifier.bot.time_expressions import is_day, is_until, read_hours, said_as
from notifier.bot.wishes import (
    ABOUT,
    LONGEST,
    OPERATORS,
    TAIL,
    is_chatty,
    is_sentence,
    read_wish,
    without_asking,
)
from notifier.bot.word_match import (
    Match,
    compiled,
    cut_first,
    find_first,
    match_start,
    match_whole,
)
from notifier.core.folding import fold

GAP = re.compile(r"^[\s:：,，、=]*")
_SHORTEST = 2
_SURELY_A_NAME = 6
_NEWS_OF = (
    r"^(?:(?:everything|anything|all|news|alerts?|stories)(?: news| alerts| stories)? )?"
    r"(?:about|on|from|of|with) "
)
_PHRASES = [(each, name) for name, some in words.PHRASES.items() for each in some]
_ALL_OF_IT = rf"(?:{silence_words.ALL_OF_IT})?"
_TALK = rf"(?:{words.SMALL_TALK})(?:[\s,!.。~]+(?:{words.SMALL_TALK}))*"
_SAYS_NOTHING = (_TALK, words.NOTHING_ELSE)
_ME = r"^(?:我|i)\s*(?:想|要)?"
_JOINTS = re.compile(r"和|与|與|、| and | or ")
_PLURAL = re.compile(r"(?<=[a-z]{3})s\b")
_SHORT_PLURAL = re.compile(r"^([a-z]{2})s$", re.IGNORECASE)
"""A plural of which no beginning can be looked for: ads."""
_WITH_TIME = frozenset({"pause", "mute"})
_TIME = re.compile(r"[\d半一二两三四五六七八九十]|到|至|明天|今晚|tomorrow|until|for|hour|day|min")
_ABOUT_SOMETHING = frozenset({"unwatch", "find", "unmute"})
_NAMES_ITS_VALUE = frozenset({"language"})
"""Commands whose set phrases say what is chosen, and are their argument: use English."""
_APART = frozenset({"mute", "latest"})
"""Commands whose argument stands apart: 新闻联播 is no news of anything."""


@cache
def chinese_names() -> list[tuple[str, str]]:
    """Return the Chinese names of commands, the longest first."""
    named = [(word, name) for name, each in CHINESE.items() for word in each.split()]
    return sorted(named, key=lambda pair: -len(pair[0]))


def read_plain(text: str) -> Intent | None:
    """Return the command that words without a slash are; None where they may be anything else."""
    bare = cut_first(TAIL, unicodedata.normalize("NFKC", text)).strip()
    if says_nothing(bare):
        return Intent(Kind.TALK)
    if switched := read_switch(bare):
        return switched
    if add := match_whole([change_words.ADD], bare):
        return Intent(Kind.FOLLOW, "watch", add[1], is_asked=True)
    if (manners := match_start(words.MANNERS, bare)) and manners.behind.strip():
        # It belongs to what is asked for, also where that is to hear no more.
        bare = manners.behind.strip()
    if len(bare) <= LONGEST:
        if stays := _what_stays(bare):
            return Intent(Kind.FOLLOW, text=stays, is_asked=True)
        if (exact := _set_phrase(bare)) and not _excepts_hours(exact):
            return exact
    if match_whole(silence_words.QUIET_OFF, bare):
        return Intent(Kind.COMMAND, "settings", "quiet off")
    readings = (_chinese_command,) if len(bare) > LONGEST else _READINGS
    found = (reading(bare) for reading in readings)
    intent = next((each for each in found if each is not None), None)
    return intent if intent is None or not contradicts(text, intent) else None


def says_nothing(text: str) -> bool:
    """Return whether a part of a message asks for nothing: thanks, or that this is all."""
    bare = cut_first(TAIL, text).strip()
    if not re.search(r"\w", bare) or match_whole(_SAYS_NOTHING, bare):
        return True
    return is_sure(bare, "talk")


def _set_phrase(text: str) -> Intent | None:
    """Return the command that a whole message is a set phrase for."""
    folded = fold(text)
    if name := dict(chinese_names()).get(folded.text):
        return Intent(Kind.COMMAND, name, text * (name in _NAMES_ITS_VALUE))
    for pattern, name in _PHRASES:
        if found := compiled(pattern).fullmatch(folded.text):
            match = Match(text, folded, found)
            whole = text * (name in _NAMES_ITS_VALUE)
            argument = next((match[n + 1] for n in range(found.re.groups) if match[n + 1]), whole)
            return Intent(Kind.COMMAND, name, argument)
    return None


def _excepts_hours(intent: Intent) -> bool:
    """Return whether what is to stay are hours of the day: 除了9点到18点都别发."""
    kept = match_whole([change_words.EXCEPT], intent.text)
    return kept is not None and read_hours(kept.last) is not None


def _what_stays(text: str) -> str:
    """Return what a message asks to keep on the list: «don't remove Tesla»."""
    found = find_first(change_words.NOT_TO_END, text)
    if found is None:
        return ""
    stays = " ".join(f"{found['held']} {found.without}".split()).strip(" ,，。.!！的")
    is_named = stays and _is_name(stays) and not match_whole([_ALL_OF_IT], stays)
    return stays if is_named else ""


def _silence(text: str) -> Intent | None:
    """Return the pause that a message asks for, or the mute of one thing for a while."""
    for pattern in silence_words.QUIET_UNTIL:
        found = match_whole([pattern], text)
        if found is None or not is_until(found["until"]):
            continue
        start, end = found.found.span("until")
        around = found.folded.text[:start], found.folded.text[end:]
        until = said_as(found["until"], *around)
        if match_whole([_ALL_OF_IT], found["whose"]):
            return Intent(Kind.COMMAND, "pause", until)
        whose = cut_first(_NEWS_OF, found["whose"]).strip()
        if not _is_name(whose):
            return None
        # Where it stands behind the name alone, a day is when, not until when.
        is_until_it = until == found["until"] and is_day(until)
        return Intent(Kind.COMMAND, "mute", f"{whose} {'到' * is_until_it}{until}")
    return None


def _unmute(text: str) -> Intent | None:
    """Return the end of a mute that a message asks for."""
    found = match_whole(silence_words.UNMUTE, text)
    if found is None:
        return None
    whose = found["whose"]
    is_named = match_whole([silence_words.ALL_OF_IT], whose) or _is_name(whose)
    return Intent(Kind.COMMAND, "unmute", whose) if is_named else None


def _change(text: str) -> Intent | None:
    """Return the change of what is followed that a message asks for: `/edit this → that`."""
    if only := match_whole(change_words.ONLY, text):
        whose = cut_first(_ME, only["whose"]).strip(" ,，")
        whose = without_asking(whose)[0] or whose
        is_all = match_whole([silence_words.ALL_OF_IT], only["what"])
        if is_all or (whose and not _is_name(whose)):
            return None
        narrowed = f"{whose} → +{_narrow(only['what'])}".strip()
        return Intent(Kind.COMMAND, "edit", narrowed)
    if part := match_whole(change_words.PART, text):
        return Intent(Kind.FOLLOW, text=f"{part['whose']} {part['what']}", is_asked=True)
    instead = match_whole(change_words.REPLACE, text)
    if instead and _is_name(instead["old"]) and not match_whole([_ALL_OF_IT], instead["old"]):
        return Intent(Kind.COMMAND, "edit", f"{instead['old']} → {instead['new']}")
    return None


def _narrow(words_of_it: str) -> str:
    """Return words to look for, in English in the singular too, for nothing is stemmed."""
    some = [_PLURAL.sub("*", each) for each in _JOINTS.split(words_of_it)]
    return some[0] if len(some) == 1 else f"({' | '.join(some)})"


def _all_but(text: str) -> Intent | None:
    """Return the wish for something without a part of it: Tesla but not Musk."""
    if match_whole(change_words.NO_SORT, text):
        return None
    for pattern in change_words.BUT_NOT:
        found = match_whole([pattern], text)
        without = part_left_out(found["without"]) if found else ""
        if found and not without and _is_of_alerts(found["what"], found["without"]):
            return Intent(Kind.COMMAND, "edit", f"{found['what']} → -{found['without']}")
        if found is None or not without:
            continue
        wish = read_plain(found["what"]) or read_wish(found["what"])
        if wish.kind is not Kind.FOLLOW or len(wish.text) < _SHORTEST or not _is_name(wish.text):
            continue
        told = "watch" if wish.is_asked else ""
        return Intent(Kind.FOLLOW, told, wish.text, is_asked=True, without=without)
    return None


def _is_of_alerts(whose: str, words_of_it: str) -> bool:
    """Return whether words say how alerts of something come, which no article does."""
    if match_whole([change_words.NO_PART], words_of_it) or not _is_name(whose):
        return False
    says = change_words.SAID_OF_ALERTS
    return bool(find_first(says, words_of_it)) and not find_first(says, whose)


def part_left_out(words_of_it: str) -> str:
    """Return words that leave a part out; empty where they say how alerts come, or name none."""
    bare = words_of_it
    while (cut := cut_first(change_words.OF_THAT_PART, bare).strip()) != bare:
        bare = cut
    if len(bare) < _SHORTEST or match_whole([change_words.NO_PART], bare):
        return ""
    if find_first(change_words.SAID_OF_ALERTS, bare) or is_chatty(bare):
        return ""
    if " " not in bare and not _SHORT_PLURAL.fullmatch(bare):
        return _narrow(bare)
    both = (bare, _SHORT_PLURAL.sub(r"\1", _PLURAL.sub("", bare)))
    quoted = [f'"{each}"' for each in dict.fromkeys(both)]
    return quoted[0] if len(quoted) == 1 else f"({' | '.join(quoted)})"


def _sector(text: str) -> Intent | None:
    """Return the trade or index of which a message asks for every company."""
    found = match_whole(change_words.SECTOR, text)
    return Intent(Kind.SECTOR, text=found[1]) if found and not is_chatty(found[1]) else None


def _last(text: str) -> Intent | None:
    """Return what a message tells to follow, with the verb behind it."""
    last = match_whole([change_words.WATCH_LAST], text)
    if last is None or is_chatty(last[1]):
        return None
    return Intent(Kind.FOLLOW, "watch", without_asking(last[1])[0] or last[1], is_asked=True)


def _stop(text: str) -> Intent | None:
    """Return the end of something that a message asks for."""
    stop = match_whole((*change_words.STOP, *change_words.NO_SORT), text)
    if stop is None:
        return None
    if match_whole([_ALL_OF_IT], stop[1]):
        return Intent(Kind.COMMAND, "pause")
    is_all = match_whole([change_words.EVERYTHING], stop[1])
    return Intent(Kind.COMMAND, "unwatch", stop[1]) if _is_name(stop[1]) and not is_all else None


def _is_name(text: str) -> bool:
    """Return whether a part of a sentence may name something, rather than say something of it."""
    if is_chatty(text) or is_sentence(text):
        return False
    return len(text) <= _SURELY_A_NAME or not is_rather_said(text)


def _chinese_command(text: str) -> Intent | None:
    """Return the command whose Chinese name a text begins with, by what stands behind that."""
    folded = fold(text)
    for word, name in chinese_names():
        if folded.text.startswith(word):
            return _behind_name(name, text[folded.span(0, len(word))[1] :])
    return None


def _behind_name(name: str, rest: str) -> Intent | None:
    argument = GAP.sub("", rest).strip()
    if not argument:
        return Intent(Kind.COMMAND, name)
    if match_start(words.NO_COMMAND_AFTER, rest):
        return None
    if name == "find" and (without_news := cut_first(ABOUT, argument)) != argument:
        return Intent(Kind.FOLLOW, text=without_news, is_asked=True)
    if name == "watch":
        about = argument if OPERATORS.search(argument) else without_asking(argument)[0]
        told = "watch" if about == argument else ""
        return Intent(Kind.FOLLOW, told, about or argument, is_asked=True)
    is_apart = name in _APART and not rest[0].isalnum()
    has_time = name in _WITH_TIME and _TIME.search(fold(argument).text) and rest[0] not in ",，"
    if name in _ABOUT_SOMETHING or is_apart or has_time:
        return Intent(Kind.COMMAND, name, argument)
    return None


_READINGS = (_silence, _unmute, _change, _all_but, _sector, _chinese_command, _last, _stop)
