"""An order of cards: what would leave, by member and field, and who stays here and why, before it is made."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.domain.cards import CardMedium
from app.services import cards
from app.services.cards import OrderLine, OrderPreview
from app.ui.cards.models import MEDIUM
from app.ui.context import UiContext
from app.ui.kit import ChoiceBox, DataTable, Tone, clear_layout, label
from app.ui.kit.form_dialog import FormDialog
from app.ui.kit.rows_model import RowsModel
from app.ui.kit.theme import px
from app.ui.problems import one_line
from app.ui.words import people

_SHOWN = 12


def leaving_table(preview: OrderPreview) -> DataTable:
    """Exactly the fields that leave, a line for each member."""
    columns = tuple(
        (title, lambda line, name=name: line.values[name])
        for name, title in zip(preview.fields, preview.titles, strict=True)
    )
    model: RowsModel[OrderLine] = RowsModel(columns)
    model.show_rows(preview.lines)
    table = DataTable("Что уйдёт о каждом", row_height=32)
    model.setParent(table)
    table.setModel(model)
    table.set_widths(*(140 for _ in columns))
    return table


def left_out_words(preview: OrderPreview) -> str:
    """«Не войдут 2 человека: …»"""
    if not preview.left_out:
        return "Войдут все выбранные."
    told = [f"{one.name} ({one.why})" for one in preview.left_out[:_SHOWN]]
    more = len(preview.left_out) - _SHOWN
    return f"Не войдут {people(len(preview.left_out))}: {', '.join(told)}" + (f" и ещё {more}." if more > 0 else ".")


class OrderDialog(FormDialog):
    """Orders cards for these people."""

    def __init__(self, parent: QWidget, context: UiContext, person_ids: Sequence[int]) -> None:
        super().__init__(parent, context, "Заказать билеты", "Сделать заказ", width=860)
        self._ids = list(person_ids)
        self.medium = ChoiceBox()
        for one in cards.card_rules(context.session.profile).media:
            self.medium.add(MEDIUM[one].capitalize(), one)
        self.note = QLineEdit()
        self.words = label("", "strong", wrap=True)
        self.left_out = label("", wrap=True)
        self._table_box = QVBoxLayout()
        holder = QWidget()
        holder.setLayout(self._table_box)
        holder.setMinimumHeight(px(220))
        self._table_box.setContentsMargins(0, 0, 0, 0)
        self.form.add("Какие билеты", self.medium)
        self.form.add("Пометка", self.note, "Для себя: «первый курс, сентябрь»")
        self.form.add_free(self.words)
        self.form.add_free(holder)
        self.form.add_free(self.left_out)
        self.save_button.setEnabled(False)
        self.medium.currentIndexChanged.connect(lambda *_: self._look())
        self._look()

    def _look(self) -> None:
        session, ids, medium = self.context.session, self._ids, self.medium.value()
        self.context.run(
            self, lambda _: cards.preview_order(session, ids, medium), self._show, key="preview", on_error=self._failed
        )

    def _failed(self, error: Exception) -> None:
        self.banner.show_state(Tone.ERROR, one_line(error))

    def _show(self, preview: OrderPreview) -> None:
        clear_layout(self._table_box)
        self._table_box.addWidget(leaving_table(preview))
        self.words.setText(
            f"Уйдут данные: {people(len(preview.lines))}. Кому: {preview.recipient}. "
            f"По части согласия «{preview.part_title}»."
        )
        self.left_out.setText(left_out_words(preview))
        self.save_button.setEnabled(bool(preview.lines))
        self.fit()

    def save(self) -> None:
        """Make the order."""
        session, context, ids = self.context.session, self.context, self._ids
        medium: CardMedium = self.medium.value()
        note = self.note.text()

        def done(_: int) -> None:
            context.toast("Заказ сделан. Отправьте его вышестоящей организации: «Заказы».")

        self.work(lambda _: cards.place_order(session, ids, medium, note=note), done)
