"""«Рассылка»: what goes to the organisations below in one signed file, to whom, and how large it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPlainTextEdit, QWidget

from app.bundle.circular import NewsItem
from app.domain.enums import PartyRelation
from app.domain.files import write_atomically
from app.domain.polls import Poll
from app.domain.vocabulary.numbers import plural
from app.progress import Progress
from app.services import intake, library
from app.services.exchange.views import PartyView
from app.services.library import Additions, NewDocument, packages
from app.services.library.packages import MadePackage
from app.ui.context import UiContext
from app.ui.kit import Banner, DataTable, Tone, button, flow, label, primary_button
from app.ui.kit.asking import AskDialog
from app.ui.kit.dialogs import CalmDialog
from app.ui.kit.rows_model import RowsModel
from app.ui.kit.theme import px
from app.ui.library.items_dialogs import PollDialog, ask_documents, ask_news
from app.ui.problems import one_line
from app.ui.words import size_words

_SEALED = "Запечатанные файлы Первички (*.pervichka);;Все файлы (*)"
_DOCUMENTS = "Документы (*.pdf *.docx *.odt *.txt *.png *.jpg *.jpeg);;Все файлы (*)"
HERE, NEW, GONE = "уже разослано", "новое", "будет убрано"
_TONES = {HERE: Tone.NEUTRAL, NEW: Tone.INFO, GONE: Tone.WARNING}


@dataclass
class Piece:
    """A row: what it is, and what of it is new (a document, news, a poll, a folder of forms)."""

    kind: str
    title: str
    size: int
    state: str
    uid: str = ""
    new: NewDocument | NewsItem | Poll | Path | None = None


class MakePackageDialog(CalmDialog):
    """Everything that is in force is in it again; new things are added, old ones taken out."""

    def __init__(self, parent: QWidget, context: UiContext) -> None:
        super().__init__(parent, "Рассылка нижестоящим организациям", width=820)
        self.context = context
        self.pieces: list[Piece] = []
        self.banner = Banner()
        self.model: RowsModel[Piece] = RowsModel(
            (
                ("Что", lambda p: p.kind),
                ("Название", lambda p: p.title),
                ("Размер", lambda p: size_words(p.size) if p.size else ""),
                ("Состояние", lambda p: p.state),
            ),
            lambda piece, section: _TONES[piece.state] if section == 3 else None,
        )
        self.table = DataTable("Что в пакете")
        self.table.setModel(self.model)
        self.table.set_widths(110, 300, 90, 140, fill=1)
        self.table.setMinimumHeight(px(150))
        self.note = QPlainTextEdit()
        self.note.setAccessibleName("Письмо к пакету")
        self.note.setPlaceholderText("Письмо к пакету (не обязательно)")
        self.note.setFixedHeight(px(60))
        self.note.setTabChangesFocus(True)
        self.recipients = QListWidget()
        self.recipients.setAccessibleName("Кому")
        self.recipients.setFixedHeight(px(84))
        self.size_words = label("", "small", wrap=True)
        adding = flow(
            button("Документ…", self.choose_documents),
            button("Новость…", self.add_news),
            button("Опрос…", self.add_poll),
            button("Формы из папки…", self.choose_forms),
            button("Убрать", self.drop),
        )
        for widget in (
            self.banner,
            adding,
            self.table,
            self.size_words,
            label("Кому", "strong"),
            self.recipients,
            self.note,
        ):
            self.content.addWidget(widget)
        self.save_button = primary_button("Подписать и сохранить…", self.save)
        self.set_buttons(button("Отмена", self.reject), self.save_button)
        self._load()

    def choose_documents(self) -> None:
        """Ask for files."""
        self.context.files.open_files(self, "Документы для рассылки", _DOCUMENTS, self._describe)

    def add_news(self) -> AskDialog:
        """Write a piece of news."""
        return ask_news(self, self.context, lambda n: self._add(Piece("Новость", n.title, 0, NEW, n.uid, n)))

    def add_poll(self) -> PollDialog:
        """Make a poll."""
        dialog = PollDialog(
            self, self.context,
            lambda p: self._add(Piece("Тест" if p.test else "Опрос", p.title, 0, NEW, p.uid, p)),
        )  # fmt: skip
        dialog.open()
        return dialog

    def choose_forms(self) -> None:
        """Ask for a folder with definitions of forms and deadlines."""
        self.context.files.folder(
            self,
            "Папка с описаниями форм и сроков",
            lambda path: self._add(Piece("Формы", path.name, 0, NEW, new=path)),
        )

    def drop(self) -> None:
        """Take a new thing back; mark an old one to be withdrawn, or unmark it."""
        piece = self.model.row_at(self.table.current_row())
        if piece is None:
            return
        if piece.new is not None:
            self.pieces.remove(piece)
        else:
            piece.state = HERE if piece.state == GONE else GONE
        self._show()

    def additions(self) -> Additions:
        """What is new and what goes."""
        new = [piece.new for piece in self.pieces]
        return Additions(
            tuple(one for one in new if isinstance(one, NewDocument)),
            tuple(one for one in new if isinstance(one, NewsItem)),
            tuple(one for one in new if isinstance(one, Poll)),
            frozenset(piece.uid for piece in self.pieces if piece.state == GONE),
            self.note.toPlainText(),
        )

    def chosen(self) -> list[int]:
        """Ids of the marked organisations."""
        items = [self.recipients.item(place) for place in range(self.recipients.count())]
        return [i.data(Qt.ItemDataRole.UserRole) for i in items if i.checkState() is Qt.CheckState.Checked]

    def save(self) -> None:
        """Ask where to, then sign, seal and write."""
        to = self.chosen()
        if not to:
            self._refuse("Отметьте хотя бы одну организацию.")
            return
        self.context.files.save_file(
            self, "Сохранить пакет", "пакет.pervichka", _SEALED, partial(self._make, self.additions(), to)
        )

    def _make(self, additions: Additions, to: list[int], path: Path) -> None:
        session = self.context.session
        folders = [piece.new for piece in self.pieces if isinstance(piece.new, Path)]
        self.save_button.setEnabled(False)

        def work(_: Progress) -> MadePackage:
            made = packages.make_package(session, folders, to, additions)
            write_atomically(path, made.sealed)
            return made

        self.context.run(
            self, work, partial(self._made, path), title="Собираю пакет",
            on_error=lambda error: self._refuse(one_line(error)),
        )  # fmt: skip

    def _made(self, path: Path, made: MadePackage) -> None:
        self.accept()
        for_whom = plural(len(made.recipients), "организации", "организаций", "организаций")
        size = size_words(len(made.sealed))
        self.context.toast(
            f"Пакет № {made.summary.number} записан: {path.name}, {size}. Передайте его, он для {for_whom}."
        )

    def _load(self) -> None:
        session = self.context.session

        def work(_: Progress) -> tuple[list[Piece], tuple[PartyView, ...]]:
            own = library.own_library(session)
            found = [Piece("Документ", title, size, HERE, uid) for uid, title, size in own.documents]
            found += [Piece("Новость", title, 0, HERE, uid) for uid, title in own.news]
            found += [Piece("Опрос", title, 0, HERE, uid) for uid, title in own.polls]
            return found, intake.parties(session, PartyRelation.SUBORDINATE)

        self.context.run(self, work, self._loaded)

    def _loaded(self, found: tuple[list[Piece], tuple[PartyView, ...]]) -> None:
        self.pieces = found[0]
        for party in found[1]:
            if not party.revoked:
                item = QListWidgetItem(party.short_name)
                item.setData(Qt.ItemDataRole.UserRole, party.id)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(Qt.CheckState.Checked)
                self.recipients.addItem(item)
        self._show()

    def _describe(self, paths: list[Path]) -> None:
        if paths:
            ask_documents(self, self.context, paths, self._add_documents)

    def _add_documents(self, made: tuple[NewDocument, ...]) -> None:
        self._add(*(Piece("Документ", one.title, len(one.content), NEW, new=one) for one in made))

    def _add(self, *pieces: Piece) -> None:
        self.pieces = [*pieces, *self.pieces]
        self._show()

    def _show(self) -> None:
        current = max(self.table.current_row(), 0)
        self.model.show_rows(self.pieces)
        self.table.setCurrentIndex(self.model.index(min(current, len(self.pieces) - 1), 0))
        kept = [piece for piece in self.pieces if piece.state != GONE]
        total, count = sum(piece.size for piece in kept), sum(piece.kind == "Документ" for piece in kept)
        self.size_words.setText(
            f"Документов: {count}, вместе {size_words(total)} из {library.LIMIT_WORDS}. "
            "Пакет полон: в нём и то, что разослано раньше; отмеченное «будет убрано» исчезнет у получателей."
        )

    def _refuse(self, sentence: str) -> None:
        self.save_button.setEnabled(True)
        self.banner.show_state(Tone.ERROR, sentence)
        self.fit()
