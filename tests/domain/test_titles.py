"""Every office and kind of training has its words."""

from __future__ import annotations

from app.domain.enums import RoleKind, TrainingKind
from app.domain.titles import OFFICE, TRAINING


def test_nothing_is_without_a_name() -> None:
    assert set(OFFICE) == set(RoleKind)
    assert set(TRAINING) == set(TrainingKind)
