"""Alerts and the chat queue without foreign keys, which took more than writing their rows did."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("alert") as alert:
        for column in ("chat_id", "story_id", "article_id"):
            alert.drop_constraint(op.f(f"fk_alert_{column}"), type_="foreignkey")
    with op.batch_alter_table("turn") as turn:
        turn.drop_constraint(op.f("fk_turn_chat_id"), type_="foreignkey")
