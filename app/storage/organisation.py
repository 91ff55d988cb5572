"""The vault's own organisation: passport, headcounts by date, keys, and its chair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from app.domain.enums import RoleKind
from app.models import EmployerHeadcount, KeyGrant, KeyPair, Organisation, Person, Role


@dataclass(frozen=True)
class PrivateKeys:
    """The private halves of a key pair: what signs, and what opens sealed files."""

    signing_key: bytes = field(repr=False)
    seal_identity: str = field(repr=False)


class OrganisationRepository:
    """Rows about ourselves."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self) -> Organisation:
        """The passport; every vault has one."""
        self._own = self._session.get_one(Organisation, 1)  # held, so that the session need not read it again
        return self._own

    def add(self, row: Organisation | EmployerHeadcount | KeyPair | Person | Role) -> None:
        """Insert and number a row."""
        self._session.add(row)
        self._session.flush()

    def headcounts(self) -> list[EmployerHeadcount]:
        """What the employer said, in the order of dates."""
        return list(self._session.scalars(select(EmployerHeadcount).order_by(EmployerHeadcount.on_date)))

    def headcount_of(self, on: date) -> EmployerHeadcount | None:
        """What the employer said of exactly that date."""
        return self._session.scalar(select(EmployerHeadcount).where(EmployerHeadcount.on_date == on))

    def headcount_on(self, on: date) -> EmployerHeadcount | None:
        """The latest word of the employer of that date or before."""
        query = select(EmployerHeadcount).where(EmployerHeadcount.on_date <= on)
        return self._session.scalar(query.order_by(EmployerHeadcount.on_date.desc()).limit(1))

    def remove_headcount(self, row: EmployerHeadcount) -> None:
        """Forget what the employer said of a date."""
        self._session.delete(row)
        self._session.flush()

    def key_pair(self) -> KeyPair:
        """The current keys."""
        query = select(KeyPair).where(KeyPair.retired_at.is_(None)).order_by(KeyPair.id.desc())
        return self._session.scalars(query).first() or self._missing_keys()

    def key_pairs(self) -> Sequence[KeyPair]:
        """All our key pairs, retired ones too (old files stay readable), the current one first."""
        return self._session.scalars(select(KeyPair).order_by(KeyPair.retired_at.is_not(None), KeyPair.id.desc())).all()

    def grants(self, *, recipient: str | None = None) -> Sequence[KeyGrant]:
        """To whom the private keys are sealed; of one recipient when told."""
        query = select(KeyGrant).order_by(KeyGrant.id)
        if recipient is not None:
            query = query.where(KeyGrant.recipient == recipient)
        return self._session.scalars(query).all()

    def add_grant(self, pair: KeyPair, user_id: int | None, recipient: str, sealed: bytes) -> None:
        """Keep what was sealed to a user, or to the recovery sheet (None); once for each key pair and recipient."""
        here = {(grant.key_pair_id, grant.recipient) for grant in self.grants(recipient=recipient)}
        if (pair.id, recipient) not in here:
            row = KeyGrant(key_pair_id=pair.id, user_id=user_id, recipient=recipient, sealed=sealed)
            self._session.add(row)
            self._session.flush()

    def remove_grants(self, *, user_id: int | None, but: str = "") -> None:
        """Take away what was sealed to a user, or to recovery sheets (None), but for the recipient ``but``."""
        whose = KeyGrant.user_id.is_(None) if user_id is None else KeyGrant.user_id == user_id
        self._session.execute(delete(KeyGrant).where(whose, KeyGrant.recipient != but))
        self._session.flush()

    @staticmethod
    def _missing_keys() -> KeyPair:
        raise LookupError("the vault has no keys")

    def chair_on(self, on: date) -> tuple[Person, Role] | None:
        """Who is the chair at the end of the day ``on``; the later in office when two overlap."""
        query = (
            select(Person, Role)
            .join(Role, Role.person_id == Person.id)
            .where(Role.kind == RoleKind.CHAIR, Role.starts_on <= on, or_(Role.ends_on.is_(None), Role.ends_on > on))
            .order_by(Role.starts_on.desc(), Role.id.desc())
        )
        row = self._session.execute(query).first()
        return None if row is None else (row[0], row[1])
