"""The answer to a member's request: everything held about one person, why, from where, to whom it went, who touched it.

Source of what must be told: article 14, part 7 of law 152-ФЗ.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.domain.personal_fields import PersonField
from app.domain.vocabulary.words import Wording, title_for, word_for
from app.services.members import MemberCard, member_card
from app.services.members.reading import consent_states
from app.services.members.views import ConsentState
from app.services.members.wording import value_words
from app.services.organisation.passport import chair_in
from app.services.organisation.profiles import ConsentPartText, Profile
from app.services.privacy.definitions import Category, load_privacy
from app.services.privacy.disclosure import field_words_of
from app.services.privacy.journal_on_paper import act_on_paper, details_on_paper
from app.services.privacy.recipients import Recipient, recipient_words, recipients_in
from app.services.privacy.requests import WORKING_DAYS, RequestView, requests
from app.services.privacy.sheets import purpose_words
from app.services.session import Act, VaultSession, service
from app.services.vault import journal
from app.services.working_days import working_day
from app.storage.unit_of_work import UnitOfWork
from app.storage.vault.journal import JournalRow

ANSWER_WORKING_DAYS = WORKING_DAYS
_LEFT = {"person.sent": "запечатанный файл", "person.listed": "список", "card.ordered": "заказ билетов"}


@dataclass(frozen=True)
class Disclosed:
    """One time the person's data went to somebody. ``handed_on`` None: prepared, not taken away yet."""

    at: datetime
    what: str
    recipient: str
    fields: str
    handed_on: date | None


@dataclass(frozen=True)
class ConsentLine:
    """One consent document in words: when, how (by hand; electronic with system and record), what of it holds."""

    given_on: date
    how: str
    edition: str
    answers: str
    withdrawn: str


@dataclass(frozen=True)
class Dossier:
    """Everything about one person. ``answer_by`` counts working days by the calendar of days off."""

    made_on: date
    answer_by: date
    operator: str
    chair: str
    card: MemberCard
    purposes: tuple[ConsentPartText, ...]
    """Parts of the consent that were given and hold now: no other is claimed."""
    recipients: tuple[tuple[Recipient, ...], ...]
    """Of each of ``purposes``; none when the data go to nobody."""
    categories: tuple[Category, ...]
    """Of which something is held."""
    sources: tuple[str, ...]
    disclosed: tuple[Disclosed, ...]
    requests: tuple[RequestView, ...]
    access: tuple[tuple[str, str], ...]
    """Who may see the data: name, right in words."""
    measures: tuple[str, ...]
    """By articles 18.1 and 19."""
    consents: tuple[ConsentLine, ...]
    blocked_on: date | None
    journal: tuple[JournalRow, ...]
    journal_intact: bool


@service(Act.TAKE_ALL)
def dossier(session: VaultSession, person_id: int, on: date | None = None) -> Dossier:
    """Gather it; the act itself is written in the journal. UserError ``people.unknown``. Only the chair may."""
    day = on or date.today()
    card = member_card(session, person_id, day)
    extract = journal.for_person(session, card.uid)
    privacy = load_privacy(session.profile.privacy)
    with session.unit_of_work() as uow:
        from app.storage.privacy.erasure import personal_columns

        own = uow.organisation.get()
        chair = chair_in(uow, day)
        held = uow.erasure.held_categories(person_id, personal_columns())
        told = recipients_in(uow, session.profile)
        person = uow.people.find(person_id)
        editions = session.profile.consent_editions
        agreed = tuple(
            part
            for part in session.profile.consent_parts
            if consent_states(uow, part.id, day, editions, person_id).get(person_id) is ConsentState.GIVEN
        )
        found = Dossier(
            made_on=day,
            answer_by=working_day(day, ANSWER_WORKING_DAYS),
            operator=", ".join(part for part in (own.full_name, own.address) if part),
            chair="" if chair is None else " ".join((chair.surname, chair.name, chair.patronymic)).strip(),
            card=card,
            purposes=agreed,
            recipients=tuple(told[part.id] for part in agreed),
            categories=tuple(c for c in privacy.categories if c.id in held and c.id != "access"),
            sources=_sources(uow, card, extract.entries),
            disclosed=_disclosed(uow, session, extract.entries),
            requests=(),
            access=tuple(
                (user.name, word_for(user.right, Wording.FULL)) for user in uow.users.all() if user.blocked_at is None
            ),
            measures=privacy.measures,
            consents=_consents(session.profile, card),
            blocked_on=None if person is None else person.blocked_on,
            journal=extract.entries,
            journal_intact=extract.intact,
        )
    return _with_requests(session, found)


def _consents(profile: Profile, card: MemberCard) -> tuple[ConsentLine, ...]:
    titles = {part.id: part.title for part in profile.consent_parts}
    editions = {edition.id: edition.words for edition in profile.consent_editions}
    other = "другая часть"
    return tuple(
        ConsentLine(
            given_on=c.given_on,
            how=word_for(c.way) + (f": {c.record}" if c.record else ""),
            edition=editions.get(c.edition, "текст другой системы"),
            answers="; ".join(
                f"{titles.get(p, 'другая часть')}: {'да' if yes else 'нет'}" for p, yes in c.parts.items()
            ),
            withdrawn="; ".join(f"{titles.get(p, other)}: {d:%d.%m.%Y}" for p, d in c.withdrawn.items()),
        )
        for c in card.consents
    )


def _with_requests(session: VaultSession, found: Dossier) -> Dossier:
    from dataclasses import replace

    return replace(found, requests=tuple(r for r in requests(session) if r.person_id == found.card.id))


def _sources(uow: UnitOfWork, card: MemberCard, entries: tuple[JournalRow, ...]) -> tuple[str, ...]:
    """From where the data are: lists taken in, transfer files, records by hand."""
    found = [f"список «{name}», принят {at.astimezone():%d.%m.%Y}" for name, at in uow.erasure.imports_of(card.id)]
    by_hand = next((e for e in entries if e.action == "person.added"), None)
    if by_hand is not None:
        found.append(f"записано со слов или с бумаги {by_hand.at.astimezone():%d.%m.%Y}, {by_hand.user_name}")
    found += [f"лист согласия от {c.given_on:%d.%m.%Y}" for c in card.consents]
    return tuple(dict.fromkeys(found)) or ("записано в программе пользователем",)


def _disclosed(uow: UnitOfWork, session: VaultSession, entries: tuple[JournalRow, ...]) -> tuple[Disclosed, ...]:
    left = [e for e in entries if e.action in _LEFT]
    uuids = [str(e.details["bundle"]) for e in left if "bundle" in e.details]
    items = {item.uuid: (item, handed) for item, handed in uow.privacy.sent_items(uuids)}
    parties = {party.id: party.full_name for party in uow.exchange.parties()}
    found = []
    for entry in left:
        item, handed = items.get(str(entry.details.get("bundle", "")), (None, None))
        named = entry.details.get("fields")
        fields = tuple(named) if isinstance(named, list) else session.profile.register_fields
        what = _LEFT[entry.action] + (f": {item.title}" if item is not None else "")
        recipient = str(entry.details.get("recipient", ""))
        if item is not None:
            recipient = parties.get(item.party_id, "")
        handed = handed if item is not None else entry.at.astimezone().date()
        found.append(Disclosed(entry.at, what, recipient, field_words_of(fields), handed))
    return tuple(found)


def dossier_pdf(found: Dossier, profile: Profile) -> bytes:
    """The answer on paper, in the words of the union's profile."""
    from app.rendering.official import (
        Lines,
        OfficialPaper,
        OfficialTable,
        PaperHeading,
        Paragraph,
        SignatureLines,
        paper_pdf,
    )

    card = found.card
    retention = [(c.title, "; ".join(c.purposes), c.ground, c.retention) for c in found.categories]
    to = list(zip(found.purposes, found.recipients, strict=True))
    consents = [(f"{c.given_on:%d.%m.%Y}", c.how, c.edition, c.answers, c.withdrawn) for c in found.consents]
    sent = [
        (
            f"{d.at.astimezone():%d.%m.%Y}",
            d.recipient,
            d.what,
            d.fields,
            "не передано" if d.handed_on is None else f"{d.handed_on:%d.%m.%Y}",
        )
        for d in found.disclosed
    ]
    history = [
        ("" if h.on is None else f"{h.on:%d.%m.%Y}", h.title, h.detail + (" (отменено)" if h.cancelled else ""))
        for h in card.history
    ]
    files = [(a.title, f"{a.added_at.astimezone():%d.%m.%Y}", f"{a.size // 1024 + 1} КБ") for a in card.attachments]
    social = [(title_for(f.kind), f.detail) for f in card.social.facts]
    asked = [(f"{r.received_on:%d.%m.%Y}", word_for(r.kind), r.outcome) for r in found.requests]
    acts = [
        (f"{e.at.astimezone():%d.%m.%Y %H:%M}", e.user_name, act_on_paper(e), details_on_paper(e, profile))
        for e in found.journal
    ]
    blocked = () if found.blocked_on is None else (Paragraph(f"Данные заблокированы с {found.blocked_on:%d.%m.%Y}."),)
    paper = OfficialPaper(
        title=f"СВЕДЕНИЯ О ПЕРСОНАЛЬНЫХ ДАННЫХ\n{card.full_name}",
        organisation=found.operator,
        lines=(
            f"на {found.made_on:%d.%m.%Y}; ответ даётся до {found.answer_by:%d.%m.%Y}",
            "(статья 14 Федерального закона от 27.07.2006 № 152-ФЗ)",
        ),
        blocks=(
            PaperHeading("1. Что хранится"),
            *blocked,
            Lines([row for row in person_lines(card) if row[1]]),
            PaperHeading("2. Зачем, на каком основании, как долго"),
            OfficialTable(("Данные", "Зачем", "Основание", "Срок"), retention, (1.2, 1.8, 2, 1.2)),
            PaperHeading("3. Согласия: на что и как даны"),
            *(
                (OfficialTable(("Дата", "Как дано", "Текст", "Части", "Отозвано"), consents, (0.8, 1.4, 1, 2.4, 1.2)),)
                if consents
                else (Paragraph("Согласий не дано: за пределы организации данные не передаются."),)
            ),
            *(
                (
                    OfficialTable(
                        ("Действует часть", "Цель", "Срок", "Кому может быть передано"),
                        [(p.title, purpose_words(p), p.term, recipient_words(r)) for p, r in to],
                        (1, 2, 1, 2),
                    ),
                )
                if to
                else ()
            ),
            Paragraph("По другим частям согласия данные не передаются."),
            PaperHeading("4. Кому и что передавалось"),
            OfficialTable(("Когда", "Кому", "Чем", "Что", "Передано"), sent, (0.8, 1.6, 1.4, 2.2, 0.9)),
            PaperHeading("5. Откуда получено"),
            Paragraph("; ".join(found.sources) + "."),
            PaperHeading("6. Кто имеет доступ и как данные защищены"),
            OfficialTable(("Имя", "Права"), found.access, (2, 2)),
            Paragraph(f"Меры по статьям 18.1 и 19: {'; '.join(found.measures)}."),
            Paragraph("Трансграничной передачи нет. Обработка другому лицу не поручена."),
            PaperHeading("7. История"),
            OfficialTable(("Дата", "Что", "Подробности"), history, (0.8, 2, 2.4)),
            *(
                (PaperHeading("Социальный паспорт"), OfficialTable(("Сведение", "Подробности"), social))
                if social
                else ()
            ),
            PaperHeading("8. Приложенные файлы"),
            OfficialTable(("Файл", "Добавлен", "Размер"), files, (3, 1, 1)),
            PaperHeading("9. Обращения"),
            OfficialTable(("Получено", "О чём", "Что сделано"), asked, (0.8, 1.5, 2.5)),
            PaperHeading("10. Выписка из журнала: кто и когда обращался к данным"),
            OfficialTable(("Когда", "Кто", "Действие", "Подробности"), acts, (1, 1.3, 1.6, 2.2)),
            Paragraph(
                "Целость журнала проверена: записи не изменены."
                if found.journal_intact
                else "Проверка целости журнала не прошла."
            ),
            Paragraph(
                "Вы вправе требовать уточнения, блокирования или уничтожения данных, отозвать согласие целиком или по "
                "частям, обжаловать действия оператора в Роскомнадзор или в суд. Решения исключительно на основании "
                "автоматизированной обработки не принимаются."
            ),
            SignatureLines((("Председатель", found.chair),), stamp=True),
        ),
    )
    return paper_pdf(paper)


_OWN = (
    PersonField.SURNAME, PersonField.NAME, PersonField.PATRONYMIC, PersonField.SEX, PersonField.BIRTH_DATE,
    PersonField.POSITION, PersonField.DEPARTMENT, PersonField.STUDY_GROUP, PersonField.PERSONNEL_NUMBER,
    PersonField.WORK_SINCE, PersonField.WORK_UNTIL, PersonField.EDUCATION, PersonField.SPECIALITY, PersonField.PHONE,
    PersonField.EMAIL, PersonField.ADDRESS, PersonField.CARD_NUMBER, PersonField.UNION_SINCE, PersonField.NOTE,
)  # fmt: skip


def person_lines(card: MemberCard) -> list[tuple[str, str]]:
    """The person's own columns: what, value; empty ones too."""
    lines = []
    for field in _OWN:
        value = getattr(card.person, field.value, None)
        if field is PersonField.BIRTH_DATE and isinstance(value, date) and not card.person.birth_exact:
            value = f"{value.year} год"
        lines.append((title_for(field), "" if value in (None, "") else value_words(field, value)))
    if card.former_names:
        lines.insert(4, ("Прежние имена", ", ".join(n.full_name for n in card.former_names)))
    return lines
