"""What takes back the last change that the bot made for a chat."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("chat", sa.Column("undo", sa.JSON(), nullable=False, server_default="[]"))
