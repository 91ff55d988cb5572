"""A member goes from one organisation to another with a file: what goes, who may read it, and hostile files."""

from __future__ import annotations

import base64
import io
import json
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pyrage
import pytest
from PIL import Image

from app.bundle import transfer
from app.bundle.canonical import canonical
from app.bundle.card import make_card
from app.bundle.seal import seal
from app.bundle.transfer import make_transfer, plain_transfer_code
from app.domain.enums import DuesWay, EventKind, MemberCategory, PartyRelation, Sex, SocialKind
from app.errors import AppError, TrustError, UserError
from app.services.exchange.keyring import enrol_card
from app.services.intake import revoke
from app.services.members import (
    DecisionDraft,
    EntryDraft,
    MemberQuery,
    PersonDraft,
    SocialFactDraft,
    add_member,
    attachments,
    count_members,
    list_members,
    member_card,
    record_social_fact,
    transfers,
)
from app.services.members.transfer_document import document_of, parse_document
from app.services.members.transfers import (
    AcceptDraft,
    TransferDraft,
    accept_transfer,
    look_into,
    preview_transfer,
    transfer_out,
)
from app.services.organisation.passport import own_card, own_identity
from app.services.privacy import consents
from app.services.session import VaultSession
from tests.services.conftest import PASSWORD, Exchange

TODAY = date.today()
LEFT = TODAY - timedelta(days=10)
NINA = PersonDraft(
    "Ёлкина", "Нина", "Ильинична", birth_date=date(1980, 3, 3), position="учитель", phone="+7 917 000-14-22",
    card_number="1204418", union_since=date(2005, 9, 1), dues_way=DuesWay.EMPLOYER, note="любит походы",
)  # fmt: skip
CODE = "1111-2222-3333-4444-5555"
OUT = TransferDraft(LEFT, "ППО «Школа № 15»", basis="заявление")
TAKE = AcceptDraft(TODAY, MemberCategory.WORKING, decision=DecisionDraft("7", TODAY))


def nina(session: VaultSession, *, consent: bool = True) -> int:
    entry = EntryDraft(EventKind.ADMITTED, date(2010, 9, 1), MemberCategory.WORKING)
    person_id = add_member(session, NINA, entry)
    if consent:
        consents.record_consent(session, [person_id], {"union": True, "social": True}, date(2025, 9, 2))
    return person_id


def know(session: VaultSession, other: VaultSession) -> int:
    """Enrol the other organisation's card; its id."""
    with session.unit_of_work() as uow:
        party = enrol_card(uow, own_card(other), PartyRelation.SUBORDINATE).id
        uow.commit()
    return party


def test_a_member_goes_over_with_the_history_and_no_more_than_allowed(exchange: Exchange) -> None:
    school, other = exchange.school, exchange.other
    person_id = nina(school)
    buffer = io.BytesIO()
    Image.new("RGB", (600, 600), "teal").save(buffer, "PNG")
    attachments.set_photo(school, person_id, buffer.getvalue())
    record_social_fact(school, person_id, SocialFactDraft(SocialKind.CHILD, "Мария"))
    sent = transfer_out(school, person_id, OUT)
    card = member_card(school, person_id)
    assert (card.category, card.events[-1].organisation) == (None, "ППО «Школа № 15»")
    assert len(sent.content) < 60_000
    assert all(word.encode() not in sent.content for word in ("Нина", "1204418", "Школа", sent.code))

    shown = look_into(other, sent.content, sent.code.replace("-", " "))
    assert (shown.full_name, shown.known_sender, shown.with_code) == ("Ёлкина Нина Ильинична", False, True)
    assert (shown.category, shown.left_on, shown.sender) == (MemberCategory.WORKING, LEFT, school_name(school))
    before = count_members(other, TODAY).total
    new_id = accept_transfer(other, sent.content, TAKE, sent.code)
    there = member_card(other, new_id)
    assert there.uid == card.uid, "one person, one number, wherever they go"
    assert there.person == replace(NINA, sex=there.person.sex, position="", dues_way=None, note=""), (
        "the former post, dues and notes stay at the former place"
    )
    assert there.photo is not None and there.social.facts == () and there.consents == ()
    assert [(e.kind, e.on, e.organisation) for e in there.events] == [
        (EventKind.REGISTERED, TODAY, school_name(school))
    ]
    assert [(line.on, line.title) for line in there.history if line.kind == "outside"] == [
        (LEFT, "Снята с учёта"), (date(2010, 9, 1), "Принята в профсоюз впервые: работает"),
    ]  # fmt: skip
    assert count_members(other, TODAY).total == before + 1
    assert count_members(other, date(2015, 1, 1)).total == count_members(other, date(2010, 1, 1)).total


def school_name(session: VaultSession) -> str:
    from app.services.organisation.passport import passport

    return passport(session).full_name


def test_the_same_file_twice_and_the_same_member_twice_change_nothing(exchange: Exchange) -> None:
    school, other = exchange.school, exchange.other
    person_id = nina(school)
    first, second = (transfer_out(school, person_id, OUT) for _ in range(2))
    accept_transfer(other, first.content, TAKE, first.code)
    total = len(list_members(other, MemberQuery(as_of=TODAY)).items)
    for sent, code in ((first, "transfer.taken"), (second, "transfer.on_register")):
        with pytest.raises(UserError) as caught:
            accept_transfer(other, sent.content, TAKE, sent.code)
        assert caught.value.code == code
    assert len(list_members(other, MemberQuery(as_of=TODAY)).items) == total
    with pytest.raises(UserError, match=r"transfer\.own"):
        look_into(school, first.content, first.code)


def test_who_comes_back_is_the_same_person(exchange: Exchange) -> None:
    school, other = exchange.school, exchange.other
    person_id = nina(school)
    there = transfer_out(school, person_id, OUT)
    other_id = accept_transfer(other, there.content, replace(TAKE, on=LEFT), there.code)
    consents.record_consent(other, [other_id], {"union": True}, LEFT)
    back = transfer_out(other, other_id, replace(OUT, on=LEFT + timedelta(days=5)))
    assert look_into(school, back.content, back.code).same_person == person_id
    assert accept_transfer(school, back.content, TAKE, back.code) == person_id
    card = member_card(school, person_id)
    assert card.category is MemberCategory.WORKING and card.person.note == "любит походы"
    assert [e.kind for e in card.events] == [EventKind.ADMITTED, EventKind.DEREGISTERED, EventKind.REGISTERED]


@pytest.mark.parametrize("state", ["none", "refused", "withdrawn"])
def test_without_consent_nothing_goes_and_nothing_changes(exchange: Exchange, state: str) -> None:
    person_id = nina(exchange.school, consent=state == "withdrawn")
    if state == "refused":
        consents.record_consent(exchange.school, [person_id], {"union": False}, TODAY)
    elif state == "withdrawn":
        consents.withdraw_consent(exchange.school, person_id, ["union"], TODAY)
    preview = preview_transfer(exchange.school, person_id)
    assert preview.refusal and preview.fields == ()
    with pytest.raises(UserError, match=r"transfer\.no_consent"):
        transfer_out(exchange.school, person_id, OUT)
    assert member_card(exchange.school, person_id).category is MemberCategory.WORKING


def test_a_known_organisation_needs_no_code(exchange: Exchange) -> None:
    school, other = exchange.school, exchange.other
    party = know(school, other)
    sent = transfer_out(school, nina(school), replace(OUT, party_id=party), password=PASSWORD)
    assert sent.code == "" and sent.organisation == school_name(other)
    shown = look_into(other, sent.content)
    assert not shown.known_sender and not shown.with_code
    with pytest.raises(TrustError, match=r"transfer\.unknown_sender"):
        accept_transfer(other, sent.content, TAKE)
    with pytest.raises(TrustError, match=r"transfer\.other_fingerprint"):
        accept_transfer(other, sent.content, replace(TAKE, fingerprint="0123"))
    assert accept_transfer(other, sent.content, replace(TAKE, fingerprint=shown.fingerprint.upper()))
    with pytest.raises(TrustError, match=r"transfer\.not_for_us"):
        look_into(exchange.district, sent.content)


def test_an_enrolled_sender_is_known_and_a_revoked_one_is_refused(exchange: Exchange) -> None:
    school, other = exchange.school, exchange.other
    party, sender = know(school, other), know(other, school)
    sent = transfer_out(school, nina(school), replace(OUT, party_id=party), password=PASSWORD)
    assert look_into(other, sent.content).known_sender
    revoke(other, sender)
    with pytest.raises(TrustError, match=r"exchange\.revoked"):
        accept_transfer(other, sent.content, TAKE)


def test_wrong_and_missing_codes(exchange: Exchange) -> None:
    sent = transfer_out(exchange.school, nina(exchange.school), OUT)
    with pytest.raises(UserError, match=r"transfer\.needs_code"):
        look_into(exchange.other, sent.content)
    with pytest.raises(TrustError, match=r"transfer\.wrong_code"):
        look_into(exchange.other, sent.content, "0000-0000-0000-0000-0000")
    assert plain_transfer_code(" 1234 5678-9012.34567890") == "1234-5678-9012-3456-7890"


def _document() -> dict[str, Any]:
    """A document as a true file holds it."""
    return document_of(
        uuid=str(uuid4()), made_at=datetime.now(UTC), person_uid=str(uuid4()),
        data={"surname": "Ёлкина", "name": "Нина", "birth_date": "1980", "sex": Sex.FEMALE},
        membership=((EventKind.ADMITTED, date(2010, 9, 1), MemberCategory.WORKING),), left_on=LEFT, photo=None,
        recipient="ППО", recipient_fingerprint="",
    )  # fmt: skip


def _package(session: VaultSession, document: dict[str, Any]) -> dict[str, Any]:
    """The signed package before it is sealed."""
    own = own_identity(session)
    sealed = make_transfer(
        document, make_card(own.identity, own.organisation), own.identity, recipient=own.identity.seal_recipient
    )
    opened: dict[str, Any] = json.loads(
        pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(own.identity.seal_identity)])
    )
    return opened


_HOSTILE: list[tuple[str, Any]] = [
    ("uuid", "../../etc"),
    ("made_at", "вчера"),
    ("person_uid", 7),
    ("person", []),
    ("person", {}),
    ("person", {"surname": "Ёлкина", "role": "chair"}),
    ("person", {"surname": "Ё" * 600}),
    ("person", {"surname": ["Ёлкина"]}),
    ("person", {"surname": "Ёлкина", "sex": "other"}),
    ("person", {"surname": "Ёлкина", "birth_date": "2999-01-01"}),
    ("person", {"surname": "Ёлкина", "union_since": "01.02.2003"}),
    ("membership", [["admitted", "2010-01-01"]]),
    ("membership", [["cancelled", "2010-01-01", None]]),
    ("membership", [["admitted", "2010-01-01", "king"]]),
    ("membership", [["admitted", "2010-01-01", None]] * 500),
    ("left_on", None),
    ("photo", "не base64"),
    ("photo", 5),
    ("recipient", None),
    ("extra", "x"),
]


@pytest.mark.parametrize(("key", "value"), _HOSTILE)
def test_a_rightly_signed_document_of_a_wrong_shape_is_a_sentence(key: str, value: Any) -> None:
    good = _document()
    assert parse_document(good).draft.full_name == "Ёлкина Нина"
    with pytest.raises(TrustError, match=r"transfer\.damaged"):
        parse_document({**good, key: value})
    del good["left_on"]
    with pytest.raises(TrustError, match=r"transfer\.damaged"):
        parse_document(good)


def test_a_photo_that_does_not_open_is_left_out(exchange: Exchange) -> None:
    document = {**_document(), "photo": base64.b64encode(b"\xff\xd8\xff" + bytes(90)).decode()}
    packed = transfer.close_with_code(canonical(_package(exchange.school, document)), CODE)
    person_id = accept_transfer(exchange.other, packed, TAKE, CODE)
    card = member_card(exchange.other, person_id)
    assert card.photo is None and (card.person.birth_date, card.person.birth_exact) == (date(1980, 7, 1), False)


def test_what_is_changed_under_the_signature_is_refused(exchange: Exchange) -> None:
    outer = _package(exchange.school, _document())
    foreign, own = own_identity(exchange.district), own_identity(exchange.other).identity
    forged = [
        {**outer, "content": outer["content"].replace("Нина", "Инна")},
        {**outer, "signature": base64.b64encode(b"0" * 70).decode()},
        {**outer, "signature": "!"},
        {**outer, "card": make_card(foreign.identity, foreign.organisation).decode()},
        {**outer, "card": outer["card"].replace("Школы", "Школа")},
        {**outer, "format": "pervichka-transfer/9"},
        {**outer, "format": "zip"},
        {**outer, "more": "x"},
        {**outer, "content": 5},
        [],
    ]
    bodies = [canonical(document) for document in forged]
    for body in (*bodies, b"", b"[" * 100_000, b"\xff\xfe"):
        with pytest.raises(TrustError):
            look_into(exchange.other, seal(body, [own.seal_recipient]))
    assert not look_into(exchange.other, seal(canonical(outer), [own.seal_recipient])).known_sender


def test_cut_and_noisy_files_are_sentences(exchange: Exchange) -> None:
    sent = transfer_out(exchange.school, nina(exchange.school), OUT)
    noise = random.Random(7)
    files = [b"", b"PK\x03\x04", b"age-encryption.org/v1\n", sent.content[:17], sent.content[:40], sent.content[:-1],
             b"age-encryption.org/v1\n-> X25519 " + bytes(100), bytes(3_000_000)]  # fmt: skip
    for _ in range(6):
        data = bytearray(sent.content)
        data[noise.randrange(len(data))] ^= 1 << noise.randrange(8)
        files.append(bytes(data))
    for data in files:
        with pytest.raises(AppError) as caught:
            look_into(exchange.other, data, sent.code)
        assert caught.value.code.startswith(("transfer.", "bundle."))
    assert transfers.look_into(exchange.other, sent.content, sent.code).full_name == "Ёлкина Нина Ильинична"
