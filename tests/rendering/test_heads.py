"""The head of a table: headings over neighbours, in up to two layers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.forms.definition import Column
from app.rendering.layout import HeadCell, head_cells


def test_headings_stand_over_their_neighbours_in_two_layers() -> None:
    columns = (
        Column("3", "всего", over="Прошли"),
        Column("4", "кратко", "в том числе:", over="Прошли"),
        Column("5", "долго", "в том числе:", over="Прошли"),
        Column("6", "ещё"),
    )
    assert set(head_cells(columns, ("№", "Что"))) == {
        HeadCell("№", 0, 0, 3), HeadCell("Что", 0, 1, 3), HeadCell("Прошли", 0, 2, 1, 3), HeadCell("всего", 1, 2, 2),
        HeadCell("в том числе:", 1, 3, 1, 2), HeadCell("кратко", 2, 3), HeadCell("долго", 2, 4),
        HeadCell("ещё", 0, 5, 3),
    }  # fmt: skip


def test_a_group_does_not_cross_the_edge_of_what_stands_over_it() -> None:
    columns = (Column("3", "а", "г", over="О"), Column("4", "б", "г", over="П"), Column("5", "в", "г"))
    assert set(head_cells(columns)) == {
        HeadCell("О", 0, 0), HeadCell("П", 0, 1), HeadCell("г", 1, 0), HeadCell("г", 1, 1), HeadCell("г", 0, 2, 2),
        HeadCell("а", 2, 0), HeadCell("б", 2, 1), HeadCell("в", 2, 2),
    }  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(["", "г", "д"]), st.sampled_from(["", "о", "п"])), min_size=1, max_size=9))
def test_the_cells_of_a_head_cover_it_once(words: list[tuple[str, str]]) -> None:
    cells = head_cells([Column(str(n), "т", group, over=over) for n, (group, over) in enumerate(words)], ("№", "Что"))
    depth = 1 + any(group for group, _ in words) + any(over for _, over in words)
    covered = [
        (row, column)
        for cell in cells
        for row in range(cell.row, cell.row + cell.rows)
        for column in range(cell.column, cell.column + cell.columns)
    ]
    assert sorted(covered) == [(row, column) for row in range(depth) for column in range(len(words) + 2)]
