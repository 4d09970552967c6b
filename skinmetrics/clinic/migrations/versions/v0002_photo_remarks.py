"""What was told of a photo, and which photos are left out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "photo_exclusion",
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("excluded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("excluded_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photo.id"], name=op.f("fk_photo_exclusion_photo_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["excluded_by"], ["account.id"], name=op.f("fk_photo_exclusion_excluded_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("photo_id", name=op.f("pk_photo_exclusion")),
    )
    op.create_table(
        "photo_remark",
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("confounder", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name=op.f("fk_photo_remark_photo_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["told_by"], ["account.id"], name=op.f("fk_photo_remark_told_by"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("photo_id", "confounder", name=op.f("pk_photo_remark")),
    )
