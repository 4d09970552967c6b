"""Which photos somebody said to be mirrored, and which not."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "photo_side",
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("mirrored", sa.Boolean(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name=op.f("fk_photo_side_photo_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["told_by"], ["account.id"], name=op.f("fk_photo_side_told_by"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("photo_id", name=op.f("pk_photo_side")),
    )
