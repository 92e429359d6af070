"""Every language says the same things: same keys, same values, same commands, nothing left over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, visitor
from fluent.syntax import ast as ftl

from notifier.bot.commands.registry import COMMANDS
from notifier.bot.meanings import NAMED, QUESTIONS
from notifier.core.alerts import Cadence
from notifier.core.i18n import LANGUAGES, choose_language, translator
from notifier.core.preferences import MARKETS
from notifier.securities.evidence import Sign
from notifier.sources.health.status import TROUBLES, HealthState
from notifier.subscriptions.query.errors import ErrorKind
from notifier.subscriptions.watchlist import CADENCES
from notifier.web.api.problems import Kind
from notifier.web.pages.feed_page import EXCHANGES

PACKAGE = Path(str(resources.files("notifier")))
CHINESE = ("zh-Hans", "zh-Hant")

HELP = ("follow", "list", "alert", "more")
CITIES = ("shanghai", "hong_kong", "taipei", "singapore", "london", "new_york")
CHOSEN = ("language", "timezone", "quiet", "market", "daily")
SWITCHED = ("weekends", "urgent", "silent", "preview", "hashtags")
BUILT = {
    "cadence-": {f"cadence-{each}" for each in CADENCES},
    "mute-": {"mute-1d", "mute-7d", "mute-0"},
    "zone-": {f"zone-{each}" for each in CITIES},
    "market-": {f"market-{each}" for each in ("followed", *MARKETS)},
    "settings-urgent-": {"settings-urgent-true", "settings-urgent-false"},
    "settings-sound-": {f"settings-sound-{each}" for each in ("all", "urgent", "none")},
    "settings-switch-": {"settings-switch-true", "settings-switch-false"},
    "settings-button-": {f"settings-button-{each}" for each in (*CHOSEN, *SWITCHED)},
    "settings-choose-": {f"settings-choose-{each}" for each in (*CHOSEN, "cadence")},
    "all-": {f"all-{each}" for each in CADENCES},
    "button-all-": {"button-all-daily", "button-all-weekly", "button-all-instant"},
    "answer-": {f"answer-{each}" for each in QUESTIONS},
    "meant-": {f"meant-{each}" for each in NAMED},
    "help-": {f"help-{each}" for each in HELP},
    "button-help-": {f"button-help-{each}" for each in HELP},
    "pause-": {"pause-1h", "pause-8h", "pause-tomorrow"},
    "feed-": {f"feed-{each}-description" for each in ("securities", "sources", "categories")},
    "command-": {f"command-{each.name}" for each in COMMANDS},
    "index-": {"index-topics", "index-securities"},
    "index-live-": {"index-live-topics", "index-live-securities"},
    "index-all-": {"index-all-topics", "index-all-securities"},
    "exchange-": {f"exchange-{each}" for each in EXCHANGES},
    "sign-": {f"sign-{sign.key}" for sign in Sign},
    "query-": {f"query-{wrong.key}" for wrong in ErrorKind},
    "alarm-": {f"alarm-{state}" for state in (*TROUBLES, HealthState.OK)},
    "source-state-": {f"source-state-{state}" for state in HealthState},
    "digest-title-": {f"digest-title-{each}" for each in Cadence if each is not Cadence.INSTANT},
    "api-": {f"api-{kind.slug}" for kind in Kind if kind is not Kind.QUERY},
    "error-": {"error-404", "error-404-title", "error-500", "error-500-title"},
}
"""What the code makes of the keys that it builds at run time, by how they begin."""

_SPEAKERS = {"say", "translate", "words", "_words", "toast", "edit_text"}
_TEMPLATE_KEY = re.compile(r"""\bsay\(\s*"([\w-]+)"\s*(~)?""")
SCRIPT_KEY = re.compile(r"""\bsay\(\s*["`]([\w-]+)(\$\{)?""")
_COMMAND = re.compile(r"/[a-z]+")
_NAME_IN_CAPITALS = re.compile(r"\b[A-Z][A-Z_]+\b")
_LATIN_WORDS = re.compile(r"\b[A-Za-z]{2,}(?:[ ,'’]+[A-Za-z]{2,}){2,}")
_CHINESE_CHARACTER = re.compile("[\u4e00-\u9fff]")


@cache
def messages(language: str) -> dict[str, ftl.Message]:
    """Parse a language's file; nothing in it may be unreadable or said twice."""
    file = PACKAGE / "core" / "locales" / f"{language}.ftl"
    found: dict[str, ftl.Message] = {}
    for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body:
        assert not isinstance(entry, ftl.Junk), f"{file.name}: {entry.content}"
        if isinstance(entry, ftl.Message):
            assert entry.id.name not in found, f"{file.name} says {entry.id.name} twice"
            found[entry.id.name] = entry
    return found


class _Values(visitor.Visitor):
    """Collects the values that a message asks for."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802 - Fluent's
        self.names.add(node.id.name)


def values_of(message: ftl.Message) -> set[str]:
    collected = _Values()
    collected.visit(message)
    return collected.names


def said(language: str, key: str) -> str:
    """Say a message with every value left out: what its translator wrote."""
    blanks = dict.fromkeys(values_of(messages(language)[key]), "·")
    return translator(language)(key, **blanks)


def keys_in_code() -> tuple[set[str], set[str]]:
    """Return the keys that the code says, and the beginnings of those that it builds."""
    whole: set[str] = set()
    begun: set[str] = set()
    for file in PACKAGE.rglob("*.py"):
        for argument in _spoken(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(argument, ast.JoinedStr):
                first = argument.values[0]
                assert isinstance(first, ast.Constant), f"{file.name}:{argument.lineno}"
                begun.add(str(first.value))
            else:
                whole |= _texts(argument) - set(LANGUAGES)
    templates = PACKAGE / "web" / "templates"
    for file in (*templates.rglob("*.html"), *templates.rglob("*.xml")):
        for key, goes_on in _TEMPLATE_KEY.findall(file.read_text(encoding="utf-8")):
            (begun if goes_on else whole).add(key)
    for file in (PACKAGE / "web" / "app" / "files").glob("*.js"):
        for key, goes_on in SCRIPT_KEY.findall(file.read_text(encoding="utf-8")):
            (begun if goes_on else whole).add(key)
    return whole, begun


def _spoken(tree: ast.Module) -> Iterator[ast.expr]:
    """Yield the first argument of every `say(…)`, `self._words(…)` and `translator(…)(…)`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and _is_speaker(node.func):
            yield node.args[0]


def _is_speaker(function: ast.expr) -> bool:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in _SPEAKERS
        case ast.Call(func=ast.Name(id="translator")):
            return True
        case _:
            return False


def _texts(argument: ast.expr) -> set[str]:
    """Return the keys an argument may be: itself, or either side of a condition."""
    match argument:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.IfExp(body=one, orelse=other):
            return _texts(one) | _texts(other)
        case _:
            return set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys_as_english(language: str) -> None:
    assert messages(language).keys() == messages("en").keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_asks_for_the_same_values_as_in_english(language: str) -> None:
    ours = {key: values_of(message) for key, message in messages(language).items()}
    assert ours == {key: values_of(message) for key, message in messages("en").items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_names_the_same_commands_as_in_english(language: str) -> None:
    for key in messages("en"):
        ours = sorted(_COMMAND.findall(said(language, key)))
        assert ours == sorted(_COMMAND.findall(said("en", key))), key


def test_every_key_that_the_code_says_exists() -> None:
    whole, begun = keys_in_code()
    assert whole - messages("en").keys() == set()
    assert begun == set(BUILT)
    assert set().union(*BUILT.values()) - messages("en").keys() == set()


def test_what_is_wrong_with_a_query_is_said_alike_in_chat_and_on_the_command_line() -> None:
    for kind in ErrorKind:
        assert translator("en")(f"query-{kind.key}", about="X") == kind.sentence.format("X")


def test_evidence_is_said_alike_in_the_demo_and_on_the_command_line() -> None:
    for sign in Sign:
        assert translator("en")(f"sign-{sign.key}", detail="X") == sign.sentence.format("X")


def test_every_key_is_said_somewhere() -> None:
    whole, _ = keys_in_code()
    assert messages("en").keys() - whole - set().union(*BUILT.values()) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_menu_fits_on_a_phone(language: str) -> None:
    for key in BUILT["command-"]:
        assert len(translator(language)(key)) <= 40, key


@pytest.mark.parametrize("language", CHINESE)
def test_no_english_sentence_is_left_in_a_chinese_file(language: str) -> None:
    for key in messages(language):
        text = _NAME_IN_CAPITALS.sub("·", said(language, key))
        assert not _LATIN_WORDS.search(text), key
        if re.search("[A-Za-z]{3,}", _COMMAND.sub("", text)):
            assert _CHINESE_CHARACTER.search(text), key


@pytest.mark.parametrize(("language", "charset"), [("zh-Hans", "gb2312"), ("zh-Hant", "big5")])
def test_each_chinese_file_keeps_to_its_own_characters(language: str, charset: str) -> None:
    for key in messages(language):
        for character in _CHINESE_CHARACTER.findall(said(language, key)):
            assert character.encode(charset), key


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh-hans", "zh-Hans"),
        ("zh_TW", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("zh-Hant-MO", "zh-Hant"),
        ("zh-Hant-CN", "zh-Hant"),
        ("zh-hant-beta", "zh-Hant"),
        ("zh-Hans-HK", "zh-Hans"),
        ("zh-SG", "zh-Hans"),
        ("yue", "zh-Hant"),
        ("yue-HK", "zh-Hant"),
        ("yue-Hant-HK", "zh-Hant"),
        ("yue-CN", "zh-Hans"),
        ("yue-Hans", "zh-Hans"),
        ("zh-yue-HK", "zh-Hant"),
        ("cmn", "zh-Hans"),
        ("cmn-Hant-TW", "zh-Hant"),
        ("cmn_TW", "zh-Hant"),
        ("english", "zh-Hans"),
        ("en-GB", "en"),
        ("de", "zh-Hans"),
        (None, "zh-Hans"),
    ],
)
def test_a_reader_is_answered_in_the_nearest_language(tag: str | None, language: str) -> None:
    assert choose_language(tag, "zh-Hans") == language
