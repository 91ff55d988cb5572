"""The organisation's private keys sealed to each user who may use them; the public card kept for the others.

The sealing itself needs the chair's password, so it is done when the chair opens the vault
(app.services.vault.own_keys).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table and the two columns."""
    op.create_table(
        "key_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_pair_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("recipient", sa.String(length=80), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["key_pair_id"], ["key_pair.id"], name=op.f("fk_key_grant_key_pair_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_key_grant_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_grant")),
        sa.UniqueConstraint("key_pair_id", "recipient", name=op.f("uq_key_grant_key_pair_id_recipient")),
    )
    op.add_column("key_pair", sa.Column("card", sa.LargeBinary(), nullable=True))
    op.add_column("user", sa.Column("recipient", sa.String(length=80), server_default="", nullable=False))


def downgrade() -> None:
    """Drop them: keys that were sealed to users are gone with the table."""
    op.drop_column("user", "recipient")
    op.drop_column("key_pair", "card")
    op.drop_table("key_grant")
