"""A score as a table for the terminal and as JSON for programs."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from typing import Any

from app.i18n import tr
from app.speech.advice_text import advice_sentence
from app.speech.values import (
    PartScore,
    PronunciationScore,
    SpokenText,
    SyllableScore,
    TakeStatus,
    Verdict,
)


def verdict_word(verdict: Verdict) -> str:
    """The word for a verdict."""
    return {
        Verdict.GOOD: tr("好"),
        Verdict.OFF: tr("偏"),
        Verdict.WRONG: tr("错"),
        Verdict.NOT_ASSESSABLE: tr("不能判断"),
    }[verdict]


def status_sentence(status: TakeStatus) -> str:
    """Why a take has no score; "" when it has one."""
    return {
        TakeStatus.SCORED: "",
        TakeStatus.SILENT: tr("没有听到声音，不能评分。请检查话筒是不是静音了。"),
        TakeStatus.TOO_NOISY: tr("背景太吵，不能评分。请换个安静的地方再录一遍。"),
        TakeStatus.OFF_TASK: tr("听到的不是这段话，不能评分。请看着提示再读一遍。"),
    }[status]


def score_table(score: PronunciationScore, spoken: SpokenText) -> str:
    """The score of one take as a table: a line per syllable, then pace and advice."""
    lines = []
    if score.status is not TakeStatus.SCORED:
        lines.append(status_sentence(score.status))
    else:
        head = (tr("字"), tr("拼音"), tr("秒"), tr("声母"), tr("韵母"), tr("声调"))
        rows = [head, *(_row(each) for each in score.syllables)]
        lines += [*aligned(rows), ""]
        if score.total is not None:
            lines.append(tr("总分 {total:.0f}", total=score.total))
    rate = score.fluency.speech_rate
    if rate is not None:
        lines.append(tr("语速 每分钟 {rate:.0f} 个音节", rate=rate))
    lines += [f"· {advice_sentence(item, spoken)}" for item in score.advice]
    if score.transcript:
        lines.append(tr("听到的内容：{text}", text=score.transcript))
    lines.append(tr("模型 {model}，评分器 {scorer}", model=score.model, scorer=score.scorer))
    return "\n".join(lines)


def aligned(rows: Sequence[Sequence[str]], numbers_from: int | None = None) -> list[str]:
    """Lines with the cells of equally long rows below each other.

    Cells from column `numbers_from` on stand to the right.
    """
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    right = len(widths) if numbers_from is None else numbers_from
    return [
        "  ".join(
            _pad(cell, width) if column < right else " " * (width - _width(cell)) + cell
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]


def score_json(score: PronunciationScore) -> dict[str, Any]:
    """The score as JSON-able data; unvoiced contour points are null."""
    return {
        "status": score.status.value,
        "total": score.total,
        "transcript": score.transcript,
        "duration": score.duration,
        "model": score.model,
        "scorer": score.scorer,
        "speech_rate": score.fluency.speech_rate,
        "articulation_rate": score.fluency.articulation_rate,
        "loudness_db": score.fluency.loudness_db,
        "noise_db": score.fluency.noise_db,
        "pauses": [
            {"start": each.start, "end": each.end, "expected": each.expected} for each in score.fluency.pauses
        ],
        "miscues": [
            {
                "kind": each.kind.value,
                "index": each.index,
                "said": each.said,
                "start": each.start,
                "end": each.end,
            }
            for each in score.miscues
        ],
        "advice": [
            {"code": each.code, "index": each.index, "part": each.part.value if each.part else None}
            for each in score.advice
        ],
        "syllables": [_syllable_json(each) for each in score.syllables],
    }


def _syllable_json(each: SyllableScore) -> dict[str, Any]:
    syllable = each.syllable
    return {
        "hanzi": syllable.hanzi,
        "initial": syllable.initial,
        "final": syllable.final,
        "tone": syllable.tone,
        "spoken_tone": syllable.spoken_tone,
        "erhua": syllable.erhua,
        "start": each.start,
        "end": each.end,
        "omitted": each.omitted,
        "verdicts": {
            "initial": _part_json(each.initial),
            "final": _part_json(each.final),
            "tone": _part_json(each.tone),
        },
        "contour": None
        if each.contour is None
        else {
            "times": list(each.contour.times),
            "levels": [None if math.isnan(level) else level for level in each.contour.levels],
        },
    }


def _part_json(part: PartScore) -> dict[str, Any]:
    return {
        "verdict": part.verdict.value,
        "goodness": part.goodness,
        "heard": part.heard,
        "reason": part.reason,
    }


def _row(each: SyllableScore) -> tuple[str, ...]:
    syllable = each.syllable
    pinyin = f"{syllable.toneless}{'r' if syllable.erhua else ''}{syllable.spoken_tone}"
    if each.omitted:
        return (syllable.hanzi, pinyin, "–", tr("漏读"), "", "")
    when = f"{each.start:.2f}–{each.end:.2f}" if each.start is not None and each.end is not None else "–"
    initial = _cell(each.initial) if syllable.initial else "–"
    return (syllable.hanzi, pinyin, when, initial, _cell(each.final), _cell(each.tone))


def _cell(part: PartScore) -> str:
    word = verdict_word(part.verdict)
    return f"{word}→{part.heard}" if part.heard and part.verdict in (Verdict.OFF, Verdict.WRONG) else word


def _width(text: str) -> int:
    """Columns a text takes in a terminal: hanzi take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
