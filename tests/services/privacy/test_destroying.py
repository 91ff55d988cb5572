"""After destruction no byte of the person is left: decrypted pages, a fresh copy, logs, temporary folders."""

from __future__ import annotations

import hashlib
import json
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from sqlalchemy import Boolean, Integer, LargeBinary, String, insert, text

from app.domain.enums import EventKind, MemberCategory, OutboxState, RequestKind, Sex
from app.domain.mentions import NOTE
from app.errors import UserError
from app.models import Base, Person
from app.models.base import ClosedList, Day, UtcDateTime
from app.services.exchange import export, outbox
from app.services.members import (
    EntryDraft,
    MemberQuery,
    PersonDraft,
    add_member,
    count_members,
    list_members,
    update_person,
)
from app.services.organisation.passport import chair_on, draft_from_json, own_card
from app.services.privacy.consents import record_consent, withdraw_consent
from app.services.privacy.destroying import destroy, plan_destruction
from app.services.privacy.requests import add_request, requests
from app.services.session import VaultSession
from app.services.vault.checking import check_vault
from app.services.vault.copies import back_up, backup_if_due, choose_backup_folder
from app.services.vault.creating import MINIMUM_KDF, create_vault, open_vault
from app.services.vault.restoring import restore
from app.storage.vault.backup import open_copy
from tests.conftest import PASSWORD
from tests.plain_pages import decrypted_pages, found_in
from tests.services.conftest import DISTRICT

WHO = PersonDraft(
    surname="Жмыхова", name="Аполлинария", patronymic="Евстигнеевна", sex=Sex.FEMALE, birth_date=date(1971, 11, 23),
    position="учитель химии", department="кафедра естествознания", phone="+7 917 555-44-33",
    email="zhmykhova@example.org", address="г. Нурлат, ул. Вымышленная, 77", card_number="7788990011",
    union_since=date(1995, 9, 4), note="любит грибы и велосипед",
)  # fmt: skip
NEEDLES = (
    "Жмыхов", "ЖМЫХОВ", "жмыхов", "Аполлинари", "аполлинари", "Евстигнеевн", "евстигнеевн", "917 555-44-33",
    "zhmykhova", "Вымышленная, 77", "7788990011", "1971-11-23", "23.11.1971", "любит грибы", "учитель химии",
)  # fmt: skip


def add(session: VaultSession, draft: PersonDraft = WHO, on: date = date(2019, 9, 1)) -> int:
    return add_member(session, draft, EntryDraft(EventKind.ADMITTED, on, MemberCategory.WORKING, "протокол № 7"))


def uid_of(session: VaultSession, person_id: int) -> str:
    with session.unit_of_work() as uow:
        return uow.people.uids([person_id])[person_id]


def every_table_filled(session: VaultSession, person_id: int, uid: str) -> set[str]:
    """A row in every table that points at a person, with the name in each text column: a new table is filled too."""
    filled: set[str] = set()
    with session.unit_of_work() as uow:
        made: dict[str, int] = {}
        for table in Base.metadata.sorted_tables:
            to_person = [fk.parent for fk in table.foreign_keys if fk.column.table.name == "person"]
            if not to_person or table.name in ("destruction", "membership_span"):
                continue
            for repeat in range(2):
                uow.session.execute(insert(table).values(row_of(uow, table, person_id, uid, made, repeat)))
                if any(len(c.columns) > 0 and "person_id" in c.columns for c in table.constraints
                       if type(c).__name__ == "UniqueConstraint"):  # fmt: skip
                    break
            filled.add(table.name)
        uow.people.rebuild_spans([person_id])
        uow.commit()
    return filled


def row_of(uow: Any, table: Any, person_id: int, uid: str, made: dict[str, int], repeat: int = 0) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column in table.c:
        if column.primary_key:
            continue
        foreign = next(iter(column.foreign_keys), None)
        if foreign is not None:
            other = foreign.column.table
            if other.name == "person":
                values[column.name] = person_id
            elif not column.nullable:
                if other.name not in made:
                    done = uow.session.execute(insert(other).values(row_of(uow, other, person_id, uid, made)))
                    made[other.name] = done.inserted_primary_key[0]
                values[column.name] = made[other.name]
            continue
        kind = column.type
        if isinstance(kind, ClosedList):
            values[column.name] = next(iter(kind.kind))
            if table.name == "membership_event":
                values["kind"], values["category"] = EventKind.CATEGORY_CHANGED, MemberCategory.PENSIONER
        elif isinstance(kind, UtcDateTime):
            values[column.name] = datetime.now(UTC)
        elif isinstance(kind, Day):
            start = "start" in column.name or column.name in ("since", "listed_on")
            values[column.name] = date(2023, 1, 2 + repeat) if start else date(2024, 2, 3 + repeat)
        elif isinstance(kind, Boolean):
            values[column.name] = True
        elif isinstance(kind, LargeBinary):
            values[column.name] = f"Жмыхова Аполлинария {uid} {repeat}".encode()
        elif isinstance(kind, String):
            length = getattr(kind, "length", None)
            if column.name in ("user_name",):
                values[column.name] = "Щербакова Е. П."
            elif length is not None and length < 200:
                values[column.name] = hashlib.sha256(f"{table.name}{column.name}{repeat}".encode()).hexdigest()[:length]
            else:
                values[column.name] = '"Жмыхова"' if table.name == "person_change" else "Жмыхова Аполлинария"
        elif isinstance(kind, Integer):
            values[column.name] = repeat + 1
        else:
            values[column.name] = 1
    if table.name == "person_change":
        values["field"] = "surname"
    return values


@pytest.fixture
def full(session: VaultSession, tmp_path: Path) -> tuple[VaultSession, int, str, tuple[str, ...]]:
    """A person with everything: changed data, all consents, all tables, sealed files, drafts, settings, minutes."""
    person_id = add(session)
    uid = uid_of(session, person_id)
    parts = {part.id: True for part in session.profile.consent_parts}
    record_consent(session, [person_id], parts, date(2025, 9, 2))
    update_person(session, person_id, PersonDraft(**{**WHO.__dict__, "position": "завуч"}))
    every_table_filled(session, person_id, uid)
    district = create_vault(tmp_path / "d", draft_from_json(DISTRICT), profile="ngsp", password=PASSWORD,
                            kdf=MINIMUM_KDF).session  # fmt: skip
    card = own_card(district)
    district.close()
    for _ in range(2):
        export(session, card, [], "full", print_forms=False, password=PASSWORD)
    with session.unit_of_work() as uow:
        item = uow.exchange.outbox_items()[0]
        item.state = OutboxState.ACCEPTED
        report = uow.reports.start("rezerv", "2020", "2025")
        line = {"1": "Жмыхова Аполлинария Евстигнеевна", "2": "1971-11-23", "3": "учитель химии", "4": 12}
        other = {"1": "Долгов Пётр Ильич", "2": "1980-01-02", "3": "слесарь", "4": 3}
        uow.reports.put_entry(report.id, "1", json.dumps([line, other], ensure_ascii=False), "о Жмыховой А. Е.")
        content = json.dumps({"form": "rezerv", "period": "2025", "values": {"I.1": 12}, "fields": {},
                              "lists": {"1": [line, other]}}, ensure_ascii=False, sort_keys=True,
                             separators=(",", ":"))  # fmt: skip
        from app.domain.enums import ReportState
        from app.models import SignedRevision

        uow.reports.add_revision(
            SignedRevision(report_id=report.id, revision=1, signed_at=datetime.now(UTC), signed_by="Щербакова Е. П.",
                           content=content, content_sha256=hashlib.sha256(content.encode()).hexdigest(),
                           state=ReportState.SIGNED)
        )  # fmt: skip
        uow.imports.add_batch("список.xlsx", "0" * 64, datetime.now(UTC),
                              json.dumps({str(person_id): {"surname": "Жмыхова", "phone": WHO.phone}},
                                         ensure_ascii=False))  # fmt: skip
        uow.settings.put("saved_search", {"title": "Аполлинария Жмыхова", "text": uid})
        uow.journal.record("odd", note=f"о {uid}")
        uow.commit()
    return session, person_id, uid, (*NEEDLES, uid)


def test_no_byte_is_left_anywhere(full, tmp_path: Path, caplog) -> None:
    session, person_id, uid, needles = full
    folder = tmp_path / "копии"
    folder.mkdir()
    choose_backup_folder(session, folder)
    old = backup_if_due(session, folder, date.today() - timedelta(days=9))
    assert old is not None
    before = decrypted_pages(session, tmp_path / "plain.db")
    assert set(found_in(before, list(needles))) >= {"Жмыхов", "Аполлинари", uid, "7788990011"}, "the search finds"
    temporary = {p.name for p in Path(tempfile.gettempdir()).iterdir()}

    plan = plan_destruction(session, person_id, "отозвала согласие, заявление от 01.11.2026")
    done = destroy(session, plan)

    assert done.rows > 20
    pages = decrypted_pages(session, tmp_path / "plain.db")
    told = [
        line[:200] for line in pages.decode(errors="replace").splitlines() if found_in(line.encode(), list(needles))
    ]
    assert (found_in(pages, list(needles)), told) == ([], [])
    assert done.look_at == ()
    assert check_vault(session).problems == ()
    # The older copy is replaced, the new one holds nobody.
    copies = list(folder.glob("*.pervichka-copy"))
    assert old.path.name in done.backups.removed and old.path not in copies
    assert [str(path) for path in copies] == list(done.backups.made)
    fresh = back_up(session, tmp_path / "ещё.pervichka-copy")
    restored = restore(fresh.path, tmp_path / "restored", PASSWORD)
    with_copy = open_vault(restored.folder, PASSWORD)
    assert found_in(decrypted_pages(with_copy, tmp_path / "plain.db"), list(needles)) == []
    with_copy.close()
    # Nothing plain was left on the way.
    new = {p.name for p in Path(tempfile.gettempdir()).iterdir()} - temporary
    for name in new:
        path = Path(tempfile.gettempdir()) / name
        if path.is_file():
            assert found_in(path.read_bytes(), list(needles)) == [], name
    for path in session.folder.rglob("*"):
        if path.is_file():
            assert found_in(path.read_bytes(), list(needles)) == [], path.name
    assert found_in(caplog.text.encode(), list(needles)) == []


def test_what_stays_is_a_nameless_marker_and_past_counts(full) -> None:
    session, person_id, uid, _ = full
    past = count_members(session, date(2021, 1, 1))
    destroy(session, plan_destruction(session, person_id, "по требованию"))
    assert count_members(session, date(2021, 1, 1)) == past
    assert count_members(session, date.today()).total == past.total - 1
    for status in ("on_register", "former", "all"):
        assert person_id not in {
            row.id for row in list_members(session, MemberQuery(date.today(), status=status)).items
        }
    with session.unit_of_work() as uow:
        marker = uow.people.find(person_id)
        assert marker is not None
        assert (marker.surname, marker.name, marker.phone, marker.search_name) == ("", "", "", "")
        assert marker.birth_date == date(1971, 7, 1) and not marker.birth_exact
        assert marker.erased_on == date.today() and marker.uid != uid
        assert uow.people.events_of(person_id), "the dated facts stay"
        assert uow.journal.verify_chain() is None
        assert any(e.action == "person.destroyed" for e in uow.journal.entries())
        assert uow.journal.entries(uid) == ()


def test_signed_lists_keep_their_numbers_and_show_a_note(full) -> None:
    session, person_id, _, _ = full
    done = destroy(session, plan_destruction(session, person_id, "по требованию"))
    assert done.redacted == ("rezerv 2025",)
    with session.unit_of_work() as uow:
        content = json.loads(str(uow.reports.signed_content("rezerv", "2025")))
        lines = content["lists"]["1"]
        assert content["values"] == {"I.1": 12}
        assert lines[0] == {"1": NOTE, "3": "██", "4": 12}
        assert lines[1]["1"] == "Долгов Пётр Ильич", "others are not touched"
        report = uow.reports.find("rezerv", "2025")
        assert report is not None
        draft = {e.address: json.loads(e.value) for e in uow.reports.entries(report.id)}
        assert draft["1"][0]["1"] == NOTE and draft["1"][1]["1"] == "Долгов Пётр Ильич"
    assert check_vault(session).problems == ()
    with session.unit_of_work() as uow:
        uow.session.execute(text("UPDATE signed_revision SET content = replace(content, '12', '13')"))
        uow.commit()
    assert [p.code for p in check_vault(session).problems] == ["vault.signed_changed"], "only the recorded change"


def test_sealed_files_that_hold_the_person_lose_their_bytes(full, tmp_path: Path) -> None:
    session, person_id, _, _ = full
    done = destroy(session, plan_destruction(session, person_id, "по требованию"))
    assert (len(done.withdrawn), len(done.emptied)) == (1, 1)
    rows = outbox(session)
    assert {row.state for row in rows} == {OutboxState.WITHDRAWN, OutboxState.ACCEPTED}
    assert {row.size for row in rows} == {0} and all(len(row.sealed_sha256) == 64 for row in rows)
    from app.services.exchange import hand_over_to_folder

    with pytest.raises(UserError) as caught:
        hand_over_to_folder(session, rows[0].uuid, tmp_path)
    assert caught.value.code == "exchange.bytes_gone"
    with pytest.raises(UserError) as caught:
        export(session, rows[0].recipient.id, [], "changes", print_forms=False)
    assert caught.value.code == "exchange.no_base", "the next register goes whole"
    assert export(session, rows[0].recipient.id, [], "full", print_forms=False).members == 0


def test_the_act_and_the_extract_say_what_order_179_asks(full) -> None:
    session, person_id, _, _ = full
    plan = plan_destruction(session, person_id, "отзыв согласия от 01.11.2026", paper="лист согласия, 2 листа")
    document = pypdfium2.PdfDocument(plan.act)
    words = " ".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", " ")
    document.close()
    for piece in (
        "АКТ № 1", "приказ Роскомнадзора от 28.10.2022 № 179", "МБОУ «Средняя школа № 14»", "с. Верхний Услон",
        "Жмыхова Аполлинария Евстигнеевна", "Щербакова Елена Петровна", "Имя, пол, дата рождения",
        "Телефон, почта, адрес",
        "лист согласия, 2 листа", "Первичка", "записывается после уничтожения",
        "отзыв согласия от 01.11.2026", f"{date.today():%d.%m.%Y}",
        "ВЫГРУЗКА ИЗ ЖУРНАЛА", "Согласие: запись", "телефон", "история членства", "Целость журнала проверена",
    ):  # fmt: skip
        assert piece in words, piece
    again = plan_destruction(session, person_id, "отзыв согласия от 01.11.2026")
    assert again.number == plan.number == 1, "nothing was done yet"


def paper(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        text = " ".join(page.get_textpage().get_text_range() for page in document)
    return " ".join(text.split())


def test_the_final_act_says_what_was_done_and_closes_the_request(full, tmp_path: Path) -> None:
    session, person_id, _, _ = full
    asked = add_request(session, person_id, RequestKind.DESTROY, date.today(), "уничтожьте")
    stick = tmp_path / "флешка"
    stick.mkdir()
    back_up(session, stick / "унесённая.pervichka-copy")
    stick.rename(tmp_path / "унесена")
    plan = plan_destruction(session, person_id, "отзыв согласия", paper="нет")
    done = destroy(session, plan)
    text = paper(done.act)
    for piece in (
        f"записи об этом человеке удалены из базы данных (записей: {done.rows})", "файл базы переписан заново",
        "унесённая", f"{date.today():%d.%m.%Y} «____»", "уничтожить их вручную", "будут удалены снова",
        f"обращение № {asked} от {date.today():%d.%m.%Y}", "Согласие: запись",
    ):  # fmt: skip
        assert piece in text, piece
    assert "измельчение" not in text and "записывается после" not in text
    (request,) = [one for one in requests(session) if one.id == asked]
    assert (request.open, request.outcome) == (False, f"данные уничтожены, акт № {done.number}")
    with session.unit_of_work() as uow:
        (row,) = uow.privacy.destructions()
        assert row.act_sha256 == hashlib.sha256(done.act).hexdigest(), "the act that is signed is the one remembered"


def test_an_older_state_put_back_by_hand_forgets_again_and_says_so(full, tmp_path: Path) -> None:
    session, person_id, _, _ = full
    older = back_up(session, tmp_path / "прежняя.pervichka-copy").path
    destroy(session, plan_destruction(session, person_id, "отзыв"))
    listed = (session.folder / "forgotten.json").read_bytes()
    elsewhere = restore(older, tmp_path / "место", PASSWORD).folder
    opened = open_vault(elsewhere, PASSWORD)
    assert "vault.forgot_again" not in opened.warnings, "the act says that a copy carried off brings the person back"
    with opened.unit_of_work() as uow:
        assert uow.people.find(person_id).erased_on is None
    opened.close()
    (elsewhere / "forgotten.json").write_bytes(listed)
    opened = open_vault(elsewhere, PASSWORD)
    assert "vault.forgot_again" in opened.warnings
    with opened.unit_of_work() as uow:
        assert uow.people.find(person_id).erased_on == date.today()
    opened.close()
    opened = open_vault(elsewhere, PASSWORD)
    assert "vault.forgot_again" not in opened.warnings, "told once"
    opened.close()
    beside = tmp_path / "рядом"
    beside.mkdir()
    (beside / "forgotten.json").write_bytes(listed)
    older.rename(beside / older.name)
    opened = open_vault(restore(beside / older.name, tmp_path / "третье", PASSWORD).folder, PASSWORD)
    assert "vault.forgot_again" in opened.warnings, "a restore tells it too"
    opened.close()


def test_the_act_names_only_what_was_held(session: VaultSession) -> None:
    bare = add(session, PersonDraft("Голубева", "Анна", "Ивановна"))
    text = paper(plan_destruction(session, bare, "отзыв").act)
    assert "фамилия" in text and "телефон" not in text and "социальный паспорт" not in text
    assert "□ нет □ да: наименование" in text, "paper carriers are a list to fill in"


def test_refusals(session: VaultSession) -> None:
    person_id = add(session)
    chair = chair_on(session, date.today()).person_id
    for wrong, code in ((chair, "privacy.is_chair"), (9999, "people.unknown")):
        with pytest.raises(UserError) as caught:
            plan_destruction(session, wrong, "x")
        assert caught.value.code == code
    with pytest.raises(UserError) as caught:
        plan_destruction(session, person_id, " ")
    assert caught.value.code == "privacy.no_ground"
    destroy(session, plan_destruction(session, person_id, "x"))
    with pytest.raises(UserError) as caught:
        plan_destruction(session, person_id, "x")
    assert caught.value.code == "privacy.destroyed_already"


def test_a_namesake_and_others_are_untouched(session: VaultSession) -> None:
    one, other = add(session), add(session, PersonDraft(**{**WHO.__dict__, "birth_date": date(1999, 1, 5),
                                                          "phone": "", "card_number": "", "email": ""}))  # fmt: skip
    line = {"1": "Жмыхова Аполлинария Евстигнеевна", "2": "1999-01-05"}
    mine = {"1": "Жмыхова Аполлинария Евстигнеевна", "2": "1971-11-23"}
    with session.unit_of_work() as uow:
        report = uow.reports.start("rezerv", "2020", "2025")
        uow.reports.put_entry(report.id, "1", json.dumps([line, mine], ensure_ascii=False), "")
        uow.commit()
    done = destroy(session, plan_destruction(session, one, "x"))
    with session.unit_of_work() as uow:
        report = uow.reports.find("rezerv", "2025")
        assert report is not None
        (entry,) = uow.reports.entries(report.id)
        lines = json.loads(entry.value)
        kept = uow.people.find(other)
        assert kept is not None and kept.surname == "Жмыхова"
    assert lines[1]["1"] == NOTE
    assert lines[0] == line
    assert "report_entry" in done.look_at, "the chair is told where the surname still stands"


def test_an_older_copy_forgets_again_when_it_is_restored(session: VaultSession, tmp_path: Path) -> None:
    person_id = add(session)
    kept = add(session, PersonDraft(surname="Оставшийся", name="Олег"))
    uid = uid_of(session, person_id)
    old = back_up(session, tmp_path / "старая.pervichka-copy")
    destroy(session, plan_destruction(session, person_id, "по требованию"))
    session.close()
    # Over the vault as it stands.
    restored = restore(old.path, session.folder, PASSWORD, force=True)
    again = open_vault(restored.folder, PASSWORD)
    assert found_in(decrypted_pages(again, tmp_path / "plain.db"), [*NEEDLES, uid]) == []
    assert kept in {row.id for row in list_members(again, MemberQuery(date.today())).items}
    assert check_vault(again).problems == ()
    again.close()
    with open_copy(old.path) as copy:
        assert copy.manifest.schema


def test_a_copy_restored_beside_the_list_forgets_too(session: VaultSession, tmp_path: Path) -> None:
    """The vault is lost; only the copies' folder with the list is left."""
    folder = tmp_path / "флешка"
    folder.mkdir()
    choose_backup_folder(session, folder)
    person_id = add(session)
    uid = uid_of(session, person_id)
    old = back_up(session, tmp_path / "унесённая.pervichka-copy")
    destroy(session, plan_destruction(session, person_id, "по требованию"))
    carried = folder / "унесённая.pervichka-copy"
    old.path.rename(carried)
    restored = restore(carried, tmp_path / "новая папка", PASSWORD)
    again = open_vault(restored.folder, PASSWORD)
    assert found_in(decrypted_pages(again, tmp_path / "plain.db"), [*NEEDLES, uid]) == []
    again.close()


def test_withdrawal_stops_at_once(session: VaultSession) -> None:
    from app.services.privacy.disclosure import disclosure

    person_id = add(session)
    record_consent(session, [person_id], {"union": True}, date(2025, 9, 2))
    assert [a.person_id for a in disclosure(session, "register").allowed] == [person_id]
    withdraw_consent(session, person_id, [], date.today())
    assert disclosure(session, "register").allowed == ()


def test_every_personal_column_is_classified() -> None:
    """A new column about people without a category, its purposes and its retention is refused."""
    from app.services.organisation.profiles import available_profiles, load_profile
    from app.services.privacy.definitions import load_privacy
    from app.storage.privacy.erasure import personal_columns

    used = set(personal_columns().values())
    for summary in available_profiles():
        privacy = load_privacy(load_profile(summary.id).privacy)
        known = {c.id: c for c in privacy.categories}
        assert used <= set(known), "a category nobody described"
        for category in known.values():
            assert category.purposes and category.ground and category.data and category.years_after >= 0
    related = {Person.__tablename__}
    while True:
        more = {
            t.name for t in Base.metadata.sorted_tables
            if t.name not in related and any(fk.column.table.name in related and fk.ondelete == "CASCADE"
                                             for fk in t.foreign_keys)
        }  # fmt: skip
        if not more:
            break
        related |= more
    structural = {"uid", "erased_on", "media_type", "sha256", "field"}
    wrong = []
    for name in sorted(related):
        for column in Base.metadata.tables[name].c:
            text_like = isinstance(column.type, LargeBinary | Day) or type(column.type).__name__ == "Text"
            if text_like and "personal" not in column.info and column.name not in structural:
                wrong.append(f"{name}.{column.name}")
    assert wrong == [], "say personal(category) of these columns"
