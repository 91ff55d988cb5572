"""Recording offices, undertakings and trainings; choosing people by typing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from app.domain.bodies import NAMED, OFFICES, UNIT_OF
from app.domain.enums import RoleKind, TrainingKind, TrainingProgramme
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
from app.ui.kit import ChoiceBox, DateField, Form, flow, label, link_button
from app.ui.kit.fields import NumberField
from app.ui.kit.form_dialog import FormDialog
from app.ui.kit.people_picker import PeoplePicker
from app.ui.structure.words import PROGRAMME, office
from app.ui.words import ROLE, TRAINING, long_date, people


class DetailFields:
    """Fields of what is known of an office beside its days, put into a form."""

    def __init__(self, form: Form, role: RoleView | None = None) -> None:
        self.first = DateField("Впервые избран(а)", role.first_elected_on if role else None)
        self.term = DateField("Полномочия по какой день", role.term_until if role else None)
        self.basis = QLineEdit(role.basis if role else "")
        self.previous = QLineEdit(role.previous_post if role else "")
        self.note = QLineEdit(role.note if role else "")
        self.undertaking = DateField("Обязательство о неразглашении дано", role.undertaking_on if role else None)
        self.undertaking_until = DateField("Обязательство действует по", role.undertaking_until if role else None)
        self.contested = QCheckBox("Кандидатов было больше одного")
        self.contested.setAccessibleName(self.contested.text())
        self.contested.setChecked(bool(role and role.contested))
        form.add("Впервые избран(а)", self.first, "Если раньше, чем в этот раз")
        form.add("Полномочия по какой день", self.term, "Программа напомнит за три месяца")
        form.add("На каком основании", self.basis, "Например: собрание, протокол № 4")
        form.add("Прежняя работа", self.previous, "Спрашивают у нового председателя")
        form.add("Должность словами", self.note, "Например: бухгалтер")
        form.add("Обязательство о неразглашении дано", self.undertaking, "Если работает с личными данными")
        form.add("Обязательство действует по", self.undertaking_until)
        form.add_free(self.contested)

    def problems(self) -> dict[QWidget, str]:
        """Dates that are none."""
        days = (self.first, self.term, self.undertaking, self.undertaking_until)
        return {field: "Напишите дату так: 12.09.2026." for field in days if field.is_wrong()}

    def details(self) -> OfficeDetails:
        """What is typed."""
        return OfficeDetails(
            first_elected_on=self.first.date(),
            contested=self.contested.isChecked(),
            term_until=self.term.date(),
            basis=self.basis.text(),
            note=self.note.text(),
            previous_post=self.previous.text(),
            undertaking_on=self.undertaking.date(),
            undertaking_until=self.undertaking_until.date(),
        )


class RoleDialog(FormDialog):
    """An office from a day on; ``names`` None lets one choose people, several for members of a body.

    ``body``: the body it is about, when one is chosen already.
    """

    def __init__(
        self,
        parent: QWidget,
        context: UiContext,
        names: Mapping[int, str] | None = None,
        *,
        body: Composition | None = None,
    ) -> None:
        super().__init__(parent, context, "Записать должность", "Записать")
        self.picker: PeoplePicker | None = None
        self._names = dict(names or {})
        self._units: tuple[UnitView, ...] = ()
        self._wanted = body.unit_id if body is not None and body.kind in NAMED else None
        if names:
            self.form.add_free(label(next(iter(names.values())), "strong", wrap=True))
        else:
            self.picker = PeoplePicker(context, many=False)
            self.form.add("Кто", self.picker)
        self.kind = ChoiceBox()
        for kind in RoleKind:
            self.kind.add(ROLE[kind], kind)
        self.kind.choose(OFFICES[body.kind][-1] if body is not None else RoleKind.COMMITTEE_MEMBER)
        self.unit = ChoiceBox()
        self.new_unit = QLineEdit()
        self.on = DateField("С какого дня", date.today())
        self.full_time = QCheckBox("Освобождённая работа (получает зарплату в профсоюзе)")
        self.full_time.setAccessibleName(self.full_time.text())
        self.form.add("Должность", self.kind)
        self.form.add("Комиссия, цех, группа", self.unit)
        self.form.add("Как она называется", self.new_unit, "Новая появится и в структуре")
        self.form.add("С какого дня", self.on)
        self.form.add_free(self.full_time)
        self.more = Form(columns=2)
        self.fields = DetailFields(self.more)
        self.more.hide()
        self.more_button = link_button("Ещё сведения: срок полномочий, основание…", self._open_more)
        self.form.add_free(flow(self.more_button))
        self.form.add_free(self.more)
        self.kind.currentIndexChanged.connect(lambda *_: self._offer())
        self.unit.currentIndexChanged.connect(lambda *_: self._fold())
        self._offer()
        session = context.session
        context.run(self, lambda _: structure(session, date.today()).units, self._know, key="units")

    def _open_more(self) -> None:
        self.more.show()
        self.more_button.hide()
        self.fit()

    def _know(self, units: tuple[UnitView, ...]) -> None:
        self._units = units
        self._offer()

    def _offer(self) -> None:
        """Units that the office may be of."""
        kind = UNIT_OF.get(self.kind.value())
        self.unit.blockSignals(True)
        self.unit.clear_choices()
        if kind in NAMED:
            for unit in self._units:
                if unit.kind is kind:
                    self.unit.add(unit.name, unit.id)
            self.unit.add("другая…", None)
            self.unit.choose(self._wanted)
        self.unit.blockSignals(False)
        self.form.set_shown(self.unit, kind in NAMED and self.unit.count() > 1)
        self._fold()

    def _fold(self) -> None:
        named = UNIT_OF.get(self.kind.value()) in NAMED
        self.form.set_shown(self.new_unit, named and self.unit.value() is None)
        if self.isVisible():
            self.fit()

    def save(self) -> None:
        """Record it."""
        names = self.picker.chosen if self.picker else self._names
        on = self.on.date()
        problems: dict[QWidget, str] = {}
        if self.picker is not None and not names:
            problems[self.picker] = "Выберите человека в списке."
        if on is None:
            problems[self.on] = "Напишите дату так: 12.09.2026."
        problems |= self.fields.problems()
        if self.show_problems(problems) or on is None:
            return
        (person_id, name), *_ = names.items()
        kind, full_time, details = self.kind.value(), self.full_time.isChecked(), self.fields.details()
        unit_id = self.unit.value()
        unit = "" if unit_id is not None or UNIT_OF.get(kind) not in NAMED else self.new_unit.text()
        session, context = self.context.session, self.context

        def done(_: int) -> None:
            context.toast(f"{ROLE[kind]}: {name}")

        self.work(
            lambda _: set_role(
                session, person_id, kind, on, unit=unit, unit_id=unit_id, full_time=full_time, details=details
            ),
            done,
        )


class RoleChangeDialog(FormDialog):
    """Mending what is known of an office; its days and its person stay."""

    def __init__(self, parent: QWidget, context: UiContext, role: RoleView) -> None:
        super().__init__(parent, context, "Запись о должности", "Сохранить", columns=2, width=640)
        self._role = role
        words = f"{role.person_name}: {office(role)}, с {long_date(role.starts_on)}"
        self.form.add_free(label(words, "strong", wrap=True))
        self.full_time = QCheckBox("Освобождённая работа (получает зарплату в профсоюзе)")
        self.full_time.setAccessibleName(self.full_time.text())
        self.full_time.setChecked(role.full_time)
        self.fields = DetailFields(self.form, role)
        self.form.add_free(self.full_time)

    def save(self) -> None:
        """Record it."""
        if self.show_problems(self.fields.problems()):
            return
        session, context, role = self.context.session, self.context, self._role
        details, full_time = self.fields.details(), self.full_time.isChecked()

        def done(_: None) -> None:
            context.toast(f"Записано: {role.person_name}")

        self.work(lambda _: update_role(session, role.id, full_time=full_time, details=details), done)


class UndertakingDialog(FormDialog):
    """When the holders of offices undertook in writing not to disclose personal data, and until when."""

    def __init__(self, parent: QWidget, context: UiContext, roles: Sequence[RoleView]) -> None:
        super().__init__(parent, context, "Обязательство о неразглашении", "Записать")
        self._roles = tuple(roles)
        for role in self._roles:
            self.form.add_free(label(f"{role.person_name}: {office(role)}", "strong", wrap=True))
        self.on = DateField("Когда подписано", date.today())
        self.until = DateField("Действует по")
        self.form.add("Когда подписано", self.on)
        self.form.add("Действует по", self.until, "Пусто – бессрочно. Программа напомнит за три месяца")

    def save(self) -> None:
        """Record it."""
        on, until = self.on.date(), self.until.date()
        problems: dict[QWidget, str] = {}
        if on is None:
            problems[self.on] = "Напишите дату так: 12.09.2026."
        if self.until.is_wrong():
            problems[self.until] = "Напишите дату так: 12.09.2026."
        if self.show_problems(problems) or on is None:
            return
        session, context, ids = self.context.session, self.context, [r.id for r in self._roles]

        def done(_: None) -> None:
            context.toast("Обязательство записано")

        self.work(lambda _: record_undertakings(session, ids, on, until), done)


class EndRoleDialog(FormDialog):
    """The last day in office."""

    def __init__(self, parent: QWidget, context: UiContext, role: RoleView) -> None:
        super().__init__(parent, context, "Закончил работу в должности", "Записать")
        self._role = role
        self.form.add_free(label(f"{role.person_name}: {ROLE[role.kind].lower()}", "strong", wrap=True))
        self.form.add_free(label(f"В должности с {long_date(role.starts_on)}", "muted"))
        self.last = DateField("Последний день в должности", date.today())
        self.form.add("Последний день в должности", self.last)
        self.last.setFocus()

    def save(self) -> None:
        """Record the end: the office is not held from the next day on."""
        last = self.last.date()
        if last is None:
            self.show_problems({self.last: "Напишите дату так: 12.09.2026."})
            return
        session, context, role = self.context.session, self.context, self._role

        def done(_: object) -> None:
            context.toast(f"Записано: {role.person_name}, {ROLE[role.kind].lower()}, до {long_date(last)}")

        self.work(lambda _: end_role(session, role.id, last + timedelta(days=1)), done)


class TrainingDialog(FormDialog):
    """One training for many."""

    def __init__(self, parent: QWidget, context: UiContext, names: Mapping[int, str] | None = None) -> None:
        super().__init__(parent, context, "Записать обучение", "Записать")
        self.picker: PeoplePicker | None = None
        self._names = dict(names or {})
        self.what = QLineEdit()
        self.kind = ChoiceBox()
        for kind in TrainingKind:
            self.kind.add(TRAINING[kind], kind)
        self.hours = NumberField("Сколько часов")
        self.organiser = QLineEdit()
        self.programme = ChoiceBox()
        self.programme.add("обычная", None)
        for programme in TrainingProgramme:
            self.programme.add(PROGRAMME[programme], programme)
        self.on = DateField("Дата окончания", date.today())
        self.form.add("Чему учились", self.what, "Например: охрана труда для уполномоченных")
        self.form.add("Вид обучения", self.kind)
        self.form.add("Сколько часов", self.hours)
        self.form.add("Дата окончания", self.on)
        self.form.add("Кто учил", self.organiser, "Например: Учебный центр профсоюзов")
        self.form.add("Программа", self.programme, "Особые программы отдельно считает Приложение № 7")
        if self._names:
            who = next(iter(self._names.values())) if len(self._names) == 1 else people(len(self._names))
            self.form.add_free(label(f"Кто: {who}", "strong", wrap=True))
        else:
            self.picker = PeoplePicker(context, many=True)
            self.form.add("Кто учился", self.picker)
            self.picker.picked.connect(self._check_offices)
        self.offices = label("", "small", wrap=True)
        self.offices.setAccessibleName("Кем они были в тот день")
        self.form.add_free(self.offices)
        self.on.date_changed.connect(self._check_offices)
        self._check_offices()
        self.what.setFocus()

    def _check_offices(self) -> None:
        """Say as whom forms 2 and 7 will count them."""
        names, on, session = self._chosen(), self.on.date(), self.context.session
        if not names or on is None:
            self.offices.clear()
            return
        self.context.run(self, lambda _: roles_held(session, list(names), on), self._show_offices, key="offices")

    def _chosen(self) -> dict[int, str]:
        return self.picker.chosen if self.picker else self._names

    def _show_offices(self, held: Mapping[int, tuple[RoleKind, ...]]) -> None:
        names = self._chosen()
        outside = [names[i] for i, kinds in held.items() if not kinds and i in names]
        if len(held) == 1 and not outside:
            kinds = next(iter(held.values()))
            self.offices.setText("В тот день: " + ", ".join(ROLE[k].lower() for k in kinds) + ".")
        elif outside:
            shown = ", ".join(outside[:3]) + (f" и ещё {len(outside) - 3}" if len(outside) > 3 else "")
            self.offices.setText(f"В тот день не в активе, в форму № 2 не войдут: {shown}.")
        else:
            self.offices.setText("В тот день все они были в активе.")
        self.fit()

    def save(self) -> None:
        """Record it."""
        names = self.picker.chosen if self.picker else self._names
        on = self.on.date()
        problems: dict[QWidget, str] = {}
        if on is None:
            problems[self.on] = "Напишите дату так: 12.09.2026."
        if self.picker is not None and not names:
            problems[self.picker] = "Отметьте в списке тех, кто учился."
        if self.show_problems(problems) or on is None:
            return
        ids, kind, hours, title = list(names), self.kind.value(), self.hours.value(), self.what.text()
        organiser, programme = self.organiser.text(), self.programme.value()
        session, context = self.context.session, self.context

        def done(count: int) -> None:
            context.toast(f"Обучение записано: {people(count)}")

        self.work(
            lambda _: add_training(
                session, ids, on, kind, hours=hours, title=title, organiser=organiser, programme=programme
            ),
            done,
        )
