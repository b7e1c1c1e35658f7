"""Where the characters of a prompt go: lines that break between words, at the largest size that fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF

NEVER = 1000.0
"""Cost of a line break that must not happen: before a comma, after an opening bracket."""

CENTRED_LINES = 3
"""Texts of up to this many lines are centred; longer ones are read from the left edge."""

_LINE = 1.0  # cost of one more line, in the same unit as the cost of breaking inside a word


@dataclass(frozen=True)
class RubyLayout:
    """One rectangle per cell, the height of a line, and the whole text's width and height."""

    cells: tuple[QRectF, ...]
    lines: tuple[range, ...]
    width: float
    height: float


def break_lines(widths: Sequence[float], costs: Sequence[float], room: float) -> list[range]:
    """Split cells into lines no wider than `room`, evenly filled and broken where it costs least.

    `costs[i]` is the price of starting a line with cell `i`. A cell wider than `room` gets a line of its own.
    Dynamic programming over the line starts.
    """
    count = len(widths)
    best = [0.0] + [float("inf")] * count
    start_of_last = [0] * (count + 1)
    for end in range(1, count + 1):
        width = 0.0
        for start in range(end - 1, -1, -1):
            width += widths[start]
            if width > room and end - start > 1:
                break
            slack = max(0.0, room - width) / room if room > 0 else 0.0
            price = best[start] + _LINE + slack * slack + (costs[start] if start else 0.0)
            if price < best[end]:
                best[end] = price
                start_of_last[end] = start
    lines: list[range] = []
    end = count
    while end:
        lines.append(range(start_of_last[end], end))
        end = start_of_last[end]
    return lines[::-1]


def lay_out(widths: Sequence[float], costs: Sequence[float], room: float, line_height: float) -> RubyLayout:
    """Place cells of the given widths in lines, left to right in every language."""
    lines = break_lines(widths, costs, room)
    centred = len(lines) <= CENTRED_LINES
    cells: list[QRectF] = []
    widest = 0.0
    for number, line in enumerate(lines):
        width = sum(widths[i] for i in line)
        widest = max(widest, width)
        left = max(0.0, (room - width) / 2) if centred else 0.0
        for i in line:
            cells.append(QRectF(left, number * line_height, widths[i], line_height))
            left += widths[i]
    return RubyLayout(tuple(cells), tuple(lines), widest, len(lines) * line_height)
