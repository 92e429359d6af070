"""What simpler ways would answer: plain longest match, and the source's own markup."""

from __future__ import annotations

import re

from evaluation.scoring import Answer
from notifier.core.aho_corasick import Automaton, longest
from notifier.core.model import Document, Role
from notifier.securities.directory import Directory
from notifier.securities.names import NameKind
from notifier.securities.recogniser import Recogniser

_CODE = re.compile(r"\d{6}|\d{4,5}\.HK", re.IGNORECASE)


def recognition(recogniser: Recogniser) -> Answer:
    """Return what the service answers."""

    def answer(document: Document) -> tuple[set[str], set[str]]:
        mentions = recogniser.recognise(document)
        subjects = {found.symbol for found in mentions if found.role is Role.SUBJECT}
        return subjects, {found.symbol for found in mentions} - subjects

    return answer


def longest_match(directory: Directory) -> Answer:
    """Return what plain bots answer: every name that occurs is named, the longest at each place."""
    meanings: dict[str, set[str]] = {}
    for form, symbols in directory.names():
        if form.kind is not NameKind.WEAK:
            meanings.setdefault(form.text, set()).update(symbols)
    names = list(meanings)
    automaton = Automaton(names)

    def answer(document: Document) -> tuple[set[str], set[str]]:
        found: set[str] = set()
        for folded in (document.folded_title, document.folded_text):
            for *_, number in longest(automaton.find(folded.text)):
                found |= meanings[names[number]]
        return found, set()

    return answer


def source_markup(directory: Directory) -> Answer:
    """Return an answer by the codes that the source itself put into the text, and nothing else."""

    def answer(document: Document) -> tuple[set[str], set[str]]:
        codes = [*document.tickers, *(mark.code for mark in document.marks)]
        codes += _CODE.findall(document.title) + _CODE.findall(document.text)
        listed = (directory.find_code(code) for code in codes)
        return {security.symbol for security in listed if security}, set()

    return answer
