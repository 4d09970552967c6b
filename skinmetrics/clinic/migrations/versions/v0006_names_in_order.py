"""What clients' names are sorted by and searched in, with its indexes; an index of who is what in a clinic."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from skinmetrics.clinic.names import same_name

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, fill it from the names, and make the indexes."""
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.add_column("client", sa.Column("name_key", kind, nullable=False, server_default=""))
    client = sa.table("client", sa.column("id", sa.Uuid()), sa.column("name", sa.Text()), sa.column("name_key", kind))
    connection = op.get_bind()
    known = [
        {"known": row.id, "key": same_name(row.name)}
        for row in connection.execute(sa.select(client.c.id, client.c.name))
    ]
    if known:
        fill = sa.update(client).where(client.c.id == sa.bindparam("known")).values(name_key=sa.bindparam("key"))
        connection.execute(fill, known)
    for name, among in (
        ("ix_client_present", "archived_at IS NULL"),
        ("ix_client_archived", "archived_at IS NOT NULL"),
        ("ix_client_invitable", "archived_at IS NULL AND coalesce(account_id, id) = id"),
    ):
        where = sa.text(among)
        op.create_index(name, "client", ["clinic_id", "name_key", "id"], sqlite_where=where, postgresql_where=where)
    op.create_index("ix_role_clinic_id_name", "role", ["clinic_id", "name"])
