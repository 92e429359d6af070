"""What else a name in Latin letters stands for: an event, a fund, a model, a person."""

from __future__ import annotations

import re
from typing import Final

from notifier.securities import capitals
from notifier.securities import english_words as table
from notifier.securities.lexicon import shipped_given_names
from notifier.securities.passage import Passage

_OTHER_AFTER: Final = re.compile(r" ?" + table.OTHER_AFTER)
_STATE_AFTER: Final = re.compile(
    r", (?:alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware|florida|georgia"
    r"|hawaii|idaho|illinois|indiana|iowa|kansas|kentucky|louisiana|maine|maryland|massachusetts"
    r"|michigan|minnesota|mississippi|missouri|montana|nebraska|nevada|new (?:hampshire|jersey"
    r"|mexico|york)|(?:north|south) (?:carolina|dakota)|ohio|oklahoma|oregon|pennsylvania"
    r"|rhode island|tennessee|texas|utah|vermont|virginia|washington|wisconsin|wyoming)\b"
)
"""A town is told by its state: Corning, New York."""
_LIKE_AFTER: Final = re.compile(r"-(?:style|like|esque)\b")
_EVENT_AFTER: Final = re.compile(
    rf"'s (?:theat(?:er|re)|hospital|square|library|chapel)\b| {table.EVENT_AFTER}"
)
_RACE_AFTER: Final = re.compile(r"(?: [A-Z][\w.']*){1,4} (?:Marathon|Half|Grand Prix|Sevens|Run)\b")
_FUND_AFTER: Final = re.compile(
    r"(?: [A-Z0-9&][\w&.-]*){0,4}? (?:(?:ETF|Fund|Index|UCITS|Trust|Indices)s?|QQQ|SPDR)\b"
)
_MODEL_AFTER: Final = re.compile(
    r" (?!(?:19|20)\d\d\b)(?:\d{3,4}(?=[^\w.,%]|[.,] |$"
    r"|(?![年月日亿万元股点个家名人台辆美港倍款只天周])[\u4e00-\u9fff])|\d\d ?(?=系列|series))"
)
"""RTX 5090, and no number of anything else."""

_LONGEST_ABBREVIATION: Final = 4
_PERSON_AFTER: Final = re.compile(
    r",? \(?\d\d\)?,|, (?:the|an?) (?:[a-z-]+ ){0,2}(?:designer|actor|actress|singer|author|writer"
    r"|player|coach|mayor|governor|senator|director|artist|musician|founder|professor|lawyer"
    r"|journalist)\b| (?:was born|died|turned \d)"
)
_PERSON_BEFORE: Final = frozenset(table.PERSON_BEFORE.split())
_NAME_REACH: Final = 24
_FOOTER: Final = re.compile(
    r"(?:please )?(?:(?:follow|like|find|join|visit|connect with) us|share (?:this|on|via|to)"
    r"|(?:tweet|pin|email) this|subscribe (?:to|on|via)|download (?:our|the)|get (?:our|the) app"
    r"|(?:available|listen|watch|sign in|log in|continue) (?:on|in|with|via)"
    r"|(?:we|this (?:web)?site) uses? (?:[a-z]+ )?cookies|©|copyright"
    r"|(?:(?:photo|picture|image|video)s? )?(?:credits?|source|photo|by):)"
)
_FOOTER_REACH: Final = 160
_PLATFORM_BEFORE: Final = re.compile(
    r"\b(?:on|via|over|through|using)(?: [a-z]+(?:,| and|, and| or))* \Z"
)
_POSTED: Final = re.compile(
    r"\b(?:post(?:s|ed|ing)?|videos?|clips?|footage|photos?|pictures?|images?|threads?|comments?|messages?"
    r"|users?|accounts?|pages?|profiles?|channels?|statements?|reviews?|rumou?rs?|memes?|story|stories"
    r"|wrote|written|writing|said|says|announced|shared|published|uploaded|streamed|live|viral|seen"
    r"|trend(?:s|ed|ing)|circulat(?:ed|ing)|friends|followers|influencers?|teenagers|watched)"
    r"(?: [a-z-]+){0,3} (?:on|via|over|through|to)(?: [a-z]+(?:,| and|, and| or))* \Z"
)
_PLATFORM_AFTER: Final = re.compile(
    r" (?:posts?|pages?|videos?|accounts?|channels?|clips?|live|stories|groups?|feed|comments?)\b"
)
_BEGINS_ITEM: Final = re.compile(r"(?:\A|\n|[|•·/] ?)\Z")
_ENDS_ITEM: Final = re.compile(r" ?[|•·/\n]|\Z")
_REACH: Final = 60


def other_thing(passage: Passage, after: int, span: tuple[int, int]) -> str | None:
    """Return the words that make something else of a name.

    It ends at `after` and is `passage.original[span]`.
    """
    text, original = passage.text, passage.original
    left, right = span
    written = original[left:right]
    forms = (_OTHER_AFTER, _PERSON_AFTER, _LIKE_AFTER, _STATE_AFTER)
    if other := next(filter(None, (form.match(text, after) for form in forms)), None):
        return written + other[0]
    rest = original[right : right + 4].removeprefix("'s").removeprefix("’s")
    if rest.lstrip()[:1].islower():
        return None
    if event := _EVENT_AFTER.match(text, after):
        return written + event[0]
    if len(written) <= _LONGEST_ABBREVIATION and (model := _MODEL_AFTER.match(text, after)):
        return written + model[0]
    fund = _FUND_AFTER.match(original, right) or _RACE_AFTER.match(original, right)
    return written + fund[0] if fund and not capitals.is_headline(original, left) else None


def person(original: str, left: int, right: int) -> str | None:
    """Return the title or the given name that makes a person of the name `original[left:right]`."""
    begin = max(0, left - _NAME_REACH)
    *others, last, rest = ("", *original[begin:left].rsplit(" ", 2))
    if rest:
        return None  # nothing but a space stands between the two
    if "_".join(original[begin:left].lower().split()[-2:]) in table.COMPANY_WORDS_BEFORE:
        return None  # chip designer Cambricon
    is_initial = last[1:] == "." and last.isupper()
    given = others[-1].rpartition(" ")[2] if is_initial else last
    is_given = given[:1].isupper() and given.lower() in shipped_given_names()
    is_person = is_given or last.lower() in _PERSON_BEFORE
    return original[original.rindex(given, 0, left) : right] if is_person else None


def footer(text: str, start: int) -> str | None:
    """Return how the share line or the footer begins that a name stands in."""
    begin = max(0, start - _FOOTER_REACH)
    line, sentence = text.rfind("\n", begin, start), text.rfind(". ", begin, start)
    bracket = text.rfind("(", begin, start)
    found = _FOOTER.match(text, max(line + 1, sentence + 2 if sentence >= 0 else 0, bracket + 1))
    return found[0] if found else None


def was_posted(text: str, start: int) -> str | None:
    """Return the words that show that something was posted on the network that begins here."""
    found = _POSTED.search(text, max(0, start - _REACH), start)
    return found[0].strip() if found else None


def platform_words(text: str, start: int, after: int) -> str | None:
    """Return the words that make a social network only the place where something is said."""
    if said := _PLATFORM_AFTER.match(text, after):
        return said[0].strip()
    if place := _PLATFORM_BEFORE.search(text, max(0, start - _REACH), start):
        return place[0].strip()
    is_alone = _BEGINS_ITEM.search(text, max(0, start - _REACH), start) and _ENDS_ITEM.match(
        text, after
    )
    return text[start:after] if is_alone else None
