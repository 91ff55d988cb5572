"""The wording of a document beside its look: fields to insert, checked before it is kept; the original can return."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFontDatabase, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QStackedWidget, QWidget

from app.domain.declension import Case
from app.errors import AppError
from app.services.papers import (
    PaperField,
    Template,
    TemplateText,
    ValueKind,
    check_template,
    copy_template,
    draft_pdf,
    marks_for,
    restore_template,
    save_template,
    template_text,
)
from app.ui.context import UiContext
from app.ui.kit import Banner, ChoiceBox, Tone, button, column, flow, label, primary_button, row
from app.ui.kit.dialogs import confirm
from app.ui.kit.theme import px
from app.ui.papers.models import CASE_WORDS
from app.ui.printing.pages import PagesView, PdfPages
from app.ui.problems import one_line

_WAIT_MS = 700


class TemplateEditor(QDialog):
    """Text at the left, the page at the right; the page follows the text a moment later."""

    def __init__(self, parent: QWidget, context: UiContext, template: Template) -> None:
        super().__init__(parent.window())
        self.context, self.template = context, template
        self._text: TemplateText | None = None
        self.setWindowTitle(f"Текст документа: {template.title}")
        self.setAccessibleName(self.windowTitle())
        self.banner = Banner()
        self.fields = ChoiceBox()
        self.fields.setAccessibleName("Поле, которое нужно вставить")
        self.fields.currentIndexChanged.connect(lambda *_: self._offer_cases())
        self.cases = ChoiceBox()
        self.cases.setAccessibleName("Падеж")
        self.cases.setMaximumWidth(px(170))
        self.insert = button("Вставить поле", self.insert_mark)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName("Текст документа")
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setTabChangesFocus(True)
        self.look = QStackedWidget()
        self.look.setMinimumWidth(px(260))
        self.look.addWidget(label("Здесь будет видно, как выглядит документ.", "muted", wrap=True))
        self._pages: PdfPages | None = None
        self.original = button("Вернуть исходный…", self.restore)
        self.keep = primary_button("Сохранить", self.save, shortcut="Ctrl+S")
        note = label(
            "Слова в фигурных скобках – поля: программа заменит их. Вымышленный человек справа нужен только для вида. "
            "Подробно – в справке.",
            "small",
            wrap=True,
        )
        left = column(self.fields, row(self.cases, self.insert, 1, spacing=8), self.text, spacing=8)
        left.setStretch(2, 1)
        halves = row(spacing=16)
        halves.addLayout(left, 1)
        halves.addWidget(self.look, 1)
        self.copy = button("Сохранить как новый", self.save_copy, name="Сохранить как новый документ организации")
        buttons = row(note, flow(self.original, self.copy, button("Отмена", self.reject), self.keep), spacing=12)
        buttons.setStretch(0, 1)
        outer = column(
            label(template.title, "section", wrap=True), self.banner, halves, buttons, spacing=12,
            margins=(20, 16, 20, 16),
        )  # fmt: skip
        outer.setStretch(2, 1)
        self.setLayout(outer)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self.show_look)
        self.text.textChanged.connect(self._timer.start)
        QShortcut(QKeySequence("F5"), self, self.show_look)
        room = self.screen().availableGeometry()
        self.resize(min(px(1120), room.width() - 40), min(px(760), room.height() - 60))
        self._offer(template)
        session = context.session
        context.run(self, lambda _: template_text(session, template.id), self._show)

    def _offer(self, template: Template) -> None:
        before = self.fields.value()
        self.fields.blockSignals(True)
        self.fields.clear_choices()
        for field in marks_for(template):
            self.fields.add(f"{field.title} – {{{field.name}}}", field)
        self.fields.choose(before)
        self.fields.blockSignals(False)
        self._offer_cases()

    def _offer_cases(self) -> None:
        field = self.fields.value()
        self.cases.clear_choices()
        if isinstance(field, PaperField) and field.kind in (ValueKind.NAME, ValueKind.PHRASE):
            for case in Case:
                self.cases.add(CASE_WORDS[case], case)
        self.cases.setVisible(self.cases.count() > 0)

    def _show(self, found: TemplateText) -> None:
        self._text = found
        self.text.setPlainText(found.text)
        if found.delivered is None:
            self.original.setText("Удалить документ…")
            self.original.setAccessibleName("Удалить документ")
        self.original.setEnabled(found.changed)
        self._timer.stop()
        self.show_look()

    def insert_mark(self) -> None:
        """Put the chosen field where the cursor is."""
        field, case = self.fields.value(), self.cases.value()
        if isinstance(field, PaperField):
            ending = f":{case.value}" if isinstance(case, Case) and case is not Case.NOMINATIVE else ""
            self.text.insertPlainText(f"{{{field.name}{ending}}}")
            self.text.setFocus()

    def show_look(self) -> None:
        """Check the text and draw the page; a mistake is told in words."""
        self._timer.stop()
        session, template_id, text = self.context.session, self.template.id, self.text.toPlainText()

        def work(_: object) -> tuple[Template, bytes]:
            made = check_template(template_id, text)
            return made, draft_pdf(session, made)

        self.context.run(self, work, self._drawn, key="look", on_error=self._refused)

    def _drawn(self, made: tuple[Template, bytes]) -> None:
        template, pdf = made
        self.banner.hide()
        self._offer(template)
        before, self._pages = self._pages, PdfPages(pdf)
        view = PagesView(self._pages)
        self.look.addWidget(view)
        self.look.setCurrentWidget(view)
        old = self.look.widget(0)
        assert old is not None
        self.look.removeWidget(old)
        old.deleteLater()
        if before is not None:
            before.close()

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, AppError):
            raise error
        self.banner.show_state(Tone.ERROR, one_line(error))

    def save(self) -> None:
        """Keep the wording; a mistake is told and nothing is kept."""
        session, template_id, text = self.context.session, self.template.id, self.text.toPlainText()

        def done(_: Template) -> None:
            self.accept()
            self.context.toast("Текст документа сохранён")

        self.context.run(self, lambda _: save_template(session, template_id, text), done, on_error=self._refused)

    def save_copy(self) -> None:
        """Keep the wording as another document; the one it was made from stays as it is."""
        session, text = self.context.session, self.text.toPlainText()

        def done(made: Template) -> None:
            self.accept()
            self.context.toast(f"Новый документ: {made.title}")

        self.context.run(self, lambda _: copy_template(session, text), done, on_error=self._refused)

    def restore(self) -> None:
        """Ask, then go back to the delivered wording; a document of one's own goes."""
        session, template_id = self.context.session, self.template.id
        own = self._text is not None and self._text.delivered is None

        def done(_: None) -> None:
            self.accept()
            self.context.toast("Документ удалён" if own else "Документ снова такой, как был в программе")

        confirm(
            self,
            "Удалить документ?" if own else "Вернуть исходный текст?",
            "Его текст пропадёт." if own else "Ваши изменения в этом документе пропадут.",
            "Удалить" if own else "Вернуть исходный",
            lambda: self.context.run(self, lambda _: restore_template(session, template_id), done),
            danger=True,
        )

    def done(self, result: int) -> None:
        """Let the pages go with the window."""
        self._timer.stop()
        super().done(result)
        if self._pages is not None:
            self._pages.close()
        self.deleteLater()
