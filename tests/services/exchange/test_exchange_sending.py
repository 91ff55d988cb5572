"""What leaves, what a file carries, the outbox, and taking it away."""

from __future__ import annotations

import errno
import json
import os
import zipfile
from dataclasses import replace
from datetime import date
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pypdfium2
import pytest

from app.domain.enums import EventKind, OutboxState, PartyRelation, ReportState, UserRight, Verdict
from app.errors import AccessError, EnvironmentFault, TrustError, UserError
from app.services.exchange import (
    email_drafts,
    export,
    hand_over_to_folder,
    inspect,
    outbox,
    read_receipt,
    sealed_bytes,
    unpack_bundle,
    verify_bundle,
    what_leaves,
    write_sealed,
)
from app.services.intake import accept, decide, enrol, parties, received_report
from app.services.members import EventDraft, MemberQuery, list_members, member_card, record_event, update_person
from app.services.organisation.passport import own_card
from app.services.privacy.consents import record_consent, withdraw_consent
from app.services.reports import explain, fill, reopen, set_value, sign
from app.services.vault.checking import check_vault
from tests.conftest import PASSWORD

KEY = ("fnpr-2", "2025")


def _register(exchange, sealed: bytes, folder: Path) -> dict:
    unpack_bundle(exchange.school, sealed, folder)
    return json.loads((folder / "data" / "register.json").read_text(encoding="utf-8"))


def _members(exchange):
    return list_members(exchange.school, MemberQuery(date.today())).items


def test_a_report_alone_carries_nobodys_name(exchange, tmp_path: Path) -> None:
    said = what_leaves(exchange.school, [KEY])
    assert said.register is None
    assert any("Форма № 2" in line and "без фамилий" in line for line in said.lines)
    assert any("не передаются" in line for line in said.lines)
    assert said.reports[0].cells > 20
    unpack_bundle(exchange.school, exchange.send().sealed, tmp_path / "opened")
    for path in (tmp_path / "opened").rglob("*.json"):
        assert "Тестова" not in path.read_text(encoding="utf-8"), path.name


def test_the_register_holds_only_those_who_agreed_and_only_named_fields(exchange, tmp_path: Path) -> None:
    said = what_leaves(exchange.school, [KEY], "full")
    assert said.register is not None
    assert said.register.people == 20
    excluded = said.register.excluded
    assert sorted(e.reason for e in excluded) == sorted(["refused"] * 2 + ["missing"] * (len(excluded) - 2))
    assert len(_members(exchange)) == 20 + len(excluded)
    line = next(line for line in said.lines if line.startswith("Не передаются"))
    assert "отказ от передачи" in line and "нет согласия" in line
    assert all("телефон" not in line for line in said.lines if line.startswith("Реестр"))
    exported = exchange.send("full")
    assert exported.members == 20
    register = _register(exchange, exported.sealed, tmp_path / "opened")
    assert len(register["members"]) == 20
    assert set(register["members"][0]) == {"uid", *register["fields"]}
    text = json.dumps(register, ensure_ascii=False)
    assert "+7 900" not in text and "тайный адрес" not in text and "учитель" not in text


def test_a_withdrawn_consent_keeps_a_member_out_the_same_day(exchange) -> None:
    someone = next(m for m in _members(exchange) if m.consent == "given")
    withdraw_consent(exchange.school, someone.id, ["union"], date.today())
    said = what_leaves(exchange.school, [KEY], "full")
    assert said.register is not None
    assert said.register.people == 19
    assert next(e for e in said.register.excluded if e.person_id == someone.id).sentence == "согласие отозвано"


def test_everybody_sent_by_name_has_it_in_the_journal(exchange) -> None:
    sent = exchange.send("full")
    someone = next(m for m in _members(exchange) if m.consent == "given")
    silent = next(m for m in _members(exchange) if m.consent == "refused")
    with exchange.school.unit_of_work() as uow:
        acts = [e for e in uow.journal.entries(someone.uid) if e.action == "person.sent"]
        assert [act.details["bundle"] for act in acts] == [sent.uuid]
        assert not [e for e in uow.journal.entries(silent.uid) if e.action == "person.sent"]
        assert uow.journal.verify_chain() is None


def test_changes_are_against_the_last_accepted_register(exchange, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no_base"):
        export(exchange.school, exchange.district_card, [KEY], "changes")
    enrol(exchange.district, exchange.school_card)
    first = exchange.send("full")
    accept(exchange.district, first.sealed)
    with pytest.raises(UserError, match="no_base"):
        export(exchange.school, exchange.district_card, [KEY], "changes")
    read_receipt(exchange.school, decide(exchange.district, first.uuid, Verdict.ACCEPTED))

    agreed = [m for m in _members(exchange) if m.consent == "given"]
    changed, left, quiet = agreed[:3]
    person = member_card(exchange.school, changed.id).person
    update_person(exchange.school, changed.id, replace(person, card_number="16-99999", phone="+7 911"))
    record_event(exchange.school, left.id, EventDraft(EventKind.LEFT, date.today()))
    person = member_card(exchange.school, quiet.id).person
    update_person(exchange.school, quiet.id, replace(person, phone="+7 922"))  # not a field that leaves

    second = exchange.send("changes")
    register = _register(exchange, second.sealed, tmp_path / "second")
    assert [m["uid"] for m in register["members"]] == [changed.uid]
    assert register["gone"] == [left.uid]
    assert register["base"] == first.manifest_sha256
    accept(exchange.district, second.sealed)
    read_receipt(exchange.school, decide(exchange.district, second.uuid, Verdict.ACCEPTED))

    third = _register(exchange, exchange.send("changes").sealed, tmp_path / "third")
    assert (third["members"], third["gone"]) == ([], [])
    assert third["base"] == second.manifest_sha256


def test_twenty_five_members_and_a_printed_report_fit_into_forty_kilobytes(exchange, tmp_path: Path) -> None:
    for member in _members(exchange):
        record_consent(exchange.school, [member.id], {"union": True}, date.today())
    sent = exchange.send("full", printed=True)
    assert sent.members >= 25
    assert any(path.startswith("print/") and path.endswith(".pdf") for path in sent.contents)
    assert sent.size <= 40 * 1024


def test_twenty_five_members_and_three_printed_reports_fit_into_forty_kilobytes(exchange) -> None:
    school = exchange.school
    record_consent(school, [member.id for member in _members(exchange)], {"union": True}, date.today())
    keys = [KEY, ("kdk-1", "2025"), ("4-pi", "2025")]
    agreement = {"101": 1, "102": 0, "301": 60, "401": 25, "501": 1, "801": 1, "802": 1, "901": 2024, "902": 3}
    for row, value in agreement.items():
        set_value(school, "kdk-1", f"1.{row}.3", value, "2025")
    for form, period in keys[1:]:
        for violation in fill(school, form, period).view.warnings:
            explain(school, form, period, violation.rule, "Так и есть.")
        sign(school, form, period, zeros=True)
    sent = export(school, exchange.district_card, keys, "full")
    assert (sent.members, len(_members(exchange))) == (25, 25)
    assert [path for path in sent.contents if path.startswith("print/")] == ["print/reports.pdf"]
    assert sent.size <= 40 * 1024, sent.size

    enrol(exchange.district, exchange.school_card)
    accept(exchange.district, sent.sealed)
    words = {"fnpr-2": "Форма № 2", "kdk-1": "Форма КДК-1", "4-pi": "Форма 4-ПИ"}
    for form, own in words.items():
        printed = received_report(exchange.district, sent.uuid, form).printed
        assert printed is not None
        with pypdfium2.PdfDocument(printed) as document:
            for number, page in enumerate(document, start=1):
                text = page.get_textpage().get_text_range()
                assert f"Стр. {number} из {len(document)}" in text
                assert f"{own}, 2025" in text
                assert not any(f"{other}, 2025" in text for other in words.values() if other != own)


def test_only_a_signed_report_leaves(exchange) -> None:
    with pytest.raises(UserError, match="not_signed"):
        export(exchange.school, exchange.district_card, [("fnpr-2", "2024")])
    reopen(exchange.school, *KEY)
    for attempt in (lambda: exchange.send(), lambda: what_leaves(exchange.school, [KEY])):
        with pytest.raises(UserError, match="not_signed"):
            attempt()
    assert outbox(exchange.school) == ()


def test_nothing_and_nonsense_are_refused(exchange) -> None:
    with pytest.raises(UserError, match="nothing"):
        export(exchange.school, exchange.district_card, [])
    with pytest.raises(UserError, match="register_mode"):
        export(exchange.school, exchange.district_card, [KEY], "all")
    with pytest.raises(UserError, match="unknown_party"):
        export(exchange.school, 77, [KEY])
    with pytest.raises(TrustError, match="own_card"):
        export(exchange.school, exchange.school_card, [KEY])
    with pytest.raises(TrustError, match="not_a_card"):
        export(exchange.school, b"card", [KEY])
    exchange.school.right = UserRight.VIEWER
    with pytest.raises(AccessError):
        exchange.send()


def test_the_first_export_enrols_the_card_as_higher(exchange) -> None:
    """A key that nobody compared wants the password before the first file, and only then."""
    card = own_card(exchange.other)
    for password, code in ((None, "exchange.uncompared"), ("не тот", "vault.wrong_password")):
        with pytest.raises(AccessError) as caught:
            export(exchange.school, card, [KEY], print_forms=False, password=password)
        assert caught.value.code == code
        assert [p.short_name for p in parties(exchange.school)] == ["Районная"] and outbox(exchange.school) == ()
    export(exchange.school, card, [KEY], print_forms=False, password=PASSWORD)
    party = next(p for p in parties(exchange.school) if p.short_name != "Районная")
    assert (party.relation, party.short_name, party.compared) == (PartyRelation.HIGHER, "ППО Школы № 15", False)
    again = export(exchange.school, party.id, [KEY], print_forms=False)
    assert again.recipient == party


def test_a_card_of_the_same_organisation_with_another_key_is_refused(exchange) -> None:
    from app.bundle.card import CardOrganisation, make_card, read_card
    from app.bundle.identity import make_identity

    exchange.send()
    genuine = read_card(exchange.district_card).organisation
    assert isinstance(genuine, CardOrganisation)
    fake = make_card(make_identity(genuine.full_name, genuine.uid), genuine)
    with pytest.raises(TrustError, match="other_key"):
        export(exchange.school, fake, [KEY])


def test_revisions_are_chained_for_each_recipient(exchange) -> None:
    first, second = exchange.send(), exchange.send()
    elsewhere = export(exchange.school, own_card(exchange.other), [KEY], print_forms=False, password=PASSWORD)
    assert [first.revision, second.revision, elsewhere.revision] == [1, 2, 1]
    with exchange.school.unit_of_work() as uow:
        item = uow.exchange.outbox_item(second.uuid)
        assert json.loads(item.manifest)["previous_manifest_sha256"] == first.manifest_sha256


def test_sealing_marks_the_report_and_the_bytes_stay(exchange) -> None:
    sent = exchange.send()
    (row,) = outbox(exchange.school)
    assert (row.state, row.reports, row.size) == (OutboxState.PREPARED, (("fnpr-2", "2025", 1),), sent.size)
    assert fill(exchange.school, *KEY).state is ReportState.PREPARED
    assert sealed_bytes(exchange.school, sent.uuid) == (sent.name, sent.sealed)


def test_handing_over_writes_reads_back_and_remembers(exchange, tmp_path: Path) -> None:
    sent = exchange.send()
    stick = tmp_path / "stick"
    stick.mkdir()
    path = hand_over_to_folder(exchange.school, sent.uuid, stick)
    assert path.read_bytes() == sent.sealed
    assert [p.name for p in stick.iterdir()] == [sent.name]
    (row,) = outbox(exchange.school)
    assert row.state is OutboxState.HANDED_OVER
    assert [h.place for h in row.handovers] == [str(stick)]
    assert fill(exchange.school, *KEY).state is ReportState.HANDED_OVER


def test_a_full_disk_loses_nothing(exchange, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = exchange.send()
    stick = tmp_path / "stick"
    stick.mkdir()

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "no space")

    with monkeypatch.context() as patch:
        patch.setattr("app.domain.files.os.fsync", full)
        with pytest.raises(EnvironmentFault, match="no_space"):
            hand_over_to_folder(exchange.school, sent.uuid, stick)
    assert list(stick.iterdir()) == []
    (row,) = outbox(exchange.school)
    assert (row.state, row.handovers) == (OutboxState.PREPARED, ())
    assert hand_over_to_folder(exchange.school, sent.uuid, stick).read_bytes() == sent.sealed


def test_a_limit_on_the_size_of_files_loses_nothing(exchange, tmp_path: Path) -> None:
    """A real refusal by the system, in a process of its own: the file may not grow beyond half."""
    sent = exchange.send()
    name, sealed = sealed_bytes(exchange.school, sent.uuid)
    child = os.fork()
    if child == 0:
        import resource
        import signal

        from app.domain.files import write_atomically

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(sealed) // 2, len(sealed) // 2))
        try:
            write_atomically(tmp_path / name, sealed)
        except EnvironmentFault as fault:
            os._exit(10 if fault.code == "files.no_space" else 11)
        os._exit(12)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 10
    assert not (tmp_path / name).exists()


def test_a_pulled_stick_is_said_so(exchange, tmp_path: Path) -> None:
    sent = exchange.send()
    with pytest.raises(EnvironmentFault, match="no_folder"):
        hand_over_to_folder(exchange.school, sent.uuid, tmp_path / "pulled")
    assert outbox(exchange.school)[0].state is OutboxState.PREPARED


def test_a_stick_that_gives_back_something_else_is_not_believed(
    exchange, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = exchange.send()

    def failing(path: Path, data: bytes) -> None:
        path.write_bytes(data[:-1] + b"\x00" if data[-1] else data[:-1] + b"\x01")

    monkeypatch.setattr("app.transfer.folder.write_atomically", failing)
    with pytest.raises(EnvironmentFault, match="not_safe"):
        hand_over_to_folder(exchange.school, sent.uuid, tmp_path)
    assert outbox(exchange.school)[0].handovers == ()


def test_an_email_draft_carries_the_same_bytes(exchange, tmp_path: Path) -> None:
    sent = exchange.send()
    (path,) = email_drafts(exchange.school, sent.uuid, tmp_path / "letter.eml")
    letter = message_from_bytes(path.read_bytes(), policy=default)
    assert letter["X-Unsent"] == "1"
    assert letter["To"] == "district@example.org"
    assert "Форма № 2" in letter["Subject"]
    (attachment,) = letter.iter_attachments()
    assert attachment.get_filename() == sent.name
    assert attachment.get_payload(decode=True) == sent.sealed
    assert outbox(exchange.school)[0].handovers[0].way == "email"


def test_opening_gives_the_verified_inside_as_a_whole(exchange, tmp_path: Path) -> None:
    sent = exchange.send(printed=True)
    result = unpack_bundle(exchange.school, sent.sealed, tmp_path / "opened")
    assert result.valid and result.problems == ()
    names = {p.relative_to(tmp_path / "opened").as_posix() for p in (tmp_path / "opened").rglob("*")}
    assert {"manifest.json", "manifest.json.sig", "signer.pem", "data", "print", "data/fnpr-2_2025.json"} <= names
    with pytest.raises(UserError, match="folder_taken"):
        unpack_bundle(exchange.school, sent.sealed, tmp_path / "opened")


def test_a_failure_while_opening_leaves_no_folder(exchange, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = exchange.send()
    target = tmp_path / "place"
    target.mkdir()
    written = 0

    def failing(path: Path, data: bytes) -> None:
        nonlocal written
        written += 1
        if written == 4:
            raise EnvironmentFault("files.no_space", name=path.name)
        path.write_bytes(data)

    monkeypatch.setattr("app.services.exchange.reading.write_atomically", failing)
    with pytest.raises(EnvironmentFault, match="no_space"):
        unpack_bundle(exchange.school, sent.sealed, target / "opened")
    assert list(target.iterdir()) == []


def test_verification_names_sender_and_contents(exchange) -> None:
    sent = exchange.send()
    with pytest.raises(TrustError, match="unknown_sender"):
        verify_bundle(exchange.district, sent.sealed)
    with pytest.raises(TrustError, match="not_for_us"):
        verify_bundle(exchange.other, sent.sealed)
    enrol(exchange.district, exchange.school_card)
    result = verify_bundle(exchange.district, sent.sealed)
    assert result.valid and result.problems == ()
    assert "Школа № 14" in result.organisation
    assert result.contents == sent.contents
    assert verify_bundle(exchange.school, sent.sealed).fingerprint == result.fingerprint


def test_a_write_under_a_chosen_name(exchange, tmp_path: Path) -> None:
    sent = exchange.send()
    path = write_sealed(exchange.school, sent.uuid, tmp_path / "to-district.pervichka")
    assert path.read_bytes() == sent.sealed
    assert inspect(path.read_bytes()).recipients == 2
    assert not zipfile.is_zipfile(path)
    with pytest.raises(UserError, match="unknown_item"):
        write_sealed(exchange.school, "no-such", tmp_path / "x")


def test_the_check_of_the_vault_finds_a_sealed_file_that_was_changed(exchange) -> None:
    exchange.send()
    with exchange.school.unit_of_work() as uow:
        (item,) = uow.exchange.outbox_items()
        item.sealed = item.sealed[:-1] + b"\x00"
        uow.commit()
    found = {(problem.code, problem.where) for problem in check_vault(exchange.school).problems}
    assert ("vault.sealed_changed", "отправлен № 1") in found
