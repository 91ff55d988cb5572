"""What is done from a card: each wish of the panel opens its dialog or does its work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.domain.files import read_limited, write_atomically
from app.progress import Progress
from app.services.members import MemberCard, attachments, delete_social_facts, member_card
from app.services.members.attachments import FileContent
from app.ui.context import UiContext
from app.ui.kit import primary_button
from app.ui.kit.dialogs import CalmDialog, confirm
from app.ui.members.card import CardPanel
from app.ui.members.card_dialogs import (
    ask_attachment,
    ask_dues,
    ask_end_of_social_fact,
    ask_past,
    ask_social_fact,
)
from app.ui.members.transfer_dialog import TransferDialog

PICTURES = "Фотографии (*.jpg *.jpeg *.png)"
CARD_PAPERS = "Документы (*.pdf *.jpg *.jpeg *.png)"


class CardActs:
    """Listens to the card; dialogs open over ``owner``."""

    def __init__(self, owner: QWidget, context: UiContext, card: CardPanel) -> None:
        self._owner, self._context, self._card = owner, context, card
        card.past_requested.connect(lambda _: self._with_card(self._ask_past))
        card.now_requested.connect(lambda person_id: self._read(person_id))
        card.transfer_requested.connect(
            lambda _: self._with_card(lambda c: TransferDialog(owner, self._context, c).open())
        )
        card.photo_requested.connect(self._choose_photo)
        card.photo_dropped.connect(self.set_photo)
        card.photo_removed.connect(self._remove_photo)
        card.social_requested.connect(lambda _: self._with_card(lambda c: ask_social_fact(owner, self._context, c)))
        card.social_ended.connect(lambda fact, what: ask_end_of_social_fact(owner, self._context, fact, what))
        card.social_deleted.connect(self._delete_social)
        card.dues_requested.connect(lambda _: self._with_card(lambda c: ask_dues(owner, self._context, c)))
        card.cards_requested.connect(lambda _: self._with_card(self._show_union_cards))
        card.paper_requested.connect(self.print_paper)
        card.file_requested.connect(self._choose_file)
        card.file_opened.connect(self._open_file)
        card.file_saved.connect(self._save_file)
        card.file_deleted.connect(self._delete_file)

    def _with_card(self, act: Callable[[MemberCard], object]) -> None:
        if self._card.card is not None:
            act(self._card.card)

    def _read(self, person_id: int) -> None:
        session = self._context.session
        self._context.run(self._owner, lambda _: member_card(session, person_id), self._card.show_card, key="card")

    def _ask_past(self, card: MemberCard) -> None:
        ask_past(self._owner, self._context, card, self._card.show_card)

    def _show_union_cards(self, card: MemberCard) -> None:
        self._context.doors.cards_of(self._context, self._owner, card.id, card.full_name)

    # Photo.

    def _choose_photo(self, person_id: int) -> None:
        self._context.files.open_file(self._owner, "Фотография", PICTURES, lambda path: self.set_photo(person_id, path))

    def set_photo(self, person_id: int, path: Path) -> None:
        """Keep the picture of a file as the photo."""
        session = self._context.session

        def work(progress: Progress) -> None:
            attachments.set_photo(session, person_id, read_limited(path, attachments.LARGEST_ATTACHMENT + 1), progress)

        self._context.run(self._owner, work, lambda _: self._changed("Фотография сохранена"), title="Уменьшаю снимок")

    def _remove_photo(self, person_id: int) -> None:
        session = self._context.session
        self._context.run(
            self._owner,
            lambda _: attachments.remove_photo(session, person_id),
            lambda _: self._changed("Фотография удалена"),
        )

    def _changed(self, words: str) -> None:
        self._context.toast(words)

    def _preview(self, title: str, pdf: bytes) -> None:
        from app.ui.printing.preview import show_pdf

        show_pdf(self._owner, title, pdf, f"{title}.pdf")

    # The social passport.

    def _delete_social(self, person_id: int) -> None:
        session = self._context.session

        def agreed() -> None:
            self._context.run(
                self._owner,
                lambda _: delete_social_facts(session, person_id),
                lambda _: self._changed("Строки социального паспорта удалены"),
            )

        confirm(
            self._owner,
            "Удалить навсегда?",
            "Согласие на социальный паспорт не действует. Строки, записанные раньше, будут удалены без возврата.",
            "Удалить",
            agreed,
            danger=True,
        )

    # Papers and files.

    def print_paper(self, person_id: int, template: str) -> None:
        """A paper about this person, with the preview before it."""
        from app.services.papers import compose_for, print_papers  # loads the templates

        session = self._context.session
        self._context.run(
            self._owner,
            lambda progress: print_papers(session, compose_for(session, template, [person_id]), progress),
            lambda pdf: self._preview("Документ", pdf),
            title="Готовлю документ",
        )

    def _choose_file(self, person_id: int) -> None:
        def chosen(path: Path) -> None:
            ask_attachment(self._owner, self._context, person_id, path)

        self._context.files.open_file(self._owner, "Приложить файл", CARD_PAPERS, chosen)

    def _file(self, attachment_id: int, on_done: Callable[[FileContent], object]) -> None:
        session = self._context.session
        self._context.run(self._owner, lambda _: attachments.attachment(session, attachment_id), on_done)

    def _open_file(self, attachment_id: int) -> None:
        self._file(attachment_id, self._show_file)

    def _show_file(self, file: FileContent) -> None:
        """Inside the window, from memory: no copy of it lands on the disk."""
        if file.media_type == "application/pdf":
            self._preview(file.name, file.content)
            return
        PictureDialog(self._owner, file).open()

    def _save_file(self, attachment_id: int) -> None:
        def save(file: FileContent) -> None:
            def write(path: Path) -> None:
                self._context.run(
                    self._owner,
                    lambda _: write_atomically(path, file.content),
                    lambda _: self._context.toast(f"Сохранено: {path.name}. Этот файл уже не защищён паролем."),
                )

            self._context.files.save_file(self._owner, "Сохранить файл", file.name, f"*{Path(file.name).suffix}", write)

        self._file(attachment_id, save)

    def _delete_file(self, attachment_id: int, title: str) -> None:
        session = self._context.session

        def agreed() -> None:
            self._context.run(
                self._owner,
                lambda _: attachments.delete_attachment(session, attachment_id),
                lambda _: self._changed("Файл удалён"),
            )

        confirm(self._owner, "Удалить файл?", f"«{title}» будет удалён без возврата.", "Удалить", agreed, danger=True)


class PictureDialog(CalmDialog):
    """A kept picture to look at."""

    def __init__(self, owner: QWidget, file: FileContent) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QPixmap
        from PySide6.QtWidgets import QLabel

        from app.ui.kit.theme import px

        super().__init__(owner, file.name, width=760)
        picture = QPixmap()
        picture.loadFromData(file.content)
        shown = QLabel()
        shown.setPixmap(
            picture.scaledToWidth(min(px(680), picture.width()), Qt.TransformationMode.SmoothTransformation)
        )
        shown.setAccessibleName(file.name)
        self.content.addWidget(shown)
        self.set_buttons(primary_button("Закрыть", self.accept))
