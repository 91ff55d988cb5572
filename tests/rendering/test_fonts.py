"""The fonts inside the program hold what Russian papers and the window need."""

from __future__ import annotations

import pytest
from fontTools.ttLib import TTFont

from app.domain.files import resource_path
from installer import cut_fonts

_LETTERS = {chr(code) for code in range(ord("А"), ord("я") + 1)} | set("ЁёӘәҢңҚқ")
_FIGURES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_SIGNS = set("0123456789№–—«»„“”…§°×±%")


@pytest.mark.parametrize(
    "name",
    [f"LiberationSerif-{style}" for style in ("Regular", "Bold", "Italic", "BoldItalic")]
    + [f"GolosText-{weight}" for weight in ("Regular", "Medium", "SemiBold", "Bold")],
)
def test_holds_the_letters_and_signs_of_russian_papers(name: str) -> None:
    with TTFont(resource_path("fonts", f"{name}.ttf")) as font:
        known = {chr(code) for code in font.getBestCmap()}
    assert known >= _LETTERS | _SIGNS


@pytest.mark.parametrize("weight", ["Regular", "Medium", "SemiBold", "Bold"])
def test_figures_of_the_window_can_stand_in_columns(weight: str) -> None:
    with TTFont(resource_path("fonts", f"GolosText-{weight}.ttf")) as font:
        widths = {font["hmtx"][f"{figure}.tf"][0] for figure in _FIGURES}
        features = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
        family = font["name"].getBestFamilyName()
    assert len(widths) == 1
    assert "tnum" in features
    assert family == "Golos Text"


@pytest.mark.parametrize("style", cut_fonts.STYLES)
def test_the_cut_fonts_are_what_the_cutter_makes(style: str) -> None:
    """Somebody who changes the cutter or the fonts runs ``python installer/cut_fonts.py``."""
    assert resource_path("fonts", "print", f"PrintSerif-{style}.ttf").read_bytes() == cut_fonts.cut(style)


def test_licences_stand_beside_the_fonts() -> None:
    for name in ("OFL-GolosText.txt", "OFL-LiberationSerif.txt"):
        assert "SIL O" in resource_path("fonts", name).read_text("utf-8").upper().replace("OPEN", "O")
