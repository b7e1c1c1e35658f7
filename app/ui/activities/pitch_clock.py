"""Round button, clock and bar of a free talk: the countdown before it, then the time that is left."""

from __future__ import annotations

from app.i18n import tr
from app.ui.activities.free_pitch_take import PitchPhase, PitchState
from app.ui.activities.plan_bar import PlanBar
from app.ui.attempt.words import duration_words
from app.ui.theme import Theme
from app.ui.widgets.labels import label
from app.ui.widgets.record_button import RecordButton, RecordLook

_LOOKS = {
    PitchPhase.COUNTDOWN: RecordLook.COUNTDOWN,
    PitchPhase.RECORDING: RecordLook.STOP,
    PitchPhase.PAUSED: RecordLook.PAUSED,
    PitchPhase.KEEPING: RecordLook.BUSY,
}


class PitchClock:
    """Three widgets that show one `PitchState`; every page lays them out as it likes."""

    def __init__(self, theme: Theme, button_size: int) -> None:
        self.record = RecordButton(theme, button_size)
        self.clock = label("", "title", wrap=False)
        self.bar = PlanBar(theme)

    def show_state(self, state: PitchState, name: str) -> None:
        """Show where the talk stands; `name` is what pressing the button does."""
        phase = state.phase
        running = phase in (PitchPhase.RECORDING, PitchPhase.PAUSED)
        look = _LOOKS.get(phase, RecordLook.RECORD)
        if phase is PitchPhase.COUNTDOWN and not state.countdown:
            look = RecordLook.BUSY
        self.record.set_look(look, state.countdown)
        self.record.setEnabled(phase is not PitchPhase.KEEPING)
        self.record.setAccessibleName(name)
        self.record.setToolTip(name)
        self.clock.setText(clock_words(state))
        self.bar.show_time(state.elapsed if running else 0.0, state.planned)


def clock_words(state: PitchState) -> str:
    """The planned time before the talk, what is left during it, by how much it is over beyond."""
    if state.phase not in (PitchPhase.RECORDING, PitchPhase.PAUSED):
        return duration_words(state.planned)
    if state.left >= 0:
        return tr("还有 {time}", time=duration_words(state.left))
    return tr("超了 {time}", time=duration_words(-state.left))
