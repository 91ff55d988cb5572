"""The notification of Roskomnadzor (152-ФЗ, article 22): printed from the vault, recorded when sent, reminded of.

Its lines are those of article 22, part 3, which the form of the order of 28.10.2022 № 180 repeats; what could not be
compared with the order's own text is told in ``docs/privacy.md``. What was told is kept with each notice, so that a
change is noticed: it is told by the fifteenth of the month after it (article 22, part 7).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from app.domain.enums import NoticeKind, RoleKind
from app.domain.vocabulary.words import Wording, word_for
from app.errors import UserError
from app.models import Organisation, RegulatorNotice
from app.services.organisation.passport import ChairView, chair_in
from app.services.organisation.profiles import Profile
from app.services.privacy.definitions import Privacy, load_privacy
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork
from app.storage.vault.journal import JournalFilter

_GAP = "______________________________"
_CHANGE_DAY = 15
_ACTS_ON_LINES = ("organisation.changed", "role.recorded", "role.changed", "role.ended", "role.removed")
"""What changes the passport and the chair, by the journal's words."""


@dataclass(frozen=True)
class FormLine:
    """A line of the form. ``gap``: the vault does not know it, a person writes it in by hand."""

    title: str
    text: str
    gap: bool = False


@dataclass(frozen=True)
class NoticeView:
    """A notice that was sent. ``number`` may be empty: the office gives it later."""

    id: int
    kind: NoticeKind
    sent_on: date
    number: str


@dataclass(frozen=True)
class NoticeState:
    """What is to be done: nothing, the first notice, or telling what has changed since the last one."""

    notices: tuple[NoticeView, ...]
    changed: tuple[str, ...]
    """Titles of the lines that differ from what was told."""
    due_on: date | None
    """By when the change is told."""

    @property
    def filed(self) -> bool:
        """Roskomnadzor was told, and was not told since that the processing ended."""
        return bool(self.notices) and self.notices[-1].kind is not NoticeKind.END


@service(Act.LOOK)
def notice_state(session: VaultSession, on: date | None = None) -> NoticeState:
    """The notices, the oldest first, and what has changed."""
    day = on or date.today()
    with session.unit_of_work() as uow:
        rows = uow.privacy.notices()
        seen = tuple(NoticeView(row.id, row.kind, row.sent_on, row.number) for row in rows)
        changed: tuple[str, ...] = ()
        if rows and rows[-1].kind is not NoticeKind.END:
            told = json.loads(rows[-1].told)
            now = {line.title: line.text for line in form_lines(uow, session.profile, day)}
            changed = tuple(title for title, text in now.items() if told.get(title) != text)
        since = min(_first_change(uow, rows[-1].recorded_at) or day, day) if changed else day
    return NoticeState(seen, changed, _next_fifteenth(since) if changed else None)


def _first_change(uow: UnitOfWork, told_at: datetime) -> date | None:
    """The day of the first act since the notice that a line of it may come from: the passport or the chair changed.

    The cautious day: that act may have touched another line. Without one (a new edition of the union's texts) the
    change is taken as of today.
    """
    acts = uow.journal.find(JournalFilter(actions=_ACTS_ON_LINES, since=told_at))
    own = (row.at.astimezone().date() for row in acts if row.details.get("kind") in (None, RoleKind.CHAIR.value))
    return min(own, default=None)


@service(Act.RECORD)
def record_notice(session: VaultSession, kind: NoticeKind, sent_on: date, number: str = "") -> NoticeView:
    """Write down that a notice was sent. UserError ``privacy.notice_future``, ``privacy.notice_first`` when there is
    nothing to change or to end, ``privacy.notice_already`` for a first one when there is one."""
    if sent_on > date.today():
        raise UserError("privacy.notice_future", date=f"{sent_on:%d.%m.%Y}")
    with session.unit_of_work() as uow:
        rows = uow.privacy.notices()
        filed = bool(rows) and rows[-1].kind is not NoticeKind.END
        if kind is NoticeKind.FIRST and filed:
            raise UserError("privacy.notice_already", date=f"{rows[-1].sent_on:%d.%m.%Y}")
        if kind is not NoticeKind.FIRST and not filed:
            raise UserError("privacy.notice_first")
        told = {line.title: line.text for line in form_lines(uow, session.profile, date.today())}
        row = RegulatorNotice(
            kind=kind,
            sent_on=sent_on,
            number=number.strip(),
            told=json.dumps(told, ensure_ascii=False),
            user_name=uow.user_name,
            recorded_at=datetime.now(UTC),
        )
        uow.privacy.add(row)
        uow.journal.record("notice.recorded", kind=kind.value, on=sent_on, number=row.number)
        uow.commit()
        return NoticeView(row.id, kind, sent_on, row.number)


@service(Act.RECORD)
def number_notice(session: VaultSession, notice_id: int, number: str) -> None:
    """The number under which the notice was registered, known later. UserError ``privacy.no_notice``."""
    with session.unit_of_work() as uow:
        row = uow.privacy.get(RegulatorNotice, notice_id)
        if row is None:
            raise UserError("privacy.no_notice")
        row.number = number.strip()
        uow.journal.record("notice.numbered", number=row.number)
        uow.commit()


@service(Act.TAKE_NAMES)
def notice_paper(session: VaultSession, kind: NoticeKind, on: date | None = None) -> bytes:
    """The notice as PDF, with a line to fill in wherever the vault knows nothing."""
    from app.rendering.official import Lines, OfficialPaper, Paragraph, SignatureLines, paper_pdf

    day = on or date.today()
    with session.unit_of_work() as uow:
        chair = chair_in(uow, day)
        lines = form_lines(uow, session.profile, day)
        rows = uow.privacy.notices()
        organisation = uow.organisation.get().full_name
    registered = next((row.number for row in reversed(rows) if row.number), "")
    changed = notice_state(session, day).changed if kind is NoticeKind.CHANGE else ()
    shown = [line for line in lines if not changed or line.title in changed or line.title.startswith("1.")]
    if kind is NoticeKind.END:
        shown = [line for line in lines if line.title.startswith("1.")]
        shown.append(FormLine("Основание и дата прекращения обработки", _GAP, gap=True))
    facts = [(line.title, line.text) for line in shown]
    if kind is not NoticeKind.FIRST:
        facts.insert(0, ("Регистрационный номер в реестре операторов", registered or _GAP))
    name = "" if chair is None else _full_name(chair)
    gaps = [line.title for line in shown if line.gap]
    note = "Заполнить от руки: " + "; ".join(gaps) + "." if gaps else ""
    paper = OfficialPaper(
        title=f"УВЕДОМЛЕНИЕ\n{word_for(kind, Wording.FULL)}",
        lines=(
            f"В территориальный орган Роскомнадзора по месту нахождения оператора: {_GAP}",
            *_LAW[kind],
        ),
        organisation=organisation,
        blocks=(
            Lines(facts),
            *((Paragraph(note),) if note else ()),
            Paragraph(_WAYS),
            SignatureLines((("Председатель", name),), stamp=True),
        ),
    )
    return paper_pdf(paper)


def form_lines(uow: UnitOfWork, profile: Profile, on: date) -> Sequence[FormLine]:
    """The lines of article 22, part 3; for each purpose what part 3.1 asks for."""
    own, chair, privacy = uow.organisation.get(), chair_in(uow, on), load_privacy(profile.privacy)
    special = uow.erasure.any_special()
    lines = [
        _operator(own),
        *_purposes(privacy, special=special),
        FormLine("3. Меры по статьям 18.1 и 19, шифровальные средства", _measures(privacy)),
        _responsible(own, chair),
        FormLine("5. Дата начала обработки", _began(own), gap=own.created_on is None),
        FormLine(
            "6. Срок или условие прекращения",
            "прекращение деятельности организации; о каждом человеке – после снятия с учёта по срокам хранения: "
            + privacy.terms_of(_used(privacy, special=special)),
        ),
        FormLine("7. Трансграничная передача", "не осуществляется"),
        FormLine(
            "8. Где находится база данных",
            f"Российская Федерация, {own.address or _GAP}, компьютер оператора",
            gap=not own.address,
        ),
        FormLine("9. Доступ третьих лиц к государственным информационным системам", "не осуществляется"),
        FormLine(
            "10. Безопасность по требованиям Правительства",
            f"уровень защищённости {'3' if special else '4'}, угрозы третьего типа (постановление Правительства от "
            "01.11.2012 № 1119); доступ к компьютеру и бумагам ограничен, носители хранятся под замком, "
            "лица с доступом названы поимённо",
        ),
    ]
    return lines


def _operator(own: Organisation) -> FormLine:
    codes = (("ИНН", own.inn), ("ОГРН", own.ogrn), ("ОКПО", own.okpo), ("ОКФС", own.okfs))
    told = ", ".join(f"{word} {value or '____________'}" for word, value in codes)
    text = f"{own.full_name}, адрес: {own.address or _GAP}, {told}"
    return FormLine("1. Оператор, адрес, коды", text, gap=not (own.address and own.inn and own.ogrn))


def _purposes(privacy: Privacy, *, special: bool) -> list[FormLine]:
    """A line for each processing of the register: purpose, data, people, ground, acts, ways."""
    shown = [one for one in privacy.processing if special or "special" not in one.categories]
    return [
        FormLine(
            f"2.{number}. Цель: {one.purpose}",
            f"Категории данных: {'; '.join(privacy.category(c).data for c in one.categories)}. "
            f"Чьи данные: {one.subjects}. Основание: {one.ground}. Действия: сбор, запись, систематизация, накопление, "
            "хранение, уточнение, извлечение, использование, передача (предоставление, доступ), обезличивание, "
            "блокирование, удаление, уничтожение. Способ: смешанный, с передачей по сети только запечатанных файлов.",
        )
        for number, one in enumerate(shown, start=1)
    ]


def _used(privacy: Privacy, *, special: bool) -> list[str]:
    return [c.id for c in privacy.categories if special or c.id != "special"]


def _measures(privacy: Privacy) -> str:
    text = "; ".join(privacy.measures)
    return f"{text}. Шифрование встроено в программу учёта, сертификата ФСБ у него нет (класс не присвоен)"


def _responsible(own: Organisation, chair: ChairView | None) -> FormLine:
    name = "" if chair is None else _full_name(chair)
    phone, email = (own.phone or _GAP), (own.email or _GAP)
    text = f"председатель {name or _GAP}, телефон {phone}, почтовый адрес {own.address or _GAP}, эл. почта {email}"
    gap = not (name and own.phone and own.address and own.email)
    return FormLine("4. Ответственный за организацию обработки", text, gap=gap)


def _began(own: Organisation) -> str:
    return _GAP if own.created_on is None else f"{own.created_on:%d.%m.%Y}"


def _full_name(chair: ChairView) -> str:
    return " ".join((chair.surname, chair.name, chair.patronymic)).strip()


def _next_fifteenth(day: date) -> date:
    """By the fifteenth of the month after the one in which it changed."""
    return date(day.year + day.month // 12, day.month % 12 + 1, _CHANGE_DAY)


_ARTICLE = "статья 22 Федерального закона от 27.07.2006 № 152-ФЗ"
_ORDER = "приказ Роскомнадзора от 28.10.2022 № 180, приложение №"
_LAW = {
    NoticeKind.FIRST: (f"({_ARTICLE};", f"{_ORDER} 1)"),
    NoticeKind.CHANGE: (f"(часть 7, {_ARTICLE};", f"{_ORDER} 2)"),
    NoticeKind.END: (f"(часть 7, {_ARTICLE};", f"{_ORDER} 3)"),
}
_WAYS = (
    "Уведомление подписывает уполномоченное лицо и направляет на бумаге или через портал персональных данных "
    "Роскомнадзора. День отправки и номер записывают в программе; при изменении сведений сообщают до 15-го числа "
    "следующего месяца, о прекращении обработки – за десять рабочих дней."
)


def notice_words(state: NoticeState) -> str:
    """«уведомление об обработке от 12.01.2026, № 77-26-1»; that there is none."""
    if not state.filed:
        return "Уведомление в Роскомнадзор ещё не отправлено."
    last = state.notices[-1]
    number = f", № {last.number}" if last.number else ", номер ещё не записан"
    told = f"{word_for(last.kind).capitalize()} от {last.sent_on:%d.%m.%Y}{number}."
    if state.changed and state.due_on is not None:
        told += f" Сведения изменились: {'; '.join(state.changed)}. Сообщите до {state.due_on:%d.%m.%Y}."
    return told


__all__ = [
    "FormLine", "NoticeState", "NoticeView", "form_lines", "notice_paper", "notice_state", "notice_words",
    "number_notice", "record_notice",
]  # fmt: skip
