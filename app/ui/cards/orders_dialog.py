"""Orders made here, and orders that came from below: print, save, send, hand out, take back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.domain.enums import PartyRelation
from app.domain.files import write_atomically
from app.domain.subjects import Subject
from app.progress import Progress
from app.services import cards, exchange, intake
from app.services.cards import IncomingOrder, OrderPreview, OrderRow
from app.services.exchange.views import ExportedBundle, LeavingFile, PartyView
from app.ui.cards.issue_dialog import IssueDialog
from app.ui.cards.models import MEDIUM, orders_model
from app.ui.context import UiContext
from app.ui.kit import ChoiceBox, DataTable, button, flow, label, link_button, primary_button
from app.ui.kit.dialogs import CalmDialog, confirm
from app.ui.kit.fields import format_date
from app.ui.kit.rows_model import RowsModel
from app.ui.kit.theme import px
from app.ui.printing.preview import show_pdf
from app.ui.problems import one_line
from app.ui.words import people


def save_sheet(context: UiContext, owner: QWidget, title: str, name: str, data: bytes) -> None:
    """Ask where, and write the spreadsheet there."""

    def write(path: Path) -> None:
        context.run(
            owner,
            lambda _: write_atomically(path, data),
            lambda _: context.toast(f"Сохранено: {path.name}. Файл не зашифрован, в нём личные данные."),
        )

    context.files.save_file(owner, title, name, "Таблица Excel (*.xlsx)", write)


class OrdersDialog(CalmDialog):
    """Our orders with what can be done with each."""

    def __init__(self, parent: QWidget, context: UiContext) -> None:
        super().__init__(parent, "Заказы билетов", width=860)
        self._context, self._owner = context, parent
        self.model = orders_model()
        self.table = DataTable("Заказы билетов")
        self.table.setModel(self.model)
        self.table.set_widths(260, 120, 90, 90, 160, stretch=0)
        self.table.setMinimumHeight(px(240))
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._enable())
        self.empty = label("Заказов пока нет: отметьте людей на вкладке «Билеты» и нажмите «Заказать».", wrap=True)
        self.send_button = primary_button("Запечатать для отправки…", self.send)
        self.list_button = button("Список…", self.print_list, name="Напечатать список заказа")
        self.sheet_button = button("Excel…", self.save_list, name="Сохранить список заказа в Excel")
        self.issue_button = button("Выдать…", self.issue, name="Выдать билеты по заказу")
        self.cancel_order = link_button("Отменить заказ…", self.cancel)
        self.content.addWidget(self.empty)
        self.content.addWidget(self.table)
        self.content.addWidget(
            flow(self.send_button, self.list_button, self.sheet_button, self.issue_button, self.cancel_order)
        )
        self.set_buttons(button("Закрыть", self.accept))
        context.notifier.changed.connect(lambda changed: self._read() if Subject.CARDS in changed else None)
        self._read()

    def _read(self) -> None:
        session = self._context.session
        self._context.run(self, lambda _: cards.orders(session), self._show, key="orders")

    def _show(self, rows: tuple[OrderRow, ...]) -> None:
        self.model.show_rows(rows)
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        if rows:
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._enable()

    def _enable(self) -> None:
        order = self._chosen()
        for one in (self.send_button, self.list_button, self.sheet_button, self.issue_button, self.cancel_order):
            one.setEnabled(order is not None)
        if order is not None:
            self.issue_button.setEnabled(order.issued < order.cards)

    def _chosen(self) -> OrderRow | None:
        return self.model.row_at(self.table.current_row())

    def send(self) -> None:
        """Put the order in a sealed file."""
        order = self._chosen()
        if order is not None:
            SendOrderDialog(self._owner, self._context, order).open()

    def print_list(self) -> None:
        """The list as it may leave today."""
        self._paper("pdf", lambda pdf: show_pdf(self, "Заказ билетов", pdf, "заказ-билетов.pdf"))

    def save_list(self) -> None:
        """The same as a spreadsheet."""
        self._paper("xlsx", lambda data: save_sheet(self._context, self, "Сохранить заказ", "заказ-билетов.xlsx", data))

    def _paper(self, kind: str, on_done: object) -> None:
        order = self._chosen()
        if order is None or not callable(on_done):
            return
        session = self._context.session

        def work(_: Progress) -> bytes:
            return cards.order_paper(session, cards.order_list(session, order.id), kind)

        self._context.run(self, work, on_done, title="Готовлю список")

    def issue(self) -> None:
        """Hand out what came."""
        order = self._chosen()
        if order is None:
            return
        session = self._context.session

        def show(waiting: tuple[tuple[int, str], ...]) -> None:
            IssueDialog(self._owner, self._context, waiting, medium=order.medium, order_id=order.id).open()

        self._context.run(self, lambda _: cards.waiting_for(session, order.id), show)

    def cancel(self) -> None:
        """Take it back after asking."""
        order = self._chosen()
        if order is None:
            return
        session = self._context.session

        def drop() -> None:
            self._context.run(self, lambda _: cards.cancel_order(session, order.id))

        words = "Билеты, которые ещё не выданы, перестанут быть заказанными. Отправленный файл это не отзовёт."
        confirm(self, "Отменить заказ?", words, "Да, отменить", drop, danger=True)


class SendOrderDialog(CalmDialog):
    """To whom, and the plain list of what leaves; then a sealed file, as from «Обмен»."""

    def __init__(self, parent: QWidget, context: UiContext, order: OrderRow) -> None:
        super().__init__(parent, "Отправить заказ", width=640)
        self._context, self._owner, self._order = context, parent, order
        self.recipient = ChoiceBox()
        self.recipient.setAccessibleName("Кому")
        self.lines = label("", wrap=True)
        self.content.addWidget(label("Кому", "strong"))
        self.content.addWidget(self.recipient)
        self.content.addWidget(label("Что уйдёт", "strong"))
        self.content.addWidget(self.lines)
        self.seal = primary_button("Запечатать", self._seal)
        self.seal.setEnabled(False)
        self.set_buttons(button("Отмена", self.reject), self.seal)
        session = context.session

        def work(_: Progress) -> tuple[tuple[PartyView, ...], LeavingFile]:
            found = [p for p in intake.parties(session, PartyRelation.HIGHER) if not p.revoked]
            return tuple(found), exchange.what_leaves(session, [], card_order=order.id)

        context.run(self, work, self._show)

    def _show(self, read: tuple[tuple[PartyView, ...], LeavingFile]) -> None:
        parties, leaving = read
        for party in parties:
            self.recipient.add(party.full_name, party.id)
        self.lines.setText("\n".join(leaving.lines))
        if not parties:
            self.lines.setText("Сначала добавьте карточку вышестоящей организации: страница «Обмен», кнопка «Ключи».")
        self.seal.setEnabled(bool(parties))
        self.fit()

    def _seal(self) -> None:
        session, order, party = self._context.session, self._order, self.recipient.value()
        self.seal.setEnabled(False)

        def done(bundle: ExportedBundle) -> None:
            self.accept()
            self._context.doors.hand_over(self._context, self._owner, bundle.uuid, bundle.title)

        def seal(password: str | None = None) -> ExportedBundle:
            return exchange.export(session, party, [], card_order=order.id, password=password)

        def failed(error: Exception) -> None:
            self.seal.setEnabled(True)
            if not self._context.doors.ask_uncompared(self._context, self, error, seal, done):
                self.lines.setText(one_line(error))

        self._context.run(self, lambda _: seal(), done, title="Запечатываю заказ", on_error=failed)


class IncomingOrdersDialog(CalmDialog):
    """At the higher organisation: orders that came in files from below."""

    def __init__(self, parent: QWidget, context: UiContext) -> None:
        super().__init__(parent, "Заказы от организаций", width=860)
        self._context = context
        self.model: RowsModel[IncomingOrder] = RowsModel(
            (
                ("Организация", lambda o: o.organisation),
                ("Заказ от", lambda o: format_date(o.on)),
                ("Билеты", lambda o: MEDIUM[o.medium]),
                ("Людей", lambda o: str(len(o.lines))),
                ("Принят", lambda o: f"{o.received_at.astimezone():%d.%m.%Y}"),
            )
        )
        self.table = DataTable("Заказы от организаций")
        self.table.setModel(self.model)
        self.table.set_widths(280, 110, 130, 80, 110, stretch=0)
        self.table.setMinimumHeight(px(260))
        self.words = label("", "muted", wrap=True)
        self.print_button = button("Список…", lambda: self._paper("pdf"), name="Напечатать список")
        self.sheet_button = button("Excel…", lambda: self._paper("xlsx"), name="Сохранить список в Excel")
        self.content.addWidget(self.words)
        self.content.addWidget(self.table)
        self.content.addWidget(flow(self.print_button, self.sheet_button))
        self.set_buttons(button("Закрыть", self.accept))
        session = context.session
        context.run(self, lambda _: cards.incoming_orders(session), self._show)

    def _show(self, rows: tuple[IncomingOrder, ...]) -> None:
        self.model.show_rows(rows)
        total = sum(len(order.lines) for order in rows)
        self.words.setText(f"Всего заказано: {people(total)}." if rows else "Заказы придут в файлах организаций.")
        if rows:
            self.table.setCurrentIndex(self.model.index(0, 0))

    def _paper(self, kind: str) -> None:
        order: IncomingOrder | OrderPreview | None = self.model.row_at(self.table.current_row())
        if order is None:
            return
        session = self._context.session

        def done(data: bytes) -> None:
            if kind == "pdf":
                show_pdf(self, "Заказ билетов", data, "заказ-билетов.pdf")
            else:
                save_sheet(self._context, self, "Сохранить заказ", "заказ-билетов.xlsx", data)

        self._context.run(self, lambda _: cards.order_paper(session, order, kind), done, title="Готовлю список")
