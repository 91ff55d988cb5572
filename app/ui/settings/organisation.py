"""The passport and the employer's headcount."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from app.domain.enums import OrganisationCategory
from app.domain.vocabulary.numbers import grouped
from app.domain.vocabulary.words import Wording, title_for
from app.services.organisation.passport import (
    Headcount,
    Passport,
    headcounts,
    passport,
    remove_headcount,
    set_headcount,
    update_passport,
)
from app.services.session import Act
from app.ui.context import UiContext
from app.ui.kit import (
    Banner,
    ChoiceBox,
    DataTable,
    DateField,
    Form,
    Tone,
    button,
    column,
    flow,
    label,
    link_button,
    primary_button,
    row,
)
from app.ui.kit.dialogs import confirm
from app.ui.kit.fields import NumberField, format_date
from app.ui.kit.form_dialog import FormDialog
from app.ui.kit.rows_model import RowsModel
from app.ui.kit.theme import px
from app.ui.problems import one_line

_LINES = (
    ("full_name", "Полное название", True),
    ("short_name", "Коротко", False),
    ("union", "Профсоюз", False),
    ("address", "Адрес", True),
    ("phone", "Телефон", False),
    ("email", "Электронная почта", False),
    ("inn", "ИНН", False),
    ("ogrn", "ОГРН", False),
    ("okpo", "ОКПО", False),
    ("okfs", "ОКФС (форма собственности)", False),
    ("parent_name", "Вышестоящая организация", True),
    ("employer_name", "Работодатель", True),
    ("employer_head", "Руководитель", False),
    ("employer_address", "Адрес работодателя", False),
)


class PassportSection(QWidget):
    """The passport, saved as a whole."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self.context = context
        self.passport: Passport | None = None
        self.banner = Banner()
        self.kind = label("", "muted", wrap=True)
        self.form = Form(columns=2)
        self.lines: dict[str, QLineEdit] = {}
        for name, title, wide in _LINES:
            self.lines[name] = QLineEdit()
            self.form.add(title, self.lines[name], wide=wide)
        self.category = ChoiceBox()
        for category in OrganisationCategory:
            self.category.add(title_for(category), category)
        self.form.add("Где работаете", self.category)
        self.direct = QCheckBox("Подчиняемся прямо профсоюзу")
        self.direct.setAccessibleName(self.direct.text())
        self.form.add_free(self.direct)
        self.form.add_free(
            label("Отметьте, если между вами и профсоюзом нет территориальной организации.", "small", wrap=True)
        )
        self.save_button = primary_button("Сохранить", self.save)
        self.save_button.setEnabled(context.session.may(Act.SETTINGS))
        self.setLayout(column(self.kind, self.banner, self.form, row(self.save_button, 1), 1))

    def refresh(self) -> None:
        """Read it."""
        session = self.context.session
        self.context.run(self, lambda _: passport(session), self.show_passport, key="passport")

    def show_passport(self, own: Passport) -> None:
        """Put it into the fields."""
        self.passport = own
        self.kind.setText(title_for(own.kind, Wording.FULL))
        for name, line in self.lines.items():
            line.setText(getattr(own, name))
            line.setCursorPosition(0)
        self.category.choose(own.category)
        self.direct.setChecked(own.directly_under_union)

    def save(self) -> None:
        """Keep it."""
        if self.passport is None:
            return
        texts: dict[str, Any] = {name: line.text() for name, line in self.lines.items()}
        changed = replace(
            self.passport,
            **texts,
            category=self.category.value(),
            directly_under_union=self.direct.isChecked(),
        )
        session = self.context.session
        self.context.run(self, lambda _: update_passport(session, changed), self._saved, on_error=self._refused)

    def _saved(self, _: object) -> None:
        self.banner.hide()
        self.context.toast("Данные организации сохранены")

    def _refused(self, error: Exception) -> None:
        self.banner.show_state(Tone.ERROR, one_line(error))


_NUMBERS = (
    ("employees", "Всего работает"),
    ("employees_women", "из них женщин"),
    ("employees_youth", "из них до 35 лет"),
    ("students", "Всего учится"),
    ("students_women", "из них женщин и девушек"),
    ("students_youth", "из них до 35 лет"),
)


class HeadcountDialog(FormDialog):
    """What the employer said of a date."""

    def __init__(self, parent: QWidget, context: UiContext, known: Headcount | None = None) -> None:
        super().__init__(parent, context, "Численность на дату", "Сохранить", columns=3, width=640)
        self.on = DateField("На дату", known.on if known else date(date.today().year - 1, 12, 31))
        self.form.add("На дату", self.on, "Обычно 31 декабря", wide=True)
        self.numbers: dict[str, NumberField] = {}
        for name, title in _NUMBERS:
            group = "Работающие" if name.startswith("emp") else "Обучающиеся"
            self.numbers[name] = NumberField(f"{group}: {title}", getattr(known, name) if known else None)
            self.form.add(title, self.numbers[name])

    def save(self) -> None:
        """Record it."""
        on = self.on.date()
        if on is None:
            self.show_problems({self.on: self.on.problem(needed=True)})
            return
        headcount = Headcount(on=on, **{name: field.value() for name, field in self.numbers.items()})
        session, context = self.context.session, self.context

        def done(_: object) -> None:
            context.toast(f"Численность на {format_date(on)} записана")

        self.work(lambda _: set_headcount(session, headcount), done)


class HeadcountSection(QWidget):
    """The dates known, newest first."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self.context = context

        def number(name: str) -> Callable[[Headcount], str]:
            def text(headcount: Headcount) -> str:
                value = getattr(headcount, name)
                return "" if value is None else grouped(value)

            return text

        self.model: RowsModel[Headcount] = RowsModel(
            [
                ("На дату", lambda h: format_date(h.on)),
                ("Работает", number("employees")),
                ("женщин", number("employees_women")),
                ("до 35", number("employees_youth")),
                ("Учится", number("students")),
                ("женщин", number("students_women")),
                ("до 35", number("students_youth")),
            ]
        )
        self.table = DataTable("Численность по датам")
        self.table.setModel(self.model)
        self.table.set_widths(120, 90, 80, 70, 90, 80, 70)
        self.table.setMinimumHeight(px(220))
        self.table.activated.connect(lambda _: self.edit())
        writes = context.session.may(Act.RECORD)
        add, change = (
            primary_button("Добавить дату", self.add),
            button("Изменить…", self.edit, name="Изменить численность"),
        )
        drop = link_button("Убрать…", self.drop, name="Убрать численность")
        for widget in (add, change, drop):
            widget.setEnabled(writes)
        self.setLayout(
            column(
                label(
                    "Сколько людей в коллективе всего, с теми, кто не в профсоюзе. Из этого считается охват членством.",
                    "muted",
                    wrap=True,
                ),
                self.table,
                flow(add, change, drop),
                1,
            )
        )

    def refresh(self) -> None:
        """Read them."""
        session = self.context.session
        self.context.run(
            self,
            lambda _: headcounts(session),
            lambda found: self.model.show_rows(sorted(found, key=lambda h: h.on, reverse=True)),
            key="headcounts",
        )

    def add(self) -> None:
        """A new date."""
        HeadcountDialog(self, self.context).open()

    def edit(self) -> None:
        """The chosen date."""
        known = self.model.row_at(self.table.current_row())
        if known is not None:
            HeadcountDialog(self, self.context, known).open()

    def drop(self) -> None:
        """Remove the chosen date after asking."""
        known = self.model.row_at(self.table.current_row())
        if known is None:
            return
        session = self.context.session

        def remove() -> None:
            self.context.run(self, lambda _: remove_headcount(session, known.on))

        confirm(
            self,
            "Убрать численность?",
            f"Данные на {format_date(known.on)} исчезнут из расчётов.",
            "Убрать",
            remove,
            danger=True,
        )
