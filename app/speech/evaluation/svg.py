"""Line charts and histograms as SVG, written by hand: no drawing library is installed with the program."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape

FONT = "'Noto Sans CJK SC','Noto Sans SC','Microsoft YaHei','Noto Naskh Arabic',sans-serif"
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#7a5c00", "#000000")  # Okabe and Ito
DASHES = ("", "7 3", "2 3")
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 16, 34, 48
_LEGEND_LINE = 17

Ticks = Sequence[tuple[float, str]]


@dataclass
class Panel:
    """One chart. `x_scale` and `y_scale` map a value to 0…1; ticks are values with their labels."""

    title: str
    x_label: str
    y_label: str
    x_ticks: Ticks
    y_ticks: Ticks
    x_scale: Callable[[float], float] = lambda value: value
    y_scale: Callable[[float], float] = lambda value: value
    legend_at: tuple[float, float] = (0.42, 0.04)  # share of the plot's width and height, from the bottom
    width: int = 460
    height: int = 380
    _marks: list[str] = field(default_factory=list)
    _legend: list[tuple[str, str, str]] = field(default_factory=list)

    def _x(self, value: float) -> float:
        return _LEFT + (self.width - _LEFT - _RIGHT) * min(1.0, max(0.0, self.x_scale(value)))

    def _y(self, value: float) -> float:
        return (
            self.height - _BOTTOM - (self.height - _TOP - _BOTTOM) * min(1.0, max(0.0, self.y_scale(value)))
        )

    def line(self, x: Sequence[float], y: Sequence[float], label: str, number: int) -> None:
        """A curve with an entry in the legend; `number` chooses its colour and dashes."""
        colour, dash = COLOURS[number % len(COLOURS)], DASHES[number // len(COLOURS) % len(DASHES)]
        points = " ".join(f"{self._x(a):.1f},{self._y(b):.1f}" for a, b in zip(x, y, strict=True))
        self._marks.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.8"'
            f' stroke-dasharray="{dash}" stroke-linejoin="round"/>'
        )
        self._legend.append((colour, dash, label))

    def point(self, x: float, y: float, number: int) -> None:
        """A dot in the colour of curve `number`."""
        self._marks.append(
            f'<circle cx="{self._x(x):.1f}" cy="{self._y(y):.1f}" r="4"'
            f' fill="{COLOURS[number % len(COLOURS)]}" stroke="#fff"/>'
        )

    def guide(self, x: Sequence[float], y: Sequence[float]) -> None:
        """A thin grey line that is no data."""
        points = " ".join(f"{self._x(a):.1f},{self._y(b):.1f}" for a, b in zip(x, y, strict=True))
        self._marks.append(f'<polyline points="{points}" fill="none" stroke="#999" stroke-dasharray="3 3"/>')

    def bars(self, edges: Sequence[float], heights: Sequence[float], label: str, number: int) -> None:
        """A histogram: `heights[i]` stands from `edges[i]` to `edges[i + 1]`."""
        colour = COLOURS[number % len(COLOURS)]
        floor = self._y(0.0)
        for left, right, height in zip(edges, edges[1:], heights, strict=False):
            top = self._y(height)
            self._marks.append(
                f'<rect x="{self._x(left):.1f}" y="{top:.1f}" width="{self._x(right) - self._x(left):.1f}"'
                f' height="{floor - top:.1f}" fill="{colour}" fill-opacity="0.45" stroke="{colour}"/>'
            )
        self._legend.append((colour, "", label))

    def svg(self) -> str:
        """The panel's elements, its corner at 0, 0."""
        return "\n".join([*self._axes(), *self._marks, *self._legend_marks()])

    def _axes(self) -> list[str]:
        left, right = self._x_edge(0.0), self._x_edge(1.0)
        bottom, top = self.height - _BOTTOM, _TOP
        out = [
            f'<text x="{left}" y="20" font-size="14" font-weight="bold">{escape(self.title)}</text>',
            f'<rect x="{left}" y="{top}" width="{right - left}" height="{bottom - top}"'
            ' fill="#fff" stroke="#444"/>',
            f'<text x="{(left + right) / 2:.0f}" y="{self.height - 10}" font-size="12"'
            f' text-anchor="middle">{escape(self.x_label)}</text>',
            f'<text transform="translate(15 {(top + bottom) / 2:.0f}) rotate(-90)" font-size="12"'
            f' text-anchor="middle">{escape(self.y_label)}</text>',
        ]
        for value, label in self.x_ticks:
            x = self._x(value)
            out.append(f'<line x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{bottom}" stroke="#e4e4e4"/>')
            out.append(
                f'<text x="{x:.1f}" y="{bottom + 16}" font-size="11"'
                f' text-anchor="middle">{escape(label)}</text>'
            )
        for value, label in self.y_ticks:
            y = self._y(value)
            out.append(f'<line x1="{left}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}" stroke="#e4e4e4"/>')
            out.append(
                f'<text x="{left - 6}" y="{y + 4:.1f}" font-size="11"'
                f' text-anchor="end">{escape(label)}</text>'
            )
        return out

    def _x_edge(self, share: float) -> float:
        return _LEFT + (self.width - _LEFT - _RIGHT) * share

    def _legend_marks(self) -> list[str]:
        if not self._legend:
            return []
        x = self._x_edge(self.legend_at[0])
        room = self.height - _TOP - _BOTTOM
        top = self.height - _BOTTOM - room * self.legend_at[1] - _LEGEND_LINE * len(self._legend)
        width = min(36 + max(_text_width(label) for *_, label in self._legend), self._x_edge(1.0) - x - 2)
        out = [
            f'<rect x="{x - 4:.1f}" y="{top - 4:.1f}" width="{width:.1f}"'
            f' height="{_LEGEND_LINE * len(self._legend) + 6}" fill="#fff" fill-opacity="0.85"/>'
        ]
        for row, (colour, dash, label) in enumerate(self._legend):
            y = top + _LEGEND_LINE * row + 8
            out.append(
                f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{x + 22:.1f}" y2="{y:.1f}" stroke="{colour}"'
                f' stroke-width="2.5" stroke-dasharray="{dash}"/>'
                f'<text x="{x + 28:.1f}" y="{y + 4:.1f}" font-size="11">{escape(label)}</text>'
            )
        return out


def _text_width(text: str) -> float:
    """About how wide a label of 11 points is drawn."""
    return sum(11.5 if unicodedata.east_asian_width(c) in "WF" else 6.8 for c in text)


def page(title: str, note: str, panels: Sequence[Panel], columns: int = 2) -> str:
    """A whole SVG document: panels in rows, a title above, a line of explanation below."""
    width = max(p.width for p in panels)
    height = max(p.height for p in panels)
    rows = -(-len(panels) // columns)
    total = width * min(columns, len(panels)), 44 + height * rows + 30
    body = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{total[0]}" height="{total[1]}"'
        f' viewBox="0 0 {total[0]} {total[1]}" font-family="{FONT}" fill="#111">',
        f'<rect width="{total[0]}" height="{total[1]}" fill="#fff"/>',
        f'<text x="16" y="28" font-size="18" font-weight="bold">{escape(title)}</text>',
    ]
    for index, panel in enumerate(panels):
        x, y = width * (index % columns), 44 + height * (index // columns)
        body.append(f'<g transform="translate({x} {y})">\n{panel.svg()}\n</g>')
    body.append(f'<text x="16" y="{total[1] - 10}" font-size="11">{escape(note)}</text>\n</svg>\n')
    return "\n".join(body)
