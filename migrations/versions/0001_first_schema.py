"""The first schema: organisation, people, reports, exchange, users and journal.

Written out in full and never through the models, which move on. Enumerations are plain texts and moments are UTC
without a zone, so that the same revision runs on SQLCipher and on PostgreSQL.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table."""
    op.create_table(
        "employer_headcount",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("employees", sa.Integer(), nullable=True),
        sa.Column("employees_women", sa.Integer(), nullable=True),
        sa.Column("employees_youth", sa.Integer(), nullable=True),
        sa.Column("students", sa.Integer(), nullable=True),
        sa.Column("students_women", sa.Integer(), nullable=True),
        sa.Column("students_youth", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer_headcount")),
        sa.UniqueConstraint("on_date", name=op.f("uq_employer_headcount_on_date")),
    )
    op.create_table(
        "import_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    op.create_table(
        "journal_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("user_name", sa.Text(), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("person_uid", sa.String(length=36), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entry")),
    )
    op.create_index(op.f("ix_journal_entry_person_uid"), "journal_entry", ["person_uid"], unique=False)
    op.create_table(
        "key_pair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.Column("signing_key", sa.LargeBinary(), nullable=False),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.Column("seal_identity", sa.Text(), nullable=False),
        sa.Column("seal_recipient", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_pair")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_key_pair_fingerprint")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("profile", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=True),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("union", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("inn", sa.String(length=12), nullable=False),
        sa.Column("ogrn", sa.String(length=15), nullable=False),
        sa.Column("okpo", sa.String(length=14), nullable=False),
        sa.Column("okfs", sa.String(length=2), nullable=False),
        sa.Column("directly_under_union", sa.Boolean(), nullable=False),
        sa.Column("parent_name", sa.Text(), nullable=False),
        sa.Column("employer_name", sa.Text(), nullable=False),
        sa.Column("employer_head", sa.Text(), nullable=False),
        sa.Column("employer_address", sa.Text(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_organisation_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_table(
        "party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("relation", sa.String(length=32), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=True),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(), nullable=False),
        sa.Column("compared", sa.Boolean(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_party_fingerprint")),
    )
    op.create_index(op.f("ix_party_uid"), "party", ["uid"], unique=False)
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=32), nullable=False),
        sa.Column("edition", sa.String(length=32), nullable=False),
        sa.Column("period", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("form", "period", name=op.f("uq_report_form_period")),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("right", sa.String(length=32), nullable=False),
        sa.Column("undertaking_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("blocked_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("slot", name=op.f("uq_user_slot")),
    )
    op.create_table(
        "intake_bundle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("stream", sa.String(length=96), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("previous_manifest_sha256", sa.String(length=64), nullable=True),
        sa.Column("manifest_sha256", sa.String(length=64), nullable=False),
        sa.Column("sealed_sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_intake_bundle_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_bundle")),
        sa.UniqueConstraint("sealed_sha256", name=op.f("uq_intake_bundle_sealed_sha256")),
    )
    op.create_index(op.f("ix_intake_bundle_manifest_sha256"), "intake_bundle", ["manifest_sha256"], unique=False)
    op.create_index(op.f("ix_intake_bundle_party_id"), "intake_bundle", ["party_id"], unique=False)
    op.create_index(op.f("ix_intake_bundle_stream"), "intake_bundle", ["stream"], unique=False)
    op.create_index(op.f("ix_intake_bundle_uuid"), "intake_bundle", ["uuid"], unique=False)
    op.create_table(
        "outbox_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("stream", sa.String(length=96), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("manifest_sha256", sa.String(length=64), nullable=False),
        sa.Column("sealed_sha256", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_outbox_item_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_item")),
        sa.UniqueConstraint("uuid", name=op.f("uq_outbox_item_uuid")),
    )
    op.create_index(op.f("ix_outbox_item_party_id"), "outbox_item", ["party_id"], unique=False)
    op.create_index(op.f("ix_outbox_item_stream"), "outbox_item", ["stream"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("surname", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("patronymic", sa.Text(), nullable=False),
        sa.Column("search_name", sa.Text(), nullable=False),
        sa.Column("sex", sa.String(length=32), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("birth_exact", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("study_group", sa.Text(), nullable=False),
        sa.Column("personnel_number", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("card_number", sa.Text(), nullable=False),
        sa.Column("union_since", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("import_batch_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["import_batch_id"], ["import_batch.id"], name=op.f("fk_person_import_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("uid", name=op.f("uq_person_uid")),
    )
    op.create_index(op.f("ix_person_card_number"), "person", ["card_number"], unique=False)
    op.create_index(op.f("ix_person_import_batch_id"), "person", ["import_batch_id"], unique=False)
    op.create_index(op.f("ix_person_search_name"), "person", ["search_name"], unique=False)
    op.create_table(
        "remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("bundle_uuid", sa.String(length=36), nullable=False),
        sa.Column("cell", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_remark_report_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
    )
    op.create_index(op.f("ix_remark_report_id"), "remark", ["report_id"], unique=False)
    op.create_table(
        "report_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_entry_report_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_entry")),
        sa.UniqueConstraint("report_id", "address", name=op.f("uq_report_entry_report_id_address")),
    )
    op.create_index(op.f("ix_report_entry_report_id"), "report_entry", ["report_id"], unique=False)
    op.create_table(
        "report_explanation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=96), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_explanation_report_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_explanation")),
        sa.UniqueConstraint("report_id", "rule", name=op.f("uq_report_explanation_report_id_rule")),
    )
    op.create_index(op.f("ix_report_explanation_report_id"), "report_explanation", ["report_id"], unique=False)
    op.create_table(
        "signed_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("signed_at", sa.DateTime(), nullable=False),
        sa.Column("signed_by", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_signed_revision_report_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_revision")),
        sa.UniqueConstraint("report_id", "revision", name=op.f("uq_signed_revision_report_id_revision")),
    )
    op.create_index(op.f("ix_signed_revision_report_id"), "signed_revision", ["report_id"], unique=False)
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("media_type", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attachment_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index(op.f("ix_attachment_person_id"), "attachment", ["person_id"], unique=False)
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outbox_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("way", sa.String(length=32), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox_item.id"], name=op.f("fk_handover_outbox_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    op.create_index(op.f("ix_handover_outbox_id"), "handover", ["outbox_id"], unique=False)
    op.create_table(
        "intake_register",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bundle_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["bundle_id"], ["intake_bundle.id"], name=op.f("fk_intake_register_bundle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_register")),
        sa.UniqueConstraint("bundle_id", name=op.f("uq_intake_register_bundle_id")),
    )
    op.create_table(
        "intake_remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bundle_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=32), nullable=False),
        sa.Column("period", sa.String(length=16), nullable=False),
        sa.Column("cell", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["bundle_id"], ["intake_bundle.id"], name=op.f("fk_intake_remark_bundle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_remark")),
    )
    op.create_index(op.f("ix_intake_remark_bundle_id"), "intake_remark", ["bundle_id"], unique=False)
    op.create_table(
        "intake_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bundle_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=32), nullable=False),
        sa.Column("period", sa.String(length=16), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("violations", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["bundle_id"], ["intake_bundle.id"], name=op.f("fk_intake_report_bundle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_report")),
        sa.UniqueConstraint("bundle_id", "form", "period", name=op.f("uq_intake_report_bundle_id_form_period")),
    )
    op.create_index(op.f("ix_intake_report_bundle_id"), "intake_report", ["bundle_id"], unique=False)
    op.create_index(op.f("ix_intake_report_form"), "intake_report", ["form"], unique=False)
    op.create_index(op.f("ix_intake_report_period"), "intake_report", ["period"], unique=False)
    op.create_table(
        "issued_receipt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("bundle_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["bundle_id"], ["intake_bundle.id"], name=op.f("fk_issued_receipt_bundle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_receipt")),
        sa.UniqueConstraint("uuid", name=op.f("uq_issued_receipt_uuid")),
    )
    op.create_index(op.f("ix_issued_receipt_bundle_id"), "issued_receipt", ["bundle_id"], unique=False)
    op.create_table(
        "membership_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("cancels_id", sa.Integer(), nullable=True),
        sa.Column("import_batch_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cancels_id"], ["membership_event.id"], name=op.f("fk_membership_event_cancels_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["import_batch_id"], ["import_batch.id"], name=op.f("fk_membership_event_import_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_membership_event_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership_event")),
        sa.UniqueConstraint("cancels_id", name=op.f("uq_membership_event_cancels_id")),
    )
    op.create_index(op.f("ix_membership_event_import_batch_id"), "membership_event", ["import_batch_id"], unique=False)
    op.create_index("ix_membership_event_kind_on_date", "membership_event", ["kind", "on_date"], unique=False)
    op.create_index(op.f("ix_membership_event_person_id"), "membership_event", ["person_id"], unique=False)
    op.create_table(
        "membership_span",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name=op.f("ck_membership_span_ordered")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_membership_span_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership_span")),
        sa.UniqueConstraint("person_id", "starts_on", name=op.f("uq_membership_span_person_id_starts_on")),
    )
    op.create_index(op.f("ix_membership_span_person_id"), "membership_span", ["person_id"], unique=False)
    op.create_index("ix_membership_span_starts_on_ends_on", "membership_span", ["starts_on", "ends_on"], unique=False)
    op.create_table(
        "outbox_content",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outbox_id", sa.Integer(), nullable=False),
        sa.Column("signed_revision_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox_item.id"], name=op.f("fk_outbox_content_outbox_id")),
        sa.ForeignKeyConstraint(
            ["signed_revision_id"], ["signed_revision.id"], name=op.f("fk_outbox_content_signed_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_content")),
        sa.UniqueConstraint(
            "outbox_id", "signed_revision_id", name=op.f("uq_outbox_content_outbox_id_signed_revision_id")
        ),
    )
    op.create_index(op.f("ix_outbox_content_outbox_id"), "outbox_content", ["outbox_id"], unique=False)
    op.create_index(
        op.f("ix_outbox_content_signed_revision_id"), "outbox_content", ["signed_revision_id"], unique=False
    )
    op.create_table(
        "received_receipt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("outbox_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox_item.id"], name=op.f("fk_received_receipt_outbox_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_receipt")),
        sa.UniqueConstraint("uuid", name=op.f("uq_received_receipt_uuid")),
    )
    op.create_index(op.f("ix_received_receipt_outbox_id"), "received_receipt", ["outbox_id"], unique=False)
    op.create_table(
        "role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("full_time", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name=op.f("ck_role_ordered")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
    )
    op.create_index(op.f("ix_role_kind"), "role", ["kind"], unique=False)
    op.create_index(op.f("ix_role_person_id"), "role", ["person_id"], unique=False)
    op.create_table(
        "training",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_training_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training")),
    )
    op.create_index(op.f("ix_training_on_date"), "training", ["on_date"], unique=False)
    op.create_index(op.f("ix_training_person_id"), "training", ["person_id"], unique=False)
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.String(length=32), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("way", sa.String(length=32), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("attachment_id", sa.Integer(), nullable=True),
        sa.Column("import_batch_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_consent_attachment_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["import_batch_id"], ["import_batch.id"], name=op.f("fk_consent_import_batch_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consent_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(op.f("ix_consent_import_batch_id"), "consent", ["import_batch_id"], unique=False)
    op.create_index(op.f("ix_consent_person_id"), "consent", ["person_id"], unique=False)
    op.create_table(
        "consent_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consent_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=32), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["consent.id"], name=op.f("fk_consent_part_consent_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_part")),
        sa.UniqueConstraint("consent_id", "part", name=op.f("uq_consent_part_consent_id_part")),
    )
    op.create_index(op.f("ix_consent_part_consent_id"), "consent_part", ["consent_id"], unique=False)


def downgrade() -> None:
    """Drop every table, children first."""
    op.drop_table("consent_part")
    op.drop_table("consent")
    op.drop_table("training")
    op.drop_table("role")
    op.drop_table("received_receipt")
    op.drop_table("outbox_content")
    op.drop_table("membership_span")
    op.drop_table("membership_event")
    op.drop_table("issued_receipt")
    op.drop_table("intake_report")
    op.drop_table("intake_remark")
    op.drop_table("intake_register")
    op.drop_table("handover")
    op.drop_table("attachment")
    op.drop_table("signed_revision")
    op.drop_table("report_explanation")
    op.drop_table("report_entry")
    op.drop_table("remark")
    op.drop_table("person")
    op.drop_table("outbox_item")
    op.drop_table("intake_bundle")
    op.drop_table("user")
    op.drop_table("setting")
    op.drop_table("report")
    op.drop_table("party")
    op.drop_table("organisation")
    op.drop_table("key_pair")
    op.drop_table("journal_entry")
    op.drop_table("import_batch")
    op.drop_table("employer_headcount")
