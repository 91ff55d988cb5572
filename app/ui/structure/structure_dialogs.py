"""Adding and changing units, closing them, and saying who belongs where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.bodies import PARTS, SINGLE_BODIES
from app.domain.enums import UnitKind
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
from app.ui.kit import ChoiceBox, DateField, label
from app.ui.kit.fields import NumberField
from app.ui.kit.form_dialog import FormDialog
from app.ui.kit.people_picker import PeoplePicker
from app.ui.structure.words import UNIT
from app.ui.words import people

WRONG_DATE = "Напишите дату так: 12.09.2026."


class UnitDialog(FormDialog):
    """A unit: a new one, or ``unit`` changed. ``units`` are those there are."""

    def __init__(
        self, parent: QWidget, context: UiContext, units: Sequence[UnitView], unit: UnitView | None = None
    ) -> None:
        super().__init__(parent, context, "Подразделение" if unit else "Добавить подразделение", "Записать")
        self._unit = unit
        self.kind = ChoiceBox()
        offered = [UnitKind.SHOP, UnitKind.GROUP, UnitKind.COMMISSION]
        if not any(u.kind is UnitKind.PRESIDIUM for u in units):
            offered.append(UnitKind.PRESIDIUM)
        for kind in [unit.kind] if unit else offered:
            self.kind.add(UNIT[kind], kind)
        self.kind.setEnabled(unit is None)
        self.name = QLineEdit(unit.name if unit else "")
        self.inside = ChoiceBox()
        self.inside.add("ни в какую", None)
        for other in units:
            if other.kind is UnitKind.SHOP and (unit is None or other.id != unit.id):
                self.inside.add(other.name, other.id)
        if unit is not None:
            self.inside.choose(unit.parent_id)
        self.created = DateField("С какого дня есть", unit.created_on if unit else None)
        self.seats = NumberField("Сколько человек решили избрать", unit.seats if unit else None)
        self.form.add("Что это", self.kind)
        self.form.add("Название", self.name, "Например: Цех № 2, Смена А, Комиссия по охране труда")
        self.form.add("В какую цеховую организацию входит", self.inside)
        self.form.add("С какого дня есть", self.created, "Если не помните – оставьте пустым")
        self.form.add("Сколько человек решили избрать", self.seats, "Тогда видно, сколько мест свободно")
        self.kind.currentIndexChanged.connect(lambda *_: self._fold())
        self._fold()

    def _fold(self) -> None:
        kind = self.kind.value()
        self.form.set_shown(self.inside, kind in PARTS)
        self.form.set_shown(self.seats, kind is not UnitKind.GROUP)

    def save(self) -> None:
        """Record it."""
        kind = self.kind.value()
        problems: dict[QWidget, str] = {}
        if not self.name.text().strip() and kind not in SINGLE_BODIES:
            problems[self.name] = "Впишите название."
        if self.created.is_wrong():
            problems[self.created] = WRONG_DATE
        if self.show_problems(problems):
            return
        inside = self.inside.value() if kind in PARTS else None
        draft = UnitDraft(kind, self.name.text(), inside, self.created.date(), self.seats.value() or None)
        session, context, unit = self.context.session, self.context, self._unit

        def work() -> None:
            if unit is None:
                add_unit(session, draft)
            else:
                update_unit(session, unit.id, draft)

        def done(_: None) -> None:
            context.toast(f"Записано: {draft.name.strip() or UNIT[kind]}")

        self.work(lambda _: work(), done)


class CloseUnitDialog(FormDialog):
    """From which day a unit is no more, and where its members go."""

    def __init__(self, parent: QWidget, context: UiContext, unit: UnitView, units: Sequence[UnitView]) -> None:
        super().__init__(parent, context, "Закрыть подразделение", "Закрыть")
        self._unit = unit
        self.form.add_free(label(unit.name, "strong", wrap=True))
        words = "Прежние отчёты не изменятся. Должности в нём закончатся в этот день."
        self.form.add_free(label(words, "muted", wrap=True))
        self.on = DateField("С какого дня его нет", date.today())
        self.form.add("С какого дня его нет", self.on)
        self.target = ChoiceBox()
        self.target.add("ни к какому", None)
        for other in units:
            if other.is_part and other.id != unit.id:
                self.target.add(other.name, other.id)
        self.form.add(f"Куда прикрепить тех, кто в нём состоит ({people(unit.own.total)})", self.target)
        self.form.set_shown(self.target, unit.is_part)

    def save(self) -> None:
        """Record it."""
        on = self.on.date()
        if on is None:
            self.show_problems({self.on: WRONG_DATE})
            return
        session, context, unit, target = self.context.session, self.context, self._unit, self.target.value()

        def done(moved: int) -> None:
            context.toast(f"Закрыто: {unit.name}" + (f". Перенесено: {people(moved)}" if moved else ""))

        self.work(lambda _: close_unit(session, unit.id, on, move_to=target), done)


class AssignDialog(FormDialog):
    """These people (or those marked here) belong to a unit from a day on."""

    def __init__(
        self,
        parent: QWidget,
        context: UiContext,
        units: Sequence[UnitView],
        chosen: int | None = None,
        names: Mapping[int, str] | None = None,
    ) -> None:
        super().__init__(parent, context, "Прикрепить к подразделению", "Прикрепить")
        self._names = dict(names or {})
        self.picker: PeoplePicker | None = None
        self.unit = ChoiceBox()
        for unit in units:
            if unit.is_part:
                self.unit.add("\u2003" * unit.depth + unit.name, unit.id)
        self.unit.add("ни к какому", None)
        if chosen is not None:
            self.unit.choose(chosen)
        self.on = DateField("С какого дня", date.today())
        self.form.add("Цеховая организация или группа", self.unit)
        self.form.add("С какого дня", self.on)
        if self._names:
            who = next(iter(self._names.values())) if len(self._names) == 1 else people(len(self._names))
            self.form.add_free(label(f"Кто: {who}", "strong", wrap=True))
        else:
            self.picker = PeoplePicker(context, many=True)
            self.form.add("Кто", self.picker)

    def save(self) -> None:
        """Record it."""
        names = self.picker.chosen if self.picker else self._names
        on = self.on.date()
        problems: dict[QWidget, str] = {}
        if on is None:
            problems[self.on] = WRONG_DATE
        if self.picker is not None and not names:
            problems[self.picker] = "Отметьте людей в списке."
        if self.show_problems(problems) or on is None:
            return
        session, context, unit, ids = self.context.session, self.context, self.unit.value(), list(names)

        def done(moved: int) -> None:
            context.toast(f"Прикреплено: {people(moved)}" if moved else "Все они уже там")

        self.work(lambda _: assign(session, ids, unit, on), done)


def assign_people(owner: QWidget, context: UiContext, names: Mapping[int, str]) -> None:
    """Read the units, then ask to which of them these people belong."""

    def ask(found: Structure) -> None:
        if any(u.is_part for u in found.units):
            AssignDialog(owner, context, found.units, names=names).open()
        else:
            context.toast("Сначала добавьте цеховую организацию или профгруппу в «Актив и обучение», «Структура».")

    session = context.session
    context.run(owner, lambda _: structure(session, date.today()), ask, key="units")
