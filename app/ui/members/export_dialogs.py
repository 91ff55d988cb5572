"""Taking the register out and back, and lists for printing: labels, groups, birthdays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from app.domain.vocabulary.numbers import people
from app.progress import Progress
from app.services.members.exporting import (
    ExportResult,
    LoadResult,
    birthdays_pdf,
    export_register,
    groups_pdf,
    labels_pdf,
    load_register,
)
from app.ui.context import UiContext
from app.ui.kit import ChoiceBox, DateField, Tone, label
from app.ui.kit.dialogs import confirm
from app.ui.kit.form_dialog import FormDialog
from app.ui.kit.theme import px
from app.ui.leaving import ask_about_consent

EXPORT_KINDS = (
    (".xlsx", "Книга Excel: список для работы и весь реестр на скрытых листах", "Книга Excel (*.xlsx)"),
    (".csv", "Текстовая таблица: список членов профсоюза на дату", "Таблица CSV (*.csv)"),
    (".json", "Файл для 1С и других программ: весь реестр", "Файл JSON (*.json)"),
)
_PLAIN = (
    "Не оставляйте файл на чужом компьютере. Выгрузка записывается в журнал; данных заблокированных людей в ней нет."
)


class ExportDialog(FormDialog):
    """What kind of file, as of what day; then where to."""

    def __init__(self, parent: QWidget, context: UiContext) -> None:
        super().__init__(parent, context, "Выгрузить реестр", "Выбрать место…", width=620)
        self.banner.show_state(Tone.WARNING, "Файл не зашифрован: его прочтёт каждый, кто его возьмёт.")
        self.kind = ChoiceBox()
        for suffix, words, _ in EXPORT_KINDS:
            self.kind.add(words, suffix)
        self.on = DateField("Список на дату", date.today())
        self.form.add("Что сохранить", self.kind)
        self.form.add("На какую дату список", self.on)
        self.form.add_free(label(_PLAIN, "muted", wrap=True))

    def save(self) -> None:
        """Ask where to, then write."""
        on = self.on.date()
        if self.show_problems({self.on: self.on.problem(needed=True)} if on is None else {}):
            return
        assert on is not None
        suffix: str = self.kind.value()
        kinds = next(kinds for one, _, kinds in EXPORT_KINDS if one == suffix)
        name = f"Члены профсоюза на {on:%d.%m.%Y}{suffix}"

        def ask_where() -> None:
            self.context.files.save_file(
                self, "Куда сохранить", name, kinds, lambda path: self._write(path, suffix, on)
            )

        ask_about_consent(self, self.context, None, ask_where)

    def _write(self, path: Path, suffix: str, on: date) -> None:
        target = path if path.suffix.lower() == suffix else path.with_name(path.name + suffix)
        session = self.context.session
        self.work(lambda progress: export_register(session, target, on, progress), self._written)

    def _written(self, done: ExportResult) -> None:
        words = f"Сохранено: {people(done.people)}, «{done.path.name}»"
        self.context.toast(words + (f"; заблокированных не вошло: {done.left_out}" if done.left_out else ""))


def load_whole(owner: QWidget, context: UiContext) -> None:
    """Choose a whole register and put it into this vault, which must be empty."""

    def loaded(done: LoadResult) -> None:
        context.toast(f"Загружено: {people(done.people)}")

    def chosen(path: Path) -> None:
        def work(progress: Progress) -> LoadResult:
            return load_register(context.session, path, progress)

        confirm(
            owner,
            "Загрузить весь реестр?",
            f"Из «{path.name}» в эту книгу учёта перейдут все люди с их историей. Так можно только в пустую книгу.",
            "Загрузить",
            lambda: context.run(owner, work, loaded, title="Загружаю реестр"),
        )

    context.files.open_file(owner, "Выгрузка реестра", "Выгрузка реестра (*.json *.xlsx)", chosen)


class PrintDialog(FormDialog):
    """Makes a PDF and shows it. Override :meth:`make`."""

    def __init__(self, parent: QWidget, context: UiContext, title: str) -> None:
        super().__init__(parent, context, title, "Посмотреть", width=560)
        self._over = parent
        self._shown = title

    def make(self) -> Callable[[Progress], bytes] | None:
        """The work, or None when something typed is wrong."""
        raise NotImplementedError

    def save(self) -> None:
        """Make and show."""
        made = self.make()
        if made is not None:
            self.work(made, self._show)

    def _show(self, pdf: bytes) -> None:
        from app.ui.printing.preview import show_pdf

        show_pdf(self._over, self._shown, pdf, f"{self._shown}.pdf")


class LabelsDialog(PrintDialog):
    """Labels 70×37 mm; a sheet that was begun can be used up."""

    def __init__(self, parent: QWidget, context: UiContext, on: date, person_ids: Sequence[int]) -> None:
        super().__init__(parent, context, "Наклейки с адресами")
        self._on, self._ids = on, tuple(person_ids)
        self.first = QLineEdit("1")
        self.first.setMaximumWidth(px(90))
        who = f"Отмечено: {people(len(self._ids))}." if self._ids else "Наклейки для всех, у кого записан адрес."
        self.form.add_free(label(f"{who} Лист А4: 3 на 8 наклеек 70×37 мм, печатайте без полей, в масштабе 100 %.",
                                 "muted", wrap=True))  # fmt: skip
        self.form.add("С какой наклейки начать", self.first, "Если лист уже начат: номер первой свободной, 1–24")

    def make(self) -> Callable[[Progress], bytes] | None:
        """The sheet."""
        text = self.first.text().strip()
        good = text.isdigit() and 1 <= int(text) <= 24
        if self.show_problems({} if good else {self.first: "Напишите число от 1 до 24."}):
            return None
        session, on, ids = self.context.session, self._on, self._ids or None
        return lambda progress: labels_pdf(
            session, on, person_ids=ids, first_place=int(text), progress=progress
        )[0]  # fmt: skip


class GroupsDialog(PrintDialog):
    """Lists one under another."""

    def __init__(self, parent: QWidget, context: UiContext, on: date, person_ids: Sequence[int]) -> None:
        super().__init__(parent, context, "Списки по группам")
        self._ids = tuple(person_ids)
        self.by = ChoiceBox()
        for words, key in (("по учебным группам", "study_group"), ("по подразделениям", "department"),
                           ("по категориям", "category")):  # fmt: skip
            self.by.add(words, key)
        self.on = DateField("На какую дату", on)
        self.form.add("Как разделить", self.by)
        self.form.add("На какую дату", self.on)

    def make(self) -> Callable[[Progress], bytes] | None:
        """The lists."""
        on = self.on.date()
        if self.show_problems({} if on is not None else {self.on: self.on.problem(needed=True)}):
            return None
        assert on is not None
        session, by, ids = self.context.session, self.by.value(), self._ids or None
        return lambda progress: groups_pdf(session, on, by=by, person_ids=ids, progress=progress)


class BirthdaysDialog(PrintDialog):
    """Birthdays and jubilees of a period."""

    def __init__(self, parent: QWidget, context: UiContext) -> None:
        super().__init__(parent, context, "Дни рождения и юбилеи")
        today = date.today()
        self.first, self.last = DateField("С какого дня", today), DateField("По какой день", today + timedelta(days=30))
        self.jubilees = QCheckBox("Только юбилеи (каждые пять лет с двадцати)")
        self.jubilees.setMinimumHeight(px(32))
        self.form.add("С какого дня", self.first)
        self.form.add("По какой день", self.last)
        self.form.add_free(self.jubilees)

    def make(self) -> Callable[[Progress], bytes] | None:
        """The list."""
        first, last = self.first.date(), self.last.date()
        problems: dict[QWidget, str] = {}
        if first is None:
            problems[self.first] = self.first.problem(needed=True)
        if last is None:
            problems[self.last] = self.last.problem(needed=True)
        if self.show_problems(problems):
            return None
        assert first is not None
        assert last is not None
        session, only = self.context.session, self.jubilees.isChecked()
        return lambda progress: birthdays_pdf(session, first, last, jubilees_only=only, progress=progress)
