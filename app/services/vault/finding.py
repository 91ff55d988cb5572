"""Whether a vault lies in a folder, without what it takes to open one: the first screen asks it of many."""

from __future__ import annotations

from glob import escape
from pathlib import Path

from app.storage.vault.leftovers import ASIDE, KEYS_NAME


def is_vault(folder: Path) -> bool:
    """Whether a vault lies in the folder; nothing is opened. A restore that a crash broke off is ended first."""
    folder = folder.absolute()
    if not folder.exists() and any(folder.parent.glob(f"{escape(folder.name)}{ASIDE}*")):
        from app.storage.vault.files import finish_exchange  # brings the database with it, and is hardly ever needed

        finish_exchange(folder)
    return (folder / KEYS_NAME).is_file()
