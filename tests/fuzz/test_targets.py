"""Spoiled and invented input of every kind is refused with a sentence: no traceback, no hang, no flood of memory.

Short here; longer by hand: ``python -m tests.fuzz.targets --seconds 300``.
"""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS, attempt, spoiled

SLOW = {"list", "form", "sealed"}


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_the_examples_are_read(name: str) -> None:
    target = TARGETS[name]
    assert target.examples()
    for example in target.examples():
        assert attempt(target, example) is None


@pytest.mark.parametrize("name", sorted(TARGETS))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_what_is_spoiled_is_refused_calmly(name: str, seed: int) -> None:
    if name in SLOW and seed % 4:
        return
    target, chance = TARGETS[name], random.Random(seed)
    assert attempt(target, spoiled(chance.choice(target.examples()), chance, zipped=target.zipped)) is None


@pytest.mark.parametrize("name", sorted(TARGETS))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_what_is_invented_is_refused_calmly(name: str, data: bytes) -> None:
    assert attempt(TARGETS[name], data) is None
