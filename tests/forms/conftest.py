"""Form 2 for the tests of the engine."""

from __future__ import annotations

import pytest

from app.domain.files import resource_path
from app.forms.definition import FormDefinition
from app.forms.loader import load_form


@pytest.fixture(scope="session")
def fnpr_2() -> FormDefinition:
    """Form 2."""
    return load_form(resource_path("profiles", "ngsp", "forms", "fnpr-2.toml"))
