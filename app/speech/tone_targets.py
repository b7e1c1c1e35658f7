"""What each tone should look like on the five-level staff, in its place.

After Chao's tone letters as every textbook gives them: 55, 35, 214, 51; the third tone is 21 before another
syllable; a fourth tone before a fourth falls half way (53); the neutral tone takes its height from the tone
before it, as measured.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.speech.tone_values import ToneSpan
from app.speech.values import Contour

_Knots = tuple[tuple[float, float], ...]  # (share of the final, level)

_FULL: dict[int, _Knots] = {
    1: ((0.0, 5.0), (1.0, 5.0)),
    2: ((0.0, 3.0), (0.25, 3.0), (1.0, 5.0)),
    3: ((0.0, 2.0), (0.45, 1.0), (0.6, 1.0), (1.0, 4.0)),
    4: ((0.0, 5.0), (0.1, 5.0), (1.0, 1.0)),
}
_HALF_THIRD: _Knots = ((0.0, 2.0), (0.7, 1.0), (1.0, 1.0))
_HALF_FOURTH: _Knots = ((0.0, 5.0), (0.1, 5.0), (1.0, 3.0))
# after each tone, where native readers' neutral syllables run (medians of some 900 in connected speech): they
# set out from where the tone before ended and sink, lower than a textbook's single level tells
_NEUTRAL: dict[int, _Knots] = {
    1: ((0.0, 3.3), (1.0, 2.1)),
    2: ((0.0, 3.1), (1.0, 2.3)),
    3: ((0.0, 1.9), (1.0, 3.2)),
    4: ((0.0, 2.3), (0.6, 1.6), (1.0, 1.4)),
    5: ((0.0, 2.8), (1.0, 2.3)),
}
_NEUTRAL_AFTER_THIRD_JOINED: _Knots = ((0.0, 1.7), (0.6, 1.6), (1.0, 2.0))  # it climbs before a pause only


def target_contour(spans: Sequence[ToneSpan], index: int, times: np.ndarray) -> Contour:
    """The contour that syllable `index` of `spans` should have, at `times` (s, increasing) of its final."""
    span = spans[index]
    following = spans[index + 1].tone if span.joined and index + 1 < len(spans) else None
    if span.tone == 5:
        previous = spans[index - 1].tone if index else 5
        knots = _NEUTRAL_AFTER_THIRD_JOINED if previous == 3 and following is not None else _NEUTRAL[previous]
    elif span.tone == 3 and following is not None:
        knots = _HALF_THIRD
    elif span.tone == 4 and following == 4:
        knots = _HALF_FOURTH
    else:
        knots = _FULL[span.tone]
    at, level = zip(*knots, strict=True)
    share = (times - times[0]) / max(float(times[-1] - times[0]), 1e-6)
    levels = np.interp(share, at, level)
    return Contour(tuple(float(t) for t in times), tuple(round(float(x), 3) for x in levels))
