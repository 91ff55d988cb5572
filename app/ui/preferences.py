"""What this computer remembers about the program: look, window, folders of vaults. No names."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.domain.files import write_atomically
from app.errors import EnvironmentFault
from app.services.vault.finding import is_vault

IDLE_MINUTES = 15
"""How long the window may stand untouched before it locks, unless the person chose otherwise; 0 never."""


@dataclass
class Preferences:
    """Kept as a small JSON file; a damaged or unwritable file costs nothing but the remembered values."""

    file: Path | None = None
    values: dict[str, Any] = field(default_factory=dict)
    stick: Path | None = None
    """The root of the stick we run from: places on it are remembered without it, each computer calls it otherwise."""

    @classmethod
    def load(cls, file: Path | None, stick: Path | None = None) -> Preferences:
        """Read what is remembered; nothing when there is no file or it cannot be read."""
        values: dict[str, Any] = {}
        if file is not None:
            with contextlib.suppress(OSError, ValueError):
                read = json.loads(file.read_text("utf-8"))
                values = read if isinstance(read, dict) else {}
        return cls(file, values, stick)

    def set(self, name: str, value: object) -> None:
        """Remember a value."""
        self.values[name] = value
        if self.file is not None:
            with contextlib.suppress(OSError, EnvironmentFault):
                self.file.parent.mkdir(parents=True, exist_ok=True)
                text = json.dumps(self.values, ensure_ascii=False, indent=1, sort_keys=True)
                write_atomically(self.file, text.encode())

    def text(self, name: str, default: str = "") -> str:
        """A remembered text."""
        value = self.values.get(name)
        return value if isinstance(value, str) else default

    def number(self, name: str, default: int) -> int:
        """A remembered whole number."""
        value = self.values.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else default

    def recent_vaults(self) -> list[Path]:
        """Folders of vaults opened on this computer that are still there, the last first."""
        value = self.values.get("vaults")
        names = [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
        paths = [self.stick / name if self.stick is not None else Path(name) for name in names]
        return [path for path in paths if path.is_dir() or is_vault(path)]

    def remember_vault(self, folder: Path) -> None:
        """Put a folder first in the list of vaults."""
        rest = [path for path in self.recent_vaults() if path != folder.absolute()]
        self.set("vaults", [self._named(path) for path in (folder.absolute(), *rest)][:8])

    def _named(self, path: Path) -> str:
        if self.stick is not None and path.is_relative_to(self.stick):
            return path.relative_to(self.stick).as_posix()
        return str(path)
