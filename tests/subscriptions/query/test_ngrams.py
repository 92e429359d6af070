"""What a search index over stored articles holds, and what it is asked for a query."""

from __future__ import annotations

from hypothesis import given

from notifier.core.folding import fold
from notifier.core.model import Document, Mention, Role
from notifier.subscriptions.query.ngrams import SearchTerms, ngrams, search_terms
from notifier.subscriptions.query.query import parse
from tests.subscriptions.query.worlds import ASKED, DOCUMENTS, MENTIONS, Asked, resolve


def has(document: Document, mentions: list[Mention], ask: SearchTerms) -> bool:
    """Look an article up as a search index would."""
    page = f"{document.title}\n{document.text}"
    held = ngrams(fold(page).text)
    language = (document.lang or "").lower()
    keys = {f"@{m.symbol}" for m in mentions if m.role is Role.SUBJECT}
    keys |= {f"source:{document.source}", f"lang:{language}", f"lang:{language.split('-')[0]}"}
    keys |= {
        f"category:{word}" for word in ("港股", "ai") if any(word in c for c in document.categories)
    }
    return (
        ask.ngrams <= held
        and all(any(gram.startswith(start) for gram in held) for start in ask.beginnings)
        and ask.keys <= keys
    )


@given(ASKED, DOCUMENTS, MENTIONS)
def test_an_index_of_ngrams_misses_no_article_for_which_a_query_holds(
    asked: Asked, document: Document, mentions: list[Mention]
) -> None:
    asks = search_terms(parse(asked.text, resolve))
    if asked.holds(document, mentions):
        assert any(has(document, mentions, ask) for ask in asks)


def test_an_index_is_asked_for_little() -> None:
    def asks(query: str) -> list[SearchTerms]:
        return search_terms(parse(query, resolve))

    assert asks("元宇宙 -游戏") == [SearchTerms(frozenset({"元宇", "宇宙"}))]
    assert asks("A股 | SZ002230") == [
        SearchTerms(keys=frozenset({"@SZ002230"})),
        SearchTerms(frozenset({"a"}), frozenset({"股"})),
    ]
    assert asks("/a+b/") == [SearchTerms()]
