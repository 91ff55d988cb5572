"""What the Windows package holds and what it leaves out, as lists. A test opens every page and makes every export with
nothing but this (``installer/check-windows``)."""

from __future__ import annotations

from fnmatch import fnmatchcase

KEPT_OF_QT = (
    "PySide6/__init__.py",
    "PySide6/_config.py",
    "PySide6/_git_pyside_version.py",
    "PySide6/py.typed",
    "PySide6/support/*",
    "PySide6/pyside6.abi3.dll",
    "PySide6/QtCore.pyd",
    "PySide6/QtGui.pyd",
    "PySide6/QtWidgets.pyd",
    "PySide6/QtNetwork.pyd",  # one window for each vault
    "PySide6/QtPrintSupport.pyd",
    "PySide6/QtSvg.pyd",
    "PySide6/Qt6Core.dll",
    "PySide6/Qt6Gui.dll",
    "PySide6/Qt6Widgets.dll",
    "PySide6/Qt6Network.dll",
    "PySide6/Qt6PrintSupport.dll",
    "PySide6/Qt6Svg.dll",
    "PySide6/plugins/platforms/qwindows.dll",
    "PySide6/plugins/platforms/qoffscreen.dll",  # demo and tests draw without a screen
    "PySide6/plugins/styles/qmodernwindowsstyle.dll",
    "PySide6/plugins/imageformats/qjpeg.dll",
    "PySide6/plugins/imageformats/qsvg.dll",
    "PySide6/plugins/imageformats/qico.dll",
    "PySide6/plugins/iconengines/qsvgicon.dll",
    "PySide6/translations/qtbase_ru.qm",
    "pyside6_essentials-*.dist-info/*",
)
"""Of the wheel PySide6_Essentials. The rest of it (QML, Designer, OpenGL, SQL drivers, other languages) is unused."""

RUNTIME_DLLS = ("vcruntime140.dll", "vcruntime140_1.dll", "msvcp140.dll", "msvcp140_1.dll", "msvcp140_2.dll")
"""Microsoft's C and C++ runtime out of PySide6's wheel: laid beside the program, where every part finds it."""

LEFT_OUT_ANYWHERE = (
    "*.pyi", "*.h", "*.hpp", "*.c", "*.cpp", "*.pyx", "*.pxd", "*.lib", "*.a", "*.man", "*.1",
    "*/tests/*", "*/test/*", "*/testing/*", "*.dist-info/RECORD", "*.dist-info/direct_url.json",
    "*/concrt140.dll", "*/msvcp140*.dll", "*/vcruntime140*.dll",
    "*/vcamp140.dll", "*/vccorlib140.dll", "*/vcomp140.dll",
    "olefile/olefile2.py",
)  # fmt: skip
KEPT_ANYWAY = ("sqlalchemy/testing/*",)
"""SQLAlchemy's own plug-in point imports names of it."""

LEFT_OUT_OF_PYTHON_DLLS = (
    "_tkinter.pyd",
    "_msi.pyd",
    "winsound.pyd",
    "tcl86t.dll",
    "tk86t.dll",
    "api-ms-win-*",
    "VCRUNTIME140*",
)
"""Of ``deploy_libs``: graphics of another kind, and what Windows 10 has itself."""

LEFT_OUT_OF_STDLIB = (
    "test/*", "idlelib/*", "tkinter/*", "turtledemo/*", "turtle.py", "lib2to3/*", "ensurepip/*", "venv/*", "msilib/*",
    "pydoc_data/*", "distutils/*", "curses/*", "config-*", "lib-dynload/*", "dist-packages/*", "_sysconfigdata*",
    "sitecustomize.py", "EXTERNALLY-MANAGED", "LICENSE.txt", "__phello__/*", "*/tests/*", "*/test/*", "unittest/test/*",
)  # fmt: skip

OWN_FOLDERS = ("app", "migrations", "resources")
OWN_FILES = ("LICENSE", "CHANGELOG.md")


def is_kept(path: str) -> bool:
    """Whether a file of a wheel goes into the package; ``path`` as in the wheel, with slashes."""
    if path.startswith(("PySide6/", "pyside6_essentials-")):
        return any(fnmatchcase(path, pattern) for pattern in KEPT_OF_QT) and not _refused(path)
    return not _refused(path)


def _refused(path: str) -> bool:
    if any(fnmatchcase(path, pattern) for pattern in KEPT_ANYWAY):
        return False
    return any(fnmatchcase(path, pattern) for pattern in LEFT_OUT_ANYWHERE)


def is_kept_of_stdlib(path: str) -> bool:
    """Whether a file of ``lib/python3.11`` goes into the zipped standard library."""
    return path.endswith(".py") and not any(fnmatchcase(path, pattern) for pattern in LEFT_OUT_OF_STDLIB)
