"""Who leaves: 300 people with all mixtures of consents, each export against a table of rules written here."""

from __future__ import annotations

import ast
import csv
import io
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pyrage
import pytest
from msoffcrypto import OfficeFile
from openpyxl import load_workbook

import app.services as services
from app.cli.output import plain
from app.domain.enums import EventKind, MemberCategory, Sex
from app.errors import UserError
from app.services.exchange import export, what_leaves
from app.services.exchange.keyring import open_sealed_file
from app.services.members import EntryDraft, PersonDraft
from app.services.members.writing import add_member_in
from app.services.organisation.passport import draft_from_json, own_card
from app.services.privacy import disclosure as rule
from app.services.privacy import ends
from app.services.privacy.consent_texts import ConsentEdition
from app.services.privacy.consents import record_consent, withdraw_consent
from app.services.privacy.destroying import destroy, plan_destruction
from app.services.privacy.lists import make_list
from app.services.privacy.recipients import set_recipient
from app.services.session import VaultSession
from app.services.vault.creating import MINIMUM_KDF, create_vault
from tests.conftest import ORGANISATION, PASSWORD
from tests.services.conftest import DISTRICT

TODAY = date.today()
PAST = TODAY - timedelta(days=400)
OLD_EDITION = "eseur-2025-09"
NEW_EDITION = "eseur-next"

# --- the table of rules, written here from 152-ФЗ and exchange-and-privacy.md, not from the program

STATES = ("given", "refused", "withdrawn", "withdrawn_later", "expired", "lasts", "outdated", "missing", "given_again")
GOES = {
    "given": True,  # agreed under the newest text
    "lasts": True,  # agreed with a term that ends in the future
    "given_again": True,  # refused once, agreed later: the last word counts
    "withdrawn_later": True,  # a withdrawal dated tomorrow does not hold yet
    "refused": False,
    "withdrawn": False,
    "expired": False,
    "outdated": False,  # signed under the text that the newest one asks to sign again
    "missing": False,
}
AGAIN = {"union", "bonus"}  # the newest text asks these parts anew, not the messages
PERSON = ("ordinary", "blocked", "left", "destroyed")
PART_OF = {"register": "union", "cards": "union", "bonus": "bonus", "messages": "messages", "transfer": "union"}
FIELDS_OF = {
    "register": {"surname", "name", "patronymic", "sex", "birth_date", "category", "position", "card_number",
                 "union_since"},
    "bonus": {"surname", "name", "patronymic", "card_number", "phone", "email"},
    "messages": {"surname", "name", "patronymic", "phone", "email"},
}  # fmt: skip


def should_leave(case: Case, channel: str) -> bool:
    part = PART_OF[channel]
    state = case.states[part]
    if state == "outdated" and part not in AGAIN:
        return case.person == "ordinary"
    return case.person == "ordinary" and GOES[state]


@dataclass
class Case:
    number: int
    person: str
    states: dict[str, str]
    person_id: int = 0
    uid: str = ""

    @property
    def surname(self) -> str:
        return f"Человеков{self.number:03d}"

    @property
    def draft(self) -> PersonDraft:
        return PersonDraft(
            surname=self.surname, name="Олег", patronymic="Ильич", sex=Sex.MALE, birth_date=date(1980, 2, 3),
            phone=f"+7 900 100-{self.number:04d}", email=f"p{self.number}@example.org", address="г. Нурлат",
            card_number=f"55{self.number:06d}", position="учитель", note="тайная заметка",
        )  # fmt: skip


def cases() -> list[Case]:
    """300 people: every pair of states of the required and the bonus part, then every state of messages; some blocked,
    gone or destroyed."""
    mixtures = list(itertools.product(STATES, STATES))
    found = []
    for number in range(300):
        union, bonus = mixtures[number % len(mixtures)]
        messages = STATES[(number // 7) % len(STATES)]
        person = "ordinary" if number < 243 else PERSON[1 + number % 3] if number % 4 else "ordinary"
        if person == "destroyed" and number > 262:
            person = "blocked"
        states = {"union": union, "bonus": bonus, "messages": messages}
        found.append(Case(number, person, states))
    return found


def give(session: VaultSession, made: list[Case]) -> None:
    """Record what everybody answered, many at once: a commit costs a sync of the disk."""
    for part in ("union", "bonus", "messages"):
        by_state: dict[str, list[int]] = {state: [] for state in STATES}
        for case in made:
            by_state[case.states[part]].append(case.person_id)
        yes, no = {part: True}, {part: False}
        for state in ("given", "withdrawn", "withdrawn_later"):
            record_consent(session, by_state[state], yes, PAST, edition=NEW_EDITION)
        record_consent(session, by_state["refused"], no, PAST, edition=NEW_EDITION)
        record_consent(session, by_state["given_again"], no, PAST - timedelta(days=9), edition=NEW_EDITION)
        record_consent(session, by_state["given_again"], yes, PAST, edition=NEW_EDITION)
        for state, day in (("expired", TODAY - timedelta(days=1)), ("lasts", TODAY + timedelta(days=1))):
            record_consent(session, by_state[state], yes, PAST, edition=NEW_EDITION, valid_until=day)
        record_consent(session, by_state["outdated"], yes, PAST, edition=OLD_EDITION)
        for state, day in (("withdrawn", TODAY), ("withdrawn_later", TODAY + timedelta(days=1))):
            for person_id in by_state[state]:
                withdraw_consent(session, person_id, [part], day)


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[VaultSession, list[Case], bytes]]:
    """An organisation of the education union (it has all parts), with a newer text laid over."""
    folder = tmp_path_factory.mktemp("crowd")
    organisation = {**ORGANISATION, "union": "Общероссийский Профсоюз образования"}
    session = create_vault(folder / "v", draft_from_json(organisation), profile="eseur", password=PASSWORD,
                           kdf=MINIMUM_KDF).session  # fmt: skip
    first = session.profile.consent_editions[-1]
    newest = ConsentEdition(NEW_EDITION, TODAY - timedelta(days=30), first.text, tuple(sorted(AGAIN)), "новый закон")
    session.profile = replace(session.profile, consent_editions=(first, newest))
    made = cases()
    entry = EntryDraft(EventKind.ADMITTED, date(2015, 9, 1), MemberCategory.WORKING)
    with session.unit_of_work() as uow:
        for case in made:
            case.person_id = add_member_in(uow, case.draft, entry)
        uids = uow.people.uids([case.person_id for case in made])
        uow.commit()
    give(session, made)
    for case in made:
        case.uid = uids[case.person_id]
        if case.person == "blocked":
            ends.block(session, case.person_id)
        if case.person == "left":
            from app.services.members import EventDraft, record_event

            record_event(session, case.person_id, EventDraft(EventKind.LEFT, TODAY - timedelta(days=3)))
        if case.person == "destroyed":
            destroy(session, plan_destruction(session, case.person_id, "x"))
    district = create_vault(folder / "d", draft_from_json(DISTRICT), profile="eseur", password=PASSWORD,
                            kdf=MINIMUM_KDF).session  # fmt: skip
    card = own_card(district)
    district.close()
    yield session, made, card
    session.close()


def expected(made: list[Case], channel: str) -> set[str]:
    return {case.surname for case in made if should_leave(case, channel)}


def test_the_mixtures_are_all_there(crowd) -> None:
    _, made, _ = crowd
    assert len(made) == 300
    assert {c.person for c in made} == set(PERSON)
    for part in ("union", "bonus", "messages"):
        assert {c.states[part] for c in made} == set(STATES)
    for channel in ("register", "bonus", "messages"):
        assert 20 < len(expected(made, channel)) < 280


def test_the_register_in_a_bundle(crowd) -> None:
    session, made, card = crowd
    told = what_leaves(session, [], "full", card)
    assert told.register is not None
    sent = export(session, card, [], "full", print_forms=False, password=PASSWORD)
    with session.unit_of_work() as uow:
        opened, _ = open_sealed_file(uow, sent.sealed)
    members = json.loads(opened.files["data/register.json"])["members"]
    assert {m["surname"] for m in members} == expected(made, "register")
    assert told.register.people == len(members), "what was shown is what left"
    for member in members:
        assert set(member) - {"uid"} == FIELDS_OF["register"]
    inside = b"".join(opened.files.values()).decode(errors="replace")
    for case in made:
        if not should_leave(case, "register"):
            assert case.surname not in inside and case.uid not in inside
        assert f"100-{case.number:04d}" not in inside, "no telephones in the register"
    assert "тайная заметка" not in inside


@pytest.mark.parametrize("channel", ["bonus", "messages"])
@pytest.mark.parametrize("kind", ["xlsx", "csv.age", "xlsx.age", "pdf"])
def test_lists(crowd, channel: str, kind: str) -> None:
    session, made, _ = crowd
    operator = pyrage.x25519.Identity.generate()
    part = PART_OF[channel]
    if kind.endswith(".age"):
        set_recipient(session, part, "", "")
        with pytest.raises(UserError, match=r"disclosure\.no_key"):
            make_list(session, channel, kind)
        set_recipient(session, part, "Кому надо", "г. Казань", "1655000000", str(operator.to_public()))
    data, told = make_list(session, channel, kind, password="1234-5678")
    if kind.endswith(".age"):
        data = bytes(pyrage.decrypt(data, [operator]))
    elif kind == "xlsx":
        assert all(case.surname.encode() not in data for case in made)
        closed, opened = OfficeFile(io.BytesIO(data)), io.BytesIO()
        closed.load_key(password="1234-5678")
        closed.decrypt(opened)
        data = opened.getvalue()
    kind = kind.removesuffix(".age")
    assert {one.data["surname"] for one in told.allowed} == expected(made, channel)
    assert set(told.fields) == FIELDS_OF[channel]
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    elif kind == "xlsx":
        sheet = load_workbook(io.BytesIO(data)).active
        rows = [[str(value or "") for value in row] for row in sheet.iter_rows(values_only=True)]
    else:
        import pypdfium2

        document = pypdfium2.PdfDocument(data)
        text = " ".join(page.get_textpage().get_text_range() for page in document)
        document.close()
        assert {c.surname for c in made if c.surname in text} == expected(made, channel)
        return
    assert len(rows[0]) == len(FIELDS_OF[channel])
    assert {row[0] for row in rows[1:]} == expected(made, channel)


def test_no_list_leaves_in_the_open(crowd) -> None:
    session, _, _ = crowd
    for kind in ("csv", "xlsx"):
        with pytest.raises(UserError, match=r"disclosure\.unsealed"):
            make_list(session, "bonus", kind)
    with pytest.raises(UserError, match=r"consents\.not_a_key"):
        set_recipient(session, "bonus", "Оператор", "г. Казань", "1655000000", "age1нет")


def test_cards_and_transfer_by_the_same_rule(crowd) -> None:
    session, made, _ = crowd
    for channel in ("cards", "transfer"):
        told = rule.disclosure(session, channel)
        assert {one.data["surname"] for one in told.allowed} == expected(made, channel)
        assert "note" not in told.fields
    some = [case for case in made if case.person != "destroyed"][:40]
    told = rule.disclosure(session, "cards", person_ids=[case.person_id for case in some])
    assert {one.data["surname"] for one in told.allowed} == expected(some, "cards")


def test_a_card_order_takes_exactly_those(crowd) -> None:
    from app.domain.cards import CardMedium
    from app.services.cards import preview_order

    session, made, _ = crowd
    people = [case for case in made if case.person in ("ordinary", "blocked")]
    found = preview_order(session, [case.person_id for case in people], CardMedium.PLASTIC)
    data = json.dumps(plain(found), ensure_ascii=False)
    inside = {case.surname for case in people if case.surname in json.dumps(plain(found.lines), ensure_ascii=False)}
    assert inside == expected(people, "cards")
    assert "тайная заметка" not in data and "example.org" not in data


def test_a_transfer_file_only_with_consent(crowd) -> None:
    from app.services.members.transfers import preview_transfer

    session, made, _ = crowd
    for case in [c for c in made if c.person in ("ordinary", "blocked")][::6]:
        told = preview_transfer(session, case.person_id)
        assert bool(told.fields) == should_leave(case, "transfer"), case


def test_everybody_withheld_has_a_reason(crowd) -> None:
    session, made, _ = crowd
    told = rule.disclosure(session, "bonus")
    names = {w.name.split()[0]: w.reason for w in told.withheld}
    for case in made:
        if case.person == "blocked":
            assert names[case.surname] is rule.Reason.BLOCKED
        elif case.person == "ordinary" and not should_leave(case, "bonus"):
            assert names[case.surname].value == case.states["bonus"]


def test_a_list_is_in_the_journal_of_each_person_in_it(crowd) -> None:
    session, made, _ = crowd
    make_list(session, "messages", "pdf")
    inside = next(c for c in made if should_leave(c, "messages"))
    outside = next(c for c in made if c.person == "ordinary" and not should_leave(c, "messages"))
    with session.unit_of_work() as uow:
        entry = [e for e in uow.journal.entries(inside.uid) if e.action == "person.listed"][-1]
        assert entry.details["channel"] == "messages" and "phone" in entry.details["fields"]  # type: ignore[operator]
        assert not [e for e in uow.journal.entries(outside.uid) if e.action == "person.listed"]


def test_a_union_without_such_a_list_says_so(session: VaultSession) -> None:
    for channel, code in (("bonus", "disclosure.no_channel"), ("messages", "disclosure.nobody")):
        with pytest.raises(UserError) as caught:
            make_list(session, channel, "pdf")
        assert caught.value.code == code


# --- no way past the rule

OUTWARD = {
    "exchange/register_part.py", "privacy/lists.py", "cards/orders.py", "members/transfers.py", "papers/making.py",
}  # fmt: skip
"""Services that make something about people for somebody outside: they take people only from the rule."""


def sources() -> dict[str, str]:
    root = Path(services.__file__).parent
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in root.rglob("*.py")}


def test_every_maker_of_sealed_files_is_known() -> None:
    """Whoever seals, writes a data file or journals «sent» is on the list of those tested above."""
    makers = set()
    for name, text in sources().items():
        calls = {
            node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.Call)
        }
        if calls & {"make_bundle", "seal"}:
            makers.add(name)
    known = {
        "exchange/exporting.py",  # reports (no names) and the register part
        "intake/answering.py",  # receipts: remarks, no people
        "library/packages.py",  # forms and deadlines
        "members/transfers.py",  # one member's transfer file
        "cards/trust.py",  # lists of organisations
        "cards/orders.py",
        "privacy/lists.py",  # takes its people from the rule, test_lists
    }
    assert makers <= known, "a new maker of sealed files: does it obey app.services.privacy.disclosure?"


@pytest.mark.parametrize("name", sorted(OUTWARD))
def test_whoever_sends_people_asks_the_rule(name: str) -> None:
    text = sources()[name]
    assert "disclose(" in text or "disclosure(" in text, name
