"""Who may be recorded twice: the list of pairs with why, side by side, together or apart; what was joined."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QGridLayout,
    QRadioButton,
    QSizePolicy,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.progress import Progress
from app.services.members.doubles import (
    FieldPair,
    MergedView,
    MergeView,
    Side,
    Suspect,
    keep_apart,
    look,
    merge,
    merges_made,
    suspects,
    undo_merge,
)
from app.services.members.doubles import MergeChoice as Stays
from app.ui.context import UiContext
from app.ui.kit import Banner, DataTable, Tone, button, column, label, primary_button, row
from app.ui.kit.form_dialog import FormDialog
from app.ui.kit.rows_model import RowsModel
from app.ui.kit.theme import px
from app.ui.kit.tips import set_tip
from app.ui.problems import one_line
from app.ui.shell import ProgressStrip
from app.ui.words import CATEGORY, EVENT, plural

_SHOWN = 60
"""Signs of a value beside its button; the whole is in the tip."""

CERTAINTY: dict[int, tuple[str, Tone]] = {
    3: ("почти наверняка", Tone.ERROR),
    2: ("вероятно", Tone.WARNING),
    1: ("возможно", Tone.NEUTRAL),
}


def side_words(side: Side) -> str:
    """«Иванова Анна Петровна, 05.11.1978, учитель»"""
    born = "" if side.birth_date is None else f"{side.birth_date:%d.%m.%Y}" if side.birth_exact else (
        f"{side.birth_date.year} г. р."
    )  # fmt: skip
    return ", ".join(part for part in (side.full_name, born, side.work) if part)


class DoublesDialog(QDialog):
    """Suspects and the merges that can be taken back. Nothing here is done without a look at both records."""

    def __init__(self, parent: QWidget, context: UiContext, *, may_write: bool = True) -> None:
        super().__init__(parent.window())
        self.context, self._owner, self._may_write = context, parent, may_write
        self.setWindowTitle("Двойники")
        room = parent.window().size()
        self.resize(min(px(1080), room.width() - 40), min(px(680), room.height() - 40))
        self.heading = label("Кто, возможно, записан дважды", "section", wrap=True)
        self.words = label("Ищу похожих людей…", "muted", wrap=True)
        self.banner = Banner()
        self.model: RowsModel[Suspect] = RowsModel(
            [
                ("Один", lambda s: side_words(s.one)),
                ("Другой", lambda s: side_words(s.other)),
                ("Насколько", lambda s: CERTAINTY[s.certainty][0]),
                ("Почему", lambda s: ", ".join(s.reasons)),
            ],
            lambda s, section: CERTAINTY[s.certainty][1] if section == 2 else None,
        )
        self.table = DataTable("Пары похожих людей", row_height=36)
        self.table.setModel(self.model)
        self.table.set_widths(320, 320, 150, 130)
        self.table.set_widths(stretch=3)
        self.table.activated.connect(lambda *_: self.compare())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        self.apart_button = button("Это разные люди", self.keep_apart)
        self.merge_button = primary_button("Сравнить и объединить…", self.compare)
        self.detail = label("", "muted", wrap=True)
        tools = row(self.detail, self.apart_button, self.merge_button, spacing=10)
        tools.setStretch(0, 1)
        pairs = QWidget()
        pairs.setLayout(column(self.table, tools, spacing=10, margins=(0, 12, 0, 0)))
        self.joined: RowsModel[MergedView] = RowsModel(
            [
                ("Осталась карточка", lambda m: m.full_name),
                ("С ней объединена", lambda m: m.other_name),
                ("Когда", lambda m: f"{m.at.astimezone():%d.%m.%Y %H:%M}"),
                ("Кто", lambda m: m.user_name),
            ]
        )
        self.joined_table = DataTable("Объединённые карточки", row_height=36)
        self.joined_table.setModel(self.joined)
        self.joined_table.set_widths(300, 300, 150, 200)
        self.joined_table.set_widths(stretch=3)
        self.joined_table.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        self.undo_button = button("Отменить объединение", self.undo_merge)
        history = QWidget()
        history.setLayout(
            column(self.joined_table, row(1, self.undo_button, spacing=10), spacing=10, margins=(0, 12, 0, 0))
        )
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("Двойники и объединённые")
        self.tabs.tabBar().setAccessibleName("Двойники и объединённые")
        self.tabs.addTab(pairs, "Похожие")
        self.tabs.addTab(history, "Объединённые")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(px(24), px(18), px(24), px(18))
        outer.setSpacing(px(10))
        outer.addLayout(column(self.heading, self.words, spacing=2))
        outer.addWidget(self.banner)
        outer.addWidget(self.tabs, 1)
        outer.addWidget(ProgressStrip(context.jobs))
        outer.addLayout(row(1, button("Закрыть", self.reject), spacing=10))
        self._enable()
        self.read()

    def read(self) -> None:
        """Look for pairs anew."""
        session = self.context.session

        def work(progress: Progress) -> tuple[Sequence[Suspect], Sequence[MergedView]]:
            return suspects(session, progress), merges_made(session)

        self.context.run(self, work, self._show, on_error=self._refused, title="Ищу двойников", key="doubles")

    def _show(self, found: tuple[Sequence[Suspect], Sequence[MergedView]]) -> None:
        self.model.show_rows(found[0])
        self.joined.show_rows(found[1])
        count = len(found[0])
        self.words.setText(
            f"Нашлось: {plural(count, 'пара', 'пары', 'пар')}. Сравните карточки: программа ничего не объединяет сама."
            if count
            else "Похожих людей нет."
        )
        if count:
            self.table.selectRow(0)
        self._enable()

    def _refused(self, error: Exception) -> None:
        self.banner.show_state(Tone.ERROR, one_line(error))

    def chosen(self) -> Suspect | None:
        """The pair with the cursor."""
        return self.model.row_at(self.table.current_row())

    def _enable(self) -> None:
        some = self._may_write and self.chosen() is not None
        self.apart_button.setEnabled(some)
        self.merge_button.setEnabled(some)
        pair = self.chosen()
        self.detail.setText("" if pair is None else ", ".join(pair.reasons).capitalize() + ".")
        last = self.joined.row_at(self.joined_table.current_row())
        self.undo_button.setEnabled(self._may_write and last is not None and last.last)

    def keep_apart(self) -> None:
        """Remember that these two are different."""
        pair, session = self.chosen(), self.context.session
        if pair is not None:
            one, other = pair.one.person_id, pair.other.person_id
            self.context.run(self, lambda _: keep_apart(session, one, other), lambda _: self.read())

    def compare(self) -> None:
        """Both records side by side."""
        pair = self.chosen()
        if pair is not None and self._may_write:
            open_merge(self, self.context, pair.one.person_id, pair.other.person_id, self._merged)

    def _merged(self) -> None:
        self.read()

    def undo_merge(self) -> None:
        """Both records are there again."""
        found, session = self.joined.row_at(self.joined_table.current_row()), self.context.session
        if found is None:
            return
        number = found.id

        def done(_: object) -> None:
            self.context.toast("Объединение отменено: обе карточки на месте")
            self.read()

        self.context.run(self, lambda _: undo_merge(session, number), done, on_error=self._refused)


def open_merge(owner: QWidget, context: UiContext, kept: int, other: int, on_done: Callable[[], object]) -> None:
    """Read both records and show them side by side."""
    session = context.session
    context.run(
        owner, lambda _: look(session, kept, other), lambda shown: MergeDialog(owner, context, shown, on_done).open()
    )


class Sides:
    """The two values of a field, one of them ticked; a note may keep both."""

    def __init__(self, pair: FieldPair) -> None:
        self.group = QButtonGroup()
        self.kept, self.other = self._one(pair, pair.kept), self._one(pair, pair.other)
        self.both = self._one(pair, "обе заметки") if pair.name == "note" else None
        self.choose(pair.proposed)

    def _one(self, pair: FieldPair, words: str) -> QRadioButton:
        shown = words or "пусто"
        one = QRadioButton(shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…")
        set_tip(one, shown)
        one.setAccessibleName(f"{pair.title}: {shown}")
        one.setMinimumHeight(px(32))
        one.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.group.addButton(one)
        return one

    def choose(self, stays: Stays) -> None:
        """Tick one."""
        chosen = {Stays.KEPT: self.kept, Stays.OTHER: self.other, Stays.BOTH: self.both or self.kept}[stays]
        chosen.setChecked(True)

    def value(self) -> Stays:
        """What is ticked."""
        if self.both is not None and self.both.isChecked():
            return Stays.BOTH
        return Stays.OTHER if self.other.isChecked() else Stays.KEPT


class MergeDialog(FormDialog):
    """Choose whose value of each differing field stays; everything else goes under one person."""

    def __init__(self, parent: QWidget, context: UiContext, shown: MergeView, on_done: Callable[[], object]) -> None:
        super().__init__(parent, context, "Объединить две карточки одного человека", "Объединить", width=760)
        self.shown, self._on_done = shown, on_done
        if shown.warnings:
            self.banner.show_state(Tone.WARNING, " ".join(shown.warnings), "Проверьте, что это один человек.")
        self.choices: dict[str, Sides] = {pair.name: Sides(pair) for pair in shown.fields}
        self.content.insertWidget(1, self._beside())
        for text in self._consequences():
            self.content.addWidget(label(text, "muted", wrap=True))
        self.swap_button = button("Оставить другую карточку", self.swap, name="Поменять карточки местами")
        self.content.addLayout(row(self.swap_button, 1))

    def _beside(self) -> QWidget:
        """Both records, a field a line; what is ticked stays."""
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(6))
        for place, (words, side) in enumerate(
            (("Останется", self.shown.kept), ("Перейдёт в неё", self.shown.other)), start=1
        ):
            heading = f"{words}\n{side_words(side)}{_status(side)}"
            grid.addWidget(label(heading, "strong", wrap=True), 0, place)
            grid.setColumnStretch(place, 1)
        for line, pair in enumerate(self.shown.fields, start=1):
            grid.addWidget(label(pair.title, "muted"), line, 0)
            sides = self.choices[pair.name]
            grid.addWidget(sides.kept, line, 1)
            right = column(sides.other, *([sides.both] if sides.both else []), spacing=0)
            grid.addLayout(right, line, 2)
        if not self.shown.fields:
            grid.addWidget(label("Все поля одинаковы.", "muted", wrap=True), 1, 1, 1, 2)
        frame = QWidget()
        frame.setProperty("role", "clear")
        frame.setLayout(grid)
        return frame

    def _consequences(self) -> list[str]:
        found = []
        if self.shown.moves:
            moves = ", ".join(f"{name} ({number})" for name, number in self.shown.moves.items())
            found.append(f"Из второй карточки перейдёт всё: {moves}.")
        for event in self.shown.voided:
            whose = "первой" if event.of_kept else "второй"
            found.append(
                f"Запись {whose} карточки «{EVENT[event.kind]}» от {event.on:%d.%m.%Y} будет отменена: {event.why}."
            )
        found.append("Объединение можно отменить: меню «Ещё» → «Двойники…» → «Объединённые».")
        return found

    def swap(self) -> None:
        """The other record stays."""
        self.reject()
        open_merge(self._owner(), self.context, self.shown.other.person_id, self.shown.kept.person_id, self._on_done)

    def _owner(self) -> QWidget:
        parent = self.parentWidget()
        return parent if parent is not None else self

    def save(self) -> None:
        """Put them together."""
        session, shown = self.context.session, self.shown
        chosen = {name: choice.value() for name, choice in self.choices.items()}
        self.work(lambda _: merge(session, shown.kept.person_id, shown.other.person_id, chosen), self._merged)

    def _merged(self, number: int) -> None:
        context, session, owner = self.context, self.context.session, self._owner()

        def back() -> None:
            def done(_: object) -> None:
                context.toast("Объединение отменено: обе карточки на месте")

            context.run(owner, lambda _: undo_merge(session, number), done)

        context.toast(f"{self.shown.kept.full_name}: карточки объединены", "Отменить", back)
        self._on_done()


def _status(side: Side) -> str:
    return f" ({CATEGORY[side.category]})" if side.category is not None else " (не на учёте)"
