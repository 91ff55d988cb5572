"""Strict reading of TOML tables: every key is asked for by name and type, whatever is left over is a mistake.

Shared by the loader of forms and of union profiles. A mistake is a :class:`DefinitionError` naming file, place, key.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn, TypeVar

T = TypeVar("T")
D = TypeVar("D")


class DefinitionError(Exception):
    """A definition file that cannot be used: for its author, in English, naming file, place and key.

    Not an :class:`~app.errors.AppError`: a broken definition is a defect of the delivery, not of the person's work.
    """

    def __init__(self, file: str, place: str, text: str) -> None:
        super().__init__(f"{file}: {place}: {text}" if place else f"{file}: {text}")
        self.file = file
        self.place = place
        self.text = text


_NAMES: Mapping[type, str] = {str: "text", int: "a whole number", float: "a number", bool: "true or false"} | {
    list: "a list",
    dict: "a table",
    date: "a date",
}


class Section:
    """One TOML table being read. ``known`` collects the keys asked for; :meth:`done` refuses all but the documented."""

    def __init__(self, data: Mapping[str, object], file: str, place: str) -> None:
        self.data = data
        self.file = file
        self.place = place
        self.known: set[str] = set()

    def fail(self, text: str, key: str = "") -> NoReturn:
        """Raise the error for this place."""
        raise DefinitionError(self.file, ".".join(part for part in (self.place, key) if part), text)

    def _take(self, key: str, kind: type[T]) -> T | None:
        self.known.add(key)
        value = self.data.get(key)
        if value is None:
            return None
        # A truth is a number to Python, and a moment a date.
        other = (isinstance(value, bool) and kind is not bool) or (isinstance(value, datetime) and kind is date)
        if kind is float and isinstance(value, int) and not other:
            return float(value)  # type: ignore[return-value]
        if not isinstance(value, kind) or other:
            self.fail(f"must be {_NAMES[kind]}", key)
        return value

    def need(self, key: str, kind: type[T]) -> T:
        """A required value."""
        value = self._take(key, kind)
        if value is None:
            self.fail("is missing", key)
        if value == "":
            self.fail("must not be empty", key)
        return value

    def get(self, key: str, kind: type[T], default: D) -> T | D:
        """A value that may be absent."""
        value = self._take(key, kind)
        return default if value is None else value

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of texts."""
        values = self.need(key, list) if required else self.get(key, list, [])
        for value in values:
            if not isinstance(value, str):
                self.fail("must be a list of texts", key)
        return tuple(values)

    def choice(self, key: str, make: Callable[[str], T], *, default: T | None = None) -> T:
        """A word of a closed list; ``make`` raises ValueError for any other."""
        if default is not None and key not in self.data:
            self.known.add(key)
            return default
        word = self.need(key, str)
        try:
            return make(word)
        except ValueError:
            self.fail(f"{word!r} is not known", key)

    def section(self, key: str) -> Section | None:
        """A nested table; None when absent."""
        value = self._take(key, dict)
        return None if value is None else Section(value, self.file, f"{self.place}.{key}" if self.place else key)

    def sections(self, key: str, name_by: tuple[str, ...] = ("id", "code", "name")) -> list[Section]:
        """A list of tables; each place is named by the first of ``name_by`` that it has, else by its number."""
        result = []
        for index, value in enumerate(self.get(key, list, [])):
            if not isinstance(value, dict):
                self.fail("must be a list of tables", key)
            label = next((str(value[n]) for n in name_by if n in value), str(index + 1))
            place = f"{key}[{label}]"
            result.append(Section(value, self.file, f"{self.place}.{place}" if self.place else place))
        return result

    def words(self, key: str) -> dict[str, str]:
        """A table of texts."""
        value = self.get(key, dict, {})
        for name, text in value.items():
            if not isinstance(text, str):
                self.fail("must be text", f"{key}.{name}")
        return dict(value)

    def done(self, keys: Collection[str]) -> None:
        """Refuse keys outside ``keys``, the documented ones (:mod:`app.forms.keys`) of this kind of table."""
        unknown = sorted(self.data.keys() - set(keys))
        if unknown:
            self.fail(f"unknown key {unknown[0]!r}")
        if self.known != set(keys):
            raise AssertionError(f"the loader and the documented keys differ: {sorted(self.known ^ set(keys))}")


def read_toml(path: Path) -> Section:
    """The file as a section; raises :class:`DefinitionError` when it is missing or is not TOML."""
    try:
        return read_toml_bytes(path.name, path.read_bytes())
    except OSError as error:
        raise DefinitionError(path.name, "", "cannot be read") from error


def read_toml_bytes(name: str, data: bytes) -> Section:
    """The bytes of a file named ``name`` as a section; raises :class:`DefinitionError` when they are not TOML."""
    try:
        return Section(tomllib.loads(data.decode("utf-8").replace("\r\n", "\n")), name, "")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DefinitionError(name, "", f"is not TOML: {error}") from error
    except RecursionError as error:
        raise DefinitionError(name, "", "is nested too deep") from error


def unique(section: Section, key: str, codes: Iterable[str]) -> None:
    """Refuse a code that stands twice."""
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            section.fail(f"{code!r} stands twice", key)
        seen.add(code)
