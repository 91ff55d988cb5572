"""The desk: the tree of organisations, where reports stand, whom to call, many decisions and receipts at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from email import message_from_bytes
from pathlib import Path

import pytest
from sqlalchemy import event

from app.domain.enums import OrganisationKind, Verdict
from app.errors import UserError
from app.services.exchange import read_receipt
from app.services.intake import (
    PassportDraft,
    accept,
    accept_clean,
    change_organisation,
    clean_files,
    decide,
    enrol,
    enter_organisation,
    join_with_key,
    late,
    receipt_letters,
    receipts_to_give,
    received,
    remove_organisation,
    revoke,
    status,
    tree,
    write_receipts,
)
from tests.primaries import Primary, form_2

MAY = date(2026, 5, 1)
GOOD = form_2(100, 40, 18, 9)
BAD = {**GOOD, "II.2.3": 140}
"""More members among the working than there are working."""


def take(district, primary: Primary, values: dict[str, object], period: str = "2025") -> str:
    enrol(district, primary.card)
    return accept(district, primary.report(district, values, period)).bundle


def test_the_tree_puts_each_organisation_under_its_own_with_what_is_known(exchange) -> None:
    district = exchange.district
    plant = Primary("ППО Завода")
    bundle = take(district, plant, {**GOOD, "II.12.3": 40})
    number = enter_organisation(
        district,
        PassportDraft("Объединённая", OrganisationKind.OPPO, chair="Образцова О. О.", committee_until=date(2026, 6, 1)),
    )
    by_hand = enter_organisation(
        district, PassportDraft("ППО Без ключа", OrganisationKind.PPO, parent=number, phone="+7 843 1")
    )
    found = {node.short_name: node for node in tree(district, MAY)}
    assert [node.short_name for node in tree(district, MAY)] == ["Объединённая", "ППО Без ключа", "ППО Завода"]
    assert (found["ППО Без ключа"].depth, found["ППО Без ключа"].key) == (1, "none")
    assert (found["ППО Завода"].id, found["ППО Завода"].key, found["ППО Завода"].members) == (None, "unchecked", None)
    assert found["Объединённая"].term == "soon"
    assert {n.short_name: n.term for n in tree(district, date(2026, 6, 2))}["Объединённая"] == "over"
    decide(district, bundle, Verdict.ACCEPTED)
    assert {n.short_name: n.members for n in tree(district)}["ППО Завода"] == 40
    party = found["ППО Завода"].party
    assert party is not None
    join_with_key(district, by_hand, party)
    joined = {node.short_name: node for node in tree(district, MAY)}
    assert "ППО Завода" not in joined
    assert (joined["ППО Без ключа"].members, joined["ППО Без ключа"].members_period) == (40, "2025")
    assert joined["Объединённая"].members_below == 40
    assert joined["ППО Без ключа"].full_name == "ППО Завода", "from the card, as nobody typed it"
    remove_organisation(district, number)
    assert {node.short_name: node.depth for node in tree(district, MAY)} == {"ППО Без ключа": 0}


def test_the_tree_refuses_circles_second_keys_and_nameless_organisations(exchange) -> None:
    district = exchange.district
    party = enrol(district, exchange.school_card)
    top = enter_organisation(district, PassportDraft("Верх", OrganisationKind.TPO))
    low = enter_organisation(district, PassportDraft("Низ", OrganisationKind.PPO, parent=top), party.id)
    with pytest.raises(UserError, match="circle"):
        change_organisation(district, top, PassportDraft("Верх", OrganisationKind.TPO, parent=low))
    with pytest.raises(UserError, match="has_key"):
        join_with_key(district, top, party.id)
    with pytest.raises(UserError, match="no_name"):
        enter_organisation(district, PassportDraft("  ", OrganisationKind.PPO))
    with pytest.raises(UserError, match="wrong_term"):
        change_organisation(
            district,
            low,
            PassportDraft(
                "Низ", OrganisationKind.PPO, committee_since=date(2025, 1, 1), committee_until=date(2024, 1, 1)
            ),
        )
    revoke(district, party.id)
    assert {node.short_name: node.key for node in tree(district)} == {"Верх": "none", "Низ": "revoked"}


def test_everything_without_errors_is_accepted_at_once_and_nothing_else(exchange) -> None:
    district = exchange.district
    good, other, bad = Primary("ППО А"), Primary("ППО Б"), Primary("ППО В")
    old = take(district, good, GOOD)
    taken = {take(district, good, form_2(100, 41)), take(district, other, GOOD)}
    wrong = take(district, bad, BAD)
    assert {row.uuid for row in clean_files(district, "2025")} == taken
    assert clean_files(district, "2024") == ()
    done = accept_clean(district)
    assert ({one.uuid for one in done}, {one.problem for one in done}) == (taken, {""})
    verdicts = {row.uuid: row.verdict for row in received(district)}
    assert verdicts == {old: Verdict.RECEIVED, wrong: Verdict.RECEIVED, **dict.fromkeys(taken, Verdict.ACCEPTED)}
    assert accept_clean(district) == ()


def test_receipts_are_given_once_in_one_go(exchange, tmp_path: Path) -> None:
    sent = exchange.taken()
    plant = Primary("ППО Завода")
    take(exchange.district, plant, GOOD)
    decide(exchange.district, sent.uuid, Verdict.ACCEPTED)
    waiting = receipts_to_give(exchange.district)
    assert [(r.organisation, r.verdict) for r in waiting] == [
        ("ППО Завода", Verdict.RECEIVED), ("ППО Школы № 14", Verdict.ACCEPTED),
    ]  # fmt: skip
    letters = receipt_letters(exchange.district, waiting, tmp_path)
    by_address = {message["To"]: message for message in (message_from_bytes(p.read_bytes()) for p in letters)}
    assert set(by_address) == {None, "school14@example.org"}
    (part,) = [p for p in by_address["school14@example.org"].walk() if p.get_filename()]
    assert read_receipt(exchange.school, part.get_payload(decode=True)).verdict is Verdict.ACCEPTED
    assert receipts_to_give(exchange.district) == ()
    take(exchange.district, plant, form_2(100, 44))
    (again,) = receipts_to_give(exchange.district)
    assert [path.name for path in write_receipts(exchange.district, (again,), tmp_path)] == [again.name]
    assert (tmp_path / again.name).read_bytes() == again.sealed
    assert receipts_to_give(exchange.district) == ()


def test_whom_to_call_with_the_number_and_what_is_missing(exchange) -> None:
    district = exchange.district
    enrol(district, exchange.school_card)
    node = tree(district)[0]
    enter_organisation(
        district,
        PassportDraft("ППО Школы № 14", OrganisationKind.PPO, phone="+7 843 9", chair="Щербакова Е. П."),
        node.party,
    )
    enter_organisation(district, PassportDraft("ППО Бумажная", OrganisationKind.PPO, phone="+7 843 5"))
    assert late(district, "2025", date(2025, 9, 1)) == ()
    found = {one.organisation: one for one in late(district, "2025", MAY)}
    school, paper = found["ППО Школы № 14"], found["ППО Бумажная"]
    assert (school.phone, school.chair, school.has_key) == ("+7 843 9", "Щербакова Е. П.", True)
    assert (paper.phone, paper.has_key) == ("+7 843 5", False)
    assert [r.form for r in paper.reports] == [r.form for r in school.reports]
    two = next(r for r in school.reports if r.form == "fnpr-2")
    assert two.due is not None and two.days == (MAY - two.due).days
    plant = Primary("ППО Завода")
    decide(district, take(district, plant, GOOD), Verdict.RETURNED, [("II.1.3", "уточните")])
    early = {one.organisation: one for one in late(district, "2025", date(2025, 9, 1))}
    assert [(r.form, r.state, r.days) for r in early["ППО Завода"].reports] == [("fnpr-2", "returned", 0)]


def test_the_table_of_all_organisations_asks_the_database_twice(exchange) -> None:
    """300 organisations x 18 forms must open without a pause: no contents, no query for each organisation."""
    district = exchange.district
    for number in range(4):
        decide(district, take(district, Primary(f"ППО {number}"), GOOD if number else BAD), Verdict.ACCEPTED)
    asked: list[str] = []
    listen = lambda *a: asked.append(a[2])  # noqa: E731
    event.listen(district.database.engine, "before_cursor_execute", listen)
    table = status(district, "2025", MAY)
    event.remove(district.database.engine, "before_cursor_execute", listen)
    assert len(asked) <= 3
    assert not any(word in statement for statement in asked for word in ("content", "sealed", "violations"))
    cells = {row.organisation.short_name: next(c for c in row.cells if c.form == "fnpr-2") for row in table.rows}
    assert {name: cell.errors > 0 for name, cell in cells.items()} == {
        "ППО 0": True, "ППО 1": False, "ППО 2": False, "ППО 3": False,
    }  # fmt: skip
    assert {cell.revision for cell in cells.values()} == {1}
    assert replace(cells["ППО 1"]).late == (table.on > cells["ППО 1"].due and cells["ППО 1"].days_late > 0)
