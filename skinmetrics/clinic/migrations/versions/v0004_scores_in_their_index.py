"""On PostgreSQL, the key of the scores holds their values: a client's scores are read from a tenth of the pages."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the key anew, with the values in it; pages that hold nothing but settled rows are known early."""
    if op.get_bind().dialect.name != "postgresql":
        return  # SQLite's table is its key
    op.execute("ALTER TABLE score DROP CONSTRAINT pk_score")
    op.execute(
        "ALTER TABLE score ADD CONSTRAINT pk_score PRIMARY KEY (photo_id, metric_version_id, fine, region) "
        "INCLUDE (value, declined)"
    )
    op.execute("ALTER TABLE score SET (autovacuum_vacuum_insert_scale_factor = 0.01)")
