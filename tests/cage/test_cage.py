"""The cage: what a stranger's file does to its reader is one refusal, and the program goes on."""

from __future__ import annotations

import io
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cage import end_waiting_child, in_cage, keeper, wire
from app.cage.cells import Packer, meant, told_plainly, unpacked
from app.cage.limits import MAX_MEMORY, MAX_SECONDS
from app.cage.tasks import TASKS
from app.errors import AppError, OperationCancelled, UserError
from app.messages import sentence
from app.progress import Progress
from app.rendering.pdf_pages import StrangersPages
from app.services.importing import preview
from app.services.importing.caged import read_source
from app.services.members.attachments import checked_photo, checked_scan
from app.services.session import VaultSession
from tests.attack import bombs

ROOT = Path(__file__).resolve().parents[2]
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel's own limits are asked")


@pytest.fixture(autouse=True)
def _nothing_waits_afterwards() -> Iterator[None]:
    yield
    end_waiting_child()


def _in_python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=120)


# --- ends that are not ours


def test_a_sheet_that_makes_its_reader_abort_is_one_refused_file(tmp_path: Path) -> None:
    path = tmp_path / "список.xlsx"
    path.write_bytes(bombs.corner_cells())
    with pytest.raises(UserError) as refused:
        read_source(path)
    assert refused.value.code == "cage.too_large"
    assert "«список.xlsx»" in sentence(refused.value) and "памяти" in sentence(refused.value)
    path.write_bytes("Фамилия;Имя\nИванова;Анна\n".encode())
    assert read_source(path).sheets[0].rows[1] == ("Иванова", "Анна")


def test_a_cell_that_swallowed_the_table_is_named(tmp_path: Path) -> None:
    path = tmp_path / "список.html"
    rows = "<tr><td>Фамилия</td><td>Имя</td></tr><tr><td>Иванова</td><td>" + "Анна Петрова Мария " * 4000
    path.write_bytes(f"<table>{rows}</td></tr></table>".encode())
    with pytest.raises(UserError) as refused:
        read_source(path)
    assert "в строке 2" in sentence(refused.value)


def test_a_quotation_mark_that_nobody_closed_swallows_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "список.csv"
    path.write_bytes(('Фамилия;Имя\nИванова;"Анна' + "\nПетрова;Мария" * 4000 + '"\n').encode())
    rows = read_source(path).sheets[0].rows
    assert len(rows) == 4002
    assert rows[2] == ("Петрова", "Мария")


def test_digits_without_end_in_a_list_are_refused_or_read(session: VaultSession, tmp_path: Path) -> None:
    path = tmp_path / "список.csv"
    path.write_bytes(f"ФИО;Дата рождения;№\nИванова Анна Петровна;{'1' * 5000};²\n".encode())
    assert preview(session, path).reading.rejected
    path.write_bytes(f"№;²\nФИО;{'9' * 6000}\nИванова Анна Петровна;05.11.1978\n".encode())
    preview(session, path)


def test_a_scan_that_takes_for_ever_ends_in_time() -> None:
    with pytest.raises(UserError) as refused:
        in_cage("scan", bombs.tiled_pdf(), name="скан.pdf", seconds=1)
    assert refused.value.code == "cage.too_long"
    assert "больше 1 секунд" in sentence(refused.value)


def test_a_person_may_stop_the_reading_and_sees_how_long_it_takes() -> None:
    told: list[tuple[str, int, int]] = []
    stop = threading.Event()

    def listen(what: str, done: int, total: int) -> None:
        told.append((what, done, total))
        stop.set()

    with pytest.raises(OperationCancelled):
        in_cage("scan", bombs.tiled_pdf(), name="скан.pdf", progress=Progress(listen, stop.is_set))
    assert told == [("Читаю файл «скан.pdf»", told[0][1], MAX_SECONDS)]


@pytest.mark.parametrize("name", ["tiny.png", "huge.png", "claims.png", "odd-1.png", "odd-8.png", "odd-12.png"])
def test_no_picture_stops_the_program(name: str) -> None:
    for read in (checked_photo, checked_scan):
        with pytest.raises(UserError, match=r"attachments\.not_a_(picture|scan)|cage\.too_large"):
            read(bombs.PICTURES[name]())


def test_a_child_that_dies_is_a_damaged_file() -> None:
    child = keeper._Child("table")
    child._process.kill()
    with pytest.raises(UserError) as refused:
        child.do("table", b"a;b\n", {"name": "x"}, "x", Progress(), 10)
    child.end()
    assert refused.value.code == "cage.damaged"


# --- what the child may not


@LINUX
@pytest.mark.parametrize(
    "act",
    [
        "open('/etc/hostname').read()",
        "open('/proc/self/environ').read()",
        "open('/tmp/kept-by-the-cage', 'w')",
        "__import__('os').listdir('/tmp')",
        "__import__('socket').socket()",
        "__import__('os').fork()",
        "__import__('os').execv('/bin/true', ['true'])",
        "__import__('os').kill(__import__('os').getppid(), 0)",
        f"bytearray({MAX_MEMORY})",
    ],
)
def test_the_child_has_no_right_it_does_not_need(act: str) -> None:
    ran = _in_python(
        "import sys, os, socket\nfrom app.cage.rights import give_up\n"
        "give_up([p for p in sys.path if p])\n"
        f"try:\n    {act}\nexcept (OSError, MemoryError) as error:\n    print('refused')\n"
    )
    supported = "lsm=landlock" in ran.stdout or "landlock" in _lsm()
    files = act.startswith(("open", "__import__('os').listdir"))
    if files and not supported and ran.stdout.strip() != "refused":
        pytest.skip("this kernel has no Landlock: only memory, time and calls are limited")
    assert ran.stdout.strip() == "refused", ran.stderr


def _lsm() -> str:
    path = Path("/sys/kernel/security/lsm")
    return path.read_text() if path.exists() else "landlock"


@pytest.mark.parametrize("task", sorted(TASKS))
def test_the_child_loads_its_task_and_nothing_of_the_vault_or_the_window(task: str) -> None:
    ran = _in_python(
        "import sys\nfrom app.cage.child import _found\n"
        f"assert callable(_found({task!r}))\n"
        "print([n for n in ('sqlalchemy', 'sqlcipher3', 'PySide6', 'pyrage', 'cryptography') if n in sys.modules])"
    )
    assert ran.stdout.strip() == "[]", ran.stderr


def test_the_child_gets_no_environment_no_path_and_no_argument_of_the_vault(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PERVICHKA_PASSWORD", "берёза у дороги 14")
    started: list[tuple[list[str], dict[str, object]]] = []
    popen = subprocess.Popen

    def watched(command: list[str], **options: object) -> object:
        started.append((command, options))
        return popen(command, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "Popen", watched)
    path = tmp_path / "vault" / "список.csv"
    path.parent.mkdir()
    path.write_bytes("Фамилия;Имя\nИванова;Анна\n".encode())
    read_source(path)
    ((command, options),) = started
    assert not {"PERVICHKA_PASSWORD", "HOME"} & set(options["env"])  # type: ignore[call-overload]
    assert str(tmp_path) not in " ".join(command) and options["close_fds"] and str(options["cwd"]) != str(tmp_path)


# --- both sides of the pipe


def test_a_packed_program_reads_through_its_hidden_command() -> None:
    job = io.BytesIO()
    wire.write(job, {"task": "table", "told": {"name": "a.csv"}}, "Фамилия;Имя\nИванова;Анна\n".encode())
    ran = subprocess.run(
        [sys.executable, "-m", "app", "cage", "table"], input=job.getvalue(), capture_output=True, cwd=ROOT, timeout=60
    )
    head, _ = wire.read_message(io.BytesIO(ran.stdout), 10_000, 10_000)
    assert head["answer"]["sheets"][0]["rows"] == 2  # type: ignore[index, call-overload]


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\x01",
        b"\xff" * 16,
        (2).to_bytes(8, "little") + bytes(8) + b"[]",
        (3).to_bytes(8, "little") + bytes(8) + b"{}",
        (2).to_bytes(8, "little") + (9).to_bytes(8, "little") + b"{}",
        (22).to_bytes(8, "little") + bytes(8) + b'{"answer":1e999999999}',
    ],
)
def test_only_whole_and_plain_answers_are_believed(said: bytes) -> None:
    with pytest.raises(wire.BrokenWire):
        wire.read_message(io.BytesIO(said), 1000, 1000)


@pytest.mark.parametrize(
    "head",
    [
        {"refused": {"kind": "SystemExit", "code": "x", "params": {}}},
        {"refused": {"kind": "UserError", "code": 5, "params": {}}},
        {"refused": "x"},
        {"failed": "damaged"},
        {},
    ],
)
def test_a_child_cannot_raise_what_it_likes(head: dict[str, object]) -> None:
    child = keeper._Child("table")
    child.end()
    child._heard = (head, b"")  # type: ignore[assignment]
    with pytest.raises(UserError) as refused:
        child._believed("x")
    assert refused.value.code == "cage.damaged"


def test_cells_cross_as_they_are() -> None:
    from datetime import date

    row = ("", "Ёлкина", 5, 5.0, 0.1 + 0.2, 1e300, -0.0, True, False, 1, 0, date(1978, 11, 5), None, "5", 10**25)
    packer = Packer()
    packer.add(row)
    packer.add(reversed(row))
    found = list(unpacked(packer.told(), packer.body()))
    assert [(type(cell), cell) for cell in found] == [(type(cell), cell) for cell in (*row, *reversed(row))]
    assert str(found[6]) == "-0.0"


def test_what_is_told_of_a_sheet_crosses_as_it_is() -> None:
    told = {
        "merged": ((0, 1, 2, 3),), "hidden": True, "name": "Лист", "width": 5, "rows": frozenset({1, 2}),
        "struck": {4: frozenset({1}), 5: frozenset()}, "broken": {7: "две строки в одной"}, "none": None,
    }  # fmt: skip
    assert {name: meant(told_plainly(value)) for name, value in told.items()} == told
    for bad in ([], {}, {"code": []}, {"tuple": [], "set": []}, {"map": [[1]]}, {"set": [{"map": []}]}, 1.5):
        with pytest.raises((TypeError, ValueError)):
            meant(bad)  # type: ignore[arg-type]


def test_a_list_read_in_the_cage_is_the_list_read_without_it() -> None:
    from app.services.importing.sheets import read_content

    for path in sorted((ROOT / "tests" / "data").glob("*.*s*")):
        if path.suffix in (".xlsx", ".csv"):
            assert read_source(path) == read_content(path.read_bytes(), path.name)


def test_the_next_child_waits_after_the_second_file_and_each_reads_one() -> None:
    seen = set()
    for number in range(3):
        in_cage("table", b"a;b\n1;2\n", {"name": "a.csv"})
        waiting = keeper._ready
        assert (waiting is not None) == (number > 0)
        if waiting is not None:
            seen.add(waiting._process.pid)
    assert len(seen) == 2


# --- previews


def test_a_strangers_document_is_drawn_by_the_child_and_a_bad_one_is_refused() -> None:
    from reportlab.pdfgen.canvas import Canvas

    made = io.BytesIO()
    paper = Canvas(made, pagesize=(200, 100))
    paper.drawString(20, 50, "words")
    paper.save()
    pages = StrangersPages(made.getvalue(), "письмо.pdf")
    assert pages.sizes == ((200.0, 100.0),)
    drawn = pages.picture(0, 2.0)
    assert (drawn.width, drawn.height, len(drawn.pixels)) == (400, 200, drawn.stride * 200)
    assert "words" in pages.words(0)
    with pytest.raises(AppError):
        StrangersPages(b"%PDF-1.7 nonsense", "письмо.pdf")
