"""The names a person had before, for the search."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("person", sa.Column("former_names", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("person", "former_names")
