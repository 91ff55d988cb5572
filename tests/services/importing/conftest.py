"""Making lists as chairs keep them, and importing them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.progress import silent
from app.services.importing import ImportResult, apply, preview
from app.services.importing.lists import ListReading, read_list
from app.services.importing.sheets import read_content
from app.services.session import VaultSession

DATA = Path(__file__).parents[2] / "data" / "import"
TODAY = date(2026, 11, 20)

Rows = Sequence[Sequence[Any]]


@pytest.fixture
def data() -> Path:
    """The folder of lists kept with the tests."""
    return DATA


@pytest.fixture
def make_xlsx(tmp_path: Path) -> Callable[..., Path]:
    """Write sheets ({name: rows}) to a workbook; ``merges`` and ``hidden`` by sheet name."""

    def make(
        sheets: Mapping[str, Rows] | Rows,
        *,
        name: str = "список.xlsx",
        merges: Sequence[str] = (),
        hidden: Sequence[str] = (),
    ) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.active)
        named = sheets if isinstance(sheets, Mapping) else {"Лист1": sheets}
        for title, rows in named.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append([None if cell == "" else cell for cell in row])
            for merge in merges:
                sheet.merge_cells(merge)
            if title in hidden:
                sheet.sheet_state = "hidden"
        path = tmp_path / name
        book.save(path)
        return path

    return make


@pytest.fixture
def read() -> Callable[..., ListReading]:
    """Read a list on a fixed day, without a register."""

    def run(path: Path, *, mapping: Mapping[str, str] | None = None, today: date = TODAY, **extra: Any) -> ListReading:
        return read_list(
            read_content(path.read_bytes(), path.name),
            today=today,
            mapping=mapping,
            organisation=extra.get("organisation"),
            progress=silent(),
        )

    return run


@pytest.fixture
def load(session: VaultSession) -> Callable[..., ImportResult]:
    """Preview and apply in the session's vault."""

    def run(path: Path, **extra: Any) -> ImportResult:
        return apply(session, preview(session, path, **extra))

    return run
