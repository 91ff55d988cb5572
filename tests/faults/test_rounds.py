"""A few rounds of SIGKILL inside long work; hundreds run by ``python -m tests.faults.rounds``.

PERVICHKA_ROUNDS says how many; each round is a new random moment of a known seed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="rounds fork")
def test_killed_in_the_middle_of_long_work_nothing_is_lost() -> None:
    rounds = os.environ.get("PERVICHKA_ROUNDS", "6")
    # A process of its own: forking one that has threads would itself be the fault.
    ran = subprocess.run(
        [sys.executable, "-m", "tests.faults.rounds", "--rounds", rounds, "--seed", "14"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert f"rounds survived: {rounds} of {rounds}" in ran.stdout and "losses: 0" in ran.stdout
