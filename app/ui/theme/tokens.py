"""The look as data: two sets of colours, five type sizes, one grid, one radius.

Every colour that carries text reaches a contrast of 4.5 : 1 on `ground` and `surface`; a test computes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from app.speech.values import Verdict

SPACE = 8
"""Pixels. All distances are multiples of it (half of it inside small controls)."""

RADIUS = 8
"""Pixels. The one corner radius."""

RAIL_WIDTH = 104
"""Pixels. The rail on the leading side at font scale 1."""

READING_WIDTH = 720
"""Pixels. Text is never laid out wider than this, so a big screen gets room, not long lines."""

PAGE_WIDTH = 1120
"""Pixels. Pages made of several columns grow up to this width."""

MOTION_MS = 160
"""Milliseconds. The one length of an animation; 0 when motion is reduced."""


class TypeSize(IntEnum):
    """The five sizes of text, in pixels at font scale 1."""

    SMALL = 12
    BODY = 14
    LEAD = 16
    TITLE = 22
    PROMPT = 48


@dataclass(frozen=True)
class Colours:
    """One theme's colours as `#rrggbb`. `…_soft` are quiet backgrounds for text of the plain colour."""

    dark: bool
    ground: str  # behind everything
    surface: str  # cards, fields
    rail: str  # the navigation rail
    line: str  # hairlines between things
    control_line: str  # borders of fields and buttons, 3 : 1 against the surface
    text: str
    text_soft: str
    accent: str  # fills: main action, recording
    accent_hover: str
    on_accent: str  # text upon `accent`
    accent_text: str  # the accent as text, icon or line
    accent_soft: str  # quiet background of what is chosen
    good: str
    good_soft: str
    off: str
    off_soft: str
    wrong: str
    wrong_soft: str
    not_assessable: str
    not_assessable_soft: str
    tone_1: str
    tone_2: str
    tone_3: str
    tone_4: str
    tone_5: str

    def tone(self, tone: int) -> str:
        """The colour of a tone, 1 to 5; the learners' dictionaries' convention."""
        return (self.tone_1, self.tone_2, self.tone_3, self.tone_4, self.tone_5)[tone - 1]

    def verdict(self, verdict: Verdict) -> str:
        """The colour of a verdict, fit for text, marks and lines."""
        return {
            Verdict.GOOD: self.good,
            Verdict.OFF: self.off,
            Verdict.WRONG: self.wrong,
            Verdict.NOT_ASSESSABLE: self.not_assessable,
        }[verdict]

    def verdict_soft(self, verdict: Verdict) -> str:
        """The quiet background that goes with `verdict`."""
        return {
            Verdict.GOOD: self.good_soft,
            Verdict.OFF: self.off_soft,
            Verdict.WRONG: self.wrong_soft,
            Verdict.NOT_ASSESSABLE: self.not_assessable_soft,
        }[verdict]


LIGHT = Colours(
    dark=False,
    ground="#f6f4f0",
    surface="#ffffff",
    rail="#ece8e2",
    line="#ddd7cf",
    control_line="#8d857c",
    text="#24201d",
    text_soft="#615a53",
    accent="#b3262e",
    accent_hover="#951b25",
    on_accent="#ffffff",
    accent_text="#a8212a",
    accent_soft="#f6e1de",
    good="#1b7350",
    good_soft="#dcf0e6",
    off="#955000",
    off_soft="#fcebd2",
    wrong="#7d0a3c",
    wrong_soft="#f8dfe8",
    not_assessable="#66605a",
    not_assessable_soft="#efece7",
    tone_1="#bf2626",
    tone_2="#a85400",
    tone_3="#1d7a3a",
    tone_4="#1f5fb8",
    tone_5="#66605a",
)

DARK = Colours(
    dark=True,
    ground="#1a1817",
    surface="#242120",
    rail="#141211",
    line="#3b3633",
    control_line="#8a817a",
    text="#f2eee9",
    text_soft="#b9b0a8",
    accent="#c7353f",
    accent_hover="#b02c36",
    on_accent="#ffffff",
    accent_text="#ff9088",
    accent_soft="#462523",
    good="#6fd0a3",
    good_soft="#17382b",
    off="#f3b96f",
    off_soft="#42301a",
    wrong="#ff86b4",
    wrong_soft="#4a1c32",
    not_assessable="#b3aaa2",
    not_assessable_soft="#322e2b",
    tone_1="#ff8f86",
    tone_2="#ffb765",
    tone_3="#7fce95",
    tone_4="#8fbaf9",
    tone_5="#b3aaa2",
)

TONE_MARKS = {1: "ˉ", 2: "ˊ", 3: "ˇ", 4: "ˋ", 5: "·"}
"""The mark that goes with a tone's colour wherever the colour is used."""

VERDICT_MARKS = {Verdict.GOOD: "✓", Verdict.OFF: "~", Verdict.WRONG: "✕", Verdict.NOT_ASSESSABLE: "…"}
"""The mark that goes with a verdict's colour wherever the colour is used."""
