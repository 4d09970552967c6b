"""Run migrations on the connection that `skinmetrics.clinic.database` hands over.

To add one after changing tables.py, on a database that is up to date, then edit what it wrote:

    with open_database("sqlite:///scratch.db").engine.begin() as connection:
        alembic.command.revision(migration_config(connection), "what it does", autogenerate=True, rev_id="0002")
"""

from alembic import context

from skinmetrics.clinic.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
