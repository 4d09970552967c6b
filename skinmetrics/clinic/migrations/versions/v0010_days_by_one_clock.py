"""Days of photos by the clinic's clock: earlier versions kept the file's own, and days that had not come."""

from __future__ import annotations

from alembic import op

from skinmetrics.clinic.migrations.days_by_one_clock import set_days

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Set them."""
    set_days(op.get_bind())
