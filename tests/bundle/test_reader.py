"""What may be believed of a file from outside: round trip, every change, every cut, every trick."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import zipfile
import zlib
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.bundle import signature as cms
from app.bundle.canonical import canonical
from app.bundle.manifest import FORMAT, BundleKind, read_manifest
from app.bundle.package import path_is_safe, read_entries, write_package
from app.bundle.reader import make_bundle, open_bundle, open_package, pack
from app.bundle.seal import inspect_sealed, open_sealed, seal
from app.errors import TrustError

FILES = {"data/fnpr-2_2025.json": b'{"values":{}}', "print/fnpr-2_2025.pdf": b"%PDF-1.7 ...", "attachments/a.bin": b""}

_PATHS = st.builds(
    "{}/{}".format,
    st.sampled_from(["data", "print", "attachments"]),
    st.from_regex(r"[a-z][a-z0-9]{2,8}\.json", fullmatch=True),
).filter(path_is_safe)
_CONTENTS = st.dictionaries(_PATHS, st.binary(max_size=3000), max_size=6)
_RELAXED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@_RELAXED
@given(files=_CONTENTS)
def test_whatever_goes_in_comes_out(world, files: dict[str, bytes]) -> None:
    packed = world.bundle(files)
    opened = world.read(packed.sealed)
    assert dict(opened.files) == files
    assert opened.manifest == packed.manifest
    assert opened.manifest_sha256 == packed.manifest_sha256 == hashlib.sha256(packed.manifest_bytes).hexdigest()
    assert opened.sealed_sha256 == hashlib.sha256(packed.sealed).hexdigest()
    assert opened.fingerprint == world.school.identity.fingerprint


def test_the_same_content_gives_the_same_bytes_but_for_the_signature(world) -> None:
    first, second = world.bundle(FILES), world.bundle(dict(reversed(FILES.items())))
    assert first.manifest_bytes == second.manifest_bytes
    one, two = read_entries(first.package), read_entries(second.package)
    one.pop("manifest.json.sig"), two.pop("manifest.json.sig")
    assert list(one.items()) == list(two.items())
    assert write_package(b"m", b"s", b"c", FILES) == write_package(b"m", b"s", b"c", dict(reversed(FILES.items())))


@_RELAXED
@given(place=st.integers(0, 10**6), change=st.integers(1, 255))
def test_no_changed_byte_of_a_sealed_file_passes(world, place: int, change: int) -> None:
    sealed = bytearray(world.bundle(FILES).sealed)
    sealed[place % len(sealed)] ^= change
    with pytest.raises(TrustError) as caught:
        world.read(bytes(sealed))
    assert caught.value.code in {"bundle.altered", "bundle.truncated", "bundle.not_a_bundle", "bundle.not_for_us"}


def test_no_cut_of_a_sealed_file_passes(world) -> None:
    sealed = world.bundle(FILES).sealed
    for length in range(len(sealed)):
        with pytest.raises(TrustError) as caught:
            world.read(sealed[:length])
        assert caught.value.code in {"bundle.altered", "bundle.truncated", "bundle.empty"}
    with pytest.raises(TrustError, match=r"bundle\.altered"):
        world.read(sealed + b"\n")


def test_a_large_file_cut_at_a_chunk_of_the_cipher_does_not_pass(world) -> None:
    sealed = world.bundle({"attachments/scan.bin": bytes(200_000)}).sealed
    header = sealed.index(b"\n--- ") + 49
    for chunks in (0, 1, 2, 3):
        with pytest.raises(TrustError):
            world.read(sealed[: header + 16 + chunks * (65536 + 16)])


def test_no_changed_byte_of_the_package_passes(world) -> None:
    """Each byte, one bit; the sealer itself is the attacker, so the cipher does not help. The few bits that fill up the
    last byte of a deflated entry mean nothing: then all that is read is the very same."""
    package = world.bundle(FILES).package
    entries, idle = read_entries(package), 0
    for position in range(len(package)):
        changed = bytearray(package)
        changed[position] ^= 1 << position % 8
        try:
            open_package(bytes(changed), world.enrolled)
        except TrustError:
            continue
        assert read_entries(bytes(changed)) == entries
        idle += 1
    assert idle <= sum(path.endswith(".json") for path in FILES)


def test_no_changed_byte_of_the_signature_passes(world) -> None:
    content, identity = b"manifest", world.school.identity
    good = cms.sign_detached(content, identity)
    cms.verify_detached(content, good, identity.certificate_pem)
    for position in range(len(good)):
        changed = bytearray(good)
        changed[position] ^= 1 << position % 8
        with pytest.raises(TrustError, match=r"bundle\.forged"):
            cms.verify_detached(content, bytes(changed), identity.certificate_pem)


def test_a_signature_holds_only_for_its_content_and_its_signer(world) -> None:
    good = cms.sign_detached(b"one", world.school.identity)
    with pytest.raises(TrustError, match="forged"):
        cms.verify_detached(b"two", good, world.school.identity.certificate_pem)
    with pytest.raises(TrustError, match="forged"):
        cms.verify_detached(b"one", good, world.stranger.identity.certificate_pem)


def test_an_unknown_sender_is_named_by_fingerprint(world) -> None:
    stranger = world.stranger
    packed = make_bundle(
        world.manifest(sender=stranger.endpoint), FILES, stranger.identity, [world.union.identity.seal_recipient]
    )
    with pytest.raises(TrustError, match="unknown_sender") as caught:
        world.read(packed.sealed)
    assert caught.value.params["fingerprint"] == stranger.identity.fingerprint


def test_a_stranger_under_the_schools_name_is_refused(world) -> None:
    """The manifest names the school, the stranger signs, and carries either his own or the school's certificate."""
    stranger, school = world.stranger.identity, world.school.identity
    manifest, package = pack(world.manifest(), FILES, stranger)
    with pytest.raises(TrustError, match="unknown_sender"):
        open_package(package, world.enrolled)
    content = manifest.to_bytes()
    with pytest.raises(TrustError, match="forged"):
        open_package(
            write_package(content, cms.sign_detached(content, stranger), school.certificate_pem, FILES), world.enrolled
        )
    everyone = {i.fingerprint: i.certificate_pem for i in (stranger, school)}.get
    with pytest.raises(TrustError, match="forged"):
        open_package(package, everyone)


def test_a_letter_to_another_organisation_sealed_anew_for_us_is_not_ours(world) -> None:
    packed = world.bundle(FILES, recipient=world.stranger.endpoint)
    forwarded = seal(packed.package, [world.union.identity.seal_recipient])
    with pytest.raises(TrustError, match="not_for_us"):
        world.read(forwarded)


def test_a_file_for_somebody_else_cannot_be_opened(world) -> None:
    sealed = world.bundle(FILES).sealed
    with pytest.raises(TrustError, match="not_for_us"):
        open_sealed(sealed, [world.stranger.identity.seal_identity])
    with pytest.raises(TrustError, match="not_for_us"):
        open_sealed(sealed, [])


def test_the_sender_reads_its_own_file(world) -> None:
    school = world.school.identity
    opened = open_bundle(world.bundle(FILES).sealed, [school.seal_identity], world.enrolled, [school.fingerprint])
    assert opened.manifest.recipient == world.union.endpoint


def test_what_is_known_without_a_key(world) -> None:
    sealed = world.bundle(FILES).sealed
    seen = inspect_sealed(sealed)
    assert (seen.size, seen.sealed, seen.recipients) == (len(sealed), True, 2)
    assert seen.sha256 == hashlib.sha256(sealed).hexdigest()
    assert not inspect_sealed(b"PK\x03\x04").sealed


@pytest.mark.parametrize("data", [b"%PDF-1.7", bytes([7]) * 1000, b"age-encryption.org/v2\n"])
def test_another_kind_of_file_is_called_so(world, data: bytes) -> None:
    with pytest.raises(TrustError, match="not_a_bundle"):
        world.read(data)


def test_too_large_is_refused_before_decrypting(world, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.bundle.seal.MAX_SEALED_SIZE", 1000)
    with pytest.raises(TrustError, match="too_large"):
        world.read(world.bundle(FILES).sealed)


# --- the package under attack: everything below is signed by an enrolled key, or comes before the signature


def _signed(world, document: dict[str, object], files: dict[str, bytes]) -> bytes:
    content = canonical(document)
    school = world.school.identity
    return write_package(content, cms.sign_detached(content, school), school.certificate_pem, files)


def _document(world, files: dict[str, bytes] = FILES) -> dict[str, object]:
    manifest, _ = pack(world.manifest(), files, world.school.identity)
    return json.loads(manifest.to_bytes())


def test_a_file_that_is_not_listed(world) -> None:
    package = _signed(world, _document(world), FILES | {"data/extra.json": b"{}"})
    with pytest.raises(TrustError, match="unsafe_contents"):
        open_package(package, world.enrolled)


def test_a_listed_file_that_is_missing(world) -> None:
    package = _signed(world, _document(world), {"data/fnpr-2_2025.json": FILES["data/fnpr-2_2025.json"]})
    with pytest.raises(TrustError, match="unsafe_contents"):
        open_package(package, world.enrolled)


def test_a_file_with_another_content(world) -> None:
    package = _signed(world, _document(world), FILES | {"data/fnpr-2_2025.json": b'{"values":[]}'})
    with pytest.raises(TrustError, match="altered"):
        open_package(package, world.enrolled)


@pytest.mark.parametrize(
    "change",
    [
        {"surprise": 1},
        {"uuid": "7B0F3BA0-6A0E-4A38-9C3E-5D2F9A4F1C11"},
        {"uuid": "../../etc"},
        {"kind": "party"},
        {"created": "yesterday"},
        {"created": 5},
        {"sender": None},
        {"sender": {"uid": "u", "fingerprint": "00", "name": "x"}},
        {"revision": 0},
        {"revision": True},
        {"revision": 1.5},
        {"revision": "1"},
        {"previous_manifest_sha256": "abc"},
        {"stream": ""},
        {"items": [{"form": "fnpr-2", "period": "2025"}]},
        {"items": "fnpr-2"},
        {"files": [{"path": "data/a.json", "size": -1, "sha256": "0" * 64}]},
        {"files": [None]},
        {"register": {"mode": "full"}},
        {"checks": [[]]},
        {"stream": "x" * 5000},
        {"profile": {"id": "ngsp", "edition": "1", "more": 2}},
    ],
)
def test_a_manifest_of_another_shape(world, change: dict[str, object]) -> None:
    with pytest.raises(TrustError, match="unsafe_contents"):
        open_package(_signed(world, _document(world) | change, FILES), world.enrolled)


def test_a_manifest_with_a_missing_key_or_another_spelling(world) -> None:
    document = _document(world)
    missing = {key: value for key, value in document.items() if key != "files"}
    with pytest.raises(TrustError, match="unsafe_contents"):
        read_manifest(canonical(missing))
    with pytest.raises(TrustError, match="unsafe_contents"):
        read_manifest(json.dumps(document, ensure_ascii=False, indent=1).encode())
    with pytest.raises(TrustError, match="unsafe_contents"):
        read_manifest(b'{"a":' * 5000 + b"1" + b"}" * 5000)


def test_a_newer_format_is_called_so(world) -> None:
    document = _document(world) | {"format": FORMAT[:-1] + "2", "novelty": True}
    with pytest.raises(TrustError, match="newer_format"):
        open_package(_signed(world, document, FILES), world.enrolled)


_BAD_NAMES = [
    "../evil.json",
    "data/../evil.json",
    "/etc/passwd",
    "C:/evil.json",
    "data\\evil.json",
    "data/a/b.json",
    "data/",
    "data/.hidden",
    "data/con.json",
    "data/LPT1",
    "data/имя.json",
    "data/a..json",
    "data/trailing.",
    "data/space name.json",
    "data/a.json\x00.pdf",
    "other/a.json",
    "a.json",
    "data/" + "x" * 200,
    "",
]


@pytest.mark.parametrize("name", _BAD_NAMES)
def test_unsafe_names_are_refused_on_both_sides(world, name: str) -> None:
    assert not path_is_safe(name)
    with pytest.raises(ValueError):
        write_package(b"", b"", b"", {name: b""})
    good = write_package(b"m", b"s", b"c", {"data/victim": b"x"})
    with pytest.raises(TrustError, match="unsafe_contents"):
        read_entries(_renamed(good, b"data/victim", name.encode()))


def _renamed(package: bytes, old: bytes, new: bytes) -> bytes:
    """The same package with another name in both of its places, lengths and offsets mended."""
    source = zipfile.ZipFile(io.BytesIO(package))
    entries = [(i.filename.encode(), source.read(i)) for i in source.infolist()]
    return _zip([(new if name == old else name, data) for name, data in entries])


def _zip(
    entries: list[tuple[bytes, bytes]], *, flags: int = 0, method: int = 0, made_by: int = 20, attrs: int = 0
) -> bytes:
    """A ZIP in our dialect with anything wrong that a test asks for."""
    body, directory = b"", b""
    for name, data in entries:
        stored = zlib.compress(data)[2:-4] if method == 8 else data
        common = struct.pack(
            "<5H3I2H", 20, flags, method, 0, 33, zlib.crc32(data), len(stored), len(data), len(name), 0
        )
        directory += (
            b"PK\x01\x02" + struct.pack("<H", made_by) + common + struct.pack("<3H2I", 0, 0, 0, attrs, len(body)) + name
        )
        body += b"PK\x03\x04" + common + name + stored
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, len(entries), len(entries), len(directory), len(body), 0)
    return body + directory + end


_LEADING = [(b"manifest.json", b"m"), (b"manifest.json.sig", b"s"), (b"signer.pem", b"c")]


def test_the_dialect_of_these_attacks_is_otherwise_right() -> None:
    assert list(read_entries(_zip([*_LEADING, (b"data/a.json", b"1")]))) == [
        "manifest.json", "manifest.json.sig", "signer.pem", "data/a.json",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "package",
    [
        pytest.param(_zip([*_LEADING, (b"data/a", b"1"), (b"data/a", b"2")]), id="duplicate"),
        pytest.param(_zip([*_LEADING, (b"data/A", b"1"), (b"data/a", b"2")]), id="duplicate but for case"),
        pytest.param(_zip([*_LEADING, *_LEADING]), id="second manifest"),
        pytest.param(_zip([*_LEADING, (b"data/b", b"1"), (b"data/a", b"2")]), id="another order"),
        pytest.param(_zip(_LEADING[1:]), id="no manifest"),
        pytest.param(_zip([]), id="empty"),
        pytest.param(_zip([*_LEADING, (b"data/a", b"x")], flags=1), id="encrypted"),
        pytest.param(_zip([*_LEADING, (b"data/a", b"x")], method=8), id="deflated"),
        pytest.param(_zip([*_LEADING, (b"data/bomb", bytes(5_000_000))], method=8), id="bomb"),
        pytest.param(_zip([*_LEADING, (b"data/a", b"/etc/passwd")], made_by=0x314, attrs=0o120777 << 16), id="link"),
        pytest.param(_zip([*_LEADING, (b"data/", b"")]), id="folder"),
        pytest.param(b"junk" + _zip(_LEADING), id="junk before"),
        pytest.param(_zip(_LEADING) + b"junk", id="junk after"),
        pytest.param(_zip(_LEADING)[:-2] + b"\x04\x00junk", id="comment"),
        pytest.param(_zip(_LEADING) + _zip([*_LEADING, (b"data/a", b"1")]), id="two archives"),
        pytest.param(_zip([*_LEADING, *((b"data/f%04d" % n, b"") for n in range(300))]), id="too many files"),
        pytest.param(_zip([(b"manifest.json", bytes(2_000_000)), *_LEADING[1:]]), id="huge manifest"),
        pytest.param(_zip([_LEADING[0], (b"manifest.json.sig", bytes(20_000)), _LEADING[2]]), id="huge signature"),
    ],
)
def test_no_trick_with_the_archive_passes(package: bytes) -> None:
    with pytest.raises(TrustError) as caught:
        read_entries(package)
    assert caught.value.code in {"bundle.unsafe_contents", "bundle.too_large"}


DATA = b'{"values":{"II.1.3":60}}' * 40


def _with_packed(packed: bytes, size: int = len(DATA), data: bytes = DATA, name: bytes = b"data/a.json") -> bytes:
    """A package whose last entry is deflated and says that it unpacks to ``size`` bytes with the sum of ``data``."""
    package = _zip(_LEADING)
    body, directory = package[: package.index(b"PK\x01\x02")], package[package.index(b"PK\x01\x02") : -22]
    common = struct.pack("<5H3I2H", 20, 0, 8, 0, 33, zlib.crc32(data), len(packed), size, len(name), 0)
    directory += b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<3H2I", 0, 0, 0, 0, len(body)) + name
    body += b"PK\x03\x04" + common + name + packed
    return body + directory + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 4, 4, len(directory), len(body), 0)


def _deflated(data: bytes, level: int = 9) -> bytes:
    return zlib.compress(data, level)[2:-4]


@pytest.mark.parametrize("level", [0, 1, 9])
def test_data_may_be_deflated_by_any_zlib(level: int) -> None:
    assert read_entries(_with_packed(_deflated(DATA, level)))["data/a.json"] == DATA


def test_data_is_small_and_unpacked_by_any_program() -> None:
    package = write_package(b"m", b"s", b"c", {"data/a.json": DATA, "print/a.pdf": DATA})
    assert len(package) < 1.6 * len(DATA)
    assert read_entries(package)["data/a.json"] == zipfile.ZipFile(io.BytesIO(package)).read("data/a.json") == DATA


@pytest.mark.parametrize(
    "package",
    [
        pytest.param(_with_packed(_deflated(DATA) + b"x"), id="bytes after the end"),
        pytest.param(_with_packed(_deflated(DATA)[:-3]), id="cut"),
        pytest.param(_with_packed(b"\xff" * 40), id="not deflated"),
        pytest.param(_with_packed(_deflated(DATA), len(DATA) - 1), id="more than it says"),
        pytest.param(_with_packed(_deflated(DATA), len(DATA) + 1), id="less than it says"),
        pytest.param(_with_packed(_deflated(bytes(50_000_000)), 100, bytes(100)), id="bomb that says it is small"),
        pytest.param(_with_packed(_deflated(bytes(50_000_000)), 50_000_000, bytes(50_000_000)), id="honest bomb"),
        pytest.param(_with_packed(_deflated(DATA), data=b"other"), id="checksum"),
        pytest.param(_with_packed(_deflated(DATA), name=b"print/a.pdf"), id="not data"),
    ],
)
def test_no_trick_with_deflated_data_passes(package: bytes) -> None:
    with pytest.raises(TrustError) as caught:
        read_entries(package)
    assert caught.value.code in {"bundle.unsafe_contents", "bundle.too_large"}


def test_sizes_of_files_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    package = _zip([*_LEADING, (b"data/a", bytes(600)), (b"data/b", bytes(600))])
    read_entries(package)
    monkeypatch.setattr("app.bundle.package.MAX_TOTAL_SIZE", 1000)
    with pytest.raises(TrustError, match="too_large"):
        read_entries(package)
    monkeypatch.setattr("app.bundle.package.MAX_FILE_SIZE", 500)
    with pytest.raises(TrustError, match="too_large"):
        read_entries(package)


def test_a_header_that_lies_about_a_size_is_refused() -> None:
    package = bytearray(_zip(_LEADING))
    struct.pack_into("<II", package, 18, 2**31, 2**31)
    with pytest.raises(TrustError):
        read_entries(bytes(package))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_random_bytes_end_in_one_kind_of_refusal(data: bytes) -> None:
    with pytest.raises(TrustError):
        read_entries(b"PK\x03\x04" + data)


def test_a_receipt_is_a_bundle_of_another_kind(world) -> None:
    packed = world.bundle({"data/receipt.json": b"{}"}, kind=BundleKind.RECEIPT, items=(), stream="receipt")
    assert world.read(packed.sealed).manifest.kind is BundleKind.RECEIPT


def test_a_signer_file_spelt_otherwise_is_refused(world) -> None:
    manifest = world.manifest()
    content = replace(manifest, files=()).to_bytes()
    school = world.school.identity
    package = write_package(content, cms.sign_detached(content, school), school.certificate_pem + b"\n", {})
    with pytest.raises(TrustError, match="unsafe_contents"):
        open_package(package, world.enrolled)
