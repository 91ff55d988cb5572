"""How long the steps last that a chair waits for, on lists of 9,000 and 50,000. Run by ``./installer/bench``.

Not a test: nothing here fails because a machine is slow. Each step stands beside the least that its kind of work can
cost, measured in the same run (:func:`yardsticks`): the ratio compares versions and machines, the seconds only tell
this one. The table goes to stdout, the numbers to ``build/benchmarks.json``.
"""

from __future__ import annotations

import io
import json
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

import psutil
import python_calamine
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from openpyxl import Workbook
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QTableView

from app.cli.output import Reply, say, table_lines
from app.domain.dates import Period
from app.domain.enums import CellKind, OrganisationCategory, OrganisationKind
from app.domain.files import resource_path, write_atomically
from app.forms.definition import FormDefinition, ValueType
from app.forms.evaluation import evaluate
from app.forms.values import TypedValues
from app.forms.view import ReportView
from app.services import exchange, importing, reports
from app.services.demo import PRACTICE_PASSWORD
from app.services.members import MemberQuery, count_members, list_members
from app.services.organisation.passport import OrganisationDraft, own_card
from app.services.organisation.profiles import load_profile
from app.services.papers import ComposedPaper, compose_for, print_papers
from app.services.privacy.consents import record_consent
from app.services.session import VaultSession
from app.services.vault.creating import create_vault, open_vault
from app.ui.forms.form_view import FormView
from app.ui.kit.theme import apply_theme
from tests.benchmarks.window import PEOPLE, WINDOW_STEPS, crowded_vault, window_times

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


YARDSTICK = {
    **dict.fromkeys(WINDOW_STEPS, "50 000 строк из простой базы"),
    **{f"{name}: окно стояло": "кадр голой таблицы Qt с 50 000 строк" for name in WINDOW_STEPS},
    "команда form check целиком": "пустой Python",
    "прочесть список 9 000": "прочесть файл",
    "записать список 9 000": "9 000 строк в простую базу",
    "сравнить тот же список снова": "прочесть файл",
    "показать список": "9 000 строк из простой базы",
    "найти по слову": "9 000 строк из простой базы",
    "сосчитать на дату": "9 000 строк из простой базы",
    "записать согласия всех": "9 000 строк в простую базу",
    "заполнить форму № 2": "9 000 строк из простой базы",
    "пересчитать форму № 2 после правки": "10 000 сложений Decimal",
    "пересчитать самую большую форму": "10 000 сложений Decimal",
    "открыть страницу формы № 2": "голая таблица Qt того же размера",
    "открыть страницу самой большой формы": "голая таблица Qt того же размера",
    "сделать PDF": "страница PDF с тем же шрифтом",
    "сделать XLSX": "книга с 200 клетками",
    "заполнить 300 заявлений": "9 000 строк из простой базы",
    "300 заявлений одним PDF": "300 страниц PDF с тем же шрифтом",
    "запечатать список": "прочесть файл",
    "открыть базу паролем": "Argon2id 64 МБ, 3 прохода",
}
"""What each step is measured against."""


def yardsticks(folder: Path) -> dict[str, float]:
    """Bare work of each kind, without the program: seconds by name."""
    watch = Stopwatch()
    watch.best("пустой Python", lambda: subprocess.run([sys.executable, "-c", ""], check=True))

    def read() -> None:
        book = python_calamine.CalamineWorkbook.from_path(STUDENTS)
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()

    watch.best("прочесть файл", read)
    rows = [(number, "Фамилия Имя Отчество", "2005-01-01", "student") for number in range(9_000)]
    database = folder / "plain.db"

    def write() -> None:
        database.unlink(missing_ok=True)
        with closing(sqlite3.connect(database)) as plain:
            plain.execute("CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT, born TEXT, category TEXT)")
            plain.executemany("INSERT INTO person VALUES (?, ?, ?, ?)", rows)
            plain.commit()

    def select() -> None:
        with closing(sqlite3.connect(database)) as plain:
            plain.execute("SELECT * FROM person ORDER BY name, id").fetchall()

    watch.best("9 000 строк в простую базу", write)
    watch.best("9 000 строк из простой базы", select)
    pdfmetrics.registerFont(TTFont("bench", str(resource_path("fonts", "LiberationSerif-Regular.ttf"))))

    def page() -> None:
        canvas = Canvas(io.BytesIO())
        canvas.setFont("bench", 10)
        canvas.drawString(100, 700, "Форма № 2")
        canvas.save()

    watch.best("страница PDF с тем же шрифтом", page)

    def many() -> None:
        canvas = Canvas(io.BytesIO())
        for number in range(300):
            canvas.setFont("bench", 14)
            for line in range(20):
                canvas.drawString(85, 780 - 20 * line, f"Заявление {number}, строка {line}: прошу принять меня в члены")
            canvas.showPage()
        canvas.save()

    watch.best("300 страниц PDF с тем же шрифтом", many)
    crowd = folder / "many.db"
    with closing(sqlite3.connect(crowd)) as plain:
        plain.execute("CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT, born TEXT, category TEXT)")
        named = ((n, "Фамилия Имя Отчество", "2005-01-01", "student") for n in range(PEOPLE))
        plain.executemany("INSERT INTO person VALUES (?, ?, ?, ?)", named)
        plain.commit()

    def select_many() -> None:
        with closing(sqlite3.connect(crowd)) as plain:
            plain.execute("SELECT * FROM person ORDER BY name, id").fetchall()

    watch.best("50 000 строк из простой базы", select_many)
    watch.best("10 000 сложений Decimal", lambda: sum((Decimal(n) for n in range(10_000)), Decimal(0)))

    def table() -> None:
        view, model = QTableView(), QStandardItemModel(40, 5)
        for row in range(40):
            for column in range(5):
                model.setItem(row, column, QStandardItem(f"{row}.{column}"))
        view.setModel(model)
        view.resize(1140, 730)
        view.grab()

    watch.best("голая таблица Qt того же размера", table)
    long_view, long_model = QTableView(), QStandardItemModel(PEOPLE, 5)
    long_view.setModel(long_model)
    long_view.resize(1140, 730)
    watch.best("кадр голой таблицы Qt с 50 000 строк", long_view.grab)

    def book() -> None:
        made = Workbook()
        for number in range(50):
            made.worksheets[0].append([number] * 4)
        made.save(io.BytesIO())

    watch.best("книга с 200 клетками", book)
    watch.best(
        "Argon2id 64 МБ, 3 прохода",
        lambda: Argon2id(salt=b"s" * 16, length=32, iterations=3, lanes=1, memory_cost=64 * 1024).derive(b"password"),
    )
    return watch.times


def pages(watch: Stopwatch) -> None:
    """Opening a form's page until it is painted, and computing the form anew after an edit."""
    forms = load_profile("ngsp").forms
    large = max(forms.values(), key=lambda form: sum(len(table.cells) for table in form.tables.values()))
    named = (
        ("пересчитать форму № 2 после правки", "открыть страницу формы № 2", forms[FORM]),
        ("пересчитать самую большую форму", "открыть страницу самой большой формы", large),
    )
    for again, opening, definition in named:
        typed = TypedValues(
            {
                address: Decimal(1)
                for table in definition.tables.values()
                for address, cell in table.cells.items()
                if cell.kind is CellKind.INPUT and cell.type not in (ValueType.TEXT, ValueType.DATE)
            },
            {},
            {},
        )
        period = Period(int(PERIOD))
        report = evaluate(definition, typed, None, period)
        watch.best(again, partial(evaluate, definition, typed, None, period), 10)

        def page(definition: FormDefinition = definition, report: ReportView = report) -> None:
            view = FormView(definition)
            view.resize(1140, 730)
            view.show_report(view=report)
            view.grab()

        watch.best(opening, page)


def measure(folder: Path) -> dict[str, float]:
    """All steps; seconds by name."""
    watch = Stopwatch()
    pages(watch)
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
        batch: list[tuple[ComposedPaper, ...]] = []
        watch.once(
            "заполнить 300 заявлений",
            lambda: batch.append(compose_for(session, "application-admission", people[:300])),
        )
        watch.best("300 заявлений одним PDF", lambda: print_papers(session, batch[0]), 1)
        watch.once("запечатать список", lambda: exchange.export(session, card, [], "full", password=PRACTICE_PASSWORD))
    watch.best("открыть базу паролем", lambda: open_vault(folder / "students", PRACTICE_PASSWORD).close())
    with closing(crowded_vault(folder)) as crowd:
        for name, (taken, pause) in window_times(crowd, folder).items():
            watch.times[name] = taken
            watch.times[f"{name}: окно стояло"] = pause
    return watch.times


def main() -> int:
    """Measure, show, keep."""
    application = QApplication([])
    apply_theme(application)
    with tempfile.TemporaryDirectory(prefix="pervichka-bench-") as folder:
        least = yardsticks(Path(folder))
        times = measure(Path(folder))
    memory = psutil.Process().memory_info().rss // 2**20
    ratios = {name: seconds / least[YARDSTICK[name]] for name, seconds in times.items()}
    rows = (
        (name, f"{ratios[name]:.1f}".replace(".", ","), YARDSTICK[name], f"{seconds:.2f}".replace(".", ","))
        for name, seconds in times.items()
    )
    lines = [
        *table_lines(("Шаг", "Во сколько раз дольше", "чем", "Секунд здесь"), rows),
        f"Память в конце: {memory} МБ. Python {platform.python_version()}, ядер {psutil.cpu_count()}.",
    ]
    say(Reply(lines=lines), as_json=False)
    kept = ROOT / "build" / "benchmarks.json"
    kept.parent.mkdir(exist_ok=True)
    document = {
        "python": platform.python_version(),
        "cores": psutil.cpu_count(),
        "memory_mb": memory,
        "ratios": ratios,
        "seconds": times,
        "yardsticks": least,
    }
    write_atomically(kept, json.dumps(document, ensure_ascii=False, indent=2).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
