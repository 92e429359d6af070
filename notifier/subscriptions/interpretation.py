"""What a typed text asks for: companies, listed or alone, or a query; or a question back. Pure.

`securities.typed` says what one text may mean; here it is read with what stands beside it: among
other companies `aapl` and `700` are companies too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from notifier.core.model import Security
from notifier.securities.lexicon import is_english_word
from notifier.securities.typed import Certainty, Meaning, meaning_of
from notifier.subscriptions.query.errors import QuerySyntaxError
from notifier.subscriptions.query.lexer import Token, TokenKind, tokenize
from notifier.subscriptions.query.query import Query, parse_canonical, refuse_impossible
from notifier.subscriptions.query.typed import as_typed
from notifier.subscriptions.rules import Rules

MOST_CHOICES = 8
"""How many companies are offered where a text may mean several."""
_COMMAS = re.compile(r"[，、;；\n]|(?<!\d),|,(?!\d{3}(?!\d))")
_JOINTS = re.compile(
    r"\s*(?:[/／&＆+＋]|和|跟|与|與|以及|及|同|[还還]有|\band\b|\bor\b)\s*", re.IGNORECASE
)
_WORD_JOINTS = re.compile(r"\s*(?:和|跟|与|與|以及|及|同|[还還]有|\band\b)\s*", re.IGNORECASE)
_EITHER = re.compile(f"{_COMMAS.pattern}|{_JOINTS.pattern}", re.IGNORECASE)
_LONGEST_LIST = 80
"""What is longer is read as it stands: each «and» in it would have to be tried."""
_SPACES = re.compile(r"\s+")
_LONGEST_NAME = 4
"""Words of a company's name that are looked for within a query."""
_NOTE = re.compile(r"(?<=\w) ?[(（](?!(?:OR|AND|NOT)\b)[^()（）|\"“”~!-]{1,16}[)）]")
"""What is said of a company in brackets behind it, in a list: 茅台（白酒）、宁德时代（电池）."""
YEAR = re.compile(r"(?:19|20)\d\d")
"""A number that is rather one than a code."""


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """What a text asks for."""

    canonical: str
    text: str
    """That part of the text, as it was typed."""
    security: Security | None = None
    """The company, where it is one."""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A text that may name several companies."""

    text: str
    choices: tuple[Security, ...]
    """One security for each company."""
    certainty: Certainty = Certainty.SURE
    """How sure it is that one of them is meant."""


def interpret(text: str, rules: Rules) -> ParsedQuery | Ambiguous:
    """Return what a text asks for: a company where it is one's name or code, else a query.

    Where it may be both, or is nearly a company's name, that is asked back. Raises QueryError where
    it is neither. `$` before a symbol leaves no doubt, as in the query of a company.
    """
    exact = rules.directory.get(text[1:]) if text.startswith("$") else None
    if exact is not None:
        return ParsedQuery(query_for(exact), text, exact)
    meaning = meaning_of(text, rules.directory)
    if meaning is None:
        typed = as_typed(text)
        query = rules.parse(_with_companies(typed, rules))
        refuse_impossible(query, typed)
        return ParsedQuery(query.canonical, typed)
    return _understood(text, meaning, rules)


def _with_companies(text: str, rules: Rules) -> str:
    """Return a query whose words ask for the company where they can only be its name: 茅台 -白酒.

    What is excluded, quoted, or looked for near another word stays a word.
    """
    try:
        tokens = tokenize(text)
    except QuerySyntaxError:
        return text  # which whoever reads it will tell
    parts: list[str] = []
    done = at = 0
    while at < len(tokens):
        for end in range(min(at + _LONGEST_NAME, len(tokens) - 1), at, -1):
            if not _are_words(tokens, at, end):
                continue
            name = text[tokens[at].start : tokens[end - 1].end]
            meaning = meaning_of(name, rules.directory, near=False)
            if meaning is None or meaning.certainty is not Certainty.SURE:
                continue
            found = chosen(name, meaning, rules)
            if isinstance(found, ParsedQuery):
                parts += (text[done : tokens[at].start], found.canonical)
                done, at = tokens[end - 1].end, end - 1
                break
        at += 1
    return "".join([*parts, text[done:]])


def _are_words(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Return whether a stretch of a query is words that nothing before or behind them changes."""
    before = tokens[start - 1].kind if start else None
    return (
        all(token.kind is TokenKind.WORD for token in tokens[start:end])
        and before not in (TokenKind.NOT, TokenKind.FIELD, TokenKind.NEAR)
        and tokens[end].kind is not TokenKind.NEAR
    )


def as_read(text: str, rules: Rules) -> Query:
    """Return the query that a text is on a page or in a link, where nobody can be asked back.

    What may be a company or words is words. Raises QueryError.
    """
    meant = interpret(text, rules)
    if isinstance(meant, Ambiguous):
        return rules.parse(as_typed(text))
    return parse_canonical(meant.canonical)


def likeliest(text: str, rules: Rules) -> Query:
    """Return the query to search by that a text means, of several companies the likeliest's.

    Raises QueryError.
    """
    meant = interpret(text, rules)
    return parse_canonical(
        query_for(meant.choices[0]) if isinstance(meant, Ambiguous) else meant.canonical
    )


def interpret_all(text: str, rules: Rules) -> tuple[ParsedQuery | Ambiguous, ...]:
    """Return what a text asks for: several things where it lists several companies.

    Between commas or line breaks stands one thing each, as soon as one of them is a company; by
    other signs or spaces only companies are listed, because in a query a space means "and". Raises
    QueryError.
    """
    if (companies := listed_companies(text, rules)) is not None:
        return companies
    for separator, are_companies in ((_COMMAS, any), (_JOINTS, all)):
        parts = _split(separator, text)
        # No list of letters: M&A.
        is_list = len(parts) > 1 and (separator is _COMMAS or min(map(len, parts)) > 1)
        if is_list and are_companies(_is_company(part, rules) for part in parts):
            read = listed if separator is _COMMAS else interpret_all
            return tuple(query for part in parts for query in read(part, rules))
    return (interpret(text, rules),)


def listed(text: str, rules: Rules) -> tuple[ParsedQuery | Ambiguous, ...]:
    """Return what a text asks for that is said to be a list, or the end of one: 苹果和联发科.

    One company beside «and» is enough there for the other side to be a thing of its own. Raises
    QueryError.
    """
    found = interpret_all(text, rules)
    if len(found) > 1 or len(text) > _LONGEST_LIST or _is_company(text, rules):
        return found
    for joint in _WORD_JOINTS.finditer(text):
        sides = text[: joint.start()].strip(), text[joint.end() :].strip()
        if min(map(len, sides)) > 1 and any(_is_company(side, rules) for side in sides):
            return tuple(query for side in sides for query in listed(side, rules))
    return found


def one_company(text: str, rules: Rules) -> tuple[ParsedQuery | Ambiguous] | None:
    """Return the company that a text is the name or code of; None where it is none's."""
    meaning = meaning_of(text, rules.directory, near=False)
    return None if meaning is None else (chosen(text, meaning, rules),)


def listed_companies(text: str, rules: Rules) -> tuple[ParsedQuery | Ambiguous, ...] | None:
    """Return the companies of a text that lists several and nothing else, else None.

    What may also be a word is a company there, unless all of it may be words. What is noted in
    brackets behind several is no part of their names.
    """
    if meaning_of(text, rules.directory) is not None:
        return None
    found = _listed(_split(_COMMAS, text), _joined, rules)
    if found is None and (bare := _NOTE.sub("", text)) != text:
        found = _listed(_split(_COMMAS, bare), _joined, rules)
        found = found if found and len(found) > 1 else None
    if found is None or not any(_is_certain(part, meaning) for part, meaning in found):
        return None
    return tuple(chosen(part, meaning, rules) for part, meaning in found)


_Meant = list[tuple[str, Meaning]]
"""The parts of a text, each with the companies it may mean."""


def _listed(
    parts: Sequence[str], read: Callable[[str, Rules], _Meant | None], rules: Rules
) -> _Meant | None:
    """Return what all of some parts mean; None where one of them means nothing."""
    found: _Meant = []
    for part in parts:
        meant = read(part, rules)
        if meant is None:
            return None
        found += meant
    return found


def _joined(text: str, rules: Rules) -> _Meant | None:
    """Read companies between words such as «and», which may be letters of a name: 长和 和 同程."""
    if (spaced := _spaced(text, rules)) is not None:
        return spaced
    for joint in _JOINTS.finditer(text):
        before, behind = text[: joint.start()], text[joint.end() :]
        first = _spaced(before, rules) if before else []
        rest = _joined(behind, rules) if first is not None and behind else None
        if first is not None and rest is not None:
            return first + rest
    return None


def _spaced(text: str, rules: Rules) -> _Meant | None:
    """Read a company, or several between spaces, where "car" is the word."""
    meaning = meaning_of(text, rules.directory)
    return [(text, meaning)] if meaning else _listed(_split(_SPACES, text), _no_word, rules)


def _no_word(text: str, rules: Rules) -> _Meant | None:
    meaning = meaning_of(text, rules.directory)
    return None if meaning is None or _is_word(text, meaning) else [(text, meaning)]


def lists_in(text: str) -> Iterator[list[str]]:
    """Yield the parts of a text as a list of several, by each way in which people list things."""
    for separator in (_COMMAS, _JOINTS, _EITHER, _SPACES):
        parts = _split(separator, text)
        if len(parts) > 1:
            yield parts


def _split(separator: re.Pattern[str], text: str) -> list[str]:
    return [part.strip() for part in separator.split(text) if part.strip()]


def _is_certain(part: str, meaning: Meaning) -> bool:
    """Return whether a part of a list shows that it lists companies."""
    if meaning.certainty is Certainty.SURE:
        return True
    if meaning.certainty is Certainty.NEAR or len(part) < 3 or YEAR.fullmatch(part):
        return False
    return not _is_word(part, meaning)


def _is_word(text: str, meaning: Meaning) -> bool:
    return meaning.certainty is Certainty.EITHER and is_english_word(text.lower())


def _is_company(text: str, rules: Rules) -> bool:
    """Return whether a part of a list is a company, or lists some."""
    meaning = meaning_of(text, rules.directory)
    if meaning is None:
        return listed_companies(text, rules) is not None
    if meaning.certainty is Certainty.NEAR:
        return False
    return meaning.certainty is Certainty.SURE or not text.isdecimal()


def _understood(text: str, meaning: Meaning, rules: Rules) -> ParsedQuery | Ambiguous:
    """Return the company that a text alone means for sure, else a question."""
    found = chosen(text, meaning, rules)
    if isinstance(found, ParsedQuery) and meaning.certainty is not Certainty.SURE:
        return Ambiguous(text, meaning.securities[:1], meaning.certainty)
    return found


def chosen(text: str, meaning: Meaning, rules: Rules) -> ParsedQuery | Ambiguous:
    """Return the company that a text means if it means one, or asks which."""
    issuers = _by_issuer(meaning.securities, rules)
    if len(issuers) > 1 or meaning.certainty is Certainty.NEAR:
        return Ambiguous(text, tuple(issuers[:MOST_CHOICES]), meaning.certainty)
    return ParsedQuery(query_for(issuers[0]), text, issuers[0])


def query_for(security: Security) -> str:
    """Return the query that holds where `security` is recognised: `SZ002230`, `$AAPL`."""
    return parse_canonical(f"${security.symbol}").canonical


def _by_issuer(found: Sequence[Security], rules: Rules) -> list[Security]:
    """Return one security for each company; with a dual listing the one that was meant first."""
    chosen: dict[str, Security] = {}
    for security in found:
        chosen.setdefault(rules.directory.issuer(security.symbol), security)
    return list(chosen.values())
