"""A sealed file in parts: any order, twice, mixed with others, damaged, wanting."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bundle.parts import SMALLEST_PART, is_part, join, read_part, split
from app.errors import TrustError


@given(st.integers(0, 4 * SMALLEST_PART + 7), st.randoms(use_true_random=False), st.integers(0, 3))
def test_what_was_split_comes_together(size: int, chance: object, twice: int) -> None:
    data = bytes(i * 7 % 251 for i in range(size))
    other = b"other" * 40_000
    made = [*split("отчёт.pervichka", data, SMALLEST_PART), *split("other.pervichka", other, SMALLEST_PART)]
    assert all(is_part(part) for _, part in made)
    assert all(name.endswith(".pervichka-part") for name, _ in made)
    parts = [read_part(part) for _, part in made]
    parts += parts[:twice]
    chance.shuffle(parts)  # type: ignore[attr-defined]
    joined = join(parts)
    assert set(joined.whole) == {("отчёт.pervichka", data), ("other.pervichka", other)}
    assert joined.wanting == ()


def test_what_is_wanting_is_named() -> None:
    made = split("a.pervichka", b"x" * (4 * SMALLEST_PART), SMALLEST_PART)
    joined = join([read_part(made[0][1]), read_part(made[3][1])])
    assert joined.whole == ()
    assert joined.wanting == (("a.pervichka", (2, 3)),)


@given(st.integers(0, 400), st.integers(1, 255))
def test_a_damaged_part_is_told(place: int, flip: int) -> None:
    (_, part), *_ = split("a.pervichka", b"sealed" * 12_000, SMALLEST_PART)
    broken = bytearray(part)
    broken[place] ^= flip
    read = None
    with contextlib.suppress(TrustError):
        read = read_part(bytes(broken))
    # A flip in the head that still reads is found when the whole is put together.
    assert read is None or join([read]).whole == () or read.name != "a.pervichka"


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"\n", b'{"format":"pervichka-part/1"', b'{"format":"pervichka-part/1"}\n', b"x" * 5000, b"[" * 3000],
)
def test_anything_else_is_no_part(data: bytes) -> None:
    with pytest.raises(TrustError):
        read_part(data)


def test_small_parts_are_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="small"):
        split("a", b"x", 10)
