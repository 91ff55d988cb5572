"""«Двойной учёт»: two members of different organisations side by side, and what is decided of them."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QWidget

from app.progress import Progress
from app.services import intake
from app.services.intake import Pair, PairSide
from app.services.session import Act
from app.ui.context import UiContext
from app.ui.dialogs import CalmDialog
from app.ui.theme import px
from app.ui.widgets import Chip, Tone, button, clear_layout, column, label, primary_button, row
from app.ui.words import plural

_SHOWN = 30
"""So many at once; the next come as these are decided."""


class PairsDialog(CalmDialog):
    """The surest first. One person: both organisations are told with the next receipt."""

    def __init__(self, context: UiContext, owner: QWidget) -> None:
        super().__init__(owner, "Двойной учёт", width=860)
        self._context = context
        self.pairs: tuple[Pair, ...] = ()
        self.told = label("Сравниваю реестры…", "muted", wrap=True)
        self.decided = QCheckBox("Показать и тех, о ком решено")
        self.decided.toggled.connect(lambda *_: self.refresh())
        self.content.addWidget(self.told)
        self.content.addWidget(self.decided)
        self.box = column(spacing=10)
        self.content.addLayout(self.box)
        self.content.addStretch(1)
        self.area.setMinimumHeight(px(420))
        self.set_buttons(primary_button("Закрыть", self.accept))
        self.refresh()

    def refresh(self) -> None:
        """Compare again."""
        session, decided = self._context.session, self.decided.isChecked()

        def work(progress: Progress) -> tuple[Pair, ...]:
            return intake.pairs(session, decided=decided, progress=progress)

        self._context.run(self, work, self._show, title="Сравниваю реестры", key="pairs")

    def settle(self, pair: Pair, *, same: bool) -> None:
        """Remember what was decided."""
        session = self._context.session

        def done(_: None) -> None:
            self._context.changed("intake")
            if same:
                self._context.toast("Замечание уйдёт обеим организациям со следующей квитанцией.")
            self.refresh()

        self._context.run(self, lambda _: intake.settle_pair(session, pair.one.key, pair.other.key, same=same), done)

    def _show(self, found: tuple[Pair, ...]) -> None:
        self.pairs = found
        clear_layout(self.box)
        if not found:
            self.told.setText("Никого, кто был бы похож на состоящего на учёте в двух организациях, не нашлось.")
        else:
            more = f" Показаны первые {_SHOWN}." if len(found) > _SHOWN else ""
            self.told.setText(f"{plural(len(found), 'пара', 'пары', 'пар')}, самые вероятные сверху.{more}")
        for pair in found[:_SHOWN]:
            self.box.addWidget(self._card(pair))
        self.fit()

    def _card(self, pair: Pair) -> QFrame:
        card = QFrame()
        card.setProperty("card", "true")
        sides = QHBoxLayout()
        for side in (pair.one, pair.other):
            sides.addLayout(_side(side), 1)
        sure = pair.signs[0] == "имя и дата рождения"
        chip = Chip("совпало: " + ", ".join(pair.signs), Tone.WARNING if sure else Tone.NEUTRAL)
        name = pair.one.full_name
        same = button("Это один человек", partial(self.settle, pair, same=True), name=f"Это один человек: {name}")
        other = button("Разные люди", partial(self.settle, pair, same=False), name=f"Разные люди: {name}")
        may = self._context.session.may(Act.RECORD)
        same.setEnabled(may and pair.same is not True)
        other.setEnabled(may and pair.same is not False)
        state = row(chip, 1)
        if pair.same is not None:
            words = "один человек: ждём, кто снимет с учёта" if pair.same else "разные люди"
            state.addWidget(Chip(words, Tone.INFO if pair.same else Tone.NEUTRAL))
        card.setLayout(column(state, sides, row(1, other, same, spacing=8), spacing=8, margins=(14, 10, 14, 10)))
        return card


def _side(side: PairSide) -> QHBoxLayout:
    lines = column(
        label(side.full_name, "strong", wrap=True),
        label(f"Родился {side.birth or 'не указано'}, билет {side.card_number or 'не указан'}", wrap=True),
        label(side.organisation, wrap=True),
        label(
            f"реестр на {side.as_of:%d.%m.%Y}; эти данные в файле {side.bundle[:8]}, редакция {side.revision}, "
            f"получен {side.received_at.astimezone():%d.%m.%Y}",
            "small",
            wrap=True,
        ),
        spacing=2,
    )
    return row(lines)
