"""What promises need to be kept: news first, urgent news before it, jobs apart from leases."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("chat", schema=None) as batch_op:
        batch_op.add_column(sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("enabled_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("dropped", sa.SmallInteger(), server_default="0", nullable=False)
        )
    with op.batch_alter_table("turn", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("rank", sa.SmallInteger(), server_default="1", nullable=False)
        )
        batch_op.drop_index(batch_op.f("ix_turn_bot_due_at"))
        batch_op.create_index(
            batch_op.f("ix_turn_bot_rank_due_at"), ["bot", "rank", "due_at"], unique=False
        )

    op.create_table(
        "job",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_job")),
    )
    # When the lists of securities are read again was kept as a lease.
    op.execute(
        "INSERT INTO job (name, due_at) SELECT 'securities_sync', until FROM lease "
        "WHERE name = 'sync:securities'"
    )
    op.execute("DELETE FROM lease WHERE name = 'sync:securities'")

    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("urgent", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
