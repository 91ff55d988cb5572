"""Which papers there are: delivered templates, shared and of the union, the organisation's own wording over them."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from app.domain.files import resource_path
from app.errors import DataError, UserError
from app.forms.reading import DefinitionError
from app.services.papers.loading import load_template, template_from_bytes
from app.services.papers.mistakes import mistake_in_russian
from app.services.papers.template import GROUPS, Template
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

OWN = "own-"
"""Ids of papers that an organisation has made for itself begin so."""

log = logging.getLogger("pervichka")


@dataclass(frozen=True)
class TemplateText:
    """A template as its author sees it. ``delivered`` None: the organisation's own paper."""

    id: str
    text: str
    delivered: str | None

    @property
    def changed(self) -> bool:
        """Whether the organisation has its own wording."""
        return self.text != self.delivered


@cache
def delivered(profile_id: str) -> Mapping[str, Path]:
    """Files by id: those shared by all unions, and the union's own over them."""
    found = {path.stem: path for path in sorted(resource_path("papers").glob("*.toml"))}
    return found | {path.stem: path for path in sorted(resource_path("profiles", profile_id, "papers").glob("*.toml"))}


@cache
def _loaded(path: Path) -> Template:
    return load_template(path)


@service(Act.LOOK)
def templates(session: VaultSession) -> tuple[Template, ...]:
    """All papers, by group and title."""
    with session.unit_of_work() as uow:
        found = templates_in(uow, session.profile.id)
    groups = list(GROUPS)
    return tuple(sorted(found.values(), key=lambda t: (groups.index(t.group), t.title)))


def templates_in(uow: UnitOfWork, profile_id: str) -> dict[str, Template]:
    """All papers by id. An own wording that this program cannot read is left out, and the delivered one stands."""
    found = {template_id: _loaded(path) for template_id, path in delivered(profile_id).items()}
    for row in uow.papers.templates():
        try:
            found[row.id] = replace(template_from_bytes(f"{row.id}.toml", row.text.encode()), changed=True)
        except DefinitionError as error:
            log.warning("own template %s left out: %s", row.id, error)
    return found


def template_in(uow: UnitOfWork, profile_id: str, template_id: str) -> Template:
    """One paper; UserError ``papers.unknown``."""
    row, path = uow.papers.template(template_id), delivered(profile_id).get(template_id)
    if row is None and path is None:
        raise UserError("papers.unknown", paper=template_id)
    if row is not None:
        try:
            return replace(template_from_bytes(f"{row.id}.toml", row.text.encode()), changed=True)
        except DefinitionError as error:
            if path is None:
                raise _broken(error) from error
            log.warning("own template %s left out: %s", row.id, error)
    assert path is not None
    return _loaded(path)


@service(Act.LOOK)
def template_text(session: VaultSession, template_id: str) -> TemplateText:
    """The file of a paper as it stands and as it was delivered; UserError ``papers.unknown``."""
    path = delivered(session.profile.id).get(template_id)
    with session.unit_of_work() as uow:
        row = uow.papers.template(template_id)
    if row is None and path is None:
        raise UserError("papers.unknown", paper=template_id)
    original = None if path is None else path.read_text("utf-8")
    return TemplateText(template_id, row.text if row is not None else original or "", original)


def check_template(template_id: str, text: str) -> Template:
    """Read a wording without keeping it. DataError ``papers.broken_template`` names the place and the mistake."""
    try:
        return replace(template_from_bytes(f"{template_id}.toml", text.encode()), changed=True)
    except DefinitionError as error:
        raise _broken(error) from error


@service(Act.SETTINGS)
def save_template(session: VaultSession, template_id: str, text: str) -> Template:
    """Keep the organisation's own wording, or a paper of its own (an id that begins with ``own-``). Only the chair may.

    DataError ``papers.broken_template``, UserError ``papers.unknown``.
    """
    known = template_id in delivered(session.profile.id)
    if not known and not template_id.startswith(OWN):
        raise UserError("papers.unknown", paper=template_id)
    made = check_template(template_id, text)
    with session.unit_of_work() as uow:
        uow.papers.keep_template(template_id, text, datetime.now(UTC), session.user_name)
        uow.journal.record("paper.template_changed", paper=template_id)
        uow.commit()
    return made


@service(Act.SETTINGS)
def copy_template(session: VaultSession, text: str) -> Template:
    """Keep a wording as a new paper of the organisation's own, beside the delivered ones. Only the chair may."""
    with session.unit_of_work() as uow:
        taken = {row.id for row in uow.papers.templates()}
    number = next(n for n in range(1, len(taken) + 2) if f"{OWN}{n}" not in taken)
    new_id = f"{OWN}{number}"
    return save_template(session, new_id, re.sub(r"(?m)^id\s*=.*$", f'id = "{new_id}"', text, count=1))


@service(Act.SETTINGS)
def restore_template(session: VaultSession, template_id: str) -> None:
    """Go back to the delivered wording; a paper of one's own is gone for good. Only the chair may."""
    with session.unit_of_work() as uow:
        if uow.papers.template(template_id) is None:
            if template_id not in delivered(session.profile.id):
                raise UserError("papers.unknown", paper=template_id)
            return
        uow.papers.drop_template(template_id)
        uow.journal.record("paper.template_restored", paper=template_id)
        uow.commit()


def _broken(error: DefinitionError) -> DataError:
    return DataError("papers.broken_template", place=error.place or error.file, reason=mistake_in_russian(error.text))
