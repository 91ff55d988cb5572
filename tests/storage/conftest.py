"""A vault that opens quickly."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cheap_vault import cheap_copy

PASSWORD = "берёза у дороги 14"


@pytest.fixture(scope="session")
def template_vault(template_vault: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shared template under a cheap slot: these tests open vaults by the dozen."""
    return cheap_copy(template_vault, tmp_path_factory.mktemp("cheap") / "vault", PASSWORD)
