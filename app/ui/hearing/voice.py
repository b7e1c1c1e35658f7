"""Whose voice is heard: said in words wherever it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from app.i18n import msg, tr
from app.practice.reference import Reference
from app.ui.i18n import isolate

LONGEST = 28
"""Characters of a name or licence beside a button."""


class VoiceKind(Enum):
    """What speaks, best first. The values are those of `ReferenceSource`, and the computer's voice."""

    RECORDING = "recording"
    PACK = "pack"
    CLIP = "clip"
    SYSTEM = "system"
    COMPOSED = "composed"  # syllable by syllable: after every voice that says the word as one
    HUMMED = "hummed"


@dataclass(frozen=True)
class Voice:
    """One way to hear something. `name`, `licence` and `origin` are "" where there is nothing to name."""

    kind: VoiceKind
    name: str = ""
    licence: str = ""
    origin: str = ""


_WORDS = {
    VoiceKind.RECORDING: msg("真人录音"),
    VoiceKind.PACK: msg("真人录音"),
    VoiceKind.CLIP: msg("真人录音片段"),
    VoiceKind.SYSTEM: msg("系统语音"),
    VoiceKind.COMPOSED: msg("逐字拼成"),
    VoiceKind.HUMMED: msg("哼出的声调"),
}
_EXPLAINED = {
    VoiceKind.PACK: msg("声音包“{name}”里的真人录音。许可：{licence}。来源：{origin}"),
    VoiceKind.CLIP: msg("从公开录音里剪出的真人声音：{name}。许可：{licence}"),
    VoiceKind.SYSTEM: msg("电脑自己的中文语音：{name}"),
    VoiceKind.COMPOSED: msg(
        "声音包“{name}”里没有这个词，是把单字录音一个个接起来的，连读和语气不自然。许可：{licence}。来源：{origin}"
    ),
    VoiceKind.HUMMED: msg("只哼出声调的高低，没有声母和韵母。"),
}


def voice_of(reference: Reference) -> Voice:
    """The voice of a reference."""
    return Voice(VoiceKind(reference.source.value), reference.name, reference.licence, reference.origin)


def voice_words(voice: Voice) -> str:
    """Whose voice it is, short enough to stand beside a button: `逐字拼成 · Chen Wang · CC BY-SA 3.0`."""
    parts = [
        str(_WORDS[voice.kind]),
        *(isolate(_short(each)) for each in (voice.name, voice.licence) if each),
    ]
    return " · ".join(parts)


def _short(text: str) -> str:
    """A name or licence cut to what fits beside a button; `voice_explained` has all of it."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def voice_explained(voice: Voice) -> str:
    """A sentence about the voice, for the tooltip; "" where the short words say it all."""
    known = _EXPLAINED.get(voice.kind)
    if known is None or (voice.kind is VoiceKind.SYSTEM and not voice.name):
        return ""
    unknown = tr("未写明")
    return tr(
        known.text,
        name=isolate(voice.name),
        licence=isolate(voice.licence or unknown),
        origin=isolate(voice.origin or unknown),
    )
