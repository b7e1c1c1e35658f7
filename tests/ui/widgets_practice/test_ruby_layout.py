"""Lines of a prompt: where they break, and where their cells stand."""

from __future__ import annotations

import pytest

from app.ui.widgets.ruby_layout import NEVER, break_lines, lay_out


def lines_of(widths: list[float], costs: list[float], room: float) -> list[list[int]]:
    return [list(line) for line in break_lines(widths, costs, room)]


@pytest.mark.parametrize(
    ("text", "costs", "room", "expected"),
    [
        ("", [], 5, []),
        ("大家好", [0, 0, 0], 5, ["大家好"]),
        # a comma never begins a line
        ("大家好，来", [0, 2, 0.3, NEVER, 0], 4, ["大家好，", "来"]),
        ("大家好，来", [0, 2, 0.3, NEVER, 0], 3, ["大家", "好，来"]),
        # the break goes between words although the first line could hold one more
        ("我买大枣", [0, 0.3, 0.3, 2], 3, ["我买", "大枣"]),
        # after a pause rather than evenly
        ("我说，他也听", [0, 2, NEVER, 0, 0.3, 0.3], 4, ["我说，", "他也听"]),
    ],
)
def test_lines_break_where_it_costs_least(
    text: str, costs: list[float], room: float, expected: list[str]
) -> None:
    lines = break_lines([1.0] * len(text), costs, room)
    assert ["".join(text[i] for i in line) for line in lines] == expected


def test_a_cell_wider_than_the_room_stands_alone() -> None:
    assert lines_of([10.0, 1.0, 1.0], [0, 0, 0], 5) == [[0], [1, 2]]


def test_no_room_at_all_still_places_every_cell() -> None:
    assert [i for line in break_lines([1.0] * 5, [0.0] * 5, 0.0) for i in line] == [0, 1, 2, 3, 4]


def test_every_line_fits_and_every_cell_is_there_once() -> None:
    widths = [30 + (i * 37) % 50 for i in range(300)]
    layout = lay_out(widths, [0.3] * 300, 640, 90)
    assert [i for line in layout.lines for i in line] == list(range(300))
    assert all(sum(widths[i] for i in line) <= 640 for line in layout.lines)
    assert layout.height == 90 * len(layout.lines)
    assert layout.width <= 640


def test_short_texts_are_centred_and_long_ones_begin_at_the_left() -> None:
    short = lay_out([100.0], [0.0], 400, 90)
    assert short.cells[0].left() == 150
    long = lay_out([100.0] * 40, [0.3] * 40, 400, 90)
    assert long.cells[0].left() == 0
    assert long.cells[4].top() == 90


def test_cells_run_from_left_to_right() -> None:
    layout = lay_out([40.0, 50.0, 60.0], [0.0] * 3, 400, 90)
    assert [cell.left() for cell in layout.cells] == sorted(cell.left() for cell in layout.cells)
