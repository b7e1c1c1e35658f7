"""Talks as text, laid out in time as a recogniser would have heard them."""

from __future__ import annotations

from functools import lru_cache

from app.coaching.heard_text import spoken_characters
from app.curriculum.library import Library, load_library
from app.curriculum.values import ProductCard
from app.paths import lessons_dir
from app.speech.delivery import Delivery
from app.speech.transcription import TranscribedWord, Transcript
from app.speech.words import split_words

SYLLABLE = 0.22


@lru_cache(maxsize=1)
def _library() -> Library:
    return load_library([lessons_dir()])


def card(lesson_id: str) -> ProductCard:
    found = _library().product(lesson_id)
    assert found is not None
    return found


def heard(text: str, confidence: float = 0.95, model: str = "text") -> Transcript:
    """What a recogniser that makes no mistake would make of a text; punctuation is a pause of 0.6 s."""
    words: list[TranscribedWord] = []
    at = 0.5
    for phrase in spoken_characters(text).split(" "):
        for word in split_words(phrase):
            end = at + SYLLABLE * len(word)
            words.append(TranscribedWord(word, at, end, confidence))
            at = end
        at += 0.6
    return Transcript(tuple(words), at, model)


def delivery(transcript: Transcript) -> Delivery:
    speaking = sum(word.end - word.start for word in transcript.words)
    return Delivery(transcript.duration, speaking, 0.5, transcript.pauses, None, None, None)
