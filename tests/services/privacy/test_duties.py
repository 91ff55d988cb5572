"""Requests with their days, ends of processing, terms, sheets by the square sign, records of other systems."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.enums import ConsentWay, EndDecision, EventKind, MemberCategory, RequestKind, SocialKind
from app.domain.sheet_code import read_sheet_code, sheet_code
from app.errors import UserError
from app.services.members import (
    EntryDraft,
    EventDraft,
    PersonDraft,
    SocialFactDraft,
    add_member,
    record_event,
    record_social_fact,
)
from app.services.members.views import ConsentState
from app.services.organisation.passport import passport, update_passport
from app.services.organisation.profiles import load_profile
from app.services.privacy import ends, incidents, requests, sheets
from app.services.privacy.consent_texts import ConsentEdition
from app.services.privacy.consents import consents_of, record_consent, withdraw_consent
from app.services.privacy.definitions import load_privacy
from app.services.privacy.disclosure import Reason, disclosure
from app.services.privacy.dossier import dossier, dossier_pdf
from app.services.privacy.lists import make_list
from app.services.privacy.recipients import recipients, set_recipient
from app.services.privacy.registers import privacy_paper
from app.services.privacy.signature_records import Found, read_records, take_records
from app.services.session import VaultSession
from app.services.working_days import is_working, working_day
from tests.paper_facts import OPERATOR, PARENT, PARENT_ADDRESS, fill_recipients

TODAY = date.today()


def add(session: VaultSession, surname: str = "Дьячкова", **more: object) -> int:
    draft = PersonDraft(surname=surname, name="Ольга", patronymic="Сергеевна", **more)  # type: ignore[arg-type]
    return add_member(session, draft, EntryDraft(EventKind.ADMITTED, date(2015, 9, 1), MemberCategory.WORKING))


def words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return " ".join(text.split())


# --- days


@pytest.mark.parametrize(
    ("since", "count", "day"),
    [
        (date(2026, 1, 12), 10, date(2026, 1, 26)),
        (date(2025, 12, 30), 1, date(2026, 1, 12)),  # 31 December and the New Year holidays of 2026 are off
        (date(2026, 5, 8), 1, date(2026, 5, 12)),  # 9 May moved to Monday the 11th
        (date(2025, 10, 31), 1, date(2025, 11, 1)),  # a working Saturday
        (date(2028, 6, 9), 1, date(2028, 6, 13)),  # by article 112: 12 June is a Monday
        (date(2027, 5, 7), 1, date(2027, 5, 11)),  # 9 May 2027 is a Sunday: Monday is off
    ],
)
def test_working_days(since: date, count: int, day: date) -> None:
    assert working_day(since, count) == day
    assert is_working(day)


def test_a_request_is_due_in_ten_days_and_five_more_once(session: VaultSession) -> None:
    person_id = add(session)
    number = requests.add_request(session, person_id, RequestKind.ACCESS, date(2026, 1, 12), "что вы обо мне знаете")
    (one,) = requests.requests(session, only_open=True)
    assert (one.id, one.due_on) == (number, date(2026, 1, 26))
    assert requests.extend_request(session, number, "много бумаг") == date(2026, 2, 2)
    with pytest.raises(UserError, match=r"privacy\.extended_already"):
        requests.extend_request(session, number, "ещё")
    requests.close_request(session, number, "ответ вручён лично")
    assert requests.requests(session, only_open=True) == ()
    with pytest.raises(UserError, match=r"privacy\.request_closed"):
        requests.close_request(session, number, "снова")
    with pytest.raises(UserError, match=r"privacy\.request_future"):
        requests.add_request(session, person_id, RequestKind.ACCESS, TODAY + timedelta(days=1))


def test_the_answer_on_paper_tells_everything(session: VaultSession) -> None:
    person_id = add(session, phone="+7 917 555-44-33")
    record_consent(session, [person_id], {"union": True, "messages": True}, date(2025, 9, 2))
    make_list(session, "messages", "pdf")
    requests.add_request(session, person_id, RequestKind.ACCESS, TODAY)
    found = dossier(session, person_id)
    assert [d.what for d in found.disclosed] == ["список"]
    assert "телефон" in found.disclosed[0].fields
    text = words(dossier_pdf(found, session.profile))
    for piece in (
        "Дьячкова Ольга Сергеевна", "+7 917 555-44-33", "Кому и что передавалось", "список", "Откуда получено",
        "Имя, пол, дата рождения", "Обработка в органах Профсоюза: да", "Выписка из журнала", "Роскомнадзор",
        f"ответ даётся до {working_day(TODAY, 10):%d.%m.%Y}",
    ):  # fmt: skip
        assert piece in text, piece


def test_an_answer_claims_no_consent_that_was_not_given_and_tells_how_the_others_were(session: VaultSession) -> None:
    silent = add(session, "Тихонова")
    text = words(dossier_pdf(dossier(session, silent), session.profile))
    assert "Согласий не дано: за пределы организации данные не передаются." in text
    assert "Действует часть" not in text and "Обработка в органах" not in text
    signed = add(session, "Подписова")
    record_consent(
        session, [signed], {"union": True, "messages": False}, date(2025, 10, 1),
        way=ConsentWay.SIMPLE_SIGNATURE, record="АИС, № 77-1, 01.10.2025 10:11",
    )  # fmt: skip
    text = words(dossier_pdf(dossier(session, signed), session.profile))
    for piece in (
        "простой электронной подписью: АИС, № 77-1", "редакция от 01.09.2025", "Рассылка сообщений: нет",
        "Действует часть", "до снятия с профсоюзного учёта", "Трансграничной передачи нет", "Меры по статьям 18.1 и 19",
        "Щербакова", "председатель", "По другим частям согласия данные не передаются.",
    ):  # fmt: skip
        assert piece in text, piece
    assert "сообщения о новостях" not in text, "a refused part is no purpose"
    for told in (text, words(dossier_pdf(dossier(session, silent), session.profile))):
        assert not re.findall(r"[A-Za-z]{2,}", told), "no word of the program's own"


# --- ends


def test_a_withdrawal_computes_thirty_days_and_waits(session: VaultSession) -> None:
    person_id = add(session)
    record_consent(session, [person_id], {"union": True, "messages": True}, date(2025, 9, 2))
    withdraw_consent(session, person_id, ["messages"], TODAY)
    assert ends.ends(session) == (), "the optional part ends nothing but itself"
    withdraw_consent(session, person_id, ["union"], TODAY)
    (end,) = ends.ends(session)
    assert (end.due_on, end.waits) == (TODAY + timedelta(days=30), True)
    assert end.overdue(TODAY + timedelta(days=31))
    assert all(g.law and g.words for g in ends.grounds(session))
    ends.keep(session, end.id, "consent-proof")
    (end,) = ends.ends(session)
    assert end.decision is EndDecision.KEEP and not end.waits
    assert end.keep_until is not None and end.keep_until.year == TODAY.year + 3
    (later,) = ends.ends(session, end.keep_until + timedelta(days=1))
    assert later.waits, "the ground ran out"


def test_blocked_people_never_leave(session: VaultSession) -> None:
    person_id = add(session)
    record_consent(session, [person_id], {"union": True}, date(2025, 9, 2))
    ends.block(session, person_id)
    told = disclosure(session, "register")
    assert told.allowed == () and {w.person_id: w.reason for w in told.withheld}[person_id] is Reason.BLOCKED
    with pytest.raises(UserError, match=r"privacy\.blocked_already"):
        ends.block(session, person_id)
    ends.unblock(session, person_id)
    assert [a.person_id for a in disclosure(session, "register").allowed] == [person_id]


def test_terms_run_out_by_category(session: VaultSession) -> None:
    gone = add(session, "Давняя", phone="+7 917 000-00-01")
    recent = add(session, "Недавняя", phone="+7 917 000-00-02")
    record_event(session, gone, EventDraft(EventKind.LEFT, TODAY - timedelta(days=365 * 8)))
    record_event(session, recent, EventDraft(EventKind.LEFT, TODAY - timedelta(days=60)))
    found = {one.person_id: one for one in ends.retention_over(session)}
    assert found[gone].all_over and not found[recent].all_over
    assert "Телефон, почта, адрес" in found[recent].categories
    assert ends.clear_contacts(session, [recent]) == 1
    with session.unit_of_work() as uow:
        person = uow.people.find(recent)
        assert person is not None and person.phone == "" and person.surname == "Недавняя"
    assert recent not in {one.person_id for one in ends.retention_over(session)}


# --- sheets


@given(st.uuids(), st.text(min_size=1, max_size=30), st.integers(0, 9))
def test_a_sheet_s_sign_reads_back_and_a_wrong_figure_is_found(uid, edition: str, sheet: int) -> None:
    code = sheet_code(str(uid), edition, sheet)
    assert code.isdigit(), "a scanner types figures alike in every layout"
    read = read_sheet_code(f"{code}\n")
    assert read is not None and (read.uid, read.sheet) == (str(uid), sheet)
    wrong = code[:20] + str((int(code[20]) + 1) % 10) + code[21:]
    assert read_sheet_code(wrong) is None


def test_sheets_are_printed_found_by_the_scanner_and_not_asked_twice(session: VaultSession) -> None:
    one, other = add(session, "Дьячкова"), add(session, "Мерзлякова")
    assert {n.person_id for n in sheets.need_sheets(session)} >= {one, other}
    fill_recipients(session)
    edition = session.profile.consent_edition
    pdf = sheets.consent_sheets(session, [one, other])
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == 4, "a sheet a part, a stack for each person"
    text = words(pdf)
    assert "Дьячкова Ольга Сергеевна" in text and "Мерзлякова Ольга Сергеевна" in text
    with session.unit_of_work() as uow:
        uid = uow.people.uids([one])[one]
    sheet = sheets.scanned(session, sheet_code(uid, edition.id))
    assert (sheet.person_id, [p.id for p in sheet.parts]) == (one, ["union", "messages"])
    special = sheets.scanned(session, sheet_code(uid, edition.id, 1))
    assert [p.id for p in special.parts] == ["social"]
    for number, part in ((2, "union"), (3, "messages")):
        assert [p.id for p in sheets.scanned(session, sheet_code(uid, edition.id, number)).parts] == [part]
    record_consent(session, [one], {"union": False}, TODAY, edition=sheet.edition)
    assert one not in {n.person_id for n in sheets.need_sheets(session)}, "who refused is left in peace"
    for wrong, code in (("123", "consents.not_a_sheet"), (sheet_code(uid, "other"), "consents.sheet_unknown")):
        with pytest.raises(UserError) as caught:
            sheets.scanned(session, wrong)
        assert caught.value.code == code


def test_a_new_edition_says_who_signs_again_and_why(session: VaultSession) -> None:
    one, other = add(session, "Дьячкова"), add(session, "Мерзлякова")
    record_consent(session, [one, other], {"union": True, "messages": True}, TODAY - timedelta(days=90))
    first = session.profile.consent_editions[-1]
    newest = ConsentEdition("new", TODAY - timedelta(days=1), first.text, ("union",), "сменился получатель")
    session.profile = replace(session.profile, consent_editions=(first, newest))
    needed = {n.person_id: n for n in sheets.need_sheets(session)}
    assert needed[one].state is ConsentState.OUTDATED and "сменился получатель" in needed[one].why
    assert disclosure(session, "register").allowed == ()
    assert len(disclosure(session, "messages").allowed) == 2, "this part was not asked anew"
    record_consent(session, [one], {"union": True}, TODAY)
    assert consents_of(session, one)[-1].edition == "new"
    assert [a.person_id for a in disclosure(session, "register").allowed] == [one]


def test_the_part_s_own_term_ends_it(session: VaultSession) -> None:
    person_id = add(session)
    record_consent(session, [person_id], {"social": True}, TODAY - timedelta(days=365 * 3 + 5))
    count = next(c for c in sheets.part_counts(session) if c.part.id == "social")
    assert count.states.get(ConsentState.EXPIRED) == 1


def test_recipients_are_printed_as_the_organisation_wrote_them(session: VaultSession) -> None:
    person_id = add(session)
    fill_recipients(session)
    set_recipient(session, "union", "Областная организация", "г. Казань, ул. Первая, 1", "1655000000")
    text = words(sheets.consent_sheets(session, [person_id]))
    profile = session.profile
    assert (
        f"{PARENT}, адрес: {PARENT_ADDRESS}; Областная организация, ИНН 1655000000, адрес: г. Казань, ул. Первая, 1; "
        f"{profile.union_name}, адрес: {profile.union_address}"
    ) in text
    set_recipient(session, "union", "", "")
    assert [one.name for one in recipients(session)["union"]] == [PARENT, profile.union_name]
    set_recipient(session, "union", PARENT, "г. Нурлат, новый адрес")
    assert recipients(session)["union"][0].address == "г. Нурлат, новый адрес", "an older record names the same one"


def test_a_missing_address_stops_the_printing_and_says_whose(session: VaultSession) -> None:
    person_id = add(session)
    with pytest.raises(UserError) as refused:
        sheets.consent_sheets(session, [person_id])
    assert refused.value.code == "consents.no_chain", "the passport does not say who is above"
    fill_recipients(session)
    update_passport(session, replace(passport(session), parent_address=""))
    with pytest.raises(UserError) as refused:
        sheets.consent_sheets(session, [], blank=True)
    assert refused.value.code == "consents.no_address" and refused.value.params["recipient"] == PARENT
    update_passport(session, replace(passport(session), directly_under_union=True))
    assert session.profile.union_address in words(sheets.consent_sheets(session, [person_id]))
    update_passport(session, replace(passport(session), address=""))
    with pytest.raises(UserError, match=r"consents\.no_own_address"):
        sheets.consent_sheets(session, [person_id])


def test_a_bonus_sheet_names_its_operator_or_is_not_printed(session: VaultSession) -> None:
    person_id = add(session)
    session.profile = load_profile("eseur")
    fill_recipients(session)
    name, address, inn = OPERATOR
    for missing in (("", address, inn), (name, "", inn), (name, address, "")):
        set_recipient(session, "bonus", *missing)
        with pytest.raises(UserError, match=r"consents\.no_operator"):
            sheets.consent_sheets(session, [person_id])
    assert "Бонусная" not in words(sheets.consent_sheets(session, [person_id], parts=["union", "messages"]))
    set_recipient(session, "bonus", *OPERATOR)
    text = words(sheets.consent_sheets(session, [person_id]))
    assert f"{name}, ИНН {inn}, адрес: {address}" in text
    assert "рекламного характера" in words(sheets.consent_sheets(session, [person_id], parts=["messages"]))


def test_one_sheet_for_all_only_where_the_union_insists(session: VaultSession) -> None:
    person_id = add(session)
    fill_recipients(session)
    session.profile = replace(session.profile, combined_consent=True)
    pdf = sheets.consent_sheets(session, [person_id])
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) <= 2
    assert words(pdf).count("не согласен(на) подпись ____") == len(session.profile.main_parts)


def test_a_child_s_consent_names_child_parent_and_authority(session: VaultSession) -> None:
    parent, pupil = add(session), add(session, "Юнаков", birth_date=date(TODAY.year - 16, 1, 1))
    fill_recipients(session)
    record_consent(session, [parent], {"social": True}, TODAY)
    record_social_fact(session, parent, SocialFactDraft(SocialKind.CHILD, "Дьячкова Анна", born_on=date(2015, 4, 2)))
    text = words(sheets.consent_sheets(session, [parent], child=True))
    for piece in ("Я, Дьячкова Ольга Сергеевна", "Дьячкова Анна, дата рождения: 02.04.2015", "Полномочия подтверждает"):
        assert piece in text
    assert "никому не передаются" in text
    text = words(sheets.consent_sheets(session, [pupil], parts=["union"]))
    assert "несовершеннолетнего: Юнаков Ольга Сергеевна, дата рождения: 01.01." in text
    assert "Полномочия подтверждает" in text and "Я, ____" in text


def test_terms_in_sheet_register_policy_and_behaviour_are_one(session: VaultSession) -> None:
    person_id = add(session, phone="+7 917 555-44-33")
    fill_recipients(session)
    privacy = load_privacy(session.profile.privacy)
    changed = replace(
        privacy, categories=tuple(replace(c, years_after=7) if c.id == "identity" else c for c in privacy.categories)
    )
    sheet = words(sheets.consent_sheets(session, [person_id], parts=["union"]))
    register, policy = (words(privacy_paper(session, paper)) for paper in ("processing", "policy"))
    assert "– 3 года; телефон, электронная почта, адрес – не дольше 30 дней" in sheet
    assert "пока состоит на учёте и 3 года после" in register and "до снятия с учёта, затем 30 дней" in register
    assert "«Имя, пол, дата рождения» – 3 года" in policy
    assert "7 лет" in changed.retention_of(["surname"]) and "7 лет" in changed.terms_of(["identity"])
    assert changed.category("identity").ends(date(2020, 1, 1)) == date(2027, 1, 1)
    record_event(session, person_id, EventDraft(EventKind.LEFT, TODAY - timedelta(days=365 * 3 + 5)))
    (over,) = [one for one in ends.retention_over(session) if one.person_id == person_id]
    assert over.all_over, "nothing about money is held of this person: after three years all of it is over"


# --- records of another system


def test_records_of_simple_signatures(session: VaultSession) -> None:
    person_id = add(session, card_number="771234")
    rows = [
        {"card_number": "771234", "given_on": "2025-10-01", "parts": ["union"], "refused": ["messages"],
         "system": "АИС", "record": "77-1", "signed_at": "2025-10-01T10:11:12"},
        {"person": "Неизвестный Пётр", "given_on": "2025-10-01", "parts": ["union"], "record": "77-2"},
        {"card_number": "771234", "given_on": "2025-10-01", "parts": ["nope"], "record": "77-3"},
        {"card_number": "771234", "given_on": "2025-10-01", "parts": ["union"]},
    ]  # fmt: skip
    found = read_records(session, "x.json", json.dumps(rows).encode())
    assert [row.found for row in found] == [Found.NEW, Found.NOBODY, Found.WRONG, Found.WRONG]
    assert take_records(session, found) == 1
    (consent,) = consents_of(session, person_id)
    assert consent.way is ConsentWay.SIMPLE_SIGNATURE and consent.parts == {"union": True, "messages": False}
    again = read_records(session, "x.json", json.dumps(rows).encode())
    assert again[0].found is Found.KNOWN and take_records(session, again) == 0
    for bad in (b"", b"\x00\x01\x02", b"[1,2]", b"a;b\n1;2\n", b"PK\x03\x04broken"):
        with pytest.raises(UserError, match=r"consents\.records_unreadable"):
            read_records(session, "x.csv", bad)


# --- incidents


def test_the_clocks_of_an_incident(session: VaultSession) -> None:
    at = datetime(2026, 1, 12, 7, 0, tzinfo=UTC)
    number = incidents.add_incident(session, incidents.IncidentDraft(at, "пропала флешка"))
    (one,) = incidents.incidents(session)
    assert (one.first_due - at, one.second_due - at) == (timedelta(hours=24), timedelta(hours=72))
    with pytest.raises(UserError, match=r"privacy\.notice_not_ready"):
        incidents.notice_sent(session, number)
    full = replace(one.draft, cause="забыта", harm="контакты", measures="пароль сменён", contact="Щербакова Е. П.")
    incidents.change_incident(session, number, full)
    incidents.notice_sent(session, number)
    (one,) = incidents.incidents(session)
    assert one.next_due == one.second_due and one.missing == ("что показало расследование",)
    incidents.change_incident(session, number, replace(full, findings="флешка найдена"))
    incidents.notice_sent(session, number)
    incidents.close_incident(session, number)
    (one,) = incidents.incidents(session)
    assert one.next_due is None and one.closed_at is not None
