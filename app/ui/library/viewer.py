"""A document of the library inside the window: pages of a PDF, a picture, or words. Nothing in it is carried out."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QDialog, QLabel, QPlainTextEdit, QScrollArea, QWidget

from app.errors import UserError
from app.services.library.views import DocumentContent
from app.services.members.pictures import shown_picture
from app.ui.context import UiContext
from app.ui.kit import button, column, label, row
from app.ui.kit.dialogs import public_title
from app.ui.kit.theme import px

_WORDS = "Показаны только слова документа, без оформления. Чтобы увидеть его целиком, сохраните его и откройте сами."


class TextDialog(QDialog):
    """Words or a picture, to be read and closed."""

    def __init__(self, parent: QWidget, found: DocumentContent) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(public_title(found.title))
        self.setAccessibleName(f"Просмотр: {found.title}")
        self.view: QWidget = self._picture(found) if found.kind in ("png", "jpg") else self._text(found)
        note = _WORDS if found.kind in ("docx", "odt", "pdf") else ""
        head = label(found.title, "strong", wrap=True)
        box = column(head, self.view, spacing=12, margins=(20, 16, 20, 16))
        box.setStretch(1, 1)
        if note:
            box.addWidget(label(note, "small", wrap=True))
        box.addLayout(row(1, button("Закрыть", self.accept)))
        self.setLayout(box)
        room = self.screen().availableGeometry()
        self.resize(min(px(820), room.width() - 40), min(px(720), room.height() - 60))

    def _text(self, found: DocumentContent) -> QWidget:
        view = QPlainTextEdit(found.text)
        view.setReadOnly(True)
        view.setTabChangesFocus(True)
        view.setAccessibleName(f"Текст документа «{found.title}»")
        return view

    def _picture(self, found: DocumentContent) -> QWidget:
        drawn = shown_picture(found.content, found.name)
        shown = QLabel()
        shown.setTextFormat(Qt.TextFormat.PlainText)
        shown.setAccessibleName(f"Картинка «{found.title}»")
        if drawn is None:
            shown.setText("Картинку показать нельзя: она повреждена.")
        else:
            image = QImage(drawn.pixels, drawn.width, drawn.height, 3 * drawn.width, QImage.Format.Format_RGB888)
            shown.setPixmap(QPixmap.fromImage(image.copy()))
        area = QScrollArea()
        area.setWidget(shown)
        area.setAccessibleName(f"Картинка «{found.title}»")
        return area


def open_content(context: UiContext, owner: QWidget, found: DocumentContent) -> QDialog:
    """Open a document over the window, as its kind asks for."""
    if found.kind == "pdf":
        from app.ui.printing.preview import show_pdf

        try:
            return show_pdf(owner, found.title, found.content, found.name, files=context.files, outside=True)
        except UserError:
            pass  # its words were read all the same
    dialog = TextDialog(owner.window(), found)
    dialog.open()
    return dialog
