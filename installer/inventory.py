"""What stands inside a package and under which licences: ``sbom.cdx.json`` (CycloneDX) for machines and auditors,
``licences.json`` with ``licences/*.txt`` for «О программе». The same contents give the same bytes: no clock, no chance.
"""

from __future__ import annotations

import email.parser
import hashlib
import json
import re
import uuid
import warnings
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense
from cyclonedx.output.json import JsonV1Dot5
from packageurl import PackageURL

_NAMESPACE = uuid.UUID("5f0c3a34-6a8d-4f0e-9d2b-6b1c7f0f5a11")
_LICENCE_FILE = re.compile(r"(^|/)(licen[cs]e|copying|notice|authors|ofl)[^/]*$|\.dist-info/licenses/", re.IGNORECASE)
_CLASSIFIER = re.compile(r"License :: (?:OSI Approved :: )?(.+)")
_TEXTLESS = "Текста лицензии в самой библиотеке нет; она распространяется на условиях «{licence}».\n"


@dataclass(frozen=True)
class Part:
    """One thing inside: ``origin`` is ``pypi``, ``deb`` or ``generic``; ``text`` is its licence, whole."""

    name: str
    version: str
    licence: str
    text: str
    origin: str
    sha256: str = ""


def part_of_wheel(wheel: Path) -> Part:
    """A library from its wheel."""
    with zipfile.ZipFile(wheel) as archive:
        names = sorted(archive.namelist())
        metadata = next(name for name in names if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
        told = email.parser.Parser().parsestr(archive.read(metadata).decode("utf-8", "replace"))
        texts = [
            f"{name.rpartition('/')[2]}\n\n{archive.read(name).decode('utf-8', 'replace').strip()}\n"
            for name in names
            if _LICENCE_FILE.search(name) and not name.endswith(("/", ".py", ".pyc", ".json"))
        ]
    classified = [found[1] for line in told.get_all("Classifier", []) if (found := _CLASSIFIER.fullmatch(line))]
    short = (told.get("License") or "").strip()
    licence = told.get("License-Expression") or ("; ".join(classified) if "\n" in short or len(short) > 90 else short)
    licence = licence or "; ".join(classified) or "не указана"
    return Part(told["Name"], told["Version"], licence, "\n".join(texts), "pypi", _sha256(wheel.read_bytes()))


def part_of_debian(package: str, root: Path) -> Part:
    """A library from a Debian root, by the package's name there."""
    status = (root / "var/lib/dpkg/status").read_text("utf-8")
    found = re.search(rf"^Package: {re.escape(package)}\n(?:.+\n)*?Version: (.+)$", status, re.MULTILINE)
    notice = (root / "usr/share/doc" / package / "copyright").read_text("utf-8", "replace")
    named = sorted(set(re.findall(r"^License: (\S.*)$", notice, re.MULTILINE)))
    return Part(package, found[1] if found else "", "; ".join(named) or "см. текст", notice, "deb")


def write_inventory(tree: Path, version: str, parts: Iterable[Part], moment: int) -> None:
    """Lay the three things into the package's folder; fonts and the program itself are added here."""
    fonts = tree / "resources/fonts"
    parts = sorted(
        [
            *parts,
            _font("Liberation Serif", "2.1.5", fonts / "OFL-LiberationSerif.txt"),
            _font("Golos Text", "2.004", fonts / "OFL-GolosText.txt"),
        ],
        key=lambda part: part.name.casefold(),
    )
    texts = tree / "licences"
    texts.mkdir()
    rows = []
    for part in parts:
        file = re.sub(r"[^A-Za-z0-9._-]+", "-", part.name).lower() + ".txt"
        (texts / file).write_text(part.text or _TEXTLESS.format(licence=part.licence), "utf-8", newline="\n")
        rows.append({"name": part.name, "version": part.version, "licence": part.licence, "text": file})
    (tree / "licences.json").write_text(
        json.dumps(rows, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8", newline="\n"
    )
    (tree / "sbom.cdx.json").write_text(_bill(version, parts, moment) + "\n", "utf-8", newline="\n")


def write_runtime(tree: Path, platform: str, python: str) -> None:
    """``runtime.json``: which Python and libraries these are, so that an update without them knows where it fits."""
    here = Path(__file__).resolve().parent
    told = (here.parent / "requirements.lock").read_bytes() + (here / "leave-out.toml").read_bytes() + python.encode()
    document = {"platform": platform, "id": f"{platform}-{_sha256(told)[:16]}"}
    (tree / "runtime.json").write_text(json.dumps(document, sort_keys=True) + "\n", "utf-8", newline="\n")


def _font(name: str, version: str, licence: Path) -> Part:
    return Part(name, version, "OFL-1.1", licence.read_text("utf-8"), "generic")


def _bill(version: str, parts: Sequence[Part], moment: int) -> str:
    whole = version + "".join(f"{part.name} {part.version} {part.sha256}" for part in parts)
    bom = Bom(serial_number=uuid.uuid5(_NAMESPACE, whole))
    bom.metadata.timestamp = datetime.fromtimestamp(moment, UTC)
    bom.metadata.component = Component(
        name="pervichka", version=version, type=ComponentType.APPLICATION, bom_ref="pervichka",
        licenses=[DisjunctiveLicense(id="GPL-3.0-or-later")],
    )  # fmt: skip
    for part in parts:
        url = None
        if part.origin != "generic":
            space = "debian" if part.origin == "deb" else None
            url = PackageURL(part.origin, space, part.name, part.version or None)
        bom.components.add(
            Component(
                name=part.name, version=part.version, type=ComponentType.LIBRARY, purl=url,
                bom_ref=f"{part.origin}:{part.name}@{part.version}",
                licenses=[DisjunctiveLicense(name=part.licence)],
                hashes=[HashType(alg=HashAlgorithm.SHA_256, content=part.sha256)] if part.sha256 else [],
                properties=[Property(name="pervichka:origin", value=part.origin)],
            )
        )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # which library asks for which is in the wheels; the bill is flat
        written = JsonV1Dot5(bom).output_as_string()
    return json.dumps(json.loads(written), ensure_ascii=False, indent=1, sort_keys=True)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
