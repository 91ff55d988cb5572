"""The register on its way up: laid over, corrected, lost, repeated, and what stays of those who are gone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from app.bundle.card import make_card, read_card
from app.bundle.identity import make_identity
from app.bundle.package import LEADING, read_entries, write_package
from app.domain.enums import EventKind, MemberCategory, PartyRelation, Sex, Verdict
from app.errors import TrustError, UserError
from app.services import intake
from app.services.exchange import close_member_remark, export, member_remarks, read_receipt
from app.services.exchange.evidence import kept_files
from app.services.intake import accept, decide, enrol
from app.services.members import (
    EntryDraft,
    EventDraft,
    MemberQuery,
    PersonDraft,
    add_member,
    list_members,
    member_card,
    record_event,
    update_person,
)
from app.services.organisation.passport import own_card
from app.services.privacy.consents import record_consent, withdraw_consent
from app.services.vault.creating import check_vault, confirm_rollback
from tests.conftest import PASSWORD

KEY = ("fnpr-2", "2025")


def school_member(exchange, surname: str, session=None) -> tuple[int, str]:
    session = session or exchange.school
    found = list_members(session, MemberQuery(date.today(), search=surname)).items[0]
    return found.id, member_card(session, found.id).uid


def change(exchange, who: str, on: date | None = None, **values: object) -> str:
    number, uid = school_member(exchange, who)
    person = member_card(exchange.school, number).person
    update_person(exchange.school, number, replace(person, **values), changed_on=on)
    return uid


def sealed(exchange, mode: str = "full", reports=()):
    enrol(exchange.district, exchange.school_card)
    return export(exchange.school, exchange.district_card, list(reports), mode, print_forms=bool(reports))


def goes_up(exchange, mode: str = "full", reports=()):
    """Sealed, taken in, accepted, and the receipt read."""
    sent = sealed(exchange, mode, reports)
    accept(exchange.district, sent.sealed, sent.name)
    read_receipt(exchange.school, decide(exchange.district, sent.uuid, Verdict.ACCEPTED))
    return sent


def above(exchange) -> dict[str, str]:
    """Surname by uid, as the district has it."""
    return {m.uid: m.surname for m in intake.received_members(exchange.district, limit=1000).items}


def carried(exchange, sent) -> dict:
    with exchange.district.unit_of_work() as uow:
        (bundle,) = uow.exchange.intake_by_uuid(sent.uuid)
        content = uow.received.content(bundle.id)
        assert content is not None
        return json.loads(content.content)


# --- laid over


def test_an_accepted_register_can_be_looked_into(exchange) -> None:
    enrol(exchange.district, exchange.school_card)
    assert [row.as_of for row in intake.received_registers(exchange.district)] == [None]
    goes_up(exchange)
    page = intake.received_members(exchange.district, limit=7, offset=14)
    assert (page.total, len(page.items)) == (20, 6)
    (row,) = intake.received_registers(exchange.district)
    assert (row.organisation, row.as_of, row.members) == ("ППО Школы № 14", date.today(), 20)
    (found,) = intake.received_members(exchange.district, "тестовав анна").items
    assert found.data["birth_date"] == "01.05.1972"
    assert found.data["category"] == "работает"
    assert "phone" not in found.data
    for words in ("01.05.1972", "16-00002", "Тестовав 01.05.1972"):
        assert intake.received_members(exchange.district, words).items == (found,), words
    assert intake.received_members(exchange.district, "никого").total == 0
    assert intake.received_xlsx(exchange.district, "тестовав")[:2] == b"PK"


def test_a_register_counts_only_once_it_is_accepted(exchange) -> None:
    sent = sealed(exchange)
    accept(exchange.district, sent.sealed)
    assert above(exchange) == {}
    decide(exchange.district, sent.uuid, Verdict.RETURNED, [("", "не тот")])
    assert above(exchange) == {}


def test_changes_are_laid_over_and_a_correction_says_so(exchange) -> None:
    goes_up(exchange)
    corrected = change(exchange, "Тестовав", surname="Тестоваво")
    changed = change(exchange, "Тестоваг", on=date.today(), surname="Новая")
    sent = goes_up(exchange, "changes")
    document = carried(exchange, sent)
    assert {m["uid"] for m in document["members"]} == {corrected, changed}
    assert document["corrected"] == [corrected]
    assert (above(exchange)[corrected], above(exchange)[changed]) == ("Тестоваво", "Новая")
    assert len(above(exchange)) == 20


def test_who_left_or_withdrew_is_gone_above_to_the_last_byte(exchange, tmp_path) -> None:
    first = goes_up(exchange, reports=[KEY])
    left, left_uid = school_member(exchange, "Тестовав")
    withdrew, withdrew_uid = school_member(exchange, "Тестоваг")
    record_event(exchange.school, left, EventDraft(EventKind.LEFT, date.today(), basis="тайная причина"))
    withdraw_consent(exchange.school, withdrew, [], date.today())
    sent = goes_up(exchange, "changes")
    document = carried(exchange, sent)
    assert document["gone"] == sorted([left_uid, withdrew_uid])
    assert "тайная" not in json.dumps(document, ensure_ascii=False)
    assert len(above(exchange)) == 18
    with exchange.district.unit_of_work() as uow:
        (bundle,) = uow.exchange.intake_by_uuid(first.uuid)
        assert bundle.sealed == b""
        content = uow.received.content(bundle.id)
        assert content is not None and left_uid not in content.content and withdrew_uid not in content.content
        files = kept_files(uow, bundle)
    assert set(files) == {"data/fnpr-2_2025.json", "print/fnpr-2_2025.pdf"}
    report = intake.received_report(exchange.district, first.uuid, *KEY)
    assert report.printed == files["print/fnpr-2_2025.pdf"]
    assert check_vault(exchange.district).problems == ()
    # The same file again is still known, and brings nobody back.
    assert accept(exchange.district, first.sealed).outcome == "repeated"
    assert len(above(exchange)) == 18


def test_changed_evidence_is_found(exchange) -> None:
    first = goes_up(exchange, reports=[KEY])
    number, _uid = school_member(exchange, "Тестовав")
    withdraw_consent(exchange.school, number, [], date.today())
    goes_up(exchange)
    with exchange.district.unit_of_work() as uow:
        (bundle,) = uow.exchange.intake_by_uuid(first.uuid)
        assert bundle.evidence is not None
        entries = read_entries(bundle.evidence)
        report = entries["data/fnpr-2_2025.json"].replace(b'"II.1.3":', b'"II.1.4":')
        files = {path: data for path, data in entries.items() if path not in LEADING}
        files["data/fnpr-2_2025.json"] = report
        bundle.evidence = write_package(*(entries[path] for path in LEADING), files)
        uow.commit()
    assert [p.code for p in check_vault(exchange.district).problems] == ["vault.evidence_changed"]


# --- losses, repeats, forks


def test_a_lost_receipt_does_not_stop_the_changes(exchange) -> None:
    goes_up(exchange)
    change(exchange, "Тестовав", surname="Первая")
    lost = sealed(exchange, "changes")
    accept(exchange.district, lost.sealed)
    decide(exchange.district, lost.uuid, Verdict.ACCEPTED)  # and the receipt never comes back
    uid = change(exchange, "Тестоваг", surname="Вторая")
    goes_up(exchange, "changes")
    assert above(exchange)[uid] == "Вторая"
    assert "Первая" in above(exchange).values()


def test_changes_to_what_is_not_here_are_refused_and_a_whole_register_heals(exchange) -> None:
    goes_up(exchange)
    number, uid = school_member(exchange, "Тестовав")
    withdraw_consent(exchange.school, number, [], date.today())
    lost = sealed(exchange, "changes")
    accept(exchange.district, lost.sealed)
    decide(exchange.district, lost.uuid, Verdict.ACCEPTED)  # the first register now lacks somebody; no receipt came
    record_consent(exchange.school, [number], {"union": True}, date.today())
    sent = sealed(exchange, "changes")
    accept(exchange.district, sent.sealed)
    before = above(exchange)
    with pytest.raises(UserError, match="register_base"):
        decide(exchange.district, sent.uuid, Verdict.ACCEPTED)
    assert above(exchange) == before
    back = decide(exchange.district, sent.uuid, Verdict.RETURNED, [("", "Пришлите реестр целиком")])
    read_receipt(exchange.school, back)
    goes_up(exchange, "full")
    assert uid in above(exchange)


def test_an_older_register_in_another_file_does_not_come_back(exchange) -> None:
    older = sealed(exchange, "full", [KEY])
    number, uid = school_member(exchange, "Тестовав")
    withdraw_consent(exchange.school, number, [], date.today())
    goes_up(exchange, "full")
    accept(exchange.district, older.sealed)
    with exchange.district.unit_of_work() as uow:
        (bundle,) = uow.exchange.intake_by_uuid(older.uuid)
        bundle.created_at = bundle.created_at.replace(year=2020)
        uow.commit()
    decide(exchange.district, older.uuid, Verdict.ACCEPTED)
    assert uid not in above(exchange)


def test_a_vault_back_from_an_older_copy_comes_together_with_the_district(exchange, tmp_path) -> None:
    goes_up(exchange)
    exchange.school.database.engine.dispose()
    older = (exchange.school.folder / "vault.db").read_bytes()
    change(exchange, "Тестовав", surname="Потерянная")
    goes_up(exchange)
    exchange.school.database.engine.dispose()
    (exchange.school.folder / "vault.db").write_bytes(older)
    for name in ("vault.db-wal", "vault.db-shm"):
        (exchange.school.folder / name).unlink(missing_ok=True)

    uid = change(exchange, "Тестоваг", surname="Новая")
    forked = sealed(exchange)
    taken = accept(exchange.district, forked.sealed)
    assert taken.outcome == "conflict"
    with pytest.raises(UserError, match="in_conflict"):
        decide(exchange.district, forked.uuid, Verdict.ACCEPTED)
    told = read_receipt(exchange.school, taken.receipt)
    assert told.send_whole, "the chair is told to send the register whole"
    assert [p.code for p in check_vault(exchange.school).problems] == ["vault.known_above"], "and that it is older"
    confirm_rollback(exchange.school)
    assert check_vault(exchange.school).ok
    healed = goes_up(exchange)
    assert healed.revision > forked.revision
    assert above(exchange)[uid] == "Новая"
    assert "Потерянная" not in above(exchange).values()


def test_a_renewed_key_of_the_district_keeps_numbers_and_base(exchange) -> None:
    first = goes_up(exchange)
    (old,) = intake.parties(exchange.school, PartyRelation.HIGHER)
    described = read_card(exchange.district_card).organisation
    renewed = make_card(make_identity(described.full_name, described.uid), described)
    intake.revoke(exchange.school, old.id)
    enrol(exchange.school, renewed, relation=PartyRelation.HIGHER)
    second = export(exchange.school, renewed, [], "changes", password=PASSWORD)
    assert second.revision == first.revision + 1
    assert second.members == 0


def test_a_revoked_key_sends_no_register_and_what_was_taken_stays(exchange) -> None:
    goes_up(exchange)
    late = sealed(exchange)
    (party,) = intake.parties(exchange.district, PartyRelation.SUBORDINATE)
    intake.revoke(exchange.district, party.id)
    with pytest.raises(TrustError, match="revoked"):
        accept(exchange.district, late.sealed)
    assert len(above(exchange)) == 20


# --- the same person in two organisations


@pytest.fixture
def two(exchange):
    """Школа № 15 sends one member who is in the register of Школа № 14 too, one alike, and one of its own."""
    drafts = [
        PersonDraft(surname="Тестовав", name="Анна", patronymic="Ивановна", sex=Sex.FEMALE,
                    birth_date=date(1972, 5, 1), card_number="77-1"),
        PersonDraft(surname="Замужняя", name="Анна", patronymic="Ивановна", sex=Sex.FEMALE,
                    birth_date=date(1973, 5, 1), card_number="77-2"),
        PersonDraft(surname="Совсемдругая", name="Зоя", patronymic="Львовна", sex=Sex.FEMALE,
                    birth_date=date(1960, 1, 9), card_number="16-00009"),
        PersonDraft(surname="Отдельная", name="Яна", patronymic="Глебовна", birth_date=date(1980, 2, 2)),
    ]  # fmt: skip
    entry = EntryDraft(EventKind.ADMITTED, date(2024, 9, 1), MemberCategory.WORKING)
    people = [add_member(exchange.other, draft, entry) for draft in drafts]
    record_consent(exchange.other, people, {"union": True}, date(2025, 9, 12))
    enrol(exchange.district, own_card(exchange.other))
    sent = export(exchange.other, exchange.district_card, [], "full")
    accept(exchange.district, sent.sealed)
    decide(exchange.district, sent.uuid, Verdict.ACCEPTED)
    goes_up(exchange)
    return exchange


def test_candidates_are_found_by_name_and_card(two) -> None:
    """Not by a birthday, a name and a patronymic alone: «Замужняя» and «Тестоваг» are two people."""
    found = intake.doubles(two.district)
    assert [({place.full_name for place in one.places}, one.signs) for one in found] == [
        ({"Тестовав Анна Ивановна"}, ("имя и дата рождения",)),
        ({"Совсемдругая Зоя Львовна", "Тестовай Анна Ивановна"}, ("номер билета",)),
    ]
    first = found[0]
    assert {place.organisation for place in first.places} == {"ППО Школы № 14", "ППО Школы № 15"}
    assert first.places[0].as_of == date.today()
    assert first.places[0].bundle != first.places[1].bundle


def test_different_people_are_not_offered_again(two) -> None:
    first, *others = intake.doubles(two.district)
    intake.settle_doubles(two.district, first.keys, same=False)
    assert intake.doubles(two.district) == tuple(others)
    assert [one.same for one in intake.doubles(two.district, decided=True)].count(False) == 1


def test_one_person_is_remarked_to_both_and_settled_when_gone(two) -> None:
    first = intake.doubles(two.district)[0]
    intake.settle_doubles(two.district, first.keys[::-1], same=True)
    assert intake.doubles(two.district, decided=True)[0].same is True
    number, uid = school_member(two, "Тестовав")
    sent = export(two.school, two.district_card, [KEY], print_forms=False)
    told = read_receipt(two.school, accept(two.district, sent.sealed).receipt)
    (remark,) = told.remarks
    assert (remark.person_id, remark.cell) == (number, uid)
    assert "ППО Школы № 15" in remark.text
    (open_one,) = member_remarks(two.school)
    assert open_one.person.startswith("Тестовав")
    close_member_remark(two.school, open_one.id)
    assert member_remarks(two.school) == ()
    # It went once; the next receipt says it no more.
    assert read_receipt(two.school, decide(two.district, sent.uuid, Verdict.ACCEPTED)).remarks == ()
    other = export(two.other, two.district_card, [], "full")
    (theirs,) = read_receipt(two.other, accept(two.district, other.sealed).receipt).remarks
    assert "ППО Школы № 14" in theirs.text

    record_event(two.school, number, EventDraft(EventKind.LEFT, date.today()))
    goes_up(two)
    assert "имя и дата рождения" not in {s for one in intake.doubles(two.district, decided=True) for s in one.signs}


def test_a_remark_at_a_member_goes_with_the_decision(two) -> None:
    _number, uid = school_member(two, "Тестовав")
    sent = sealed(two)
    accept(two.district, sent.sealed)
    with pytest.raises(UserError, match="unknown_member"):
        decide(two.district, sent.uuid, Verdict.RETURNED, [("member:nobody", "кто это?")])
    said = [(f"member:{uid}", "Уточните дату рождения")]
    back = decide(two.district, sent.uuid, Verdict.RETURNED, said)
    assert decide(two.district, sent.uuid, Verdict.RETURNED, said) == back
    (remark,) = read_receipt(two.school, back).remarks
    assert remark.person.startswith("Тестовав")


def test_a_card_is_answered_yes_or_no(two) -> None:
    assert intake.is_member(two.district, "тестовав анна ивановна", "16-00002")
    assert not intake.is_member(two.district, "Тестовав Анна Ивановна", "16-00003")
    assert not intake.is_member(two.district, "Тестовав Анна Ивановна", "")


def test_a_received_member_is_destroyed_here(two) -> None:
    _number, uid = school_member(two, "Тестовав")
    school = next(r.uid for r in intake.received_registers(two.district) if r.organisation == "ППО Школы № 14")
    first = intake.doubles(two.district)[0]
    intake.settle_doubles(two.district, first.keys, same=True)
    intake.forget_member(two.district, school, uid)
    assert uid not in above(two)
    with two.district.unit_of_work() as uow:
        held = [found.table for found in uow.erasure.texts(lambda text: uid in text)]
        assert held == []
        assert uow.journal.entries(uid) == ()
    assert check_vault(two.district).problems == ()
