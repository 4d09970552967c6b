"""Archived clients; a clinic's language, lengths and how long it keeps records; the language of an account."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("client", sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("account", sa.Column("language", sa.Text(), nullable=True))
    op.add_column("clinic", sa.Column("language", sa.Text(), nullable=True))
    op.add_column("clinic", sa.Column("lengths", sa.String(length=16), nullable=False, server_default="mm"))
    op.add_column("clinic", sa.Column("keep_months", sa.Integer(), nullable=True))
