"""Proof by another program: LibreOffice recalculates our spreadsheets, and every computed cell must equal ours.

Not part of the tests, because LibreOffice is not asked for on every machine. Run where it is installed:
``.venv/bin/python -m tests.rendering.recalculate [FILLINGS_OF_EACH_FORM] [SEED]``; exit 1 when a cell differs.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook

from app.cli.output import Reply, say
from app.domain.dates import Period
from app.domain.enums import CellKind
from app.forms.definition import Cell, FormDefinition, ValueType
from app.forms.evaluation import evaluate
from app.forms.values import TypedValues
from app.forms.view import ReportView, Value
from app.rendering.form_xlsx import form_xlsx
from app.rendering.layout import FormHeading
from app.rendering.xlsx_names import cell_name
from app.services.organisation.profiles import load_profile

YEAR = 2025


def filling(definition: FormDefinition, dice: random.Random, share: float) -> TypedValues:
    """Numbers in about ``share`` of the open cells, zeros and large ones among them; the others stay empty."""

    def number(cell: Cell) -> Decimal:
        if cell.type is ValueType.MARK:
            return Decimal(dice.randint(0, 1))
        if cell.type is ValueType.YEAR:
            return Decimal(dice.randint(2020, 2026))
        if cell.type is ValueType.COUNT:
            return Decimal(dice.choice((0, 1, 2, dice.randint(0, 50), dice.randint(0, 99_999))))
        return Decimal(dice.randint(0, 99_999)) / 10

    values = {
        address: number(cell)
        for table in definition.tables.values()
        for address, cell in table.cells.items()
        if cell.kind is CellKind.INPUT and cell.type not in (ValueType.TEXT, ValueType.DATE) and dice.random() < share
    }
    return TypedValues(values, {}, {})


def same(ours: Value, theirs: object) -> bool:
    """Equal to the sixth decimal; an empty text is empty."""
    if ours is None or theirs in (None, ""):
        return ours is None and theirs in (None, "")
    return abs(Decimal(str(theirs)) - Decimal(ours)) < Decimal("0.000001")


def main(arguments: list[str]) -> int:
    """Make, recalculate, compare."""
    office = shutil.which("soffice")
    if office is None:
        say(Reply(lines=["LibreOffice (soffice) is not installed here."]), as_json=False)
        return 2
    fillings, seed = ([int(a) for a in arguments] + [4, 2026])[:2] if arguments else (4, 2026)
    dice = random.Random(seed)
    compared: Counter[str] = Counter()
    different = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made: list[tuple[FormDefinition, ReportView, Path]] = []
        for definition in load_profile("ngsp").forms.values():
            for number in range(fillings):
                typed = filling(definition, dice, 0.4 if number % 3 == 0 else 0.85)
                view = evaluate(definition, typed, None, Period(YEAR))
                path = folder / f"{definition.id}-{number}.xlsx"
                path.write_bytes(form_xlsx(definition, view, heading=FormHeading(year=YEAR)))
                made.append((definition, view, path))
        profile = f"-env:UserInstallation=file://{folder}/office"
        target = ["--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "again")]
        subprocess.run([office, profile, *target, *(str(p) for _, _, p in made)], check=True, capture_output=True)
        for definition, view, path in made:
            places = load_workbook(path).defined_names
            again = load_workbook(folder / "again" / path.name, data_only=True)
            stored = load_workbook(path, data_only=True)
            for address, cell in view.cells.items():
                place = places.get(cell_name(address))
                if cell.kind is not CellKind.COMPUTED or place is None:
                    continue
                [(sheet, reference)] = place.destinations
                theirs = again[sheet][reference.replace("$", "").partition(":")[0]].value
                compared[definition.id] += 1
                ours = cell.value
                if ours is None and definition.tables[address.partition(".")[0]].zero_totals:
                    ours = Decimal(0)
                if not same(ours, theirs):
                    different += 1
                    say(Reply(lines=[f"{path.name} {address}: ours {ours}, LibreOffice {theirs}"]), as_json=False)
                # What is stored beside the formula for readers that do not count must be the same.
                if not same(ours, stored[sheet][reference.replace("$", "").partition(":")[0]].value):
                    different += 1
                    say(Reply(lines=[f"{path.name} {address}: ours {ours}, another is stored"]), as_json=False)
    say(
        Reply(lines=[f"{sum(compared.values())} computed cells compared, {different} different: {dict(compared)}"]),
        as_json=False,
    )
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
