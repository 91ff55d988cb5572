"""A member's card in full: work and study, the log of changes, decisions, acts upon many people.

SQLite adds columns in place: copying a table drops it, and that deletes the rows of others that hang on it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_PERSON = ("work_since", "work_until", "education", "speciality", "blocked_on", "erased_on")


def upgrade() -> None:
    """Add the tables and columns."""
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index(op.f("ix_decision_on_date"), "decision", ["on_date"])
    op.create_table(
        "group_operation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("user_name", sa.Text(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_operation")),
    )
    op.create_table(
        "person_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("user_name", sa.Text(), nullable=False),
        sa.Column("import_batch_id", sa.Integer(), nullable=True),
        sa.Column("operation_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_change_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["import_batch_id"], ["import_batch.id"], name=op.f("fk_person_change_import_batch_id")
        ),
        sa.ForeignKeyConstraint(["operation_id"], ["group_operation.id"], name=op.f("fk_person_change_operation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_change")),
    )
    for column in ("person_id", "changed_on", "import_batch_id", "operation_id"):
        op.create_index(op.f(f"ix_person_change_{column}"), "person_change", [column])
    op.add_column("person", sa.Column("work_since", sa.Date(), nullable=True))
    op.add_column("person", sa.Column("work_until", sa.Date(), nullable=True))
    op.add_column("person", sa.Column("education", sa.String(length=32), nullable=True))
    op.add_column("person", sa.Column("speciality", sa.Text(), nullable=False, server_default=""))
    op.add_column("person", sa.Column("blocked_on", sa.Date(), nullable=True))
    op.add_column("person", sa.Column("erased_on", sa.Date(), nullable=True))
    op.add_column("membership_event", sa.Column("organisation", sa.Text(), nullable=False, server_default=""))
    for column, table in (("decision_id", "decision"), ("operation_id", "group_operation")):
        op.execute(
            f"ALTER TABLE membership_event ADD COLUMN {column} INTEGER "
            f"CONSTRAINT fk_membership_event_{column} REFERENCES {table} (id)"
        )
        op.create_index(op.f(f"ix_membership_event_{column}"), "membership_event", [column])
    op.add_column("attachment", sa.Column("kind", sa.String(length=32), nullable=False, server_default="other"))


def downgrade() -> None:
    """Take them away."""
    op.drop_column("attachment", "kind")
    for column in ("operation_id", "decision_id"):
        op.drop_index(op.f(f"ix_membership_event_{column}"), "membership_event")
        op.drop_column("membership_event", column)
    op.drop_column("membership_event", "organisation")
    for column in _PERSON:
        op.drop_column("person", column)
    op.drop_table("person_change")
    op.drop_table("group_operation")
    op.drop_table("decision")
