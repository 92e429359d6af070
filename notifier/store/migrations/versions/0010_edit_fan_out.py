"""What is left to plan of the edits of messages that told of a story, where many did."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # SQLite numbers rows by itself only where the key is spelt INTEGER.
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "edit_fan_out",
        sa.Column("story_id", number, nullable=False),
        sa.Column("after_alert_id", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["story_id"], ["story.id"], name=op.f("fk_edit_fan_out_story_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("story_id", name=op.f("pk_edit_fan_out")),
    )
