"""Files that grow: small on disk, huge or endless when read. Each is refused before it takes the machine."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from app.errors import AppError
from app.rendering.xlsx_reading import read_form_xlsx
from app.services.importing.caged import read_source
from app.services.organisation.profiles import load_profile
from app.storage.vault.backup import open_copy
from app.storage.vault.keyslots import parse_header
from tests.fuzz.targets import TARGETS, attempt

ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE bomb [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)


def _workbook(spoil: str) -> bytes:
    """A workbook with one part of it spoiled."""
    book, out = Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.append(["Фамилия", "Имя"])
    book.save(out)
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(out.getvalue())) as whole, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in whole.namelist():
            data = whole.read(name)
            if spoil == "entities" and name == "xl/worksheets/sheet1.xml":
                text = data.decode().replace("<sheetData>", "<sheetData>&j;", 1)
                data = (ENTITIES + text.partition("?>")[2]).encode()
            if spoil == "outside" and name == "xl/worksheets/sheet1.xml":
                head = '<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/passwd">]>'
                data = (head + data.decode().partition("?>")[2].replace("<sheetData>", "<sheetData>&j;", 1)).encode()
            new.writestr(name, data)
        if spoil == "ratio":
            new.writestr("xl/media/image1.bin", bytes(700 * 1024 * 1024))
        if spoil == "depth":
            new.writestr("xl/worksheets/sheet2.xml", "<a>" * 200_000)
    return made.getvalue()


@pytest.mark.parametrize("spoil", ["entities", "outside", "ratio", "depth"])
def test_a_workbook_that_grows_is_refused_or_read_without_it(spoil: str, tmp_path: Path) -> None:
    path = tmp_path / "список.xlsx"
    path.write_bytes(_workbook(spoil))
    form = load_profile("ngsp").form("obuchenie")
    for read in (lambda: read_source(path), lambda: read_form_xlsx(form, path)):
        try:
            outcome = read()
        except AppError:
            continue
        assert "root:" not in str(outcome) and "aaaaaaaaaaaaaaaaaaaa" not in str(outcome)


def test_a_package_that_grows_is_refused(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", bytes(300 * 1024 * 1024))
    for name in ("package", "package-files", "copy"):
        assert attempt(TARGETS[name], made.getvalue()) is None
    path = tmp_path / "bomb.pervichka-copy"
    path.write_bytes(made.getvalue())
    with pytest.raises(AppError), open_copy(path):
        pass


def test_a_header_that_asks_for_all_memory_is_refused_before_any_is_taken() -> None:
    header = json.loads(TARGETS["header"].examples()[0])
    for field, value in (("memory_kib", 2**31), ("passes", 10**9), ("lanes", 10**6), ("memory_kib", -1)):
        spoiled = json.loads(json.dumps(header))
        spoiled["slots"][0]["kdf"][field] = value
        with pytest.raises(AppError):
            parse_header(json.dumps(spoiled).encode())
    header["slots"] *= 100
    with pytest.raises(AppError):
        parse_header(json.dumps(header).encode())
    with pytest.raises(AppError):
        parse_header(b"[" * 100_000)
