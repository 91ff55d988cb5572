"""How long the steps last that a chair waits for, on a list of 9,000 students. Run by ``./installer/bench``.

Not a test: nothing here fails because a machine is slow. The table goes to stdout, the numbers to
``build/benchmarks.json`` so that two machines or two versions can be compared.
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import psutil

from app.cli.output import show, show_table
from app.domain.enums import OrganisationCategory, OrganisationKind
from app.domain.files import write_atomically
from app.services import exchange, importing, reports
from app.services.consents import record_consent
from app.services.demo import PRACTICE_PASSWORD
from app.services.organisation import OrganisationDraft, own_card
from app.services.people import MemberQuery, count_members, list_members
from app.services.session import VaultSession
from app.services.vaults import create_vault, open_vault

ROOT = Path(__file__).parents[2]
STUDENTS = ROOT / "tests" / "data" / "studenty.xlsx"
DAY = date(2026, 1, 1)
FORM, PERIOD = "fnpr-2", "2025"


class Stopwatch:
    """Collects named times in seconds."""

    def __init__(self) -> None:
        self.times: dict[str, float] = {}

    def once(self, name: str, work: Callable[[], object]) -> None:
        """Work that changes something: measured once."""
        started = time.perf_counter()
        work()
        self.times[name] = time.perf_counter() - started

    def best(self, name: str, work: Callable[[], object], repeat: int = 3) -> None:
        """Work that can be repeated: the best of a few."""
        for _ in range(repeat):
            started = time.perf_counter()
            work()
            taken = time.perf_counter() - started
            self.times[name] = min(taken, self.times.get(name, taken))


@contextmanager
def vault(folder: Path, name: str, kind: OrganisationKind) -> Iterator[VaultSession]:
    """A new vault, open."""
    draft = OrganisationDraft(kind=kind, full_name=name, category=OrganisationCategory.HIGHER_EDUCATION)
    created = create_vault(folder, draft, profile="ngsp", password=PRACTICE_PASSWORD)
    try:
        yield created.session
    finally:
        created.session.close()


def measure(folder: Path) -> dict[str, float]:
    """All steps; seconds by name."""
    watch = Stopwatch()
    values = folder / "values.json"
    values.write_text("{}", encoding="utf-8")
    check = [sys.executable, "-m", "app", "form", "check", FORM, "--values", str(values), "--json"]
    watch.best("команда form check целиком", lambda: subprocess.run(check, check=True, capture_output=True))
    with vault(folder / "higher", "Учебная районная", OrganisationKind.TPO) as above:
        card = own_card(above)
    with vault(folder / "students", "ППО студентов", OrganisationKind.PPO) as session:
        read: list[importing.ImportPreview] = []
        watch.once("прочесть список 9 000", lambda: read.append(importing.preview(session, STUDENTS)))
        watch.once("записать список 9 000", lambda: importing.apply(session, read[0]))
        watch.best("сравнить тот же список снова", lambda: importing.preview(session, STUDENTS), 1)
        watch.best("показать список", lambda: list_members(session, MemberQuery(DAY)))
        watch.best("найти по слову", lambda: list_members(session, MemberQuery(DAY, search="иванов")))
        watch.best("сосчитать на дату", lambda: count_members(session, DAY))
        people = [row.id for row in list_members(session, MemberQuery(DAY)).items]
        part = next(part.id for part in session.profile.consent_parts if part.required)
        watch.once("записать согласия всех", lambda: record_consent(session, people, {part: True}, date(2025, 9, 1)))
        watch.best("заполнить форму № 2", lambda: reports.fill(session, FORM, PERIOD))
        watch.best("сделать PDF", lambda: reports.report_pdf(session, FORM, PERIOD))
        watch.best("сделать XLSX", lambda: reports.report_xlsx(session, FORM, PERIOD))
        watch.once("запечатать список", lambda: exchange.export(session, card, [], "full"))
    watch.best("открыть базу паролем", lambda: open_vault(folder / "students", PRACTICE_PASSWORD).close())
    return watch.times


def main() -> int:
    """Measure, show, keep."""
    with tempfile.TemporaryDirectory(prefix="pervichka-bench-") as folder:
        times = measure(Path(folder))
    memory = psutil.Process().memory_info().rss // 2**20
    show_table(("Шаг", "Секунд"), ((name, f"{seconds:.2f}".replace(".", ",")) for name, seconds in times.items()))
    show(f"Память в конце: {memory} МБ. Python {platform.python_version()}, ядер {psutil.cpu_count()}.")
    kept = ROOT / "build" / "benchmarks.json"
    kept.parent.mkdir(exist_ok=True)
    document = {"python": platform.python_version(), "cores": psutil.cpu_count(), "memory_mb": memory, "seconds": times}
    write_atomically(kept, json.dumps(document, ensure_ascii=False, indent=2).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
