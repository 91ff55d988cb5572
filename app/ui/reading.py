"""Reading the register into memory before a page shows numbers of it: slice by slice, never in one long job."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.services.members.register import Register, read_on
from app.ui.context import UiContext


def after_reading(context: UiContext, owner: QWidget, then: Callable[[], object]) -> None:
    """Call ``then`` when everybody is read. Each slice is a job of its own, so other work comes between them."""
    session = context.session

    def step(register: Register) -> None:
        if register.current:
            then()
        else:
            context.run(owner, lambda _: read_on(session), step, key="register")

    context.run(owner, lambda _: read_on(session), step, key="register")
