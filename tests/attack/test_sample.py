"""A fixed small sample of ``make attack``: the table shows no loss, no hang, no growth, no abort."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.attack.__main__ import told
from tests.attack.rows import Ground, Row, all_rows, tried

ROWS = {name: row for name, row in all_rows().items() if row.sample}


@pytest.mark.parametrize("name", sorted(ROWS))
def test_a_sample_of_each_attack_does_no_harm(name: str, tmp_path: Path) -> None:
    row = ROWS[name]
    found = list(row.attack(Ground(tmp_path, random.Random(14)), row.sample))
    assert len(found) >= row.sample
    assert [one.wrong for one in found if one.wrong] == []


def test_the_table_tells_harm() -> None:
    def fails() -> None:
        raise ZeroDivisionError("x")

    assert tried(fails, "a").wrong.startswith("a: ZeroDivisionError")
    assert tried(lambda: None, "b", allowed=False).wrong == "b: was taken"
    line = told(Row("x", "заголовок", 1, 1, lambda *_: iter(())), {
        "attempts": 7, "outcomes": {"a": 5, "b": 2}, "slowest": 1.25, "memory": 2**20 * 99, "wrong": ["z"],
    })  # fmt: skip
    assert line.split() == ["заголовок", "7", "1", "1.2", "99", "a", "5,", "b", "2"]
