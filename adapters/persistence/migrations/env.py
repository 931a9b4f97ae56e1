"""Alembic's entry: runs the revisions in the transaction it is handed. Reads no file and no environment."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
