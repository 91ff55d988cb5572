"""The journal in the settings: what was done, by whom, to whose data; sifted and saved."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.domain.files import write_atomically
from app.services.session import Act
from app.services.vault import journal
from app.services.vault.journal import JournalChoices, JournalLine
from app.ui.context import UiContext
from app.ui.kit import Banner, ChoiceBox, DataTable, SearchField, Tone, column, flow, label, menu_button
from app.ui.kit.rows_model import RowsModel
from app.ui.kit.theme import px
from app.ui.problems import one_line

SHOWN = 2000
"""The last so many entries are shown; an export has all."""

_PERIODS = (("За 30 дней", 30), ("За год", 365), ("За всё время", None))
_NAMES = {"csv": "журнал.csv", "json": "журнал.json", "pdf": "журнал.pdf"}
_KINDS = {"csv": "Таблица (*.csv)", "json": "Для проверки (*.json)", "pdf": "Документ (*.pdf)"}


class JournalSection(QWidget):
    """Only the chair sees it; others are told so."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self.context = context
        self.chair = context.session.may(Act.JOURNAL)
        self._lines: tuple[JournalLine, ...] = ()
        self.banner = Banner()
        self.user, self.action, self.period = ChoiceBox(), ChoiceBox(), ChoiceBox()
        for choice, name in ((self.user, "Кто"), (self.action, "Что сделано"), (self.period, "За какое время")):
            choice.setAccessibleName(name)
            choice.activated.connect(lambda _: self.refresh())
        for words, days in _PERIODS:
            self.period.add(words, days)
        self.person = SearchField("Чьи данные")
        self.person.textChanged.connect(lambda _: self._sift())
        self._fill_choices(JournalChoices((), ()))
        self.model: RowsModel[JournalLine] = RowsModel(
            [
                ("Когда", lambda line: f"{line.at.astimezone():%d.%m.%Y %H:%M}"),
                ("Что сделано", lambda line: line.what),
                ("Чьи данные", lambda line: line.person),
                ("Кто", lambda line: line.user or "программа"),
                ("Подробности", lambda line: line.details),
            ]
        )
        self.table = DataTable("Журнал действий")
        self.table.setModel(self.model)
        self.table.set_widths(142, 210, 190, 130, 200)
        self.table.setMinimumHeight(px(300))
        self.save = menu_button(
            "Сохранить…",
            [
                ("Таблицей (CSV)", lambda: self.export("csv")),
                ("Документом (PDF)", lambda: self.export("pdf")),
                ("Для проверки цепочки (JSON)", lambda: self.export("json")),
            ],
            name="Сохранить журнал",
        )
        self.count = label("", "small")
        told = "Журнал видит председатель." if not self.chair else (
            "Записи нельзя изменить или убрать незаметно: каждая закреплена предыдущей. Сохранённое не зашифровано."
        )  # fmt: skip
        tools = flow(self.period, self.user, self.action, self.person, self.save)
        for widget in (tools, self.table, self.count):
            widget.setVisible(self.chair)
        self.setLayout(column(label(told, "muted", wrap=True), self.banner, tools, self.table, self.count, 1))

    def refresh(self) -> None:
        """Read the entries asked for."""
        if not self.chair:
            return
        session, wanted = self.context.session, self._wanted()

        def read(_: object) -> tuple[JournalChoices, tuple[JournalLine, ...]]:
            user, actions, since = wanted
            lines = journal.find(session, user=user, actions=actions, since=since, limit=SHOWN)
            return journal.choices(session), lines

        self.context.run(self, read, self._show, key="journal")

    def _wanted(self) -> tuple[str, tuple[str, ...], date | None]:
        days = self.period.value()
        since = None if days is None else date.today() - timedelta(days=int(days))
        action = self.action.value()
        return self.user.value() or "", (action,) if action else (), since

    def _fill_choices(self, found: JournalChoices) -> None:
        for choice, everything, entries in (
            (self.user, "Все пользователи", [(name, name) for name in found.users]),
            (self.action, "Все действия", [(words, code) for code, words in found.actions]),
        ):
            chosen = choice.value() if choice.count() else None
            choice.clear_choices()
            choice.add(everything, None)
            for words, value in entries:
                choice.add(words, value)
            choice.choose(chosen)

    def _show(self, read: tuple[JournalChoices, tuple[JournalLine, ...]]) -> None:
        self._fill_choices(read[0])
        self._lines = tuple(reversed(read[1]))
        self._sift()

    def _sift(self) -> None:
        wanted = self.person.text().strip().casefold()
        shown = [line for line in self._lines if wanted in line.person.casefold()]
        self.model.show_rows(shown)
        more = ""
        if len(self._lines) >= SHOWN:
            more = f" Показаны последние {SHOWN}."
            if wanted:
                more = (
                    f" Искали среди последних {SHOWN}: чтобы найти более ранние, выберите период или сохраните журнал."
                )
        self.count.setText(f"Записей: {len(shown)}.{more}")

    def export(self, kind: str) -> None:
        """Into a file; the people of the search field cannot be exported apart: the card does that."""
        self.context.files.save_file(
            self, "Сохранить журнал", _NAMES[kind], _KINDS[kind], lambda path: self._write(kind, path)
        )

    def _write(self, kind: str, path: Path) -> None:
        session, (user, actions, since) = self.context.session, self._wanted()

        def work(_: object) -> None:
            write_atomically(path, journal.export(session, kind, user=user, actions=actions, since=since))

        def done(_: object) -> None:
            self.banner.show_state(Tone.GOOD, "Журнал сохранён", f"{path.name}: в нём личные данные, он не зашифрован.")
            self.refresh()

        self.context.run(
            self,
            work,
            done,
            title="Сохраняю журнал",
            on_error=lambda error: self.banner.show_state(Tone.ERROR, one_line(error)),
        )
