"""The moment that a photo's file states, kept where somebody gave another day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it; of days that were corrected before, it is not known any more."""
    op.add_column("photo", sa.Column("moment_in_file", sa.DateTime(timezone=True), nullable=True))
