"""Members' cards: states, numbers, orders, coverage, printing, and the check of one's own cards."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from app.bundle.union_card import make_code, read_code
from app.domain.cards import CardMedium, CardState
from app.domain.enums import EventKind, MemberCategory
from app.errors import AppError, UserError
from app.services import cards
from app.services.cards import CardVerdict, NewCard
from app.services.members import (
    EntryDraft,
    EventDraft,
    MemberQuery,
    PersonDraft,
    add_member,
    list_members,
    member_card,
    record_event,
)
from app.services.organisation.passport import own_identity
from app.services.organisation.profiles import load_profile
from app.services.privacy.consents import record_consent, withdraw_consent
from app.services.session import VaultSession

TODAY = date.today()
JOINED = EntryDraft(EventKind.ADMITTED, date(2020, 5, 1), MemberCategory.WORKING)
NAMES = ("Ахметов", "Воробьёва", "Дьячкова", "Ёлкина", "Зуев", "Ильин")


@pytest.fixture
def people(session: VaultSession) -> list[int]:
    return [
        add_member(session, PersonDraft(name, "Анна", "Ивановна", phone="+7 900 000-00-00", department="Лицей"), JOINED)
        for name in NAMES
    ]


def refused(code: str, *args: object, **kwargs: object) -> AppError:
    function, *rest = args
    with pytest.raises(AppError) as caught:
        function(*rest, **kwargs)  # type: ignore[operator]
    assert caught.value.code == code
    return caught.value


def number_of(session: VaultSession, person_id: int) -> str:
    return member_card(session, person_id).person.card_number


def states(session: VaultSession, person_id: int) -> list[tuple[str, CardMedium, CardState]]:
    return [(c.number, c.medium, c.state) for c in cards.cards_of(session, person_id)]


def test_handing_out_gives_the_register_its_number(session: VaultSession, people: list[int]) -> None:
    handed = cards.issue_cards(
        session, [NewCard(people[0], "0000017"), NewCard(people[1], "0000018")], CardMedium.PLASTIC, TODAY
    )
    assert handed == 2
    assert [number_of(session, i) for i in people[:3]] == ["0000017", "0000018", ""]
    one = cards.cards_of(session, people[0])[0]
    assert (one.state, one.issued_on, one.valid_until) == (CardState.ISSUED, TODAY, date(TODAY.year + 5, 12, 31))
    assert one.current


def test_a_paper_card_is_exchanged_and_counted(session: VaultSession, people: list[int]) -> None:
    cards.issue_cards(session, [NewCard(people[0], "11")], CardMedium.PAPER, TODAY - timedelta(days=9))
    cards.issue_cards(session, [NewCard(people[0], "0000017")], CardMedium.PLASTIC, TODAY)
    assert states(session, people[0]) == [
        ("0000017", CardMedium.PLASTIC, CardState.ISSUED),
        ("11", CardMedium.PAPER, CardState.REPLACED),
    ]
    total = cards.coverage(session).total
    assert (total.members, total.plastic, total.virtual, total.exchanged, total.paper) == (6, 1, 0, 1, 0)


def test_plastic_and_its_picture_live_side_by_side_and_count_once(session: VaultSession, people: list[int]) -> None:
    cards.issue_cards(session, [NewCard(people[0], "17")], CardMedium.PLASTIC, TODAY)
    cards.issue_cards(session, [NewCard(people[0], "17")], CardMedium.VIRTUAL, TODAY)
    assert {s for _, _, s in states(session, people[0])} == {CardState.ISSUED}
    total = cards.coverage(session).total
    assert (total.plastic, total.virtual, total.electronic) == (1, 0, 1)


def test_a_lost_card_is_not_valid_until_it_is_found(session: VaultSession, people: list[int]) -> None:
    cards.issue_cards(session, [NewCard(people[0], "17")], CardMedium.PLASTIC, TODAY)
    card = cards.cards_of(session, people[0])[0]
    cards.close_card(session, card.id, CardState.LOST, TODAY)
    assert number_of(session, people[0]) == ""
    assert cards.coverage(session).total.electronic == 0
    found = cards.verify_card(session, "17")
    assert (found.verdict, found.valid) == (CardVerdict.CLOSED, False)
    assert "утерян" in found.what
    cards.find_again(session, card.id)
    assert number_of(session, people[0]) == "17"
    assert cards.verify_card(session, "17").valid
    refused("cards.not_so", cards.find_again, session, card.id)
    refused("cards.not_so", cards.close_card, session, card.id, CardState.ORDERED, TODAY)


def test_a_lost_card_with_another_given_for_it_stays_lost(session: VaultSession, people: list[int]) -> None:
    cards.issue_cards(session, [NewCard(people[0], "17")], CardMedium.PLASTIC, TODAY)
    lost = cards.cards_of(session, people[0])[0]
    cards.close_card(session, lost.id, CardState.LOST, TODAY)
    cards.issue_cards(session, [NewCard(people[0], "18")], CardMedium.PLASTIC, TODAY)
    refused("cards.not_so", cards.find_again, session, lost.id)
    assert cards.verify_card(session, "17").verdict is CardVerdict.CLOSED
    assert cards.verify_card(session, "18").valid


def test_what_cannot_be_handed_out_changes_nothing(session: VaultSession, people: list[int]) -> None:
    cards.issue_cards(session, [NewCard(people[0], "17")], CardMedium.PLASTIC, TODAY)
    plastic = CardMedium.PLASTIC
    give = cards.issue_cards
    refused("cards.number_taken", give, session, [NewCard(people[2], "20"), NewCard(people[1], "17")], plastic, TODAY)
    refused("cards.number_twice", give, session, [NewCard(people[1], "20"), NewCard(people[2], "20 ")], plastic, TODAY)
    refused("cards.no_number", give, session, [NewCard(people[1], "  ")], plastic, TODAY)
    refused("cards.bad_number", give, session, [NewCard(people[1], "9" * 60)], plastic, TODAY)
    refused("cards.nobody", give, session, [], plastic, TODAY)
    refused("cards.future", give, session, [NewCard(people[1], "20")], plastic, TODAY + timedelta(days=1))
    refused("people.unknown", give, session, [NewCard(9999, "20")], plastic, TODAY)
    record_event(session, people[3], EventDraft(EventKind.LEFT, date(2025, 1, 1)))
    refused("cards.not_a_member", give, session, [NewCard(people[3], "20")], plastic, TODAY)
    assert [number_of(session, i) for i in people[1:4]] == ["", "", ""]


def test_an_order_holds_only_those_who_may_be_named(session: VaultSession, people: list[int]) -> None:
    record_consent(session, people[:4], {"union": True}, date(2025, 9, 12))
    record_consent(session, [people[4]], {"union": False}, date(2025, 9, 12))
    record_event(session, people[3], EventDraft(EventKind.LEFT, date(2025, 10, 1)))
    preview = cards.preview_order(session, people, CardMedium.PLASTIC)
    assert [line.name.split()[0] for line in preview.lines] == ["Ахметов", "Воробьёва", "Дьячкова"]
    assert [set(line.values) for line in preview.lines] == [
        {"surname", "name", "patronymic", "birth_date", "card_number", "union_since"}
    ] * 3
    assert {left.name.split()[0]: left.why for left in preview.left_out} == {
        "Ёлкина": "не состоит на учёте", "Зуев": "отказ от передачи", "Ильин": "нет согласия",
    }  # fmt: skip
    order = cards.place_order(session, people, CardMedium.PLASTIC, note="первый")
    (row,) = cards.orders(session)
    assert (row.cards, row.issued, row.note) == (3, 0, "первый")
    again = cards.preview_order(session, people[:3], CardMedium.PLASTIC)
    assert {left.why for left in again.left_out} == {"билет уже заказан"}
    refused("cards.nobody_allowed", cards.place_order, session, people, CardMedium.PLASTIC)
    withdraw_consent(session, people[1], ["union"], TODAY)
    now = cards.order_list(session, order)
    assert [line.name.split()[0] for line in now.lines] == ["Ахметов", "Дьячкова"]
    assert [(left.name.split()[0], left.why) for left in now.left_out] == [("Воробьёва", "согласие отозвано")]


def test_cards_of_an_order_are_handed_out_in_one_go(session: VaultSession, people: list[int]) -> None:
    record_consent(session, people[:3], {"union": True}, date(2025, 9, 12))
    order = cards.place_order(session, people[:3], CardMedium.PLASTIC)
    waiting = cards.waiting_for(session, order)
    numbers = [NewCard(person, f"0000{n}" if n < 2 else "") for n, (person, _) in enumerate(waiting)]
    assert cards.issue_order(session, order, numbers, TODAY) == 2
    assert cards.orders(session)[0].issued == 2
    assert [name.split()[0] for _, name in cards.waiting_for(session, order)] == ["Дьячкова"]
    assert [c.state for c in cards.cards_of(session, people[0])] == [CardState.ISSUED]
    assert cards.cancel_order(session, order) == 1
    assert cards.orders(session) == ()
    assert [c.state for c in cards.cards_of(session, people[0])] == [CardState.ISSUED]
    assert cards.cards_of(session, people[2]) == ()


def test_numbers_of_a_list_get_their_kind(session: VaultSession) -> None:
    person = add_member(session, PersonDraft("Жуков", "Пётр", card_number="77"), JOINED)
    assert person in {p.id for p in cards.unknown_medium(session)}
    assert cards.set_medium(session, [person], CardMedium.PAPER) == 1
    assert cards.set_medium(session, [person], CardMedium.PLASTIC) == 0
    assert states(session, person) == [("77", CardMedium.PAPER, CardState.ISSUED)]
    assert cards.coverage(session).total.paper == 1
    assert person not in {p.id for p in cards.without_card(session)}


def test_coverage_is_as_of_its_day_by_department(session: VaultSession, people: list[int]) -> None:
    add_member(session, PersonDraft("Юдин", "Пётр", department="Начальная школа"), JOINED)
    week_ago = TODAY - timedelta(days=7)
    cards.issue_cards(session, [NewCard(people[0], "1"), NewCard(people[1], "2")], CardMedium.PLASTIC, week_ago)
    cards.issue_cards(session, [NewCard(people[2], "3")], CardMedium.VIRTUAL, TODAY)
    cards.close_card(session, cards.cards_of(session, people[0])[0].id, CardState.SPOILED, TODAY)
    before, now = cards.coverage(session, week_ago), cards.coverage(session)
    assert (before.total.plastic, before.total.virtual) == (2, 0)
    assert (now.total.plastic, now.total.virtual, now.total.percent) == (1, 1, Decimal("28.6"))
    lyceum = next(row for row in now.rows if row.title == "Лицей")
    assert (lyceum.members, lyceum.electronic, lyceum.percent) == (6, 2, Decimal("33.3"))
    assert sum(row.members for row in now.rows) == now.total.members == 7


def test_the_coverage_table_prints_and_its_sheet_adds_up(session: VaultSession, people: list[int]) -> None:
    add_member(session, PersonDraft("Юдин", "Пётр", department="=1+1"), JOINED)
    cards.issue_cards(session, [NewCard(people[0], "1")], CardMedium.PLASTIC, TODAY)
    table = cards.coverage(session)
    assert cards.coverage_paper(session, table, "pdf").startswith(b"%PDF")
    sheet = load_workbook(io.BytesIO(cards.coverage_paper(session, table, "xlsx"))).active
    assert sheet is not None
    heads = [sheet.cell(5, c).value for c in range(4, 8)]
    assert heads[:3] == [
        "На пластиковую карту ЭПБ", "На виртуальную форму в мобильном приложении",
        "Всего членов Профсоюза с новой формой ЭПБ",
    ]  # fmt: skip
    assert sheet["D4"].value == "Произведена замена бумажных профсоюзных билетов"
    names = {sheet.cell(row, 2).value: sheet.cell(row, 2).data_type for row in range(6, 9)}
    assert names["=1+1"] == "s"
    last = sheet.max_row
    assert sheet.cell(last, 3).value == f"=SUM(C6:C{last - 1})"


def test_printed_cards_carry_codes_that_our_key_signed(session: VaultSession, people: list[int]) -> None:
    cards.issue_cards(session, [NewCard(people[0], "17")], CardMedium.PAPER, TODAY)
    printed = cards.print_cards(session, people[:2])
    assert printed.pdf.startswith(b"%PDF")
    assert (printed.cards, [left.why for left in printed.left_out]) == (1, ["нет выданного билета с номером"])
    refused("cards.nothing_to_print", cards.print_cards, session, people[2:])


def code_of(session: VaultSession, name: str, number: str, until: date) -> str:
    return make_code(own_identity(session).identity, name, number, until)


def test_our_own_code_is_checked_against_our_records(session: VaultSession, people: list[int]) -> None:
    until = date(TODAY.year + 5, 12, 31)
    cards.issue_cards(session, [NewCard(people[0], "17")], CardMedium.PAPER, TODAY)
    text = code_of(session, "Ахметов А. И.", "17", until)
    good = cards.verify_card(session, text)
    assert (good.verdict, good.name, good.number, good.until) == (CardVerdict.VALID, "Ахметов А. И.", "17", until)
    assert good.organisation == "ППО СОШ № 14"
    assert good.person_id == people[0]
    assert cards.verify_card(session, text, until + timedelta(days=1)).verdict is CardVerdict.EXPIRED
    assert cards.verify_card(session, code_of(session, "Никто Н. Н.", "99", until)).verdict is CardVerdict.UNKNOWN_CARD
    record_event(session, people[0], EventDraft(EventKind.LEFT, TODAY))
    assert cards.verify_card(session, text).verdict is CardVerdict.NOT_MEMBER
    cards.close_card(session, cards.cards_of(session, people[0])[0].id, CardState.LOST, TODAY)
    assert cards.verify_card(session, text).verdict is CardVerdict.CLOSED


def test_a_forged_or_strange_code_says_so_and_names_nobody(session: VaultSession, people: list[int]) -> None:
    import binascii

    text = code_of(session, "Ахметов А. И.", "17", date(2031, 12, 31))
    raw = bytearray(read_code(text).body + read_code(text).signature)
    raw[12] ^= 1
    forged = str(int.from_bytes(bytes(raw) + binascii.crc_hqx(bytes(raw), 0xFFFF).to_bytes(2, "big"), "big"))
    found = cards.verify_card(session, forged)
    assert (found.verdict, found.name, found.number) == (CardVerdict.FORGED, "", "")
    assert cards.verify_card(session, text[:-9]).verdict is CardVerdict.DAMAGED
    assert cards.verify_card(session, "").verdict is CardVerdict.DAMAGED
    assert cards.verify_card(session, "нет такого").verdict is CardVerdict.UNKNOWN_CARD


def test_what_happens_to_cards_is_in_the_journal(session: VaultSession, people: list[int]) -> None:
    cards.issue_cards(session, [NewCard(people[0], "17")], CardMedium.PAPER, TODAY)
    cards.print_cards(session, [people[0]])
    cards.verify_card(session, "17")
    cards.close_card(session, cards.cards_of(session, people[0])[0].id, CardState.RETURNED, TODAY)
    uid = next(r.uid for r in list_members(session, MemberQuery(as_of=TODAY)).items if r.id == people[0])
    with session.unit_of_work() as uow:
        actions = [entry.action for entry in uow.journal.entries(uid)]
    for action in ("card.issued", "card.printed", "card.checked", "card.closed"):
        assert action in actions


def test_free_numbers_follow_the_highest(session: VaultSession, people: list[int]) -> None:
    assert cards.suggest_numbers(session, 2) == ("000001", "000002")
    cards.issue_cards(session, [NewCard(people[0], "0090"), NewCard(people[1], "0092")], CardMedium.PAPER, TODAY)
    assert cards.suggest_numbers(session, 2) == ("0093", "0094")


@pytest.mark.parametrize(
    ("typed", "following"),
    [
        ("0099", "0100"), ("99", "100"), ("ИС-0099", "ИС-0100"), ("ИС-0099/К", "ИС-0100/К"), ("00009", "00010"),
        ("17/26", "18/26"), ("ИС-017/2026", "ИС-018/2026"), ("2026-0009", "2026-0010"), ("77-15", "77-16"),
        ("А1Б2В", "А1Б3В"), ("0001 бис", "0002 бис"), ("2026", "2027"),
    ],
)  # fmt: skip
def test_numbering_goes_on_from_what_was_typed(session: VaultSession, typed: str, following: str) -> None:
    assert cards.number_on(session, [typed, ""]) == (typed, following)


def test_numbering_fills_the_empty_places_and_passes_over_what_is_taken(
    session: VaultSession, people: list[int]
) -> None:
    cards.issue_cards(session, [NewCard(people[0], "К-011")], CardMedium.PAPER, TODAY)
    made = cards.number_on(session, ["", "К-010", "", "", "К-100", "", "К-013"])
    assert made[1:] == ("К-010", "К-012", "К-014", "К-100", "К-101", "К-013")
    assert made[0] == "К-015"
    with pytest.raises(UserError) as refused:
        cards.number_on(session, ["бис", ""])
    assert refused.value.code == "cards.cannot_count"


def test_a_card_recorded_by_mistake_goes_with_its_number(session: VaultSession, people: list[int]) -> None:
    cards.issue_cards(session, [NewCard(people[0], "5")], CardMedium.PAPER, TODAY - timedelta(days=2))
    cards.issue_cards(session, [NewCard(people[0], "17")], CardMedium.PLASTIC, TODAY)
    cards.remove_card(session, cards.cards_of(session, people[0])[0].id)
    assert number_of(session, people[0]) == ""
    refused("cards.unknown", cards.remove_card, session, 999)


@pytest.mark.parametrize("profile", ["ngsp", "eseur", "asm"])
def test_every_union_has_rules_of_cards(profile: str) -> None:
    rules = cards.card_rules(load_profile(profile))
    assert CardMedium.PLASTIC in rules.media
    assert rules.valid_years == 5


def test_an_unknown_order_is_said_so(session: VaultSession) -> None:
    refused("cards.unknown_order", cards.order_list, session, 404)


def test_a_blocked_person_is_in_no_order(session: VaultSession, people: list[int]) -> None:
    record_consent(session, people[:2], {"union": True}, date(2025, 9, 12))
    with session.unit_of_work() as uow:
        uow.people.set_fields({people[0]: {"blocked_on": TODAY}}, changed_on=None)
        uow.commit()
    preview = cards.preview_order(session, people[:2], CardMedium.PLASTIC)
    assert [left.why for left in preview.left_out] == ["данные заблокированы"]
