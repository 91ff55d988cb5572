"""An order of cards goes up in a sealed file; a card is checked in another vault and by a signed list."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook
from pypdfium2 import PdfDocument

from app.bundle.canonical import parse_canonical
from app.bundle.identity import grouped_fingerprint
from app.bundle.union_card import make_code
from app.domain.cards import CardMedium, CardState
from app.domain.enums import PartyRelation
from app.domain.enums import Verdict as Decision
from app.errors import AppError, UserError
from app.services import cards
from app.services.cards import CardVerdict
from app.services.exchange import export, outbox, unpack_bundle, what_leaves
from app.services.intake import accept, decide, enrol, received, revoke
from app.services.members import MemberQuery, list_members
from app.services.organisation.passport import own_card, own_identity
from app.services.privacy.consents import withdraw_consent
from app.services.session import VaultSession

TODAY = date.today()


def everybody(session: VaultSession) -> list[int]:
    return [row.id for row in list_members(session, MemberQuery(as_of=TODAY)).items]


def test_an_order_travels_and_is_read_above(exchange, tmp_path) -> None:
    school, district = exchange.school, exchange.district
    order = cards.place_order(school, everybody(school), CardMedium.PLASTIC)
    said = what_leaves(school, [], card_order=order)
    text = " ".join(said.lines)
    assert "20 членов профсоюза; о каждом: фамилия, имя, отчество, дата рождения, номер профсоюзного билета" in text
    sent = export(school, exchange.district_card, [], card_order=order)
    assert sent.title == "Заказ профбилетов: 20"
    assert cards.orders(school)[0].sealed == sent.uuid
    unpack_bundle(school, sent.sealed, tmp_path / "inside")
    document = parse_canonical((tmp_path / "inside" / "data" / "card-order.json").read_bytes())
    assert {frozenset(card) for card in document["cards"]} == {
        frozenset({"uid", "surname", "name", "patronymic", "birth_date", "card_number", "union_since"})
    }
    assert len(document["cards"]) == 20
    assert document["coverage"]["members"] == 25
    assert "тайный адрес" not in str(document)
    enrol(district, exchange.school_card)
    outcome = accept(district, sent.sealed, sent.name)
    assert (outcome.outcome, outcome.title) == ("taken", "Заказ профбилетов")
    (incoming,) = cards.incoming_orders(district)
    assert (incoming.organisation, len(incoming.lines)) == ("ППО Школы № 14", 20)
    sheet = load_workbook(io.BytesIO(cards.order_paper(district, incoming, "xlsx"))).active
    assert sheet is not None
    assert sheet.max_row == 24
    assert [c.value for c in sheet[4]] == [
        "№ п/п", "Фамилия", "Имя", "Отчество", "Дата рождения", "Номер профсоюзного билета",
        "Дата вступления в Профсоюз",
    ]  # fmt: skip
    assert [c.value for c in sheet[5]][4] == "01.05.1970"
    table = cards.coverage(district)
    assert (table.rows[0].title, table.rows[0].members) == ("ППО Школы № 14", 25)
    assert [row.title for row in received(district)] == ["Заказ профбилетов"]


def test_who_withdrew_since_does_not_leave_with_the_order(exchange, tmp_path) -> None:
    school = exchange.school
    people = everybody(school)
    order = cards.place_order(school, people, CardMedium.PLASTIC)
    first = export(school, exchange.district_card, [], card_order=order)
    gone = cards.order_list(school, order).lines[0]
    withdraw_consent(school, gone.person_id, [], TODAY)
    second = export(school, exchange.district_card, [], card_order=order)
    assert (first.revision, second.revision) == (1, 2)
    unpack_bundle(school, second.sealed, tmp_path / "inside")
    assert gone.uid not in (tmp_path / "inside" / "data" / "card-order.json").read_text(encoding="utf-8")
    district = exchange.district
    enrol(district, exchange.school_card)
    accept(district, first.sealed)
    accept(district, second.sealed)
    (incoming,) = cards.incoming_orders(district)
    assert len(incoming.lines) == 19
    assert len(outbox(school)) == 2


def test_an_order_goes_beside_a_report(exchange) -> None:
    school, district = exchange.school, exchange.district
    order = cards.place_order(school, everybody(school)[:3], CardMedium.VIRTUAL)
    sent = export(school, exchange.district_card, [("fnpr-2", "2025")], "full", print_forms=False, card_order=order)
    enrol(district, exchange.school_card)
    outcome = accept(district, sent.sealed)
    assert outcome.outcome == "taken"
    assert outcome.title.endswith("Реестр членов профсоюза; Заказ профбилетов")


def test_an_order_nobody_is_left_in_does_not_leave(exchange) -> None:
    school = exchange.school
    order = cards.place_order(school, everybody(school), CardMedium.PLASTIC)
    for line in cards.order_list(school, order).lines:
        withdraw_consent(school, line.person_id, [], TODAY)
    with pytest.raises(UserError) as refused:
        export(school, exchange.district_card, [], card_order=order)
    assert refused.value.code == "cards.nobody_allowed"


def code(session: VaultSession, until: date) -> str:
    return make_code(own_identity(session).identity, "Тестова А. И.", "16-00003", until)


def test_a_card_is_checked_where_its_organisation_is_enrolled(exchange) -> None:
    text = code(exchange.school, date(2031, 12, 31))
    district = exchange.district
    assert cards.verify_card(district, text).verdict is CardVerdict.UNKNOWN_ORGANISATION
    party = enrol(district, exchange.school_card)
    found = cards.verify_card(district, text)
    assert (found.verdict, found.name, found.organisation) == (CardVerdict.VALID, "Тестова А. И.", "ППО Школы № 14")
    assert found.person_id is None
    assert cards.verify_card(district, text, date(2032, 1, 1)).verdict is CardVerdict.EXPIRED
    revoke(district, party.id)
    assert cards.verify_card(district, text).verdict is CardVerdict.REVOKED


def test_a_signed_list_lets_a_third_organisation_check(exchange) -> None:
    text = code(exchange.school, date(2031, 12, 31))
    district, other = exchange.district, exchange.other
    party = enrol(district, exchange.school_card)
    listed = cards.export_trusted(district)
    stranger = cards.export_trusted(exchange.school)
    assert refusal(cards.import_trusted, other, stranger) == "cards.list_unknown"
    view = cards.import_trusted(other, listed)
    assert (view.issuer, view.organisations, view.revoked) == ("Районная", 2, 0)
    found = cards.verify_card(other, text)
    assert (found.verdict, found.vouched_by) == (CardVerdict.VALID, "Районная")
    revoke(district, party.id)
    newer = cards.export_trusted(district)
    cards.import_trusted(other, newer)
    assert cards.verify_card(other, text).verdict is CardVerdict.REVOKED
    assert len(cards.trusted_lists(other)) == 1
    assert refusal(cards.import_trusted, other, newer[:-3]) == "cards.not_a_list"
    assert refusal(cards.import_trusted, other, newer.replace(b"2031", b"2032", 1) + b" ") == "cards.list_damaged"


def test_an_older_list_does_not_undo_a_revocation(exchange, monkeypatch: pytest.MonkeyPatch) -> None:
    import app.bundle.trusted as room

    district, other = exchange.district, exchange.other
    party = enrol(district, exchange.school_card)
    old = cards.export_trusted(district)
    revoke(district, party.id)
    own = own_identity(district)
    found = room.read_trusted(cards.export_trusted(district))
    later = room.make_trusted(
        own.identity, own.organisation.uid, own.organisation.short_name, found.organisations,
        found.created + timedelta(hours=1),
    )  # fmt: skip
    enrol(other, own_card(district), relation=PartyRelation.HIGHER)
    cards.import_trusted(other, later)
    assert refusal(cards.import_trusted, other, old) == "cards.list_older"


def test_a_list_alone_is_enough_with_its_compared_fingerprint(exchange) -> None:
    district = exchange.district
    enrol(district, exchange.school_card)
    listed = cards.export_trusted(district)
    fingerprint = grouped_fingerprint(own_identity(district).fingerprint)
    trusted = cards.compared_list(listed, fingerprint)
    assert cards.verify_with_list(code(exchange.school, date(2031, 12, 31)), trusted).valid
    assert cards.verify_with_list(code(exchange.other, date(2031, 12, 31)), trusted).verdict is (
        CardVerdict.UNKNOWN_ORGANISATION
    )
    assert refusal(cards.compared_list, listed, "00" * 32) == "cards.list_other_signer"


def refusal(function: object, *args: object) -> str:
    with pytest.raises(AppError) as caught:
        function(*args)  # type: ignore[operator]
    return caught.value.code


# --- coverage above


def hand_out(school, order: int) -> int:
    waiting = cards.waiting_for(school, order)
    numbered = [cards.NewCard(person, f"99-{number:05d}") for number, (person, _) in enumerate(waiting)]
    return cards.issue_order(school, order, numbered, TODAY)


def register_goes_up(exchange) -> None:
    sent = export(exchange.school, exchange.district_card, [], "full")
    accept(exchange.district, sent.sealed)
    decide(exchange.district, sent.uuid, Decision.ACCEPTED)


def test_coverage_above_is_what_was_issued_not_what_was_ordered(exchange) -> None:
    """The order was made before its cards existed; the register that came later says how many were handed out."""
    school, district = exchange.school, exchange.district
    order = cards.place_order(school, everybody(school), CardMedium.PLASTIC)
    sent = export(school, exchange.district_card, [], card_order=order)
    enrol(district, exchange.school_card)
    accept(district, sent.sealed)
    (row,) = cards.coverage(district).rows
    assert (row.members, row.plastic, row.source) == (25, 0, "order")
    assert hand_out(school, order) == 20
    said = " ".join(what_leaves(school, [], "full").lines)
    assert "Охват билетами, без фамилий" in said
    register_goes_up(exchange)
    (row,) = cards.coverage(district).rows
    assert (row.title, row.members, row.plastic, row.virtual, row.source, row.on) == (
        "ППО Школы № 14", 25, 20, 0, "register", TODAY,
    )  # fmt: skip
    assert row.percent == 80


def test_a_later_return_of_cards_shows_above(exchange) -> None:
    school, district = exchange.school, exchange.district
    order = cards.place_order(school, everybody(school), CardMedium.PLASTIC)
    hand_out(school, order)
    enrol(district, exchange.school_card)
    register_goes_up(exchange)
    held = [row for row in cards.list_cards(school) if row.state is CardState.ISSUED]
    cards.close_card(school, held[0].id, CardState.RETURNED, TODAY)
    cards.close_card(school, held[1].id, CardState.LOST, TODAY)
    assert cards.coverage(district).rows[0].plastic == 20, "nothing was told yet"
    register_goes_up(exchange)
    assert cards.coverage(district).rows[0].plastic == 18


def test_who_told_nothing_of_cards_is_named(exchange) -> None:
    enrol(exchange.district, exchange.school_card)
    enrol(exchange.district, own_card(exchange.other))
    register_goes_up(exchange)
    table = cards.coverage(exchange.district)
    assert table.silent == ("ППО Школы № 15",)
    assert table.told == "Не сообщили о билетах (1): ППО Школы № 15."
    text = PdfDocument(cards.coverage_paper(exchange.district, table, "pdf"))[0].get_textpage().get_text_bounded()
    assert "Не сообщили о билетах (1): ППО Школы № 15." in text


def test_a_register_not_accepted_counts_no_cards(exchange) -> None:
    school, district = exchange.school, exchange.district
    hand_out(school, cards.place_order(school, everybody(school), CardMedium.PLASTIC))
    enrol(district, exchange.school_card)
    sent = export(school, exchange.district_card, [], "full")
    accept(district, sent.sealed)
    assert cards.coverage(district).rows == ()
