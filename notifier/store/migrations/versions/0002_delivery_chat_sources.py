"""What delivery, chats and sources need beyond the first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bot",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_bot")),
    )
    op.create_table(
        "departed",
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("source", "digest", name=op.f("pk_departed")),
    )
    op.create_table(
        "hub",
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("secret", sa.String(length=128), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("renew_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("pushed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("missed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leaving_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_hub")),
        sa.UniqueConstraint("token", name=op.f("uq_hub_token")),
    )
    with op.batch_alter_table("hub", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hub_renew_at"), ["renew_at"], unique=False)

    op.create_table(
        "audit",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.Identity(always=False),
            nullable=False,
        ),
        sa.Column("chat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("actor", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chat.id"], name=op.f("fk_audit_chat_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_chat_id_at"), ["chat_id", "at"], unique=False)

    op.create_table(
        "digest",
        sa.Column("chat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("cadence", sa.String(length=16), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chat.id"], name=op.f("fk_digest_chat_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("chat_id", "thread_id", "cadence", name=op.f("pk_digest")),
    )
    with op.batch_alter_table("digest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_digest_due_at"), ["due_at"], unique=False)

    op.create_table(
        "private_feed",
        sa.Column("chat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chat.id"], name=op.f("fk_private_feed_chat_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_private_feed")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_private_feed_token_digest")),
    )
    op.create_table(
        "steward",
        sa.Column(
            "channel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "manager_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("managed_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["chat.id"], name=op.f("fk_steward_channel_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["manager_id"], ["chat.id"], name=op.f("fk_steward_manager_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("channel_id", "manager_id", name=op.f("pk_steward")),
    )
    op.create_table(
        "turn",
        sa.Column("chat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("bot", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chat.id"], name=op.f("fk_turn_chat_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_turn")),
    )
    with op.batch_alter_table("turn", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_turn_bot_due_at"), ["bot", "due_at"], unique=False)

    op.create_table(
        "story_key",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_story_key_article_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", "article_id", name=op.f("pk_story_key")),
    )
    with op.batch_alter_table("story_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_story_key_article_id"), ["article_id"], unique=False)

    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("kind", sa.String(length=8), server_default="story", nullable=False)
        )
        batch_op.add_column(
            sa.Column("thread_id", sa.BigInteger(), server_default="0", nullable=False)
        )
        batch_op.add_column(
            sa.Column(
                "parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
            )
        )
        batch_op.add_column(sa.Column("body", sa.JSON(), nullable=True))
        batch_op.add_column(
            sa.Column("cadence", sa.String(length=16), server_default="instant", nullable=False)
        )
        batch_op.add_column(
            sa.Column("rank", sa.SmallInteger(), server_default="1", nullable=False)
        )
        batch_op.add_column(
            sa.Column("refusals", sa.SmallInteger(), server_default="0", nullable=False)
        )
        batch_op.alter_column("story_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.alter_column("article_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.drop_constraint(batch_op.f("uq_alert_chat_id_story_id"), type_="unique")
        batch_op.drop_index(
            batch_op.f("ix_alert_waiting"),
            sqlite_where=sa.text("state IN ('new', 'later', 'sending')"),
        )
        batch_op.create_index(
            "ix_alert_waiting",
            ["chat_id", "rank", "id"],
            unique=False,
            sqlite_where=sa.text("state IN ('new', 'later')"),
            postgresql_where=sa.text("state IN ('new', 'later')"),
        )
        batch_op.create_index(batch_op.f("ix_alert_article_id"), ["article_id"], unique=False)
        batch_op.create_index(
            "ix_alert_gathered",
            ["chat_id", "thread_id", "cadence"],
            unique=False,
            sqlite_where=sa.text("state = 'gathered' AND parent_id IS NULL"),
            postgresql_where=sa.text("state = 'gathered' AND parent_id IS NULL"),
        )
        batch_op.create_index(
            "ix_alert_parent_id",
            ["parent_id"],
            unique=False,
            sqlite_where=sa.text("parent_id IS NOT NULL"),
            postgresql_where=sa.text("parent_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_alert_sending",
            ["chat_id"],
            unique=False,
            sqlite_where=sa.text("state = 'sending'"),
            postgresql_where=sa.text("state = 'sending'"),
        )
        batch_op.create_index(batch_op.f("ix_alert_story_id"), ["story_id"], unique=False)
        batch_op.create_unique_constraint(
            batch_op.f("uq_alert_chat_id_thread_id_story_id"), ["chat_id", "thread_id", "story_id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_alert_parent_id"), "alert", ["parent_id"], ["id"], ondelete="CASCADE"
        )

    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_article_source_id"), ["source", "id"], unique=False)

    with op.batch_alter_table("chat", schema=None) as batch_op:
        batch_op.add_column(sa.Column("bot", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("preferences", sa.JSON(), server_default="{}", nullable=False)
        )
        batch_op.drop_constraint(batch_op.f("uq_chat_telegram_id"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_chat_bot_telegram_id"), ["bot", "telegram_id"]
        )

    with op.batch_alter_table("match", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_match_query_id"), ["query_id"], unique=False)

    with op.batch_alter_table("query", schema=None) as batch_op:
        batch_op.add_column(sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.add_column(sa.Column("health", sa.JSON(), server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("last_article_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("silent_since", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("cadence", sa.String(length=16), server_default="instant", nullable=False)
        )
        batch_op.add_column(
            sa.Column("thread_id", sa.BigInteger(), server_default="0", nullable=False)
        )
        batch_op.add_column(sa.Column("muted_until", sa.DateTime(timezone=True), nullable=True))
