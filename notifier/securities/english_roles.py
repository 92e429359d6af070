"""Where a report comes from in English: banks and brokers that speak, rate or serve, and data.

All patterns are over folded text. A house that speaks of its own business is about itself.
"""

from __future__ import annotations

import re
from typing import Final

from notifier.securities.context_features import COMPANY
from notifier.securities.lexicon import shipped_given_names

_ADVERB: Final = r"(?: (?:also|now|just|still|already|has|have|had|is|are|[a-z]+ly))*"
_OTHERS: Final = r"(?: [^.;:!?\n]{2,60}(?:,| and|, and))?"
_RANK: Final = r"(?:'s?)? (?:(?:senior|chief|lead|equity|global|u\.?s\.?|asia|europe|fx|credit) )*"

_ORIGIN_BEFORE: Final = re.compile(
    r"\b(?:(?:according|as per|thanks) to|(?:analyst|economist|strategist|researcher|bull|bear"
    r"|(?:portfolio|fund|money) manager)s?"
    r"(?: [^.;:!?\n]{2,40})? (?:at|of|from|with)|(?:note|data|estimates?|figures|surveys?|polls?|"
    r"research|numbers|consensus)(?: [a-z]+)? (?:from|by|of)"
    r"|(?:compiled|polled|surveyed|provided) by|sources?:"
    r"|(?:brokers?|brokerages|banks),? (?:among them|including|such as)"
    r"|(?:cut|raised|lifted|lowered|upgraded|downgraded|started|initiated|moved)"
    r"(?: (?:(?:to|at|as) (?:a |an )?[a-z -]{3,20}|(?:one|two|three|a) notch(?:es)?))? (?:at|by))"
    rf"{_OTHERS}(?: the)? \Z"
)
_TASK: Final = (
    r"(?:book-?runn(?:er|ing)|underwrit|lead manag|co-?manag|financial advis"
    r"|advis(?:er|or|ed by|ing)|arrang(?:er|ing|ed by)|joint sponsor|global coordinator)"
)
_SERVICE_BEFORE: Final = re.compile(rf"\b{_TASK}[^.;!?\n]{{0,80}}\Z")
_SERVICE_AFTER: Final = re.compile(
    rf"{_OTHERS}[^.,;:!?\n]{{0,30}}? (?:as|is|are|was|were|acted|served|serving|acting)"
    rf"(?: [a-z-]+){{0,3}} {_TASK}"
    r"|[^.,;!?\n]{0,40}? (?:advised|(?:is|are) advising|(?:worked|acted) for the) "
)
_OPINION_AFTER: Final = re.compile(
    rf"{_RANK}(?:analysts?|economists?|strategists?|research(?:ers)?|estimates?|data|surveys?"
    rf"|polls?"
    r"|figures|note to clients|trading desk|(?:flash )?(?:[a-z]+ )?pmi)\b"
    r"|(?:'s)? (?:[a-z-]+ ){0,4}?(?:conference|summit|symposium)\b"
    r"|'s (?:(?:us|u\.s\.|asia|global) 1|conviction(?: buy)?|focus|best ideas|top picks?) list\b"
    r"|'s (?:top|best|favou?rite) (?:[a-z-]+ ){0,3}?(?:picks?|ideas?)\b"
)
_RATING_AFTER: Final = re.compile(
    rf"{_ADVERB} (?:cut|cuts|raise[sd]?|lift(?:s|ed)|lower(?:s|ed)|trim(?:s|med)|hike[sd]"
    r"|slashe[sd]|boost(?:s|ed)|sets?|keeps?|kept|maintain(?:s|ed)|reiterate[sd]|assign(?:s|ed)"
    r"|initiate[sd]|starts|started|resume[sd])[^.;!?\n]{0,60}?\b"
    r"(?:price targets?|target prices?|targets? (?:on|(?:to|from) [$£€])|ratings?|coverage"
    r"|(?:s&p|stoxx|hang seng|csi|nasdaq|index)(?: \d+)?(?: year-end)? targets?)"
    rf"|{_ADVERB} (?:upgrade|downgrade)[sd]\b"
    rf"|{_ADVERB} name[sd] [^.;!?\n]{{2,40}}? (?:its |a |as (?:its |a )?)?(?:top|best) (?:pick"
    rf"|idea)"
    rf"|{_ADVERB} (?:cut|cuts|lift(?:s|ed)|raise[sd]|move[sd]|lower(?:s|ed)|takes?|took|starts?)"
    r"(?: [^.,;!?\n]{2,40}?)? (?:to|at|from) (?:a )?(?:[a-z]+-)?(?:buy|sell|hold|neutral"
    r"|(?:over|under|equal[- ])weight|(?:out|under)perform)(?=[,.;:]| (?:from|as|on|after)\b|$)"
    rf"|{_ADVERB} (?:opens?|adds?|puts?|places?|removes?)[^.;!?\n]{{0,50}}?\b(?:catalyst watch"
    rf"|(?:conviction|focus|best ideas|top picks?) list)"
    rf"|{_RANK}analyst [a-z]+ [a-z]+"
)
_ANALYSTS_BEFORE: Final = re.compile(
    r"\b(?:analyst|economist|strategist)s?(?: [a-z]+){0,3} (?:at|with) \Z"
)
_VIEW: Final = (
    r"(?:sees?|saw|expects?|expected|estimate[sd]?|predict(?:s|ed)|thinks?|thought|believe[sd]?"
    r"|forecasts?|reckon(?:s|ed)|anticipate[sd]?|projects|recommend(?:s|ed))"
)
_STATEMENT_AFTER: Final = re.compile(
    rf"(?:, (?:citing|pointing to|in (?:a|its)|who|which)\b[^;!?\n]{{2,80}},)?"
    rf"{_ADVERB} (?:says?|said|warn(?:s|ed)|note[sd]|argue[sd]|writes|wrote|calls|called"
    rf"|blame[sd]|cite[sd]|prefers"
    rf"|favou?rs|report(?:s|ed)|showed|shows|{_VIEW})\b(?! to )|:(?= )"
)
_ABOUT_ITSELF: Final = re.compile(
    rf"\b(?:it(?! (?:now |still )?{_VIEW})|its|bank's?|lender|profits?|net income|net interest"
    r"|earnings|revenues?|results|jobs?|staff|employees|bankers|fees|costs|buyback|dividend"
    r"|settle(?:ment)?"
    r"|fine[ds]?|branch(?:es)?|hir(?:ed?|ing)|chief executive|ceo|appoint(?:ed)?|restructuring|"
    r"deposits|assets|subscribers)\b"
)
_SAID_BEFORE: Final = (", says ", ", said ", ", per ", ", reports ", ", reported ", ", estimates ")
_BY_NAME: Final = re.compile(
    r"'s ([a-z]+) [a-z]+ (?:cuts?|raise[sd]|lift(?:s|ed)|lower(?:s|ed)|trim(?:s|med)"
    r"|(?:up|down)grade[sd]?|sees?|says?|said|expects?|reiterate[sd]?|initiate[sd]?)\b"
)
"""An analyst of the house, called by name."""

_CHIEF: Final = (
    r"(?:ceo|cfo|cio|chief (?:[a-z]+ )?(?:executive|economist|strategist|officer)(?: officer)?"
    r"|chair(?:man|woman)?|president|head of (?:[a-z.]+ ){1,4}?[a-z.]+)"
)
_PERSON_AFTER: Final = re.compile(
    rf"(?:'s)? {_CHIEF}(?:,? [a-z]+(?: [a-z]+)?,?)?(?= (?:also |now )?[a-z]+)"
    r"|'s (?!(?:units?|arms?|boards?|profits?|shares?|stock|revenues?|earnings|business|bank"
    r"|reports?|statement|filing|results|management|spokes[a-z]+|customers?|clients|lawyers?|funds?)\b)[a-z-]+"
)
"""Somebody of the house, by a title or a surname: Goldman Sachs's Solomon says …"""

_HOLDING_AFTER: Final = re.compile(
    r"\.?(?: (?:inc|corp|llc|lp|ltd|plc|ag|de|na|co)\.?){0,3} (?:"
    r"(?:acquire[sd]|bought|buys|sold|sells|purchase[sd]) [\d,]+ shares"
    r"|(?:boost|increase|raise|lift|gr[eo]w|trim|reduce|lower|lessen|cut|decrease)(?:s|d|ed|med)?"
    r" (?:its|their) (?:position|holdings?|stake) (?:in|by)"
    r"|now (?:owns|holds) [\d.,]+ (?:million )?shares"
    r"|(?:reports?|discloses?|reported|disclosed) (?:an? )?\d[\d.]*% (?:passive )?stake)"
)
"""What notes on the holdings of funds say of the holder."""

_LAST_WORD: Final = (": ", " - ", " – ", " — ")
_LINE_END: Final = re.compile(r"(?:'s)?(?: (?:says?|data|survey|report))?[.!]?(?:\n|\Z)")
"""US drillers add oil rigs: Baker Hughes."""

_FIGURES_AFTER: Final = re.compile(
    r"(?:'s)?(?: [a-z-]+){0,4}? (?:surveys?|polls?|barometer|economics institute|[\"“]?fedwatch"
    r"|(?:jobs|price|sentiment|volatility|confidence|spending|travel|rent|wage) index)\b"
    r"(?! (?:fund|unit|business|maker))"
)
"""What any company publishes of others."""

_HOUSES_BESIDE: Final = re.compile(rf"(?:(?:,| and|, and| &) {COMPANY}\0*)+")
_TOLD_BEFORE: Final = re.compile(
    r"\b(?:told|tells|telling|interview(?:ed)? (?:with|by|on)|(?:speaking|spoke|talking) (?:to|on"
    r"|with)"
    r"|(?:first )?reported (?:by|in|on)|appear(?:ed|ing|ance) on)(?: the)? \Z"
)
_INDEX_OF_REGION: Final = re.compile(
    r"msci (?:all[- ]country|acwi|eafe|world|global|emerging[- ]markets?|frontier|china|hong kong"
    r"|india|japan|korea|taiwan|asia|europe|usa)\b"
)
"""An index that is called by its region alone."""
_CLAUSE_END: Final = re.compile(r"[.!?;\n](?!\d)")
_REACH: Final = 100


def words_of_house(text: str, start: int, after: int, hidden: str) -> str | None:
    """Return what makes a house only the origin of a report, or None where it is about itself.

    `hidden` is the text with sure companies masked.
    """
    if before := origin_before(text, start):
        return before
    if index := _INDEX_OF_REGION.match(text, start):
        return index[0]
    if served := _SERVICE_BEFORE.search(text, max(0, start - _REACH), start):
        return served[0].strip()
    if text.endswith(_LAST_WORD, 0, start) and (last := _LINE_END.match(text, after)):
        return text[start - 1 : last.end()].strip()
    for form in (_OPINION_AFTER, _RATING_AFTER, _SERVICE_AFTER, _HOLDING_AFTER):
        if found := form.match(text, after):
            return found[0].strip()
    analyst = _BY_NAME.match(text, after)
    if analyst and analyst[1] in shipped_given_names():
        return analyst[0]
    beside = _HOUSES_BESIDE.match(hidden, after)
    speaker = _PERSON_AFTER.match(text, after) or beside
    statement = _STATEMENT_AFTER.match(text, speaker.end() if speaker else after)
    if statement is None:
        return None
    at = statement.end()
    end = _CLAUSE_END.search(hidden, at, at + _REACH)
    stop = end.start() if end else at + _REACH
    own = _ABOUT_ITSELF.search(hidden, at, stop)
    about_itself = own is not None and COMPANY not in hidden[at : own.start()]
    return None if about_itself else statement[0].strip()


def words_of_analysts(text: str, start: int, after: int) -> str | None:
    """Return what makes any company one whose analysts speak of another."""
    is_near = text.endswith((" at ", " with "), 0, start)
    if is_near and (found := _ANALYSTS_BEFORE.search(text, max(0, start - _REACH), start)):
        return found[0].strip()
    said = _RATING_AFTER.match(text, after) or _FIGURES_AFTER.match(text, after)
    return said[0].strip() if said else None


def told_before(text: str, start: int) -> str | None:
    """Return what stands before a medium to which somebody spoke."""
    found = _TOLD_BEFORE.search(text, max(0, start - _REACH), start)
    return found[0].strip() if found else None


def origin_before(text: str, start: int) -> str | None:
    """Return what stands before whatever a report comes from: according to, analysts at."""
    found = _ORIGIN_BEFORE.search(text, max(0, start - _REACH), start)
    if found is None and text.endswith(_SAID_BEFORE, 0, start):
        return text[:start].rpartition(", ")[2].strip()
    return found[0].strip() if found else None
