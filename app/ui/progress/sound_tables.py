"""From the map of sounds to tables to draw: pure functions, tested as tables."""

from __future__ import annotations

from app.i18n import tr, trn
from app.practice.progress_values import Share, SoundMap
from app.speech.pinyin import spell
from app.speech.values import Part
from app.ui.attempt.words import tone_name
from app.ui.i18n import isolate
from app.ui.theme.tokens import TONE_MARKS
from app.ui.widgets.heat_map import HeatCell, HeatTable, heat_table

INITIALS = (
    *("b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h"),
    *("j", "q", "x", "zh", "ch", "sh", "r", "z", "c", "s", ""),
)
FINALS = (
    *("a", "o", "e", "ai", "ei", "ao", "ou", "an", "en", "ang", "eng", "er", "ong"),
    *("i", "ia", "ie", "iao", "iu", "ian", "in", "iang", "ing", "iong"),
    *("u", "ua", "uo", "uai", "ui", "uan", "un", "uang", "ueng", "v", "ve", "van", "vn"),
)
"""In the order in which they are taught."""

NO_INITIAL = "Ø"
"""The row of syllables without an initial, as textbooks write it; words would make it wider than the map."""

WORST = 0.4
"""The share of good ones from which on a cell is filled wholly."""


def sound_text(part: Part, sound: str) -> str:
    """A sound as it is written: `zh`, `ü`, `第二声`."""
    if part is Part.TONE:
        return tone_name(int(sound)) if sound in "12345" and sound else sound
    if part is Part.INITIAL and not sound:
        return tr("零声母")
    return {"ii": "-i", "iii": "-i"}.get(sound, sound.replace("v", "ü"))


def percent(share: float) -> str:
    """A share in percent without the sign: cells are small."""
    return f"{100 * share:.0f}"


def numbers(text: str) -> str:
    """Numbers that belong together, kept from left to right: `61 → 74`, `+0.8`, `12:00–13:00`.

    `isolate` leaves the direction to the first letter, and here is none.
    """
    return f"\u2066{text}\u2069"


def share_words(share: Share) -> str:
    """A share in words: how many of how many, and that it says little where it does."""
    if not share.judged:
        return tr("说过，但没有能判断的")
    told = trn("{number} 次里 {good} 次准确", "{number} 次里 {good} 次准确", share.judged, good=share.good)
    return tr("{told}。说得还少，看不出来", told=told) if share.thin else told


def level(share: Share) -> float:
    """How strongly a cell is filled: not at all where all is good."""
    return max(0.0, min(1.0, (1 - share.share) / (1 - WORST)))


def sound_table(found: SoundMap) -> HeatTable:
    """Initials down, finals along; the first row and column are of each final and initial alone."""
    initials = [each for each in INITIALS if any(cell[0] == each for cell in found.cells)]
    finals = [each for each in FINALS if any(cell[1] == each for cell in found.cells)]

    def cell(row: int, column: int) -> HeatCell | None:
        initial = initials[row - 1] if row else None
        final = finals[column - 1] if column else None
        if initial is None and final is None:
            return None
        if initial is None:
            share = found.finals.get(final or "", Share())
        elif final is None:
            share = found.initials.get(initial, Share())
            if not initial:
                return None  # there is nothing to judge
        else:
            share = found.cells.get((initial, final), Share())
            if (initial, final) not in found.cells:
                return None
        words = f"{isolate(cell_name(initial, final))}\n{share_words(share)}"
        key = (ALL if initial is None else initial, ALL if final is None else final)
        return HeatCell(key, level(share), percent(share.share), words, share.thin)

    # the sums stand directly beside the names of their sounds, and need no heading
    rows = ["", *(each or NO_INITIAL for each in initials)]
    columns = ["", *(each.replace("v", "ü") for each in finals)]
    return heat_table(rows, columns, cell, ruled=1)


ALL = "*"
"""In a cell's key: any initial, or any final."""


def cell_name(initial: str | None, final: str | None) -> str:
    """What a cell is about: `zhang`, `zh`, `ang`."""
    if initial is None:
        return sound_text(Part.FINAL, final or "")
    if final is None:
        return sound_text(Part.INITIAL, initial)
    return spell(initial, final)


def tone_table(found: SoundMap) -> HeatTable:
    """One row: the five tones as they were said."""
    tones = [each for each in (1, 2, 3, 4, 5) if each in found.tones]

    def cell(_row: int, column: int) -> HeatCell:
        share = found.tones[tones[column]]
        name = tone_name(tones[column])
        return HeatCell(
            ("tone", str(tones[column])),
            level(share),
            percent(share.share),
            f"{name}\n{share_words(share)}",
            share.thin,
        )

    columns = [f"{tone} {TONE_MARKS[tone]}" for tone in tones]
    return heat_table([tr("声调")], columns, cell)


def tones_of_words(found: SoundMap, initial: str | None, final: str | None) -> str:
    """How the tones went with a combination; "" where it is not one, or nothing is known."""
    if initial is None or final is None:
        return ""
    shares = found.tones_of.get((initial, final), {})
    told = [
        f"{tone_name(tone)} {numbers(f'{share.good}/{share.judged}')}"
        for tone, share in sorted(shares.items())
        if share.judged and 1 <= tone <= 5
    ]
    return " · ".join(isolate(each) for each in told)


def weak_words(found: SoundMap) -> str:
    """The three weakest sounds in a sentence; what is said where nothing is weak."""
    shares = [(Part.INITIAL, sound, share) for sound, share in found.initials.items() if sound]
    shares += [(Part.FINAL, sound, share) for sound, share in found.finals.items()]
    shares += [(Part.TONE, str(tone), share) for tone, share in found.tones.items()]
    known = sorted((each for each in shares if not each[2].thin), key=lambda each: each[2].share)
    weak = [each for each in known if each[2].share < 0.8][:3]
    if not known:
        return tr("说得还少，再练几次就能看出哪些音要多练。")
    if not weak:
        return tr("说过的音都稳。")
    sounds = tr("、").join(isolate(sound_text(part, sound)) for part, sound, _share in weak)
    return tr("最值得练的：{sounds}", sounds=sounds)
