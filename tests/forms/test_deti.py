"""Приложение № 8 against a small implementation of its own: shares of a hundred, the price of a day."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.dates import Period
from app.domain.files import resource_path
from app.forms.evaluation import evaluate
from app.forms.loader import load_form
from app.forms.values import parse_values
from app.forms.view import ReportView

FORM = load_form(resource_path("profiles", "ngsp", "forms", "deti.toml"))
SHARES = ("7а", "7б", "7в", "7г")
TENTH = Decimal("0.1")


@st.composite
def right_rows(draw: st.DrawFn) -> dict[str, Any]:
    """A row as it should be."""
    cuts = sorted(draw(st.lists(st.integers(0, 1000), min_size=3, max_size=3)))
    tenths = [b - a for a, b in zip([0, *cuts], [*cuts, 1000], strict=True)]
    row: dict[str, Any] = {"1": "ППО"} | {code: n / 10 for code, n in zip(SHARES, tenths, strict=True)}
    row |= {code + year: draw(st.integers(0, 10**6)) for code in ("2", "3", "4", "8", "9") for year in ("", "п")}
    for year in ("", "п"):
        days, price = draw(st.integers(1, 60)), Decimal(draw(st.integers(0, 10**6))) / 10
        row |= {"5" + year: days, "6ц" + year: float(price)}
        row["6" + year] = float((price / days).quantize(TENTH, ROUND_HALF_UP))
    return row


def filled(rows: list[dict[str, Any]]) -> ReportView:
    return evaluate(FORM, parse_values(FORM, {"lists": {"1": rows}}), period=Period(2025))


@settings(max_examples=60, deadline=None)
@given(st.lists(right_rows(), max_size=4))
def test_a_right_filling_has_no_violation(rows: list[dict[str, Any]]) -> None:
    assert filled(rows).violations == ()
    assert filled([{k: v for k, v in row.items() if not k.startswith("6ц")} for row in rows]).violations == ()
    assert filled([{k: v for k, v in row.items() if k not in SHARES} for row in rows]).violations == ()


@settings(max_examples=60, deadline=None)
@given(st.lists(right_rows(), min_size=1, max_size=3), st.data())
def test_every_break_is_reported_at_its_cell(rows: list[dict[str, Any]], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(rows) - 1))
    broken = dict(rows[place])
    code = data.draw(st.sampled_from(["shares", "6", "6п", "2", "5п"]))
    if code == "shares":
        largest = max(SHARES, key=lambda c: broken[c])
        broken[largest] = round(broken[largest] - 0.1 * data.draw(st.integers(1, int(broken[largest] * 10))), 1)
        code = "7а"
    elif code in ("6", "6п"):
        broken[code] = round(broken[code] + data.draw(st.sampled_from([0.1, 7.5])), 1)
    else:
        broken[code] = -1
        broken.pop("6цп")
    (one,) = filled([*rows[:place], broken, *rows[place + 1 :]]).violations
    assert one.cells[0] == f"1.{place + 1}.{code}"
