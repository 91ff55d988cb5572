"""Two organisations with keys, made once: a school and the territorial organisation above it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from app.bundle.identity import Identity, make_identity
from app.bundle.manifest import BundleKind, Endpoint, Manifest, ManifestItem, ProfileEdition
from app.bundle.reader import OpenedBundle, PackedBundle, make_bundle, open_bundle


@dataclass(frozen=True)
class Side:
    """An organisation of the tests."""

    uid: str
    name: str
    identity: Identity

    @property
    def endpoint(self) -> Endpoint:
        return Endpoint(self.uid, self.identity.fingerprint, self.name)


@dataclass(frozen=True)
class World:
    """Sender, recipient and a stranger."""

    school: Side
    union: Side
    stranger: Side

    def manifest(self, **changes: object) -> Manifest:
        values: dict[str, object] = {
            "uuid": "7b0f3ba0-6a0e-4a38-9c3e-5d2f9a4f1c11",
            "kind": BundleKind.REPORT,
            "created": datetime(2026, 1, 15, 9, 30, tzinfo=UTC),
            "sender": self.school.endpoint,
            "recipient": self.union.endpoint,
            "stream": "fnpr-2:2025",
            "revision": 1,
            "previous_manifest_sha256": None,
            "profile": ProfileEdition("ngsp", "2024"),
            "items": (ManifestItem("fnpr-2", "2025", 1),),
        }
        return Manifest(**(values | changes))  # type: ignore[arg-type]

    def bundle(self, files: Mapping[str, bytes], **changes: object) -> PackedBundle:
        return make_bundle(self.manifest(**changes), files, self.school.identity, [self.union.identity.seal_recipient])

    @property
    def enrolled(self) -> Callable[[str], bytes | None]:
        return {self.school.identity.fingerprint: self.school.identity.certificate_pem}.get

    def read(self, sealed: bytes) -> OpenedBundle:
        union = self.union.identity
        return open_bundle(sealed, [union.seal_identity], self.enrolled, [union.fingerprint])


@pytest.fixture(scope="session")
def world() -> World:
    def side(uid: str, name: str) -> Side:
        return Side(uid, name, make_identity(name, uid))

    return World(
        side("5a6c0f7e-0000-4000-8000-000000000001", "Первичная профсоюзная организация школы № 1"),
        side("5a6c0f7e-0000-4000-8000-000000000002", "Областная организация профсоюза"),
        side("5a6c0f7e-0000-4000-8000-000000000003", "Посторонняя организация"),
    )
