"""Next year's list over the register: new, gone, changed, in one pass that is taken back as one."""

from __future__ import annotations

import random
import re
from collections import Counter
from datetime import date

import openpyxl
import pytest
from sqlalchemy import text

from app.domain.enums import EventKind
from app.errors import OperationCancelled
from app.progress import Progress
from app.services.importing import (
    Decisions,
    GoneAs,
    ListComparison,
    ListDecision,
    RowStatus,
    apply,
    gone_document,
    preview,
    result_document,
    undo,
)
from app.services.members import count_members, member_card

HEAD = ["ФИО", "Дата рождения", "Группа", "Телефон"]
SEPTEMBER = date(2026, 9, 1)
FIRST_LIST = [
    ["Список студентов на 01.10.2025"],
    HEAD,
    ["Иванова Анна Петровна", "05.11.2004", "ИС-41", ""],
    ["Кузнецов Олег Ильич", "12.03.2004", "ИС-41", ""],
    ["Цой Марина Львовна", "30.07.2005", "ИС-31", ""],
    ["Ли Вера Павловна", "01.02.2005", "ИС-31", "89990001122"],
    ["Ким Егор Ильич", "01.05.2005", "ИС-31", ""],
]
NEXT_LIST = [
    ["Список студентов на 01.09.2026"],
    HEAD,
    ["Цой Марина Львовна", "30.07.2005", "ИС-41", ""],
    ["Ли Вера Павловна", "01.02.2005", "ИС-41", ""],
    ["Новикова Яна Олеговна", "10.10.2008", "ИС-11", ""],
]
TABLES = ("person", "membership_event", "membership_span", "person_change", "consent", "consent_part")


def snapshot(session):
    with session.unit_of_work() as uow:
        rows = {t: uow.session.execute(text(f"SELECT * FROM {t} ORDER BY id")).all() for t in TABLES}
    rows["membership_span"] = sorted(tuple(row[1:]) for row in rows["membership_span"])  # derived: their ids are free
    return rows


def events(session, surname):
    query = (
        "SELECT e.kind, e.on_date, e.reason, d.number FROM membership_event e JOIN person p ON p.id = e.person_id "
        "LEFT JOIN decision d ON d.id = e.decision_id WHERE p.surname = :s ORDER BY e.on_date, e.id"
    )
    with session.unit_of_work() as uow:
        return [tuple(row) for row in uow.session.execute(text(query), {"s": surname})]


def column(session, surname, name):
    with session.unit_of_work() as uow:
        return uow.session.execute(text(f"SELECT {name} FROM person WHERE surname = :s"), {"s": surname}).scalar_one()


def comparing(**extra):
    return Decisions(compare=ListComparison(SEPTEMBER, **extra))


@pytest.fixture
def first(load, make_xlsx):
    return load(make_xlsx(FIRST_LIST, name="2025.xlsx"))


@pytest.fixture
def following(make_xlsx):
    return make_xlsx(NEXT_LIST, name="2026.xlsx")


def test_one_pass_admits_moves_and_takes_off(session, first, following):
    decisions = comparing(gone_on=date(2026, 6, 30), decision=ListDecision("7", date(2026, 9, 12), "профком"))
    shown = preview(session, following, decisions=decisions)
    assert Counter(row.status for row in shown.rows) == {RowStatus.CHANGED: 2, RowStatus.NEW: 1}
    assert {row.name: (row.finished, row.leaves) for row in shown.gone} == {
        "Иванова Анна Петровна": (True, GoneAs.GRADUATED),
        "Кузнецов Олег Ильич": (True, GoneAs.GRADUATED),
        "Ким Егор Ильич": (False, None),
    }
    result = apply(session, shown, decisions)
    assert (result.created, result.updated, result.taken_off) == (1, 2, 2)
    assert events(session, "Новикова") == [("admitted", "2026-09-12", None, "7")]
    assert events(session, "Иванова")[-1] == ("deregistered", "2026-06-30", "graduated", None)
    assert [kind for kind, *_ in events(session, "Ким")] == ["registered"]
    assert column(session, "Цой", "study_group") == "ИС-41"
    # Щербакова of the passport is nobody's student and stays.
    assert count_members(session, date(2026, 9, 30)).total == 4


def test_the_second_time_nothing_changes(session, first, following):
    decisions = comparing()
    apply(session, preview(session, following, decisions=decisions), decisions)
    before = snapshot(session)
    again = apply(session, preview(session, following, decisions=decisions), decisions)
    assert (again.created, again.updated, again.taken_off, again.batch_id) == (0, 0, 0, None)
    assert [row.name for row in again.gone] == ["Ким Егор Ильич"]
    assert snapshot(session) == before


def test_taken_back_as_one(session, first, following):
    before = snapshot(session)
    decisions = comparing(others=GoneAs.OTHER)
    result = apply(session, preview(session, following, decisions=decisions), decisions)
    assert result.taken_off == 3 and snapshot(session) != before
    undo(session, result.batch_id)
    assert snapshot(session) == before


def test_the_log_tells_what_was_known_when(session, first, following):
    decisions = comparing()
    apply(session, preview(session, following, decisions=decisions), decisions)
    query = (
        "SELECT c.field, c.before, c.after, c.changed_on FROM person_change c JOIN person p ON p.id = c.person_id "
        "WHERE p.surname = 'Цой'"
    )
    with session.unit_of_work() as uow:
        assert [tuple(row) for row in uow.session.execute(text(query))] == [
            ("study_group", '"ИС-31"', '"ИС-41"', "2026-09-01")
        ]


def test_each_of_the_gone_can_be_decided(session, first, following):
    shown = preview(session, following, decisions=comparing())
    ids = {row.name.split()[0]: row.person_id for row in shown.gone}
    decisions = comparing(chosen={ids["Ким"]: GoneAs.LEFT, ids["Иванова"]: None})
    result = apply(session, preview(session, following, decisions=decisions), decisions)
    assert result.taken_off == 2
    assert events(session, "Ким")[-1][0] == "left"
    assert [kind for kind, *_ in events(session, "Иванова")] == ["registered"]


def test_only_the_categories_of_the_list_are_compared(session, load, make_xlsx, first, following):
    load(make_xlsx([["ФИО", "Дата рождения", "Должность", "Дата вступления"],
                    ["Петров Пётр Ильич", "05.05.1970", "профессор", "01.09.2001"]], name="staff.xlsx"))  # fmt: skip
    shown = preview(session, following, decisions=comparing(others=GoneAs.OTHER))
    assert "Петров Пётр Ильич" not in {row.name for row in shown.gone}


def test_a_list_of_one_faculty_takes_nobody_off_another(session, load, make_xlsx):
    head = [*HEAD, "Факультет"]
    rows = [[*row, "Физмат" if n % 2 else "Истфак"] for n, row in enumerate(FIRST_LIST[2:])]
    load(make_xlsx([FIRST_LIST[0], head, *rows]))
    following = make_xlsx([NEXT_LIST[0], head, [*NEXT_LIST[2], "Истфак"]], name="next.xlsx")
    whole = preview(session, following, decisions=comparing())
    part = preview(session, following, decisions=comparing(whole=False))
    assert len(whole.gone) == 4
    assert {row.department for row in part.gone} == {"Истфак"} and len(part.gone) == 2


def test_who_may_have_married_is_asked_about_and_not_taken_off(session, first, make_xlsx):
    rows = [*NEXT_LIST, ["Серова Анна Петровна", "05.11.2004", "ИС-41", ""]]
    path = make_xlsx(rows)
    decisions = comparing(others=GoneAs.OTHER)
    shown = preview(session, path, decisions=decisions)
    (held,) = [row for row in shown.rows if row.status is RowStatus.HELD]
    assert held.name.startswith("Серова") and "была Иванова" in held.reasons[0]
    (waiting,) = [row for row in shown.gone if not row.certain]
    assert waiting.person_id == held.candidates[0] and waiting.leaves is None
    linked = Decisions(compare=decisions.compare, link={(held.sheet, held.row): held.candidates[0]})
    result = apply(session, shown, linked)
    assert result.updated == 3 and waiting.person_id not in {row.person_id for row in result.gone}
    card = member_card(session, waiting.person_id)
    assert card.person.surname == "Серова" and card.category is not None
    undo(session, result.batch_id)
    assert column(session, "Иванова", "former_names") == ""


def test_rows_left_out_and_rows_that_cannot_be_read_take_nobody_off(session, first, make_xlsx):
    rows = [*NEXT_LIST, ["Кузнецов Олег Ильич", "32.03.2004", "ИС-41", ""]]
    path = make_xlsx(rows)
    decisions = Decisions(compare=ListComparison(SEPTEMBER, others=GoneAs.OTHER), skip=frozenset({("Лист1", 3)}))
    shown = preview(session, path, decisions=decisions)
    gone = {row.name.split()[0]: row for row in shown.gone}
    assert "Цой" not in gone
    assert not gone["Кузнецов"].certain and gone["Кузнецов"].leaves is None


def test_who_was_taken_off_comes_back_only_when_asked(session, first, following, load, make_xlsx):
    decisions = comparing(others=GoneAs.OTHER)
    apply(session, preview(session, following, decisions=decisions), decisions)
    rows = [["Список студентов на 01.10.2026"], HEAD, *NEXT_LIST[2:], ["Ким Егор Ильич", "01.05.2005", "ИС-41", ""]]
    path = make_xlsx(rows, name="october.xlsx")
    later = ListComparison(date(2026, 10, 1))
    shown = preview(session, path, decisions=Decisions(compare=later))
    assert not [row for row in shown.rows if row.name.startswith("Ким") and row.status is RowStatus.NEW]
    assert any("снят с учёта" in reason for row in shown.rows for reason in row.reasons)
    decisions = Decisions(compare=ListComparison(date(2026, 10, 1), take_back=True))
    apply(session, preview(session, path, decisions=decisions), decisions)
    assert events(session, "Ким")[-1][:2] == ("registered", "2026-10-01")


def test_blocked_people_are_left_alone(session, first, following):
    with session.unit_of_work() as uow:
        uow.session.execute(text("UPDATE person SET blocked_on = '2026-02-01' WHERE surname IN ('Цой', 'Ким')"))
        uow.commit()
    decisions = comparing(others=GoneAs.OTHER)
    shown = preview(session, following, decisions=decisions)
    assert "Ким Егор Ильич" not in {row.name for row in shown.gone}
    (row,) = [row for row in shown.rows if row.name.startswith("Цой")]
    assert row.status is RowStatus.KNOWN and "заблокированы" in row.reasons[0]


def test_an_import_that_is_stopped_leaves_nothing(session, first, following):
    before = snapshot(session)
    decisions = comparing()
    shown = preview(session, following, decisions=decisions)
    seen = []

    def stop_at_the_end() -> bool:
        return bool(seen and seen[-1].startswith("Записываю согласия"))

    with pytest.raises(OperationCancelled):
        apply(session, shown, decisions, Progress(lambda what, *_: seen.append(what), stop_at_the_end))
    assert snapshot(session) == before


def _next_year(source, target):
    """Next year's list of the sample: the oldest cohorts are gone, the rest are a group up, 2,500 are new."""
    rng = random.Random(7)
    book, fresh = openpyxl.load_workbook(source, read_only=True), openpyxl.Workbook()
    fresh.remove(fresh.active)
    numbers = Counter()
    for sheet in book:
        copy = fresh.create_sheet(sheet.title)
        rows = list(sheet.iter_rows(values_only=True))
        copy.append(rows[0])
        code = rows[1][4].split("-")[0]
        for row in rows[1:]:
            if len(row) > 7 and row[7] is not None:
                numbers["left"] += 1
                continue
            year, group = re.fullmatch(r".+-(\d\d)(\d)", row[4]).groups()
            if int(year) <= 22:
                numbers["gone"] += 1
                continue
            numbers["moved"] += 1
            copy.append([*row[:4], f"{code}-{30 + int(year)}{group}", *row[5:]])
        for _ in range(625):
            numbers["new"] += 1
            copy.append([
                f"Первокурсников{numbers['new']}".translate(str.maketrans("0123456789", "абвгдежзик")),
                "Егор", "Ильич", date(2008, rng.randint(1, 12), rng.randint(1, 28)),
                f"{code}-56{rng.randint(1, 5)}",
                f"n{numbers['new']}@univ.example", SEPTEMBER, None, None,
            ])  # fmt: skip
    fresh.save(target)
    return numbers


def test_nine_thousand_students_go_a_year_further(session, load, data, tmp_path):
    load(data / "studenty.xlsx")
    path = tmp_path / "studenty-2026.xlsx"
    numbers = _next_year(data / "studenty.xlsx", path)
    assert numbers["new"] == 2500 and numbers["gone"] > 1500
    decisions = comparing(gone_on=date(2026, 8, 31), decision=ListDecision("12", SEPTEMBER))
    steps = []
    shown = preview(session, path, progress=Progress(lambda *step: steps.append(step)), decisions=decisions)
    result = apply(session, shown, decisions, Progress(lambda *step: steps.append(step)))
    assert (result.created, result.updated, result.taken_off) == (2500, numbers["moved"], numbers["gone"])
    assert result.rejected == () and len([s for s in steps if s[0].startswith("Записываю")]) > 20
    again = apply(session, preview(session, path, decisions=decisions), decisions)
    assert (again.created, again.updated, again.taken_off) == (0, 0, 0)
    with session.unit_of_work() as uow:
        admitted = uow.session.execute(
            text("SELECT count(*) FROM membership_event WHERE kind = 'admitted' AND decision_id IS NOT NULL")
        ).scalar_one()
    assert admitted == 2500
    undo(session, result.batch_id)
    assert count_members(session, date(2026, 9, 30)).total == numbers["moved"] + numbers["gone"]


def test_the_json_keeps_its_keys_and_adds_the_gone(session, first, following):
    decisions = comparing()
    shown = preview(session, following, decisions=decisions)
    assert set(result_document(shown)) >= {
        "rows",
        "created",
        "updated",
        "unchanged",
        "duplicates",
        "doubtful",
        "rejected",
    }
    document = gone_document(shown)
    assert document["taken_off"] == 2 and {row["leaves"] for row in document["gone"]} == {"graduated", None}
    assert EventKind.DEREGISTERED.value not in str(document)
