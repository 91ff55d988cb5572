"""Parts and bodies of the organisation, elections, the reserve; offices belong to a unit instead of naming it.

Offices of commissions, shops and groups named their unit in words: each distinct name becomes a unit. Of the other
offices the words were the post («бухгалтер»), and are kept as such.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_KIND = (
    "CASE WHEN role.kind IN ('commission_chair', 'commission_member') THEN 'commission' "
    "WHEN role.kind IN ('shop_chair', 'shop_committee_member') THEN 'shop' ELSE 'group' END"
)
_OF_UNITS = "'commission_chair', 'commission_member', 'shop_chair', 'shop_committee_member', 'group_organiser'"
_ROLE_TEXTS = ("basis", "note", "previous_post")
_ROLE_DATES = ("first_elected_on", "term_until", "undertaking_on", "undertaking_until")
_REFERENCES = (("person", "unit_id", "unit"), ("role", "unit_id", "unit"), ("role", "election_id", "election"))


def upgrade() -> None:
    """Add the tables, and move the names of units into theirs."""
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("created_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "closed_on IS NULL OR created_on IS NULL OR closed_on > created_on", name=op.f("ck_unit_ordered")
        ),
        sa.CheckConstraint("seats IS NULL OR seats > 0", name=op.f("ck_unit_seats")),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
    )
    for column in ("kind", "parent_id"):
        op.create_index(op.f(f"ix_unit_{column}"), "unit", [column])
    op.create_table(
        "election",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("way", sa.String(length=32), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=True),
        sa.Column("term_until", sa.Date(), nullable=True),
        sa.Column("eligible", sa.Integer(), nullable=True),
        sa.Column("present", sa.Integer(), nullable=True),
        sa.Column("rating", sa.String(length=32), nullable=True),
        sa.Column("protocol", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_election_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_election")),
    )
    for column in ("unit_id", "on_date"):
        op.create_index(op.f(f"ix_election_{column}"), "election", [column])
    op.create_table(
        "reserve_candidate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("listed_on", sa.Date(), nullable=False),
        sa.Column("removed_on", sa.Date(), nullable=True),
        sa.Column("education", sa.Text(), nullable=False),
        sa.Column("speciality", sa.Text(), nullable=False),
        sa.Column("position_since", sa.Date(), nullable=True),
        sa.Column("union_work_since", sa.Date(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.CheckConstraint("removed_on IS NULL OR removed_on > listed_on", name=op.f("ck_reserve_candidate_ordered")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_reserve_candidate_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reserve_candidate")),
    )
    op.create_index(op.f("ix_reserve_candidate_person_id"), "reserve_candidate", ["person_id"])
    for table, column, target in _REFERENCES:
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN {column} INTEGER CONSTRAINT fk_{table}_{column} REFERENCES {target} (id)"
        )
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    op.add_column("role", sa.Column("contested", sa.Boolean(), nullable=False, server_default=sa.false()))
    for column in _ROLE_TEXTS:
        op.add_column("role", sa.Column(column, sa.Text(), nullable=False, server_default=""))
    for column in _ROLE_DATES:
        op.add_column("role", sa.Column(column, sa.Date(), nullable=True))
    op.add_column("training", sa.Column("organiser", sa.Text(), nullable=False, server_default=""))
    op.add_column("training", sa.Column("programme", sa.String(length=32), nullable=True))
    op.execute("INSERT INTO unit (kind, name) VALUES ('committee', ''), ('audit', '')")
    op.execute(
        f"INSERT INTO unit (kind, name) SELECT DISTINCT {_KIND}, role.unit FROM role "  # noqa: S608 - our own words
        f"WHERE role.unit <> '' AND role.kind IN ({_OF_UNITS})"
    )
    op.execute(
        f"UPDATE role SET unit_id = (SELECT unit.id FROM unit WHERE unit.name = role.unit AND unit.kind = {_KIND}) "  # noqa: S608
        f"WHERE unit <> '' AND kind IN ({_OF_UNITS})"
    )
    op.execute(f"UPDATE role SET note = unit WHERE unit <> '' AND kind NOT IN ({_OF_UNITS})")  # noqa: S608
    op.drop_column("role", "unit")


def downgrade() -> None:
    """Put the names back and take the tables away."""
    op.add_column("role", sa.Column("unit", sa.Text(), nullable=False, server_default=""))
    op.execute("UPDATE role SET unit = note")
    op.execute(
        "UPDATE role SET unit = (SELECT unit.name FROM unit WHERE unit.id = role.unit_id) WHERE unit_id IS NOT NULL"
    )
    op.drop_column("training", "programme")
    op.drop_column("training", "organiser")
    for column in (*_ROLE_DATES, *_ROLE_TEXTS, "contested"):
        op.drop_column("role", column)
    for table, column, _ in reversed(_REFERENCES):
        op.drop_index(op.f(f"ix_{table}_{column}"), table)
        op.drop_column(table, column)
    op.drop_table("reserve_candidate")
    op.drop_table("election")
    op.drop_table("unit")
