"""Rows of lists that wait for a decision; the list that told of a card's kind."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_INDEXED = ("import_batch_id", "fingerprint", "search_name", "person_id", "decided_batch_id")


def upgrade() -> None:
    """Add the table and the column."""
    op.create_table(
        "waiting_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_batch_id", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("search_name", sa.Text(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("candidates", sa.Text(), nullable=False),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.Column("waits_since", sa.DateTime(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("decided_batch_id", sa.Integer(), nullable=True),
        sa.Column("user_name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["import_batch_id"], ["import_batch.id"], name=op.f("fk_waiting_row_import_batch_id")),
        sa.ForeignKeyConstraint(
            ["decided_batch_id"], ["import_batch.id"], name=op.f("fk_waiting_row_decided_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_waiting_row_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_row")),
    )
    for column in _INDEXED:
        op.create_index(op.f(f"ix_waiting_row_{column}"), "waiting_row", [column])
    with op.batch_alter_table("union_card") as batch:
        batch.add_column(sa.Column("import_batch_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_union_card_import_batch_id"), "import_batch", ["import_batch_id"], ["id"])
        batch.create_index(op.f("ix_union_card_import_batch_id"), ["import_batch_id"])


def downgrade() -> None:
    """Take them away."""
    with op.batch_alter_table("union_card") as batch:
        batch.drop_index(op.f("ix_union_card_import_batch_id"))
        batch.drop_constraint(op.f("fk_union_card_import_batch_id"), type_="foreignkey")
        batch.drop_column("import_batch_id")
    op.drop_table("waiting_row")
