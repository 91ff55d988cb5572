"""A pytest plugin: imports one module from another file, so that a mutant is tested without touching the sources."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

MODULE, FILE = "PERVICHKA_MUTANT_MODULE", "PERVICHKA_MUTANT_FILE"


class Instead:
    """Finds the mutant in place of the module."""

    def __init__(self, module: str, place: Path) -> None:
        self._module, self._place = module, place

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The mutant's file for the module's name."""
        return importlib.util.spec_from_file_location(name, self._place) if name == self._module else None


if MODULE in os.environ:
    sys.dont_write_bytecode = True
    sys.meta_path.insert(0, Instead(os.environ[MODULE], Path(os.environ[FILE])))
