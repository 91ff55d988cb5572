"""Notifications of Roskomnadzor that were sent; the address of the organisation above, for consents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table and the column."""
    op.create_table(
        "regulator_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("user_name", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regulator_notice")),
    )
    op.add_column("organisation", sa.Column("parent_address", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    """Take them away."""
    op.drop_column("organisation", "parent_address")
    op.drop_table("regulator_notice")
