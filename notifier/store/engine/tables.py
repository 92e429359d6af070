"""Every table. The stages of the service meet in them only.

Times are UTC. A row with something due has the time in a column of its own, and is claimed by an
UPDATE. Where the database has another name for something than the code, a comment says what it is.
"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from typing_extensions import override


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """A time with its zone in Python, stored as UTC in either engine."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise AssertionError("a time without a time zone")
        value = value.astimezone(UTC)
        # SQLite compares times as text, which a zone would spoil.
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
    # Versions of what readers keep a copy of: whoever changes it increments its counter in the same
    # transaction, and readers learn from it that their copy is old.
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

job = sa.Table(
    "job",
    metadata,
    # What comes due once in a while, whichever process is there then.
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("due_at", UtcDateTime, nullable=False),
)

security = sa.Table(
    "security",
    metadata,
    # What the official lists have; those shipped with the program are not in here.
    sa.Column("symbol", sa.String(32), primary_key=True),
    sa.Column("exchange", sa.String(32), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("aliases", sa.JSON, nullable=False),
)

imported_list = sa.Table(
    "imported_list",
    metadata,
    # Lists of securities that an operator imported, each of which can be taken back.
    _id(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("imported_at", UtcDateTime, nullable=False),
)

imported_security = sa.Table(
    "imported_security",
    metadata,
    # What such a list says, as it says it: it is merged with the official lists when it is read.
    _ref("list_id", "imported_list.id", primary_key=True),
    sa.Column("symbol", sa.String(32), primary_key=True),
    sa.Column("exchange", sa.String(32), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("aliases", sa.JSON, nullable=False),
)

source = sa.Table(
    "source",
    metadata,
    # When each source is polled next, what its next request continues from, and how it is.
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
    # `notifier.sources.health.observations.Health`: when it publishes, how late we see it, what its
    # pages hold.
    sa.Column("health", sa.JSON, nullable=False, server_default="{}"),
    sa.Column("last_article_at", UtcDateTime),
    # The incident: since when it is in trouble, and when operators were notified of one last.
    sa.Column("silent_since", UtcDateTime),
    sa.Column("told_at", UtcDateTime),
    sa.Index(None, "next_poll_at"),
)

hub = sa.Table(
    "hub",
    metadata,
    # WebSub subscriptions: hubs that push what a source's feed publishes.
    sa.Column("source", sa.String(64), primary_key=True),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("topic", sa.Text, nullable=False),
    # Names the callback's address, which only the hub is told.
    sa.Column("token", sa.String(64), nullable=False, unique=True),
    sa.Column("secret", sa.String(128), nullable=False),
    sa.Column("verified_at", UtcDateTime),
    sa.Column("lease_until", UtcDateTime),
    sa.Column("renew_at", UtcDateTime, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
    sa.Column("pushed_at", UtcDateTime),
    # When a poll last found what had not been pushed.
    sa.Column("missed_at", UtcDateTime),
    # Since when the subscription is being ended, for its source is polled no more.
    sa.Column("leaving_at", UtcDateTime),
    sa.Index(None, "renew_at"),
)

story = sa.Table(
    "story",
    metadata,
    # What the articles that report the same thing belong to.
    _id(),
    sa.Column("created_at", UtcDateTime, nullable=False),
)

story_key = sa.Table(
    "story_key",
    metadata,
    # Candidate keys, digests of what an article states: two articles that share one may report the
    # same thing. Kept for as long as others can be of its story.
    sa.Column("key", sa.BigInteger, primary_key=True, autoincrement=False),
    _ref("article_id", "article.id", primary_key=True),
    sa.Index(None, "article_id"),
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
    # When it was retracted: its source no longer carries it although it carries older ones.
    sa.Column("withdrawn_at", UtcDateTime),
    # Its source marks it so.
    sa.Column("urgent", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.UniqueConstraint("source", "key"),
    sa.Index(None, "source", "id"),
    sa.Index(None, "canonical_url"),
    sa.Index(None, "story_id"),
    sa.Index(None, "seen_at"),
)

tombstone = sa.Table(
    "departed",
    metadata,
    # Tombstones of articles that were deleted for their age, by a digest of their key: as long as
    # their source lists them they are known, not new.
    sa.Column("source", sa.String(64), primary_key=True),
    sa.Column("digest", sa.BigInteger, primary_key=True, autoincrement=False),
    # When the source was last seen to list it.
    sa.Column("listed_at", UtcDateTime, nullable=False),
)

mention = sa.Table(
    "mention",
    metadata,
    # Securities that were recognised in articles.
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
    # Since when nobody subscribes to it; its version was raised then, so that all forget it.
    sa.Column("retired_at", UtcDateTime),
)

sa.Table(
    "query_snapshot",
    metadata,
    # Not used any more: a start compiles the queries anew. It stays while processes of the last
    # release, which write it, may run beside this one.
    sa.Column("version", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)

match = sa.Table(
    "match",
    metadata,
    # Queries that hold for articles, and why.
    _ref("article_id", "article.id", primary_key=True),
    _ref("query_id", "query.id", primary_key=True),
    sa.Column("reasons", sa.JSON, nullable=False),
    sa.Index(None, "query_id"),
)

chat = sa.Table(
    "chat",
    metadata,
    _id(),
    # The bot that the chat talks to, by its number in Telegram; 0 where there is none.
    sa.Column("bot", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("telegram_id", sa.BigInteger, nullable=False),
    sa.Column("kind", sa.String(16), nullable=False, server_default="private"),
    sa.Column("title", sa.Text, nullable=False, server_default=""),
    sa.Column("language", sa.String(16), nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("disabled_reason", sa.Text),
    # When it was disabled last, and when it was enabled after that.
    sa.Column("disabled_at", UtcDateTime),
    sa.Column("enabled_at", UtcDateTime),
    # Nothing is sent to the chat before this: its rate limit, and what flood control asked for.
    sa.Column("not_before", UtcDateTime),
    # While the chat pauses nothing new is sent; it is held for a digest until then.
    sa.Column("paused_until", UtcDateTime),
    # Time zone, quiet hours and the like, as `notifier.core.preferences.Preferences` has them.
    sa.Column("preferences", sa.JSON, nullable=False, server_default="{}"),
    # The last change that the bot made, as `notifier.store.chats.last_change` takes it back.
    sa.Column("undo", sa.JSON, nullable=False, server_default="[]"),
    sa.UniqueConstraint("bot", "telegram_id"),
)

subscription = sa.Table(
    "subscription",
    metadata,
    _id(),
    _ref("chat_id", "chat.id"),
    _ref("query_id", "query.id"),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    # When its alerts come: `instant`, or with a digest.
    sa.Column("cadence", sa.String(16), nullable=False, server_default="instant"),
    # The forum topic its alerts go to, 0 for none.
    sa.Column("thread_id", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("muted_until", UtcDateTime),
    sa.UniqueConstraint("chat_id", "query_id"),
    sa.Index(None, "query_id", "chat_id"),
)

exclusion = sa.Table(
    "exclusion",
    metadata,
    # Corrections of a chat: words that do not mean a company, phrases that it mutes.
    _id(),
    _ref("chat_id", "chat.id"),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("words", sa.String(200), nullable=False),
    sa.Column("symbol", sa.String(32), nullable=False, server_default=""),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.UniqueConstraint("chat_id", "kind", "words", "symbol"),
)

bot = sa.Table(
    "bot",
    metadata,
    # What is kept of a bot over a restart of the service that sends for it.
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    # Telegram told the whole bot to be silent until then.
    sa.Column("not_before", UtcDateTime),
)

pace = sa.Table(
    "pace",
    metadata,
    # When the next call may start, of a bot for which several processes send, to each chat; chat 0
    # is the whole bot. In seconds since 1970, with which both engines can reckon.
    sa.Column("bot", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("telegram_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("next_start", sa.Float, nullable=False),
)

digest = sa.Table(
    "digest",
    metadata,
    # When a chat's next digest of a cadence is due; a row for each that has alerts held for it.
    _ref("chat_id", "chat.id", primary_key=True),
    sa.Column("thread_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("cadence", sa.String(16), primary_key=True),
    # NULL until the digest job has decided.
    sa.Column("due_at", UtcDateTime, index=True),
)

queued_chat = sa.Table(
    "turn",
    metadata,
    # The chat queue: a row for each chat that has an alert waiting and none under way. So its front
    # tells what to send next, however many alerts wait. `rank` and `due_at` are those of the chat's
    # next alert, or lower and sooner: whoever takes the chat looks.
    sa.Column("chat_id", _Id, primary_key=True, autoincrement=False),
    sa.Column("bot", sa.BigInteger, nullable=False),
    sa.Column("rank", sa.SmallInteger, nullable=False, server_default="1"),
    sa.Column("due_at", UtcDateTime, nullable=False),
    sa.Index(None, "bot", "rank", "due_at"),
)

alert = sa.Table(
    "alert",
    metadata,
    # The outbox: everything that is sent without being asked for. A chat is told of a story once.
    # Neither it nor the queue has foreign keys to chats, stories and articles, which took more than
    # all else of a fan-out on PostgreSQL (decision 17): `forget_chat` deletes from both, and what
    # an alert tells of is not deleted.
    _id(),
    # `story`; or `digest`, which carries others; `edit` of one that is sent; `notice` from the
    # operator.
    sa.Column("kind", sa.String(8), nullable=False, server_default="story"),
    sa.Column("chat_id", _Id, nullable=False),
    sa.Column("thread_id", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("story_id", _Id),
    sa.Column("article_id", _Id),
    # Of a line of a digest, the digest; of an edit, the alert whose message it edits.
    sa.Column("parent_id", _Id, sa.ForeignKey("alert.id", ondelete="CASCADE")),
    # The content where there is no article: a notice's texts, a digest's cadence.
    sa.Column("body", sa.JSON),
    sa.Column("cadence", sa.String(16), nullable=False, server_default="instant"),
    # The lowest goes first, in its chat and of all chats: 0 urgent, 1 ordinary, 2 can wait.
    sa.Column("rank", sa.SmallInteger, nullable=False, server_default="1"),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("due_at", UtcDateTime, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    # Attempts that were answered with a no that we do not know.
    sa.Column("refusals", sa.SmallInteger, nullable=False, server_default="0"),
    # What it goes out without, as `notifier.core.alerts.Ornament` has it: Telegram refused that.
    sa.Column("dropped", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Column("attempted_at", UtcDateTime),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("sent_at", UtcDateTime),
    sa.Column("message_id", sa.BigInteger),
    sa.Column("note", sa.Text),
    sa.UniqueConstraint("chat_id", "thread_id", "story_id"),
    sa.Index(
        "ix_alert_waiting",
        "chat_id",
        "rank",
        "id",
        sqlite_where=sa.text("state IN ('new', 'later')"),
        postgresql_where=sa.text("state IN ('new', 'later')"),
    ),
    sa.Index(
        "ix_alert_sending",
        "chat_id",
        sqlite_where=sa.text("state = 'sending'"),
        postgresql_where=sa.text("state = 'sending'"),
    ),
    sa.Index(
        "ix_alert_gathered",
        "chat_id",
        "thread_id",
        "cadence",
        sqlite_where=sa.text("state = 'gathered' AND parent_id IS NULL"),
        postgresql_where=sa.text("state = 'gathered' AND parent_id IS NULL"),
    ),
    sa.Index(None, "story_id"),
    sa.Index(None, "article_id"),
    sa.Index(
        "ix_alert_parent_id",
        "parent_id",
        sqlite_where=sa.text("parent_id IS NOT NULL"),
        postgresql_where=sa.text("parent_id IS NOT NULL"),
    ),
)

fan_out = sa.Table(
    "fan_out",
    metadata,
    # What is left to plan of the alerts of an article that many chats are to be told of: those of
    # the chats after `after_chat_id`, for these queries.
    _id(),
    _ref("article_id", "article.id"),
    sa.Column("query_ids", sa.JSON, nullable=False),
    sa.Column("urgent_for", sa.JSON, nullable=False),
    sa.Column("subscribed_before", UtcDateTime),
    sa.Column("stored_at", UtcDateTime, nullable=False),
    sa.Column("after_chat_id", sa.BigInteger, nullable=False),
)

edit_fan_out = sa.Table(
    "edit_fan_out",
    metadata,
    # What is left to plan of the edits of messages that told of a story, where many did: those of
    # the alerts after `after_alert_id`.
    _ref("story_id", "story.id", primary_key=True),
    sa.Column("after_alert_id", sa.BigInteger, nullable=False),
    sa.Column("changed_at", UtcDateTime, nullable=False),
)

inbox = sa.Table(
    "inbox",
    metadata,
    # Telegram's updates as they came, stored before they are confirmed to it; replies are stored in
    # the transaction that carries the command out, and sent after.
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
    # Published feeds: `topics/<slug>` or `securities/<symbol>`. `version` grows with each change of
    # what a feed holds; `definition` is the query a topic was last filled with.
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

follower = sa.Table(
    "follower",
    metadata,
    # Whom our feeds are pushed to (WebSub), and who has asked for that and not confirmed it yet.
    _id(),
    sa.Column("feed", sa.String(128), nullable=False),
    sa.Column("form", sa.String(8), nullable=False),
    sa.Column("callback", sa.Text, nullable=False),
    sa.Column("host", sa.String(255), nullable=False, index=True),
    # The version of the feed that was pushed last; while the feed's own is another, a push is due.
    sa.Column("version", sa.BigInteger, nullable=False),
    # Signs what is pushed.
    sa.Column("secret", sa.String(200), nullable=False, server_default=""),
    sa.Column("lease_until", UtcDateTime),
    # What was asked for and its callback has not confirmed.
    sa.Column("asked", sa.String(16)),
    sa.Column("asked_secret", sa.String(200), nullable=False, server_default=""),
    sa.Column("asked_seconds", sa.Integer, nullable=False, server_default="0"),
    sa.Column("due_at", UtcDateTime, nullable=False, index=True),
    sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
    sa.Column("failing_since", UtcDateTime),
    sa.UniqueConstraint("callback", "feed", "form"),
)


def _keys_of_chats(name: str) -> sa.Table:
    """Make a table of keys of which a chat has one, and of each only a digest is stored."""
    return sa.Table(
        name,
        metadata,
        _ref("chat_id", "chat.id", primary_key=True),
        sa.Column("token_digest", sa.String(64), nullable=False, unique=True),
        sa.Column("created_at", UtcDateTime, nullable=False),
    )


# What stands in the addresses of chats' private feeds, and their tokens for the API.
private_feed = _keys_of_chats("private_feed")
api_token = _keys_of_chats("api_token")

api_answer = sa.Table(
    "api_answer",
    metadata,
    # What the API answered to writes, by the digest of the key that each was sent with.
    _ref("chat_id", "chat.id", primary_key=True),
    sa.Column("key_digest", sa.String(64), primary_key=True),
    # Of what was asked for: another request with the same key is refused.
    sa.Column("request_digest", sa.String(64), nullable=False),
    sa.Column("status", sa.SmallInteger, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False, index=True),
)

audit = sa.Table(
    "audit",
    metadata,
    # The audit log: who changed what in a group or channel.
    _id(),
    _ref("chat_id", "chat.id"),
    sa.Column("actor", sa.BigInteger, nullable=False),
    sa.Column("name", sa.Text, nullable=False, server_default=""),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Index(None, "chat_id", "at"),
)

channel_manager = sa.Table(
    "steward",
    metadata,
    # Channel managers: a channel, and the private chat from which an admin of it manages it.
    _ref("channel_id", "chat.id", primary_key=True),
    _ref("manager_id", "chat.id", primary_key=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
    # Until when commands in the private chat are meant for the channel.
    sa.Column("managed_until", UtcDateTime),
)
