"""The mutator itself: what it does to a source, that a wrong is noticed, and that its lists are about what exists."""

from __future__ import annotations

import subprocess
import sys

from tests.mutations.groups import explained, groups, outdated
from tests.mutations.operators import mutants
from tests.mutations.running import ROOT

SOURCE = '''
LIMIT = 3

def is_small(number):
    """Whether a number is small."""
    return number < LIMIT and not number == 1
'''


def test_each_wrong_changes_one_thing() -> None:
    made = mutants(SOURCE)
    assert [(one.where, one.line, one.operator, one.after) for one in made] == [
        ("", 2, "constant changed", "4"),
        ("is_small", 6, "returns None", "return None"),
        ("is_small", 6, "condition negated", "number < LIMIT or not number == 1"),
        ("is_small", 6, "comparison flipped", "number <= LIMIT"),
        ("is_small", 6, "condition negated", "number == 1"),
        ("is_small", 6, "comparison flipped", "number != 1"),
        ("is_small", 6, "constant changed", "2"),
    ]
    sources = {one.source() for one in made}
    assert len(sources) == len(made)
    assert "LIMIT = 4" in made[0].source()
    assert "LIMIT = 3" in made[1].source()


def test_wrongs_alike_in_one_function_are_told_apart() -> None:
    made = mutants("def f(a):\n    return [a < 2, a < 2]\n")
    keys = [one.key() for one in made]
    assert len(set(keys)) == len(keys)
    assert [one.number for one in made if one.operator == "comparison flipped"] == [1, 2]


def test_groups_name_modules_and_tests_that_exist() -> None:
    for group in groups():
        assert all((ROOT / place).exists() for place in (*group.modules, *group.tests)), group.name
        assert group.files()


def test_the_nearest_tests_run_first_and_all_of_them_run() -> None:
    for group in groups():
        for site in group.sample(3, seed=1):
            stages = group.stages(site.module())
            files = [file for stage in stages for file in stage]
            assert len(files) == len(set(files)) > 0
            assert set(files) == {file for stage in group.stages("app.nothing") for file in stage}
    by_name = {group.name: group for group in groups()}
    assert "tests/domain/test_amounts_and_names.py" in by_name["domain"].stages("app.domain.amounts")[0]


def test_the_same_seed_chooses_the_same() -> None:
    group = groups()[0]
    one, same, other = group.sample(20, 1), group.sample(20, 1), group.sample(20, 2)
    assert [site.key() for site in one] == [site.key() for site in same] != [site.key() for site in other]
    assert len(one) == 20


def test_every_explained_survivor_is_still_there() -> None:
    assert outdated() == []
    assert all(len(reason) > 20 for reason in explained().values())


_TRIED = """
import sys
from tests.mutations.running import survives
source = open("app/domain/amounts.py", encoding="utf-8").read()
for text in (source, source.replace("is None", "is not None")):
    print(survives("app.domain.amounts", text, ["tests/domain/test_amounts_and_names.py"], 300))
"""


def test_a_wrong_is_noticed_by_the_tests_and_the_sources_stay() -> None:
    file = ROOT / "app/domain/amounts.py"
    before = file.read_bytes()
    # In a process of its own: the mutator forgets every module of the project.
    ran = subprocess.run([sys.executable, "-c", _TRIED], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["True", "False"]
    assert file.read_bytes() == before
