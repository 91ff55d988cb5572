"""The whole main job walked once on invented people, leaving every file a chair would see."""

from __future__ import annotations

import contextlib
import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from app.domain.dates import Period
from app.domain.enums import ReportState, Verdict
from app.domain.files import move_into_place, write_atomically
from app.errors import UserError
from app.progress import Progress, silent
from app.services import exchange, intake, reports
from app.services.demo.practice import (
    PRACTICE_MEMBERS,
    PRACTICE_PASSWORD,
    PRACTICE_SEED,
    fill_school,
    introduce,
    invented_people,
    last_period,
    make_higher,
    write_list,
)
from app.services.demo.reporting import FORM, sign_form_2
from app.services.organisation.passport import own_card
from app.services.session import VaultSession
from app.services.vault.creating import open_vault

_RECORD = "demo.json"


@dataclass(frozen=True)
class Demo:
    """Where everything of a demonstration lies, and how the report stands in the end."""

    folder: Path
    spreadsheet: Path
    school: Path
    higher: Path
    pdf: Path
    xlsx: Path
    bundle: Path
    receipts: tuple[Path, ...]
    password_file: Path
    password: str
    members: int
    seed: int
    period: str
    state: ReportState

    @property
    def state_word(self) -> str:
        """The report's state for a person."""
        return "принято вышестоящей организацией" if self.state is ReportState.ACCEPTED else self.state.value


@dataclass(frozen=True)
class _Record:
    """What ``demo.json`` keeps; it is written last, so it stands only in a complete demonstration."""

    members: int
    seed: int
    period: str
    state: str
    receipts: tuple[str, ...]


def build_demo(
    folder: Path, members: int = PRACTICE_MEMBERS, seed: int = PRACTICE_SEED, progress: Progress | None = None
) -> Demo:
    """Walk the main job in a new or empty folder; it appears complete or not at all.

    A folder with a complete demonstration of the same people is told again, not made anew. Anything else in the folder:
    UserError ``demo.folder_taken``.
    """
    there = _told_again(folder, members, seed)
    if there is not None:
        return there
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError("demo.folder_taken", name=folder.name)
    people = invented_people(members, seed)
    steps = progress or silent()
    period = last_period()
    folder = folder.absolute()
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir()
    try:
        spreadsheet, school, higher, *_ = _places(beside)
        write_list(spreadsheet, people)
        fill_school(school, people, spreadsheet, steps)
        make_higher(higher)
        introduce(school, higher)
        steps.step("Заполняем и подписываем форму № 2")
        with (
            contextlib.closing(open_vault(school, PRACTICE_PASSWORD)) as below,
            contextlib.closing(open_vault(higher, PRACTICE_PASSWORD)) as above,
        ):
            sign_form_2(below, period)
            receipts = _exchange(below, above, beside, period, steps)
            state = _state(below, period)
        _places(beside)[6].write_text(PRACTICE_PASSWORD + "\n", encoding="utf-8")
        record = _Record(members, seed, str(period), state.value, receipts)
        write_atomically(beside / _RECORD, json.dumps(asdict(record), indent=2).encode())
        if folder.exists():
            folder.rmdir()
        move_into_place(beside, folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return _demo(folder, record)


def _places(folder: Path) -> tuple[Path, Path, Path, Path, Path, Path, Path]:
    return (
        folder / "spisok.xlsx",
        folder / "school",
        folder / "higher",
        folder / "forma-2.pdf",
        folder / "forma-2.xlsx",
        folder / "forma-2.pervichka",
        folder / "password.txt",
    )


def _demo(folder: Path, record: _Record) -> Demo:
    spreadsheet, school, higher, pdf, xlsx, bundle, password_file = _places(folder)
    return Demo(
        folder=folder,
        spreadsheet=spreadsheet,
        school=school,
        higher=higher,
        pdf=pdf,
        xlsx=xlsx,
        bundle=bundle,
        receipts=tuple(folder / name for name in record.receipts),
        password_file=password_file,
        password=PRACTICE_PASSWORD,
        members=record.members,
        seed=record.seed,
        period=record.period,
        state=ReportState(record.state),
    )


def _told_again(folder: Path, members: int, seed: int) -> Demo | None:
    try:
        kept = json.loads((folder / _RECORD).read_text(encoding="utf-8"))
        record = _Record(**{**kept, "receipts": tuple(kept["receipts"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return _demo(folder.absolute(), record) if (record.members, record.seed) == (members, seed) else None


def _exchange(
    below: VaultSession, above: VaultSession, folder: Path, period: Period, steps: Progress
) -> tuple[str, ...]:
    """Print, seal, take in above, decide, read both receipts here; the names of the receipts' files."""
    _, _, _, pdf, xlsx, bundle, _ = _places(folder)
    write_atomically(pdf, reports.report_pdf(below, FORM, period))
    write_atomically(xlsx, reports.report_xlsx(below, FORM, period))
    steps.step("Запечатываем и передаём вышестоящей организации")
    made = exchange.export(below, own_card(above), [(FORM, str(period))], "full")
    exchange.write_sealed(below, made.uuid, bundle)
    taken = intake.accept(above, bundle.read_bytes(), bundle.name)
    steps.step("Читаем квитанции")
    decision = intake.decide(above, taken.bundle, Verdict.ACCEPTED, ())
    names = ("kvitanciya-1-polucheno.pervichka", "kvitanciya-2-prinyato.pervichka")
    for name, data in zip(names, (taken.receipt, decision), strict=True):
        write_atomically(folder / name, data)
        exchange.read_receipt(below, data)
    return names


def _state(session: VaultSession, period: Period) -> ReportState:
    return reports.fill(session, FORM, period).state
