"""Reading what a verified bundle carries, and checking its reports again with our own definitions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.bundle.canonical import MalformedJson, canonical, parse_canonical
from app.bundle.circular import ANSWERS_PATH, NOTE_PATH, GivenAnswers
from app.bundle.reader import OpenedBundle
from app.domain.dates import Period
from app.domain.enums import OrganisationKind, Severity
from app.errors import TrustError, UserError
from app.forms.definition import FormDefinition
from app.forms.evaluation import evaluate
from app.forms.places import listed
from app.forms.values import DOCUMENT_KEYS, parse_values
from app.forms.view import ReportView, Violation
from app.services.cards.orders import ORDER_PATH, well_formed_order
from app.services.exchange.register_part import REGISTER_PATH, well_formed_register
from app.services.library.polls import carried_answers
from app.services.organisation.profiles import Profile

_FEW = 10
"""Empty places named in a note; the rest is counted."""


@dataclass(frozen=True)
class CarriedReport:
    """A report of a bundle: its JSON as signed, and what our own check says."""

    form: str
    period: str
    revision: int
    content: str
    violations: tuple[Violation, ...]


@dataclass(frozen=True)
class Carried:
    """Everything believed and parsed. ``register`` and ``card_order`` are JSON texts, None when there is none."""

    reports: tuple[CarriedReport, ...]
    register: str | None
    card_order: str | None = None
    answers: tuple[GivenAnswers, ...] = ()
    note: str = ""


def carried(opened: OpenedBundle, profile: Profile, kind: OrganisationKind) -> Carried:
    """Parse a verified bundle's data; TrustError ``bundle.unsafe_contents`` when it is not what the manifest says."""
    reports = []
    expected = set()
    for item in opened.manifest.items:
        path = f"data/{item.form}_{item.period}.json"
        expected.add(path)
        data = opened.files.get(path)
        document = _document(path, data)
        if data is None or (document.get("form"), document.get("period")) != (item.form, item.period):
            raise TrustError("bundle.unsafe_contents", place=path)
        if document.get("revision") != item.revision:
            raise TrustError("bundle.unsafe_contents", place=path)
        violations = check_again(profile, document, kind)
        reports.append(CarriedReport(item.form, item.period, item.revision, data.decode(), violations))
    register = None
    if opened.manifest.register is not None:
        expected.add(REGISTER_PATH)
        register = _register(opened)
    card_order = None
    if ORDER_PATH in opened.files:
        expected.add(ORDER_PATH)
        if not well_formed_order(_document(ORDER_PATH, opened.files[ORDER_PATH])):
            raise TrustError("bundle.unsafe_contents", place=ORDER_PATH)
        card_order = opened.files[ORDER_PATH].decode()
    answers, note = carried_answers(opened.files)
    expected |= {ANSWERS_PATH, NOTE_PATH}
    unexpected = {path for path in opened.files if path.startswith("data/")} - expected
    if unexpected or len({(r.form, r.period) for r in reports}) != len(reports):
        raise TrustError("bundle.unsafe_contents", place=min(unexpected, default="manifest.json: items"))
    return Carried(tuple(reports), register, card_order, answers, note)


def _document(path: str, data: bytes | None) -> dict[str, Any]:
    try:
        document = None if data is None else parse_canonical(data)
    except MalformedJson:
        document = None
    if not isinstance(document, dict):
        raise TrustError("bundle.unsafe_contents", place=path)
    return document


def _register(opened: OpenedBundle) -> str:
    document = _document(REGISTER_PATH, opened.files.get(REGISTER_PATH))
    stated = opened.manifest.register
    well_formed = (
        well_formed_register(document)
        and stated is not None
        and (document["mode"], document["as_of"]) == (stated.mode, stated.as_of)
        and len(document["members"]) == stated.members
    )
    if not well_formed:
        raise TrustError("bundle.unsafe_contents", place=REGISTER_PATH)
    return opened.files[REGISTER_PATH].decode()


def evaluated(
    definition: FormDefinition, document: Mapping[str, Any], kind: OrganisationKind
) -> tuple[ReportView, dict[str, str]]:
    """The report worked out by our own definition, and the sender's explanations by rule. UserError ``forms.*``."""
    told = explanations_of(document)
    typed = parse_values(definition, {key: document.get(key) for key in DOCUMENT_KEYS})
    view = evaluate(definition, typed, None, Period.parse(str(document["period"])), told, org_kind=kind)
    return view, told


def explanations_of(document: Mapping[str, Any]) -> dict[str, str]:
    """The sender's explanations of warnings, by rule."""
    found = document.get("explanations")
    if not isinstance(found, list):
        return {}
    return {str(e["rule"]): str(e["text"]) for e in found if isinstance(e, dict) and {"rule", "text"} <= set(e)}


def check_again(profile: Profile, document: Mapping[str, Any], kind: OrganisationKind) -> tuple[Violation, ...]:
    """The violations our own definition finds; an unknown form, edition or cell is a violation that says so."""
    form = str(document["form"])
    definition = edition_of(profile, document)
    if definition is None:
        return (_note("form.unknown", f"Формы «{form}» нет в правилах вашего профсоюза: проверить её нечем."),)
    notes: tuple[Violation, ...] = ()
    if document.get("edition") != definition.edition:
        notes = (_note("form.edition", "Отчёт сделан по другой редакции формы, чем у вас.", Severity.WARNING),)
    elif definition.edition != _demanded(profile, form, document):
        notes = (_note("form.edition", "Отчёт сделан не по той редакции формы, что для него нужна.", Severity.WARNING),)
    try:
        view, _ = evaluated(definition, document, kind)
    except (UserError, ValueError, ArithmeticError):
        return (*notes, _note("form.unreadable", "В отчёте есть ячейки, которых нет в вашей редакции формы."))
    if view.missing:
        told = f"Не заполнено мест: {len(view.missing)} ({listed(definition, view.missing[:_FEW], '; ')})"
        notes = (*notes, _note("form.incomplete", told, Severity.WARNING))
    return (*notes, *view.violations)


def edition_of(profile: Profile, document: Mapping[str, Any]) -> FormDefinition | None:
    """The edition a report was made by; when it is not known, the one for its period or today's; None without any."""
    form = str(document["form"])
    try:
        period = Period.parse(str(document["period"]))
    except ValueError:
        return profile.form(form) if profile.has_form(form) else None
    made_by = profile.made_by(form, str(document.get("edition")), period)
    if made_by is not None:
        return made_by
    when = period if profile.has_form(form, period) else None
    return profile.form(form, when) if profile.has_form(form, when) else None


def _demanded(profile: Profile, form: str, document: Mapping[str, Any]) -> str:
    """The edition for the report's period; empty when the form was not in force."""
    try:
        return profile.form(form, Period.parse(str(document["period"]))).edition
    except (UserError, ValueError):
        return ""


def _note(rule: str, message: str, severity: Severity = Severity.ERROR) -> Violation:
    return Violation(rule, severity, ("",), message, "")


def dump_violations(violations: tuple[Violation, ...]) -> str:
    """Violations as JSON for the database."""
    return canonical(
        [
            {
                "rule": v.rule,
                "severity": v.severity.value,
                "cells": list(v.cells),
                "message": v.message,
                "source": v.source,
                "left": None if v.left is None else str(v.left),
                "operator": v.operator,
                "right": None if v.right is None else str(v.right),
                "explanation": v.explanation,
            }
            for v in violations
        ]
    ).decode()


def load_violations(text: str) -> tuple[Violation, ...]:
    """The same back."""
    return tuple(
        Violation(
            v["rule"],
            Severity(v["severity"]),
            tuple(v["cells"]),
            v["message"],
            v["source"],
            None if v["left"] is None else Decimal(v["left"]),
            v["operator"],
            None if v["right"] is None else Decimal(v["right"]),
            v["explanation"],
        )
        for v in json.loads(text)
    )
