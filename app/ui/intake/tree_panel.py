"""The tab «Структура»: organisations below us as a tree, each with its passport and how its key stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.services import intake
from app.services.intake import OrganisationNode, PassportDraft
from app.services.session import Act
from app.ui.context import UiContext
from app.ui.intake.models import HeadedRows
from app.ui.intake.passport_dialog import PassportDialog
from app.ui.kit import DataTable, Tone, button, column, flow, label, menu_button
from app.ui.kit.dialogs import confirm
from app.ui.kit.fields import format_date
from app.ui.kit.two_lines import TwoLinesDelegate
from app.ui.printing.sheets import TableSheet, preview_sheet, save_xlsx
from app.ui.words import KIND, people, plural

_KEYS = {
    "none": ("нет", Tone.NEUTRAL),
    "unchecked": ("не сверен", Tone.WARNING),
    "compared": ("сверен", Tone.GOOD),
    "revoked": ("отозван", Tone.ERROR),
}
_TERMS = {"ok": Tone.GOOD, "soon": Tone.WARNING, "over": Tone.ERROR}


def term_words(node: OrganisationNode) -> str:
    """«до 12.09.2026», «кончились 12.09.2026»; nothing when nobody said."""
    if node.committee_until is None:
        return ""
    return ("кончились " if node.term == "over" else "до ") + format_date(node.committee_until)


def tree_sheet(nodes: Sequence[OrganisationNode], on: date) -> TableSheet:
    """The tree with the passports for paper and Excel."""
    rows = tuple(
        (
            "\u2003" * node.depth + node.short_name,
            KIND[node.kind].rpartition("(")[2].rstrip(")"),
            node.chair,
            node.phone,
            node.email,
            node.address,
            "" if node.members is None else str(node.members),
            term_words(node),
            _KEYS[node.key][0],
        )
        for node in nodes
    )
    heads = ("Организация", "Вид", "Председатель", "Телефон", "Почта", "Адрес", "Членов", "Полномочия", "Ключ")
    return TableSheet("Структура", f"Нижестоящие организации на {format_date(on)}: {len(nodes)}.", heads, rows)


class TreeModel(HeadedRows):
    """The tree as rows; the indent tells what is under what."""

    headings = ("Организация", "Связь", "Членов", "Полномочия комитета", "Ключ")

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.nodes: tuple[OrganisationNode, ...] = ()

    def show_nodes(self, nodes: Sequence[OrganisationNode]) -> None:
        """Take all rows."""
        self.beginResetModel()
        self.nodes = tuple(nodes)
        self._count = len(self.nodes)
        self.endResetModel()

    def node_at(self, number: int) -> OrganisationNode | None:
        """The organisation of a row."""
        return self.nodes[number] if 0 <= number < len(self.nodes) else None

    def cell(self, row: int, column: int) -> tuple[str, str, Tone | None]:
        """Name and kind, whom to ask, how many members, until when elected, the key."""
        node = self.nodes[row]
        if column == 0:
            indent = "\u2003" * node.depth
            return indent + node.short_name, indent + KIND[node.kind].rpartition("(")[2].rstrip(")"), None
        if column == 1:
            return node.phone or node.email or "не указана", node.chair, None
        if column == 2:
            below = f"под ней {node.members_below}" if node.members_below else ""
            silent = f"нет всех сведений от {node.unknown_below}" if node.unknown_below else ""
            told = f"за {node.members_period} год" if node.members_period else ""
            partly = "не о всех категориях" if node.members_partly else ""
            detail = "; ".join(part for part in (told, partly, below, silent) if part)
            return "" if node.members is None else str(node.members), detail, None
        if column == 3:
            return term_words(node) or "не указаны", "", _TERMS.get(node.term)
        word, tone = _KEYS[node.key]
        return word, "", tone


class TreePanel(QWidget):
    """The table and what can be done with an organisation."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self.setProperty("role", "clear")
        self._context = context
        self.model = TreeModel(self)
        self.table = DataTable("Структура нижестоящих организаций", row_height=60)
        self.table.setModel(self.model)
        self.table.setItemDelegate(TwoLinesDelegate(self.table))
        self.table.activated.connect(lambda *_: self.change())
        self.table.doubleClicked.connect(lambda *_: self.change())
        self.add_button = button("Добавить организацию…", self.add)
        self.change_button = button("Паспорт…", self.change, name="Паспорт организации")
        self.more = menu_button(
            "Ещё",
            [
                ("Напечатать…", lambda: preview_sheet(self, context, tree_sheet(self.model.nodes, date.today()))),
                ("Сохранить в Excel…", lambda: save_xlsx(self, context, tree_sheet(self.model.nodes, date.today()))),
                None,
                ("Убрать из структуры…", self.drop),
            ],
            name="Ещё действия со структурой",
        )
        self.may_write = context.session.may(Act.RECORD)
        self.add_button.setEnabled(self.may_write)
        self.change_button.setEnabled(self.may_write)
        self.words = label("", "muted", wrap=True)
        inside = column(flow(self.add_button, self.change_button, self.more), self.words, self.table, spacing=8)
        inside.setStretch(2, 1)
        self.setLayout(inside)

    def show_nodes(self, nodes: Sequence[OrganisationNode]) -> None:
        """Take the tree."""
        kept = max(self.table.current_row(), 0)
        self.model.show_nodes(nodes)
        self.table.set_widths(280, 200, 130, 200, 110, fill=0)
        self.table.setCurrentIndex(self.model.index(min(kept, max(len(nodes) - 1, 0)), 0))
        members = sum(node.members or 0 for node in nodes)
        ending = sum(node.term in ("soon", "over") for node in nodes)
        words = [plural(len(nodes), "организация", "организации", "организаций")]
        words += [f"по принятым отчётам {people(members)}"] if members else []
        silent = sum(node.members_partly or (node.members is None and not node.members_below) for node in nodes)
        words += [f"нет всех сведений о членах от {silent}"] if silent and members else []
        words += [f"полномочия кончаются или кончились: {ending}"] if ending else []
        self.words.setText("; ".join(words) + ".")

    def add(self) -> None:
        """A new organisation by hand."""
        PassportDialog(self, self._context, self.model.nodes).open()

    def change(self) -> None:
        """The passport of the chosen one."""
        node = self.model.node_at(self.table.current_row())
        if node is None or not self.may_write:
            return
        if node.id is None:
            PassportDialog(self, self._context, self.model.nodes, node).open()
            return
        session, number = self._context.session, node.id

        def show(kept: PassportDraft) -> None:
            PassportDialog(self, self._context, self.model.nodes, node, kept).open()

        self._context.run(self, lambda _: intake.organisation_draft(session, number), show)

    def drop(self) -> None:
        """Take the chosen one out after asking."""
        node = self.model.node_at(self.table.current_row())
        if node is None or node.id is None or not self.may_write:
            self._context.toast("Выберите организацию, вписанную в структуру. Ключ отзывают на вкладке «Ключи».")
            return
        session, number = self._context.session, node.id

        def drop() -> None:
            self._context.run(self, lambda _: intake.remove_organisation(session, number))

        confirm(
            self,
            f"Убрать из структуры: {node.short_name}?",
            "Вписанные сведения пропадут, входящие в неё организации поднимутся на ступень. Её ключ и присланные "
            "отчёты останутся.",
            "Убрать",
            drop,
            danger=True,
        )
