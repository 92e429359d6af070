"""What is left to plan of the alerts of an article that many chats are to be told of."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # SQLite numbers rows by itself only where the key is spelt INTEGER.
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "fan_out",
        sa.Column("id", number, sa.Identity(always=False), nullable=False),
        sa.Column("article_id", number, nullable=False),
        sa.Column("query_ids", sa.JSON(), nullable=False),
        sa.Column("urgent_for", sa.JSON(), nullable=False),
        sa.Column("subscribed_before", moment),
        sa.Column("stored_at", moment, nullable=False),
        sa.Column("after_chat_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_fan_out_article_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fan_out")),
    )
