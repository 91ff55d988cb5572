"""The shop organisation or group that meets."""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.execute("ALTER TABLE meeting ADD COLUMN unit_id INTEGER CONSTRAINT fk_meeting_unit_id REFERENCES unit (id)")
    op.create_index(op.f("ix_meeting_unit_id"), "meeting", ["unit_id"])


def downgrade() -> None:
    """Take it away."""
    op.drop_index(op.f("ix_meeting_unit_id"), "meeting")
    op.drop_column("meeting", "unit_id")
