"""Two different files under one number, side by side; a person says which of them is right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from app.services import intake
from app.services.intake import Fork, ForkHalf
from app.services.session import Act
from app.ui.context import UiContext
from app.ui.intake.words import DECISION_WORDS
from app.ui.kit import button, column, label, row
from app.ui.kit.dialogs import CalmDialog, confirm
from app.ui.kit.theme import px
from app.ui.kit.tips import plain_tip
from app.ui.words import plural

_MOST_ROWS = 7


class ForkDialog(CalmDialog):
    """What differs, and a button for each half: neither is offered as the right one."""

    def __init__(
        self, context: UiContext, owner: QWidget, fork: Fork, on_chosen: Callable[[], object] | None = None
    ) -> None:
        super().__init__(owner, f"Два разных файла: {fork.organisation}", width=900)
        self._context, self.fork, self._on_chosen = context, fork, on_chosen
        self.content.addWidget(
            label(
                f"{fork.organisation}: под одним номером пришли два разных файла. Так бывает после восстановления из "
                "копии. Считать можно только один: позвоните в организацию и выберите тот, который верен.",
                wrap=True,
            )
        )
        sides = row(*(_half(half) for half in fork.halves), spacing=16)
        for place in range(2):
            sides.setStretch(place, 1)
        self.content.addLayout(sides)
        count = len(fork.lines)
        words = (
            f"Различаются: {plural(count, 'место', 'места', 'мест')}" if count else "Числа в обоих файлах одинаковы."
        )
        self.content.addWidget(label(words, "strong"))
        self.table = self._differing()
        self.table.setVisible(bool(count))
        self.content.addWidget(self.table)
        self.choose_buttons = [
            button(
                f"Верен файл {half.number}",
                partial(self.ask, half.number),
                name=f"Верен файл {half.number}: принять его",
            )
            for half in fork.halves
        ]
        for one in self.choose_buttons:
            one.setEnabled(context.session.may(Act.RECEIVE))
        self.set_buttons(button("Решить позже", self.reject), *self.choose_buttons)

    def ask(self, number: int) -> None:
        """Make sure, then choose."""
        confirm(
            self,
            f"Принять файл {number}?",
            "Организация получит квитанцию «принято» на этот файл и отказ на другой. Потом решение изменить нельзя: "
            "исправленный отчёт приходит новой редакцией.",
            "Принять",
            partial(self.choose, number),
        )

    def choose(self, number: int) -> None:
        """Accept one half; receipts wait to be given."""
        session, bundle = self._context.session, self.fork.halves[1].bundle

        def done(_: tuple[str, ...]) -> None:
            self.accept()
            if self._on_chosen is not None:
                self._on_chosen()
            self._context.toast(f"Принят файл {number}, другому отказано. Передайте квитанции.")

        self._context.run(
            self, lambda _: intake.choose_half(session, bundle, number), done, title="Подписываю квитанции"
        )

    def _differing(self) -> QTableWidget:
        heads = ("Отчёт", "Клетка", "Показатель", "Файл 1", "Файл 2")
        table = QTableWidget(len(self.fork.lines), len(heads))
        table.setAccessibleName("Чем различаются файлы")
        table.setHorizontalHeaderLabels(heads)
        table.verticalHeader().hide()
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setWordWrap(True)
        for number, line in enumerate(self.fork.lines):
            values = [text or "пусто" for text in (line.first, line.second)]
            for place, text in enumerate((line.report, line.place, line.title, *values)):
                item = QTableWidgetItem(text)
                item.setToolTip(plain_tip(text))
                table.setItem(number, place, item)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.setColumnHidden(0, len({line.report for line in self.fork.lines}) == 1)
        table.setVerticalScrollMode(QTableWidget.ScrollMode.ScrollPerPixel)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setMinimumHeight(px(44 + 34 * min(max(len(self.fork.lines), 1), _MOST_ROWS)))
        return table


def _half(half: ForkHalf) -> QFrame:
    said = DECISION_WORDS[half.verdict]
    stands = f"решение: {said}" + ("; сейчас считается он" if half.counts and said == "принят" else "")
    members = f"; в реестре {plural(half.members, 'человек', 'человека', 'человек')}" if half.members else ""
    box = QFrame()
    box.setProperty("card", "true")
    box.setLayout(
        column(
            label(f"Файл {half.number}", "strong"),
            label(half.title + members, wrap=True),
            label(
                f"подписан {half.created_at.astimezone():%d.%m.%Y %H:%M}, получен "
                f"{half.received_at.astimezone():%d.%m.%Y %H:%M}, редакция {half.revision}",
                "small",
                wrap=True,
            ),
            label(stands, "small", wrap=True),
            label(f"отпечаток {half.manifest_sha256[:16]}…", "small", wrap=True, selectable=True),
            spacing=3,
            margins=(12, 8, 12, 8),
        )
    )
    return box
