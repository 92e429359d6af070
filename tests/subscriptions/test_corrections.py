"""A chat's corrections hold at once, for it alone, and for nothing more than they say."""

from __future__ import annotations

import pytest

from notifier.core.folding import fold
from notifier.core.model import Correction, CorrectionKind, Document, Field, Mention, Role
from notifier.subscriptions.corrections import remaining_reasons, without_excluded


def a_mention(surface: str, symbol: str, *evidence: str) -> Mention:
    return Mention(
        symbol=symbol,
        name=surface,
        role=Role.SUBJECT,
        score=3.0,
        field=Field.TEXT,
        start=0,
        end=len(surface),
        surface=surface,
        evidence=evidence,
    )


NOT_THE_COMPANY = Correction(CorrectionKind.COMPANY, fold("线上线下").text, "SZ300959")
MUTED = Correction(CorrectionKind.PHRASE, fold("线上线下融合").text)
DOCUMENT = Document(title="消费回暖", text="线上线下融合的新业态，元宇宙相关产品亮相。")
MENTIONS = (a_mention("线上线下", "SZ300959"),)


def test_words_that_are_not_the_company_count_no_more() -> None:
    assert remaining_reasons(["SZ300959"], [NOT_THE_COMPANY], DOCUMENT, MENTIONS) == ()


def test_what_else_was_asked_for_still_holds() -> None:
    reasons = remaining_reasons(["SZ300959", "元宇宙"], [NOT_THE_COMPANY], DOCUMENT, MENTIONS)
    assert [reason.label for reason in reasons] == ["元宇宙"]


def test_a_query_that_needs_the_company_and_a_word_holds_no_more() -> None:
    queries = ["SZ300959 元宇宙"]
    assert remaining_reasons(queries, [], DOCUMENT, MENTIONS) != ()
    assert remaining_reasons(queries, [NOT_THE_COMPANY], DOCUMENT, MENTIONS) == ()


@pytest.mark.parametrize(
    "mention",
    [
        a_mention("线上线下", "SZ300959", "own-code:300959"),
        a_mention("无锡线上线下通讯", "SZ300959"),
        a_mention("线上线下", "SZ002230"),
    ],
    ids=["its code stands beside it", "another name of it", "another company"],
)
def test_a_correction_takes_away_no_more_than_it_says(mention: Mention) -> None:
    assert without_excluded([NOT_THE_COMPANY], [mention]) == (mention,)


@pytest.mark.parametrize(
    "text", ["線上線下融合是趨勢", "线上 线下融合是趋势"], ids=["traditional", "spaced"]
)
def test_a_muted_phrase_is_found_however_it_is_written(text: str) -> None:
    document = Document(title="元宇宙", text=text)
    assert remaining_reasons(["元宇宙"], [MUTED], document, ()) == ()


def test_a_muted_phrase_mutes_no_other_article() -> None:
    document = Document(title="元宇宙", text="线上线下都有活动")
    assert remaining_reasons(["元宇宙"], [MUTED], document, ()) != ()
