"""What the packed program does on Windows, tried from inside: laid in the place of ``start.py`` of a copy of it.

Needs nothing but what is packed. Each check prints a line; the exit code is the number of those that failed. The first
argument is a folder for pictures, the second (may be left out) a name of one check.
"""

import contextlib
import ctypes
import os
import shutil
import sys
import traceback
from pathlib import Path

sys.frozen = True  # type: ignore[attr-defined]

CHECKS = []
ROOM = Path("C:/Проверка Первички/место с пробелами")


def check(function):  # type: ignore[no-untyped-def]
    """Remember a check in its order."""
    CHECKS.append(function)
    return function


def held_like_excel(path):  # type: ignore[no-untyped-def]
    """Open a file as Excel does: others may read, nobody may write, rename or replace it."""
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.CreateFileW.restype = ctypes.c_void_p
    handle = kernel.CreateFileW(str(path), 0xC0000000, 1, None, 3, 0, None)
    assert handle not in (None, ctypes.c_void_p(-1).value), ctypes.get_last_error()
    return lambda: kernel.CloseHandle(ctypes.c_void_p(handle))


def code_of(act):  # type: ignore[no-untyped-def]
    """The code of the fault an act ends with; "" when it succeeds."""
    from app.errors import AppError

    try:
        act()
    except AppError as error:
        return error.code
    return ""


@check
def a_file_open_in_another_program_is_called_that():  # type: ignore[no-untyped-def]
    from app.domain.files import read_limited, write_atomically

    table = ROOM / "Форма 2 за год.xlsx"
    write_atomically(table, b"old")
    release = held_like_excel(table)
    try:
        assert code_of(lambda: write_atomically(table, b"new")) == "files.held_open"
        assert table.read_bytes() == b"old"
        assert [path.name for path in ROOM.iterdir() if path.suffix == ".part"] == []
        assert code_of(lambda: read_limited(table, 10)) in ("", "files.held_open")
    finally:
        release()
    write_atomically(table, b"new")
    assert table.read_bytes() == b"new"


@check
def a_file_marked_read_only_is_another_matter():  # type: ignore[no-untyped-def]
    from app.domain.files import write_atomically

    table = ROOM / "только чтение.xlsx"
    table.write_bytes(b"old")
    table.chmod(0o444)
    try:
        told = code_of(lambda: write_atomically(table, b"new"))
        assert told in ("files.no_right", ""), told  # wine lets it pass, Windows refuses
    finally:
        table.chmod(0o666)


@check
def long_paths_are_taken_or_named():  # type: ignore[no-untyped-def]
    from app.domain.files import write_atomically

    deep = ROOM.joinpath(*("очень длинное имя папки первичной организации" for _ in range(7)))
    try:
        deep.mkdir(parents=True)
    except OSError as error:
        from app.domain.files import fault_from

        told = fault_from(error, deep.name).code
    else:
        told = code_of(lambda: write_atomically(deep / "отчёт.pdf", b"x"))
    assert told in ("", "files.name_too_long", "files.no_folder"), told


@check
def a_vault_is_made_opened_and_locked():  # type: ignore[no-untyped-def]
    from app.services.demo import build_practice_vault
    from app.services.vault.creating import open_vault

    made = build_practice_vault(ROOM / "Школа № 14", members=40)
    assert made.password
    first = open_vault(made.folder, made.password)
    try:
        assert code_of(lambda: open_vault(made.folder, made.password, wait_seconds=0.2)) == "vault.in_use"
        assert first.warnings == (), first.warnings
    finally:
        first.close()
    open_vault(made.folder, made.password).close()
    (ROOM / "пароль.txt").write_text(made.password + "\n", encoding="utf-8")


@check
def a_vault_in_onedrive_is_warned_about():  # type: ignore[no-untyped-def]
    from app.services.vault.creating import open_vault
    from app.services.vault.synchronised import place_for_data

    cloud = ROOM / "OneDrive - Школа"
    shutil.copytree(ROOM / "Школа № 14", cloud / "Школа")
    session = open_vault(cloud / "Школа", (ROOM / "пароль.txt").read_text("utf-8").strip())
    try:
        assert "vault.synchronised" in session.warnings, session.warnings
    finally:
        session.close()
    shutil.rmtree(cloud)
    home = Path.home()
    assert place_for_data(cloud / "Documents", home) == home / "Первичка"


@check
def drives_are_asked_on_which_wire_they_hang():  # type: ignore[no-untyped-def]
    import psutil

    from app.ui.kit.drives import removable_drives
    from app.ui.kit.windows_volumes import is_plugged_in

    for part in psutil.disk_partitions(all=False):
        told = is_plugged_in(part.mountpoint)
        print(f"    {part.mountpoint} {part.opts}: {'съёмный провод' if told else 'внутренний'}")
    assert not is_plugged_in("C:")
    print("    флешки:", [str(drive.path) for drive in removable_drives()])


@check
def a_strangers_table_is_read_in_the_cage():  # type: ignore[no-untyped-def]
    from openpyxl import Workbook

    from app.cli.main import run

    book = Workbook()
    book.active.append(["ФИО", "Дата рождения", "Должность"])
    book.active.append(["Иванова Мария Петровна", "01.02.1980", "учитель"])
    path = ROOM / "список новых.xlsx"
    book.save(path)
    assert run(["register", "import", str(path), "--dry-run", *access()]) in (0, 1)


def access():  # type: ignore[no-untyped-def]
    """How the command line opens the practice vault."""
    return ["--vault", str(ROOM / "Школа № 14"), "--password-file", str(ROOM / "пароль.txt")]


@check
def every_form_is_written_as_pdf_and_table():  # type: ignore[no-untyped-def]
    from app.cli.main import run
    from app.services.vault.creating import open_vault

    session = open_vault(ROOM / "Школа № 14", (ROOM / "пароль.txt").read_text("utf-8").strip())
    profile, forms = session.profile.id, list(session.profile.forms)
    session.close()
    made = 0
    for form_id in forms:
        for suffix in ("pdf", "xlsx"):
            target = ROOM / "Выгрузка" / f"{form_id}.{suffix}"
            target.parent.mkdir(exist_ok=True)
            code = run(["form", "render", form_id, "--profile", profile, "--blank", "--to", str(target)])
            assert code == 0, (form_id, suffix, code)
            made += target.stat().st_size > 500
    print(f"    файлов: {made}, форм: {len(forms)}")
    assert made == 2 * len(forms)


@check
def every_page_opens():  # type: ignore[no-untyped-def]
    from PySide6.QtWidgets import QApplication

    from app.services.vault.creating import open_vault
    from app.ui.preferences import Preferences

    application = qt()
    from app.bootstrap import make_window

    shown = []
    for name in ("Школа № 14", "Школа № 14 (вышестоящая)"):
        folder = ROOM / name
        if not folder.is_dir():
            folder = next(p for p in ROOM.iterdir() if "вышестоящая" in p.name)
        window = make_window(Preferences(ROOM / "window.json"), ROOM)
        window.show()
        window.open_session(open_vault(folder, (ROOM / "пароль.txt").read_text("utf-8").strip()))
        wait(application, lambda window=window: window.workspace is not None and window.jobs.idle())
        for place in window.workspace.specs:
            window.workspace.show_page(place)
            wait(application, window.jobs.idle)
            shown.append(place)
            window.grab().save(str(PICTURES / f"страница-{len(shown):02}-{place}.png"))
        for top in QApplication.topLevelWidgets():
            assert type(top).__name__ != "ProblemDialog" or not top.isVisible()
        window.close()
        wait(application, lambda: True)
    print("    страниц:", len(shown))
    assert len(shown) >= 19


@check
def the_locked_screen_of_windows_locks_the_program():  # type: ignore[no-untyped-def]
    from PySide6.QtWidgets import QWidget

    from app.ui.absence import LOCKED, WM_WTSSESSION_CHANGE, absence_of_this_system

    application = qt()
    window = QWidget()
    window.show()
    absence, heard = absence_of_this_system(window), []
    absence.gone.connect(heard.append)
    absence.watch(int(window.winId()))
    ctypes.windll.user32.PostMessageW(ctypes.c_void_p(int(window.winId())), WM_WTSSESSION_CHANGE, 7, 0)
    wait(application, lambda: bool(heard))
    assert set(heard) == {LOCKED}, heard  # a posted message passes twice; locking twice is as good as once
    absence.stop()
    window.close()


@check
def paper_goes_to_a_file():  # type: ignore[no-untyped-def]
    from PySide6.QtGui import QPainter
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

    qt()
    print("    принтеры:", QPrinterInfo.availablePrinterNames() or "нет")
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFileName(str(ROOM / "на принтер.pdf"))
    painter = QPainter(printer)
    painter.drawText(300, 300, "Первичка")
    painter.end()
    assert (ROOM / "на принтер.pdf").read_bytes().startswith(b"%PDF")


@check
def a_letter_opens_in_the_mail_program():  # type: ignore[no-untyped-def]
    import winreg

    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QDesktopServices

    from app.transfer.mail import Attached, as_bytes, letter

    application = qt()
    draft = ROOM / "Письмо с отчётом.eml"
    draft.write_bytes(as_bytes(letter("Отчёт", "Файл во вложении", [Attached("отчёт.pervichka", b"x")], draft=True)))
    # The path of the marker is plain ASCII in the script: cmd reads it in the computer's own code page.
    plain = Path(os.environ["TEMP"]) / "mail-opened.txt"
    plain.unlink(missing_ok=True)
    program = Path(os.environ["TEMP"]) / "mailer.cmd"
    program.write_text(f'@echo off\r\ncopy "%~s1" "{plain}" >nul\r\n', "ascii")
    for key, value in (
        (r"Software\Classes\.eml", "Selftest.Mail"),
        (r"Software\Classes\Selftest.Mail\shell\open\command", f'{os.environ["COMSPEC"]} /c ""{program}" "%1""'),
    ):
        # wine 10 reads associations of the whole computer only; Windows reads the person's own as well.
        for hive in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
            with contextlib.suppress(PermissionError), winreg.CreateKey(hive, key) as opened:
                winreg.SetValue(opened, "", winreg.REG_SZ, value)
    assert QDesktopServices.openUrl(QUrl.fromLocalFile(str(draft)))
    wait(application, plain.exists)
    assert b"X-Unsent: 1" in plain.read_bytes()


@check
def nothing_was_written_into_the_programs_folder():  # type: ignore[no-untyped-def]
    program = Path(sys.executable).parent
    assert not list(program.rglob("__pycache__/*.cpython-311.pyc.*"))
    fresh = [p for p in program.rglob("*") if p.is_file() and p.stat().st_mtime > STARTED]
    assert fresh == [], fresh[:5]


def qt():  # type: ignore[no-untyped-def]
    """The program's own application."""
    from app.bootstrap import make_application

    return make_application(["pervichka"])


def wait(application, until, seconds=60):  # type: ignore[no-untyped-def]
    """Let the window work until something is so."""
    import time

    end = time.monotonic() + seconds
    for _ in range(5):
        application.processEvents()
    while not until():
        assert time.monotonic() < end, "не дождались"
        application.processEvents()
        time.sleep(0.02)
    for _ in range(5):
        application.processEvents()


def main() -> int:
    """Run the checks; the number of failures."""
    chosen = sys.argv[2:]
    ROOM.mkdir(parents=True, exist_ok=True)
    failed, troubles = 0, []
    ordinary = sys.excepthook

    def note(*found):  # type: ignore[no-untyped-def]
        troubles.append(found)  # Qt goes on after an error in a slot; the check does not
        ordinary(*found)

    sys.excepthook = note
    for one in CHECKS:
        if chosen and one.__name__ not in chosen:
            continue
        try:
            troubles.clear()
            one()
            assert not troubles, troubles
        except BaseException:
            failed += 1
            print("ОШИБКА  ", one.__name__.replace("_", " "))
            traceback.print_exc()
        else:
            print("хорошо  ", one.__name__.replace("_", " "))
        sys.stdout.flush()
    print(f"selftest: {sum(1 for c in CHECKS if not chosen or c.__name__ in chosen) - failed} passed, {failed} failed")
    return failed


if sys.argv[1:2] == ["cage"]:
    from app.__main__ import main as program

    sys.exit(program())

import time  # noqa: E402

STARTED = time.time()
PICTURES = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
sys.exit(main())
