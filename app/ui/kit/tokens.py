"""Colour tokens of the three looks. Text on its background keeps a contrast of at least 4.5:1 (a test measures it)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Tokens:
    """Names follow ``design/README.md``; ``*_soft`` is the background of a chip or banner of that tone."""

    paper: str
    card: str
    side: str
    ink: str
    muted: str
    line: str
    field_line: str
    """The border of what can be typed into or pressed: at least 3:1 on the card where contrast is asked for."""
    accent: str
    on_accent: str
    accent_soft: str
    accent_hover: str
    good: str
    good_soft: str
    warning: str
    warning_soft: str
    error: str
    error_soft: str
    neutral_soft: str
    chart_second: str
    computed: str
    """The grey of a computed cell."""
    mark: str
    """Which twin of the mark images suits a field: dark, light, black."""
    mark_on_accent: str


LIGHT = Tokens(
    paper="#F5F4F0",
    card="#FFFFFF",
    side="#EAE7DF",
    ink="#1B2329",
    muted="#56626B",
    line="#DDD9D0",
    field_line="#8B949A",
    accent="#0E5A6E",
    on_accent="#FFFFFF",
    accent_soft="#E2EFF2",
    accent_hover="#0A4A5B",
    good="#276738",
    good_soft="#E4F1E7",
    warning="#805300",
    warning_soft="#FFF1D6",
    error="#9C2A1B",
    error_soft="#FBE7E3",
    neutral_soft="#ECEAE4",
    chart_second="#C98F2D",
    computed="#EDEFEE",
    mark="dark",
    mark_on_accent="light",
)
DARK = Tokens(
    paper="#14191D",
    card="#1D2429",
    side="#10151A",
    ink="#EEF1F2",
    muted="#A5B0B7",
    line="#333C43",
    field_line="#76828A",
    accent="#6FC3D8",
    on_accent="#06222B",
    accent_soft="#1E3A44",
    accent_hover="#8BD2E4",
    good="#84CF98",
    good_soft="#1D3A26",
    warning="#F0BE60",
    warning_soft="#40310F",
    error="#FF9C8C",
    error_soft="#4A211B",
    neutral_soft="#2E363C",
    chart_second="#DBA64B",
    computed="#262E33",
    mark="light",
    mark_on_accent="black",
)
CONTRAST = Tokens(
    paper="#FFFFFF",
    card="#FFFFFF",
    side="#FFFFFF",
    ink="#000000",
    muted="#1E1E1E",
    line="#000000",
    field_line="#000000",
    accent="#00324A",
    on_accent="#FFFFFF",
    accent_soft="#D6ECF5",
    accent_hover="#001B29",
    good="#004B15",
    good_soft="#FFFFFF",
    warning="#5A3300",
    warning_soft="#FFFFFF",
    error="#8B0000",
    error_soft="#FFFFFF",
    neutral_soft="#FFFFFF",
    chart_second="#A85B00",
    computed="#E6E6E6",
    mark="black",
    mark_on_accent="light",
)
