"""The card in full: changes and corrections, as it was, as it was known, social passport, photo, papers."""

from __future__ import annotations

import contextlib
import io
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from PIL import Image

from app.domain.enums import AttachmentKind, DuesWay, Education, EventKind, MemberCategory, RoleKind, SocialKind
from app.errors import AccessError, UserError
from app.services.members import (
    DecisionDraft,
    EntryDraft,
    EventDraft,
    PersonDraft,
    SocialFactDraft,
    add_member,
    attachments,
    cancel_event,
    delete_social_facts,
    end_social_fact,
    member_card,
    pictures,
    record_event,
    record_social_fact,
    social_passport,
    update_person,
)
from app.services.privacy import consents
from app.services.session import VaultSession
from app.services.structure import roles

IN = EntryDraft(
    EventKind.ADMITTED,
    date(2020, 5, 1),
    MemberCategory.WORKING,
    decision=DecisionDraft("3", date(2020, 4, 28), "профком"),
)
NINA = PersonDraft("Щербакова", "Нина", "Ильинична", birth_date=date(1980, 3, 3), position="учитель", phone="1")


@pytest.fixture
def nina(session: VaultSession) -> int:
    return add_member(session, NINA, IN)


def titles(session: VaultSession, person_id: int) -> list[tuple[str, str]]:
    return [(line.title, line.detail) for line in member_card(session, person_id).history]


def test_everything_typed_is_kept(session: VaultSession) -> None:
    full = replace(
        NINA,
        personnel_number="0042",
        work_since=date(2010, 9, 1),
        work_until=date(2030, 8, 31),
        education=Education.HIGHER,
        speciality="математика",
        dues_way=DuesWay.EMPLOYER,
        note="любит походы",
    )
    card = member_card(session, add_member(session, full, IN))
    assert card.person == replace(full, sex=card.person.sex)
    with pytest.raises(UserError, match=r"people\.work_dates"):
        update_person(session, card.id, replace(full, work_until=date(2009, 1, 1)))


def test_a_change_has_its_day_and_a_correction_was_always_so(session: VaultSession, nina: int) -> None:
    person = member_card(session, nina).person
    update_person(session, nina, replace(person, surname="Ёлкина"), changed_on=date(2023, 7, 15))
    update_person(session, nina, replace(person, surname="Ёлкина", phone="2"))
    card = member_card(session, nina)
    assert [(n.full_name, n.until) for n in card.former_names] == [("Щербакова Нина Ильинична", date(2023, 7, 15))]
    assert member_card(session, nina, date(2023, 7, 14)).person.surname == "Щербакова"
    assert member_card(session, nina, date(2023, 7, 15)).person.surname == "Ёлкина"
    assert member_card(session, nina, date(2021, 1, 1)).person.phone == "2", "a correction was always so"
    assert [line for line in titles(session, nina) if "Телефон" in line[0] or "телефон" in line[0]] == [
        ("Исправлено: телефон", "1 → 2")
    ]
    assert ("Фамилия", "Щербакова → Ёлкина") in titles(session, nina)


def test_a_change_taken_back_by_a_correction_never_was(session: VaultSession, nina: int) -> None:
    person = member_card(session, nina).person
    update_person(session, nina, replace(person, position="завуч"), changed_on=date(2022, 9, 1))
    update_person(session, nina, person)
    assert member_card(session, nina, date(2022, 10, 1)).person.position == "учитель"


def test_a_change_ahead_of_today_and_before_birth_is_refused(session: VaultSession, nina: int) -> None:
    person = member_card(session, nina).person
    for day, code in (
        (date.today() + timedelta(days=1), "people.change_ahead"),
        (date(1980, 3, 3), "people.before_birth"),
    ):
        with pytest.raises(UserError) as caught:
            update_person(session, nina, replace(person, phone="3"), changed_on=day)
        assert caught.value.code == code
    assert member_card(session, nina).person.phone == "1"


def test_the_card_as_it_was_known(session: VaultSession, nina: int) -> None:
    before = member_card(session, nina)
    moment = datetime.now(UTC)
    update_person(session, nina, replace(before.person, surname="Ёлкина"), changed_on=date(2021, 1, 1))
    left = record_event(session, nina, EventDraft(EventKind.LEFT, date(2022, 2, 2)))
    later = datetime.now(UTC)
    cancel_event(session, left, "перепутали")
    known = member_card(session, nina, known=moment)
    assert (known.person, known.category, known.events, known.former_names) == (
        before.person, before.category, before.events, before.former_names,
    )  # fmt: skip
    assert member_card(session, nina, known=later).category is None, "then we thought she had left"
    assert member_card(session, nina).category is MemberCategory.WORKING
    with pytest.raises(UserError, match=r"people\.unknown_then"):
        member_card(session, nina, known=datetime(2019, 1, 1, tzinfo=UTC))


def test_history_is_one_line_of_dated_sentences(session: VaultSession, nina: int) -> None:
    left = record_event(session, nina, EventDraft(EventKind.LEFT, date(2022, 2, 2), basis="заявление"))
    cancel_event(session, left, "перепутали")
    roles.set_role(session, nina, RoleKind.DEPUTY_CHAIR, date(2021, 1, 1))
    consents.record_consent(session, [nina], {"union": True}, date(2020, 5, 2))
    card = member_card(session, nina)
    lines = [(line.kind, line.on, line.title, line.cancelled) for line in reversed(card.history)]
    assert lines == [
        ("event", date(2020, 5, 1), "Принята в Профсоюз впервые: работает", False),
        ("consent", date(2020, 5, 2), "Дано согласие на обработку данных", False),
        ("role", date(2021, 1, 1), "Должность: заместитель председателя", False),
        ("event", date(2022, 2, 2), "Вышла из Профсоюза по желанию", True),
        ("correction", None, "Запись отменена: сделана по ошибке", False),
    ]
    assert card.history[-1].detail == "протокол № 3 от 28.04.2020, профком"
    assert card.history[0].detail == "«Вышла из Профсоюза по желанию» от 02.02.2022; перепутали"


def test_the_social_passport_needs_its_consent(session: VaultSession, nina: int) -> None:
    child = SocialFactDraft(SocialKind.CHILD, "Мария", born_on=date(2015, 6, 1))
    with pytest.raises(UserError, match=r"people\.social_no_consent"):
        record_social_fact(session, nina, child)
    consents.record_consent(session, [nina], {"union": True, "social": True}, date.today())
    number = record_social_fact(session, nina, child)
    record_social_fact(session, nina, SocialFactDraft(SocialKind.LARGE_FAMILY, since=date(2018, 1, 1)))
    passport = member_card(session, nina).social
    assert passport.allowed and [f.kind for f in passport.facts] == [SocialKind.CHILD, SocialKind.LARGE_FAMILY]
    assert [f.kind for f in social_passport(session, nina, date(2017, 1, 1)).facts] == [SocialKind.CHILD]
    end_social_fact(session, number, date.today())
    assert [f.kind for f in social_passport(session, nina).facts] == [SocialKind.LARGE_FAMILY]
    consents.withdraw_consent(session, nina, ["social"], date.today())
    hidden = member_card(session, nina).social
    assert (hidden.allowed, hidden.facts, hidden.kept) == (False, (), 2)
    with pytest.raises(UserError, match=r"people\.social_no_consent"):
        end_social_fact(session, number, date.today())
    assert delete_social_facts(session, nina) == 2, "deleting needs no consent"
    assert social_passport(session, nina).kept == 0


def picture(kind: str = "JPEG", size: tuple[int, int] = (1600, 1200)) -> bytes:
    buffer = io.BytesIO()
    image = Image.new("RGB", size, "teal")
    exif = Image.Exif()
    exif[0x010E] = "снято у дома 14"
    exif[0x0112] = 6
    image.save(buffer, kind, exif=exif)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_photo_is_shrunk_turned_and_stripped(session: VaultSession, nina: int, kind: str) -> None:
    attachments.set_photo(session, nina, picture(kind))
    attachments.set_photo(session, nina, picture(kind, (800, 400)))
    content = member_card(session, nina).photo
    assert content is not None
    shown = Image.open(io.BytesIO(content))
    assert (shown.format, shown.size) == ("JPEG", (200, 400)), "turned upright, the longer side 400"
    assert not shown.getexif() and "дома" not in content.decode("utf-8", "ignore")
    assert member_card(session, nina).attachments == (), "the photo is no paper"
    attachments.remove_photo(session, nina)
    assert member_card(session, nina).photo is None


def test_what_is_no_picture_is_refused_with_a_sentence(session: VaultSession, nina: int) -> None:
    good = picture()
    noise = random.Random(5)
    broken = [b"", b"GIF89a" + bytes(50), b"%PDF-1.4", good[:300], good[: len(good) // 2], b"\xff\xd8\xff" + bytes(500)]
    for data in broken:
        with pytest.raises(UserError, match=r"attachments\.not_a_picture"):
            attachments.set_photo(session, nina, data)
    for _ in range(40):
        data = bytearray(good[:1500])
        for _ in range(8):
            data[noise.randrange(len(data))] = noise.randrange(256)
        with contextlib.suppress(UserError):
            attachments.set_photo(session, nina, bytes(data))
    with pytest.raises(UserError, match=r"attachments\.too_large"):
        attachments.set_photo(session, nina, bytes(attachments.LARGEST_ATTACHMENT + 1))


def scanned_pdf(pages: int = 1) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.setAuthor("Secret author")
    for number in range(pages):
        canvas.drawString(100, 700, f"Page {number}")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def test_a_paper_has_a_limit_of_pages(session: VaultSession, nina: int) -> None:
    with pytest.raises(UserError, match=r"attachments\.too_many_pages"):
        attachments.add_attachment(session, nina, AttachmentKind.OTHER, "x", scanned_pdf(pictures.MOST_SCAN_PAGES + 1))
    attachments.add_attachment(session, nina, AttachmentKind.OTHER, "x", scanned_pdf(pictures.MOST_SCAN_PAGES))


def test_a_paper_is_kept_opened_and_deleted(session: VaultSession, nina: int) -> None:
    pdf = scanned_pdf()
    number = attachments.add_attachment(session, nina, AttachmentKind.APPLICATION, "Заявление: приём/2020", pdf)
    scan = attachments.add_attachment(session, nina, AttachmentKind.OTHER, "Копия", picture())
    assert {(a.title, a.media_type) for a in member_card(session, nina).attachments} == {
        ("Заявление: приём/2020", "application/pdf"), ("Копия", "image/jpeg"),
    }  # fmt: skip
    found = attachments.attachment(session, number)
    assert found.name == "Заявление приём 2020.pdf" and found.content.startswith(b"%PDF")
    assert b"Secret author" not in found.content, "drawn anew: nothing but the pages is kept"
    attachments.delete_attachment(session, scan)
    assert [a.id for a in member_card(session, nina).attachments] == [number]
    with pytest.raises(UserError, match=r"attachments\.unknown"):
        attachments.attachment(session, scan)
    with pytest.raises(UserError, match=r"attachments\.not_a_scan"):
        attachments.add_attachment(session, nina, AttachmentKind.OTHER, "x", b"MZ" + bytes(100))


def test_a_viewer_looks_and_changes_nothing(session: VaultSession, nina: int) -> None:
    from app.domain.enums import UserRight

    session.right = UserRight.VIEWER
    assert member_card(session, nina).history
    for act in (
        lambda: update_person(session, nina, NINA),
        lambda: attachments.set_photo(session, nina, picture()),
        lambda: record_social_fact(session, nina, SocialFactDraft(SocialKind.DORMITORY)),
    ):
        with pytest.raises(AccessError):
            act()
