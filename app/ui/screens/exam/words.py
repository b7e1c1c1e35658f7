"""The words of the mock test: names of its parts, what each asks for, what it cost and why."""

from __future__ import annotations

from app.i18n import msg, tr, trn
from app.practice.exam_values import KeptExam, KeptPart, judged
from app.speech.grade import grade_of
from app.speech.psc.marks import LIMITS, Line, SoundOff, most_points
from app.speech.psc.paper import PartOfPaper
from app.speech.values import Part
from app.ui.attempt.grade_words import grade_name
from app.ui.attempt.words import part_word, tone_name
from app.ui.i18n import isolate

PART_NAMES = {
    PartOfPaper.SYLLABLES: msg("读单音节字词"),
    PartOfPaper.WORDS: msg("读多音节词语"),
    PartOfPaper.CHOOSING: msg("选择判断"),
    PartOfPaper.PASSAGE: msg("朗读短文"),
    PartOfPaper.TALK: msg("命题说话"),
}
_ASKED = {
    PartOfPaper.SYLLABLES: msg("一行一行地读，从左到右，每个字读完整，字和字之间稍停一下。"),
    PartOfPaper.WORDS: msg("一行一行地读，从左到右，词里的字连着读，词和词之间稍停一下。"),
    PartOfPaper.CHOOSING: msg("每一题选普通话里的说法：前十题是词，中间十题是量词，最后五题是句子。"),
    PartOfPaper.PASSAGE: msg("读出声来，不加字、不漏字，也不要回头再读。算分的是前 400 个字。"),
    PartOfPaper.TALK: msg("从两个题目里选一个，用自己的话说满 3 分钟，不要背稿子。"),
}
TALK_FIELD_NAMES = {
    "pronunciation": msg("语音"),
    "words": msg("词汇语法"),
    "fluency": msg("自然流畅"),
}


def part_name(part: PartOfPaper) -> str:
    """`读单音节字词`."""
    return str(PART_NAMES[part])


def part_asked(part: PartOfPaper) -> str:
    """What to do in a part, in one line."""
    return str(_ASKED[part])


def clock(seconds: float) -> str:
    """`3:30`; digits run left to right in every language."""
    whole = int(seconds)
    return isolate(f"{whole // 60}:{whole % 60:02d}")


def points_text(points: float) -> str:
    """Points without needless zeros: `9.05`, `30`, `26.5`."""
    return isolate(f"{points:.2f}".rstrip("0").rstrip("."))


def part_facts(part: PartOfPaper, five_parts: bool) -> str:
    """`3:30 · 10 分`."""
    points = tr("{points} 分", points=points_text(most_points(part, five_parts)))
    return f"{clock(LIMITS[part])} · {points}"


def form_name(exam_parts: int) -> str:
    """`四题` or `五题`."""
    return tr("五题") if exam_parts == len(PartOfPaper) else tr("四题")


def test_name(exam_parts: int) -> str:
    """`四题的测试` or `五题的测试`."""
    return tr("五题的测试") if exam_parts == len(PartOfPaper) else tr("四题的测试")


def line_words(line: Line) -> str:
    """What a line of the ledger is about, with its count."""
    count = line.count
    sentences = {
        "wrong": lambda: trn("读错 {number} 个字", "读错 {number} 个字", count),
        "defect": lambda: trn("有缺陷 {number} 个字", "有缺陷 {number} 个字", count),
        "omitted": lambda: trn("漏读 {number} 个字", "漏读 {number} 个字", count),
        "inserted": lambda: trn("多读 {number} 个字", "多读 {number} 个字", count),
        "overtime": lambda: tr("超过了时间"),
        "choice": lambda: trn("选错 {number} 题", "选错 {number} 题", count),
        "unanswered": lambda: trn("没有选 {number} 题", "没有选 {number} 题", count),
        "systematic": lambda: tr("一直不准的音：{sounds}", sounds=_sounds(line.sounds)),
        "pauses": lambda: trn("句子中间停顿 {number} 次", "句子中间停顿 {number} 次", count),
        "repetition": lambda: trn("回读 {number} 处", "回读 {number} 处", count),
        "hesitation": lambda: trn("犹豫 {number} 处", "犹豫 {number} 处", count),
        "short": lambda: tr("没有说满 3 分钟"),
        "silent": lambda: tr("说话不到半分钟，没有分"),
    }
    return sentences[line.code]()


def line_points(line: Line) -> str:
    """`−0.5`."""
    return isolate(f"−{line.points:.2f}".rstrip("0").rstrip("."))


def _sounds(sounds: tuple[str, ...]) -> str:
    return tr("、").join(tone_name(int(each)) if each.isdigit() else _sound(each) for each in sounds)


def _sound(sound: str) -> str:
    return isolate(sound.replace("v", "ü"))


def sound_words(sound: SoundOff) -> str:
    """`声母 zh：12 个字里 7 个不准`."""
    name = tone_name(int(sound.sound)) if sound.part is Part.TONE else _sound(sound.sound)
    what = name if sound.part is Part.TONE else f"{part_word(sound.part)} {name}"
    return tr(
        "{sound}：{count} 个字里有 {faults} 个不准",
        sound=what,
        count=isolate(str(sound.count)),
        faults=isolate(str(sound.faults)),
    )


def total_words(exam: KeptExam) -> str:
    """`前三项 60 分里得 52.3 分`; the whole of 100 only when every part has points."""
    marks = judged(exam)
    points, most = sum(each.points or 0.0 for each in marks), sum(each.most for each in marks)
    if not marks:
        return tr("还没有评出分")
    values = {"points": points_text(points), "most": points_text(most)}
    if len(marks) == len(exam.paper.parts):
        return tr("总分 {points} 分（满分 {most} 分）", **values)
    parts = [each.part for each in marks]
    readable = exam.paper.parts[:-1]
    if parts == list(readable):
        if len(readable) == 3:
            return tr("前三项 {most} 分里得 {points} 分", **values)
        return tr("前四项 {most} 分里得 {points} 分", **values)
    return tr("评过的 {most} 分里得 {points} 分", **values)


def grade_of_total(exam: KeptExam) -> str:
    """The grade that the whole total gives; "" until every part has points."""
    marks = judged(exam)
    if len(marks) < len(exam.paper.parts):
        return ""
    return grade_name(grade_of(round(sum(each.points or 0.0 for each in marks), 2)))


def who_judged(kept: KeptPart) -> str:
    """Who gave the talk its points: `自评`, `王老师评分`; "" when nobody did."""
    if kept.given is None:
        return ""
    return tr("{name}评分", name=isolate(kept.given.by)) if kept.given.by else tr("自评")


def not_marked_words(kept: KeptPart) -> str:
    """Why a part has no points, "" when it has."""
    if kept.marks is None:
        return tr("还在评分") if kept.attempt_id is None else tr("录音在，还没有评分")
    if kept.marks.points is not None:
        return ""
    if kept.part is PartOfPaper.TALK:
        return tr("等人评分：还有 {points} 分", points=points_text(kept.marks.open_points))
    return tr("没能评分：太吵、没有声音，或者读的不是这一份。不算分，可以再读一遍。")


def caution_sentences() -> tuple[str, ...]:
    """What the machine's marks are worth, plainly."""
    return (
        tr("机器会多扣一点：一位标准的读者在第一部分也会被多扣 1 分左右，母语者读短文平均被扣 3 分多。"),
        tr("这是练习，不是正式的普通话水平测试，成绩不能当证书用。"),
    )
