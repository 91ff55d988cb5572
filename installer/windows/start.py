"""Lies beside pervichka.exe, which runs it: the program as one packed whole."""

import sys

sys.frozen = True  # type: ignore[attr-defined]  # children are started as this program, not as a Python

from app.__main__ import main  # noqa: E402

sys.exit(main())
