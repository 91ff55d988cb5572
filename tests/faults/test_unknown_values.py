"""Values that no program of ours wrote, in a database whose key somebody has: told by name, never a mistake of ours."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from app.domain.enums import EventKind, MemberCategory, UserRight
from app.errors import EnvironmentFault
from app.models import Base
from app.models.base import ClosedList, Day, ReadWithCare
from app.services.members import EntryDraft, MemberQuery, PersonDraft, add_member, list_members
from app.services.session import VaultSession
from app.services.vault.creating import check_vault, open_vault
from app.services.vault.users import add_user, list_users
from tests.cheap_vault import cheap_copy

PASSWORD = "берёза у дороги 14"


@pytest.fixture(scope="module")
def template_vault(template_vault: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shared template under a cheap slot."""
    return cheap_copy(template_vault, tmp_path_factory.mktemp("cheap") / "vault", PASSWORD)


def spoil(session: VaultSession, statement: str) -> None:
    with session.database.engine.begin() as connection:
        assert connection.execute(text(statement)).rowcount


def test_a_right_nobody_knows_opens_nothing_and_is_named(session: VaultSession, vault_folder: Path) -> None:
    spoil(session, "UPDATE user SET right = 'everything'")
    session.close()
    with pytest.raises(EnvironmentFault) as refused:
        open_vault(vault_folder, PASSWORD)
    assert refused.value.code == "vault.unknown_value"


def test_the_right_of_somebody_else_leaves_the_chair_in_and_the_check_names_it(session: VaultSession) -> None:
    added = add_user(session, "Сидорова С. С.", UserRight.RECORDS, "пароль для входа 9")
    spoil(session, f"UPDATE user SET right = '' WHERE id = {added.id}")
    with pytest.raises(EnvironmentFault, match="unknown_value"):
        list_users(session)
    assert [(p.code, p.where) for p in check_vault(session).problems] == [
        ("vault.unknown_value", f"user.right: {added.id}")
    ]


@pytest.mark.parametrize(
    ("table", "column", "value"), [("membership_event", "kind", "joined"), ("person", "birth_date", "1960-02-31 or so")]
)
def test_rows_that_cannot_be_read(session: VaultSession, table: str, column: str, value: str) -> None:
    add_member(
        session,
        PersonDraft(surname="Орлова", name="Анна", birth_date=date(1960, 2, 1)),
        EntryDraft(EventKind.ADMITTED, date(2020, 1, 9), MemberCategory.WORKING),
    )
    spoil(session, f"UPDATE {table} SET {column} = '{value}'")
    with pytest.raises(EnvironmentFault, match="unknown_value"):
        list_members(session, MemberQuery(as_of=date(2026, 1, 1)))
    problems = check_vault(session).problems
    assert {problem.code for problem in problems} == {"vault.unknown_value"}
    assert all(problem.where.startswith(f"{table}.{column}: ") for problem in problems)


def test_every_column_that_is_understood_is_read_with_care() -> None:
    """Days and closed lists of every table; a new type of column that turns texts into values joins them."""
    kinds = {
        column.type.python_type
        for table in Base.metadata.tables.values()
        for column in table.columns
        if not isinstance(column.type, ReadWithCare)
    }
    assert kinds <= {int, str, bytes, bool, float}
    assert any(isinstance(c.type, ClosedList) for c in Base.metadata.tables["user"].columns)
    assert isinstance(Base.metadata.tables["person"].columns["birth_date"].type, Day)
