"""What each tone should look like on the five-level staff, in its place.

After Chao's tone letters as every textbook gives them: 55, 35, 214, 51; the third tone is 21 before another
syllable; a fourth tone before a fourth falls half way (53); the neutral tone takes its height from the tone
before it.
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
_NEUTRAL: dict[int, _Knots] = {
    1: ((0.0, 2.5), (1.0, 1.8)),
    2: ((0.0, 3.4), (1.0, 2.6)),
    3: ((0.0, 3.6), (1.0, 4.2)),
    4: ((0.0, 1.5), (1.0, 1.0)),
    5: ((0.0, 2.0), (1.0, 1.5)),
}


def target_contour(spans: Sequence[ToneSpan], index: int, times: np.ndarray) -> Contour:
    """The contour that syllable `index` of `spans` should have, at `times` (s, increasing) of its final."""
    span = spans[index]
    following = spans[index + 1].tone if span.joined and index + 1 < len(spans) else None
    if span.tone == 5:
        knots = _NEUTRAL[spans[index - 1].tone if index else 5]
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
