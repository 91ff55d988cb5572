"""Files that are no tables, known by how they begin: named for what they are, with what to do instead."""

# Tables of words and patterns read better unwrapped.
# ruff: noqa: E501

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class FileKind:
    """What a file is, in Russian, and the message that says what to do with it."""

    title: str
    code: str = "importing.wrong_kind"


_MXL = FileKind("файл 1С (MXL)", "importing.from_1c")
_BASE_1C = FileKind("база или обработка 1С", "importing.from_1c")
_BEGINNINGS: tuple[tuple[bytes, FileKind], ...] = (
    (b"MOXCEL", _MXL),
    (b"\xef\xbb\xbfMOXCEL", _MXL),
    (b"1CDBMSV8", _BASE_1C),
    (b"1CIBDmpF", _BASE_1C),
    (b"\xff\xff\xff\x7f", _BASE_1C),
    (b"%PDF", FileKind("PDF")),
    (b"\x89PNG", FileKind("картинка")),
    (b"\xff\xd8\xff", FileKind("картинка")),
    (b"GIF8", FileKind("картинка")),
    (b"BM", FileKind("картинка")),
    (b"II*\x00", FileKind("картинка")),
    (b"MM\x00*", FileKind("картинка")),
    (b"AT&TFORM", FileKind("документ DjVu")),
    (b"{\\rtf", FileKind("документ RTF")),
    (b"Rar!", FileKind("архив RAR", "importing.archive")),
    (b"7z\xbc\xaf", FileKind("архив 7z", "importing.archive")),
    (b"\x1f\x8b", FileKind("архив GZ", "importing.archive")),
    (b"SQLite format 3", FileKind("база данных SQLite")),
    (b"\x00\x01\x00\x00Standard ", FileKind("база данных Access")),
    (b"MZ", FileKind("программа")),
    (b"L\x00\x00\x00\x01\x14\x02\x00", FileKind("ярлык, а не сам файл")),
    (b"[InternetShortcut]", FileKind("ссылка, а не сам файл")),
)
_LETTER = re.compile(
    rb"(?:(?:from|to|subject|date|received|return-path|message-id|mime-version|x-[\w-]+): ?[^\n]*\r?\n(?:[ \t][^\n]*\n)*){3}",
    re.IGNORECASE,
)
_DBF = re.compile(rb"[\x02\x03\x30\x31\x83\x8b\xf5][\x00-\xff][\x01-\x0c][\x01-\x1f]", re.DOTALL)


def kind_of(data: bytes) -> FileKind | None:
    """What kind of file that is no table the bytes begin; None for a text, which may be one."""
    for beginning, kind in _BEGINNINGS:
        if data.startswith(beginning) and (len(beginning) > 2 or b"\x00" in data[:200]):
            return kind
    if data.startswith((b"{", b"\xef\xbb\xbf{")) and b"MOXCEL" in data[:200]:
        return _MXL
    if _LETTER.match(data[:4000]):
        return FileKind("сохранённое письмо", "importing.letter")
    if len(data) > 64 and _DBF.match(data) and data[12:16] == b"\0" * 4 and b"\x0d" in data[32:2000]:
        return FileKind("таблица DBF", "importing.dbf")
    if len(data) <= 200 and data[:1] < b"\x20" and b"\x00" in data:
        return FileKind("временный файл Excel, а не сам список")
    return None
