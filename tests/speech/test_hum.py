from __future__ import annotations

import numpy as np
import pytest

from app.speech.f0 import track_f0
from app.speech.hum import hum
from app.speech.register import SpeakerRegister
from app.speech.values import Contour


@pytest.mark.parametrize(
    ("levels", "direction"), [((5.0, 3.0, 1.0), -1), ((2.0, 3.5, 5.0), 1), ((5.0, 5.0, 5.0), 0)]
)
def test_a_hummed_tone_goes_where_its_contour_goes(levels: tuple[float, ...], direction: int) -> None:
    track = track_f0(hum(Contour((0.0, 0.25, 0.5), levels), SpeakerRegister()))
    heard = track.f0[np.isfinite(track.f0) & (track.f0 > 0)]
    change = 12 * np.log2(heard[-3] / heard[2])
    assert np.sign(np.round(change / 3)) == direction
