"""The search index: which stored articles have certain tokens.

It is the one table that each engine keeps its own way: SQLite has FTS5, PostgreSQL has tsvector
with GIN. Both find the articles that have all of some tokens, or prefixes of tokens, among hundreds
of thousands in milliseconds. The tokens are made in `notifier.subscriptions.query.ngrams`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

_ODD = re.compile(r"[^a-z0-9\u4e00-\u9fff]")

_LONGEST = 64
"""Longer tokens are neither indexed nor looked for: an engine would refuse them."""


@dataclass(frozen=True, slots=True)
class TokenQuery:
    """What an article must have all of."""

    tokens: frozenset[str] = frozenset()
    prefixes: frozenset[str] = frozenset()
    """Prefixes of tokens."""

    def bounded(self) -> TokenQuery:
        """Return what of this can be looked for; more articles may have it, not fewer."""
        short = (
            frozenset(token for token in some if len(token) <= _LONGEST)
            for some in (self.tokens, self.prefixes)
        )
        return TokenQuery(*short)


async def index(connection: AsyncConnection, found: Mapping[int, Iterable[str]]) -> None:
    """Index articles by these tokens, in place of those they had."""
    is_sqlite = connection.dialect.name == "sqlite"
    rows = []
    for article_id, tokens in found.items():
        kept = sorted(written(token) for token in tokens if len(token) <= _LONGEST)
        rows.append({"id": article_id, "tokens": " ".join(kept) if is_sqlite else kept})
    if is_sqlite:
        put = "INSERT OR REPLACE INTO article_search (rowid, tokens) VALUES (:id, :tokens)"
    else:
        put = (
            "INSERT INTO article_search VALUES (:id, array_to_tsvector(CAST(:tokens AS text[]))) "
            "ON CONFLICT (article_id) DO UPDATE SET tokens = excluded.tokens"
        )
    if rows:
        await connection.execute(sa.text(put), rows)


async def remove(connection: AsyncConnection, article_ids: Iterable[int]) -> None:
    """Remove articles from the index."""
    name = "rowid" if connection.dialect.name == "sqlite" else "article_id"
    delete = f"DELETE FROM article_search WHERE {name} = :id"  # noqa: S608 - one of two names
    rows = [{"id": article_id} for article_id in article_ids]
    if rows:
        await connection.execute(sa.text(delete), rows)


async def copy(sqlite: sa.Connection, postgresql: AsyncConnection, at_once: int) -> None:
    """Copy the whole index from one engine to the other, so many articles at a time."""
    put = (
        "INSERT INTO article_search "
        "VALUES (:rowid, array_to_tsvector(string_to_array(:tokens, ' ')))"
    )
    read = sa.text("SELECT rowid, tokens FROM article_search")
    found = sqlite.execution_options(yield_per=at_once).execute(read)
    for rows in found.mappings().partitions():
        await postgresql.execute(sa.text(put), [dict(row) for row in rows])


async def find(
    connection: AsyncConnection, alternatives: Sequence[TokenQuery], first_id: int
) -> list[int] | None:
    """Return the articles from `first_id` on that have all of what one of `alternatives` asks.

    None means that one of them asks nothing: every article may be meant.
    """
    alternatives = [each.bounded() for each in alternatives]
    if not all(each.tokens or each.prefixes for each in alternatives):
        return None
    if not alternatives:
        return []
    if connection.dialect.name == "sqlite":
        statement = (
            "SELECT rowid FROM article_search WHERE article_search MATCH :query "
            "AND rowid >= :first_id"
        )
        expression = " OR ".join(f"({' AND '.join(_fts5(each))})" for each in alternatives)
    else:
        statement = (
            "SELECT article_id FROM article_search WHERE tokens @@ CAST(:query AS tsquery) "
            "AND article_id >= :first_id"
        )
        expression = " | ".join(f"({' & '.join(_tsquery(each))})" for each in alternatives)
    rows = await connection.execute(sa.text(statement), {"query": expression, "first_id": first_id})
    return [row[0] for row in rows]


def _fts5(query: TokenQuery) -> list[str]:
    whole = [f'"{written(token)}"' for token in sorted(query.tokens)]
    return whole + [f'"{written(token)}"*' for token in sorted(query.prefixes)]


def _tsquery(query: TokenQuery) -> list[str]:
    whole = [f"'{written(token)}'" for token in sorted(query.tokens)]
    return whole + [f"'{written(token)}':*" for token in sorted(query.prefixes)]


def written(token: str) -> str:
    """Write a token in characters that either engine takes for one word.

    Odd characters are written by their codes, each by itself, so that prefixes stay prefixes.
    """
    return _ODD.sub(lambda odd: f"zz{odd[0].encode('utf-16-be', 'surrogatepass').hex()}", token)
