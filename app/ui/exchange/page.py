"""The place «Обмен»: sealed files with their way so far, handing them over, receipts, our own key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.bundle.limits import MAX_SEALED_SIZE
from app.domain.enums import OutboxState, PartyRelation
from app.domain.files import read_limited, write_atomically
from app.domain.subjects import Subject
from app.domain.vocabulary.words import word_for
from app.errors import AppError
from app.progress import Progress
from app.services import exchange
from app.services.exchange.views import ExportedBundle, OutboxRow, PartyView, ReceiptOutcome, ReceivedRemark
from app.services.library import packages
from app.services.library.packages import PackageSummary
from app.services.organisation.passport import own_card
from app.services.session import Act
from app.ui.context import UiContext
from app.ui.exchange.enrol_dialog import enrol_from_file
from app.ui.exchange.handover_dialog import HandoverDialog
from app.ui.exchange.key_sheet import print_key_sheet
from app.ui.exchange.link_dialog import LinkDialog
from app.ui.exchange.outbox_model import OutboxModel
from app.ui.exchange.package_dialog import ApplyPackageDialog
from app.ui.exchange.receipt_dialog import ReceiptDialog
from app.ui.exchange.seal_dialog import SealDialog
from app.ui.exchange.words import OUTBOX_TONES, handover_words, receipt_words, remark_place, upload_words
from app.ui.kit import (
    Chip,
    DataTable,
    EmptyState,
    PageHeader,
    SidePanel,
    Tone,
    button,
    clear_layout,
    column,
    label,
    menu_button,
    primary_button,
    row,
    rule,
    set_label_role,
)
from app.ui.kit.beside import Beside, scrolled
from app.ui.kit.theme import px
from app.ui.kit.two_lines import TwoLinesDelegate
from app.ui.pages import Page
from app.ui.problems import show_problem
from app.ui.words import breakable, size_words

BUNDLE_KINDS = "Запечатанные файлы Первички (*.pervichka);;Все файлы (*)"
_WAITING = (OutboxState.PREPARED,)


class ExchangePage(Page):
    """``open(form=…, period=…)`` goes on with a signed report; ``open(receipt=path)`` reads a receipt,
    ``open(arrived=path)`` whatever sealed file was double-clicked."""

    reads = frozenset({Subject.EXCHANGE, Subject.REPORTS, Subject.INTAKE})

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, "Обмен")
        self.setAcceptDrops(True)
        self.model = OutboxModel(self)
        self.table = DataTable("Запечатанные файлы", row_height=84)
        self.table.setModel(self.model)
        self.table.setItemDelegate(TwoLinesDelegate(self.table))
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_current())
        self.table.activated.connect(lambda *_: self._hand_over())
        self.receipt_button = button("Прочитать квитанцию", self._choose_receipt)
        self.more_button = menu_button(
            "Ключи и связь",
            [
                ("Лист с отпечатком нашего ключа…", lambda: print_key_sheet(self.context, self)),
                ("Сохранить карточку нашей организации…", self._save_card),
                None,
                ("Добавить вышестоящую организацию…", self._enrol),
                None,
                ("Связь: интернет и почта…", lambda: LinkDialog(self, self.context).open()),
            ],
            name="Ключи, карточки организаций и связь",
        )
        self.seal_button = primary_button("Собрать файл", self.seal)
        subtitle = "Квитанцию можно перетащить сюда мышью."
        self.header = PageHeader("Обмен", subtitle, [self.more_button, self.receipt_button, self.seal_button])
        self.empty = EmptyState(
            "Ещё ничего не отправляли",
            "Подпишите отчёт, соберите файл и передайте его на флешке или письмом. Интернет не нужен.",
            icon="exchange",
        )
        left = QWidget()
        left.setProperty("role", "clear")
        left_box = column(self.table, self.empty, spacing=0)
        left.setLayout(left_box)
        self.panel = SidePanel("Файл", width=330)
        self._inner = QWidget()
        self._inner.setProperty("role", "clear")
        self.content = QVBoxLayout(self._inner)
        self.content.setContentsMargins(0, 0, 6, 0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setMinimumHeight(px(110))
        scroll.setAccessibleName("Подробности о файле")
        scroll.setWidget(self._inner)
        self.panel.body.addWidget(scroll, 1)
        self.beside = Beside(left)
        self.beside.set_second(self.panel)
        body = QWidget()
        inside = column(self.header, self.beside, spacing=12)
        inside.setStretch(1, 1)
        body.setLayout(inside)
        self.box.addWidget(scrolled(body))
        self._fresh = True
        self.hand_button = primary_button("Передать файл", self._hand_over)
        self.hand_button.setParent(self.panel)
        self.hand_button.hide()
        for widget, act in (
            (self.seal_button, Act.SEND),
            (self.receipt_button, Act.OPEN_SEALED),
            (self.more_button, Act.HAND_OVER),
            (self.hand_button, Act.HAND_OVER),
        ):
            widget.setEnabled(context.session.may(act))
        self.panel.body.addWidget(self.hand_button)

    # Page

    def refresh(self) -> None:
        """Read the outbox again."""
        self.context.run(self, lambda _: exchange.outbox(self.context.session), self._show, key="outbox")

    def open(self, **params: object) -> None:
        """Go on with a report, or read a receipt."""
        form, period, receipt = params.get("form"), params.get("period"), params.get("receipt")
        arrived = params.get("arrived")
        if isinstance(arrived, Path):
            self.read_arrived(arrived, takes_in=bool(params.get("takes_in")))
        elif isinstance(receipt, Path):
            self.read_receipt(receipt)
        elif isinstance(form, str) and period is not None:
            self._go_on_with(form, str(period))

    def seal(self, chosen: Sequence[tuple[str, str]] = ()) -> SealDialog:
        """Open the dialog that makes a file."""
        dialog = SealDialog(self.context, self, self._sealed, chosen)
        dialog.open()
        return dialog

    def read_arrived(self, path: Path, *, takes_in: bool) -> None:
        """Read a sealed file of any kind; an organisation that ``takes_in`` reports has a place for those."""

        def refused(error: Exception) -> None:
            foreign = isinstance(error, AppError) and (
                error.code == "exchange.not_a_receipt" or error.code.startswith("bundle.")
            )
            if foreign and takes_in:
                self.context.show_page("intake", files=[path])
            else:
                show_problem(self, error)

        self.read_receipt(path, refused)

    def read_receipt(self, path: Path, refused: Callable[[Exception], object] | None = None) -> None:
        """Read a receipt from a file and say what it means; a package from above is shown and waits for a yes.

        ``refused`` is told what could not be read; without it a problem is shown.
        """

        def work(_: Progress) -> ReceiptOutcome | tuple[PackageSummary, bytes]:
            session, data = self.context.session, read_limited(path, MAX_SEALED_SIZE)
            if packages.is_package(session, data):
                return packages.read_package(session, data), data
            return exchange.read_receipt(session, data)

        self.context.run(self, work, self._show_read, title="Читаю файл", on_error=refused)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file may be dropped here."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Every dropped file is read as a receipt."""
        for url in event.mimeData().urls():
            if url.isLocalFile():
                self.read_receipt(Path(url.toLocalFile()))
        event.acceptProposedAction()

    # What happens

    def _show(self, rows: Sequence[OutboxRow]) -> None:
        current = self.model.row_at(self.table.current_row())
        self.model.show_rows(rows)
        there = bool(rows)
        self.table.setVisible(there)
        self.empty.setVisible(not there)
        self.panel.setVisible(there)
        if there:
            self.table.set_widths(200, 210, stretch=0)
            place = 0 if current is None else max(self.model.number_of(current.uuid), 0)
            self.table.setCurrentIndex(self.model.index(place, 0))
        waiting = sum(item.state in _WAITING for item in rows)
        self.context.shell.set_badge("exchange", waiting)
        self._show_current()
        if self._fresh:
            self._fresh = False
            (self.table if there else self.seal_button).setFocus()

    def _show_current(self) -> None:
        item = self.model.row_at(self.table.current_row())
        clear_layout(self.content)
        self.hand_button.setVisible(item is not None)
        waits = item is not None and item.state in _WAITING
        set_label_role(self.hand_button, "kind", "primary" if waits else "secondary")
        set_label_role(self.seal_button, "kind", "secondary" if waits else "primary")
        if item is None:
            return
        now = datetime.now(UTC)
        self.panel.set_title(item.title, f"для: {item.recipient.full_name}")
        self.content.addLayout(row(Chip(word_for(item.state), Tone(OUTBOX_TONES[item.state])), 1))
        self.content.addWidget(label(f"Файл {breakable(item.name)}, {size_words(item.size)}", "small", wrap=True))
        self.content.addWidget(rule())
        sealed = item.created_at.astimezone()
        steps = [f"запечатан {sealed:%d.%m.%Y} в {sealed:%H:%M}"]
        steps += [handover_words(h, now) for h in item.handovers]
        if item.upload is not None and not item.upload.finished:
            steps.append(upload_words(item.upload, now))
        steps += [receipt_words(r, now) for r in item.receipts]
        for step in steps:
            self.content.addWidget(label(step[0].upper() + step[1:], wrap=True))
        remarks = [remark for receipt in item.receipts[-1:] for remark in receipt.remarks]
        if remarks:
            self.content.addWidget(rule())
            self.content.addWidget(label("Замечания", "strong"))
        for remark in remarks:
            self.content.addWidget(label(remark_place(remark, self.context.session.profile.forms), "small", wrap=True))
            self.content.addWidget(label(remark.text, wrap=True))
            if remark.form:
                mend = button("Исправить", partial(self._mend, remark), name=f"Исправить: {remark.text}")
                self.content.addLayout(row(mend, 1))
        self.content.addStretch(1)

    def _go_on_with(self, form: str, period: str) -> None:
        """A signed report is sealed; one already in a file is handed over; one handed over waits for its receipt."""

        def choose(rows: Sequence[OutboxRow]) -> None:
            self._show(rows)
            item = next((r for r in rows if any((f, p) == (form, period) for f, p, _ in r.reports)), None)
            if item is None or item.state not in (OutboxState.PREPARED, OutboxState.HANDED_OVER):
                self.seal([(form, period)])
                return
            self.table.setCurrentIndex(self.model.index(self.model.number_of(item.uuid), 0))
            if item.state is OutboxState.PREPARED:
                self._hand_over()
            else:
                self._choose_receipt()

        # Its own key: what signing wrote is published a moment later, and reading the page again must not replace this.
        self.context.run(self, lambda _: exchange.outbox(self.context.session), choose, key="go on")

    def _sealed(self, bundle: ExportedBundle) -> None:
        self.refresh()
        HandoverDialog(self.context, self, bundle.uuid, bundle.title).open()

    def _hand_over(self) -> None:
        item = self.model.row_at(self.table.current_row())
        if item is not None:
            HandoverDialog(self.context, self, item.uuid, item.title).open()

    def _choose_receipt(self) -> None:
        self.context.files.open_file(self, "Прочитать квитанцию", BUNDLE_KINDS, self.read_receipt)

    def _show_read(self, found: ReceiptOutcome | tuple[PackageSummary, bytes]) -> None:
        if isinstance(found, ReceiptOutcome):
            self._show_receipt(found)
        else:
            ApplyPackageDialog(self, found[0], partial(self._apply_package, found[1])).open()

    def _apply_package(self, data: bytes) -> None:
        def done(summary: PackageSummary) -> None:
            renewed = ": формы и сроки обновлены" if summary.forms or summary.deadlines else ""
            self.context.toast(f"Пакет № {summary.number} принят{renewed}.")

        self.context.run(
            self, lambda _: packages.apply_package(self.context.session, data), done, title="Применяю пакет"
        )

    def _show_receipt(self, outcome: ReceiptOutcome) -> None:
        ReceiptDialog(self, outcome, self.context.session.profile.forms, self._mend).open()

    def _mend(self, remark: ReceivedRemark) -> None:
        if remark.person_id is not None:
            self.context.show_page("members", person_id=remark.person_id)
            return
        self.context.show_page("reports", form=remark.form, period=remark.period, cell=remark.cell)

    def _enrol(self) -> None:
        def done(party: PartyView) -> None:
            self.context.toast(f"{party.short_name}: ключ добавлен.")

        enrol_from_file(self.context, self, PartyRelation.HIGHER, done)

    def _save_card(self) -> None:
        self.context.files.save_file(
            self,
            "Сохранить карточку организации",
            "карточка-организации.pervichka-card",
            "Все файлы (*)",
            self.save_card,
        )

    def save_card(self, path: Path) -> None:
        """Write our public card; there is nothing secret in it."""

        def work(_: Progress) -> str:
            write_atomically(path, own_card(self.context.session))
            return path.name

        self.context.run(
            self,
            work,
            lambda name: self.context.toast(
                f"Карточка записана: {name}. Передайте её вместе с бумажным листом, секретного в ней нет."
            ),
        )

    def problem(self, error: AppError) -> None:
        """Show a problem over the page."""
        show_problem(self, error)
