"""From a template's file to a checked :class:`~app.services.papers.template.Template`.

A mistake is a :class:`~app.forms.reading.DefinitionError` naming the file and the place: an unknown key, an unknown
name in a mark, an unclosed mark, a modifier that does not fit. Nothing in a template is ever run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from app.forms.reading import Section, read_toml, read_toml_bytes, unique
from app.services.papers import values
from app.services.papers.marks import (
    DATE_MODIFIERS,
    NAME_MODIFIERS,
    TEXT_MODIFIERS,
    Mark,
    Marked,
    MarkError,
    read_marks,
)
from app.services.papers.template import (
    BLOCK,
    BLOCK_KINDS,
    COLUMN,
    FIELD,
    GROUPS,
    LIST,
    TABLE_COLUMN,
    TEMPLATE,
    PaperField,
    PaperList,
    PaperSubject,
    TableColumn,
    Template,
    TemplateBlock,
    ValueKind,
)

MAX_TEMPLATE_SIZE = 64 * 1024
_MAX_BLOCKS = 200
_MAX_DEPTH = 2
_ID = re.compile(r"[a-z][a-z0-9-]{0,47}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_ALIGNS = ("left", "centre", "right", "justify")
_STATUSES = ("on_register", "former", "all")
_CASES = frozenset({"nominative", "genitive", "dative", "accusative", "instrumental", "prepositional"})
_FITTING: Mapping[ValueKind, frozenset[str]] = {
    ValueKind.TEXT: frozenset(TEXT_MODIFIERS),
    ValueKind.LINES: frozenset(TEXT_MODIFIERS),
    ValueKind.PHRASE: frozenset(TEXT_MODIFIERS) | _CASES,
    ValueKind.NAME: frozenset(NAME_MODIFIERS) | _CASES | {"upper"},
    ValueKind.DATE: frozenset(DATE_MODIFIERS),
    ValueKind.NUMBER: frozenset(),
}
"""Modifiers by what the value is; ``optional`` and a width fit every one."""


@dataclass(frozen=True)
class MarkScope:
    """Names that a mark may use at a place, and the lists there."""

    names: Mapping[str, PaperField]
    lists: Mapping[str, PaperList]

    def inside(self, rows: PaperList) -> MarkScope:
        """The names within a row of a list."""
        own = {column.name: column for column in rows.columns}
        number = PaperField("number", "Номер по порядку", ValueKind.NUMBER)
        return MarkScope({**self.names, **own, "number": number}, self.lists)


def load_template(path: Path) -> Template:
    """A template of a profile."""
    return template_of(read_toml(path), path.stem)


def template_from_bytes(name: str, data: bytes) -> Template:
    """A template written by an organisation; ``name`` is its file's name."""
    section = read_toml_bytes(name, data)
    if len(data) > MAX_TEMPLATE_SIZE:
        section.fail(f"is larger than {MAX_TEMPLATE_SIZE // 1024} KB")
    return template_of(section, name.removesuffix(".toml"))


def template_of(top: Section, expected_id: str) -> Template:
    """The template a file holds."""
    template_id = top.need("id", str)
    if template_id != expected_id or not _ID.fullmatch(template_id):
        top.fail("is not the name of the file", "id")
    subject = top.choice("for", PaperSubject)
    group = top.need("group", str)
    if group not in GROUPS:
        top.fail(f"{group!r} is not known", "group")
    status = top.get("status", str, "on_register")
    if status not in _STATUSES:
        top.fail(f"{status!r} is not known", "status")
    size = top.get("size", float, 14.0)
    if not 9 <= size <= 16:
        top.fail("must be 9 to 16", "size")
    title, law = top.need("title", str), top.get("law", str, "")
    fields = tuple(_field(section) for section in top.sections("fields"))
    unique(top, "fields", (field.name for field in fields))
    lists = {made.name: made for made in (_list(section) for section in top.sections("lists"))}
    if len(lists) != len(top.sections("lists")):
        top.fail("a name stands twice", "lists")
    scope = scope_of(subject, fields, lists)
    for name in [field.name for field in fields] + list(lists):
        if name in values.ORGANISATION_VALUES or name in values.PERSON or name in ("blank", "number"):
            top.fail(f"{name!r} is a name that is known already", "fields" if name not in lists else "lists")
    for field in fields:
        if field.default.startswith("=") and field.default[1:] not in scope.names:
            top.fail(f"no value {field.default[1:]!r}", f"fields[{field.name}].default")
    sections = top.sections("blocks", name_by=())
    if not sections:
        top.fail("is missing", "blocks")
    if len(sections) > _MAX_BLOCKS:
        top.fail(f"more than {_MAX_BLOCKS} pieces", "blocks")
    template = Template(
        id=template_id,
        title=title,
        group=group,
        subject=subject,
        law=law,
        size=size,
        landscape=top.get("landscape", bool, False),
        numbered=top.get("numbered", bool, True),
        status=status,
        leaves=top.get("leaves", str, ""),
        fields=fields,
        lists=scope.lists,
        blocks=tuple(_block(section, scope) for section in sections),
    )
    top.done(TEMPLATE)
    return template


def scope_of(subject: PaperSubject, fields: tuple[PaperField, ...], lists: Mapping[str, PaperList]) -> MarkScope:
    """What may be named in a paper about such a subject."""
    known = dict(lists)
    names = dict(values.ORGANISATION_VALUES)
    if subject is PaperSubject.PERSON:
        names |= values.PERSON
        known |= values.PERSON_LISTS
    if subject is PaperSubject.PEOPLE:
        known["people"] = values.PEOPLE
    names |= {field.name: field for field in fields}
    names |= {
        f"{name}.count": PaperField(f"{name}.count", f"{made.title}: сколько", ValueKind.NUMBER)
        for name, made in known.items()
    }
    return MarkScope(names, known)


def _field(section: Section) -> PaperField:
    field = _column(section, done=False)
    field = replace(
        field,
        default=section.get("default", str, ""),
        blank=section.get("blank", int, 20),
        choices=section.texts("choices"),
        hint=section.get("hint", str, ""),
    )
    if not 1 <= field.blank <= 90:
        section.fail("must be 1 to 90", "blank")
    if (
        field.default
        and field.kind is ValueKind.DATE
        and field.default != "today"
        and not field.default.startswith("=")
    ):
        section.fail("must be 'today'", "default")
    section.done(FIELD)
    return field


def _column(section: Section, *, done: bool = True) -> PaperField:
    name = section.need("name", str)
    if not _NAME.fullmatch(name):
        section.fail(f"{name!r} is not a name", "name")
    field = PaperField(name, section.need("title", str), section.choice("type", ValueKind, default=ValueKind.TEXT))
    if done:
        section.done(COLUMN)
    return field


def _list(section: Section) -> PaperList:
    name = section.need("name", str)
    if not _NAME.fullmatch(name):
        section.fail(f"{name!r} is not a name", "name")
    title = section.need("title", str)
    columns = tuple(_column(column) for column in section.sections("columns"))
    if not columns:
        section.fail("is missing", "columns")
    unique(section, "columns", (column.name for column in columns))
    section.done(LIST)
    return PaperList(name, title, columns)


def _block(section: Section, scope: MarkScope, depth: int = 1) -> TemplateBlock:
    kind = section.need("kind", str)
    if kind not in BLOCK_KINDS:
        section.fail(f"{kind!r} is not known", "kind")
    allowed = {"kind", "when", *BLOCK_KINDS[kind]}
    for key in section.data:
        if key in BLOCK and key not in allowed:
            section.fail(f"does not fit a piece of kind {kind!r}", key)
    over = section.get("over", str, "")
    if over and over not in scope.lists:
        section.fail(f"no list {over!r}", "over")
    if kind in ("table", "each") and not over:
        section.fail("is missing", "over")
    inner = scope.inside(scope.lists[over]) if over else scope
    when = section.get("when", str, "")
    wanted = when.removeprefix("not ").strip()
    if when and wanted not in scope.names and wanted not in scope.lists:
        section.fail(f"no value {wanted!r}", "when")
    width = section.get("width", float, 0.0)
    if width and not 0.1 <= width <= 0.9:
        section.fail("must be 0.1 to 0.9", "width")
    size = section.get("size", float, 0.0)
    if size and not 7 <= size <= 24:
        section.fail("must be 7 to 24", "size")
    align = section.get("align", str, "justify")
    if align not in _ALIGNS:
        section.fail(f"{align!r} is not known", "align")
    number = section.get("number", str, "digits")
    if number not in ("digits", "none"):
        section.fail(f"{number!r} is not known", "number")
    if kind == "each" and depth >= _MAX_DEPTH:
        section.fail("pieces repeated inside repeated ones")
    block = TemplateBlock(
        kind=kind,
        place=section.place,
        text=_marked(section, "text", inner),
        right=_marked(section, "right", inner),
        items=tuple(_read(section, f"items[{n}]", text, inner) for n, text in enumerate(section.texts("items"), 1)),
        over=over,
        columns=tuple(_table_column(column, inner) for column in section.sections("columns", name_by=("title",))),
        rows=tuple(_pair(section, n, row, scope) for n, row in enumerate(section.get("rows", list, []), 1)),
        blocks=tuple(_block(s, inner, depth + 1) for s in section.sections("blocks", name_by=())),
        when=when,
        align=align,
        bold=section.get("bold", bool, False),
        italic=section.get("italic", bool, False),
        size=size,
        indent=section.get("indent", bool, align == "justify"),
        before=_room(section, "before"),
        after=_room(section, "after"),
        keep=section.get("keep", bool, False),
        width=width,
        count=section.get("count", int, 1),
        caption=section.get("caption", str, ""),
        blank_rows=section.get("blank_rows", int, 0),
        number=number,
        date=section.get("date", bool, False),
        stamp=section.get("stamp", bool, False),
        cut=section.get("cut", bool, False),
    )
    _check(section, block)
    section.done(BLOCK)
    return block


_NEEDED = {
    "letterhead": "text", "right": "text", "heading": "text", "paragraph": "text", "table": "columns", "facts": "rows",
    "two": "text", "signature": "text", "note": "text", "each": "blocks",
}  # fmt: skip


def _check(section: Section, block: TemplateBlock) -> None:
    needed = _NEEDED.get(block.kind)
    if needed is not None and not getattr(block, needed):
        section.fail("is missing", needed)
    if block.kind == "list" and bool(block.items) == bool(block.over and block.text):
        section.fail("a list needs items, or over and text")
    if not 0 <= block.blank_rows <= 60:
        section.fail("must be 0 to 60", "blank_rows")
    if not 1 <= block.count <= 60:
        section.fail("must be 1 to 60", "count")


def _room(section: Section, key: str) -> float:
    value = section.get(key, float, 0.0)
    if not 0 <= value <= 100:
        section.fail("must be 0 to 100", key)
    return value


def _pair(section: Section, number: int, row: object, scope: MarkScope) -> tuple[str, Marked]:
    if not isinstance(row, list) or len(row) != 2 or not all(isinstance(text, str) for text in row):
        section.fail("must be pairs of texts", f"rows[{number}]")
    label, text = cast("list[str]", row)
    return label, _read(section, f"rows[{number}]", text, scope)


def _table_column(section: Section, scope: MarkScope) -> TableColumn:
    width, align = section.get("width", float, 0.0), section.get("align", str, "left")
    if align not in ("left", "centre", "right"):
        section.fail(f"{align!r} is not known", "align")
    if not 0 <= width <= 100:
        section.fail("must be 0 to 100", "width")
    column = TableColumn(section.get("title", str, ""), _marked(section, "text", scope), width, align)
    section.done(TABLE_COLUMN)
    return column


def _marked(section: Section, key: str, scope: MarkScope) -> Marked:
    text = section.get(key, str, "")
    return _read(section, key, text.strip("\n"), scope) if text else Marked()


def _read(section: Section, key: str, text: str, scope: MarkScope) -> Marked:
    try:
        found = read_marks(text)
        for mark in found.marks:
            _check_mark(mark, scope)
    except MarkError as error:
        section.fail(str(error), key)
    return found


def _check_mark(mark: Mark, scope: MarkScope) -> None:
    if mark.name == "blank":
        if mark.modifiers or mark.choice or not mark.blank:
            raise MarkError("{blank:N} takes a width and nothing else")
        return
    field = scope.names.get(mark.name)
    if field is None:
        raise MarkError(f"no value {mark.name!r}")
    if mark.choice and field.kind is not ValueKind.NAME:
        raise MarkError(f"{mark.name!r} is not a person: there is no sex to choose by")
    for modifier in mark.modifiers:
        if modifier != "optional" and modifier not in _FITTING[field.kind]:
            raise MarkError(f"{modifier!r} does not fit {mark.name!r}")


def marks_in(blocks: tuple[TemplateBlock, ...]) -> Iterator[tuple[Mark, str]]:
    """Every mark with the list whose rows it is repeated for (empty: none)."""
    for block in blocks:
        parts = [block.text, block.right, *block.items, *(c.text for c in block.columns), *(t for _, t in block.rows)]
        for part in parts:
            for mark in part.marks:
                yield mark, block.over
        for mark, over in marks_in(block.blocks):
            yield mark, over or block.over
