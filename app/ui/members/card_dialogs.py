"""Small dialogs of a card: the past, the social passport, dues, a file to keep, an event recorded by mistake."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.domain.enums import AttachmentKind, DuesWay, SocialKind
from app.domain.files import read_limited
from app.progress import Progress
from app.services.members import (
    MemberCard,
    SocialFactDraft,
    attachments,
    cancel_event,
    end_social_fact,
    member_card,
    record_social_fact,
    update_person,
)
from app.ui.context import UiContext
from app.ui.kit.asking import (
    Answers,
    AskDialog,
    Note,
    Problems,
    ask,
    day,
    day_or_none,
    one_of,
    one_of_or_none,
    own,
    person_line,
    text,
)
from app.ui.members.change_choice import ChangeEditor

_OF_A_CHILD = (SocialKind.CHILD, SocialKind.DISABLED_CHILD)


def ask_past(
    owner: QWidget, context: UiContext, card: MemberCard, on_card: Callable[[MemberCard], object]
) -> AskDialog:
    """The card as it was on a day, and as it was known at the end of another."""
    known_on = None if card.known_at is None else card.known_at.astimezone().date()
    as_of = day_or_none(
        "as_of",
        "Как было на дату",
        card.as_of,
        hint="Имя, работа, категория в конце этого дня – так, как мы знаем сейчас",
    )
    known = day_or_none(
        "known",
        "Что было известно на дату",
        known_on,
        hint="Всё, что записали или исправили позже, не учитывается. Можно вписать одну дату или обе.",
    )

    def one_of_them(answers: Answers) -> Problems:
        return {} if answers[as_of] or answers[known] else {as_of: "Впишите хотя бы одну дату."}

    def read(answers: Answers) -> MemberCard:
        until = answers[known]
        moment = None if until is None else datetime.combine(until, time.max).astimezone(UTC)
        return member_card(context.session, card.id, answers[as_of], moment)

    return ask(
        owner,
        context,
        "Карточка как раньше",
        "Показать",
        (as_of, known),
        lambda answers, _: read(answers),
        lambda _, found: on_card(found),
        check=one_of_them,
        about=str(card.id),
    )


def ask_social_fact(owner: QWidget, context: UiContext, card: MemberCard) -> AskDialog:
    """One more line of the social passport; without the consent the program refuses."""
    kind = one_of("kind", "Что записать", SocialKind)
    detail = text("detail", "Подробнее", hint="Имя ребёнка, группа инвалидности, номер общежития")
    born = day_or_none("born", "Дата рождения ребёнка").when(lambda answers: answers[kind] in _OF_A_CHILD)
    since = day_or_none("since", "С какого дня", hint="Можно не указывать")
    until = day_or_none("until", "По какой день", hint="Например, срок справки об инвалидности")

    def record(answers: Answers) -> object:
        draft = SocialFactDraft(answers[kind], answers[detail], answers[born], answers[since], answers[until])
        return record_social_fact(context.session, card.id, draft)

    return ask(
        owner,
        context,
        "Социальный паспорт",
        "Записать",
        (person_line(card.full_name), kind, detail, born, since, until),
        lambda answers, _: record(answers),
        lambda *_: context.toast("Записано в социальный паспорт"),
        about=str(card.id),
    )


def ask_end_of_social_fact(owner: QWidget, context: UiContext, fact_id: int, what: str) -> AskDialog:
    """A line of the social passport is true no more."""
    until = day("until", "С какого дня не так", date.today())
    return ask(
        owner,
        context,
        f"{what}: больше не так",
        "Записать",
        (until,),
        lambda answers, _: end_social_fact(context.session, fact_id, answers[until]),
        lambda *_: context.toast("Социальный паспорт исправлен"),
        about=str(fact_id),
    )


def ask_dues(owner: QWidget, context: UiContext, card: MemberCard) -> AskDialog:
    """How a member pays dues, and since when."""
    way = one_of_or_none("dues_way", "Платит взносы", "Не записано", DuesWay, card.person.dues_way)
    change = own("changed_on", "Почему меняются данные", lambda _: ChangeEditor(), None)
    return ask(
        owner,
        context,
        "Как платит взносы",
        "Сохранить",
        (person_line(card.full_name), way, change),
        lambda answers, _: update_person(
            context.session, card.id, replace(card.person, dues_way=answers[way]), changed_on=answers[change]
        ),
        lambda *_: context.toast(f"{card.full_name}: записано, как платит взносы"),
        about=str(card.id),
    )


def ask_attachment(owner: QWidget, context: UiContext, person_id: int, path: Path) -> AskDialog:
    """What the chosen file is; it is kept inside the vault."""
    kind = one_of("kind", "Что это", (AttachmentKind.APPLICATION, AttachmentKind.CONSENT, AttachmentKind.OTHER))
    title = text("title", "Название", path.stem)

    def keep(answers: Answers, progress: Progress) -> int:
        data = read_limited(path, attachments.LARGEST_ATTACHMENT + 1)
        return attachments.add_attachment(context.session, person_id, answers[kind], answers[title], data, progress)

    return ask(
        owner,
        context,
        "Приложить файл",
        "Приложить",
        (
            person_line(path.name),
            kind,
            title,
            Note("PDF, JPEG или PNG. Снимки уменьшаются, сведения о месте съёмки убираются."),
        ),
        keep,
        lambda *_: context.toast("Файл приложен к карточке"),
        about=f"{person_id}|{path.name}",
    )


def ask_cancellation(owner: QWidget, context: UiContext, event_id: int, what: str) -> AskDialog:
    """Voiding an event recorded by mistake."""
    basis = text("basis", "Почему", hint="Например: перепутали однофамильцев")
    note = Note("Запись останется в истории с пометкой «отменено», а считаться не будет.")
    return ask(
        owner,
        context,
        "Записано по ошибке",
        "Отменить запись",
        (person_line(what), note, basis),
        lambda answers, _: cancel_event(context.session, event_id, answers[basis]),
        lambda *_: context.toast("Запись отменена"),
        about=str(event_id),
    )
