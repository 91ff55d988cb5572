"""Import of a list beside the least it can cost: reading the file, inserting as many rows under the same indexes.

Growth and the peak of memory are measured in processes of their own, so that one list's caches are not the next one's.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psutil
import python_calamine
import sqlcipher3
from openpyxl import Workbook
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool
from sqlalchemy.schema import CreateIndex, CreateTable

from app.domain.enums import OrganisationCategory, OrganisationKind
from app.models import Consent, ConsentPart, MembershipEvent, MembershipSpan, Person
from app.services import importing
from app.services.demo import PRACTICE_PASSWORD
from app.services.organisation.passport import OrganisationDraft
from app.services.vault.creating import create_vault
from tests.benchmarks.table import ROOT, Outcome, Pair

_MANY = 20_000
_SYLLABLES = ("ба", "во", "гри", "до", "жу", "ка", "ли", "мар", "не", "ор", "па", "ро", "си", "та", "фе", "ша")
_HEADINGS = (
    "№", "Фамилия Имя Отчество", "Дата рождения", "Пол", "Факультет", "Группа", "Телефон", "E-mail", "№ билета",
    "Дата вступления", "Категория", "Согласие",
)  # fmt: skip
_TABLES = (Person, MembershipEvent, MembershipSpan, Consent, ConsentPart)


def _list_of(folder: Path, count: int) -> Path:
    """A tidy list of so many invented people."""
    path = folder / f"list-{count}.xlsx"
    if path.exists():
        return path
    chance = random.Random(count)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Список")
    sheet.append(_HEADINGS)
    for number in range(count):
        woman = chance.random() < 0.6
        surname = "".join(chance.choices(_SYLLABLES, k=4)).capitalize() + ("ова" if woman else "ов")
        given = "Анна Ивановна" if woman else "Олег Петрович"
        sheet.append(
            (
                number + 1,
                f"{surname} {given}",
                f"{chance.randrange(1, 29):02}.{chance.randrange(1, 13):02}.{chance.randrange(1950, 2008)}",
                "ж" if woman else "м",
                f"Факультет {number % 30 + 1}",
                f"Г-{number % 900 + 100}",
                f"+7 (917) {chance.randrange(100, 999)}-{chance.randrange(10, 99)}-{number % 90 + 10}",
                f"m{number}@example.org",
                str(1_000_000 + number),
                f"01.09.{chance.randrange(2018, 2025)}",
                "студент",
                "да",
            )
        )
    book.save(path)
    return path


def _import(folder: Path, path: Path) -> dict[str, float]:
    """Seconds of the first import and of the same list again, in a new vault; peak of memory in megabytes."""
    draft = OrganisationDraft(
        kind=OrganisationKind.PPO, full_name="ППО", category=OrganisationCategory.HIGHER_EDUCATION
    )
    created = create_vault(folder / f"vault-{time.monotonic_ns()}", draft, profile="ngsp", password=PRACTICE_PASSWORD)
    taken = []
    with closing(created.session) as session:
        for _ in range(2):
            started = time.perf_counter()
            importing.apply(session, importing.preview(session, path))
            taken.append(time.perf_counter() - started)
    memory = psutil.Process().memory_info()
    peak = getattr(memory, "peak_wset", 0) or _peak()
    return {"first": taken[0], "again": taken[1], "peak": peak / 2**20}


def _peak() -> int:
    """The most this process has held, as Linux tells it."""
    status = Path("/proc/self/status").read_text()
    return 1024 * next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def _in_a_child(folder: Path, path: Path) -> dict[str, float]:
    child = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.rows_import", str(folder), str(path)],
        check=True,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    found: dict[str, float] = json.loads(child.stdout)
    return found


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _bare(folder: Path, path: Path) -> None:
    """Read the file and insert its rows into the same tables with the same indexes, of an encrypted file too."""
    book = python_calamine.CalamineWorkbook.from_path(path)
    rows = book.get_sheet_by_index(0).to_python()[1:]
    database = folder / f"bare-{time.monotonic_ns()}.db"
    engine = create_engine(
        "sqlite://", module=sqlcipher3.dbapi2, creator=lambda: sqlcipher3.connect(str(database)), poolclass=StaticPool
    )
    with engine.connect() as told:
        plain = told.connection.cursor()
        plain.execute("PRAGMA key = \"x'" + "07" * 32 + "'\"")
        for model in _TABLES:
            table = Person.metadata.tables[model.__tablename__]
            plain.execute(str(CreateTable(table).compile(engine)))
            for index in table.indexes:
                plain.execute(str(CreateIndex(index).compile(engine)))
        now = "2026-01-01 00:00:00.000000"
        empty = ("former_names", "position", "personnel_number", "speciality", "address", "note")
        columns = (
            "id", "uid", "surname", "name", "patronymic", "search_name", "sex", "birth_date", "birth_exact",
            "department", "study_group", "phone", "email", "card_number", "created_at", *empty,
        )  # fmt: skip
        people = (
            (n, f"{n:036}", *str(row[1]).split(" "), str(row[1]).lower(), "female", row[2], 1, row[4],
             row[5], row[6], row[7], row[8], now, *("" for _ in empty))
            for n, row in enumerate(rows, 1)
        )  # fmt: skip
        marks = ", ".join("?" * len(columns))
        plain.executemany(f"INSERT INTO person ({', '.join(columns)}) VALUES ({marks})", people)
        plain.executemany(
            "INSERT INTO membership_event (person_id, kind, on_date, category, basis, organisation, recorded_at)"
            " VALUES (?, 'admitted', ?, 'student', '', '', ?)",
            ((n, row[9], now) for n, row in enumerate(rows, 1)),
        )
        plain.executemany(
            "INSERT INTO membership_span (person_id, starts_on, category) VALUES (?, ?, 'student')",
            ((n, row[9]) for n, row in enumerate(rows, 1)),
        )
        plain.executemany(
            "INSERT INTO consent (id, person_id, edition, given_on, way, recorded_at)"
            " VALUES (?, ?, '1', '2025-09-01', 'handwritten', ?)",
            ((n, n, now) for n in range(1, len(rows) + 1)),
        )
        plain.executemany(
            "INSERT INTO consent_part (consent_id, part, given) VALUES (?, 'main', 1)",
            ((n,) for n in range(1, len(rows) + 1)),
        )
        told.connection.commit()
    engine.dispose()


def rows(folder: Path) -> list[Outcome]:
    """The rows of the table about import."""
    path = _list_of(folder, _MANY)
    taken = [(_in_a_child(folder, path), _seconds(lambda: _bare(folder, path))) for _ in range(3)]
    first = Pair(tuple(ours["first"] for ours, _ in taken), tuple(bare for _, bare in taken))
    again = Pair(tuple(ours["again"] for ours, _ in taken), tuple(ours["first"] for ours, _ in taken))
    few, many = (_in_a_child(folder, _list_of(folder, count)) for count in (2_000, 200_000))
    middle = taken[0][0]["first"] / _MANY
    return [
        first.outcome("импорт списка 20 000", "прочесть файл и вставить строки", 6.0),
        again.outcome("тот же список ещё раз", "первый импорт", 0.5),
        Outcome("импорт: строка из 20 000", "строка из 2 000", middle / (few["first"] / 2_000), 1.2),
        Outcome("импорт: строка из 200 000", "строка из 20 000", many["first"] / 200_000 / middle, 1.2),
        Outcome("импорт 200 000: память", "", many["peak"], 300.0, "МБ"),
    ]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_import(Path(sys.argv[1]), Path(sys.argv[2]))))
