"""A practice organisation with invented people, and the whole main job walked on it."""

from app.services.demo.practice import (
    PRACTICE_MEMBERS,
    PRACTICE_PASSWORD,
    PRACTICE_SEED,
    PracticeVault,
    build_practice_vault,
)
from app.services.demo.walk import Demo, build_demo

__all__ = [
    "PRACTICE_MEMBERS", "PRACTICE_PASSWORD", "PRACTICE_SEED", "Demo", "PracticeVault", "build_demo",
    "build_practice_vault",
]  # fmt: skip
