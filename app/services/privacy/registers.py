"""Papers of the organisation as operator: register of processing, threats and measures, policy, incident, journals.

All are filled from the vault and from the profile's ``privacy.toml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from app.domain.enums import UserRight
from app.domain.vocabulary.words import Wording, word_for
from app.errors import UserError
from app.services.organisation.passport import chair_in
from app.services.organisation.profiles import Profile
from app.services.privacy.definitions import Privacy, Processing, load_privacy
from app.services.privacy.incidents import incidents
from app.services.privacy.recipients import Told, recipient_words, recipients_in
from app.services.privacy.requests import requests
from app.services.privacy.sheets import details_of, purpose_words
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

OPERATOR_PAPERS: Mapping[str, str] = {
    "processing": "Перечень (журнал) обработки персональных данных",
    "threats": "Угрозы и меры защиты",
    "policy": "Политика обработки персональных данных",
    "requests": "Журнал обращений",
    "destructions": "Журнал уничтожения",
}
"""Papers that :func:`privacy_paper` prints, by id."""


@service(Act.TAKE_NAMES)
def privacy_paper(session: VaultSession, paper_id: str, on: date | None = None) -> bytes:
    """One of :data:`OPERATOR_PAPERS` as PDF; UserError ``privacy.no_paper``."""
    if paper_id not in OPERATOR_PAPERS:
        raise UserError("privacy.no_paper", paper=paper_id, known=", ".join(OPERATOR_PAPERS))
    day = on or date.today()
    privacy = load_privacy(session.profile.privacy)
    if paper_id == "processing":
        return _processing(session, privacy, day)
    if paper_id == "threats":
        return _threats(session, privacy, day)
    if paper_id == "policy":
        return _policy(session, privacy, day)
    return _requests(session, day) if paper_id == "requests" else _destructions(session, day)


@service(Act.TAKE_NAMES)
def incident_paper(session: VaultSession, incident_id: int) -> bytes:
    """The record of an incident with both clocks, in the words that the notice to Roskomnadzor needs."""
    from app.rendering.official import Lines, OfficialPaper, PaperHeading, Paragraph, SignatureLines, paper_pdf

    found = next((one for one in incidents(session) if one.id == incident_id), None)
    if found is None:
        raise UserError("privacy.no_incident")
    privacy = load_privacy(session.profile.privacy)
    titles = {category.id: category.title for category in privacy.categories}
    draft = found.draft
    with session.unit_of_work() as uow:
        organisation, chair = _head(uow, date.today())
        address = uow.organisation.get().address
    people = "" if draft.people is None else str(draft.people)
    first = (
        ("Когда обнаружен", _moment(draft.discovered_at)),
        ("Что случилось", draft.happened),
        ("Сколько людей затронуто", people),
        ("Какие данные", ", ".join(titles.get(one, one) for one in draft.categories)),
        ("Предполагаемая причина", draft.cause),
        ("Предполагаемый вред правам людей", draft.harm),
        ("Принятые меры", draft.measures),
        ("Кто отвечает перед Роскомнадзором (имя, телефон, почта)", draft.contact),
        ("Уведомить не позднее", _moment(found.first_due)),
        ("Уведомление отправлено", _moment(found.first_notice_at)),
    )
    second = (
        ("Что показало внутреннее расследование, чьи действия стали причиной", draft.findings),
        ("Уведомить не позднее", _moment(found.second_due)),
        ("Уведомление отправлено", _moment(found.second_notice_at)),
        ("Закрыт", _moment(found.closed_at)),
    )
    note = (
        "Уведомление подаётся через портал Роскомнадзора (pd.rkn.gov.ru/incidents) или на бумаге. О компьютерном "
        "инциденте, повлёкшем утечку, сообщают также в ГосСОПКА (часть 12 статьи 19)."
    )
    paper = OfficialPaper(
        title=f"ЗАПИСЬ ОБ ИНЦИДЕНТЕ № {found.id}\nс персональными данными",
        organisation=f"{organisation}\n{address}",
        lines=("(часть 3.1 статьи 21 Федерального закона от 27.07.2006 № 152-ФЗ)",),
        blocks=(
            PaperHeading("Первое уведомление: в течение 24 часов"),
            Lines(first),
            PaperHeading("Второе уведомление: в течение 72 часов"),
            Lines(second),
            Paragraph(note),
            SignatureLines((("Председатель", chair),)),
        ),
    )
    return paper_pdf(paper)


def _processing(session: VaultSession, privacy: Privacy, day: date) -> bytes:
    from app.rendering.official import OfficialPaper, OfficialTable, PaperHeading, SignatureLines, paper_pdf

    titles = {category.id: category.title for category in privacy.categories}
    with session.unit_of_work() as uow:
        organisation, chair = _head(uow, day)
        told = recipients_in(uow, session.profile)
        employer = uow.organisation.get().employer_name
        users = [(user.name, user.right.value, user.blocked_at is not None) for user in uow.users.all()]
    rows = [
        (
            one.title,
            one.purpose,
            one.subjects,
            ", ".join(titles[c] for c in one.categories),
            one.ground,
            _to(one, told, employer),
            _term(one, privacy, session.profile),
            one.access,
        )
        for one in privacy.processing
    ]
    shares = (1.1, 1.3, 1.1, 1.2, 1.5, 1.3, 1.1, 1.1)
    heads = ("Обработка", "Зачем", "О ком", "Какие данные", "Основание", "Кому передаются", "Срок", "Кто имеет доступ")
    categories = [(c.title, c.data, c.ground, c.retention) for c in privacy.categories]
    parts = [(p.title, purpose_words(p), recipient_words(told[p.id]), p.term) for p in session.profile.consent_parts]
    access = [(name, word_for(UserRight(right), Wording.FULL)) for name, right, blocked in users if not blocked]
    paper = OfficialPaper(
        title="ПЕРЕЧЕНЬ (ЖУРНАЛ) ОБРАБОТКИ ПЕРСОНАЛЬНЫХ ДАННЫХ",
        organisation=organisation,
        lines=(f"на {day:%d.%m.%Y}",),
        approval=("Председатель", chair),
        landscape=True,
        blocks=(
            OfficialTable(heads, rows, shares),
            PaperHeading("Категории данных и сроки"),
            OfficialTable(("Категория", "Что входит", "Основание", "Срок"), categories, (1, 2, 2, 1.2)),
            PaperHeading("Согласие по частям"),
            OfficialTable(("Часть", "Цель", "Кому", "Срок"), parts, (1, 2, 2, 1)),
            PaperHeading("Кто имеет доступ к программе сейчас"),
            OfficialTable(("Имя", "Права"), access, (2, 1)),
            SignatureLines((("Председатель", chair),)),
        ),
    )
    return paper_pdf(paper)


def _to(one: Processing, told: Told, employer: str) -> str:
    """The recipients of the part of the consent under which the data go further, and the others."""
    own = one.recipients.replace("{employer}", employer or "________________")
    return f"{recipient_words(told[one.part])} – {own}" if one.part in told else own


def _term(one: Processing, privacy: Privacy, profile: Profile) -> str:
    """The terms of the categories; of data kept by consent its own term before them."""
    part = profile.part(one.part) if one.part else None
    kept = privacy.terms_of(one.categories)
    return f"согласие – {part.term}; {kept}" if part is not None and part.term else kept


def _threats(session: VaultSession, privacy: Privacy, day: date) -> bytes:
    from app.rendering.official import OfficialPaper, OfficialTable, Paragraph, SignatureLines, paper_pdf

    with session.unit_of_work() as uow:
        organisation, chair = _head(uow, day)
        people = len(uow.privacy.everybody())
        special = uow.erasure.any_special()
    level = "3-й (обрабатываются специальные категории)" if special else "4-й"
    intro = (
        f"В программе учёта данные о {people} людях; специальные категории "
        f"{'обрабатываются' if special else 'не обрабатываются'}. Актуальны угрозы третьего типа (не связанные с "
        f"недокументированными возможностями программ). Уровень защищённости: {level} (постановление Правительства от "
        "01.11.2012 № 1119). Программа не сертифицирована ФСТЭК и ФСБ: если сертификат требуется, защиту дополняют "
        "сертифицированными средствами компьютера."
    )
    rows = [(str(n), t.title, t.harm, t.measures) for n, t in enumerate(privacy.threats, start=1)]
    paper = OfficialPaper(
        title="УГРОЗЫ БЕЗОПАСНОСТИ ПЕРСОНАЛЬНЫХ ДАННЫХ И МЕРЫ ЗАЩИТЫ",
        organisation=organisation,
        lines=(f"на {day:%d.%m.%Y}", "(статьи 18.1 и 19 Федерального закона от 27.07.2006 № 152-ФЗ)"),
        approval=("Председатель", chair),
        blocks=(
            Paragraph(intro),
            OfficialTable(("№", "Угроза", "Вред", "Меры"), rows, (0.3, 2, 1.6, 3)),
            Paragraph("Меры проверены: «____» ____________ 20___ г. Результат: ______________________________________"),
            SignatureLines((("Председатель", chair),)),
        ),
    )
    return paper_pdf(paper)


def _policy(session: VaultSession, privacy: Privacy, day: date) -> bytes:
    from app.rendering.official import OfficialPaper, Paragraph, SignatureLines, paper_pdf

    with session.unit_of_work() as uow:
        organisation, chair = _head(uow, day)
        own = uow.organisation.get()
        places = {
            "{organisation}": own.full_name,
            "{organisation_address}": own.address or "____________________",
            "{organisation_details}": details_of(own),
            "{chair}": f"председатель {chair}".strip(),
            "{retention}": "; ".join(f"«{c.title}» – {c.kept_after}" for c in privacy.categories) + ".",
        }
    text = privacy.policy
    for place, value in places.items():
        text = text.replace(place, value)
    head, *paragraphs = text.split("\n\n")
    title = head.splitlines()[0]
    paper = OfficialPaper(
        title=title,
        organisation=organisation,
        lines=(f"редакция от {day:%d.%m.%Y}",),
        approval=("Председатель", chair),
        blocks=(
            *(Paragraph(paragraph) for paragraph in paragraphs),
            SignatureLines((("Председатель", chair),), stamp=True),
        ),
    )
    return paper_pdf(paper)


def _requests(session: VaultSession, day: date) -> bytes:
    from app.rendering.official import OfficialPaper, OfficialTable, SignatureLines, paper_pdf

    with session.unit_of_work() as uow:
        organisation, chair = _head(uow, day)
    rows = [
        (
            str(one.id),
            f"{one.received_on:%d.%m.%Y}",
            one.name,
            word_for(one.kind),
            f"{one.due_on:%d.%m.%Y}" + (f" (продлён: {one.extension_reason})" if one.extended else ""),
            "" if one.answered_on is None else f"{one.answered_on:%d.%m.%Y}",
            one.outcome,
        )
        for one in sorted(requests(session), key=lambda one: one.id)
    ]
    heads = ("№", "Получено", "Кто", "О чём", "Ответить до", "Ответ дан", "Что сделано")
    paper = OfficialPaper(
        title="ЖУРНАЛ ОБРАЩЕНИЙ СУБЪЕКТОВ ПЕРСОНАЛЬНЫХ ДАННЫХ",
        organisation=organisation,
        lines=(f"на {day:%d.%m.%Y}",),
        landscape=True,
        blocks=(
            OfficialTable(heads, rows, (0.4, 0.9, 2, 1.6, 1.6, 0.9, 2.4)),
            SignatureLines((("Председатель", chair),)),
        ),
    )
    return paper_pdf(paper)


def _destructions(session: VaultSession, day: date) -> bytes:
    from app.rendering.official import OfficialPaper, OfficialTable, SignatureLines, paper_pdf

    with session.unit_of_work() as uow:
        organisation, chair = _head(uow, day)
        rows = [
            (str(d.number), f"{d.destroyed_on:%d.%m.%Y}", d.ground, str(d.rows), d.user_name)
            for d in uow.privacy.destructions()
        ]
    paper = OfficialPaper(
        title="ЖУРНАЛ УНИЧТОЖЕНИЯ ПЕРСОНАЛЬНЫХ ДАННЫХ",
        organisation=organisation,
        lines=(f"на {day:%d.%m.%Y}", "Чьи данные уничтожены, сказано в актах на бумаге; они хранятся три года."),
        blocks=(
            OfficialTable(("Акт №", "Дата", "Причина", "Записей", "Кто"), rows, (0.6, 1, 3, 0.8, 1.6)),
            SignatureLines((("Председатель", chair),)),
        ),
    )
    return paper_pdf(paper)


def _head(uow: UnitOfWork, day: date) -> tuple[str, str]:
    chair = chair_in(uow, day)
    name = "" if chair is None else " ".join((chair.surname, chair.name, chair.patronymic)).strip()
    return uow.organisation.get().full_name, name


def _moment(at: datetime | None) -> str:
    return "" if at is None else f"{at.astimezone():%d.%m.%Y %H:%M}"


__all__ = ["OPERATOR_PAPERS", "incident_paper", "privacy_paper"]
