"""Alembic's entry: migrate on the connection that `store.engine.migrate` holds."""

from alembic import context

from notifier.store.engine.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
