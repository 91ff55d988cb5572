"""The ledger of dues and expenses. Amounts are whole kopecks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the ledger, empty."""
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("article", sa.String(length=8), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("line_name", sa.Text(), nullable=False),
        sa.Column("cancels_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_ledger_entry_not_negative")),
        sa.ForeignKeyConstraint(["cancels_id"], ["ledger_entry.id"], name=op.f("fk_ledger_entry_cancels_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint("cancels_id", name=op.f("uq_ledger_entry_cancels_id")),
    )
    op.create_index(op.f("ix_ledger_entry_on_date"), "ledger_entry", ["on_date"], unique=False)


def downgrade() -> None:
    """Take the ledger away."""
    op.drop_table("ledger_entry")
