"""Choosing people for a document, and looking at names in their cases before it is printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QWidget

from app.domain.vocabulary.numbers import people
from app.services.papers import Correction, ForWhom, PaperPerson, WordForm, search_candidates
from app.services.session import Act
from app.ui.context import UiContext
from app.ui.kit import DataTable, SearchField, button, flow, label, link_button, primary_button
from app.ui.kit.dialogs import CalmDialog
from app.ui.kit.theme import px
from app.ui.papers.models import FormsModel, PeopleModel
from app.ui.words import found_words

_MOST = 12
"""So many people are named among those left out."""


class PeopleDialog(CalmDialog):
    """A search line and people with marks. Blocked and destroyed ones are not there."""

    def __init__(
        self,
        parent: QWidget,
        context: UiContext,
        status: str,
        marked: Mapping[int, str],
        on_chosen: Callable[[dict[int, str]], object],
    ) -> None:
        super().__init__(parent, "Для кого документ", width=760)
        self.context, self._status, self._on_chosen = context, status, on_chosen
        self.model = PeopleModel()
        self.model.marked = dict(marked)
        self.search = SearchField("Найти по фамилии, телефону или номеру билета")
        self.table = DataTable("Люди для документа", row_height=36)
        self.table.setModel(self.model)
        self.table.set_widths(46, 300, 320, stretch=2)
        self.table.setMinimumHeight(px(300))
        self.all = button("Отметить всех найденных", lambda: self.model.mark_all(True))
        self.none = link_button("Снять отметки", lambda: self.model.mark_all(False))
        self.words = label("", "strong")
        for widget in (self.search, self.table, flow(self.all, self.none, self.words)):
            self.content.addWidget(widget)
        self.ok = primary_button("Выбрать", self._choose)
        self.set_buttons(button("Отмена", self.reject), self.ok)
        self.search.searched.connect(self._find)
        self.table.clicked.connect(lambda index: self.model.toggle(index.row()))
        self.table.activated.connect(self._activated)
        QShortcut(QKeySequence("Space"), self.table).activated.connect(
            lambda: self.model.toggle(self.table.current_row())
        )
        self.model.marked_changed.connect(self._tell)
        self._tell()
        self._find("")
        self.search.setFocus()

    def _find(self, text: str) -> None:
        session, status = self.context.session, self._status
        self.context.run(
            self, lambda _: search_candidates(session, ForWhom.REGISTER, text, status=status), self._show, key="find"
        )

    def _show(self, found: tuple[Sequence[PaperPerson], bool]) -> None:
        rows, exact = found
        self.model.show_rows(rows)
        self.search.show_found(found_words(len(rows), exact=exact))
        self.all.setEnabled(exact)  # those who are only like the words looked for are marked one by one

    def _activated(self, index: QModelIndex) -> None:
        self.model.toggle(index.row())

    def _tell(self) -> None:
        count = len(self.model.marked)
        self.words.setText(f"Отмечено: {people(count)}" if count else "Никто не отмечен")
        self.ok.setEnabled(count > 0)

    def _choose(self) -> None:
        chosen = dict(self.model.marked)
        self.accept()
        self._on_chosen(chosen)


def _not_in(left_out: Sequence[str]) -> str:
    more = f" и ещё {people(len(left_out) - _MOST)}" if len(left_out) > _MOST else ""
    return f"Не вошли: {'; '.join(left_out[:_MOST])}{more}."


class CalmNote(CalmDialog):
    """Why there is nobody to make a paper about."""

    def __init__(self, parent: QWidget, title: str, left_out: Sequence[str]) -> None:
        super().__init__(parent, title)
        self.text = label(_not_in(left_out), wrap=True)
        self.content.addWidget(self.text)
        self.set_buttons(primary_button("Понятно", self.accept))


class CheckDialog(CalmDialog):
    """How names and offices will stand in the papers; what is wrong is typed over and remembered."""

    def __init__(
        self,
        parent: QWidget,
        context: UiContext,
        summary: str,
        forms: Sequence[WordForm],
        blanks: Sequence[str],
        left_out: Sequence[str],
        on_agreed: Callable[[dict[Correction, str]], object],
    ) -> None:
        super().__init__(parent, "Проверьте перед печатью", width=820)
        self._on_agreed = on_agreed
        editable = context.session.may(Act.RECORD)
        self.model = FormsModel(forms, editable=editable)
        self.content.addWidget(label(summary, "strong", wrap=True))
        if forms:
            how = (
                "Программа сама поставила имена и должности в нужный падеж. Если что-то написано не так, как принято, "
                "щёлкните дважды (или нажмите F2) и исправьте: программа запомнит."
                if editable
                else "Так имена и должности будут стоять в документе."
            )
            self.content.addWidget(label(how, "muted", wrap=True))
            self.table = DataTable("Имена и должности в документе", row_height=36)
            self.table.setModel(self.model)
            self.table.set_widths(300, 110, 330, stretch=2)
            self.table.setMinimumHeight(px(min(60 + 36 * self.model.rowCount(), 340)))
            if editable:
                self.table.setEditTriggers(
                    QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed
                )
            self.content.addWidget(self.table)
        if blanks:
            self.content.addWidget(
                label(f"Останется место, чтобы вписать от руки: {', '.join(blanks)}.", "muted", wrap=True)
            )
        if left_out:
            self.content.addWidget(label(_not_in(left_out), "muted", wrap=True))
        self.ok = primary_button("Просмотр и печать", self._agree)
        self.set_buttons(button("Отмена", self.reject), self.ok)
        self.ok.setFocus()

    def _agree(self) -> None:
        typed = dict(self.model.typed)
        self.accept()
        self._on_agreed(typed)
