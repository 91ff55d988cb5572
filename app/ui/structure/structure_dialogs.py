"""Adding and changing units, closing them, and saying who belongs where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from app.domain.bodies import PARTS, SINGLE_BODIES
from app.domain.enums import UnitKind
from app.domain.vocabulary.numbers import people as people_words
from app.domain.vocabulary.words import title_for
from app.services.structure.units import (
    Structure,
    UnitDraft,
    UnitView,
    add_unit,
    assign,
    close_unit,
    structure,
    update_unit,
)
from app.ui.context import UiContext
from app.ui.kit.asking import (
    Answers,
    AskDialog,
    Note,
    Problems,
    ask,
    choice,
    day,
    day_or_none,
    number,
    one_of,
    people,
    person_line,
    text,
)

NOBODY_MARKED = "Отметьте людей в списке."


def ask_unit(owner: QWidget, context: UiContext, units: Sequence[UnitView], unit: UnitView | None = None) -> AskDialog:
    """A unit: a new one, or ``unit`` changed. ``units`` are those there are."""
    offered = [UnitKind.SHOP, UnitKind.GROUP, UnitKind.COMMISSION]
    if not any(one.kind is UnitKind.PRESIDIUM for one in units):
        offered.append(UnitKind.PRESIDIUM)
    shops = [(one.name, one.id) for one in units if one.kind is UnitKind.SHOP and (unit is None or one.id != unit.id)]
    kind = one_of("kind", "Что это", [unit.kind] if unit else offered)
    hint = "Например: Цех № 2, Смена А, Комиссия по охране труда"
    name = text("name", "Название", unit.name if unit else "", hint=hint)
    nowhere: list[tuple[str, int | None]] = [("ни в какую", None), *shops]
    inside = choice("parent_id", "В какую цеховую организацию входит", nowhere, unit.parent_id if unit else None).when(
        lambda answers: answers[kind] in PARTS
    )
    created = day_or_none(
        "created_on", "С какого дня есть", unit.created_on if unit else None, hint="Если не помните – оставьте пустым"
    )
    seats = number(
        "seats",
        "Сколько человек решили избрать",
        unit.seats if unit else None,
        hint="Тогда видно, сколько мест свободно",
    ).when(lambda answers: answers[kind] is not UnitKind.GROUP)

    def named(answers: Answers) -> Problems:
        nameless = not answers[name] and answers[kind] not in SINGLE_BODIES
        return {name: "Впишите название."} if nameless else {}

    def record(answers: Answers) -> None:
        parent = answers[inside] if answers[kind] in PARTS else None
        draft = UnitDraft(answers[kind], answers[name], parent, answers[created], answers[seats] or None)
        if unit is None:
            add_unit(context.session, draft)
        else:
            update_unit(context.session, unit.id, draft)

    return ask(
        owner,
        context,
        "Подразделение" if unit else "Добавить подразделение",
        "Записать",
        (kind, name, inside, created, seats),
        lambda answers, _: record(answers),
        lambda answers, _: context.toast(f"Записано: {answers[name] or title_for(answers[kind])}"),
        check=named,
        about=str(unit.id) if unit else "",
    )


def ask_end_of_unit(owner: QWidget, context: UiContext, unit: UnitView, units: Sequence[UnitView]) -> AskDialog:
    """From which day a unit is no more, and where its members go."""
    on = day("on", "С какого дня его нет", date.today())
    others: list[tuple[str, int | None]] = [("ни к какому", None)]
    others += [(other.name, other.id) for other in units if other.is_part and other.id != unit.id]
    question = f"Куда прикрепить тех, кто в нём состоит ({people_words(unit.own.total)})"
    target = choice("move_to", question, others, None).when(lambda _: unit.is_part)

    def told(_: Answers, moved: int) -> None:
        context.toast(f"Закрыто: {unit.name}" + (f". Перенесено: {people_words(moved)}" if moved else ""))

    return ask(
        owner,
        context,
        "Закрыть подразделение",
        "Закрыть",
        (
            person_line(unit.name),
            Note("Прежние отчёты не изменятся. Должности в нём закончатся в этот день."),
            on,
            target,
        ),
        lambda answers, _: close_unit(context.session, unit.id, answers[on], move_to=answers[target]),
        told,
        about=str(unit.id),
    )


def ask_assignment(
    owner: QWidget,
    context: UiContext,
    units: Sequence[UnitView],
    chosen: int | None = None,
    names: Mapping[int, str] | None = None,
) -> AskDialog:
    """These people (or those marked here) belong to a unit from a day on."""
    parts: list[tuple[str, int | None]] = [
        ("\u2003" * unit.depth + unit.name, unit.id) for unit in units if unit.is_part
    ]
    first = parts[0][1] if parts else None
    unit = choice(
        "unit", "Цеховая организация или группа", [*parts, ("ни к какому", None)], first if chosen is None else chosen
    )
    on = day("on", "С какого дня", date.today())
    who = people("who", "Кто", many=True, needed=NOBODY_MARKED)
    line = ""
    if names:
        line = next(iter(names.values())) if len(names) == 1 else people_words(len(names))
    return ask(
        owner,
        context,
        "Прикрепить к подразделению",
        "Прикрепить",
        (unit, on, person_line(f"Кто: {line}") if names else who),
        lambda answers, _: assign(context.session, list(names or answers[who]), answers[unit], answers[on]),
        lambda _, moved: context.toast(f"Прикреплено: {people_words(moved)}" if moved else "Все они уже там"),
        about=",".join(map(str, names)) if names else "",
    )


def assign_people(owner: QWidget, context: UiContext, names: Mapping[int, str]) -> None:
    """Read the units, then ask to which of them these people belong."""

    def known(found: Structure) -> None:
        if any(u.is_part for u in found.units):
            ask_assignment(owner, context, found.units, names=names)
        else:
            context.toast("Сначала добавьте цеховую организацию или профгруппу в «Актив и обучение», «Структура».")

    session = context.session
    context.run(owner, lambda _: structure(session, date.today()), known, key="units")
