"""All of the register out and back: nothing is lost, nothing can be run, blocked people stay inside."""

from __future__ import annotations

import json
from datetime import date

import pypdfium2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import insert, select, text

from app.domain.defusing import defuse, undefuse
from app.domain.enums import EventKind, MemberCategory, Sex
from app.errors import AccessError, UserError
from app.messages import sentence
from app.models import Base
from app.services.importing import RowStatus, apply, preview
from app.services.members import EntryDraft, EventDraft, PersonDraft, add_member, count_members, record_event
from app.services.members.doubles import merge
from app.services.members.exporting import (
    birthdays,
    birthdays_pdf,
    export_register,
    groups_pdf,
    labels_pdf,
    load_register,
)
from app.services.organisation.passport import draft_from_json
from app.services.privacy.consents import record_consent
from app.services.vault.creating import MINIMUM_KDF, create_vault
from app.storage.members.whole import NOT_REGISTER, register_tables
from app.storage.privacy.person_columns import columns_of_people
from tests.conftest import ORGANISATION, PASSWORD
from tests.services.members.test_doubles import _row

TODAY = date.today()


@pytest.fixture
def empty(tmp_path):
    """Another vault of the same organisation, where nobody is recorded."""
    made = create_vault(
        tmp_path / "empty", draft_from_json(ORGANISATION), profile="ngsp", password=PASSWORD, kdf=MINIMUM_KDF
    )
    yield made.session
    made.session.close()


def member(session, surname="Иванова", **more):
    draft = PersonDraft(surname, "Анна", "Петровна", birth_date=more.pop("born", date(1978, 11, 5)), **more)
    return add_member(session, draft, EntryDraft(EventKind.ADMITTED, date(2010, 9, 1), MemberCategory.WORKING))


def everything(session, leave_out=()):
    with session.unit_of_work() as uow:
        return {
            table.name: [dict(row) for row in uow.session.execute(select(table).order_by(table.c.id)).mappings()]
            for table in register_tables()
            if table.name not in leave_out
        }


def fill(session):
    """A register in which every table has rows, one person was put together of two, one left."""
    first, second = member(session, phone="+7 909 111-22-33", note="=1+1\nвторая строка"), member(session, "Цой")
    merge(session, first, member(session, "Серова"))
    record_event(session, second, EventDraft(EventKind.LEFT, date(2020, 1, 1), basis="-заявление"))
    record_consent(session, [first], {p.id: True for p in session.profile.consent_parts}, date(2025, 9, 1))
    with session.unit_of_work() as uow:
        uow.people.set_fields({second: {"surname": "Ким"}}, changed_on=date(2015, 1, 1))
        for table in register_tables():
            if uow.session.execute(select(table).limit(1)).first() is None:
                given = {c.name: first for c in columns_of_people() if c.table is table}
                if table.name == "distinct_pair":
                    given["other_id"] = second
                uow.session.execute(insert(table), [_row(uow.session, table, given)])
        uow.commit()
    return first, second


def test_every_table_about_people_is_in_the_export():
    names = {table.name for table in register_tables()}
    assert {column.table.name for column in columns_of_people()} - names == {"membership_span"}
    assert not names & NOT_REGISTER
    assert set(Base.metadata.tables) >= NOT_REGISTER
    assert names >= {"consent_part", "decision", "meeting", "unit", "import_batch", "card_order"}


def test_json_and_back_without_loss(session, empty, tmp_path):
    fill(session)
    done = export_register(session, tmp_path / "register.json")
    assert done.complete and done.left_out == 0
    loaded = load_register(empty, tmp_path / "register.json")
    assert loaded.people == done.people
    assert everything(empty) == everything(session)
    with session.unit_of_work() as one, empty.unit_of_work() as other:
        assert one.people.all_spans() == other.people.all_spans()
    for on in (date(2011, 1, 1), date(2021, 1, 1), TODAY):
        assert count_members(empty, on) == count_members(session, on)


def test_a_workbook_and_back_without_loss(session, empty, tmp_path):
    fill(session)
    export_register(session, tmp_path / "register.xlsx")
    load_register(empty, tmp_path / "register.xlsx")
    files = ("attachment", "destruction", "consent", "subject_request", "transfer", "union_card", "card_order")
    kept = everything(session, files)
    assert everything(empty, files) == kept and kept["person"]
    got, had = everything(empty)["consent"], everything(session)["consent"]
    assert [{**row, "attachment_id": None} for row in had] == got


_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(_texts, min_size=1, max_size=6))
@example(texts=["_x0041_", "_x_", "", " ", "'=1", "\x00\r\n\t", "=1+1", "\ufffe"])
def test_any_text_returns_as_it_was(texts):
    from app.progress import silent
    from app.services.members.exporting.workbook import read_workbook, write_workbook

    rows = {"person": [{"id": n, "note": value, "name": None} for n, value in enumerate(texts)]}
    data = write_workbook({"schema": "1"}, ["Фамилия"], [], rows, silent())
    assert read_workbook(data)[1]["person"] == rows["person"]


def test_a_very_long_text_goes_on_in_another_sheet():
    from app.progress import silent
    from app.services.members.exporting.workbook import read_workbook, write_workbook

    long = "=я" * 60_000
    data = write_workbook({"schema": "1"}, [], [], {"person": [{"id": 1, "note": long}]}, silent())
    assert read_workbook(data)[1]["person"] == [{"id": 1, "note": long}]


@given(_texts)
def test_what_is_defused_is_restored(value):
    assert undefuse(defuse(value)) == value
    assert defuse(value)[:1] not in {"=", "@", "\t", "\r"}


def test_nothing_in_a_table_can_be_run(session, tmp_path):
    member(session, "=cmd|' /C calc'!A0", phone="+7 909 111-22-33", note="@SUM(1)")
    export_register(session, tmp_path / "list.csv")
    lines = (tmp_path / "list.csv").read_text("utf-8-sig").splitlines()
    assert not [cell for line in lines for cell in line.split(";") if cell[:1] in {"=", "+", "-", "@"}]
    export_register(session, tmp_path / "list.xlsx")
    book = load_workbook(tmp_path / "list.xlsx")
    kinds = {cell.data_type for sheet in book for line in sheet.iter_rows() for cell in line}
    assert "f" not in kinds
    assert any(cell.quotePrefix for cell in book["Члены профсоюза"]["K"])


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx", "list.json"])
def test_the_list_of_a_day_is_taken_back_by_the_ordinary_import(session, empty, tmp_path, name):
    first = member(session, phone="+7 909 111-22-33", card_number="77-1", department="Цех № 1", note="-осторожно",
                   address="г. Казань, ул. Мира, 1", email="a@example.org", position="токарь")  # fmt: skip
    record_consent(session, [first], {p.id: True for p in session.profile.consent_parts}, date(2025, 9, 1))
    add_member(session, PersonDraft("Цой", "Вера", sex=Sex.FEMALE, birth_date=date(1990, 7, 1), birth_exact=False),
               EntryDraft(EventKind.REGISTERED, date(2020, 2, 3), MemberCategory.PENSIONER))  # fmt: skip
    export_register(session, tmp_path / name)
    shown = preview(empty, tmp_path / name)
    assert [row.status for row in shown.rows] == [RowStatus.NEW, RowStatus.NEW]
    apply(empty, shown)
    again = apply(empty, preview(empty, tmp_path / name))
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    export_register(empty, tmp_path / f"again-{name}")
    if name.endswith("csv"):
        assert (tmp_path / f"again-{name}").read_bytes() == (tmp_path / name).read_bytes()
    assert count_members(empty, TODAY) == count_members(session, TODAY)


def test_the_chair_of_another_vault_stays_beside_the_others(session, tmp_path):
    document = json.loads(json.dumps(ORGANISATION))
    document["chair"] |= {"surname": "Другова", "birth_date": "1970-01-01"}
    made = create_vault(tmp_path / "v", draft_from_json(document), profile="ngsp", password=PASSWORD, kdf=MINIMUM_KDF)
    member(session)
    export_register(session, tmp_path / "r.json")
    load_register(made.session, tmp_path / "r.json")
    with made.session.unit_of_work() as uow:
        assert uow.session.execute(text("SELECT surname FROM person ORDER BY id")).scalars().all() == [
            "Щербакова", "Иванова", "Другова"
        ]  # fmt: skip
    made.session.close()


def test_blocked_people_stay_inside(session, tmp_path):
    first, _ = fill(session)
    with session.unit_of_work() as uow:
        uow.session.execute(text("UPDATE person SET blocked_on = '2026-01-01' WHERE id = :i"), {"i": first})
        uow.commit()
    done = export_register(session, tmp_path / "r.json")
    assert done.left_out == 1
    document = json.loads((tmp_path / "r.json").read_text())
    assert first not in {person["id"] for person in document["people"]}
    assert first not in {row.get("person_id") for rows in document["tables"].values() for row in rows}
    assert "Иванова" not in (tmp_path / "r.json").read_text()


def test_refusals_in_words(session, empty, tmp_path):
    member(session)
    good, other = tmp_path / "r.json", tmp_path / "other.json"
    export_register(session, good)
    cases = {
        "exporting.not_ours": "{}",
        "exporting.newer": json.dumps({"format": "pervichka-register", "version": 99}),
        "exporting.not_complete": json.dumps({"format": "pervichka-register", "version": 1, "people": []}),
        "exporting.damaged": good.read_text().replace('"kind": "admitted"', '"kind": "принят"', 1),
    }
    for code, content in cases.items():
        other.write_text(content)
        with pytest.raises(UserError) as caught:
            load_register(empty, other)
        assert caught.value.code == code and sentence(caught.value)
    with pytest.raises(UserError) as caught:
        load_register(session, good)
    assert caught.value.code == "exporting.not_empty"
    with pytest.raises(UserError) as caught:
        export_register(session, tmp_path / "r.docx")
    assert caught.value.code == "exporting.kind"
    load_register(empty, good)


def test_a_damaged_file_changes_nothing(session, empty, tmp_path):
    member(session)
    path = tmp_path / "r.json"
    export_register(session, path)
    document = json.loads(path.read_text())
    document["people"][-1]["events"][0]["decision_id"] = 77
    path.write_text(json.dumps(document))
    before = everything(empty)
    with pytest.raises(UserError):
        load_register(empty, path)
    assert everything(empty) == before


def test_only_the_chair_takes_the_register_out_and_it_is_recorded(session, tmp_path):
    export_register(session, tmp_path / "r.csv")
    with session.unit_of_work() as uow:
        entry = uow.journal.entries()[-1]
    assert (entry.action, entry.details["format"]) == ("register.exported", "csv")
    session.right = type(session.right).RECORDS
    with pytest.raises(AccessError):
        export_register(session, tmp_path / "r2.csv")
    assert not (tmp_path / "r2.csv").exists()


# --- paper


def words(pdf):
    document = pypdfium2.PdfDocument(pdf)
    found = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return found


def test_birthdays_of_a_period_over_the_new_year(session):
    member(session, born=date(1977, 1, 3), phone="1")
    member(session, "Цой", born=date(1980, 2, 29))
    found = birthdays(session, date(2026, 12, 25), date(2027, 3, 5))
    assert [(b.on, b.age, b.jubilee) for b in found if b.full_name.split()[0] in {"Иванова", "Цой"}] == [
        (date(2027, 1, 3), 50, True), (date(2027, 3, 1), 47, False)
    ]  # fmt: skip
    only = birthdays(session, date(2026, 12, 25), date(2027, 3, 1), jubilees_only=True)
    assert [b.full_name.split()[0] for b in only] == ["Иванова"]
    assert "юбилей" in words(birthdays_pdf(session, date(2026, 12, 25), date(2027, 2, 1)))[0]
    with pytest.raises(UserError):
        birthdays(session, date(2026, 2, 1), date(2026, 1, 1))


def test_members_by_group(session):
    member(session, study_group="ИС-11"), member(session, "Цой", study_group="ис-11"), member(session, "Ли")
    (page,) = words(groups_pdf(session, TODAY))
    assert "ИС-11: 2" in page and "Без группы и подразделения: 1" in page


def test_labels_leave_out_who_has_no_address(session):
    ids = [member(session, f"Адресова{'абвгдежзийклмнопрстуфхцчшщ'[n]}", address=f"г. Казань, ул. Мира, {n}")
           for n in range(25)]  # fmt: skip
    pdf, without = labels_pdf(session, TODAY, person_ids=[*ids, member(session)])
    pages = words(pdf)
    assert without == 1 and len(pages) == 2 and sum(page.count("Казань") for page in pages) == 25
    pdf, _ = labels_pdf(session, TODAY, person_ids=ids[:3], first_place=23)
    assert [page.count("Казань") for page in words(pdf)] == [2, 1]
    with pytest.raises(UserError):
        labels_pdf(session, TODAY, person_ids=[])
