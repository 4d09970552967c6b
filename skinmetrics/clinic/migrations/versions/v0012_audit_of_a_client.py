"""An index by which a client's part of the audit is found."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index."""
    op.create_index(op.f("ix_audit_event_client_id_position"), "audit_event", ["client_id", "position"])
