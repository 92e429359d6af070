"""What a chat's corrections leave of an article. Pure.

"Not this company" is about words: 线上线下 does not mean SZ300959 to this chat, unless the
company's own code stands beside it. A muted phrase mutes every article that holds it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from notifier.core.folding import fold
from notifier.core.model import Correction, CorrectionKind, Document, Mention, Reason
from notifier.securities.evidence import Sign
from notifier.subscriptions.query.matcher import Matcher
from notifier.subscriptions.query.query import Query, parse_canonical

MAX_WORDS = 200
"""Longest correction in folded characters."""


def remaining_reasons(
    queries: Sequence[str],
    corrections: Sequence[Correction],
    document: Document,
    mentions: Sequence[Mention],
) -> tuple[Reason, ...]:
    """Return why an article still concerns the chat: nothing where its corrections rule it out.

    `queries` are in canonical form.
    """
    if muted_by(corrections, document) is not None:
        return ()
    matcher = Matcher({number: parse_canonical(each) for number, each in enumerate(queries)})
    held = matcher.match(document, without_excluded(corrections, mentions))
    return tuple(reason for match in held for reason in match.reasons)


def muted_by(corrections: Iterable[Correction], document: Document) -> Correction | None:
    """Return the muted phrase that the document holds, or None."""
    for correction in corrections:
        if correction.kind is CorrectionKind.PHRASE and (
            correction.words in document.folded_title.text
            or correction.words in document.folded_text.text
        ):
            return correction
    return None


def in_the_way(
    corrections: Iterable[Correction], query: Query, names: Iterable[str]
) -> list[Correction]:
    """Return the corrections that rule out, wholly or in part, what a query asks for.

    `names` are those of the company that it asks for, where it does.
    """
    asked = [*query.words, *(fold(each).text for each in names)]

    def holds(correction: Correction) -> bool:
        if correction.kind is CorrectionKind.COMPANY:
            return correction.symbol in query.symbols
        # Who asks for `seat belt` asks for both words, wherever they stand.
        return all(any(word in text for text in asked) for word in correction.words.split())

    return [each for each in corrections if holds(each)]


def without_excluded(
    corrections: Iterable[Correction], mentions: Sequence[Mention]
) -> tuple[Mention, ...]:
    """Return the mentions that still count for the chat."""
    excluded = {
        (correction.symbol, correction.words)
        for correction in corrections
        if correction.kind is CorrectionKind.COMPANY
    }
    return tuple(
        mention
        for mention in mentions
        if (mention.symbol, fold(mention.surface).text) not in excluded or _has_own_code(mention)
    )


def _has_own_code(mention: Mention) -> bool:
    return any(sign.partition(":")[0] == Sign.OWN_CODE.key for sign in mention.evidence)
