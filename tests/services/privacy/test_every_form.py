"""No form of a destroyed person's name is left in any text column; what may be somebody else is for the chair."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Boolean, Integer, LargeBinary, String, Text, insert, select, update

from app.domain.declension import Case, PersonName, decline_name
from app.domain.enums import EventKind, MemberCategory, Sex
from app.errors import UserError
from app.models import Base
from app.models.base import ClosedList, Day, UtcDateTime
from app.services.members import EntryDraft, PersonDraft, add_member, update_person
from app.services.privacy.destroying import destroy, plan_destruction, undecided_mentions, with_decisions
from app.services.privacy.places import TABLE_WORDS
from app.services.session import VaultSession
from app.services.vault.copies import back_up, restore
from app.services.vault.creating import open_vault
from app.storage.privacy.erasure import texts_of
from tests.conftest import PASSWORD

LEV = PersonDraft(
    surname="Кравец", name="Лев", patronymic="Ильич", sex=Sex.MALE, birth_date=date(1971, 11, 23),
    phone="+7 917 555-44-33", email="l.kravets@example.org", card_number="7788990011",
)  # fmt: skip
_NAMES = [PersonName(s, "Лев", "Ильич", Sex.MALE) for s in ("Кравец", "Сивокоз")]
FORMS = [
    way
    for name in _NAMES
    for made in (decline_name(name, case) for case in Case)
    for way in (
        made.full, f"{made.name} {made.patronymic} {made.surname}", f"{made.surname} {made.name}",
        f"{made.surname} Л. И.", f"{made.surname} Л.И.", f"Л. И. {made.surname}", f"Л.И.{made.surname}",
    )
]  # fmt: skip
FORMS += [
    "КРАВЦУ ЛЬВУ ИЛЬИЧУ", "Kravets Lev Ilich", "L. I. Kravets", "Sivokoz Lev", "8 (917) 555-44-33", "89175554433",
    "L.Kravets@Example.org", "7788 9900 11", "Кравецу Льву",
]  # fmt: skip
NEEDLES = ("крав", "kravets", "сивокоз", "sivokoz", "9175554433", "555-44-33", "99 00 11", "льву", "ильич")
LEFT = {
    "destruction",
    "journal_entry",
    "user",
    "key_pair",
    "key_grant",
    "profile_package",
    "outbox_item",
    "received_member",
}
"""Not swept: acts without names, the record of access, keys; or looked through in their own ways and tested there."""
ASKED = {"organisation", "party", "library_file"}


def add(session: VaultSession, draft: PersonDraft = LEV) -> int:
    entry = EntryDraft(EventKind.ADMITTED, date(2019, 9, 1), MemberCategory.WORKING, "протокол № 7")
    return add_member(session, draft, entry)


def row_of(uow: Any, table: Any, other: int, made: dict[str, int]) -> dict[str, Any]:
    """A row that is about somebody else and may stand in the table."""
    values: dict[str, Any] = {}
    for column in table.c:
        foreign = next(iter(column.foreign_keys), None)
        kind = column.type
        if foreign is not None:
            target = foreign.column.table
            if target.name == "person":
                values[column.name] = other
            elif not column.nullable:
                values[column.name] = made.get(target.name) or put(uow, target, other, made)
        elif column.primary_key and isinstance(kind, Integer):
            continue
        elif isinstance(kind, ClosedList):
            values[column.name] = next(iter(kind.kind))
        elif isinstance(kind, UtcDateTime):
            values[column.name] = None if column.nullable else datetime.now(UTC)
        elif isinstance(kind, Day):
            values[column.name] = None if column.nullable else date(2024, 2, 3)
        elif isinstance(kind, Boolean):
            values[column.name] = True
        elif isinstance(kind, LargeBinary):
            values[column.name] = b""
        elif (table.name, column.name) == ("waiting_row", "candidates"):
            values[column.name] = "[]"
        elif isinstance(kind, String | Text):
            values[column.name] = f"{table.name}.{column.name}"[: getattr(kind, "length", None) or 99]
        elif not column.nullable:
            values[column.name] = 1
    return values


def put(uow: Any, table: Any, other: int, made: dict[str, int]) -> int:
    found = uow.session.execute(insert(table).values(row_of(uow, table, other, made)))
    made[table.name] = found.inserted_primary_key[0]
    return made[table.name]


def text_columns() -> list[tuple[str, str]]:
    return [(t.name, c.name) for t in Base.metadata.sorted_tables if t.name not in LEFT for c in texts_of(t)]


NO_WORDS = {("signed_revision", "content_sha256"), ("waiting_row", "candidates")}
"""Texts that nobody writes: a digest, numbers of people."""


def fill(session: VaultSession, other: int, words: str) -> set[tuple[str, str]]:
    """Put the words into every text column of a row that is about somebody else."""
    filled = set()
    with session.unit_of_work() as uow:
        made: dict[str, int] = {"person": other}
        for table in Base.metadata.sorted_tables:
            names = [name for owner, name in text_columns() if owner == table.name]
            if not names:
                continue
            key = table.c.id if "id" in table.c else next(iter(table.primary_key.columns))
            if table.name in ("setting", "document_template"):
                values = {**row_of(uow, table, other, made), next(iter(table.primary_key.columns)).name: "проба"}
                uow.session.execute(insert(table).values(values))
                row = "проба"
            elif table.name in ("organisation", "person"):
                row = uow.session.scalars(select(key).where(key == other if table.name == "person" else True)).first()
            else:
                row = made.get(table.name) or put(uow, table, other, made)
            for name in names:
                if name == key.name or (table.name, name) in NO_WORDS:
                    continue
                text = words if table.name != "organisation" else "Кравцу Льву Ильичу"  # the act names the organisation
                if table.name == "signed_revision" and name == "content":
                    text = json.dumps({"form": "x", "period": "2025", "fields": {"note": words}}, ensure_ascii=False)
                uow.session.execute(update(table).where(key == row).values({name: text}))
                filled.add((table.name, name))
        uow.commit()
    return filled


def left(session: VaultSession, needles: tuple[str, ...]) -> list[str]:
    found = []
    with session.unit_of_work() as uow:
        for table in Base.metadata.sorted_tables:
            for column in texts_of(table) if table.name not in LEFT else ():
                for (text,) in uow.session.execute(select(column)).all():
                    found += [f"{table.name}.{column.name}: {text}" for n in needles if n in str(text or "").casefold()]
    return found


def test_no_form_of_the_name_is_left_in_any_text_column(session: VaultSession) -> None:
    person = add(session)
    update_person(session, person, PersonDraft(**{**LEV.__dict__, "surname": "Сивокоз"}), changed_on=date(2020, 1, 1))
    update_person(session, person, LEV, changed_on=date(2021, 1, 1))
    other = add(session, PersonDraft("Долгова", "Анна", "Петровна", sex=Sex.FEMALE, birth_date=date(1980, 1, 1)))
    filled = fill(session, other, "; ".join(FORMS))
    assert len(filled) > 120
    assert len({table for table, _ in filled}) > 50
    plan = plan_destruction(session, person, "отозвал согласие")
    assert {m.place.partition(".")[0] for m in plan.undecided} == ASKED, "only these are asked about"
    destroy(session, with_decisions(plan, ["all"]))
    assert left(session, NEEDLES) == []


def test_the_journal_forgets_a_name_that_got_into_it(session: VaultSession) -> None:
    person = add(session)
    with session.unit_of_work() as uow:
        uow.journal.record("odd", note="Кравцу Льву Ильичу")
        uow.commit()
    destroy(session, plan_destruction(session, person, "x"))
    with session.unit_of_work() as uow:
        assert all("Крав" not in entry.details_text for entry in uow.journal.entries())
        assert uow.journal.verify_chain() is None


@pytest.mark.parametrize("decided", [False, True])
def test_what_cannot_be_decided_is_the_chairs(session: VaultSession, decided: bool) -> None:
    person = add(session)
    twin = add(session, PersonDraft("Кравец", "Лев", "Ильич", sex=Sex.MALE, birth_date=date(1999, 1, 5)))
    words = {"meeting": "Кравцу Льву Ильичу", "ledger_entry": "Материальная помощь Кравцу",
             "agenda_item": "Долговой А. П."}  # fmt: skip
    columns = {"meeting": "guests", "ledger_entry": "note", "agenda_item": "heard"}
    with session.unit_of_work() as uow:
        made: dict[str, int] = {"person": twin}
        for table, text in words.items():
            row = made.get(table) or put(uow, Base.metadata.tables[table], twin, made)
            found = Base.metadata.tables[table]
            uow.session.execute(update(found).where(found.c.id == row).values({columns[table]: text}))
        uow.commit()
    undecided = undecided_mentions(session, person)
    assert {(m.place.rpartition(".")[0], m.where, m.text) for m in undecided} == {
        ("meeting.guests", "собрание", "Кравцу Льву Ильичу"),
        ("ledger_entry.note", "запись в журнале учёта денег", "Материальная помощь Кравцу"),
    }
    with session.unit_of_work() as uow:
        kept = uow.people.find(person)
        assert kept is not None and kept.surname == "Кравец", "looking destroys nothing"
    plan = plan_destruction(session, person, "x")
    if decided:
        plan = with_decisions(plan, [m.place for m in plan.undecided if m.place.startswith("meeting")])
    done = destroy(session, plan)
    assert {m.place.partition(".")[0] for m in done.undecided} == (
        {"ledger_entry"} if decided else {"ledger_entry", "meeting"}
    )
    assert any("материальная помощь кравцу" in line for line in map(str.casefold, left(session, ("крав",))))
    with session.unit_of_work() as uow:
        namesake = uow.people.find(twin)
        assert namesake is not None and namesake.surname == "Кравец"
    with pytest.raises(UserError) as refused:
        with_decisions(plan, ["meeting.guests.99999"])
    assert refused.value.code == "privacy.no_mention"


@pytest.mark.parametrize("lost", [False, True])
def test_a_restored_older_copy_follows_what_the_chair_decided(
    session: VaultSession, tmp_path: Path, lost: bool
) -> None:
    person = add(session)
    twin = add(session, PersonDraft("Кравец", "Лев", "Ильич", sex=Sex.MALE, birth_date=date(1999, 1, 5)))
    with session.unit_of_work() as uow:
        made: dict[str, int] = {"person": twin}
        for table, column in (("meeting", "guests"), ("ledger_entry", "note")):
            found, row = Base.metadata.tables[table], put(uow, Base.metadata.tables[table], twin, made)
            uow.session.execute(update(found).where(found.c.id == row).values({column: "Кравцу Льву Ильичу"}))
        uow.commit()
    copy = tmp_path / "apart" / "before.pervichka-copy"
    copy.parent.mkdir()
    back_up(session, copy)
    plan = plan_destruction(session, person, "x")
    destroy(session, with_decisions(plan, [m.place for m in plan.undecided if m.place.startswith("meeting")]))
    folder, after = session.folder, left(session, NEEDLES)
    session.close()
    if lost:  # the database is lost: only the list beside it tells
        (folder / "vault.db").write_bytes(b"")
    for _ in range(2):  # what a restore has learnt is known to the next one
        restore(copy, folder, PASSWORD, force=True)
        with closing(open_vault(folder, PASSWORD)) as again:
            assert left(again, NEEDLES) == after
            with again.unit_of_work() as uow:
                namesake = uow.people.find(twin)
                assert namesake is not None and namesake.surname == "Кравец"
        (folder / "forgotten.json").unlink()


def test_a_telephone_of_a_family_stays_with_the_others(session: VaultSession) -> None:
    person = add(session)
    wife = add(session, PersonDraft("Долгова", "Анна", "Петровна", phone=LEV.phone, note="муж Кравец Л. И."))
    destroy(session, plan_destruction(session, person, "x"))
    with session.unit_of_work() as uow:
        kept = uow.people.find(wife)
        assert kept is not None
        assert (kept.phone, "Крав" in kept.note) == (LEV.phone, False)


def test_every_table_has_words_for_the_chair() -> None:
    assert {name for name, _ in text_columns()} <= set(TABLE_WORDS)
