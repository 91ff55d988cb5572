"""The JSON of the register: people with their events, changes, consents, offices and trainings, and all other tables.

``docs/register-json.md`` describes it field by field for those who write and read it in other programs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.bounded_json import parse_own_export
from app.errors import UserError

FORMAT = "pervichka-register"
VERSION = 1

NESTED: Mapping[str, tuple[str, str]] = {
    "events": ("membership_event", "person_id"),
    "changes": ("person_change", "person_id"),
    "consents": ("consent", "person_id"),
    "roles": ("role", "person_id"),
    "trainings": ("training", "person_id"),
}
"""Lists inside a person: key -> (table, its column that names the person)."""
REGISTER_PARTS = ("parts", "consent_part", "consent_id")
"""The list inside a consent."""

LARGEST_REGISTER = 1024 * 1024 * 1024
Tables = dict[str, list[dict[str, Any]]]


DERIVED = ("category", "since", "first_time", "consent_on")
"""What the document tells of a member on its day, worked out from the rest: read by other programs, not taken back."""


def register_document(
    about: Mapping[str, Any],
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    state: Mapping[int, Mapping[str, Any]],
) -> dict[str, Any]:
    """The document. ``about``: when it was made, of what organisation, as of what day; ``rows``: plain rows by table;
    ``state``: :data:`DERIVED` by person, of those who are members on the day."""
    inside = {table for table, _ in NESTED.values()} | {REGISTER_PARTS[1], "person"}
    parts: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.get(REGISTER_PARTS[1], ()):
        parts[row[REGISTER_PARTS[2]]].append({name: value for name, value in row.items() if name != REGISTER_PARTS[2]})
    lists: dict[str, dict[int, list[dict[str, Any]]]] = {}
    for key, (table, column) in NESTED.items():
        lists[key] = defaultdict(list)
        for row in rows.get(table, ()):
            entry = {name: value for name, value in row.items() if name != column}
            if key == "consents":
                entry[REGISTER_PARTS[0]] = parts[row["id"]]
            lists[key][row[column]].append(entry)
    nobody = dict.fromkeys(DERIVED)
    people = [
        {**person, **nobody, **state.get(person["id"], {}), **{key: lists[key][person["id"]] for key in NESTED}}
        for person in rows["person"]
    ]
    others = {table: list(found) for table, found in rows.items() if table not in inside}
    return {"format": FORMAT, "version": VERSION, "complete": True, **about, "people": people, "tables": others}


def take_apart(document: Mapping[str, Any]) -> Tables:
    """The rows again. UserError ``exporting.damaged`` when it is not such a document."""
    try:
        rows: Tables = {table: [dict(row) for row in found] for table, found in document["tables"].items()}
        for table in [table for table, _ in NESTED.values()] + [REGISTER_PARTS[1], "person"]:
            rows[table] = []
        for person in document["people"]:
            for key, (table, column) in NESTED.items():
                for entry in person[key]:
                    row = {**entry, column: person["id"]}
                    if key == "consents":
                        del row[REGISTER_PARTS[0]]
                        rows[REGISTER_PARTS[1]] += [
                            {**part, REGISTER_PARTS[2]: entry["id"]} for part in entry[REGISTER_PARTS[0]]
                        ]
                    rows[table].append(row)
            rows["person"].append({name: value for name, value in person.items() if name not in {*NESTED, *DERIVED}})
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise UserError("exporting.damaged") from error
    return rows


def read_document(data: bytes) -> dict[str, Any]:
    """The document of a file. UserError ``exporting.not_ours``, ``exporting.newer``, ``exporting.not_complete``."""
    try:
        document = parse_own_export(data, LARGEST_REGISTER)
    except ValueError as error:
        raise UserError("exporting.not_ours") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise UserError("exporting.not_ours")
    if not isinstance(document.get("version"), int) or document["version"] > VERSION:
        raise UserError("exporting.newer")
    if document.get("complete") is not True:
        raise UserError("exporting.not_complete")
    return document
