"""What the promises to chats need: news goes before notices, in all chats."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("turn", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("rank", sa.SmallInteger(), server_default="1", nullable=False)
        )
        batch_op.drop_index(batch_op.f("ix_turn_bot_due_at"))
        batch_op.create_index(
            batch_op.f("ix_turn_bot_rank_due_at"), ["bot", "rank", "due_at"], unique=False
        )
