"""Members of other organisations as their registers were accepted; what is kept of a file when somebody is gone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_INDEXED = {
    "received_register": ("party_id", "bundle_id"),
    "received_member": ("register_id", "bundle_id", "uid", "search_name", "birth_date", "card_key"),
    "received_double": ("register_id", "uid", "other_register_id", "other_uid"),
    "waiting_remark": ("organisation_uid",),
    "member_remark": ("person_id",),
}


def upgrade() -> None:
    """Add the tables and the two columns."""
    op.add_column("intake_bundle", sa.Column("evidence", sa.LargeBinary(), nullable=True))
    op.add_column("intake_register", sa.Column("scrubbed_on", sa.Date(), nullable=True))
    op.create_table(
        "received_register",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_uid", sa.String(length=64), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("bundle_id", sa.Integer(), nullable=False),
        sa.Column("manifest_sha256", sa.String(length=64), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_received_register_party_id")),
        sa.ForeignKeyConstraint(["bundle_id"], ["intake_bundle.id"], name=op.f("fk_received_register_bundle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_register")),
        sa.UniqueConstraint("organisation_uid", name=op.f("uq_received_register_organisation_uid")),
    )
    op.create_table(
        "received_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("register_id", sa.Integer(), nullable=False),
        sa.Column("bundle_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("surname", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("patronymic", sa.Text(), nullable=False),
        sa.Column("search_name", sa.Text(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("card_number", sa.Text(), nullable=False),
        sa.Column("card_key", sa.Text(), nullable=False),
        sa.Column("rest", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["register_id"], ["received_register.id"], name=op.f("fk_received_member_register_id")),
        sa.ForeignKeyConstraint(["bundle_id"], ["intake_bundle.id"], name=op.f("fk_received_member_bundle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_member")),
        sa.UniqueConstraint("register_id", "uid", name=op.f("uq_received_member_register_id_uid")),
    )
    op.create_table(
        "received_double",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("register_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("other_register_id", sa.Integer(), nullable=False),
        sa.Column("other_uid", sa.String(length=64), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.Column("user_name", sa.Text(), nullable=False),
        sa.Column("resolved_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["register_id"], ["received_register.id"], name=op.f("fk_received_double_register_id")),
        sa.ForeignKeyConstraint(
            ["other_register_id"], ["received_register.id"], name=op.f("fk_received_double_other_register_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_double")),
    )
    op.create_table(
        "waiting_remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_uid", sa.String(length=64), nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("receipt_uuid", sa.String(length=36), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_remark")),
    )
    op.create_table(
        "member_remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("bundle_uuid", sa.String(length=36), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_member_remark_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_remark")),
    )
    for table, columns in _INDEXED.items():
        for column in columns:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    """Take them away."""
    for table in reversed(_INDEXED):
        op.drop_table(table)
    op.drop_column("intake_register", "scrubbed_on")
    op.drop_column("intake_bundle", "evidence")
