"""What every page that records shares: its microphone, the end of a take, the words for a bad sound."""

from app.ui.recording.page_microphone import PageMicrophone
from app.ui.recording.take_signals import TakeSignals
from app.ui.recording.warning_words import warning_sentence

__all__ = ["PageMicrophone", "TakeSignals", "warning_sentence"]
