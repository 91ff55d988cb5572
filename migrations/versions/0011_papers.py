"""Papers to be signed: own wording of templates, corrected cases of names and phrases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "document_template",
        sa.Column("id", sa.String(length=48), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("user_name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_template")),
    )
    op.create_table(
        "name_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("grammatical_case", sa.String(length=32), nullable=False),
        sa.Column("original", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_name_case_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_case")),
        sa.UniqueConstraint("person_id", "grammatical_case", name=op.f("uq_name_case_person_id_grammatical_case")),
    )
    op.create_index(op.f("ix_name_case_person_id"), "name_case", ["person_id"])
    op.create_table(
        "phrase_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("original", sa.Text(), nullable=False),
        sa.Column("grammatical_case", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phrase_case")),
        sa.UniqueConstraint("original", "grammatical_case", name=op.f("uq_phrase_case_original_grammatical_case")),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("phrase_case")
    op.drop_table("name_case")
    op.drop_table("document_template")
