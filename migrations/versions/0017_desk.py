"""The higher organisation's desk: organisations below, counted reports, receipts given, borrowed and own figures."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables and columns, and count what was taken in before."""
    op.create_table(
        "subordinate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=True),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("chair", sa.Text(), nullable=False),
        sa.Column("committee_since", sa.Date(), nullable=True),
        sa.Column("committee_until", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["subordinate.id"], name=op.f("fk_subordinate_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subordinate")),
        sa.UniqueConstraint("uid", name=op.f("uq_subordinate_uid")),
    )
    op.create_index(op.f("ix_subordinate_parent_id"), "subordinate", ["parent_id"])
    op.create_table(
        "borrowed_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=32), nullable=False),
        sa.Column("period", sa.String(length=16), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_borrowed_report")),
        sa.UniqueConstraint("form", "period", "uid", name=op.f("uq_borrowed_report_form_period_uid")),
    )
    op.create_table(
        "own_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=32), nullable=False),
        sa.Column("period", sa.String(length=16), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("value", sa.String(length=32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_figure")),
        sa.UniqueConstraint("form", "period", "address", name=op.f("uq_own_figure_form_period_address")),
    )
    op.add_column("issued_receipt", sa.Column("given_at", sa.DateTime(), nullable=True))
    for column in ("revision", "errors", "warnings"):
        op.add_column("intake_report", sa.Column(column, sa.Integer(), nullable=False, server_default="0"))
    if not op.get_context().as_sql:
        _count()


def _count() -> None:
    connection = op.get_bind()
    update = sa.text(
        "UPDATE intake_report SET revision = :revision, errors = :errors, warnings = :warnings WHERE id = :id"
    )
    rows = connection.execute(sa.text("SELECT id, content, violations FROM intake_report")).all()
    for number, content, violations in rows:
        told = [violation["severity"] for violation in json.loads(violations)]
        counted = {"errors": told.count("error"), "warnings": told.count("warning"), "id": number}
        connection.execute(update, {"revision": json.loads(content)["revision"], **counted})


def downgrade() -> None:
    """Take them away."""
    for column in ("warnings", "errors", "revision"):
        op.drop_column("intake_report", column)
    op.drop_column("issued_receipt", "given_at")
    op.drop_table("own_figure")
    op.drop_table("borrowed_report")
    op.drop_index(op.f("ix_subordinate_parent_id"), "subordinate")
    op.drop_table("subordinate")
