"""Who made an invitation or a reset link: it holds only as long as they may make it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; links that are under way already hold as before."""
    with op.batch_alter_table("one_time_link") as table:  # SQLite can only copy the table
        table.add_column(sa.Column("made_by", sa.Uuid(), nullable=True))
        table.create_foreign_key(op.f("fk_one_time_link_made_by"), "account", ["made_by"], ["id"], ondelete="CASCADE")
