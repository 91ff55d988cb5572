"""Trusting another organisation's key: who says it is, and the fingerprint to compare with the paper sheet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit, QWidget

from app.bundle.card import MAX_CARD_SIZE, Card, read_card
from app.domain.enums import OrganisationKind, PartyRelation
from app.domain.files import read_limited
from app.domain.outside_names import marked
from app.domain.vocabulary.words import Wording, title_for
from app.errors import AppError
from app.services import intake
from app.services.exchange.views import PartyView
from app.ui.context import UiContext
from app.ui.kit import button, column, facts_grid, label, primary_button, set_label_role
from app.ui.kit.fitting import FittingDialog
from app.ui.problems import show_problem
from app.ui.words import fingerprint_lines

CARD_KINDS = "Карточка организации (*.pervichka *.json *.card);;Все файлы (*)"


_GROUP = 4
"""Signs of a group, as the key sheet prints them."""


def compared_groups(text: str, fingerprint: str) -> tuple[int, int]:
    """How many whole groups agree, and the number of the first that does not (0: none so far).

    Anything between the groups is taken, and Cyrillic letters that look like Latin ones.
    """
    signs = "".join(text.lower().translate(_LOOK_ALIKE).split()).replace("-", "").replace(":", "")
    for start in range(0, len(signs), _GROUP):
        group = signs[start : start + _GROUP]
        if not fingerprint[start : start + _GROUP].startswith(group) or start >= len(fingerprint):
            return start // _GROUP, start // _GROUP + 1
    return len(signs) // _GROUP, 0


_LOOK_ALIKE = str.maketrans("асе", "ace")


class EnrolDialog(FittingDialog):
    """Shows a card that was read; «Добавить» trusts its key."""

    def __init__(self, parent: QWidget | None, card: Card, on_yes: Callable[[bool], object]) -> None:
        super().__init__(parent, "Ключ организации", width=560)
        self._on_yes = on_yes
        described = card.organisation
        kind = title_for(OrganisationKind(described.kind), Wording.FULL)
        facts = [("Организация", marked(described.full_name)), ("Вид", kind)]
        facts += [("Адрес", described.address)] if described.address else []
        facts += [("Телефон", described.phone)] if described.phone else []
        self.content.addWidget(facts_grid(facts))
        self.content.addWidget(
            label(
                "Попросите у организации бумажный лист с отпечатком ключа, с подписью и печатью, "
                "и сравните каждую группу знаков:",
                wrap=True,
            )
        )
        box = QFrame()
        box.setProperty("banner", "info")
        code = label(fingerprint_lines(card.fingerprint), "code", selectable=True)
        code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        code.setAccessibleName("Отпечаток ключа: " + fingerprint_lines(card.fingerprint, 16))
        box.setLayout(column(code, margins=(16, 14, 16, 14)))
        self.content.addWidget(box)
        self._fingerprint = card.fingerprint
        self.typed = QLineEdit()
        self.typed.setAccessibleName("Отпечаток с бумажного листа")
        self.typed.setPlaceholderText("Впишите знаки с листа: каждая группа проверяется сразу")
        self.typed.textChanged.connect(self._compare)
        self.content.addWidget(self.typed)
        self.typed_words = label("", "small", wrap=True)
        self.typed_words.hide()
        self.content.addWidget(self.typed_words)
        self.compared = QCheckBox("Сверено с бумажным листом: всё совпадает")
        self.content.addWidget(self.compared)
        self.content.addWidget(
            label(
                "Если хоть один знак не совпадает, не добавляйте ключ: файл мог быть подменён. "
                "Сверить можно и позже, ключ будет отмечен как несверенный.",
                "small",
                wrap=True,
            )
        )
        self.add_button = primary_button("Добавить", self._add)
        self.set_buttons(button("Отмена", self.reject), self.add_button)
        self.compared.setFocus()

    def _compare(self, text: str) -> None:
        """Say after each group whether it is the same; all of them together tick the box."""
        same, wrong = compared_groups(text, self._fingerprint)
        whole = len(self._fingerprint) // _GROUP
        if wrong:
            words = f"Группа {wrong} не совпадает. Проверьте её ещё раз: если на листе так и стоит, не добавляйте ключ."
        elif same == whole:
            words = "Все группы совпадают."
        else:
            words = f"Совпадает групп: {same} из {whole}."
        set_label_role(self.typed_words, "role", "problem" if wrong else "small")
        self.typed_words.setText(words)
        self.typed_words.setVisible(bool(text.strip()))
        self.compared.setChecked(same == whole and not wrong)
        self.add_button.setEnabled(not wrong)
        self.fit()

    def _add(self) -> None:
        self.accept()
        self._on_yes(self.compared.isChecked())


def enrol_from_file(
    context: UiContext, owner: QWidget, relation: PartyRelation, on_done: Callable[[PartyView], object]
) -> None:
    """Choose a card file, show it, enrol it; ``on_done`` gets the organisation."""
    context.files.open_file(
        owner, "Карточка организации", CARD_KINDS, lambda path: enrol_path(context, owner, path, relation, on_done)
    )


def enrol_path(
    context: UiContext, owner: QWidget, path: Path, relation: PartyRelation, on_done: Callable[[PartyView], object]
) -> None:
    """The same for a file that is already chosen or dropped."""
    try:
        data = read_limited(path, MAX_CARD_SIZE)
        card = read_card(data)
    except AppError as error:
        show_problem(owner, error)
        return

    def enrol(compared: bool) -> None:
        told = card.fingerprint if compared else None
        context.run(
            owner,
            lambda _: intake.enrol(context.session, data, fingerprint=told, relation=relation),
            on_done,
            title="Добавляю ключ",
        )

    EnrolDialog(owner, card, enrol).open()
