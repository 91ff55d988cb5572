"""What a compiler and the installer's maker give: launchers, the forwarder python3.dll, the icon, the installer."""

from __future__ import annotations

import io
import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fetching import CannotBuild, run

if TYPE_CHECKING:
    from PIL.Image import Image

HERE = Path(__file__).resolve().parent
CROSS = "x86_64-w64-mingw32-"
_SIDE = (164, 314)
"""The picture at the left of the installer's first and last page, in pixels."""
_ICON_SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)


def tool(name: str) -> str:
    """A tool of mingw-w64: with the cross prefix on Linux, without it on Windows."""
    for candidate in (CROSS + name, name):
        if shutil.which(candidate):
            return candidate
    raise CannotBuild(f"Не нашлось {name} для Windows (mingw-w64).")


def draw_icon(svg: Path, target: Path) -> None:
    """The program's icon in every size Windows asks for."""
    drawn = [_drawn(svg, size) for size in _ICON_SIZES]
    drawn[-1].save(target, format="ICO", sizes=[(size, size) for size in _ICON_SIZES], append_images=drawn[:-1])


def draw_side(svg: Path, target: Path) -> None:
    """The picture beside the installer's words: the icon on the paper of the window."""
    from PIL import Image

    side, mark = Image.new("RGB", _SIDE, "#e8e4da"), _drawn(svg, 96)
    side.paste(mark, ((_SIDE[0] - mark.width) // 2, 48), mark)
    side.save(target, format="BMP")


def _drawn(svg: Path, size: int) -> Image:
    """The picture at one size, with its transparency."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PIL import Image
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(svg)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return Image.open(io.BytesIO(held.data())).convert("RGBA")


def version_of_four(version: str) -> str:
    """``1.2.3`` → ``1.2.3.0``, as Windows wants it; what is not a number ends the row."""
    numbers = [int(part) for part in re.match(r"[\d.]*", version)[0].split(".") if part]  # type: ignore[index]
    return ".".join(map(str, (*numbers[:4], *[0] * (4 - len(numbers)))))


def make_forwarder(tree: Path, work: Path) -> None:
    """``python3.dll``, which modules for any Python 3 ask for: each name leads on to ``python311.dll``."""
    table = run(tool("objdump"), "-p", tree / "python311.dll")
    block = table.partition("[Ordinal/Name Pointer] Table")[2].partition("\n\n")[0]
    names = re.findall(r"^\s*\[.*\]\s+(?:\+base\[.*\]\s+[0-9a-f]+\s+)?([A-Za-z_]\w*)$", block, re.MULTILINE)
    if len(names) < 1000:
        raise CannotBuild("Не прочиталась таблица имён python311.dll.")
    definition = work / "python3.def"
    lines = "".join(f"  {name} = python311.{name}\n" for name in sorted(set(names)))
    definition.write_text(f"LIBRARY python3.dll\nEXPORTS\n{lines}", "ascii")
    (work / "nothing.c").write_text("int __stdcall DllMainCRTStartup(void *a, unsigned b, void *c)"
                                    "{ (void)a; (void)b; (void)c; return 1; }\n", "ascii")  # fmt: skip
    run(tool("dlltool"), "-d", definition, "-e", work / "python3.exp", "-m", "i386:x86-64", cwd=work)
    run(tool("gcc"), "-c", "-O2", work / "nothing.c", "-o", work / "nothing.o")
    run(
        tool("ld"), "-shared", "--no-insert-timestamp", "--dynamicbase", "--nxcompat", "-s", "-e", "DllMainCRTStartup",
        "-o", tree / "python3.dll", work / "python3.exp", work / "nothing.o",
    )  # fmt: skip


def make_launchers(tree: Path, work: Path, icon: Path, version: str) -> None:
    """``pervichka.exe`` opens no console; ``pervichka-cli.exe`` is the command line."""
    four = version_of_four(version).replace(".", ",")
    for name, extra, words in (
        ("pervichka", ["-mwindows"], "Первичка"),
        ("pervichka-cli", ["-DCONSOLE", "-mconsole"], "Первичка: командная строка"),
    ):
        resource = work / f"{name}.rc"
        resource.write_text(_resource(name, four, version, words, icon), "utf-8")
        run(tool("windres"), "-c", "65001", "-i", resource, "-O", "coff", "-o", work / f"{name}.res", cwd=work)
        run(
            tool("gcc"), "-O2", "-municode", "-Wall", "-Wextra", "-Werror", "-finput-charset=UTF-8", "-s",
            "-static-libgcc", *extra, HERE / "launcher.c", work / f"{name}.res", "-o", tree / f"{name}.exe",
            "-Wl,--no-insert-timestamp", "-Wl,--dynamicbase", "-Wl,--nxcompat", "-Wl,--high-entropy-va", "-lshell32",
        )  # fmt: skip


def _resource(name: str, four: str, version: str, words: str, icon: Path) -> str:
    values = {
        "CompanyName": "Первичка",
        "FileDescription": words,
        "FileVersion": version,
        "InternalName": name,
        "LegalCopyright": "GPL-3.0-or-later",
        "OriginalFilename": f"{name}.exe",
        "ProductName": "Первичка",
        "ProductVersion": version,
    }
    told = "".join(f'      VALUE "{key}", "{value}"\n' for key, value in values.items())
    return (
        f'1 ICON "{icon.as_posix()}"\n1 24 "{(HERE / "launcher.manifest").as_posix()}"\n'
        f"1 VERSIONINFO\n FILEVERSION {four}\n PRODUCTVERSION {four}\n FILEOS 0x40004\n FILETYPE 1\nBEGIN\n"
        f'  BLOCK "StringFileInfo"\n  BEGIN\n    BLOCK "041904B0"\n    BEGIN\n{told}    END\n  END\n'
        '  BLOCK "VarFileInfo"\n  BEGIN\n    VALUE "Translation", 0x419, 1200\n  END\nEND\n'
    )


def installing(files: Sequence[str]) -> str:
    """NSIS lines that lay the files, folder by folder in one order."""
    lines, folder = [], None
    for name in sorted(files, key=lambda name: (name.rpartition("/")[0], name)):
        place = _windows(name.rpartition("/")[0])
        if place != folder:
            folder = place
            lines.append(f'SetOutPath "$INSTDIR{place and chr(92) + place}"')
        lines.append(f'File "${{TREE}}/{name}"')
    return "\n".join(lines) + "\n"


def uninstalling(files: Sequence[str]) -> str:
    """NSIS lines that take away these very files, then the folders that are empty: never a folder with its contents."""
    folders = {"/".join(name.split("/")[:depth]) for name in files for depth in range(1, name.count("/") + 1)}
    lines = [f'Delete "$INSTDIR\\{_windows(name)}"' for name in sorted(files)]
    lines += [f'RMDir "$INSTDIR\\{_windows(name)}"' for name in sorted(folders, key=lambda f: (-f.count("/"), f))]
    return "\n".join(lines) + "\n"


def _windows(name: str) -> str:
    return name.replace("/", "\\").replace("$", "$$")


def make_installer(
    tree: Path, files: Sequence[str], work: Path, icon: Path, version: str, size: int, target: Path
) -> None:
    """The installer itself; the lists say what it lays and what the uninstaller takes away."""
    lists = work / "lists"
    lists.mkdir(exist_ok=True)
    # A text with a mark of its encoding: the maker reads Cyrillic names as they are.
    (lists / "install.nsh").write_text(installing(files), "utf-8-sig")
    (lists / "uninstall.nsh").write_text(uninstalling(files), "utf-8-sig")
    made = work / target.name
    defines = {
        "VERSION": version,
        "VERSION4": version_of_four(version),
        "TREE": tree.as_posix(),
        "OUT": made.as_posix(),
        "ICON": icon.as_posix(),
        "SIDE": icon.with_suffix(".bmp").as_posix(),
        "SIZE_KB": str(size // 1024),
    }
    maker = shutil.which("makensis")
    if maker is None:
        raise CannotBuild("Не нашлось makensis (пакет nsis).")
    mark = "/" if os.name == "nt" else "-"
    run(
        maker, f"{mark}V2", f"{mark}WX", f"{mark}INPUTCHARSET", "UTF8",
        *(f"{mark}D{name}={value}" for name, value in defines.items()),
        f"{mark}X!addincludedir {lists.as_posix()}", HERE / "installer.nsi",
        env=dict(os.environ),
    )  # fmt: skip
    target.parent.mkdir(parents=True, exist_ok=True)
    made.replace(target)
