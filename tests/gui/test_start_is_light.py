"""The password field comes before the database: what opens a vault is read while hands are at the keyboard."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_SHOWN = """
import sys
from pathlib import Path
from app.bootstrap import make_application, make_window
from app.ui.preferences import Preferences
folder = Path(sys.argv[1])
application = make_application(["x"])
window = make_window(Preferences(folder / "window.json"), folder)
window.show_start()
window.show()
application.processEvents()
print(sorted({name.partition(".")[0] for name in sys.modules} & {"sqlalchemy", "sqlcipher3", "httpx", "reportlab"}))
window.shut()
"""


def test_the_first_screen_stands_without_the_database(tmp_path: Path) -> None:
    child = subprocess.run(
        [sys.executable, "-c", _SHOWN, str(tmp_path)], check=True, capture_output=True, text=True, timeout=120
    )
    assert child.stdout.strip() == "[]"
