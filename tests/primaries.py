"""Primary organisations as a higher one sees them: a key, a card, and sealed form 2s made with the bundle room."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

from app.bundle.canonical import canonical
from app.bundle.card import CardOrganisation, make_card
from app.bundle.identity import Identity, make_identity
from app.bundle.manifest import BundleKind, Endpoint, Manifest, ManifestItem, ProfileEdition
from app.bundle.reader import make_bundle
from app.domain.enums import CellKind
from app.forms.definition import ValueType
from app.services.exchange.keyring import own_endpoint
from app.services.organisation.passport import own_identity
from app.services.session import VaultSession


@dataclass
class Primary:
    """A primary organisation that sends form 2. ``created_on`` None: its report does not say."""

    name: str
    category: str = "enterprise"
    created_on: str | None = None
    uid: str = field(default_factory=lambda: str(uuid4()))
    identity: Identity = field(init=False)
    sent: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.identity = make_identity(self.name, self.uid)

    @property
    def card(self) -> bytes:
        return make_card(self.identity, CardOrganisation(self.uid, "ppo", self.category, self.name, self.name))

    def report(self, higher: VaultSession, values: Mapping[str, object], period: str = "2025") -> bytes:
        """The next revision of form 2, sealed for the higher organisation."""
        return self._sealed(higher, values, period, len(self.sent) + 1)

    def twin(self, higher: VaultSession, values: Mapping[str, object], period: str = "2025") -> bytes:
        """Another file under the number of the last one, as a vault back from an older copy makes it."""
        del self.sent[-1]
        return self._sealed(higher, values, period, len(self.sent) + 1)

    def _sealed(self, higher: VaultSession, values: Mapping[str, object], period: str, revision: int) -> bytes:
        own = own_identity(higher)
        form = higher.profile.form("fnpr-2")
        content = {
            "form": form.id, "edition": form.edition, "period": period,
            "values": {k: v for k, v in values.items() if "." in k},
            "fields": {k: v for k, v in values.items() if "." not in k},
            "lists": {}, "violations": [], "explanations": [], "revision": revision,
            "organisation": {
                "uid": self.uid, "kind": "ppo", "category": self.category, "short_name": self.name,
                "full_name": self.name, "created_on": self.created_on,
            },
        }  # fmt: skip
        manifest = Manifest(
            uuid=str(uuid4()),
            kind=BundleKind.REPORT,
            created=datetime.now(UTC).replace(microsecond=0),
            sender=Endpoint(self.uid, self.identity.fingerprint, self.name),
            recipient=own_endpoint(own),
            stream=f"fnpr-2:{period}",
            revision=revision,
            previous_manifest_sha256=self.sent[-1] if self.sent else None,
            profile=ProfileEdition("ngsp", ""),
            items=(ManifestItem("fnpr-2", period, revision),),
        )
        files = {f"data/fnpr-2_{period}.json": canonical(content)}
        packed = make_bundle(manifest, files, self.identity, [own.identity.seal_recipient])
        self.sent.append(hashlib.sha256(packed.manifest_bytes).hexdigest())
        return packed.sealed


def form_2(people: int, members: int, women: int = 0, young: int = 0, **more: int) -> dict[str, object]:
    """A filling of form 2: employees, members among them, women and youth among the members; ``III_3_3=5`` adds."""
    values: dict[str, object] = {
        "II.1.3": people, "II.1.4": women, "II.1.5": young, "II.2.3": members, "II.2.4": women, "II.2.5": young,
        "III.1.3": 1, "III.1.1.3": 1, "II.13.3": 0, "II.14.3": 0,
    }  # fmt: skip
    for name, value in more.items():
        table, row = name.split("_", 1)
        values[f"{table}.{row.replace('_', '.')}"] = value
    return values


def whole_form_2(
    higher: VaultSession, people: int, members: int, women: int = 0, young: int = 0, **more: int
) -> dict[str, object]:
    """The same with zeros in every other number: nothing of it is unknown."""
    form = higher.profile.form("fnpr-2")
    zeros = {a: 0 for t in form.tables.values() for a, c in t.cells.items() if c.kind is CellKind.INPUT}
    zeros |= {name: 0 for name, field in form.fields.items() if field.type not in (ValueType.TEXT, ValueType.DATE)}
    return {**zeros, **form_2(people, members, women, young, **more)}
