"""The three sample lists: what form 2 must count from them, the second import, and taking them back."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import text

from app.domain.dates import youth_born_after
from app.services.importing import apply, last_batch, preview, result_document, undo

ON = date(2026, 1, 1)


def _counts(session, where: str, ages: bool = True) -> list[int | None]:
    query = (
        "SELECT count(DISTINCT p.id), count(DISTINCT CASE WHEN p.sex='female' THEN p.id END), "
        "count(DISTINCT CASE WHEN p.birth_date > :young THEN p.id END) FROM person p "
        "LEFT JOIN membership_span s ON s.person_id = p.id AND s.starts_on < '2026-01-01' "
        "AND (s.ends_on IS NULL OR s.ends_on >= '2026-01-01') "
        f"JOIN membership_event e ON e.person_id = p.id WHERE {where}"
    )
    with session.unit_of_work() as uow:
        row = uow.session.execute(text(query), {"young": youth_born_after(ON).isoformat()}).one()
    return [int(row[0]), int(row[1]), int(row[2]) if ages else None]


ROWS = {
    "2": "s.category = 'working'",
    "3": "s.category = 'working' AND e.kind = 'admitted' AND e.on_date BETWEEN '2025-01-01' AND '2025-12-31'",
    "5": "s.category = 'student'",
    "6": "s.category = 'student' AND e.kind = 'admitted' AND e.on_date BETWEEN '2025-01-01' AND '2025-12-31'",
    "10": "s.category = 'pensioner'",
    "11": "s.category = 'unemployed'",
    "13": "e.kind = 'left' AND e.on_date BETWEEN '2025-01-01' AND '2025-12-31'",
    "14": "e.kind = 'expelled' AND e.on_date BETWEEN '2025-01-01' AND '2025-12-31'",
}


@pytest.mark.parametrize("name", ["spisok_shkola.xlsx", "kadry_1c.csv"])
def test_form_2_counts_what_was_counted_independently(session, load, data, name):
    expected = json.loads((data / "form2_on_2026-01-01.json").read_text())[name]
    load(data / name)
    for row, where in ROWS.items():
        assert _counts(session, where, ages=row != "10") == expected[row], f"row {row}"


@pytest.mark.parametrize(("name", "people"), [("spisok_shkola.xlsx", 64), ("kadry_1c.csv", 420)])
def test_second_import_changes_nothing(load, data, name, people):
    first = load(data / name)
    assert (first.rows, first.created, first.doubtful, first.rejected) == (people, people, (), ())
    second = load(data / name)
    assert (second.created, second.updated, second.unchanged, second.batch_id) == (0, 0, people, None)


def test_nine_thousand_students_on_four_sheets(session, load, data):
    result = load(data / "studenty.xlsx")
    assert (result.rows, result.created, result.rejected) == (9000, 9000, ())
    again = load(data / "studenty.xlsx")
    assert (again.created, again.updated, again.unchanged) == (0, 0, 9000)
    with session.unit_of_work() as uow:
        categories = uow.session.execute(text("SELECT DISTINCT category FROM membership_span")).scalars().all()
    assert categories == ["student"]


def test_taking_back_leaves_the_vault_as_it_was(session, load, data):
    def snapshot():
        tables = ("person", "membership_event", "membership_span", "consent", "consent_part")
        with session.unit_of_work() as uow:
            return {t: uow.session.execute(text(f"SELECT * FROM {t} ORDER BY id")).all() for t in tables}

    load(data / "spisok_shkola.xlsx")
    before = snapshot()
    load(data / "kadry_1c.csv")
    batch = last_batch(session)
    assert batch.file_name == "kadry_1c.csv"
    undo(session, batch.id)
    assert snapshot() == before
    assert last_batch(session).file_name == "spisok_shkola.xlsx"


def test_a_trial_writes_nothing_and_tells_the_same(session, data):
    shown = preview(session, data / "spisok_shkola.xlsx")
    assert result_document(shown)["created"] == 64
    with session.unit_of_work() as uow:
        assert uow.session.execute(text("SELECT count(*) FROM membership_event")).scalar() == 0
    document = result_document(apply(session, shown))
    assert set(document) >= {"rows", "created", "updated", "unchanged", "duplicates", "doubtful", "rejected"}
    assert json.dumps(document, ensure_ascii=False)
