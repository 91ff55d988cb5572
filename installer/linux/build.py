"""Lay out the program for Linux: ``build/linux/pervichka``, a folder that runs wherever it is put.

Run by ``installer/package-linux``, which says where CPython lies (``--python``: a folder with ``bin`` and ``lib``) and
from which root the libraries come that it needs (``--libraries``). The same commit gives the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
sys.path.insert(0, str(HERE.parent))

import leaving_out  # noqa: E402
from inventory import Part, part_of_debian, part_of_wheel, write_inventory, write_runtime  # noqa: E402

OWN_FOLDERS, OWN_FILES = ("app", "migrations", "resources"), ("LICENSE", "CHANGELOG.md")
PATHS = "python311.zip\nmodules\nsite-packages\n.\n"
MANYLINUX = [
    *(f"manylinux_2_{minor}_x86_64" for minor in range(28, 4, -1)),
    *("manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64", "linux_x86_64"),
]
BESIDE_PYTHON = ("libssl", "libcrypto", "libffi", "libbz2", "liblzma", "libexpat", "libuuid", "libz")
"""Libraries of CPython's modules; every distribution has them in a version of its own, so they come along."""
BESIDE_QT = (
    "libxcb-cursor", "libxcb-icccm", "libxcb-image", "libxcb-keysyms", "libxcb-render-util", "libxcb-util",
    "libxcb-xkb", "libxkbcommon-x11", "libxkbcommon", "libzstd",
)  # fmt: skip
"""What a window needs and a bare desktop may lack. libxcb itself, GL, fontconfig and GLib are the system's own."""
EARLIEST = (1980, 1, 1, 0, 0, 0)


def main() -> int:
    """Build; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", type=Path, required=True)
    parser.add_argument("--root", type=Path, required=True, help="the root the libraries come from; / for this machine")
    parser.add_argument("--launcher", type=Path, required=True, help="launcher.c, compiled in the root")
    parser.add_argument("--work", type=Path, default=PROJECT / "build/linux")
    options = parser.parse_args()
    moment = int(os.environ["SOURCE_DATE_EPOCH"])
    tree = options.work / "pervichka"
    shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir(parents=True)
    say("Библиотеки по requirements.lock")
    wheels = fetch_wheels(options.work / "wheels")
    lay_python(options.python, tree)
    for wheel in wheels:
        lay_wheel(wheel, tree)
    lay_program(tree)
    shutil.copyfile(options.launcher, tree / "pervichka")
    (tree / "pervichka").chmod(0o755)
    lay_libraries(tree, options.root)
    say("Готовый код")
    compile_all(tree)
    write_runtime(tree, "linux-x86_64", python_version(options.python))
    write_inventory(tree, version(), [*map(part_of_wheel, wheels), *system_parts(options.python, options.root)], moment)
    set_dates(tree, moment)
    size = sum(path.stat().st_size for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
    print(f"{tree}\t{size / 1e6:.1f} МБ")
    return 0


def fetch_wheels(folder: Path) -> list[Path]:
    """The wheels of the lock for glibc 2.28, checked by their hashes; kept between runs."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = (PROJECT / "requirements.lock").read_text("utf-8")
    stamp, wanted = folder / "lock.sha256", hashlib.sha256(lock.encode()).hexdigest()
    if not stamp.exists() or stamp.read_text() != wanted:
        for old in folder.glob("*.whl"):
            old.unlink()
        # A source distribution among them would be built here, for this machine: refused.
        run(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--require-hashes",
            "--no-deps", "--only-binary=:all:", "--python-version=3.11", "--implementation=cp", "--abi=cp311",
            "--abi=abi3", "--abi=none", *(f"--platform={name}" for name in MANYLINUX),
            "-r", PROJECT / "requirements.lock", "-d", folder)  # fmt: skip
        stamp.write_text(wanted)
    return sorted(path for path in folder.glob("*.whl") if not path.name.startswith("setuptools-"))


def lay_python(python: Path, tree: Path) -> None:
    """The interpreter, its compiled modules, and the standard library in one zip without compression (fast to open)."""
    (tree / "modules").mkdir()
    shutil.copyfile(next(python.glob("bin/python3.11")), tree / "python.com")
    (tree / "python.com").chmod(0o755)
    run("strip", tree / "python.com")
    # python.com has a ._pth file: it looks nowhere else, whatever the machine has installed or set.
    (tree / "python.com._pth").write_text(PATHS, "ascii")
    library = python / "lib/python3.11"
    for module in sorted((library / "lib-dynload").glob("*.so")):
        if leaving_out.keeps_module(module.name):
            shutil.copyfile(module, tree / "modules" / module.name)
            run("strip", "--strip-unneeded", tree / "modules" / module.name)
    chosen = tree.parent / "stdlib"
    shutil.rmtree(chosen, ignore_errors=True)
    for path in sorted(library.rglob("*.py")):
        name = path.relative_to(library).as_posix()
        if leaving_out.keeps_of_stdlib(name):
            (chosen / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, chosen / name)
    # By the interpreter that will read it, with its own library: the packed one has none yet.
    compile_folder(python / "bin/python3.11", chosen, "python311.zip", legacy=True)
    with zipfile.ZipFile(tree / "python311.zip", "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(chosen.rglob("*.pyc")):
            archive.writestr(zipfile.ZipInfo(path.relative_to(chosen).as_posix(), EARLIEST), path.read_bytes())


def lay_wheel(wheel: Path, tree: Path) -> None:
    """The files of a wheel that the program needs (PEP 427: scripts and headers are not among them)."""
    with zipfile.ZipFile(wheel) as archive:
        for entry in sorted(archive.infolist(), key=lambda item: item.filename):
            name = entry.filename
            data = re.match(r"[^/]+\.data/(\w+)/(.+)", name)
            if data:
                name = data[2] if data[1] in ("purelib", "platlib") else "/"
            if name.endswith("/") or not leaving_out.keeps_of_wheel(name, "linux"):
                continue
            target = tree / "site-packages" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(entry))


def lay_program(tree: Path) -> None:
    """The program's own folders, without what a developer's machine left in them."""
    ignore = shutil.ignore_patterns("__pycache__", "*.pyc", ".*", "*.egg-info")
    for folder in OWN_FOLDERS:
        shutil.copytree(PROJECT / folder, tree / folder, ignore=ignore)
    for name in OWN_FILES:
        shutil.copyfile(PROJECT / name, tree / name)
    shutil.copyfile(HERE / "start.py", tree / "start.py")


def lay_libraries(tree: Path, root: Path) -> None:
    """Libraries of the root beside whoever asks for them, found from there and nowhere else."""
    for module in sorted((tree / "site-packages").rglob("*.so")):
        # Qt comes stripped; what auditwheel repaired (pillow.libs) does not bear it.
        if not {"PySide6", "shiboken6", "pillow.libs"} & set(module.parts):
            run("strip", "--strip-unneeded", module)
    (tree / "lib").mkdir()
    copy_libraries(root, BESIDE_PYTHON, tree / "lib")
    for module in sorted((tree / "modules").glob("*.so")):
        run("patchelf", "--set-rpath", "$ORIGIN/../lib", module)
    for library in sorted((tree / "lib").iterdir()):
        run("patchelf", "--set-rpath", "$ORIGIN", library)
    qt = tree / "site-packages/PySide6/Qt/lib"
    for name in copy_libraries(root, BESIDE_QT, qt):
        run("patchelf", "--set-rpath", "$ORIGIN", qt / name)


def copy_libraries(root: Path, wanted: Sequence[str], target: Path) -> list[str]:
    """Copy under the name that is asked for (the SONAME); no links: FAT32 has none."""
    copied = []
    for name in wanted:
        found = [
            path
            for folder in ("usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu")
            for path in sorted((root / folder).glob(f"{name}.so.*"))
            if not path.is_symlink()
        ]
        if not found:
            raise SystemExit(f"В корне {root} нет {name}: поставьте её туда и повторите.")
        soname = re.search(r"SONAME.*\[(.+)\]", run("readelf", "-d", found[-1]))
        file = soname[1] if soname else found[-1].name
        shutil.copyfile(found[-1], target / file)
        run("strip", "--strip-unneeded", target / file)
        copied.append(file)
    return copied


def python_version(python: Path) -> str:
    """``3.11.2``."""
    return run(python / "bin/python3.11", "-c", "import sys; print(sys.version.split()[0])").strip()


def system_parts(python: Path, root: Path) -> list[Part]:
    """CPython and the libraries of the root, for the inventory; on this machine's own root by the same names."""
    licence = (python / "lib/python3.11/LICENSE.txt").read_text("utf-8")
    parts = [Part("CPython", python_version(python), "PSF-2.0", licence, "generic")]
    lists = root / "var/lib/dpkg/info"
    for name in (*BESIDE_PYTHON, *BESIDE_QT):
        owner = next(
            (
                path.name.removesuffix(".list").partition(":")[0]
                for path in sorted(lists.glob("lib*.list"))
                if re.search(rf"/{re.escape(name)}\.so\.", path.read_text("utf-8", "replace"))
            ),
            "",
        )
        if owner and owner not in [part.name for part in parts]:
            parts.append(part_of_debian(owner, root))
    return parts


def compile_all(tree: Path) -> None:
    """Bytecode that names no folder and no clock of this machine: the program never writes any."""
    for folder in ("site-packages", "app", "migrations"):
        compile_folder(tree / "python.com", tree / folder, folder, legacy=False)


def compile_folder(python: Path, folder: Path, shown: str, *, legacy: bool) -> None:
    """With CPython 3.11; ``legacy``: beside the source, as a zip wants it."""
    code = (
        "import compileall, py_compile, sys\n"
        "sys.exit(not compileall.compile_dir(sys.argv[1], quiet=1, ddir=sys.argv[2], legacy=sys.argv[3] == 'legacy',"
        " force=True, workers=1, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH))"
    )
    run(python, "-S", "-B", "-c", code, folder, shown, "legacy" if legacy else "", env={"PYTHONHASHSEED": "0"})


def set_dates(tree: Path, moment: int) -> None:
    """One date and plain modes for everything."""
    for path in sorted(tree.rglob("*"), reverse=True):
        if path.is_file():
            path.chmod(0o755 if path.name in ("pervichka", "python.com") else 0o644)
        else:
            path.chmod(0o755)
        os.utime(path, (moment, moment))
    os.utime(tree, (moment, moment))


def run(*command: object, env: dict[str, str] | None = None) -> str:
    """A tool's answer; its own words when it fails."""
    told = None if env is None else {**env, "PATH": os.environ["PATH"]}
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, env=told)
    if done.returncode:
        raise SystemExit(f"{command[0]}: {done.stdout}{done.stderr}")
    return done.stdout


def version() -> str:
    """As pyproject.toml has it."""
    import tomllib

    return str(tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]["version"])


def write_json(path: Path, value: object) -> None:
    """Sorted, one way."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")


def say(*words: str) -> None:
    """A line of progress."""
    print("…", *words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
