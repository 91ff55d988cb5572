"""Build ``build/packages/Pervichka-X.Y.Z-setup.exe``: the Windows package, on Linux (or on Windows, see docs).

Run by ``installer/package-windows``, which brings the tools. On a Windows host python.org's embeddable package takes
the place of the wheel that carries CPython: ``--embeddable FILE``.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(1, str(Path(__file__).resolve().parents[1]))

import fetching
import programs
import tree as laying
from fetching import CannotBuild
from inventory import Part, part_of_wheel, write_inventory, write_runtime

PROJECT = Path(__file__).resolve().parents[2]
EMBEDDABLE_SHA256 = "009d6bf7e3b2ddca3d784fa09f90fe54336d5b60f0e0f305c37f400bf83cfd3b"
"""python-3.11.9-embed-amd64.zip of python.org."""
MOST_INSTALLER, MOST_INSTALLED = 90 * 10**6, 300 * 10**6


def main() -> int:
    """Build; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--lock", type=Path, default=PROJECT / "requirements.lock", help="what the chair's program needs"
    )
    parser.add_argument("--out", type=Path, default=PROJECT / "build/packages", help="where the installer is laid")
    parser.add_argument("--work", type=Path, default=PROJECT / "build/windows", help="downloads and half-done things")
    parser.add_argument("--embeddable", type=Path, help="python-3.11.9-embed-amd64.zip, for a build on Windows")
    options = parser.parse_args()
    try:
        build(options.lock, options.out.resolve(), options.work.resolve(), options.embeddable)
    except CannotBuild as error:
        print(f"Собрать не удалось. {error}", file=sys.stderr)
        return 1
    return 0


def build(lock: Path, out: Path, work: Path, embeddable: Path | None) -> None:
    """Everything in order; prints what came out and how large it is."""
    if embeddable is not None and digest(embeddable) != EMBEDDABLE_SHA256:
        raise CannotBuild(f"{embeddable.name} — не тот файл: нужен python-3.11.9-embed-amd64.zip с python.org.")
    moment = date_of_build()
    os.environ["SOURCE_DATE_EPOCH"] = str(moment)
    version = project_version()
    work.mkdir(parents=True, exist_ok=True)
    tree = work / "Pervichka"
    shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir()
    asked = work / "windows.lock"
    asked.write_text(fetching.entries_for_windows(lock.read_text("utf-8")), "utf-8")
    say("Библиотеки для Windows по", lock.name)
    found = fetching.wheels(asked, work / "wheels")
    if embeddable is None:
        say("CPython для Windows и его стандартная библиотека")
        (carrier,) = fetching.wheels(Path(__file__).with_name("python.lock"), work / "cpython")
        debian = fetching.debian_python(work / "debian")
        laying.lay_python(carrier, tree)
        laying.lay_stdlib(debian, work, tree)
        programs.make_forwarder(tree, work)
    else:
        laying.lay_embeddable(embeddable, tree)
    laying.lay_wheels(found, tree)
    laying.lay_program(PROJECT, tree)
    licence = laying.licence_of(debian if embeddable is None else embeddable)
    python = Part("CPython", "3.11.9", "PSF-2.0", licence, "generic", digest(tree / "python311.dll"))
    write_inventory(tree, version, [*map(part_of_wheel, found), python], moment)
    write_runtime(tree, "windows", python.sha256)
    say("Готовый код")
    if embeddable is None:
        for folder in ("site-packages", "app", "migrations"):
            laying.compile_folder(debian, tree / folder, folder, legacy=False)
    else:
        laying.compile_here(tree)
    say("Запуск и значок")
    icon = work / "pervichka.ico"
    programs.draw_icon(PROJECT / "resources/icons/pervichka.svg", icon)
    programs.draw_side(PROJECT / "resources/icons/pervichka.svg", icon.with_suffix(".bmp"))
    programs.make_launchers(tree, work, icon, version)
    laying.set_dates(tree, moment)
    files = tuple(laying.files_of(tree))
    installed = laying.size_of(tree)
    say("Установщик:", str(len(files)), "файлов")
    target = out / f"Pervichka-{version}-setup.exe"
    programs.make_installer(tree, files, work, icon, version, installed, target)
    size = target.stat().st_size
    print(f"{target}\t{size / 1e6:.1f} МБ\tустановлено {installed / 1e6:.1f} МБ")
    print(f"sha256 {digest(target)}")
    if size > MOST_INSTALLER or installed > MOST_INSTALLED:
        raise CannotBuild("Получилось больше, чем можно: установщик до 90 МБ, установленное до 300 МБ.")


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def date_of_build() -> int:
    """SOURCE_DATE_EPOCH, or the moment of the commit, or a fixed one where there is no git."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given.isdigit():
        return int(given)
    done = subprocess.run(
        ["git", "-C", str(PROJECT), "log", "-1", "--format=%ct"], capture_output=True, text=True, check=False
    )
    return int(done.stdout) if done.returncode == 0 and done.stdout.strip().isdigit() else 1767225600


def project_version() -> str:
    """As pyproject.toml has it."""
    import tomllib

    return str(tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]["version"])


def say(*words: str) -> None:
    """A line of progress."""
    print("…", *words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
