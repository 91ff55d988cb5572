"""Documents, news and polls from above; answers and notes from below."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def _sent(name: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sender_uid", sa.String(length=64), nullable=False),
        sa.Column("sender_name", sa.Text(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("sender_uid", "uid", name=op.f(f"uq_{name}_sender_uid_uid")),
    )


def upgrade() -> None:
    """Create the tables."""
    _sent(
        "library_file",
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("keywords", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )
    _sent(
        "library_news",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("letter", sa.Boolean(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=True),
    )
    _sent(
        "library_poll",
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answers", sa.Text(), nullable=False),
    )
    op.create_table(
        "intake_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bundle_id", sa.Integer(), nullable=False),
        sa.Column("poll_uid", sa.String(length=36), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["bundle_id"], ["intake_bundle.id"], name=op.f("fk_intake_answers_bundle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_answers")),
        sa.UniqueConstraint("bundle_id", "poll_uid", name=op.f("uq_intake_answers_bundle_id_poll_uid")),
    )
    op.create_index(op.f("ix_intake_answers_bundle_id"), "intake_answers", ["bundle_id"])
    op.create_index(op.f("ix_intake_answers_poll_uid"), "intake_answers", ["poll_uid"])
    op.create_table(
        "intake_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bundle_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["bundle_id"], ["intake_bundle.id"], name=op.f("fk_intake_note_bundle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_note")),
        sa.UniqueConstraint("bundle_id", name=op.f("uq_intake_note_bundle_id")),
    )


def downgrade() -> None:
    """Drop them."""
    for name in ("intake_note", "intake_answers", "library_poll", "library_news", "library_file"):
        op.drop_table(name)
