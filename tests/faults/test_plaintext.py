"""Nothing of a person lies in plaintext in the folder of a vault or in a copy, at any moment of a write."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from app.domain.enums import UserRight
from app.models import Person
from app.services.session import VaultSession
from app.services.vault.creating import MINIMUM_KDF, back_up, open_vault
from app.services.vault.users import add_user

PASSWORD = "берёза у дороги 14"

SECRETS = ("Щербакова", "щербакова", "Зверобоева", "Елена", "Школьная", "школа № 14", PASSWORD, "тайный пароль",
           "+7 900 123-45-67", "PRIVATE KEY", "AGE-SECRET-KEY", "CREATE TABLE", "SQLite format", "surname")  # fmt: skip


def _found(folder: Path) -> Iterator[tuple[str, str]]:
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            for text in SECRETS:
                for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp1251"):
                    if text.encode(encoding) in data:
                        yield path.name, text


def test_no_name_key_or_password_in_the_clear(session: VaultSession, vault_folder: Path, tmp_path: Path) -> None:
    add_user(session, "Зверобоева З. З.", UserRight.VIEWER, "тайный пароль", undertaking=True, kdf=MINIMUM_KDF)
    with session.unit_of_work() as uow:
        rows = [
            {"uid": str(uuid.uuid4()), "surname": "Зверобоева", "name": f"Елена {n}", "search_name": f"зверобоева {n}",
             "phone": "+7 900 123-45-67", "created_at": datetime.now(UTC)}
            for n in range(3000)
        ]  # fmt: skip
        uow.people.add_people_bulk(rows)
        uow.session.flush()
        assert (vault_folder / "vault.db-journal").exists(), "in the middle of a write"
        assert list(_found(tmp_path)) == []
        uow.commit()
    back_up(session, tmp_path / "copy")
    assert list(_found(tmp_path)) == []
    with session.unit_of_work() as uow:
        for row in rows[:1000]:
            person = uow.people.same_name(str(row["search_name"]))[0]
            uow.session.delete(person)
        uow.commit()
    session.close()
    assert list(_found(tmp_path)) == []
    again = open_vault(vault_folder, PASSWORD)
    with again.unit_of_work() as uow:
        kept: list[Person] = list(uow.people.same_name("зверобоева 2999"))
        assert kept[0].phone == "+7 900 123-45-67"
    again.close()
