"""Readers' servers to which feeds are pushed (WebSub)."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # SQLite numbers rows by itself only where the key is spelt INTEGER.
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "follower",
        sa.Column("id", number, sa.Identity(always=False), nullable=False),
        sa.Column("feed", sa.String(length=128), nullable=False),
        sa.Column("form", sa.String(length=8), nullable=False),
        sa.Column("callback", sa.Text(), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("secret", sa.String(length=200), nullable=False, server_default=""),
        sa.Column("lease_until", moment),
        sa.Column("asked", sa.String(length=16)),
        sa.Column("asked_secret", sa.String(length=200), nullable=False, server_default=""),
        sa.Column("asked_seconds", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("failing_since", moment),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follower")),
        sa.UniqueConstraint(
            "callback", "feed", "form", name=op.f("uq_follower_callback_feed_form")
        ),
    )
    op.create_index(op.f("ix_follower_host"), "follower", ["host"])
    op.create_index(op.f("ix_follower_due_at"), "follower", ["due_at"])
