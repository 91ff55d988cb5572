"""A practice organisation: a school's vault with invented people, and the vault of the organisation above it.

Everything goes the way a chair goes: the list is a spreadsheet and is imported, consents come with it, offices and
trainings are recorded by the same services as in the window.
"""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from openpyxl import Workbook

from app.domain.dates import Period
from app.domain.enums import OrganisationCategory, OrganisationKind, PartyRelation
from app.domain.files import write_atomically
from app.errors import UserError
from app.progress import Progress, silent
from app.services import importing, intake
from app.services.demo.bodies import record_bodies
from app.services.demo.gatherings import record_cards, record_meeting
from app.services.demo.lives import record_lives
from app.services.demo.people import InventedPerson, invent, practice_rows
from app.services.demo.reporting import have_accepted
from app.services.members import MemberQuery, MemberRow, count_members, list_members
from app.services.organisation.passport import (
    ChairDraft,
    EmployerDraft,
    Headcount,
    OrganisationDraft,
    own_card,
    set_headcount,
)
from app.services.privacy.consents import record_consent
from app.services.session import VaultSession
from app.services.vault.creating import MINIMUM_KDF, create_vault, is_vault, open_vault, vault_info
from app.storage.structure import Tally

PRACTICE_PASSWORD = "2026-2026"  # noqa: S105 - shown to everybody: nothing behind it is real
PRACTICE_MEMBERS = 64
PRACTICE_SEED = 2026
LEAST_MEMBERS, MOST_MEMBERS = 20, 20_000
PROFILE = "ngsp"


@dataclass(frozen=True)
class PracticeVault:
    """A practice vault that is there: its folder, its password (also in a file), the vault of the one above."""

    folder: Path
    password: str
    password_file: Path
    higher: Path


def last_period(today: date | None = None) -> Period:
    """The year a report is made about now: the last full one."""
    return Period((today or date.today()).year - 1)


def build_practice_vault(
    folder: Path,
    members: int = PRACTICE_MEMBERS,
    seed: int = PRACTICE_SEED,
    progress: Progress | None = None,
) -> PracticeVault:
    """Make the practice organisation in ``folder`` and the one above it in «<folder> (вышестоящая)»; or find them.

    A folder that holds a vault already is left as it is: practising people keep what they did. Raises UserError
    ``demo.members`` and what :func:`app.services.vault.creating.create_vault` raises.
    """
    folder = folder.absolute()
    higher = folder.with_name(f"{folder.name} (вышестоящая)")
    password_file = folder.with_name(f"{folder.name} (пароль).txt")
    practice = PracticeVault(folder, PRACTICE_PASSWORD, password_file, higher)
    if is_vault(folder):
        return practice
    steps = progress or silent()
    if not is_vault(higher):
        make_higher(higher)
    people = _invented(members, seed, last_period())
    folder.parent.mkdir(parents=True, exist_ok=True)
    list_file = folder.with_name(f".{folder.name}-list.xlsx")
    try:
        write_list(list_file, people)
        fill_school(folder, people, list_file, steps)
    finally:
        list_file.unlink(missing_ok=True)
    introduce(folder, higher)
    steps.step("Сдаём прошлогодний отчёт")
    with (
        contextlib.closing(open_vault(folder, PRACTICE_PASSWORD)) as below,
        contextlib.closing(open_vault(higher, PRACTICE_PASSWORD)) as above,
    ):
        have_accepted(below, above, last_period())
    write_atomically(password_file, f"{PRACTICE_PASSWORD}\n".encode())
    return practice


def _invented(members: int, seed: int, period: Period) -> tuple[InventedPerson, ...]:
    if not LEAST_MEMBERS <= members <= MOST_MEMBERS:
        raise UserError("demo.members", members=members, least=LEAST_MEMBERS, most=MOST_MEMBERS)
    return invent(members, seed, period.year)


def invented_people(members: int, seed: int) -> tuple[InventedPerson, ...]:
    """The people of the practice school; UserError ``demo.members`` for a number out of bounds."""
    return _invented(members, seed, last_period())


def write_list(path: Path, people: tuple[InventedPerson, ...]) -> None:
    """Save the people as the spreadsheet a chair would keep."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Список")
    for row in practice_rows(people):
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    write_atomically(path, buffer.getvalue())


def school_draft(chair: InventedPerson) -> OrganisationDraft:
    """The passport of the practice school."""
    return OrganisationDraft(
        kind=OrganisationKind.PPO,
        full_name="Первичная профсоюзная организация учебной школы № 1",
        short_name="ППО учебной школы № 1",
        category=OrganisationCategory.ENTERPRISE,
        address="000000, Учебный край, с. Примерное, ул. Школьная, д. 1",
        phone="+7 (000) 000-00-01",
        email="school@example.invalid",
        okfs="14",
        parent_name="Учебная районная организация Профсоюза",
        parent_address="000000, Учебный край, г. Образцов, пл. Труда, д. 1",
        chair=ChairDraft(chair.surname, chair.name, chair.patronymic, chair.sex, chair.birth_date),
        employer=EmployerDraft("Учебная школа № 1", "Директоров Д. Д.", "с. Примерное, ул. Школьная, д. 1"),
        created_on=date(2001, 9, 14),
    )


def make_higher(folder: Path) -> None:
    """The vault of the organisation above the school."""
    draft = OrganisationDraft(
        kind=OrganisationKind.TPO,
        full_name="Учебная районная организация Профсоюза",
        short_name="Учебная районная",
        address="000000, Учебный край, г. Образцов, пл. Труда, д. 1",
        phone="+7 (000) 000-00-02",
        email="district@example.invalid",
        chair=ChairDraft("Примерова", "Вера", "Ивановна", birth_date=date(1970, 5, 5), full_time=True),
        created_on=date(1995, 1, 20),
    )
    folder.parent.mkdir(parents=True, exist_ok=True)
    created = create_vault(folder, draft, profile=PROFILE, password=PRACTICE_PASSWORD, practice=True, kdf=MINIMUM_KDF)
    created.session.close()


def introduce(school: Path, higher: Path) -> None:
    """Each learns the other's key, as after comparing the printed sheets."""
    with (
        contextlib.closing(open_vault(school, PRACTICE_PASSWORD)) as below,
        contextlib.closing(open_vault(higher, PRACTICE_PASSWORD)) as above,
    ):
        for one, other, relation in (
            (below, above, PartyRelation.HIGHER),
            (above, below, PartyRelation.SUBORDINATE),
        ):
            intake.enrol(one, own_card(other), vault_info(other).fingerprint, relation)


def fill_school(folder: Path, people: tuple[InventedPerson, ...], list_file: Path, steps: Progress) -> None:
    """Make the school's vault: import the list, record consents, offices, trainings, the employer's figures."""
    steps.step("Создаём учебную организацию", 0, 4)
    created = create_vault(
        folder,
        school_draft(people[0]),
        profile=PROFILE,
        password=PRACTICE_PASSWORD,
        practice=True,
        kdf=MINIMUM_KDF,
    )
    with contextlib.closing(created.session) as session:
        steps.step("Принимаем список членов", 1, 4)
        importing.apply(session, importing.preview(session, list_file))
        period = last_period()
        steps.step("Записываем должности и обучение", 2, 4)
        rows = list_members(session, MemberQuery(as_of=period.next_first_day)).items
        _ensure_consents(session, rows, people)
        chair = next((r.id for r in rows if (r.surname, r.name) == (people[0].surname, people[0].name)), None)
        record_bodies(session, rows, chair, period)
        record_lives(session, rows, period)
        now = list_members(session, MemberQuery(as_of=date.today())).items
        record_cards(session, now)
        record_meeting(session, now, next((row for row in now if row.id == chair), None))
        steps.step("Записываем сведения работодателя", 3, 4)
        for year in (period.year - 1, period.year):
            _record_headcount(session, date(year, 12, 31))
    steps.step("Готово", 4, 4)


def _ensure_consents(session: VaultSession, rows: tuple[MemberRow, ...], people: tuple[InventedPerson, ...]) -> None:
    """Consents of the list that the import did not bring."""
    from app.services.privacy.consents import allowed_on

    part = next(part.id for part in session.profile.consent_parts if part.required)
    have = allowed_on(session, part, date.today())
    given = {(p.surname, p.name, p.patronymic): p.consent for p in people}
    by_day: dict[date, list[int]] = {}
    for row in rows:
        day = given.get((row.surname, row.name, row.patronymic))
        if day is not None and row.id not in have:
            by_day.setdefault(day, []).append(row.id)
    for day, ids in by_day.items():
        record_consent(session, ids, {part: True}, day)


def _record_headcount(session: VaultSession, on: date) -> None:
    """The employer's people: the working members and some more who are not members."""
    from app.domain.enums import MemberCategory

    members = count_members(session, on).by_category.get(MemberCategory.WORKING, Tally())
    others = 2 + members.total // 10
    set_headcount(
        session,
        Headcount(
            on=on,
            employees=members.total + others,
            employees_women=members.women + others // 2,
            employees_youth=members.youth + others // 2,
        ),
    )
