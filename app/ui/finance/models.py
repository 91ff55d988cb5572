"""Tables of the ledger: entries of a year and totals by article."""

from __future__ import annotations

from typing import Any, TypeVar

from PySide6.QtCore import Qt

from app.domain.finance import roubles
from app.domain.vocabulary.words import Wording, title_for
from app.services.finance.ledger import Article, ArticleTotal, LedgerEntryView
from app.ui.kit import MutedRole
from app.ui.kit.fields import format_date
from app.ui.kit.rows_model import Columns, Index, RowsModel

T = TypeVar("T")


_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class MoneyModel(RowsModel[T]):
    """Rows with one column of money, set to the right; what was cancelled is quiet."""

    def __init__(self, columns: Columns[T], money: int) -> None:
        super().__init__(columns)
        self._money = money

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """As of any rows, the sums to the right."""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if index.column() == self._money else None
        if role == MutedRole:
            return getattr(self.row_at(index.row()), "cancelled", False)
        return super().data(index, role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles; the one over the money to the right too."""
        if role == Qt.ItemDataRole.TextAlignmentRole and section == self._money:
            return _RIGHT
        return super().headerData(section, orientation, role)


def place(article: Article) -> str:
    """«Расход, строка 3»"""
    return f"{title_for(article.kind, Wording.SHORT)}, строка {article.code}"


def _note(entry: LedgerEntryView) -> str:
    return f"Отменено. {entry.note}".strip() if entry.cancelled else entry.note


def entries_model() -> MoneyModel[LedgerEntryView]:
    """Entries by date."""
    columns: Columns[LedgerEntryView] = (
        ("Дата", lambda e: format_date(e.on)),
        ("Что", lambda e: title_for(e.kind, Wording.SHORT)),
        ("Строка", lambda e: e.article),
        ("Статья", lambda e: e.title),
        ("Сумма, руб.", lambda e: roubles(e.amount)),
        ("Примечание", _note),
    )
    return MoneyModel(columns, 4)


def totals_model() -> MoneyModel[ArticleTotal]:
    """Totals in the form's order."""
    columns: Columns[ArticleTotal] = (
        ("Что", lambda t: title_for(t.article.kind, Wording.SHORT)),
        ("Строка", lambda t: t.article.code),
        ("Статья формы № 10-ПБ", lambda t: t.article.title),
        ("Записей", lambda t: str(t.entries)),
        ("Сумма, руб.", lambda t: roubles(t.amount)),
    )
    return MoneyModel(columns, 4)
