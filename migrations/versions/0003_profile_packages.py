"""Packages of forms and deadlines from the organisation above."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "profile_package",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("profile", sa.String(length=32), nullable=False),
        sa.Column("sender_uid", sa.String(length=64), nullable=False),
        sa.Column("sender_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("sender_name", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("manifest_sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("package", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_package")),
        sa.UniqueConstraint("manifest_sha256", name=op.f("uq_profile_package_manifest_sha256")),
        sa.UniqueConstraint(
            "profile", "sender_uid", "number", name=op.f("uq_profile_package_profile_sender_uid_number")
        ),
        sa.UniqueConstraint("uuid", name=op.f("uq_profile_package_uuid")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("profile_package")
