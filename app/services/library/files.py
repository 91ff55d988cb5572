"""Looking into a document of the library: what it is, and its words for the search.

Nothing in it is ever carried out: PDF is drawn, of DOCX and ODT only the words are read, pictures are decoded with a
limit. A file with macros, a packed bomb, another kind than its name says or an absurd page is refused with a reason.
"""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from xml.parsers import expat

from app.bundle.circular import is_plain
from app.cage import in_cage
from app.cage.tasks import Plain
from app.errors import UserError

LARGEST_DOCUMENT = 12 * 1024 * 1024
"""Of one document."""
MOST_TEXT = 2_000_000
"""Signs kept for the search; what is longer is refused."""
_MOST_PLAIN = 2 * 1024 * 1024
_MOST_PAGES = 1000
_LONGEST_PAGE = 5000.0
"""Points: A0 is 3370."""
_MOST_PIXELS = 40_000_000
_MOST_PARTS = 2000
_MOST_UNPACKED = 64 * 1024 * 1024
_MOST_XML = 24 * 1024 * 1024
_DEEPEST = 200
_OFFICE = {
    "docx": ("word/document.xml", "p", ("t",), ("tab", "br")),
    "odt": ("content.xml", "p", (), ("tab", "line-break", "s")),
}
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, EOFError, OSError, RuntimeError, ValueError,
)  # fmt: skip
_CAGED = {
    "cage.too_large": "чтобы прочитать его, не хватает отведённой памяти",
    "cage.too_long": "он читается слишком долго",
}
_ACTIVE = ("vbaproject", "vbadata", "/activex/", "basic/", "scripts/", "/embeddings/", "dialogs/")


class BadDocument(Exception):
    """Why a file is not taken, in Russian: continues «… не годится: »."""


@dataclass(frozen=True)
class Examined:
    """What a file is (an ending of :data:`app.bundle.circular.ENDINGS`) and its words."""

    kind: str
    text: str


def examine_document(name: str, data: bytes) -> Examined:
    """Find out what a file is, by what is in it and by its name; :class:`BadDocument` says why it cannot be taken.

    A child process reads it (:mod:`app.cage`): one that takes too long or too much memory is a bad document too.
    """
    if len(data) > LARGEST_DOCUMENT:
        raise BadDocument(f"он больше {LARGEST_DOCUMENT // (1024 * 1024)} МБ")
    try:
        told = in_cage("document", data, {"name": name}).told
    except UserError as error:
        raise BadDocument(_CAGED.get(error.code, "он повреждён")) from error
    if not isinstance(told, dict):
        raise BadDocument("он повреждён")
    if "bad" in told:
        raise BadDocument(str(told["bad"]))
    return Examined(str(told["kind"]), str(told["text"]))


def examine_caged(data: bytes, told: Mapping[str, Plain]) -> tuple[Plain, bytes]:
    """The child's part of :func:`examine_document`."""
    try:
        found = _examined(str(told["name"]), data)
    except BadDocument as error:
        return {"bad": str(error)}, b""
    return {"kind": found.kind, "text": found.text}, b""


def _examined(name: str, data: bytes) -> Examined:
    ending = name.rpartition(".")[2].lower()
    ending = "jpg" if ending == "jpeg" else ending
    if not data:
        raise BadDocument("он пустой")
    readers = {"pdf": _pdf, "docx": _office, "odt": _office, "txt": _plain, "png": _picture, "jpg": _picture}
    if ending not in readers:
        raise BadDocument("такие файлы в библиотеку не кладут; можно PDF, DOCX, ODT, TXT, PNG, JPG")
    text = readers[ending](ending, data)
    if len(text) > MOST_TEXT:
        raise BadDocument("в нём слишком много текста")
    return Examined(ending, text)


def _pdf(_: str, data: bytes) -> str:
    import pypdfium2

    if not data.startswith(b"%PDF-"):
        raise BadDocument("это не PDF")
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        raise BadDocument("PDF повреждён или закрыт паролем") from None
    try:
        if not 0 < len(document) <= _MOST_PAGES:
            raise BadDocument(f"в PDF должно быть от 1 до {_MOST_PAGES} страниц")
        found: list[str] = []
        length = 0
        for number in range(len(document)):
            page = document[number]
            if max(page.get_size()) > _LONGEST_PAGE:
                raise BadDocument(f"страница {number + 1} слишком велика")
            words = page.get_textpage()
            text = words.get_text_range()
            words.close()
            page.close()
            length += len(text)
            if length > MOST_TEXT:
                raise BadDocument("в нём слишком много текста")
            found.append(text)
    except pypdfium2.PdfiumError:
        raise BadDocument("PDF повреждён") from None
    finally:
        document.close()
    return _tidy("\n".join(found))


def _office(kind: str, data: bytes) -> str:
    main, paragraph, _, _ = _OFFICE[kind]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
                raise BadDocument("распакованный, он слишком велик")
            for part in parts:
                low = part.filename.lower().replace("\\", "/")
                if ".." in low.split("/") or low.startswith("/") or part.flag_bits & 1:
                    raise BadDocument("внутри него запрещённые имена или пароль")
                if any(mark in f"/{low}" if mark.startswith("/") else mark in low for mark in _ACTIVE):
                    raise BadDocument("в нём макросы или вложенные программы")
            if [part.filename for part in parts].count(main) != 1:
                raise BadDocument(f"это не {kind.upper()}")
            # Sizes in a directory may lie: read no more than the limit, whatever they say.
            with packed.open(main) as stream:
                xml = stream.read(_MOST_XML + 1)
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        NotImplementedError,
        EOFError,
        OSError,
        RuntimeError,
        ValueError,
    ):
        raise BadDocument("он повреждён") from None
    if len(xml) > _MOST_XML:
        raise BadDocument("распакованный, он слишком велик")
    return _words(xml, kind, paragraph)


def _words(xml: bytes, kind: str, paragraph: str) -> str:
    """The words of an XML part; declarations of types and entities are refused, nothing outside is read."""
    _, _, texts, spaces = _OFFICE[kind]
    found: list[str] = []
    open_tags: list[str] = []

    def begin(tag: str, _: object) -> None:
        open_tags.append(tag.rpartition(":")[2])
        if len(open_tags) > _DEEPEST:
            raise BadDocument("он устроен слишком сложно")
        if open_tags[-1] in spaces:
            found.append(" ")

    def end(tag: str) -> None:
        open_tags.pop()
        if tag.rpartition(":")[2] in (paragraph, "h"):
            found.append("\n")

    def words(text: str) -> None:
        inside = open_tags[-1] in texts if texts else ("p" in open_tags or "h" in open_tags)
        if inside:
            found.append(text)

    def declared(*_: object) -> None:
        raise BadDocument("в нём запрещённые объявления XML")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begin, end, words
    parser.StartDoctypeDeclHandler = declared
    parser.EntityDeclHandler = declared
    try:
        parser.Parse(xml, True)
    except expat.ExpatError:
        raise BadDocument("он повреждён") from None
    return _tidy("".join(found))


def _plain(_: str, data: bytes) -> str:
    if len(data) > _MOST_PLAIN:
        raise BadDocument(f"текст больше {_MOST_PLAIN // (1024 * 1024)} МБ")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("cp1251")
        except UnicodeDecodeError:
            raise BadDocument("это не текст") from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not is_plain(text.replace("\f", "").replace("\xad", "").replace("\u200b", "").replace("\ufeff", "")):
        raise BadDocument("это не простой текст")
    return text


def _picture(kind: str, data: bytes) -> str:
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=["PNG" if kind == "png" else "JPEG"]) as image:
                if image.width * image.height > _MOST_PIXELS:
                    raise BadDocument("картинка слишком велика")
                image.load()
    except BadDocument:
        raise
    except Exception:  # a decoder of hostile bytes ends in many ways
        raise BadDocument("картинка повреждена или другого вида") from None
    return ""


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.replace("\x00", "").splitlines())
    return "\n".join(line for line in lines if line)
