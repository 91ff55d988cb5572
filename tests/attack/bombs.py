"""Small files that ask for the whole machine: each was seen to abort, to hang or to fill the memory of a program."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

_XLSX = {
    "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": '<?xml version="1.0"?><Relationships'
    ' xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<?xml version="1.0"?><workbook'
    ' xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="Список" sheetId="1" r:id="rId1"/></sheets>NAMES</workbook>',
    "xl/_rels/workbook.xml.rels": '<?xml version="1.0"?><Relationships'
    ' xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"'
    ' Target="worksheets/sheet1.xml"/></Relationships>',
}


def xlsx(rows: str, names: str = "") -> bytes:
    """A workbook of one sheet whose ``sheetData`` is spelt by hand."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _XLSX.items():
            archive.writestr(name, text.replace("NAMES", names))
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            f"<sheetData>{rows}</sheetData></worksheet>",
        )
    return out.getvalue()


def corner_cells() -> bytes:
    """Two cells in opposite corners, their attributes in single quotes, which a careless check overlooks."""
    return xlsx("<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>1</v></c></row>")


def corner_of_a_form(names: Mapping[str, str] | None = None) -> bytes:
    """A form's workbook with a cell in the far corner."""
    defined = "".join(f'<definedName name="{name}">{value}</definedName>' for name, value in (names or {}).items())
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><f>1+1</f><v>1</v></c></row>'
    return xlsx(rows, f"<definedNames>{defined}</definedNames>" if defined else "")


def repeated_ods() -> bytes:
    """A calendar sheet that repeats a filled row and a filled cell a million times each."""
    table = "".join(
        f"<table:table-row table:number-rows-repeated='{count}'><table:table-cell table:number-columns-repeated='16384'"
        " office:value-type='string'><text:p>Иванова</text:p></table:table-cell></table:table-row>"
        for count in (900_000, 100_000)
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>'
        f"<office:spreadsheet><table:table table:name='Лист'>{table}</table:table></office:spreadsheet>"
        "</office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return out.getvalue()


def html_spans() -> bytes:
    """A page saved as «.xls» whose one cell claims to be a million wide and high."""
    cell = "<td rowspan='1000000' colspan='1000000'>Иванова Анна Петровна</td>"
    return f"<html><table>{f'<tr>{cell}</tr>' * 2000}</table></html>".encode()


def html_depth() -> bytes:
    """Tables within tables."""
    return b"<html>" + b"<table><tr><td>" * 100_000


def wide_csv() -> bytes:
    """A text table of nothing but separators."""
    return (b";" * 60_000 + b"\n") * 100


def quotes_csv() -> bytes:
    """A text table of nothing but quotation marks."""
    return b'"' * 3_000_001


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, *, depth: int = 8, colour: int = 2, body: bytes = b"", more: bytes = b"") -> bytes:
    """A picture of any claimed size with hardly a pixel inside."""
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + more
        + _chunk(b"IDAT", zlib.compress(body))
        + _chunk(b"IEND", b"")
    )


def tiny_png() -> bytes:
    """Sixty bytes that end inside a chunk a decoder trips over."""
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)) + _chunk(b"PLTE", b"")[:9]
    )


def odd_pngs() -> tuple[bytes, ...]:
    """Chunks too short for what a decoder takes from them."""
    kinds = (b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"pHYs", b"iCCP", b"zTXt", b"iTXt", b"acTL", b"fcTL", b"eXIf", b"sRGB")
    return tuple(png(2, 2, more=_chunk(kind, b"\0"), body=bytes(14)) for kind in kinds) + tuple(
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", bytes(length)) for length in (0, 1, 12, 13)
    )


def huge_png() -> bytes:
    """Under the limit of pixels, over that of memory."""
    return png(7_740, 7_740, colour=6)


def endless_pdf() -> bytes:
    """Pages whose forms draw each other, thousands at a time."""
    wide = b" ".join(b"/F%d Do" % (n % 10) for n in range(200))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"]
    objects.append(
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</F0 5 0 R>>>>/Contents 4 0 R>>"
    )
    objects.append(b"<</Length 6>>stream\n/F0 Do\nendstream")
    for level in range(8):
        inner = b"".join(b"/F%d %d 0 R" % (n, 6 + level) for n in range(10)) if level < 7 else b""
        drawn = wide if level < 7 else b"0 0 9 9 re f " * 50
        objects.append(
            b"<</Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<<%s>>>>/Length %d>>"
            b"stream\n%s\nendstream" % (inner, len(drawn), drawn)
        )
    return _pdf(objects)


def tiled_pdf() -> bytes:
    """A pattern of tiny tiles over a large page, each of which is drawn."""
    tile = b"0 0 1 1 re f"
    page = b"/Pattern cs /P scn 0 0 14400 14400 re f " * 400
    return _pdf([
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 14400 14400]/Resources<</Pattern<</P 5 0 R>>>>/Contents 4 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(page), page),
        b"<</PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep .001/YStep .001/Resources<<>>/Length %d>>"
        b"stream\n%s\nendstream" % (len(tile), tile),
    ])  # fmt: skip


def _pdf(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(out)


def twice_packed_pdf() -> bytes:
    """A page of 1 KB that unpacks, twice over, into hundreds of megabytes."""
    packed = zlib.compress(zlib.compress(b"0 0 9 9 re f " * 20_000_000, 9), 9)
    return _pdf([
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n%s\nendstream" % (len(packed), packed),
    ])  # fmt: skip


def many_pages_pdf() -> bytes:
    """One page, named a hundred thousand times."""
    count = 150_000
    return _pdf([
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (b"3 0 R " * count, count),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    ])  # fmt: skip


def docx_bomb() -> bytes:
    """A letter of millions of equal words."""
    out = io.BytesIO()
    body = "<w:p><w:t>слово</w:t></w:p>" * 700_000
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document xmlns:w='w'>{body}</w:document>")
    return out.getvalue()


JSON_BOMBS: Mapping[str, Callable[[], bytes]] = {
    "escaped-quotes": lambda: b'{"a": "' + b'\\"' * 65536,
    "quotes": lambda: b'"' * 131_072,
    "giant-fingerprint": lambda: b'{"format": "pervichka-card/1", "fingerprint": 1e999999999}',
    "giant-cell": lambda: b'{"values": {"II.1.3": 1e999999999}}',
    "many-digits": lambda: b'{"values": {"II.1.3": ' + b"9" * 1_000_000 + b"}}",
    "deep": lambda: b"[" * 1_000_000,
    "deep-objects": lambda: b'{"a":' * 1_000_000,
    "many-lists": lambda: b"[" + b"[]," * 3_000_000 + b"[]]",
    "many-numbers": lambda: b"[" + b"1," * 8_000_000 + b"1]",
    "many-names": lambda: b"{" + b",".join(b'"%d":%d' % (n, n) for n in range(1_500_000)) + b"}",
    "surrogates": lambda: b'["' + b"\\ud800" * 100_000 + b'"]',
}

TABLES: Mapping[str, Callable[[], bytes]] = {
    "corner.xlsx": corner_cells,
    "repeated.ods": repeated_ods,
    "spans.xls": html_spans,
    "depth.html": html_depth,
    "wide.csv": wide_csv,
    "quotes.csv": quotes_csv,
    "form.xlsx": corner_of_a_form,
    "lists.json": lambda: b'{"format": "pervichka-register", "people": ' + JSON_BOMBS["many-lists"]() + b"}",
    "spaces.xlsx": lambda: xlsx(" " * 300_000_000),
    "deep.xlsx": lambda: xlsx("<a>" * 3_000_000),
    "edge.xlsx": lambda: xlsx("".join(f"<row r='{n}'><c r='XFD{n}'><v>1</v></c></row>" for n in range(1, 20_000))),
    "beyond.xlsx": lambda: xlsx("<row r='4294967295'><c r='ZZZZZZZ99999999999'><v>1</v></c></row>"),
    "cells.html": lambda: b"<table><tr>" + b"<td>" * 8_000_000,
    "declared.html": lambda: b"<table><![CDATA[" * 2_000_000,
    "separators.csv": lambda: b";" * 39_000_000,
    "line.csv": lambda: b"a" * 100_000_000,
    "lines.csv": lambda: "Фамилия;Имя;Отчество\n".encode() + b";;\n" * 12_000_000,
    "quote.csv": lambda: "Фамилия;Имя;Отчество\n".encode() + b'"' + b"a\n" * 18_000_000,
}
PICTURES: Mapping[str, Callable[[], bytes]] = {
    "tiny.png": tiny_png,
    "huge.png": huge_png,
    "claims.png": lambda: png(2**31 - 1, 2**31 - 1),
    "text.png": lambda: png(
        4, 4, more=_chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(200_000_000), 9)), body=bytes(52)
    ),
    "endless.pdf": endless_pdf,
    "tiled.pdf": tiled_pdf,
    "packed.pdf": twice_packed_pdf,
    "pages.pdf": many_pages_pdf,
    **{f"odd-{n}.png": (lambda n=n: odd_pngs()[n]) for n in range(len(odd_pngs()))},  # type: ignore[misc]
}
DOCUMENTS: Mapping[str, Callable[[], bytes]] = {
    "endless.pdf": endless_pdf,
    "words.docx": docx_bomb,
    "huge.png": huge_png,
    "tiny.png": tiny_png,
}
