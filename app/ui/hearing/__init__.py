"""Hearing how something should sound: the bar with voice and speed, and what plays for it."""

from app.ui.hearing.hear_bar import HearBar as HearBar
from app.ui.hearing.hearing import Hearing as Hearing
from app.ui.hearing.reference_player import ReferencePlayer as ReferencePlayer
from app.ui.hearing.system_voice import SystemVoice as SystemVoice
from app.ui.hearing.voice import Voice as Voice
from app.ui.hearing.voice import VoiceKind as VoiceKind
from app.ui.hearing.voice import voice_explained as voice_explained
from app.ui.hearing.voice import voice_of as voice_of
from app.ui.hearing.voice import voice_words as voice_words
