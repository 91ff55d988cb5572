"""A table of the screen on paper and as a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.domain.files import safe_name, write_atomically
from app.services.members.blocking import without_blocked
from app.services.organisation.passport import passport
from app.services.papers.making import ComposedPaper
from app.services.session import VaultSession
from app.ui.context import UiContext


@dataclass(frozen=True)
class TableSheet:
    """A table to be printed or saved: the title, a line below it, headings and rows of texts."""

    title: str
    subtitle: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def widths(self) -> tuple[float, ...]:
        """Widths of the columns as the longest of the first texts asks, in points of the screen."""
        return tuple(
            min(320.0, 8.0 * max(len(text) for text in (head, *(row[place] for row in self.rows[:200]))))
            for place, head in enumerate(self.columns)
        )


def sheet_pdf(session: VaultSession, sheet: TableSheet) -> bytes:
    """The table under the organisation's name."""
    from app.rendering import member_list_pdf  # reportlab is loaded only by who prints

    subtitle = "\n".join((passport(session).full_name, sheet.subtitle))
    rows = without_blocked(session, sheet.rows)
    return member_list_pdf(sheet.title, sheet.columns, rows, subtitle=subtitle, landscape=len(sheet.columns) > 5)


def preview_sheet(owner: QWidget, context: UiContext, sheet: TableSheet) -> None:
    """Make the PDF in the background and show it."""

    def show(pdf: bytes) -> None:
        from app.ui.printing.preview import show_pdf

        show_pdf(owner, sheet.title, pdf, f"{_file_name(sheet.title)}.pdf", files=context.files)

    session = context.session
    context.run(owner, lambda _: sheet_pdf(session, sheet), show, title="Готовлю лист")


def preview_papers(
    owner: QWidget, context: UiContext, title: str, make: Callable[[VaultSession], Sequence[ComposedPaper]]
) -> None:
    """Compose papers in the background and show them."""

    def work() -> bytes:
        from app.services.papers import print_papers

        return print_papers(context.session, make(context.session))

    def show(pdf: bytes) -> None:
        from app.ui.printing.preview import show_pdf

        show_pdf(owner, title, pdf, f"{_file_name(title)}.pdf", files=context.files)

    context.run(owner, lambda _: work(), show, title="Готовлю документ")


def save_xlsx(owner: QWidget, context: UiContext, sheet: TableSheet) -> None:
    """Ask where, then write the spreadsheet."""

    def write(path: Path) -> None:
        def work() -> Path:
            from app.rendering.table_xlsx import table_xlsx  # openpyxl is loaded only by who saves

            rows = without_blocked(context.session, sheet.rows)
            write_atomically(path, table_xlsx(sheet.title, (sheet.subtitle,), sheet.columns, rows, sheet.widths))
            return path

        def done(saved: Path) -> None:
            context.toast(f"Сохранено: {saved.name}. Файл не зашифрован.")

        context.run(owner, lambda _: work(), done, title="Сохраняю таблицу")

    name = f"{_file_name(sheet.title)} {date.today():%Y-%m-%d}.xlsx"
    context.files.save_file(owner, "Куда сохранить таблицу", name, "Таблица Excel (*.xlsx)", write)


def _file_name(title: str) -> str:
    return safe_name("".join(c for c in title if c not in "«»"))


def member_list(session: VaultSession, title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """The list as it is on the screen, under the organisation's name."""
    from app.rendering import member_list_pdf  # reportlab is loaded only by who prints

    own = passport(session)
    shown = without_blocked(session, rows)
    return member_list_pdf(title, columns, shown, subtitle=own.full_name, landscape=len(columns) > 5)
