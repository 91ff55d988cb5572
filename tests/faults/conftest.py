"""Running a piece of the program in a process of its own, to be killed or starved."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cheap_vault import cheap_copy

PASSWORD = "берёза у дороги 14"

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def start(tmp_path: Path) -> Callable[..., subprocess.Popen[str]]:
    """``start(code, *arguments)``: Python of the same environment, text pipes."""

    def run(code: str, *arguments: object) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", code, *map(str, arguments)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    return run


@pytest.fixture
def output(start: Callable[..., subprocess.Popen[str]]) -> Callable[..., str]:
    """``output(code, *arguments)``: what the process printed; it must end well."""

    def run(code: str, *arguments: object) -> str:
        out, err = start(code, *arguments).communicate(timeout=60)
        assert err == ""
        return out

    return run


@pytest.fixture(scope="session")
def template_vault(template_vault: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shared template under a cheap slot: these tests open vaults by the dozen."""
    return cheap_copy(template_vault, tmp_path_factory.mktemp("cheap") / "vault", PASSWORD)
