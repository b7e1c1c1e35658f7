"""The words for verdicts, tones and parts; short, kind and concrete."""

from __future__ import annotations

import math
from dataclasses import dataclass

from app.curriculum.values import Prompt
from app.i18n import msg, tr, trn
from app.speech.pinyin import syllable_pinyin
from app.speech.values import (
    Fluency,
    FluencyAspect,
    HesitationKind,
    MiscueKind,
    Part,
    PartScore,
    PronunciationScore,
    Syllable,
    TakeStatus,
    Verdict,
)
from app.storage.values import Attempt
from app.ui.i18n import isolate
from app.ui.theme.tokens import TONE_MARKS

_VERDICTS = {
    Verdict.GOOD: msg("准确"),
    Verdict.OFF: msg("有偏差"),
    Verdict.WRONG: msg("不对"),
    Verdict.NOT_ASSESSABLE: msg("无法判断"),
}
_PARTS = {Part.INITIAL: msg("声母"), Part.FINAL: msg("韵母"), Part.TONE: msg("声调")}
_TONES = {1: msg("第一声"), 2: msg("第二声"), 3: msg("第三声"), 4: msg("第四声"), 5: msg("轻声")}
_DOUBTS = {
    "too_short": msg("太短"),
    "too_little_voice": msg("嗓音太少"),
    "too_noisy": msg("周围太吵"),
    "clipped": msg("声音爆了"),
    "octave_doubt": msg("音高测不准"),
    "uncertain": msg("证据不够"),
    "omitted": msg("没有听到"),
    "foreign": msg("外文字母，不评"),
    "unclear": msg("听不清是什么音"),
}
_DOUBT_SENTENCES = {
    "too_short": msg("这个字太短，{part}听不出来，所以没有判断，也不扣分。放慢一点再说一遍看看。"),
    "too_little_voice": msg("这个字几乎没有出声，{part}听不出来，所以没有判断，也不扣分。请放开声音说。"),
    "too_noisy": msg("周围的声音盖住了这个字，{part}没有判断，也不扣分。换个安静的地方再说一遍。"),
    "clipped": msg("声音太大，录音失真了，{part}没有判断，也不扣分。离麦克风远一点再说。"),
    "octave_doubt": msg("嗓音有点沙哑或者忽高忽低，音高测不准，{part}没有判断，也不扣分。"),
    "uncertain": msg("证据不够，说不准是对还是错，{part}没有判断，也不扣分。"),
    "foreign": msg("外文字母不是普通话的音，所以不评，也不扣分。"),
    "unclear": msg("这里听不清说的是什么音，{part}没有判断，也不扣分。再说一遍看看。"),
}
_STATUS = {
    TakeStatus.SILENT: msg("没有听到声音"),
    TakeStatus.TOO_NOISY: msg("周围太吵了"),
    TakeStatus.OFF_TASK: msg("听到的不是这一句"),
}
_STATUS_HELP = {
    TakeStatus.SILENT: msg("录音已保存。请看看麦克风是否静音，离麦克风近一点，再说一次。"),
    TakeStatus.TOO_NOISY: msg(
        "录音已保存，但噪声盖住了您的声音，所以没有打分。换个安静的地方，或者靠近麦克风，再说一次。"
    ),
    TakeStatus.OFF_TASK: msg("录音已保存，没有打分。请照着上面的字读一遍，慢一点也没关系。"),
}


def verdict_word(verdict: Verdict) -> str:
    """`准确`, `有偏差`, `不对` or `无法判断`."""
    return str(_VERDICTS[verdict])


def part_word(part: Part) -> str:
    """`声母`, `韵母` or `声调`."""
    return str(_PARTS[part])


def tone_name(tone: int) -> str:
    """`第一声` … `第四声`, `轻声`."""
    return str(_TONES[tone])


def spoken_pinyin(syllable: Syllable) -> str:
    """Pinyin with the mark of the tone that is spoken; the neutral tone has a dot as in 现代汉语词典."""
    pinyin = syllable_pinyin(syllable, spoken=True)
    return TONE_MARKS[5] + pinyin if syllable.spoken_tone == 5 else pinyin


def sandhi_hint(syllable: Syllable) -> str:
    """`(yī)`: the dictionary's reading where the tone is spoken differently, "" elsewhere."""
    return "" if syllable.tone == syllable.spoken_tone else f"({syllable_pinyin(syllable)})"


def sandhi_sentence(syllable: Syllable) -> str:
    """Why the mark differs from the dictionary's, "" where it does not."""
    if syllable.tone == syllable.spoken_tone:
        return ""
    return tr(
        "字典里是{citation}，在这里读{spoken}",
        citation=tone_name(syllable.tone),
        spoken=tone_name(syllable.spoken_tone),
    )


def part_target(part: Part, syllable: Syllable) -> str:
    """What the part should be: `zh`, `ang`, `第三声`; a zero initial is "" ."""
    if part is Part.INITIAL:
        return syllable.initial
    if part is Part.FINAL:
        return syllable.final.replace("v", "ü")
    return tone_name(syllable.spoken_tone)


def heard_sentence(part: Part, score: PartScore) -> str:
    """`听起来像 z`, `听起来像第二声`; "" where it was the target or nobody knows."""
    if not score.heard or score.verdict in (Verdict.GOOD, Verdict.NOT_ASSESSABLE):
        return ""
    if part is Part.TONE:
        if score.heard not in ("1", "2", "3", "4", "5"):
            return ""
        return tr("听起来像{tone}", tone=tone_name(int(score.heard)))
    return tr("听起来像 {sound}", sound=isolate(_shown_sound(score.heard)))


def _shown_sound(sound: str) -> str:
    """A phone as pinyin writes it: ü for `v`, -i for the buzzing vowels of zi and zhi."""
    return {"ii": "-i", "iii": "-i"}.get(sound, sound.replace("v", "ü"))


def doubt_word(score: PartScore) -> str:
    """Why a part could not be assessed, "" where that is not known."""
    if score.verdict is not Verdict.NOT_ASSESSABLE:
        return ""
    doubt = _DOUBTS.get(score.reason)
    return "" if doubt is None else str(doubt)


def doubt_sentence(part: Part, score: PartScore) -> str:
    """Why a part was not judged, that it costs nothing, and what helps; "" where it was judged."""
    if score.verdict is not Verdict.NOT_ASSESSABLE or score.reason == "no_initial":
        return ""
    sentence = _DOUBT_SENTENCES.get(score.reason, msg("这一遍没能判断{part}，不扣分。再说一遍看看。"))
    return tr(sentence.text, part=part_word(part))


def status_words(status: TakeStatus) -> tuple[str, str]:
    """What happened to a take that was not scored, and what to do about it. Not for SCORED."""
    return str(_STATUS[status]), str(_STATUS_HELP[status])


def fluency_words(score: PronunciationScore) -> str:
    """Pace, pauses, hesitation and repetitions in a few words, "" when too little was said to know."""
    fluency = score.fluency
    words = []
    rate = fluency.articulation_rate
    if rate is not None and math.isfinite(rate):
        words.append(tr("每分钟 {rate} 字", rate=isolate(f"{rate:.0f}")) + _pace_word(fluency))
    odd = sum(1 for pause in fluency.pauses if not pause.expected)
    if odd:
        words.append(trn("多停了 {number} 次", "多停了 {number} 次", odd))
    again = sum(1 for miscue in score.miscues if miscue.kind is MiscueKind.REPETITION)
    if again:
        words.append(trn("回读 {number} 处", "回读 {number} 处", again))
    other = (HesitationKind.FILLER, HesitationKind.LENGTHENED)
    hesitant = sum(1 for each in fluency.hesitations if each.kind in other)
    if hesitant:
        words.append(trn("犹豫 {number} 处", "犹豫 {number} 处", hesitant))
    return " · ".join(words)


def _pace_word(fluency: Fluency) -> str:
    """How the pace suits this kind of prompt, in brackets; "" where it was not judged."""
    pace = fluency.aspect(FluencyAspect.PACE)
    if pace.verdict is Verdict.NOT_ASSESSABLE or pace.value is None:
        return ""
    if pace.verdict is Verdict.GOOD:
        return tr("（合适）")
    fast = pace.high is not None and pace.value > pace.high
    return tr("（偏快）") if fast else tr("（偏慢）")


@dataclass(frozen=True)
class ExtraMark:
    """A mark before syllable `before` for what was said beyond the prompt: `×2`, `+`, `…`, and what it means.

    `start` and `end` are seconds of the recording, None where the time is not known.
    """

    before: int
    text: str
    tooltip: str
    start: float | None
    end: float | None


def extra_marks(score: PronunciationScore) -> tuple[ExtraMark, ...]:
    """What was read again or said too much, one mark before a syllable, in the order of the prompt.

    A mark has no characters of what was said: that something was said is measured, what is only guessed.
    """
    found: dict[int, ExtraMark] = {}
    for miscue in score.miscues:
        if miscue.kind is MiscueKind.REPETITION:
            last = miscue.index if miscue.last is None else miscue.last
            stretch = "".join(each.syllable.hanzi for each in score.syllables[miscue.index : last + 1])
            mark = ExtraMark(
                miscue.index, "×2", tr("“{stretch}”读了不止一遍", stretch=stretch), miscue.start, miscue.end
            )
        elif miscue.kind is MiscueKind.INSERTION:
            text, tooltip = (
                ("…", tr("这里停下来想了一下")) if miscue.filler else ("+", tr("这里多说了一些音"))
            )
            mark = ExtraMark(miscue.index, text, tooltip, miscue.start, miscue.end)
        else:
            continue
        found.setdefault(mark.before, mark)
    return tuple(found[before] for before in sorted(found))


def duration_words(seconds: float) -> str:
    """`0:07`; digits run left to right in every language."""
    whole = round(seconds)
    return isolate(f"{whole // 60}:{whole % 60:02d}")


def attempt_prompt(attempt: Attempt) -> Prompt:
    """The prompt an attempt was made for, also when its lesson is gone."""
    return Prompt(attempt.prompt_id, attempt.text, attempt.pinyin)
