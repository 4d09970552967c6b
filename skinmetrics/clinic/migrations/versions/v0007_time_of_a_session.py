"""At what time a session was held, where somebody noted it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of earlier sessions the day alone is known."""
    op.add_column("session", sa.Column("held_at", sa.Time(), nullable=True))
