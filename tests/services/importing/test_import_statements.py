"""How often an import asks the database: not once for each row."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event

from app.domain.enums import OrganisationCategory, OrganisationKind
from app.services import importing
from app.services.demo import PRACTICE_PASSWORD
from app.services.organisation.passport import OrganisationDraft
from app.services.session import VaultSession
from app.services.vault.creating import create_vault


def _list_of(folder: Path, count: int) -> Path:
    path = folder / f"{count}.csv"
    lines = ["ФИО;Дата рождения;Дата вступления;Телефон;Согласие"]
    for number in range(count):
        letters = "".join("абвгдежзик"[int(digit)] for digit in f"{number:04}")
        born = f"{number % 28 + 1:02}.05.1980"
        lines.append(
            f"Фам{letters}ова Анна Ивановна;{born};01.09.2019;+7 917 100-{number // 100:02}-{number % 100:02};да"
        )
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _counted(session: VaultSession, work: Callable[[], object]) -> int:
    told: list[str] = []

    def note(*arguments: object) -> None:
        told.append(str(arguments[2]))

    event.listen(session.database.engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(session.database.engine, "before_cursor_execute", note)
    return len(told)


def _statements(folder: Path, count: int, *, known: bool) -> tuple[int, int]:
    """How many statements looking at a list of so many rows sends, and writing it."""
    path = _list_of(folder, count)
    draft = OrganisationDraft(
        kind=OrganisationKind.PPO, full_name="ППО", category=OrganisationCategory.HIGHER_EDUCATION
    )
    created = create_vault(folder / f"v{count}", draft, profile="ngsp", password=PRACTICE_PASSWORD)
    with closing(created.session) as session:
        if known:
            importing.apply(session, importing.preview(session, path))
        shown: list[importing.ImportPreview] = []
        looked = _counted(session, lambda: shown.append(importing.preview(session, path)))
        assert shown[0].counts.unchanged == (count if known else 0)
        assert shown[0].counts.new == (0 if known else count)
        written = _counted(session, lambda: importing.apply(session, shown[0]))
    return looked, written


@pytest.mark.parametrize("known", [False, True])
def test_statements_of_an_import_do_not_grow_with_its_rows(tmp_path: Path, known: bool) -> None:
    """Of a new list and of the same list again; ten times the rows stay in one batch and cost the same statements."""
    few, many = (_statements(tmp_path, count, known=known) for count in (40, 400))
    assert few == many
    assert max(few) <= 35
