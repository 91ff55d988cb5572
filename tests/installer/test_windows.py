"""The Windows package: what goes in, what stays out, what the uninstaller may touch. No network, no compiler."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).parents[2] / "installer" / "windows"


@pytest.fixture(scope="module")
def parts() -> dict[str, ModuleType]:
    """The builder's modules, which are scripts beside each other."""
    sys.path.insert(0, str(HERE))
    try:
        loaded = {}
        for name in ("contents", "fetching", "tree", "programs"):
            spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
            assert spec is not None and spec.loader is not None
            module = importlib.util.module_from_spec(spec)
            sys.modules[name] = module
            spec.loader.exec_module(module)
            loaded[name] = module
        yield loaded
    finally:
        sys.path.remove(str(HERE))
        for name in ("contents", "fetching", "tree", "programs"):
            sys.modules.pop(name, None)


LOCK = """# made by a machine
anyio==4.16.0 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:cc
uvloop==1.0 ; sys_platform != 'win32' \\
    --hash=sha256:dd
cffi==2.1.1 ; platform_python_implementation != 'PyPy' \\
    --hash=sha256:ee
tomli==2.0 ; python_full_version < '3.11' \\
    --hash=sha256:ff
"""


def test_the_lock_is_read_as_windows_reads_it(parts: dict[str, ModuleType]) -> None:
    """pip on Linux would judge the marks by Linux: what only Windows needs would be missing in the package."""
    found = parts["fetching"].entries_for_windows(LOCK)
    assert re.findall(r"^(\w+)==", found, re.MULTILINE) == ["anyio", "colorama", "cffi"]
    assert ";" not in found and "#" not in found
    assert [line for line in found.splitlines() if not line.startswith(" ")] == [
        "anyio==4.16.0 \\",
        "colorama==0.4.6 \\",
        "cffi==2.1.1 \\",
    ]
    assert "--hash=sha256:bb" in found


def test_the_projects_lock_gives_windows_every_library_with_a_hash(parts: dict[str, ModuleType]) -> None:
    found = parts["fetching"].entries_for_windows((HERE.parents[1] / "requirements.lock").read_text("utf-8"))
    names = re.findall(r"^([A-Za-z0-9._-]+)==", found, re.MULTILINE)
    assert {"pyside6-essentials", "sqlcipher3", "cryptography", "pyrage"} <= set(names)
    assert found.count("--hash=sha256:") >= len(names)
    assert "://" not in (HERE / "python.lock").read_text("utf-8")


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("PySide6/Qt6Core.dll", True),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6/translations/qtbase_ru.qm", True),
        ("PySide6/translations/qtbase_de.qm", False),
        ("PySide6/Qt6Quick.dll", False),
        ("PySide6/opengl32sw.dll", False),
        ("PySide6/designer.exe", False),
        ("PySide6/plugins/networkinformation/qnetworklistmanager.dll", False),
        ("PySide6/QtCore.pyi", False),
        ("shiboken6/Shiboken.pyd", True),
        ("shiboken6/msvcp140.dll", False),
        ("openpyxl/workbook/workbook.py", True),
        ("sqlalchemy/testing/util.py", True),
        ("anyio/tests/test_x.py", False),
        ("reportlab-5.1.0.dist-info/licenses/LICENSE", True),
        ("reportlab-5.1.0.dist-info/RECORD", False),
    ],
)
def test_what_is_packed_of_a_wheel(parts: dict[str, ModuleType], path: str, kept: bool) -> None:
    assert parts["contents"].is_kept(path) is kept


def test_every_qt_module_the_program_imports_is_packed(parts: dict[str, ModuleType]) -> None:
    """All but D-Bus, which only Linux has."""
    imported = set()
    for path in (HERE.parents[1] / "app").rglob("*.py"):
        imported |= set(re.findall(r"(?:from|import) PySide6\.(\w+)", path.read_text("utf-8")))
    for module in imported - {"QtDBus"}:
        assert parts["contents"].is_kept(f"PySide6/{module}.pyd"), module
        assert parts["contents"].is_kept(f"PySide6/Qt6{module[2:]}.dll"), module


def test_the_uninstaller_names_every_file_and_deletes_no_folder_with_contents(parts: dict[str, ModuleType]) -> None:
    files = ["pervichka.exe", "app/ui/window.py", "app/ui/kit/x.py", "DLLs/a$b.pyd"]
    lines = parts["programs"].uninstalling(files).splitlines()
    assert lines == [
        'Delete "$INSTDIR\\DLLs\\a$$b.pyd"',
        'Delete "$INSTDIR\\app\\ui\\kit\\x.py"',
        'Delete "$INSTDIR\\app\\ui\\window.py"',
        'Delete "$INSTDIR\\pervichka.exe"',
        'RMDir "$INSTDIR\\app\\ui\\kit"',
        'RMDir "$INSTDIR\\app\\ui"',
        'RMDir "$INSTDIR\\DLLs"',
        'RMDir "$INSTDIR\\app"',
    ]
    script = (HERE / "installer.nsi").read_text("utf-8")
    assert "RMDir /r" not in script, "a vault may lie in the program's folder"
    assert "Documents" not in script and "$DOCUMENTS" not in script and "$APPDATA" not in script
    assert "RequestExecutionLevel user" in script and "HKLM" not in script


def test_the_installer_lays_every_file_once_in_one_order(parts: dict[str, ModuleType]) -> None:
    files = ["b.txt", "app/z.py", "a.txt", "app/a.py"]
    lines = parts["programs"].installing(files).splitlines()
    assert lines == parts["programs"].installing(files[::-1]).splitlines()
    assert [line for line in lines if line.startswith("File")] == [
        'File "${TREE}/a.txt"',
        'File "${TREE}/b.txt"',
        'File "${TREE}/app/a.py"',
        'File "${TREE}/app/z.py"',
    ]


@pytest.mark.parametrize(
    ("version", "four"), [("0.1.0", "0.1.0.0"), ("2.5", "2.5.0.0"), ("1.2.3rc1", "1.2.3.0"), ("1.2.3.4.5", "1.2.3.4")]
)
def test_versions_as_windows_wants_them(parts: dict[str, ModuleType], version: str, four: str) -> None:
    assert parts["programs"].version_of_four(version) == four


def test_the_same_files_give_the_same_zip(parts: dict[str, ModuleType], tmp_path: Path) -> None:
    folder = tmp_path / "lib"
    (folder / "b").mkdir(parents=True)
    for name in ("z.pyc", "b/a.pyc"):
        (folder / name).write_bytes(name.encode())
    parts["tree"].zip_sorted(tmp_path / "1.zip", folder, "*.pyc")
    (folder / "z.pyc").write_bytes(b"z.pyc")
    parts["tree"].zip_sorted(tmp_path / "2.zip", folder, "*.pyc")
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()
    assert zipfile.ZipFile(tmp_path / "1.zip").namelist() == ["b/a.pyc", "z.pyc"]


def test_the_embeddable_package_is_taken_only_by_its_hash(tmp_path: Path) -> None:
    other = tmp_path / "python-3.11.9-embed-amd64.zip"
    other.write_bytes(b"PK")
    done = subprocess.run(
        [sys.executable, HERE / "build.py", "--embeddable", other, "--out", tmp_path, "--work", tmp_path / "work",
         "--lock", tmp_path / "none.lock"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "не тот файл" in done.stderr


def test_the_embeddable_package_is_laid_like_the_wheel(parts: dict[str, ModuleType], tmp_path: Path) -> None:
    archive, tree = tmp_path / "embed.zip", tmp_path / "tree"
    with zipfile.ZipFile(archive, "w") as packed:
        for name in ("python.exe", "python311.dll", "python3.dll", "python311.zip", "python311._pth", "_ssl.pyd",
                     "libssl-3.dll", "sqlite3.dll", "vcruntime140.dll", "_msi.pyd", "winsound.pyd"):  # fmt: skip
            packed.writestr(name, name)
    parts["tree"].lay_embeddable(archive, tree)
    assert sorted(p.relative_to(tree).as_posix() for p in tree.rglob("*") if p.is_file()) == [
        "DLLs/_ssl.pyd", "DLLs/libssl-3.dll", "DLLs/sqlite3.dll", "python3.dll", "python311._pth", "python311.dll",
        "python311.zip",
    ]  # fmt: skip
    assert b"site-packages" in (tree / "python311._pth").read_bytes()


def test_the_packed_program_starts_its_children_as_itself() -> None:
    text = (HERE / "start.py").read_text("utf-8")
    assert "sys.frozen = True" in text
    assert text.index("sys.frozen") < text.index("from app.__main__")
