"""What a line of a list asks for that is no row of a table: an entry, or several. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from notifier.subscriptions.interpretation import Ambiguous, ParsedQuery
from notifier.subscriptions.list_entry import Finding, alone, entry, is_money, known_code
from notifier.subscriptions.rules import Rules

LABEL = re.compile(r"^[^:：]{1,30}(?::\s+|：\s*)")
"""What stands before an entry, or the name of a group before several."""
FIGURE = re.compile(r"[-+$¥€]?[\d.,:/\s-]+[%万亿]?")
_BULLET = re.compile(r"^\s*(?:\d{1,3}[.)、]\s+|[-•*·–]\s+)")
_BETWEEN_PARTS = re.compile(r"[,，、;；|]|\$([^$()]*\([^$()]*\))\$")
"""`$苹果(AAPL)$` is one part, as forums write companies."""
_SURELY_LISTED = re.compile(r"[、;；]|\)\$")
_BETWEEN_WORDS = re.compile(r"(?:[\s,;|，、；()（）]|(?<=\s)(?:and|[和及与與跟])(?=\s))+")
_TERMINAL = re.compile(r"\S+ [A-Z]{2} Equity")
_LONG_CODE = re.compile(r"(?:[A-Za-z]{2}\.?)?\d{5,6}(?:\.[A-Za-z]{2})?|\d{1,5}\.HK|[A-Z]+:\S+")
_LEAST_CODE = 5
"""Fewer digits beside something else are rather an amount than a code."""
_CHINESE = re.compile(r"[\u4e00-\u9fff]{2,}")
_LONGEST_NAME = 4
"""Words of a company's name that are looked for among others."""


def of_words(text: str, rules: Rules) -> list[Finding]:
    """Return what a line asks for that is no row of a table."""
    bare = _BULLET.sub("", text).strip()
    whole = alone(bare, rules)
    if not isinstance(whole, str):
        return [whole]
    if is_heading(bare):
        return []
    if _TERMINAL.fullmatch(bare) or bare.startswith("$$"):
        return [text]
    unlabelled = LABEL.sub("", bare)
    parts = [part.strip() for part in _BETWEEN_PARTS.split(unlabelled) if part and part.strip()]
    if len(parts) > 1:
        found = [each for part in parts for each in _of_part(part, rules)]
        least = 1 if _SURELY_LISTED.search(unlabelled) else 2
        if len(of_companies(found, rules)) >= least:
            return found
    return _of_part(unlabelled, rules, text)


def _of_part(part: str, rules: Rules, line: str | None = None) -> list[Finding]:
    """Return what one part of a line asks for, an entry or several between spaces.

    Nothing where it is an amount beside others. `line` is all of the line where nothing is.
    """
    text = part if line is None else line
    words = [word for word in _BETWEEN_WORDS.split(part) if word.strip("-")]
    words = [word for word in words if not (is_amount(word) or is_money(word))]
    each = [alone(word, rules, near=False) for word in words]
    if each and all(isinstance(found, ParsedQuery) for found in each):
        return each
    is_any_known = any(isinstance(found, ParsedQuery) for found in each)
    listed = _listed(words, rules) if is_any_known and len(words) > 1 else []
    if 2 * sum(isinstance(found, ParsedQuery) for found in listed) >= len(listed) and (
        len(of_companies(listed, rules)) > 1
    ):
        return listed
    coded = [word for word in words if _LONG_CODE.fullmatch(word) and known_code(word, None, rules)]
    code = (coded or words)[:1]
    if not code:
        return [] if line is None else [text]
    others = [word for word in words if word != code[0] and _CHINESE.search(word)]
    found = entry(code[0], others, None, rules)
    if isinstance(found, str):
        found = _somewhere(text, words, rules)
    return [text if isinstance(found, str) else found]


def _listed(words: Sequence[str], rules: Rules) -> list[Finding]:
    """Return what words ask for one by one, or together where several are a company's name."""
    found: list[Finding] = []
    at = 0
    while at < len(words):
        for end in range(min(at + _LONGEST_NAME, len(words)), at, -1):
            together = words[at:end]
            is_of_codes = any(word.isupper() or word.isdecimal() for word in together)
            if len(together) > 1 and is_of_codes and known_code(words[at], None, rules):
                continue  # two codes, AAPL A, where BRK A is one
            meant = alone(" ".join(together), rules, near=False)
            if not isinstance(meant, str):
                break
        found.append(meant)
        at = end
    return found


def of_companies(found: Iterable[Finding], rules: Rules) -> set[str]:
    """Return the different companies among what a line asks for, each by its issuer."""
    return {
        rules.directory.issuer(each.security.symbol)
        for each in found
        if isinstance(each, ParsedQuery) and each.security is not None
    }


def is_amount(cell: str) -> bool:
    """Return whether a cell beside others is rather an amount than a code."""
    return len(cell) < _LEAST_CODE and FIGURE.fullmatch(cell) is not None


def is_heading(cell: str) -> bool:
    """Return whether a text says what stands below it: # 银行, or 银行：."""
    return cell.startswith("#") or cell.endswith((":", "："))


def _somewhere(text: str, words: Sequence[str], rules: Rules) -> Finding:
    """Return the company to be asked about whose code stands among other words."""
    capitals = [word for word in words if len(word) > 1 and word.isupper()]
    known = next(filter(None, (known_code(word, None, rules) for word in capitals)), None)
    return text if known is None else Ambiguous(text, (known,))
