"""Recording offices, undertakings and trainings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from app.domain.bodies import NAMED, OFFICES, UNIT_OF
from app.domain.enums import RoleKind, TrainingKind, TrainingProgramme
from app.domain.vocabulary.calendar import long_date
from app.domain.vocabulary.numbers import people as people_words
from app.domain.vocabulary.words import Wording, title_for, word_for
from app.services.members import RoleView
from app.services.structure.bodies import Composition
from app.services.structure.roles import (
    OfficeDetails,
    add_training,
    end_role,
    record_undertakings,
    roles_held,
    set_role,
    update_role,
)
from app.services.structure.units import UnitView, structure
from app.ui.context import UiContext
from app.ui.kit.asking import (
    Answers,
    AskDialog,
    Fold,
    Note,
    ask,
    choice_among,
    day,
    day_or_none,
    number,
    one_of,
    one_of_or_none,
    people,
    person_line,
    text,
    tick,
)
from app.ui.structure.words import office

_FULL_TIME = "Освобождённая работа (получает зарплату в профсоюзе)"


class DetailEntries:
    """What is known of an office beside its days."""

    def __init__(self, role: RoleView | None = None) -> None:
        self.first = day_or_none(
            "first_elected_on",
            "Первое избрание",
            role.first_elected_on if role else None,
            hint="Если раньше, чем в этот раз",
        )
        self.term = day_or_none(
            "term_until",
            "Полномочия по какой день",
            role.term_until if role else None,
            hint="Программа напомнит за три месяца",
        )
        self.basis = text(
            "basis", "На каком основании", role.basis if role else "", hint="Например: собрание, протокол № 4"
        )
        self.previous = text(
            "previous_post",
            "Прежняя работа",
            role.previous_post if role else "",
            hint="Спрашивают у нового председателя",
        )
        self.note = text("note", "Должность словами", role.note if role else "", hint="Например: бухгалтер")
        self.undertaking = day_or_none(
            "undertaking_on",
            "Обязательство о неразглашении дано",
            role.undertaking_on if role else None,
            hint="Если работает с личными данными",
        )
        self.undertaking_until = day_or_none(
            "undertaking_until", "Обязательство действует по", role.undertaking_until if role else None
        )
        self.contested = tick("contested", "Кандидатов было больше одного", start=bool(role and role.contested))
        self.parts = (
            self.first,
            self.term,
            self.basis,
            self.previous,
            self.note,
            self.undertaking,
            self.undertaking_until,
            self.contested,
        )

    def details(self, answers: Answers) -> OfficeDetails:
        """What is answered."""
        return OfficeDetails(
            first_elected_on=answers[self.first],
            contested=answers[self.contested],
            term_until=answers[self.term],
            basis=answers[self.basis],
            note=answers[self.note],
            previous_post=answers[self.previous],
            undertaking_on=answers[self.undertaking],
            undertaking_until=answers[self.undertaking_until],
        )


def ask_role(
    owner: QWidget, context: UiContext, names: Mapping[int, str] | None = None, *, body: Composition | None = None
) -> AskDialog:
    """An office from a day on; ``names`` None lets one choose the person. ``body``: the one it is about."""
    known: list[UnitView] = []
    who = people("who", "Кто", many=False, needed="Выберите человека в списке.")
    kind = one_of("kind", "Должность", RoleKind, OFFICES[body.kind][-1] if body else RoleKind.COMMITTEE_MEMBER)

    def units(answers: Answers) -> list[UnitView]:
        wanted = UNIT_OF.get(answers[kind])
        return [unit for unit in known if unit.kind is wanted] if wanted in NAMED else []

    def offered(answers: Answers) -> list[tuple[str, int | None]]:
        found = units(answers)
        return [*((unit.name, unit.id) for unit in found), ("другая…", None)] if found else []

    wanted_unit = body.unit_id if body is not None and body.kind in NAMED else None
    unit = choice_among("unit_id", "Комиссия, цех, группа", offered, wanted_unit).when(lambda a: bool(units(a)))
    new_unit = text("unit", "Как она называется", hint="Новая появится и в структуре").when(
        lambda answers: UNIT_OF.get(answers[kind]) in NAMED and (not units(answers) or answers[unit] is None)
    )
    on = day("on", "С какого дня", date.today())
    full_time = tick("full_time", _FULL_TIME)
    more = DetailEntries()

    def chosen(answers: Answers) -> tuple[int, str]:
        return next(iter((names or answers[who]).items()))

    def told(answers: Answers, _: int) -> None:
        context.toast(f"{title_for(answers[kind])}: {chosen(answers)[1]}")

    dialog = ask(
        owner,
        context,
        "Записать должность",
        "Записать",
        (
            person_line(next(iter(names.values()))) if names else who,
            kind,
            unit,
            new_unit,
            on,
            full_time,
            Fold("Ещё сведения: срок полномочий, основание…", more.parts),
        ),
        lambda answers, _: set_role(
            context.session,
            chosen(answers)[0],
            answers[kind],
            answers[on],
            unit=answers[new_unit],
            unit_id=answers[unit] if units(answers) else None,
            full_time=answers[full_time],
            details=more.details(answers),
        ),
        told,
        about=str(next(iter(names))) if names else "",
    )

    def know(found: tuple[UnitView, ...]) -> None:
        known[:] = found
        dialog.renew()

    session = context.session
    context.run(dialog, lambda _: structure(session, date.today()).units, know, key="units")
    return dialog


def ask_role_change(owner: QWidget, context: UiContext, role: RoleView) -> AskDialog:
    """Mending what is known of an office; its days and its person stay."""
    known = DetailEntries(role)
    full_time = tick("full_time", _FULL_TIME, start=role.full_time)
    return ask(
        owner,
        context,
        "Запись о должности",
        "Сохранить",
        (person_line(f"{role.person_name}: {office(role)}, с {long_date(role.starts_on)}"), *known.parts, full_time),
        lambda answers, _: update_role(
            context.session, role.id, full_time=answers[full_time], details=known.details(answers)
        ),
        lambda *_: context.toast(f"Записано: {role.person_name}"),
        columns=2,
        width=640,
        about=str(role.id),
    )


def ask_undertaking(owner: QWidget, context: UiContext, roles: Sequence[RoleView]) -> AskDialog:
    """When the holders of offices undertook in writing not to disclose personal data, and until when."""
    on = day("on", "Когда подписано", date.today())
    until = day_or_none("until", "Действует по", hint="Пусто – бессрочно. Программа напомнит за три месяца")
    ids = [role.id for role in roles]
    return ask(
        owner,
        context,
        "Обязательство о неразглашении",
        "Записать",
        (*(person_line(f"{role.person_name}: {office(role)}") for role in roles), on, until),
        lambda answers, _: record_undertakings(context.session, ids, answers[on], answers[until]),
        lambda *_: context.toast("Обязательство записано"),
        about=",".join(map(str, ids)),
    )


def ask_end_of_role(owner: QWidget, context: UiContext, role: RoleView) -> AskDialog:
    """The last day in office: it is not held from the next day on."""
    last = day("last", "Последний день в должности", date.today())
    what = word_for(role.kind)

    def told(answers: Answers, _: object) -> None:
        context.toast(f"Записано: {role.person_name}, {what}, до {long_date(answers[last])}")

    return ask(
        owner,
        context,
        "Закончил работу в должности",
        "Записать",
        (person_line(f"{role.person_name}: {what}"), Note(f"В должности с {long_date(role.starts_on)}"), last),
        lambda answers, _: end_role(context.session, role.id, answers[last] + timedelta(days=1)),
        told,
        about=str(role.id),
    )


def ask_training(owner: QWidget, context: UiContext, names: Mapping[int, str] | None = None) -> AskDialog:
    """One training for many; says as whom forms 2 and 7 will count them."""
    held: dict[int, tuple[RoleKind, ...]] = {}
    what = text("title", "Чему учились", hint="Например: охрана труда для уполномоченных")
    kind = one_of("kind", "Вид обучения", TrainingKind, wording=Wording.FULL)
    hours = number("hours", "Сколько часов")
    on = day("on", "Дата окончания", date.today())
    organiser = text("organiser", "Кто учил", hint="Например: Учебный центр профсоюзов")
    programme = one_of_or_none(
        "programme",
        "Программа",
        "обычная",
        TrainingProgramme,
        hint="Особые программы отдельно считает Приложение № 7",
    )
    who = people("who", "Кто учился", many=True, needed="Отметьте в списке тех, кто учился.")

    def chosen(answers: Answers) -> Mapping[int, str]:
        return names or answers.get(who) or {}

    def words(answers: Answers) -> str:
        found = chosen(answers)
        return offices_words({i: held[i] for i in found if i in held}, found)

    line = ""
    if names:
        line = next(iter(names.values())) if len(names) == 1 else people_words(len(names))
    dialog = ask(
        owner,
        context,
        "Записать обучение",
        "Записать",
        (
            what,
            kind,
            hours,
            on,
            organiser,
            programme,
            person_line(f"Кто: {line}") if names else who,
            Note(words, "small"),
        ),
        lambda answers, _: add_training(
            context.session,
            list(chosen(answers)),
            answers[on],
            answers[kind],
            hours=answers[hours],
            title=answers[what],
            organiser=answers[organiser],
            programme=answers[programme],
        ),
        lambda _, count: context.toast(f"Обучение записано: {people_words(count)}"),
        about=",".join(map(str, names)) if names else "",
    )
    asked: list[tuple[date, tuple[int, ...]]] = []

    def look() -> None:
        """Ask anew who they were when the people or the day have changed."""
        found, moment = tuple(chosen(dialog.answers)), dialog.answers.get(on)
        if not found or moment is None or asked[-1:] == [(moment, found)]:
            return
        asked[:] = [(moment, found)]
        session = context.session
        context.run(dialog, lambda _: roles_held(session, list(found), moment), know, key="offices")

    def know(found: Mapping[int, tuple[RoleKind, ...]]) -> None:
        held.clear()
        held.update(found)
        dialog.renew()

    dialog.changed.connect(look)
    look()
    return dialog


def offices_words(held: Mapping[int, tuple[RoleKind, ...]], names: Mapping[int, str]) -> str:
    """Who they were on the day of the training, in a sentence; nothing when nobody is chosen."""
    if not held:
        return ""
    outside = [names[person] for person, kinds in held.items() if not kinds]
    if len(held) == 1 and not outside:
        return "В тот день: " + ", ".join(word_for(kind) for kind in next(iter(held.values()))) + "."
    if outside:
        shown = ", ".join(outside[:3]) + (f" и ещё {len(outside) - 3}" if len(outside) > 3 else "")
        return f"В тот день не в активе, в форму № 2 не войдут: {shown}."
    return "В тот день все они были в активе."
