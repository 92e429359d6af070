"""How often a typed message is read as it was meant: `python -m evaluation intents [FILE …]`.

A set has a line a message: the labels that fit, any of which counts (`a|b`), or those of two
wishes that it has both (`a+b`), a tab and the message. `intents_first.tsv` was written by somebody
who had seen no rule; bounds were chosen while its totals were on screen. `intents_second.tsv` is of
another, and its totals were seen seven times; `intents_third.tsv` and `intents_two_kept.tsv` of one
more, and scored when all was done. The clauses of `intents_two_wishes.tsv` were read while the
rules for them were written.

To measure a writer of whom nothing was learned, train without them, which writes over the model
that ships, and give their file: `python -m scripts.train_intents --without three`, then
`python -m evaluation intents scripts/intents_input/three.tsv`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from notifier.bot.commands.registry import COMMANDS
from notifier.bot.intent import Intent, Kind
from notifier.bot.intent_reader import read_intents

HERE: Final = Path(__file__).parent
SETS: Final = tuple(
    HERE / f"intents_{name}.tsv" for name in ("first", "second", "third", "two_wishes", "two_kept")
)
OUTCOMES: Final = ("right", "asked", "in part", "asked in vain", "wrong")
_NAMES: Final = frozenset(command.name for command in COMMANDS)
_SAME: Final = {"keyword": "watch", "help": "talk"}
"""Labels whose answer is the same: an offer to follow, and what the bot can do."""

_SETTINGS: Final = {
    "quiet": "quiet",
    "daily": "cadence",
    "weekends": "trading",
    "preview": "settings",
    "hashtags": "settings",
}


def main(paths: Sequence[str]) -> None:
    """Print how each set is read."""
    print(f"{'set':26}{'messages':>9}" + "".join(f"{each:>15}" for each in OUTCOMES))
    for path in map(Path, paths or SETS):
        counts = score(path)
        total = counts.total()
        shares = "".join(f"{counts[each] / total:15.3f}" for each in OUTCOMES)
        print(f"{path.name:26}{total:9,}{shares}")


def score(path: Path) -> Counter[str]:
    """Return how many messages of a set came out how."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return Counter(outcome(*line.split("\t", 1)) for line in lines if "\t" in line)


def outcome(labels: str, text: str) -> str:
    """Return one of `OUTCOMES` for a message that has some labels."""
    intents = read_intents(text, _NAMES)
    read = {_SAME.get(each, each) for intent in intents for each in _labels(intent)}
    both = {_SAME.get(each, each) for each in labels.split("+")}
    any_of = {_SAME.get(each, each) for each in labels.split("|")}
    is_near = bool((any_of | both) & read)
    if any(each.kind is Kind.FOLLOW and each.hints and not each.command for each in intents):
        return "asked" if is_near else "asked in vain"
    if read == both or read <= any_of:
        return "right"
    return "in part" if is_near else "wrong"


def _labels(intent: Intent) -> tuple[str, ...]:
    match intent.kind:
        case Kind.WISH:
            return intent.hints
        case Kind.FOLLOW:
            return intent.hints if intent.hints and not intent.command else ("watch",)
        case Kind.SECTOR:
            return ("watch",)
        case Kind.COMMAND:
            return (_of_command(intent),)
        case _:
            return ("talk",)


def _of_command(intent: Intent) -> str:
    match intent.command:
        case "settings":
            name = intent.text.partition(" ")[0]
            return _SETTINGS.get(name, name or "settings")
        case "unwatch" if intent.text == "all":
            return "unwatch-all"
        case "mute":
            return "mute-word"
        case "start":
            return "talk"
        case command:
            return command
