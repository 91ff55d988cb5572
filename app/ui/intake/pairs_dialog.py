"""«Двойной учёт»: people who may stand on several registers, a line each, and what is decided of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QFrame, QLayout, QVBoxLayout, QWidget

from app.domain.files import write_atomically
from app.progress import Progress
from app.services import intake
from app.services.intake import Double, PairSide
from app.services.session import Act
from app.ui.context import UiContext
from app.ui.kit import Chip, Tone, button, clear_layout, column, label, primary_button, row
from app.ui.kit.dialogs import CalmDialog
from app.ui.kit.theme import px
from app.ui.words import plural

_SHOWN = 30
"""So many at once; the next come as these are decided."""
_TABLES = "Таблица Excel (*.xlsx)"


class PairsDialog(CalmDialog):
    """The surest first. One person: every organisation is told with its next receipt."""

    def __init__(self, context: UiContext, owner: QWidget) -> None:
        super().__init__(owner, "Двойной учёт", width=860)
        self._context = context
        self.doubles: tuple[Double, ...] = ()
        self.ticks: list[list[QCheckBox]] = []
        self.told = label("Сравниваю реестры…", "muted", wrap=True)
        self.decided = QCheckBox("Показать и тех, о ком решено")
        self.decided.toggled.connect(lambda *_: self.refresh())
        self.content.addWidget(self.told)
        self.content.addWidget(self.decided)
        self.box = column(spacing=10)
        self.content.addLayout(self.box)
        self.content.addStretch(1)
        self.area.setMinimumHeight(px(420))
        self.save_button = button("Сохранить таблицей…", self.save)
        self.save_button.setEnabled(False)
        self.set_buttons(self.save_button, primary_button("Закрыть", self.accept))
        self.refresh()

    def refresh(self) -> None:
        """Compare again."""
        session, decided = self._context.session, self.decided.isChecked()

        def work(progress: Progress) -> tuple[Double, ...]:
            return intake.doubles(session, decided=decided, progress=progress)

        self._context.run(self, work, self._show, title="Сравниваю реестры", key="pairs")

    def settle(self, number: int, *, same: bool) -> None:
        """Remember what was decided of a line: one person at the ticked places, or other people at all of them."""
        session, double = self._context.session, self.doubles[number]
        ticked = [place.key for place, tick in zip(double.places, self.ticks[number], strict=True) if tick.isChecked()]
        others = [key for key in double.keys if key not in ticked]
        if same and len(ticked) < 2:
            self._context.toast("Отметьте хотя бы два места одного и того же человека.")
            return

        def work(_: Progress) -> None:
            if same:
                intake.settle_doubles(session, ticked, same=True, others=others)
            else:
                intake.settle_doubles(session, double.keys, same=False)

        def done(_: None) -> None:
            if same:
                self._context.toast("Замечание уйдёт каждой из этих организаций со следующей квитанцией.")
            self.refresh()

        self._context.run(self, work, done)

    def save(self) -> None:
        """All of them as a spreadsheet, a line for each person."""
        session, decided = self._context.session, self.decided.isChecked()

        def write(path: Path) -> None:
            def work(progress: Progress) -> str:
                write_atomically(path, intake.doubles_xlsx(session, decided=decided, progress=progress))
                return path.name

            def done(name: str) -> None:
                self._context.toast(f"Сохранено: «{name}». В файле личные данные, он не зашифрован.")

            self._context.run(self, work, done, title="Пишу таблицу")

        self._context.files.save_file(self, "Сохранить двойной учёт", "двойной учёт.xlsx", _TABLES, write)

    def _show(self, found: tuple[Double, ...]) -> None:
        self.doubles, self.ticks = found, []
        clear_layout(self.box)
        self.save_button.setEnabled(bool(found) and self._context.session.may(Act.TAKE_NAMES))
        if not found:
            self.told.setText("Никого, кто был бы похож на состоящего на учёте в нескольких организациях, не нашлось.")
        else:
            more = f" Показаны первые {_SHOWN}." if len(found) > _SHOWN else ""
            weak = sum(one.weak for one in found)
            rest = f"; из них только похожи: {weak}" if weak else ""
            self.told.setText(
                f"{plural(len(found), 'человек', 'человека', 'человек')}, самые вероятные сверху{rest}.{more}"
            )
        for number, double in enumerate(found[:_SHOWN]):
            self.box.addWidget(self._card(number, double))
        self.fit()

    def _card(self, number: int, double: Double) -> QFrame:
        card = QFrame()
        card.setProperty("card", "true")
        name = double.places[0].full_name
        many = len(double.places) > 2
        head = label(name, "strong", wrap=True)
        count = Chip(plural(len(double.places), "место", "места", "мест"), Tone.NEUTRAL)
        top = row(head, count, spacing=8)
        top.setStretch(0, 1)
        may = self._context.session.may(Act.RECORD)
        places = column(spacing=6)
        ticks = [self._place(place, places, many=many and may, names=_names(double)) for place in double.places]
        self.ticks.append(ticks)
        same = button("Это один человек", partial(self.settle, number, same=True), name=f"Это один человек: {name}")
        other = button("Разные люди", partial(self.settle, number, same=False), name=f"Разные люди: {name}")
        same.setEnabled(may and double.same is not True)
        other.setEnabled(may and double.same is not False)
        what = "похожи: " if double.weak else "совпало: "
        lines: list[QWidget | QLayout] = [top, label(what + ", ".join(double.signs), "small", wrap=True), places]
        if many:
            lines.append(label("Снимите отметку там, где это другой человек.", "small", wrap=True))
        said = row(1, spacing=8)
        if double.same is not None:
            words = "один человек: ждём, кто снимет с учёта" if double.same else "разные люди"
            said = row(Chip(words, Tone.INFO if double.same else Tone.NEUTRAL), 1, spacing=8)
        said.addWidget(other)
        said.addWidget(same)
        card.setLayout(column(*lines, said, spacing=8, margins=(14, 10, 14, 10)))
        return card

    def _place(self, place: PairSide, into: QVBoxLayout, *, many: bool, names: Sequence[str]) -> QCheckBox:
        tick = QCheckBox()
        tick.setAccessibleName(f"Этот же человек: {place.organisation}")
        tick.setChecked(True)
        who = f"{place.full_name}. " if len(names) > 1 else ""
        words = column(
            label(f"{who}{place.organisation}", wrap=True),
            label(
                f"Дата рождения {place.birth or 'не указана'}, билет {place.card_number or 'не указан'}; реестр на "
                f"{place.as_of:%d.%m.%Y}, файл {place.bundle[:8]}, получен {place.received_at.astimezone():%d.%m.%Y}",
                "small",
                wrap=True,
            ),
            spacing=1,
        )
        line = row(tick, words, spacing=8)
        line.setStretch(1, 1)
        tick.setVisible(many)
        into.addLayout(line)
        return tick


def _names(double: Double) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place.full_name for place in double.places))
