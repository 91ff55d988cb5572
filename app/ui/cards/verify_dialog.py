"""«Проверить билет»: one line for the scanner, a calm large answer."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.bundle.trusted import MAX_TRUSTED_SIZE
from app.domain.files import read_limited
from app.domain.vocabulary.numbers import plural
from app.domain.vocabulary.words import title_for
from app.services import cards
from app.services.cards import CardVerdict, CheckedCard, TrustedListView
from app.services.session import Act
from app.ui.cards.models import VERDICT_TONE
from app.ui.context import UiContext
from app.ui.kit import SearchField, Tone, button, label, link_button, row, set_label_role
from app.ui.kit.answer import answer_frame, large
from app.ui.kit.dialogs import CalmDialog
from app.ui.kit.theme import px
from app.ui.problems import one_line

LIST_KINDS = "Списки доверия (*.pervichka-trusted);;Все файлы (*)"


class VerifyDialog(CalmDialog):
    """Works without the internet, by our keys, enrolled organisations and signed lists."""

    def __init__(self, parent: QWidget, context: UiContext) -> None:
        super().__init__(parent, "Проверить билет", width=680)
        self._context = context
        self.line = SearchField("Поднесите билет к сканеру или впишите номер и нажмите Enter")
        self.line.returnPressed.connect(self._check)
        self.answer = large("Поднесите билет", 30)
        self.what = label("Проверка идёт на этом компьютере, интернет не нужен.", wrap=True)
        self.frame = answer_frame(self.answer, self.what)
        self.frame.setMinimumHeight(px(190))
        self.lists = label("", "small", wrap=True)
        self.content.addWidget(self.line)
        self.content.addWidget(self.frame)
        self.content.addWidget(self.lists)
        if context.session.may(Act.TRUST):
            self.content.addLayout(row(link_button("Загрузить список доверия…", self._choose_list), 1))
        self.set_buttons(button("Закрыть", self.accept))
        context.run(self, lambda _: cards.trusted_lists(context.session), self._show_lists, key="lists")
        self.line.setFocus()

    def _check(self) -> None:
        text = self.line.text()
        self.line.clear()
        if text.strip():
            session = self._context.session
            self._context.run(self, lambda _: cards.verify_card(session, text), self.show_result)

    def show_result(self, found: CheckedCard) -> None:
        """Say it large: the word, whose card it is, what to do."""
        self.answer.setText(title_for(found.verdict))
        who = ", ".join(part for part in (found.name, f"№ {found.number}" if found.number else "") if part)
        lines = [who, found.organisation]
        if found.until is not None:
            lines.append(f"Действует по {found.until:%d.%m.%Y}")
        if found.vouched_by:
            lines.append(f"По списку: {found.vouched_by}")
        shown = [line for line in lines if line]
        if found.verdict is not CardVerdict.VALID:
            shown.append(f"{found.what}.")
        shown.append(found.todo)
        self.what.setText("\n".join(shown))
        set_label_role(self.frame, "banner", VERDICT_TONE[found.verdict].value)
        self.frame.setAccessibleName(f"{title_for(found.verdict)}. {' '.join(shown)}")
        self.fit()
        self.line.setFocus()

    def _choose_list(self) -> None:
        self._context.files.open_file(self, "Загрузить список доверия", LIST_KINDS, self.load_list)

    def load_list(self, path: Path) -> None:
        """Take a signed list from a file."""
        session = self._context.session

        def done(view: TrustedListView) -> None:
            self._context.toast(f"Список доверия принят: {plural(view.organisations, *_ORGANISATIONS)}.")
            self._context.run(self, lambda _: cards.trusted_lists(session), self._show_lists, key="lists")

        def failed(error: Exception) -> None:
            self.answer.setText("Список не принят")
            self.what.setText(one_line(error))
            set_label_role(self.frame, "banner", Tone.ERROR.value)
            self.fit()

        self._context.run(
            self, lambda _: cards.import_trusted(session, read_limited(path, MAX_TRUSTED_SIZE)), done, on_error=failed
        )

    def _show_lists(self, found: tuple[TrustedListView, ...]) -> None:
        told = [
            f"{one.issuer}, {one.created.astimezone():%d.%m.%Y}: {plural(one.organisations, *_ORGANISATIONS)}"
            for one in found
        ]
        self.lists.setText("Списки доверия: " + ("; ".join(told) if told else "пока нет, проверяются свои билеты."))


_ORGANISATIONS = ("организация", "организации", "организаций")
