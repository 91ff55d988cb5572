"""Runs the revisions on the connection that :mod:`app.storage.schema` hands over, in that connection's transaction.

There is no URL: a vault's database opens only with its key, a server's with its own settings.
"""

from __future__ import annotations

from alembic import context

from app.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    # SQLite changes tables by copying them; PostgreSQL takes the same operations as plain ALTER.
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
