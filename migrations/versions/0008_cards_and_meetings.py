"""Members' cards with their orders, lists of organisations to be trusted, meetings and who came to them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "card_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("medium", sa.String(length=32), nullable=False),
        sa.Column("part", sa.String(length=32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_order")),
        sa.UniqueConstraint("uid", name=op.f("uq_card_order_uid")),
    )
    op.create_table(
        "union_card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("medium", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("ordered_on", sa.Date(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("instead_of_paper", sa.Boolean(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_union_card_person_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["order_id"], ["card_order.id"], name=op.f("fk_union_card_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_union_card")),
    )
    for column in ("person_id", "number", "order_id"):
        op.create_index(op.f(f"ix_union_card_{column}"), "union_card", [column])
    op.create_index("ix_union_card_state_medium", "union_card", ["state", "medium"])
    op.create_table(
        "intake_card_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bundle_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["bundle_id"], ["intake_bundle.id"], name=op.f("fk_intake_card_order_bundle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_card_order")),
        sa.UniqueConstraint("bundle_id", name=op.f("uq_intake_card_order_bundle_id")),
    )
    op.create_table(
        "trusted_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issuer_uid", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trusted_list")),
        sa.UniqueConstraint("issuer_uid", name=op.f("uq_trusted_list_issuer_uid")),
    )
    _meetings()


def _meetings() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("at_time", sa.String(length=5), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("quorum", sa.String(length=16), nullable=False),
        sa.Column("protocol_number", sa.Text(), nullable=False),
        sa.Column("chaired_by", sa.Text(), nullable=False),
        sa.Column("kept_by", sa.Text(), nullable=False),
        sa.Column("guests", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    op.create_index(op.f("ix_meeting_on_date"), "meeting", ["on_date"])
    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("speaker", sa.Text(), nullable=False),
        sa.Column("heard", sa.Text(), nullable=False),
        sa.Column("decided", sa.Text(), nullable=False),
        sa.Column("votes_for", sa.Integer(), nullable=True),
        sa.Column("votes_against", sa.Integer(), nullable=True),
        sa.Column("votes_abstained", sa.Integer(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "votes_for >= 0 AND votes_against >= 0 AND votes_abstained >= 0", name=op.f("ck_agenda_item_votes")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_agenda_item_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_agenda_item_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_agenda_item_meeting_id_number")),
    )
    for column in ("meeting_id", "decision_id"):
        op.create_index(op.f(f"ix_agenda_item_{column}"), "agenda_item", [column])
    _of_people("meeting_delegate", sa.Column("elected_by", sa.Text(), nullable=False))
    _of_people(
        "attendance",
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_card", sa.Boolean(), nullable=False),
    )


def _of_people(table: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f(f"fk_{table}_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f(f"fk_{table}_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("meeting_id", "person_id", name=op.f(f"uq_{table}_meeting_id_person_id")),
    )
    for column in ("meeting_id", "person_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    """Take them away."""
    for table in (
        "attendance", "meeting_delegate", "agenda_item", "meeting",
        "trusted_list", "intake_card_order", "union_card", "card_order",
    ):  # fmt: skip
        op.drop_table(table)
