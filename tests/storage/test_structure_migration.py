"""Offices of older vaults named their unit in words: each distinct name becomes a unit; back on the way down."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from app.storage import schema
from app.storage.engine import open_engine

OFFICES = (
    ("commission_chair", "Охрана труда"),
    ("commission_member", "Охрана труда"),
    ("shop_chair", "Цех № 1"),
    ("group_organiser", "Охрана труда"),
    ("group_organiser", ""),
    ("staff", "бухгалтер"),
    ("chair", ""),
)


def test_names_of_units_move_into_their_table_and_back(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "vault.db", b"k" * 32, create=True)
    try:
        schema.upgrade(engine, "0009")
        with engine.begin() as connection:
            connection.execute(
                text(
                    "INSERT INTO person (id, uid, surname, name, patronymic, search_name, birth_exact, position, "
                    "department, study_group, personnel_number, phone, email, address, card_number, note, created_at) "
                    "VALUES (1, 'u', 'А', '', '', 'а', 1, '', '', '', '', '', '', '', '', '', '2026-01-01')"
                )
            )
            for kind, unit in OFFICES:
                connection.execute(
                    text(
                        "INSERT INTO role (person_id, kind, unit, full_time, starts_on) "
                        "VALUES (1, :kind, :unit, 0, '2020-01-01')"
                    ),
                    {"kind": kind, "unit": unit},
                )
        schema.upgrade(engine)
        with engine.connect() as connection:
            units = connection.execute(text("SELECT kind, name FROM unit ORDER BY kind, name")).all()
            offices = connection.execute(
                text(
                    "SELECT role.kind, coalesce(unit.name, ''), role.note FROM role "
                    "LEFT JOIN unit ON unit.id = role.unit_id ORDER BY role.id"
                )
            ).all()
        assert [tuple(row) for row in units] == [
            ("audit", ""), ("commission", "Охрана труда"), ("committee", ""), ("group", "Охрана труда"),
            ("shop", "Цех № 1"),
        ]  # fmt: skip
        assert [tuple(row) for row in offices] == [
            (kind, "" if kind == "staff" else unit, unit if kind == "staff" else "") for kind, unit in OFFICES
        ]
        schema.downgrade(engine, "0009")
        with engine.connect() as connection:
            back = connection.execute(text("SELECT kind, unit FROM role ORDER BY id")).all()
        assert [tuple(row) for row in back] == list(OFFICES)
    finally:
        engine.dispose()
