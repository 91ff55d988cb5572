"""Recording a consent in parts for one or many, and withdrawing one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtWidgets import QWidget

from app.domain.enums import ConsentWay
from app.domain.vocabulary.numbers import people
from app.domain.vocabulary.words import capital
from app.services.members import MemberCard
from app.services.organisation.profiles import ConsentPartText
from app.services.privacy.consents import record_consent, withdraw_consent
from app.ui.context import UiContext
from app.ui.kit.asking import (
    Answers,
    AskDialog,
    Entry,
    Note,
    Problems,
    ask,
    choice,
    day,
    day_or_none,
    one_of,
    person_line,
    tick,
)

_ANSWERS: tuple[tuple[str, bool | None], ...] = (("Согласен", True), ("Отказался", False), ("Не спрашивали", None))
"""Three states: what was not asked on the sheet is neither given nor refused."""


def _part(part: ConsentPartText) -> Entry[bool | None]:
    recipient = f" Кому: {part.recipient}." if part.recipient else ""
    hint = f"{capital(part.purpose).rstrip('.')}.{recipient}"
    return choice(part.id, part.title, _ANSWERS, True if part.required else None, hint=hint)


def ask_consent(owner: QWidget, context: UiContext, names: Mapping[int, str]) -> AskDialog:
    """The same parts for everybody chosen."""
    who = next(iter(names.values())) if len(names) == 1 else f"Выбрано: {people(len(names))}"
    on = day("on", "Дата на бланке", date.today(), past="Этот день ещё не наступил: впишите дату, что стоит на бланке.")
    way = one_of("way", "Как подписано", ConsentWay)
    until = day_or_none("valid_until", "Действует до", hint="Пусто: бессрочно, до отзыва")
    parts = [_part(part) for part in context.session.profile.consent_parts]

    def given(answers: Answers) -> dict[str, bool]:
        said = ((part.key, answers[part]) for part in parts)
        return {name: answer for name, answer in said if answer is not None}

    def something_asked(answers: Answers) -> Problems:
        return {} if given(answers) else {parts[0]: "Отметьте хотя бы одну часть: согласен или отказался."}

    return ask(
        owner,
        context,
        "Записать согласие",
        "Записать",
        (person_line(who), on, way, until, Note("Что человек ответил на бланке", "strong"), *parts),
        lambda answers, _: record_consent(
            context.session, list(names), given(answers), answers[on], way=answers[way], valid_until=answers[until]
        ),
        lambda *_: context.toast(f"Согласие записано: {who}"),
        check=something_asked,
        about=",".join(map(str, names)) if len(names) == 1 else str(len(names)),
    )


def ask_withdrawal(owner: QWidget, context: UiContext, card: MemberCard) -> AskDialog:
    """Which parts a person takes back."""
    valid = {part for c in card.consents for part, yes in c.parts.items() if yes and part not in c.withdrawn}
    on = day("on", "С какого дня", date.today())
    parts = [tick(p.id, p.title, start=True) for p in context.session.profile.consent_parts if p.id in valid]
    after = "С этого дня данные по отозванным частям не уйдут из программы ни в одном файле."
    nothing = "Отзывать нечего: действующих согласий нет."

    def taken_back(answers: Answers) -> list[str]:
        return [part.key for part in parts if answers[part]]

    def something_marked(answers: Answers) -> Problems:
        return {} if taken_back(answers) else {on: "Отметьте хотя бы одну часть."}

    dialog = ask(
        owner,
        context,
        "Отозвать согласие",
        "Записать отзыв",
        (person_line(card.full_name), on, *parts, Note(after if parts else nothing, "small")),
        lambda answers, _: withdraw_consent(context.session, card.id, taken_back(answers), answers[on]),
        lambda *_: context.toast(f"Отзыв записан: {card.full_name}"),
        check=something_marked,
        about=str(card.id),
    )
    dialog.save_button.setEnabled(bool(parts))
    return dialog
