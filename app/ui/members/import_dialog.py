"""stub replaced soon"""

from pathlib import Path

from app.ui.form_dialog import FormDialog

LIST_FILES = ""


def is_list_file(p: Path) -> bool:
    return True


class ImportDialog(FormDialog):
    pass
