"""The quorum: how many must be there."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.meetings import Quorum

SHARES = st.tuples(st.integers(1, 20), st.integers(1, 20)).map(lambda p: Fraction(min(p), max(p)))


@given(SHARES, st.booleans(), st.integers(1, 60_000))
def test_the_needed_number_is_the_least_that_fulfils_the_rule(share: Fraction, above: bool, entitled: int) -> None:
    if above and share == 1:
        return
    needed = Quorum(share, above).needed(entitled)
    fulfils = (lambda n: n > share * entitled) if above else (lambda n: n >= share * entitled)
    assert fulfils(needed)
    assert needed == 1 or not fulfils(needed - 1)
    assert needed <= entitled


@given(SHARES, st.booleans())
def test_a_rule_is_written_and_read(share: Fraction, above: bool) -> None:
    if not (above and share == 1):
        assert Quorum.parse(str(Quorum(share, above))) == Quorum(share, above)


@pytest.mark.parametrize("text", ["", "1/2", ">2/1", ">0/5", ">1/0", ">a/b", ">1/1", "<1/2", ">=", ">1", ">-1/2"])
def test_nonsense_is_no_rule(text: str) -> None:
    with pytest.raises(ValueError):
        Quorum.parse(text)


def test_words() -> None:
    assert Quorum.parse(">1/2").words == "более половины"
    assert Quorum.parse(">=2/3").words == "не менее двух третей"
