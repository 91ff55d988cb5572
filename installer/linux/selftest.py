"""The packed program from inside: every page opened, every export made, a stranger's table read in the cage.

Run by the package's own Python, so nothing but what is packed is there: ``python.com -I -B -X utf8 selftest.py ROOM``.
"""

import os
import sys
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOM = Path(sys.argv[1])


def wait(application, until, seconds=60):  # type: ignore[no-untyped-def]
    """Let the window work until something is so."""
    end = time.monotonic() + seconds
    application.processEvents()
    while not until():
        assert time.monotonic() < end, "не дождались"
        application.processEvents()
        time.sleep(0.02)
    for _ in range(5):
        application.processEvents()


def every_form(profile_and_forms):  # type: ignore[no-untyped-def]
    """PDF and XLSX of every form."""
    from app.cli.main import run

    profile, forms = profile_and_forms
    for form_id in forms:
        for suffix in ("pdf", "xlsx"):
            target = ROOM / f"{form_id}.{suffix}"
            assert run(["form", "render", form_id, "--profile", profile, "--blank", "--to", str(target)]) == 0, form_id
            assert target.stat().st_size > 500
    print(f"хорошо   форм в PDF и Excel: {len(forms)}")


def strangers_table(access):  # type: ignore[no-untyped-def]
    """Read in the cage."""
    from openpyxl import Workbook

    from app.cli.main import run

    book = Workbook()
    book.active.append(["ФИО", "Дата рождения", "Должность"])
    book.active.append(["Иванова Мария Петровна", "01.02.1980", "учитель"])
    book.save(ROOM / "список новых.xlsx")
    assert run(["register", "import", str(ROOM / "список новых.xlsx"), "--dry-run", *access]) in (0, 1)
    for command in (
        ["register", "export", "--to", str(ROOM / "реестр.xlsx")],
        ["register", "export", "--to", str(ROOM / "реестр.json")],
        ["consent", "print", "--out", str(ROOM / "согласия.pdf")],
        ["vault", "backup"],
    ):
        given = [*command, *access]
        if command[0] == "vault":
            given = ["vault", "backup", access[1], "--to", str(ROOM / "копия.pervichka-copy"), *access[2:]]
        code = run(given)
        assert code == 0, (command, code)
    print("хорошо   чужая таблица, реестр, согласия, копия")


def every_page(folders, password):  # type: ignore[no-untyped-def]
    """Each place of the window of both organisations, with a picture."""
    from PySide6.QtWidgets import QApplication

    from app.bootstrap import make_application, make_window
    from app.services.vault.creating import open_vault
    from app.ui.preferences import Preferences
    from app.ui.settings.page import SECTIONS

    application = make_application(["pervichka"])
    shown = []
    for folder in folders:
        window = make_window(Preferences(ROOM / "window.json"), ROOM)
        window.show()
        window.open_session(open_vault(folder, password))
        wait(application, lambda window=window: window.workspace is not None and window.jobs.idle())
        for place in window.workspace.specs:
            window.workspace.show_page(place)
            wait(application, window.jobs.idle)
            window.grab().save(str(ROOM / f"page-{len(shown):02}-{place}.png"))
            shown.append(place)
        for name, _, _ in SECTIONS:
            window.workspace.show_page("settings", section=name)
            wait(application, window.jobs.idle)
            window.grab().save(str(ROOM / f"settings-{name}.png"))
        for top in QApplication.topLevelWidgets():
            assert type(top).__name__ != "ProblemDialog" or not top.isVisible()
        window.close()
        wait(application, lambda: True)
    print(f"хорошо   страниц: {len(shown)}")
    assert len(shown) >= 19


def main() -> int:
    """Everything, in order."""
    from app.cage import end_waiting_child
    from app.services.demo import build_practice_vault
    from app.services.program.inside import licence_text, what_is_inside
    from app.services.vault.creating import open_vault

    troubles = []
    ordinary = sys.excepthook
    sys.excepthook = lambda *found: (troubles.append(found), ordinary(*found))
    made = build_practice_vault(ROOM / "Школа № 14", members=40)
    (ROOM / "пароль.txt").write_text(made.password + "\n", "utf-8")
    session = open_vault(made.folder, made.password)
    profile = (session.profile.id, list(session.profile.forms))
    session.close()
    every_form(profile)
    strangers_table(["--vault", str(made.folder), "--password-file", str(ROOM / "пароль.txt")])
    above = [
        path for path in ROOM.iterdir() if path.is_dir() and path != made.folder and (path / "keys.json").is_file()
    ]
    every_page([made.folder, *above], made.password)
    parts = what_is_inside()
    assert len(parts) > 40
    assert all(licence_text(part.name) for part in parts)
    print(f"хорошо   частей с лицензиями: {len(parts)}")
    end_waiting_child()
    assert not troubles, troubles
    return 0


sys.exit(main())
