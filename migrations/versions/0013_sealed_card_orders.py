"""Remember which sealed file an order of cards went in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("card_order", sa.Column("bundle", sa.String(length=36), nullable=True))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("card_order", "bundle")
