"""Every table. They are the pipes between the stages, so their columns are the architecture.

Times are UTC. A row with something due carries the moment in a column of its own, and is claimed
by an UPDATE that names a lease.
"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from typing_extensions import override


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """A moment with its zone in Python, kept as UTC in either engine."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise AssertionError("a moment without a time zone")
        value = value.astimezone(UTC)
        # SQLite compares moments as text, which a zone would spoil.
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    @override
    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers rows by itself only where the key is spelt INTEGER.
_Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _id() -> sa.Column[int]:
    return sa.Column("id", _Id, sa.Identity(), primary_key=True)


def _ref(name: str, target: str, *, primary_key: bool = False) -> sa.Column[int]:
    return sa.Column(
        name,
        _Id,
        sa.ForeignKey(target, ondelete="CASCADE"),
        nullable=False,
        primary_key=primary_key,
    )


counter = sa.Table(
    "counter",
    metadata,
    # Versions that only grow, one row a thing: whoever changes the thing raises its counter in the
    # same transaction, and readers learn from it that their copy is old.
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("value", sa.BigInteger, nullable=False),
)

lease = sa.Table(
    "lease",
    metadata,
    # Work that one process at a time may do, such as sending for a bot.
    sa.Column("name", sa.String(128), primary_key=True),
    sa.Column("holder", sa.String(128), nullable=False),
    sa.Column("until", UtcDateTime, nullable=False),
)

security = sa.Table(
    "security",
    metadata,
    # Imported securities; those shipped with the program are not in here.
    sa.Column("symbol", sa.String(32), primary_key=True),
    sa.Column("exchange", sa.String(32), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("aliases", sa.JSON, nullable=False),
)

source = sa.Table(
    "source",
    metadata,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("identity", sa.Text, nullable=False),
    sa.Column("state", sa.JSON, nullable=False),
    sa.Column("next_poll_at", UtcDateTime, nullable=False),
    sa.Column("leased_by", sa.String(128)),
    sa.Column("first_polled_at", UtcDateTime),
    sa.Column("last_polled_at", UtcDateTime),
    sa.Column("last_success_at", UtcDateTime),
    sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
    sa.Column("last_problem", sa.Text),
    sa.Index(None, "next_poll_at"),
)

story = sa.Table(
    "story",
    metadata,
    # What articles that report the same thing have in common.
    _id(),
    sa.Column("created_at", UtcDateTime, nullable=False),
)

article = sa.Table(
    "article",
    metadata,
    _id(),
    _ref("story_id", "story.id"),
    sa.Column("source", sa.String(64), nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("url", sa.Text),
    sa.Column("canonical_url", sa.Text),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("author", sa.Text),
    sa.Column("categories", sa.JSON, nullable=False),
    sa.Column("lang", sa.Text),
    sa.Column("image", sa.Text),
    sa.Column("tickers", sa.JSON, nullable=False),
    sa.Column("published_at", UtcDateTime),
    sa.Column("seen_at", UtcDateTime, nullable=False),
    sa.Column("changed_at", UtcDateTime),
    sa.UniqueConstraint("source", "key"),
    sa.Index(None, "canonical_url"),
    sa.Index(None, "story_id"),
    sa.Index(None, "seen_at"),
)

mention = sa.Table(
    "mention",
    metadata,
    _ref("article_id", "article.id", primary_key=True),
    sa.Column("symbol", sa.String(32), primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("score", sa.Float, nullable=False),
    sa.Column("field", sa.String(8), nullable=False),
    sa.Column("start_at", sa.Integer, nullable=False),
    sa.Column("end_at", sa.Integer, nullable=False),
    sa.Column("surface", sa.Text, nullable=False),
    sa.Column("evidence", sa.JSON, nullable=False),
    sa.Index(None, "symbol", "article_id"),
)

query = sa.Table(
    "query",
    metadata,
    # Each distinct query once, however many chats hold it.
    _id(),
    sa.Column("canonical", sa.Text, nullable=False),
    # An index on the text itself would refuse a long one.
    sa.Column("digest", sa.String(64), nullable=False, unique=True),
    sa.Column("version", sa.BigInteger, nullable=False, index=True),
)

query_snapshot = sa.Table(
    "query_snapshot",
    metadata,
    # All queries up to a version, compiled: one row, so that a start need not read each anew.
    sa.Column("version", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)

match = sa.Table(
    "match",
    metadata,
    _ref("article_id", "article.id", primary_key=True),
    _ref("query_id", "query.id", primary_key=True),
    sa.Column("reasons", sa.JSON, nullable=False),
)

chat = sa.Table(
    "chat",
    metadata,
    _id(),
    sa.Column("telegram_id", sa.BigInteger, nullable=False, unique=True),
    sa.Column("kind", sa.String(16), nullable=False, server_default="private"),
    sa.Column("title", sa.Text, nullable=False, server_default=""),
    sa.Column("language", sa.String(16), nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("disabled_reason", sa.Text),
    # Nothing is sent to the chat before this: its own pace, and what flood control asked for.
    sa.Column("not_before", UtcDateTime),
)

subscription = sa.Table(
    "subscription",
    metadata,
    _id(),
    _ref("chat_id", "chat.id"),
    _ref("query_id", "query.id"),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.UniqueConstraint("chat_id", "query_id"),
    sa.Index(None, "query_id", "chat_id"),
)

exclusion = sa.Table(
    "exclusion",
    metadata,
    # What a chat corrected: words that do not mean a company, phrases that it mutes.
    _id(),
    _ref("chat_id", "chat.id"),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("words", sa.String(200), nullable=False),
    sa.Column("symbol", sa.String(32), nullable=False, server_default=""),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.UniqueConstraint("chat_id", "kind", "words", "symbol"),
)

alert = sa.Table(
    "alert",
    metadata,
    # The outbox: a chat hears of a story once.
    _id(),
    _ref("chat_id", "chat.id"),
    _ref("story_id", "story.id"),
    _ref("article_id", "article.id"),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("due_at", UtcDateTime, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("attempted_at", UtcDateTime),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("sent_at", UtcDateTime),
    sa.Column("message_id", sa.BigInteger),
    sa.Column("note", sa.Text),
    sa.UniqueConstraint("chat_id", "story_id"),
    sa.Index(
        "ix_alert_waiting",
        "due_at",
        "id",
        sqlite_where=sa.text("state IN ('new', 'later', 'sending')"),
        postgresql_where=sa.text("state IN ('new', 'later', 'sending')"),
    ),
)

inbox = sa.Table(
    "inbox",
    metadata,
    # Telegram's updates as they came, kept before they are confirmed to it; the reply is written
    # in the transaction that carries the command out, and sent after.
    sa.Column("bot", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("chat", sa.BigInteger, nullable=False),
    sa.Column("body", sa.JSON, nullable=False),
    sa.Column("received_at", UtcDateTime, nullable=False),
    sa.Column("reply", sa.Text),
    sa.Column("due_at", UtcDateTime, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("done_at", UtcDateTime),
    sa.Index(
        "ix_inbox_waiting",
        "bot",
        "update_id",
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    ),
)

feed = sa.Table(
    "feed",
    metadata,
    # A published feed: `topics/<slug>` or `securities/<symbol>`. `version` grows with each change
    # of what it holds; `definition` is the query a topic was last filled with.
    sa.Column("name", sa.String(128), primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("changed_at", UtcDateTime, nullable=False),
    sa.Column("definition", sa.Text, nullable=False, server_default=""),
)

feed_item = sa.Table(
    "feed_item",
    metadata,
    sa.Column(
        "feed",
        sa.String(128),
        sa.ForeignKey("feed.name", ondelete="CASCADE"),
        primary_key=True,
    ),
    _ref("article_id", "article.id", primary_key=True),
    sa.Index(None, "article_id"),
)
