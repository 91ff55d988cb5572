"""Files that ask for the whole machine, through the functions people reach them by."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable, Iterator
from functools import cache

from app.bundle.card import read_card
from app.bundle.parts import read_part
from app.bundle.trusted import read_trusted
from app.cage import in_cage
from app.forms.definition import FormDefinition
from app.forms.values import load_document, parse_values
from app.rendering.pdf_pages import StrangersPages
from app.rendering.xlsx_names import FORM_NAME, cell_name
from app.rendering.xlsx_reading import read_form_xlsx
from app.services.importing.caged import read_source
from app.services.library.files import BadDocument, examine_document
from app.services.members.attachments import checked_photo, checked_scan
from app.services.members.exporting.document import read_document
from app.services.members.exporting.reading import workbook_of
from app.services.organisation.profiles import load_profile
from app.services.privacy.record_tables import record_rows
from app.storage.vault.keyslots import parse_header
from tests.attack import bombs
from tests.attack.rows import LONGEST_SECONDS, Attempt, Ground, row, tried


@cache
def _form() -> FormDefinition:
    return load_profile("ngsp").form("fnpr-2")


def _form_bomb() -> bytes:
    """A form of ours by its names, with a cell in the far corner, and a list that goes on for ever."""
    form = _form()
    names = {FORM_NAME: f'"{form.id}"'}
    names |= {cell_name(a): "Список!$A$1:$XFD$1048576" for t in form.tables.values() for a in list(t.cells)[:3]}
    return bombs.corner_of_a_form(names)


@row("tables", "lists: spreadsheets, HTML, text, JSON", full=40, sample=8)
def tables(ground: Ground, attempts: int) -> Iterator[Attempt]:
    """Everything a list can be."""
    made = list(bombs.TABLES.items())
    for number in range(attempts):
        name, make = made[number % len(made)]
        data, path = make(), ground.folder / name  # one at a time: together they would fill this process
        path.write_bytes(data if number < len(made) else _spoilt(ground, data))
        yield tried(lambda path=path: read_source(path), name)  # type: ignore[misc]


@row("filled-forms", "filled forms, register workbooks, e-consents", full=30, sample=3)
def filled_forms(ground: Ground, attempts: int) -> Iterator[Attempt]:
    """Workbooks that other readers open."""
    path = ground.folder / "форма.xlsx"
    bomb = _form_bomb()
    sources = [bomb, bombs.corner_cells(), bombs.corner_of_a_form()]
    for number in range(attempts):
        data = sources[number // 3 % 3]
        path.write_bytes(data if number < 9 else _spoilt(ground, data))
        acts: tuple[Callable[[], object], ...] = (
            lambda: read_form_xlsx(_form(), path),
            lambda data=data: workbook_of(data, "реестр.xlsx"),  # type: ignore[misc]
            lambda data=data: record_rows("записи.xlsx", data),  # type: ignore[misc]
        )
        yield tried(acts[number % 3], f"reader {number % 3} of workbook {number // 3 % 3}")


@row("scans", "scans, photos, pages of PDF", full=60, sample=6)
def scans(ground: Ground, attempts: int) -> Iterator[Attempt]:
    """Pictures and papers, as a scan, as a photo, as a page in the window."""
    made = [(name, make()) for name, make in bombs.PICTURES.items()]
    made.sort(key=lambda pair: pair[0].endswith(".pdf"))
    for number in range(attempts):
        name, data = made[number % len(made)]
        data = data if number < len(made) else _spoilt(ground, data)
        yield tried(lambda data=data: checked_scan(data), f"scan {name}")  # type: ignore[misc]
        yield tried(lambda data=data: checked_photo(data), f"photo {name}")  # type: ignore[misc]
        yield tried(lambda data=data: in_cage("picture", data, name="x"), f"shown {name}")  # type: ignore[misc]
        if name.endswith(".pdf"):
            yield tried(lambda data=data: StrangersPages(data, "x").picture(0, 1.0), f"page {name}")  # type: ignore[misc]


@row("documents", "documents of packages", full=20, sample=2)
def documents(ground: Ground, attempts: int) -> Iterator[Attempt]:
    """What an organisation above may put into a package."""
    made = [(name, make()) for name, make in bombs.DOCUMENTS.items()]
    made.sort(key=lambda pair: pair[0].endswith(".pdf"))
    for number in range(attempts):
        name, data = made[number % len(made)]
        data = data if number < len(made) else _spoilt(ground, data)
        began = time.monotonic()
        try:
            examine_document(name, data)
        except BadDocument as error:
            yield Attempt(str(error)[:30], time.monotonic() - began)
        else:
            late = time.monotonic() - began > LONGEST_SECONDS
            yield Attempt("read", time.monotonic() - began, f"{name} took too long" if late else "")


@row("json", "JSON of cards, forms, lists, parts, registers, headers", full=400, sample=24)
def json_of_all(ground: Ground, attempts: int) -> Iterator[Attempt]:
    """Each bomb through each reader."""
    readers: dict[str, Callable[[bytes], object]] = {
        "form": lambda data: parse_values(_form(), load_document(data)),
        "card": read_card,
        "trusted": read_trusted,
        "part": lambda data: read_part(data[:1500] + b"\n" + data),
        "register": read_document,
        "header": parse_header,
    }
    pairs = [(reader, bomb) for bomb in bombs.JSON_BOMBS for reader in readers]
    ground.chance.shuffle(pairs)
    for number in range(attempts):
        reader, bomb = pairs[number % len(pairs)]
        data = bombs.JSON_BOMBS[bomb]()
        data = data if number < len(pairs) else _spoilt(ground, data)
        done = tried(lambda reader=reader, data=data: readers[reader](data), f"{reader} of {bomb}")  # type: ignore[misc]
        slow = f"{reader} of {bomb}: {done.seconds:.0f} s" if done.seconds > 10 and not done.wrong else done.wrong
        yield Attempt(done.outcome, done.seconds, slow)


def _spoilt(ground: Ground, data: bytes) -> bytes:
    from tests.fuzz.targets import spoiled

    zipped = data.startswith(b"PK")
    if zipped:  # what unpacks to hundreds of megabytes is spoilt from outside: this process would grow, not the program
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            zipped = sum(entry.file_size for entry in archive.infolist()) < 64_000_000
    return spoiled(data, ground.chance, zipped=zipped)
