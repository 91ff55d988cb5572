"""How many members of another organisation hold cards of the new form, as its accepted register says."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Registers accepted before said nothing of cards."""
    op.add_column("received_register", sa.Column("cards", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """Take the column away."""
    op.drop_column("received_register", "cards")
