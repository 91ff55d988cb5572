"""Lies beside the launcher ``pervichka``, which runs it with the Python of the package."""

import sys

from app.__main__ import main

sys.exit(main())
