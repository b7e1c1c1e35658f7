"""What stands in the exported tables: one line an attempt, one line a syllable.

For people with a spreadsheet: headings and verdicts in the language in use, moments in local time, numbers
as numbers. Text that a spreadsheet would run as a formula gets an apostrophe in front.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import PurePosixPath

from app.i18n import msg, tr
from app.people.profiles import FIRST_LANGUAGES
from app.people.values import Profile
from app.speech.values import MiscueKind, Part, PronunciationScore, Strictness, TakeStatus, Verdict
from app.storage.values import Attempt

Cell = str | int | float | None

PARTS = {Part.INITIAL: msg("声母"), Part.FINAL: msg("韵母"), Part.TONE: msg("声调")}
VERDICTS = {
    Verdict.GOOD: msg("好"),
    Verdict.OFF: msg("有偏差"),
    Verdict.WRONG: msg("错"),
    Verdict.NOT_ASSESSABLE: msg("无法评估"),
}
_STATUS = {
    TakeStatus.SCORED: msg("已评分"),
    TakeStatus.SILENT: msg("没有声音"),
    TakeStatus.TOO_NOISY: msg("噪声太大"),
    TakeStatus.OFF_TASK: msg("读的不是这段话"),
}
_MISCUES = {
    MiscueKind.OMISSION: msg("漏读"),
    MiscueKind.INSERTION: msg("多读"),
    MiscueKind.REPLACEMENT: msg("读成别的字"),
    MiscueKind.REPETITION: msg("回读"),
}
_STRICTNESS = {
    Strictness.LENIENT: msg("宽松"),
    Strictness.NORMAL: msg("标准"),
    Strictness.STRICT: msg("严格"),
}
_PART_VERDICTS = [(part, verdict) for part in PARTS for verdict in VERDICTS]

_FORMULA = re.compile(r"[=+\-@\t\r]")
_NOT_IN_FILE_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


def attempt_header() -> list[str]:
    """The headings over `attempt_line`."""
    return [
        tr("编号"),
        tr("学员"),
        tr("母语"),
        tr("时间"),
        tr("课程"),
        tr("题目"),
        tr("文本"),
        tr("状态"),
        tr("总分"),
        tr("时长（秒）"),
        tr("音节数"),
        *(f"{PARTS[part]}·{VERDICTS[verdict]}" for part, verdict in _PART_VERDICTS),
        *(str(name) for name in _MISCUES.values()),
        tr("语速（音节/分）"),
        tr("去停顿语速（音节/分）"),
        tr("停顿次数"),
        tr("听到的内容"),
        tr("识别模型"),
        tr("评分版本"),
        tr("严格程度"),
        tr("录音中断"),
        tr("录音文件"),
    ]


def attempt_line(attempt: Attempt, profile: Profile | None, file_name: str) -> list[Cell]:
    """One attempt. `file_name` is its recording's name in the export, or ""."""
    first_language = FIRST_LANGUAGES.get(profile.first_language) if profile else None
    return [
        attempt.id,
        text_cell(profile.name if profile else attempt.profile_id),
        str(first_language or ""),
        _local(attempt),
        text_cell(attempt.lesson_id),
        text_cell(attempt.prompt_id),
        text_cell(attempt.text),
        _status(attempt),
        *_score_cells(attempt.score, attempt.recording.duration),
        int(attempt.recording.interrupted),
        file_name,
    ]


def _status(attempt: Attempt) -> str:
    if attempt.score is not None:
        return str(_STATUS[attempt.score.status])
    return tr("自由试讲") if attempt.free else tr("未评分")


def _score_cells(score: PronunciationScore | None, duration: float) -> list[Cell]:
    seconds = round(duration, 2)
    if score is None:
        return [None, seconds, None, *[None] * (len(_PART_VERDICTS) + len(_MISCUES)), *[None] * 7]
    verdicts = Counter((part, syllable.part(part).verdict) for syllable in score.syllables for part in Part)
    miscues = Counter(miscue.kind for miscue in score.miscues)
    return [
        _round(score.total),
        seconds,
        len(score.syllables),
        *(verdicts[each] for each in _PART_VERDICTS),
        *(miscues[kind] for kind in _MISCUES),
        _round(score.fluency.speech_rate),
        _round(score.fluency.articulation_rate),
        len(score.fluency.pauses),
        text_cell(score.transcript),
        text_cell(score.model),
        text_cell(score.scorer),
        str(_STRICTNESS[score.strictness]),
    ]


def syllable_header() -> list[str]:
    """The headings over `syllable_lines`."""
    return [
        tr("编号"),
        tr("第几个音节"),
        tr("汉字"),
        tr("声母"),
        tr("韵母"),
        tr("声调"),
        tr("变调后"),
        tr("开始（秒）"),
        tr("结束（秒）"),
        tr("漏读"),
        *(
            heading
            for part in PARTS.values()
            for heading in (
                tr("{part}·评价", part=part),
                tr("{part}·把握", part=part),
                tr("{part}·听成", part=part),
            )
        ),
    ]


def syllable_lines(attempt: Attempt) -> list[list[Cell]]:
    """One line for each syllable of the attempt; positions count from 1. None without a score."""
    if attempt.score is None:
        return []
    return [
        [
            attempt.id,
            position,
            each.syllable.hanzi,
            each.syllable.initial,
            each.syllable.final,
            each.syllable.tone,
            each.syllable.spoken_tone,
            _round(each.start, 3),
            _round(each.end, 3),
            int(each.omitted),
            *(
                cell
                for part in PARTS
                for cell in (
                    str(VERDICTS[each.part(part).verdict]),
                    _round(each.part(part).goodness, 3),
                    _number_or_text(each.part(part).heard),
                )
            ),
        ]
        for position, each in enumerate(attempt.score.syllables, start=1)
    ]


def recording_name(attempt: Attempt, profile: Profile | None) -> str:
    """A name that says who, when and what, valid on every system, unique by the end of the id."""
    who = _file_word(profile.name if profile else "") or attempt.profile_id[:8]
    parts = [
        f"{attempt.created.astimezone():%Y%m%d-%H%M%S}",
        _file_word(attempt.lesson_id),
        _file_word(attempt.prompt_id),
        _file_word(attempt.id)[-12:],
    ]
    name = "_".join(part for part in parts if part) + attempt.recording.path.suffix
    return str(PurePosixPath("recordings", who, name))


def _file_word(text: str) -> str:
    return _NOT_IN_FILE_NAMES.sub("-", text).strip(" .")[:40]


def text_cell(text: str) -> str:
    """A text as a spreadsheet may show it: one that it would run as a formula gets an apostrophe."""
    return f"'{text}" if _FORMULA.match(text) else text


def _number_or_text(heard: str) -> Cell:
    return int(heard) if heard.isascii() and heard.isdigit() else text_cell(heard)


def _round(value: float | None, digits: int = 1) -> float | None:
    return None if value is None else round(value, digits)


def _local(attempt: Attempt) -> str:
    return f"{attempt.created.astimezone():%Y-%m-%d %H:%M:%S}"
