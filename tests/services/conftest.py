"""A school with 25 members and a signed report, and the district organisation above it; made once, copied."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

import pytest

from app.domain.enums import EventKind, MemberCategory, PartyRelation, Sex, Verdict
from app.services.exchange import ExportedBundle, export
from app.services.intake import accept, decide, enrol
from app.services.members import EntryDraft, PersonDraft, add_member
from app.services.organisation.passport import draft_from_json, own_card
from app.services.privacy.consents import record_consent
from app.services.reports import explain, fill, reopen, set_value, sign
from app.services.session import VaultSession
from app.services.vault.creating import MINIMUM_KDF, create_vault, vault_info
from app.storage.engine import open_engine
from app.storage.unit_of_work import Database

PASSWORD = "берёза у дороги 14"
KEY = ("fnpr-2", "2025")

SCHOOL = {
    "kind": "ppo", "full_name": "Первичная профсоюзная организация «Школа № 14»", "short_name": "ППО Школы № 14",
    "union": "Нефтегазстройпрофсоюз России", "address": "с. Верхний Услон", "phone": "+7 843 000-00-14",
    "email": "school14@example.org", "category": "enterprise", "directly_under_union": False,
    "chair": {"surname": "Щербакова", "name": "Елена", "patronymic": "Петровна", "sex": "female",
              "birth_date": "1968-03-03", "full_time": False},
    "employer": {"name": "Школа № 14", "head": "Тестова Т. Т.", "address": "с. Верхний Услон",
                 "headcount": [{"on": "2025-12-31", "employees": 60, "employees_women": 48, "employees_youth": 22}]},
    "created_on": "2010-02-01",
}  # fmt: skip
DISTRICT = {
    **SCHOOL, "kind": "tpo", "full_name": "Районная организация профсоюза", "short_name": "Районная",
    "email": "district@example.org",
}  # fmt: skip
OTHER = {**SCHOOL, "full_name": "Первичная профсоюзная организация «Школа № 15»", "short_name": "ППО Школы № 15"}


@dataclass
class Template:
    """The three vaults as they were made, closed, with their keys."""

    folder: Path
    keys: dict[str, bytes]
    sessions: dict[str, VaultSession]


class Exchange:
    """The vaults of both sides and of a third organisation; each is opened when first asked for."""

    def __init__(self, folder: Path, template: Template) -> None:
        self._folder = folder
        self._template = template
        self.opened: list[VaultSession] = []

    def _open(self, name: str) -> VaultSession:
        """With the key kept from making it: each password costs a third of a second by design."""
        path = self._folder / name / "vault.db"
        key = bytearray(self._template.keys[name])
        database = Database(open_engine(path, key), path, key)
        session = replace(self._template.sessions[name], folder=path.parent, database=database, closed=False)
        self.opened.append(session)
        return session

    @cached_property
    def school(self) -> VaultSession:
        return self._open("school")

    @cached_property
    def district(self) -> VaultSession:
        return self._open("district")

    @cached_property
    def other(self) -> VaultSession:
        return self._open("other")

    @property
    def district_card(self) -> bytes:
        return own_card(self.district)

    @property
    def school_card(self) -> bytes:
        return own_card(self.school)

    def send(self, register: str = "none", *, printed: bool = False) -> ExportedBundle:
        """The school's signed report to the district."""
        return export(self.school, self.district_card, [KEY], register, print_forms=printed)

    def taken(self, *, printed: bool = False) -> ExportedBundle:
        """The same, enrolled and taken in."""
        sent = self.send(printed=printed)
        enrol(self.district, self.school_card)
        accept(self.district, sent.sealed, sent.name)
        return sent

    def decided(self, sent: ExportedBundle, verdict: Verdict, *remarks: tuple[str, str]) -> bytes:
        return decide(self.district, sent.uuid, verdict, remarks)

    def sign_again(self, cell: str, value: int) -> None:
        """Change a cell and sign the next revision."""
        reopen(self.school, *KEY)
        set_value(self.school, KEY[0], cell, value, KEY[1], "по уточнённым данным")
        explain_all(self.school)
        sign(self.school, *KEY)


def explain_all(session: VaultSession) -> None:
    for violation in fill(session, *KEY).view.warnings:
        explain(session, *KEY, violation.rule, "Так и есть: проверено по списку.")


@pytest.fixture(scope="session")
def exchange_template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    template = Template(tmp_path_factory.mktemp("exchange"), {}, {})
    opened: dict[str, VaultSession] = {}
    for name, document in (("school", SCHOOL), ("district", DISTRICT), ("other", OTHER)):
        draft = draft_from_json(document)
        made = create_vault(template.folder / name, draft, profile="ngsp", password=PASSWORD, kdf=MINIMUM_KDF).session
        if name == "school":
            _fill_school(made)
        opened[name] = made
    for name in ("school", "other"):  # the printed sheet of the organisation above was compared long ago
        above = opened["district"]
        enrol(opened[name], own_card(above), vault_info(above).fingerprint, PartyRelation.HIGHER)
    for name, made in opened.items():
        template.keys[name] = bytes(made.database.key)
        template.sessions[name] = replace(made)  # locking forgets the keys
        made.close()
    return template


def _fill_school(session: VaultSession) -> None:
    people = []
    for number in range(25):
        draft = PersonDraft(
            surname=f"Тестова{chr(1072 + number)}", name="Анна", patronymic="Ивановна", sex=Sex.FEMALE,
            birth_date=date(1970 + number, 5, 1), phone="+7 900 000-00-00", address="тайный адрес",
            card_number=f"16-{number:05d}", position="учитель",
        )  # fmt: skip
        entry = EntryDraft(EventKind.ADMITTED, date(2024, 9, 1), MemberCategory.WORKING)
        people.append(add_member(session, draft, entry))
    record_consent(session, people[:20], {"union": True}, date(2025, 9, 12))
    record_consent(session, people[20:22], {"union": False}, date(2025, 9, 12))
    set_value(session, KEY[0], "III.1.2.3", 1, KEY[1], "совмещает")  # with 25 members it asks for an explanation
    explain_all(session)
    sign(session, *KEY)


@pytest.fixture
def exchange(exchange_template: Template, tmp_path: Path) -> Iterator[Exchange]:
    """Fresh copies of the three vaults."""
    for name in ("school", "district", "other"):
        shutil.copytree(exchange_template.folder / name, tmp_path / name)
    made = Exchange(tmp_path, exchange_template)
    yield made
    for session in made.opened:
        session.close()
