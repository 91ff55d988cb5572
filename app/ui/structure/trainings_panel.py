"""The tab «Обучение»: trainings of a year with the offices held on the day."""

from __future__ import annotations

from datetime import date

from app.domain.vocabulary.numbers import people
from app.domain.vocabulary.words import Wording, title_for
from app.services.members import TrainingView
from app.services.structure.roles import remove_training, trainings
from app.ui.context import UiContext
from app.ui.kit import ChoiceBox, DataTable, EmptyState, label, menu_button, primary_button
from app.ui.kit.dialogs import confirm
from app.ui.kit.fields import format_date
from app.ui.printing.sheets import TableSheet, preview_sheet, save_xlsx
from app.ui.structure.dialogs import ask_training
from app.ui.structure.models import trainings_model
from app.ui.structure.panel import TablePanel


class TrainingsPanel(TablePanel):
    """Trainings of the chosen year."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, "Обучение")
        self.found: tuple[TrainingView, ...] = ()
        self.model = trainings_model()
        self.table = DataTable("Обучение за год")
        today = date.today()
        self.year = ChoiceBox()
        self.year.setAccessibleName("Год обучения")
        for year in range(today.year + 1, today.year - 8, -1):
            self.year.add(str(year), year)
        self.year.choose(today.year)
        self.year.currentIndexChanged.connect(lambda *_: self.refresh())
        self.add_button = primary_button("Записать обучение", self.add, shortcut="Ctrl+Shift+O")
        self.add_button.setVisible(self.may_write)
        self.more = menu_button(
            "Ещё",
            [
                ("Напечатать…", lambda: preview_sheet(self, self.context, self.sheet())),
                ("Сохранить в Excel…", lambda: save_xlsx(self, self.context, self.sheet())),
                None,
                ("Записано по ошибке…", self.drop),
            ],
            name="Ещё действия с обучением",
        )
        self.words = label("", "muted", wrap=True)
        self.put(
            (label("За год"), self.year, self.add_button, self.more),
            self.table,
            self.model,
            (230, 180, 220, 65, 105, 240),
            EmptyState(
                "Обучение за этот год не записано",
                "Одну запись можно сделать сразу для многих.",
                "Записать обучение" if self.may_write else "",
                self.add,
                icon="activists",
            ),
            fill=1,
            between=self.words,
        )

    def refresh(self) -> None:
        """Read the trainings of the year."""
        session, year = self.context.session, self.year.value()
        self.context.run(self, lambda _: trainings(session, year), self._show, key="trainings")

    def _show(self, found: tuple[TrainingView, ...]) -> None:
        self.found = found
        self.model.show_rows(found)
        pupils = len({training.person_id for training in found})
        self.words.setText(f"За {self.year.currentText()} год учились {people(pupils)}.")
        self.words.setVisible(bool(found))
        self.show_table(bool(found))

    def add(self) -> None:
        """Record a training for one or many."""
        ask_training(self, self.context)

    def drop(self) -> None:
        """Take the chosen training back after asking."""
        training = self.model.row_at(self.table.current_row())
        if training is None or not self.may_write:
            self.context.toast("Сначала выберите запись в таблице.")
            return
        session = self.context.session

        def drop() -> None:
            self.context.run(self, lambda _: remove_training(session, training.id))

        words = f"{training.person_name}: {training.title or 'обучение'}."
        confirm(self, "Убрать обучение, записанное по ошибке?", words, "Убрать", drop, danger=True)

    def sheet(self) -> TableSheet:
        """The trainings of the year for paper."""
        rows = tuple(
            (
                t.person_name,
                ", ".join(title_for(kind) for kind in t.roles),
                format_date(t.on),
                title_for(t.kind, Wording.FULL),
                "" if t.hours is None else str(t.hours),
                t.title,
                t.organiser,
            )
            for t in self.found
        )
        heads = ("Фамилия, имя, отчество", "Должность в тот день", "Дата", "Вид", "Часов", "Чему учились", "Кто учил")
        return TableSheet(f"Обучение кадров и актива за {self.year.currentText()} год", self.words.text(), heads, rows)
