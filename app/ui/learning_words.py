"""Words for what comes back: sounds, the stages of a drill, how long ago and how soon."""

from __future__ import annotations

from datetime import date, timedelta

from app.i18n import tr, trn
from app.practice.learning_values import Sound, Stage
from app.speech.values import Part
from app.ui.attempt.words import tone_name
from app.ui.i18n import isolate

_PHONES = {"ii": "-i", "iii": "-i"}


def sound_name(sound: Sound) -> str:
    """`zh`, `ang`, `第二声`."""
    return _name(sound.part, sound.name)


def heard_name(sound: Sound, heard: str) -> str:
    """What `sound` was heard as, in the same words; "" when nobody knows."""
    if not heard or (sound.part is Part.TONE and heard not in "12345"):
        return ""
    return _name(sound.part, heard)


def drill_title(sound: Sound, stage: Stage, other: str) -> str:
    """What a drill asks for: to hear a difference, to say a word or a sentence."""
    name = sound_name(sound)
    if stage is Stage.LISTEN:
        if not other:
            return tr("听出“{sound}”来", sound=name)
        return tr("听一听：是“{sound}”还是“{other}”", sound=name, other=heard_name(sound, other))
    if stage is Stage.WORD:
        return tr("在一个词里把“{sound}”说准", sound=name)
    return tr("在一句话里把“{sound}”说准", sound=name)


def drill_reason(sound: Sound, wrong: int, heard: str, *, check: bool) -> str:
    """Why a sound comes back: `“zh” 最近错了 3 次，听起来像 z`."""
    name, other = sound_name(sound), heard_name(sound, heard)
    if check:
        return tr("“{sound}”练会了，隔几天再说一遍，看还准不准。", sound=name)
    why = trn("“{sound}”最近错了 {number} 次", "“{sound}”最近错了 {number} 次", wrong, sound=name)
    if not other:
        return tr("{why}，先听清楚，再说准。", why=why)
    return tr("{why}，听起来像“{other}”。", why=why, other=other)


def days_ago(day: date, today: date) -> str:
    """`今天`, `昨天`, `三天前`."""
    gone = max(0, (today - day).days)
    if gone == 0:
        return tr("今天")
    if gone == 1:
        return tr("昨天")
    return trn("{number} 天前", "{number} 天前", gone)


def comes_back(interval: timedelta) -> str:
    """When something comes back, as one says it: `10 分钟后`, `明天`, `5 天后`, `3 周后`, `4 个月后`."""
    days = interval.days
    if days < 1:
        minutes = max(1, round(interval.total_seconds() / 60))
        return trn("{number} 分钟后", "{number} 分钟后", minutes)
    if days == 1:
        return tr("明天")
    if days < 21:
        return trn("{number} 天后", "{number} 天后", days)
    if days < 60:
        return trn("{number} 周后", "{number} 周后", round(days / 7))
    return trn("{number} 个月后", "{number} 个月后", round(days / 30))


def _name(part: Part, name: str) -> str:
    if part is Part.TONE:
        return tone_name(int(name))
    return isolate(_PHONES.get(name, name.replace("v", "ü")))
