"""Key slots: what opens them, what must not, and headers made by an enemy."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.errors import AccessError, EnvironmentFault, UserError
from app.storage.vault.attempts import FREE_FAILURES, LONGEST_DELAY, Attempts, delay_after
from app.storage.vault.keyslots import (
    MINIMUM_KDF,
    PASSWORD,
    RECOVERY,
    Header,
    KdfParameters,
    calibrated,
    header_bytes,
    make_slot,
    new_key,
    parse_header,
)
from app.storage.vault.recovery_code import ALPHABET, new_code, plain_code

VAULT = "1f0c5f3e-58a5-4c0c-9a39-6f2f2a5f7c11"
SMALL = KdfParameters(memory_kib=8 * 1024, passes=1, lanes=1)
"""Only the arithmetic is tested here; what the program writes by itself is at least MINIMUM_KDF."""


@pytest.fixture(scope="module")
def key() -> bytes:
    return new_key()


@pytest.fixture(scope="module")
def header(key: bytes) -> Header:
    return Header(
        VAULT,
        (
            make_slot(VAULT, key, "первый пароль", kind=PASSWORD, kdf=SMALL),
            make_slot(VAULT, key, "второй пароль", kind=PASSWORD, kdf=SMALL),
            make_slot(VAULT, key, "А" * 30, kind=RECOVERY, kdf=SMALL),
        ),
    )


def test_each_password_opens_its_own_slot_and_nothing_else_does(header: Header, key: bytes) -> None:
    for number, password in enumerate(("первый пароль", "второй пароль")):
        assert header.unlock(PASSWORD, password) == (header.slots[number], key, b"")
    assert header.unlock(PASSWORD, "Первый пароль") is None
    assert header.unlock(PASSWORD, "") is None
    assert header.unlock(PASSWORD, "А" * 30) is None, "the recovery code is no password"


def test_a_password_typed_in_another_unicode_form_opens(key: bytes) -> None:
    slot = make_slot(VAULT, key, "й ё", kind=PASSWORD, kdf=SMALL)
    assert slot.open(VAULT, "\u0438\u0306 \u0435\u0308") == (slot, key, b"")


def test_a_slot_moved_weakened_or_relabelled_does_not_open(header: Header) -> None:
    slot, other = header.slots[0], header.slots[1]
    assert slot.open("00000000-0000-4000-8000-000000000000", "первый пароль") is None
    for changed in (
        replace(slot, id=other.id),
        replace(slot, kind=RECOVERY),
        replace(slot, salt=other.salt),
        replace(slot, kdf=replace(SMALL, passes=2)),
        replace(slot, wrapped=bytes([slot.wrapped[0] ^ 1]) + slot.wrapped[1:]),
    ):
        assert changed.open(VAULT, "первый пароль") is None


def test_the_header_reads_back_and_names_nobody(header: Header, key: bytes) -> None:
    data = header_bytes(header)
    assert parse_header(data) == header
    assert key not in data and key.hex().encode() not in data
    assert set(json.loads(data)["slots"][0]) == {"id", "kind", "kdf", "nonce", "key"}


def test_calibration_never_goes_below_the_minimum() -> None:
    assert calibrated(goal_seconds=0.0) == MINIMUM_KDF
    assert calibrated(goal_seconds=1000, most_passes=5).passes == 5
    assert (MINIMUM_KDF.memory_kib, MINIMUM_KDF.passes) == (64 * 1024, 3)


def _changed(header: Header, *path: str | int, value: object) -> bytes:
    document: Any = json.loads(header_bytes(header))
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("slots", 0, "kdf", "memory_kib"), 64 * 1024 * 1024),
        (("slots", 0, "kdf", "memory_kib"), "65536"),
        (("slots", 0, "kdf", "passes"), 10**9),
        (("slots", 0, "kdf", "passes"), True),
        (("slots", 0, "kdf", "lanes"), 0),
        (("slots", 0, "kdf", "name"), "scrypt"),
        (("slots", 0, "kdf", "salt"), "AA=="),
        (("slots", 0, "kind"), "guest"),
        (("slots", 0, "id"), "../../etc"),
        (("slots",), []),
        (("slots",), {}),
        (("vault",), 5),
        (("format",), "other"),
        (("version",), 0),
        (("version",), None),
    ],
)
def test_a_hostile_header_is_refused(header: Header, path: tuple[str | int, ...], value: object) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        parse_header(_changed(header, *path, value=value))
    assert caught.value.code == "vault.keys_damaged"


def test_too_many_and_repeated_slots_are_refused(header: Header) -> None:
    slots = json.loads(header_bytes(header))["slots"]
    for many in ([slots[0]] * 2, slots * 100):
        with pytest.raises(EnvironmentFault):
            parse_header(_changed(header, "slots", value=many))


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"format": "pervichka-vault"}']
)
def test_garbage_is_refused(data: bytes) -> None:
    with pytest.raises(EnvironmentFault):
        parse_header(data)


def test_a_newer_header_is_told_apart_from_a_damaged_one(header: Header) -> None:
    with pytest.raises(UserError) as caught:
        parse_header(_changed(header, "version", value=2))
    assert caught.value.code == "vault.newer"


def test_a_recovery_code_is_read_as_people_type_it() -> None:
    code = new_code()
    plain = plain_code(code)
    assert len(plain) == 30 and set(plain) <= set(ALPHABET)
    looks = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")
    for typed in (code.lower(), code.replace("-", " "), f"  {code.replace('-', '')}\n", code.translate(looks)):
        assert plain_code(typed) == plain
    assert plain_code(code.replace("Е", "ё").replace("И", "й").replace("О", "0")) == plain


def test_a_slip_in_a_recovery_code_is_noticed() -> None:
    code = new_code()
    first = next(letter for letter in ALPHABET if letter != code[0])
    for typed in (
        first + code[1:],
        code[:-6],
        code + "А",
        "",
        code[1] + code[0] + code[2:] if code[0] != code[1] else "",
    ):
        with pytest.raises(AccessError) as caught:
            plain_code(typed)
        assert caught.value.code == "vault.recovery_code_typo"


def test_codes_do_not_repeat() -> None:
    assert len({new_code() for _ in range(200)}) == 200


def test_failures_slow_down_and_success_forgets(tmp_path: Path) -> None:
    clock = [1000.0]
    attempts = Attempts(tmp_path / "attempts.json", lambda: clock[0], lambda: clock[0])
    for _ in range(FREE_FAILURES):
        attempts.require_patience()
        attempts.failed()
    with pytest.raises(AccessError) as caught:
        attempts.require_patience()
    assert caught.value.params["seconds"] == 1
    clock[0] += 1.1
    attempts.require_patience()
    attempts.failed()
    clock[0] += 1.1
    with pytest.raises(AccessError):
        attempts.require_patience()
    attempts.succeeded()
    attempts.require_patience()
    assert [delay_after(n) for n in (0, 4, 5, 6, 7, 9, 10, 10_000)] == [0, 0, 1, 2, 4, 16, LONGEST_DELAY, LONGEST_DELAY]


def _waits(attempts: Attempts) -> int:
    try:
        attempts.require_patience()
    except AccessError as error:
        return int(str(error.params["seconds"]))
    return 0


def test_turning_the_clock_or_removing_the_counter_does_not_help_guessing(tmp_path: Path) -> None:
    clock, steady = [1_000_000.0], [50.0]
    counter = tmp_path / "attempts.json"
    attempts = Attempts(counter, lambda: clock[0], lambda: steady[0])
    for _ in range(20):
        attempts.failed()
    clock[0] -= 100_000
    assert _waits(attempts) == LONGEST_DELAY, "set back: the delay begins anew"
    clock[0] += 500_000
    counter.unlink()
    assert _waits(attempts) == LONGEST_DELAY, "set forward, counter removed: this run of the program knows"
    steady[0] += LONGEST_DELAY
    assert _waits(attempts) == 0


def test_the_count_outlives_the_program_and_lets_the_owner_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1_000_000.0]
    attempts = Attempts(tmp_path / "attempts.json", lambda: clock[0])
    for _ in range(20):
        attempts.failed()
    monkeypatch.setattr("app.storage.vault.attempts._RUN", {})
    clock[0] -= 100_000
    assert _waits(attempts) == LONGEST_DELAY, "started again, with the clock set back"
    clock[0] += LONGEST_DELAY - 1
    assert _waits(attempts) == 1
    clock[0] += 1
    assert _waits(attempts) == 0, "the owner is never locked out for longer"


def test_a_broken_counter_locks_nobody_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.storage.vault.attempts._RUN", {})
    attempts = Attempts(tmp_path / "attempts.json", lambda: 0.0)
    for broken in (b"", b"{}", b"[1]", b"x" * 10_000, b'{"failures": 1e999, "last": 1}', b"[" * 4000):
        (tmp_path / "attempts.json").write_bytes(broken)
        attempts.require_patience()
    Attempts(tmp_path / "no" / "such" / "folder", lambda: 0.0).failed()
    for _ in range(FREE_FAILURES):
        attempts.failed()
    with pytest.raises(AccessError):
        attempts.require_patience()
