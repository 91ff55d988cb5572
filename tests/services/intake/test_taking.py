"""Enrolling, taking in, deciding, receipts coming back; repeats, forks, forgeries."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from app.bundle.card import CardOrganisation, make_card, read_card
from app.bundle.identity import grouped_fingerprint, make_identity
from app.bundle.manifest import BundleKind, Manifest, ProfileEdition
from app.bundle.reader import make_bundle
from app.bundle.receipt import RECEIPT_PATH, Receipt, ReceiptRemark, read_receipt_data
from app.bundle.seal import open_sealed, seal
from app.domain.enums import OutboxState, PartyRelation, ReportState, Severity, Verdict
from app.errors import TrustError, UserError
from app.progress import silent
from app.services.exchange import export, outbox, read_receipt
from app.services.exchange.keyring import open_sealed_file, own_endpoint
from app.services.intake import (
    accept,
    decide,
    enrol,
    parties,
    receipts_of,
    received,
    received_report,
    revoke,
    status,
)
from app.services.organisation.passport import own_card, own_identity
from app.services.reports import fill
from app.services.vault.creating import check_vault
from tests.conftest import PASSWORD

KEY = ("fnpr-2", "2025")


# --- enrolment


def test_a_compared_fingerprint_is_remembered(exchange) -> None:
    digits = read_card(exchange.school_card).fingerprint
    first = enrol(exchange.district, exchange.school_card)
    assert not first.compared
    second = enrol(exchange.district, exchange.school_card, grouped_fingerprint(digits).upper())
    assert second.compared and second.id == first.id
    assert len(parties(exchange.district)) == 1


def test_another_fingerprint_on_paper_enrols_nothing(exchange) -> None:
    with pytest.raises(TrustError, match="other_fingerprint") as caught:
        enrol(exchange.district, exchange.school_card, "00" * 32)
    assert caught.value.exit_code == 4
    assert parties(exchange.district) == ()


def test_our_own_card_and_a_second_key_are_refused(exchange) -> None:
    with pytest.raises(TrustError, match="own_card"):
        enrol(exchange.district, exchange.district_card)
    enrol(exchange.district, exchange.school_card)
    described = read_card(exchange.school_card).organisation
    newer = make_card(make_identity(described.full_name, described.uid), described)
    with pytest.raises(TrustError, match="other_key"):
        enrol(exchange.district, newer)
    (known,) = parties(exchange.district)
    revoke(exchange.district, known.id)
    assert enrol(exchange.district, newer).fingerprint != known.fingerprint


def test_nothing_is_taken_under_a_revoked_key(exchange) -> None:
    sent = exchange.send()
    revoke(exchange.district, enrol(exchange.district, exchange.school_card).id)
    with pytest.raises(TrustError, match="revoked"):
        accept(exchange.district, sent.sealed)
    with pytest.raises(TrustError, match="revoked"):
        enrol(exchange.district, exchange.school_card)


# --- taking in


def test_a_stranger_is_not_taken_in(exchange) -> None:
    with pytest.raises(TrustError, match="unknown_sender"):
        accept(exchange.district, exchange.send().sealed)
    assert received(exchange.district) == ()


def test_taking_in_checks_again_and_answers(exchange) -> None:
    sent = exchange.send("full")
    enrol(exchange.district, exchange.school_card)
    outcome = accept(exchange.district, sent.sealed, "file.pervichka")
    assert (outcome.outcome, outcome.bundle, outcome.members) == ("taken", sent.uuid, 20)
    (report,) = outcome.reports
    assert report.violations == tuple(v for v in report.violations if v.severity is Severity.WARNING)
    assert {v.rule for v in report.violations} == {v.rule for v in fill(exchange.school, *KEY).view.violations}
    answer = read_receipt(exchange.school, outcome.receipt)
    assert (answer.outcome, answer.verdict, answer.state) == ("new", Verdict.RECEIVED, OutboxState.RECEIVED)
    assert fill(exchange.school, *KEY).state is ReportState.RECEIVED


def test_the_same_file_again_changes_nothing_and_gives_the_same_receipt(exchange) -> None:
    sent = exchange.send()
    enrol(exchange.district, exchange.school_card)
    first = accept(exchange.district, sent.sealed)
    again = accept(exchange.district, sent.sealed)
    assert (again.outcome, again.receipt, again.bundle) == ("repeated", first.receipt, first.bundle)
    assert len(received(exchange.district)) == 1


def test_the_same_content_in_another_seal_is_a_repeat(exchange) -> None:
    sent = exchange.taken()
    district = own_identity(exchange.district).identity
    anew = seal(open_sealed(sent.sealed, [district.seal_identity]), [district.seal_recipient])
    assert accept(exchange.district, anew).outcome == "repeated"
    assert len(received(exchange.district)) == 1


def test_a_letter_to_another_organisation_is_not_ours(exchange) -> None:
    """Another organisation passes on what the school wrote to it, sealed anew for the district."""
    enrol(exchange.district, exchange.school_card)
    sent = export(exchange.school, own_card(exchange.other), [KEY], print_forms=False, password=PASSWORD)
    other, district = own_identity(exchange.other).identity, own_identity(exchange.district).identity
    forwarded = seal(open_sealed(sent.sealed, [other.seal_identity]), [district.seal_recipient])
    with pytest.raises(TrustError, match="not_for_us"):
        accept(exchange.district, forwarded)


def test_what_is_no_report_for_us_is_refused(exchange) -> None:
    sent = exchange.taken()
    (receipt,) = receipts_of(exchange.district, sent.uuid)
    with pytest.raises(UserError, match="own_file"):
        accept(exchange.district, receipt.sealed)
    with pytest.raises(UserError, match="a_receipt"):
        accept(exchange.school, receipt.sealed)
    with pytest.raises(UserError, match="not_a_receipt"):
        read_receipt(exchange.school, sent.sealed)
    with pytest.raises(UserError, match="own_file"):
        accept(exchange.school, sent.sealed)


def test_an_older_revision_is_recorded_answered_and_changes_nothing(exchange) -> None:
    old = exchange.send()
    exchange.sign_again("II.10.3", 1)
    new = exchange.send()
    enrol(exchange.district, exchange.school_card)
    assert accept(exchange.district, new.sealed).outcome == "taken"
    late = accept(exchange.district, old.sealed)
    assert late.outcome == "older"
    assert read_receipt(exchange.school, late.receipt).verdict is Verdict.RECEIVED
    assert {row.uuid: row.current for row in received(exchange.district)} == {new.uuid: True, old.uuid: False}
    (cell,) = cells_of_form_2(status(exchange.district, "2025").rows[0])
    assert (cell.bundle, cell.revision) == (new.uuid, 2)
    with pytest.raises(UserError, match="superseded"):
        decide(exchange.district, old.uuid, Verdict.ACCEPTED)


def test_a_newer_revision_takes_the_place_of_the_one_before(exchange) -> None:
    first = exchange.taken()
    exchange.sign_again("II.10.3", 1)
    second = exchange.send()
    assert accept(exchange.district, second.sealed).outcome == "taken"
    with pytest.raises(UserError, match="superseded"):
        decide(exchange.district, first.uuid, Verdict.ACCEPTED)
    read_receipt(exchange.school, decide(exchange.district, second.uuid, Verdict.ACCEPTED))
    states = {row.uuid: row.state for row in outbox(exchange.school)}
    assert states == {first.uuid: OutboxState.REPLACED, second.uuid: OutboxState.ACCEPTED}


def test_an_earlier_report_in_another_stream_is_older(exchange) -> None:
    old = exchange.send()
    exchange.sign_again("II.10.3", 1)
    new = exchange.send("full")
    enrol(exchange.district, exchange.school_card)
    assert accept(exchange.district, new.sealed).outcome == "taken"
    assert accept(exchange.district, old.sealed).outcome == "older"


def _forge(exchange, sent, **changes):
    """Another file by the school's own key, as a restored or copied vault would make it."""
    with exchange.school.unit_of_work() as uow:
        opened, _ = open_sealed_file(uow, sent.sealed)
    recipient = read_card(exchange.district_card).seal_recipient
    files = changes.pop("files", None) or dict(opened.files)
    manifest = replace(opened.manifest, **({"uuid": str(uuid4())} | changes))
    return make_bundle(manifest, files, own_identity(exchange.school).identity, [recipient]).sealed


def test_a_fork_is_recorded_and_shown_but_not_counted(exchange) -> None:
    sent = exchange.taken()
    fork = accept(exchange.district, _forge(exchange, sent, created=datetime(2026, 2, 2, tzinfo=UTC)))
    assert fork.outcome == "conflict"
    (cell,) = cells_of_form_2(status(exchange.district, "2025").rows[0])
    assert cell.state == "conflict"
    assert cell.bundle == sent.uuid
    with pytest.raises(UserError, match="in_conflict"):
        decide(exchange.district, fork.bundle, Verdict.ACCEPTED)
    decide(exchange.district, fork.bundle, Verdict.REFUSED)
    (cell,) = cells_of_form_2(status(exchange.district, "2025").rows[0])
    assert cell.state == "received"


@pytest.mark.parametrize("previous", [None, "ab" * 32])
def test_a_revision_that_does_not_follow_is_a_conflict(exchange, previous: str | None) -> None:
    sent = exchange.taken()
    sealed = _forge(exchange, sent, revision=2, previous_manifest_sha256=previous)
    assert accept(exchange.district, sealed).outcome == "conflict"


def test_the_same_signed_revision_with_other_numbers_is_a_conflict(exchange) -> None:
    sent = exchange.taken()
    with exchange.school.unit_of_work() as uow:
        files = dict(open_sealed_file(uow, sent.sealed)[0].files)
    document = json.loads(files["data/fnpr-2_2025.json"])
    document["values"]["II.10.3"] = 5
    files["data/fnpr-2_2025.json"] = json.dumps(document).encode()
    sealed = _forge(exchange, sent, files=files, revision=2, previous_manifest_sha256=sent.manifest_sha256)
    assert accept(exchange.district, sealed).outcome == "conflict"


def test_a_missed_revision_does_not_stop_the_next(exchange) -> None:
    exchange.taken()
    exchange.sign_again("II.10.3", 1)
    exchange.send()
    exchange.sign_again("II.10.3", 2)
    assert accept(exchange.district, exchange.send().sealed).outcome == "taken"


def test_data_that_is_not_what_the_manifest_says_is_refused(exchange) -> None:
    sent = exchange.send()
    enrol(exchange.district, exchange.school_card)
    path = "data/fnpr-2_2025.json"
    for files in ({path: b"[]"}, {path: b"{}"}, {path: b"{" * 99}, {"data/other.json": b"{}"}):
        with pytest.raises(TrustError, match="unsafe_contents"):
            accept(exchange.district, _forge(exchange, sent, files=files))
    assert received(exchange.district) == ()


def test_numbers_that_break_our_rules_are_found_whatever_the_sender_said(exchange) -> None:
    sent = exchange.send()
    enrol(exchange.district, exchange.school_card)
    with exchange.school.unit_of_work() as uow:
        files = dict(open_sealed_file(uow, sent.sealed)[0].files)
    document = json.loads(files["data/fnpr-2_2025.json"])
    document["values"]["II.2.3"] = document["values"]["II.1.3"] + 1
    document["violations"] = []
    files["data/fnpr-2_2025.json"] = json.dumps(document).encode()
    outcome = accept(exchange.district, _forge(exchange, sent, files=files, checks=()))
    assert any(v.severity is Severity.ERROR and "II.2.3" in v.cells for v in outcome.reports[0].violations)
    assert received(exchange.district)[0].errors > 0


@pytest.mark.parametrize("what", ["byte", "cut", "empty"])
def test_a_damaged_file_leaves_no_trace(exchange, what: str) -> None:
    sent = exchange.send()
    enrol(exchange.district, exchange.school_card)
    sealed = sent.sealed
    damaged = {"byte": sealed[:-9] + bytes([sealed[-9] ^ 4]) + sealed[-8:], "cut": sealed[:3000], "empty": b""}[what]
    with pytest.raises(TrustError):
        accept(exchange.district, damaged)
    assert received(exchange.district) == ()


# --- deciding, and the receipt's way back


def test_remarks_come_back_to_the_cell(exchange) -> None:
    sent = exchange.taken()
    receipt = exchange.decided(sent, Verdict.RETURNED, ("II.10.3", "Уточните пенсионеров"), ("", "Позвоните нам"))
    outcome = read_receipt(exchange.school, receipt)
    assert outcome.state is OutboxState.RETURNED
    filled = fill(exchange.school, *KEY)
    assert filled.state is ReportState.RETURNED
    assert {(r.cell, r.text) for r in filled.remarks} == {("II.10.3", "Уточните пенсионеров"), ("", "Позвоните нам")}
    page = received_report(exchange.district, sent.uuid, "fnpr-2")
    assert ("II.10.3", "Уточните пенсионеров") in {(r.cell, r.text) for r in page.remarks}
    with pytest.raises(UserError, match="not_signed"):
        exchange.send()


def test_from_return_to_acceptance(exchange) -> None:
    first = exchange.taken()
    read_receipt(exchange.school, exchange.decided(first, Verdict.RETURNED, ("II.10.3", "Уточните")))
    exchange.sign_again("II.10.3", 1)
    second = exchange.send()
    accept(exchange.district, second.sealed)
    read_receipt(exchange.school, exchange.decided(second, Verdict.ACCEPTED))
    filled = fill(exchange.school, *KEY)
    assert (filled.state, filled.remarks) == (ReportState.ACCEPTED, ())
    with exchange.school.unit_of_work() as uow:
        report = uow.reports.find(*KEY)
        newest = uow.exchange.latest_revision(report.id)
        assert [r.state for r in uow.exchange.earlier_revisions(newest)] == [ReportState.REPLACED]
    (cell,) = cells_of_form_2(status(exchange.district, "2025").rows[0])
    assert (cell.state, cell.accepted_bundle) == ("accepted", second.uuid)


def test_a_decision_is_made_once(exchange) -> None:
    sent = exchange.taken()
    first = exchange.decided(sent, Verdict.RETURNED, ("II.10.3", "Уточните"))
    assert exchange.decided(sent, Verdict.RETURNED, ("fnpr-2:2025:II.10.3", "Уточните")) == first
    for verdict, remarks in ((Verdict.ACCEPTED, ()), (Verdict.RETURNED, (("II.1.3", "Ещё"),))):
        with pytest.raises(UserError, match="already_decided"):
            exchange.decided(sent, verdict, *remarks)
    assert accept(exchange.district, sent.sealed).receipt == first
    assert [r.verdict for r in receipts_of(exchange.district, sent.uuid)] == [Verdict.RECEIVED, Verdict.RETURNED]


def test_a_remark_needs_a_cell_of_the_form(exchange) -> None:
    sent = exchange.taken()
    for place in ("II.99.3", "nonsense", "fnpr-2:2024:II.1.3", "fnpr-2:2025:XX.1.1"):
        with pytest.raises(UserError, match="unknown_cell"):
            exchange.decided(sent, Verdict.RETURNED, (place, "текст"))
    with pytest.raises(UserError, match="unknown_bundle"):
        decide(exchange.district, str(uuid4()), Verdict.ACCEPTED)
    with pytest.raises(UserError, match="not_a_decision"):
        exchange.decided(sent, Verdict.RECEIVED)


def test_receipts_in_any_order_and_again(exchange) -> None:
    sent = exchange.taken()
    exchange.decided(sent, Verdict.ACCEPTED)
    early, decision = (r.sealed for r in receipts_of(exchange.district, sent.uuid))
    assert read_receipt(exchange.school, decision).outcome == "new"
    assert read_receipt(exchange.school, early).outcome == "late"
    assert read_receipt(exchange.school, decision).outcome == "repeated"
    assert read_receipt(exchange.school, early).outcome == "repeated"
    (row,) = outbox(exchange.school)
    assert row.state is OutboxState.ACCEPTED
    assert len(row.receipts) == 2
    assert fill(exchange.school, *KEY).state is ReportState.ACCEPTED


def test_a_receipt_does_not_touch_a_report_in_work_again(exchange) -> None:
    from app.services.reports import reopen

    sent = exchange.taken()
    reopen(exchange.school, *KEY)
    read_receipt(exchange.school, exchange.decided(sent, Verdict.ACCEPTED))
    assert fill(exchange.school, *KEY).state is ReportState.DRAFT
    assert outbox(exchange.school)[0].state is OutboxState.ACCEPTED


def _receipt(exchange, sent, signer, own=None, **changes) -> bytes:
    """A receipt by somebody's key about the school's file."""
    own = own or own_identity(signer)
    school = own_identity(exchange.school)
    values = {
        "receipt": str(uuid4()), "bundle": sent.uuid, "sealed_sha256": sent.sealed_sha256,
        "manifest_sha256": sent.manifest_sha256, "issued": datetime.now(UTC).replace(microsecond=0),
        "verdict": Verdict.ACCEPTED,
    }  # fmt: skip
    receipt = Receipt(**(values | changes))
    manifest = Manifest(
        uuid=receipt.receipt, kind=BundleKind.RECEIPT, created=receipt.issued, sender=own_endpoint(own),
        recipient=own_endpoint(school), stream="receipt", revision=1, previous_manifest_sha256=None,
        profile=ProfileEdition("ngsp", ""),
    )  # fmt: skip
    files = {RECEIPT_PATH: receipt.to_bytes()}
    return make_bundle(manifest, files, own.identity, [school.identity.seal_recipient]).sealed


def test_nobody_else_can_accept_for_the_district(exchange) -> None:
    sent = exchange.send()
    with pytest.raises(TrustError, match="unknown_sender"):
        read_receipt(exchange.school, _receipt(exchange, sent, exchange.other))
    enrol(exchange.school, own_card(exchange.other))
    for signer in (exchange.other, exchange.school):
        with pytest.raises(TrustError, match="receipt_foreign"):
            read_receipt(exchange.school, _receipt(exchange, sent, signer))
    assert outbox(exchange.school)[0].state is OutboxState.PREPARED


def test_the_district_may_answer_with_its_renewed_key(exchange) -> None:
    sent = exchange.send()
    (old,) = parties(exchange.school)
    described = read_card(exchange.district_card).organisation
    renewed = make_identity(described.full_name, described.uid)
    own = replace(own_identity(exchange.district), identity=renewed)
    with pytest.raises(TrustError, match="unknown_sender"):
        read_receipt(exchange.school, _receipt(exchange, sent, exchange.district, own))
    revoke(exchange.school, old.id)
    enrol(exchange.school, make_card(renewed, described), renewed.fingerprint, PartyRelation.HIGHER)
    receipt = _receipt(exchange, sent, exchange.district, own)
    assert read_receipt(exchange.school, receipt).state is OutboxState.ACCEPTED
    with pytest.raises(TrustError, match="revoked"):
        read_receipt(exchange.school, _receipt(exchange, sent, exchange.district))


@pytest.mark.parametrize("changes", [{"sealed_sha256": "0" * 64}, {"manifest_sha256": "0" * 64}, {"bundle": None}])
def test_a_receipt_for_another_file_is_refused(exchange, changes: dict) -> None:
    sent = exchange.send()
    if "bundle" in changes:
        changes = {"bundle": str(uuid4())}
    with pytest.raises(TrustError, match="receipt_other_file"):
        read_receipt(exchange.school, _receipt(exchange, sent, exchange.district, **changes))
    assert outbox(exchange.school)[0].receipts == ()
    told = [problem.code for problem in check_vault(exchange.school).problems]
    assert told == (["vault.known_above"] if "bundle" in changes else []), "a file of ours that is not here"


def test_who_brought_an_older_state_back_knows_that_files_are_missing(exchange) -> None:
    sent = exchange.send()
    with exchange.school.unit_of_work() as uow:
        uow.journal.record("vault.restored", journal=1)
        uow.commit()
    with pytest.raises(TrustError, match="receipt_other_file"):
        read_receipt(exchange.school, _receipt(exchange, sent, exchange.district, bundle=str(uuid4())))
    assert check_vault(exchange.school).ok


def test_an_earlier_decision_does_not_undo_a_later_one(exchange) -> None:
    sent = exchange.send()
    now = datetime.now(UTC).replace(microsecond=0)
    read_receipt(exchange.school, _receipt(exchange, sent, exchange.district))
    late = _receipt(exchange, sent, exchange.district, verdict=Verdict.REFUSED, issued=now - timedelta(days=1))
    assert read_receipt(exchange.school, late).outcome == "late"
    assert outbox(exchange.school)[0].state is OutboxState.ACCEPTED


def test_no_changed_or_cut_receipt_is_read(exchange) -> None:
    sent = exchange.taken()
    receipt = exchange.decided(sent, Verdict.ACCEPTED)
    for position in range(0, len(receipt), 37):
        changed = bytearray(receipt)
        changed[position] ^= 1
        for data in (bytes(changed), receipt[:position]):
            with pytest.raises(TrustError):
                read_receipt(exchange.school, data)
    assert outbox(exchange.school)[0].receipts == ()


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[]", b'{"format":"pervichka-receipt/1"}', b'{"format":"pervichka-receipt/2"}', b"\xff"],
)
def test_a_receipt_of_another_shape(data: bytes) -> None:
    with pytest.raises(TrustError):
        read_receipt_data(data)
    good = Receipt(
        str(uuid4()), str(uuid4()), "0" * 64, "1" * 64, datetime(2026, 1, 1, tzinfo=UTC), Verdict.RETURNED,
        (ReceiptRemark("fnpr-2", "2025", "II.1.3", "текст"),), 2,
    )  # fmt: skip
    assert read_receipt_data(good.to_bytes()) == good


# --- the overview


def cells_of_form_2(row):
    return [cell for cell in row.cells if cell.form == "fnpr-2"]


def test_who_has_sent_what_and_who_is_late(exchange) -> None:
    enrol(exchange.district, exchange.school_card)
    enrol(exchange.district, own_card(exchange.other))
    before = status(exchange.district, "2025", date(2026, 1, 10))
    # All that a primary organisation owes for the year, but for what is asked of some only.
    assert set(before.forms) == {
        "fnpr-2", "kdk-1", "4-pi", "7-travmatizm", "1-t", "obuchenie", "rezerv", "kd-hod", "soc-econ", "deti",
    }  # fmt: skip
    assert {cell.form for row in before.rows for cell in row.cells if cell.late} == {"deti"}
    after = status(exchange.district, "2025", date(2026, 1, 25))
    assert {cell.form for row in after.rows for cell in row.cells if cell.late} == {"deti", "fnpr-2", "soc-econ"}
    assert after.late == 6
    assert {cells_of_form_2(row)[0].days_late for row in after.rows} == {5}
    sent = exchange.taken()
    exchange.decided(sent, Verdict.ACCEPTED)
    table = status(exchange.district, "2025", date(2026, 1, 25))
    states = {row.organisation.short_name: cells_of_form_2(row)[0].state for row in table.rows}
    assert states == {"ППО Школы № 14": "accepted", "ППО Школы № 15": "missing"}
    assert table.complete == 0
    quarter = status(exchange.district, "2025-q3", date(2026, 1, 25))
    assert (quarter.forms, quarter.late) == (("soc-econ",), 2)
    with pytest.raises(UserError, match="bad_period"):
        status(exchange.district, "прошлый")


def test_a_report_taken_in_has_all_that_a_page_needs(exchange) -> None:
    sent = exchange.taken(printed=True)
    page = received_report(exchange.district, sent.uuid, "fnpr-2")
    mine = fill(exchange.school, *KEY)
    assert {a: c.value for a, c in page.view.cells.items()} == {a: c.value for a, c in mine.view.cells.items()}
    assert page.explanations and set(page.explanations) == {v.rule for v in page.view.warnings}
    assert page.printed is not None and page.printed.startswith(b"%PDF")
    assert page.current
    with pytest.raises(UserError, match="no_report"):
        received_report(exchange.district, sent.uuid, "fnpr-7")


def _with_content(exchange, sent, spoil) -> bytes:
    with exchange.school.unit_of_work() as uow:
        files = dict(open_sealed_file(uow, sent.sealed)[0].files)
    files["data/fnpr-2_2025.json"] = spoil(files["data/fnpr-2_2025.json"])
    return _forge(exchange, sent, files=files)


def test_a_giant_number_in_a_signed_cell_is_refused_in_no_time(exchange) -> None:
    sent = exchange.send()
    enrol(exchange.district, exchange.school_card)
    for number in (b"1e999999999", b"-1E+99999999", b"9" * 5000):
        sealed = _with_content(
            exchange, sent, lambda data, n=number: data.replace(b'"values":{', b'"values":{"II.10.3":' + n + b",", 1)
        )
        with pytest.raises(TrustError, match="unsafe_contents"):
            accept(exchange.district, sealed)
    assert received(exchange.district) == ()


def test_whatever_a_file_makes_us_raise_the_next_is_taken(exchange, monkeypatch, tmp_path) -> None:
    from app.services.intake import accepting
    from app.ui.intake.accepting import accept_files

    sent = exchange.send()
    enrol(exchange.district, exchange.school_card)
    first, second = tmp_path / "а.pervichka", tmp_path / "б.pervichka"
    first.write_bytes(_forge(exchange, sent, revision=1))
    second.write_bytes(sent.sealed)
    whole = accepting.carried
    met: list[str] = []

    def carried(opened, profile, kind):
        met.append(opened.sealed_sha256)
        if len(met) == 1:
            raise RecursionError("Иванова Анна")
        return whole(opened, profile, kind)

    monkeypatch.setattr(accepting, "carried", carried)
    bad, good = accept_files(exchange.district, [first, second], silent())
    assert bad.outcome is None and "«а.pervichka»" in bad.problem and "Иванова" not in bad.problem
    assert good.outcome is not None and good.outcome.outcome == "taken"


# --- names from outside


def _card_named(full_name: str, short_name: str = "ППО") -> bytes:
    uid = str(uuid4())
    described = CardOrganisation(uid, "ppo", "enterprise", full_name, short_name)
    return make_card(make_identity("x", uid), described)


def test_a_name_on_a_card_hides_nothing_and_does_not_pose_as_another(exchange) -> None:
    turned = enrol(exchange.district, _card_named("Шко\u200bла \u202e51 №\u202c\u2066\xad", "ППО\u200f Школы"))
    assert (turned.full_name, turned.short_name) == ("Школа 51 №", "ППО Школы")
    posing = enrol(exchange.district, _card_named("Шкoла № 14"))
    assert posing.full_name == "Шкoла № 14 [в слове «Шкoла» латинские буквы: o]"
    assert {p.full_name for p in parties(exchange.district)} >= {turned.full_name, posing.full_name}


def test_a_card_without_a_name_that_is_seen_is_refused(exchange) -> None:
    with pytest.raises(TrustError, match="card_damaged"):
        enrol(exchange.district, _card_named("\u200b\u2060\u202e"))
