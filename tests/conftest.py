"""Shared by all tests: a vault of a synthetic primary organisation.

Opening a vault costs an Argon2id derivation (0.12 s by design), so one is made for each module that asks, and each
test works in it within its own copy of the folder only when it asks for ``fresh_session``.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from app.services.organisation.passport import draft_from_json
from app.services.session import VaultSession
from app.services.vault.creating import MINIMUM_KDF, create_vault, open_vault
from app.storage.vault import keyslots

PASSWORD = "берёза у дороги 14"

ORGANISATION = {
    "kind": "ppo",
    "full_name": "Первичная профсоюзная организация МБОУ «Средняя школа № 14»",
    "short_name": "ППО СОШ № 14",
    "union": "Нефтегазстройпрофсоюз России",
    "address": "422570, с. Верхний Услон, ул. Школьная, 1",
    "phone": "+7 843 000-00-14",
    "email": "school14@example.org",
    "okfs": "14",
    "category": "enterprise",
    "directly_under_union": False,
    "chair": {
        "surname": "Щербакова", "name": "Елена", "patronymic": "Петровна",
        "sex": "female", "birth_date": "1968-03-03", "full_time": False,
    },
    "employer": {
        "name": "МБОУ «Средняя школа № 14»", "head": "Тестова Т. Т.", "address": "с. Верхний Услон",
        "headcount": [{"on": "2025-12-31", "employees": 60, "employees_women": 48, "employees_youth": 22}],
    },
    "created_on": "2010-02-01",
}  # fmt: skip


_DERIVED: dict[tuple[str, bytes, keyslots.KdfParameters], bytes] = {}
_derive = keyslots._derive


def _derived_once(secret: str, salt: bytes, kdf: keyslots.KdfParameters) -> bytes:
    if not any(salt):
        return _derive(secret, salt, kdf)  # the calibration times it
    key = (secret, salt, kdf)
    if key not in _DERIVED:
        _DERIVED[key] = _derive(secret, salt, kdf)
    return _DERIVED[key]


@pytest.fixture(autouse=True, scope="session")
def _passwords_are_worked_out_once() -> Iterator[None]:
    """What a password gives is the same every time: a command that opens a vault again does not wait for it again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keyslots, "_derive", _derived_once)
        yield


@pytest.fixture(scope="session")
def template_vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault made once; tests copy it."""
    folder = tmp_path_factory.mktemp("template") / "vault"
    created = create_vault(folder, draft_from_json(ORGANISATION), profile="ngsp", password=PASSWORD, kdf=MINIMUM_KDF)
    created.session.close()
    return folder


@pytest.fixture
def vault_folder(template_vault: Path, tmp_path: Path) -> Path:
    """A private copy of the template vault."""
    folder = tmp_path / "vault"
    shutil.copytree(template_vault, folder)
    return folder


@pytest.fixture
def session(vault_folder: Path) -> Iterator[VaultSession]:
    """The chair's open session in a private vault."""
    opened = open_vault(vault_folder, PASSWORD)
    yield opened
    opened.close()


@pytest.fixture
def today() -> date:
    """The day tests run on."""
    return date.today()
