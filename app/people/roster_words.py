"""The words of a roster: its columns, languages and roles, as people write them in four languages."""

from __future__ import annotations

import unicodedata

from app.i18n import LANGUAGES, Message, msg
from app.people.profiles import FIRST_LANGUAGES
from app.people.values import ADMINISTRATOR, TRAINEE, TRAINER

COLUMNS: dict[str, Message] = {
    "number": msg("编号"),
    "name": msg("姓名"),
    "first_language": msg("母语"),
    "language": msg("界面语言"),
    "cohort": msg("班级"),
    "role": msg("角色"),
}
"""The columns in the order in which they are written, with their headings."""

ROLE_NAMES: dict[str, Message] = {
    TRAINEE: msg("学员"),
    TRAINER: msg("教师"),
    ADMINISTRATOR: msg("管理员"),
}

_HEADINGS = {
    "number": "编号 学号 工号 number no no. id نومۇر нөмір нөмірі",
    "name": "姓名 名字 学员 name fullname ئىسىم ئىسمى аты-жөні аты есімі",
    "first_language": "母语 第一语言 firstlanguage mothertongue nativelanguage ئاناتىلى ئاناتىل анатілі",
    "language": "界面语言 语言 uilanguage interfacelanguage language كۆرۈنمەتىلى تىل интерфейстілі тіл",
    "cohort": "班级 班 班别 class cohort group سىنىپ сынып топ тобы",
    "role": "角色 身份 role رولى рөлі рөл",
}
_FIRST = {
    "ug": "维吾尔语 维语 uyghur uighur ug ئۇيغۇرچە ئۇيغۇرتىلى ұйғыртілі ұйғырша",
    "kk": "哈萨克语 哈语 kazakh kk قازاقچە قازاقتىلى қазақтілі қазақша",
    "zh": "汉语 普通话 中文 chinese mandarin zh zh_cn خەنزۇچە خەنزۇتىلى қытайтілі қытайша",
    "other": "其他语言 其他 other باشقا башқа басқа басқатіл",
}
_ROLES = {
    TRAINEE: "学员 学生 trainee student ئوقۇغۇچى тыңдаушы оқушы",
    TRAINER: "教师 老师 教练 trainer teacher ئوقۇتقۇچى мұғалім оқытушы жаттықтырушы",
    ADMINISTRATOR: "管理员 管理 administrator admin باشقۇرغۇچى әкімші әкімгер",
}
_LANGUAGES = {
    "zh_CN": "简体中文 中文 汉语 zh zh_cn chinese",
    "ug": "维吾尔语 维语 ug uyghur ئۇيغۇرچە",
    "kk": "哈萨克语 哈语 kk kazakh қазақша",
    "en": "英语 英文 en english",
}


def column_of(heading: str) -> str:
    """The column that a heading names, "" for one that is none of ours."""
    return _find(heading, _HEADINGS, COLUMNS)


def first_language_of(written: str) -> str:
    """The code of a first language, "" when it is none we know."""
    return _find(written, _FIRST, FIRST_LANGUAGES)


def language_of(written: str) -> str:
    """The key of a language of the window, "" when it is none."""
    return _find(written, _LANGUAGES, LANGUAGES)


def role_of(written: str) -> str:
    """The role, "" when it is none."""
    return _find(written, _ROLES, ROLE_NAMES)


def _find(written: str, words: dict[str, str], shown: dict[str, Message] | dict[str, str]) -> str:
    plain = _plain(written)
    for code, known in words.items():
        if plain == code or plain in known.split() or plain == _plain(str(shown.get(code, ""))):
            return code
    return ""


def _plain(text: str) -> str:
    """Without what people vary: case, spaces, marks around it, full-width letters."""
    composed = unicodedata.normalize("NFKC", text).casefold()
    return "".join(each for each in composed if not each.isspace() and each not in "*:：()（）")
