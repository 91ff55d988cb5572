"""The tab «Резерв»: who is prepared for which post, and its form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from app.services.structure.reserve import (
    POST,
    CandidateDraft,
    CandidateView,
    add_candidates,
    end_candidate,
    remove_candidate,
    reserve,
    update_candidate,
)
from app.ui.context import UiContext
from app.ui.kit import DataTable, DateField, EmptyState, button, label, menu_button, primary_button
from app.ui.kit.dialogs import confirm
from app.ui.kit.fields import format_date
from app.ui.kit.form_dialog import FormDialog
from app.ui.kit.people_picker import PeoplePicker
from app.ui.kit.theme import px
from app.ui.printing.sheets import TableSheet, preview_sheet, save_xlsx
from app.ui.structure.models import reserve_model
from app.ui.structure.panel import TablePanel
from app.ui.structure.structure_dialogs import WRONG_DATE
from app.ui.words import people


class CandidateDialog(FormDialog):
    """People put into the reserve, or ``candidate`` changed."""

    def __init__(
        self,
        parent: QWidget,
        context: UiContext,
        candidate: CandidateView | None = None,
        names: Mapping[int, str] | None = None,
    ) -> None:
        super().__init__(parent, context, "Резерв кадров", "Записать")
        self._candidate, self._names = candidate, dict(names or {})
        own = candidate.own if candidate else CandidateDraft(listed_on=date.today())
        self.picker: PeoplePicker | None = None
        if candidate is not None:
            self.form.add_free(label(candidate.name, "strong", wrap=True))
        elif self._names:
            self.form.add_free(label(", ".join(self._names.values()), "strong", wrap=True))
        else:
            self.picker = PeoplePicker(context, many=True)
            self.form.add("Кого включить", self.picker)
        self.post = QLineEdit(own.post or POST)
        self.listed = DateField("В резерве с", own.listed_on)
        self.education = QPlainTextEdit(own.education)
        self.education.setAccessibleName("Образование")
        self.education.setTabChangesFocus(True)
        self.education.setFixedHeight(px(70))
        self.speciality = QLineEdit(own.speciality)
        self.position_since = DateField("В нынешней должности с", own.position_since)
        self.union_since = DateField("На профсоюзной работе с", own.union_work_since)
        self.basis = QLineEdit(own.basis)
        self.form.add("На какую должность", self.post)
        self.form.add("В резерве с", self.listed)
        self.form.add("Образование: что и когда окончил(а)", self.education, "Каждое – с новой строки")
        self.form.add("Специальность", self.speciality, "Пусто – как в карточке")
        self.form.add("В нынешней должности с", self.position_since, "Пусто – как в карточке")
        self.form.add("На профсоюзной работе с", self.union_since, "Пусто – с первой выборной должности")
        self.form.add("Чем утверждён резерв", self.basis, "Например: заседание профкома, протокол № 3")

    def save(self) -> None:
        """Record it."""
        names = self.picker.chosen if self.picker else self._names
        problems: dict[QWidget, str] = {
            field: WRONG_DATE for field in (self.position_since, self.union_since) if field.is_wrong()
        }
        if self.listed.date() is None:
            problems[self.listed] = WRONG_DATE
        if not self.post.text().strip():
            problems[self.post] = "Впишите должность."
        if self.picker is not None and not names:
            problems[self.picker] = "Отметьте людей в списке."
        if self.show_problems(problems):
            return
        draft = CandidateDraft(
            post=self.post.text(),
            listed_on=self.listed.date(),
            education=self.education.toPlainText(),
            speciality=self.speciality.text(),
            position_since=self.position_since.date(),
            union_work_since=self.union_since.date(),
            basis=self.basis.text(),
        )
        session, context, candidate, ids = self.context.session, self.context, self._candidate, list(names)

        def work() -> int:
            if candidate is None:
                return len(add_candidates(session, ids, draft))
            update_candidate(session, candidate.id, draft)
            return 1

        def done(number: int) -> None:
            context.toast(f"В резерве: {people(number)}" if candidate is None else "Записано")

        self.work(lambda _: work(), done)


class EndCandidateDialog(FormDialog):
    """The last day in the reserve."""

    def __init__(self, parent: QWidget, context: UiContext, candidate: CandidateView) -> None:
        super().__init__(parent, context, "Исключить из резерва", "Исключить")
        self._candidate = candidate
        self.form.add_free(label(f"{candidate.name}: {candidate.post}", "strong", wrap=True))
        self.last = DateField("Последний день в резерве", date.today())
        self.form.add("Последний день в резерве", self.last)

    def save(self) -> None:
        """Record it."""
        last = self.last.date()
        if last is None:
            self.show_problems({self.last: WRONG_DATE})
            return
        session, context, candidate = self.context.session, self.context, self._candidate

        def done(_: None) -> None:
            context.toast(f"Исключён(а) из резерва: {candidate.name}")

        self.work(lambda _: end_candidate(session, candidate.id, last + timedelta(days=1)), done)


class ReservePanel(TablePanel):
    """The reserve on a day."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, "Резерв")
        self.found: tuple[CandidateView, ...] = ()
        self.model = reserve_model()
        self.table = DataTable("Резерв кадров")
        self.on = DateField("Резерв на дату", date.today())
        self.on.date_changed.connect(self.refresh)
        self.add_button = primary_button("Включить в резерв", self.add, shortcut="Ctrl+Shift+R")
        self.change_button = button("Изменить…", self.change, name="Изменить запись в резерве")
        self.end_button = button("Исключить…", self.end, name="Исключить из резерва")
        self.more = menu_button(
            "Ещё",
            [
                ("Форма: Приложение № 6", self.report),
                ("Напечатать…", lambda: preview_sheet(self, self.context, self.sheet())),
                ("Сохранить в Excel…", lambda: save_xlsx(self, self.context, self.sheet())),
                None,
                ("Записано по ошибке…", self.drop),
            ],
            name="Ещё действия с резервом",
        )
        self.add_button.setVisible(self.may_write)
        self.only_writers(self.change_button, self.end_button)
        self.put(
            (label("На дату"), self.on, self.add_button, self.change_button, self.end_button, self.more),
            self.table,
            self.model,
            (230, 180, 75, 150, 170, 105, 150),
            EmptyState(
                "Резерва нет",
                "Включите тех, кого готовят в председатели: раз в два года о них спрашивает Приложение № 6.",
                "Включить в резерв" if self.may_write else "",
                self.add,
                icon="activists",
            ),
            fill=1,
        )
        self.table.activated.connect(lambda *_: self.change())

    def refresh(self) -> None:
        """Read the reserve."""
        session, on = self.context.session, self.on.date() or date.today()
        self.context.run(self, lambda _: reserve(session, on), self._show, key="reserve")

    def _show(self, found: tuple[CandidateView, ...]) -> None:
        self.found = found
        self.model.show_rows(found)
        self.show_table(bool(found))

    def chosen(self) -> CandidateView | None:
        """The candidate of the chosen row."""
        return self.model.row_at(self.table.current_row())

    def enable(self) -> None:
        """Buttons of the chosen candidate."""
        one = self.chosen()
        self.change_button.setEnabled(one is not None)
        self.end_button.setEnabled(one is not None)

    def add(self) -> None:
        """Put people into the reserve."""
        CandidateDialog(self, self.context).open()

    def change(self) -> None:
        """Change the chosen candidate."""
        one = self.chosen()
        if one is not None and self.may_write:
            CandidateDialog(self, self.context, one).open()

    def end(self) -> None:
        """The chosen candidate leaves the reserve."""
        one = self.chosen()
        if one is not None:
            EndCandidateDialog(self, self.context, one).open()

    def report(self) -> None:
        """Go to the form of the reserve."""
        year = (self.on.date() or date.today()).year
        # The form is of two years, named by the second of them, which is odd.
        self.context.show_page("reports", form="rezerv", period=str(year if year % 2 else year - 1))

    def drop(self) -> None:
        """Take the chosen entry back after asking."""
        one = self.chosen()
        if one is None or not self.may_write:
            self.context.toast("Сначала выберите запись в таблице.")
            return
        session = self.context.session

        def drop() -> None:
            self.context.run(self, lambda _: remove_candidate(session, one.id))

        confirm(self, "Убрать запись, сделанную по ошибке?", f"{one.name}: {one.post}", "Убрать", drop, danger=True)

    def sheet(self) -> TableSheet:
        """The reserve for paper."""
        rows = tuple(
            (
                c.name,
                format_date(c.birth_date),
                c.post,
                c.position,
                c.education,
                c.speciality,
                format_date(c.listed_on),
                format_date(c.trained_on),
            )
            for c in self.found
        )
        heads = (
            "Фамилия, имя, отчество", "Дата рождения", "На какую должность", "Работает", "Образование",
            "Специальность", "В резерве с", "Учился(лась)",
        )  # fmt: skip
        return TableSheet("Резерв кадров", f"На {format_date(self.on.date() or date.today())}", heads, rows)
