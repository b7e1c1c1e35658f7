"""Scripts as TOML files (docs/live_room.md): read, checked, and what is wrong told with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from app.curriculum.values import ProductCard
from app.errors import ExpectedError
from app.i18n import LANGUAGES, SOURCE_LANGUAGE, Message, msg
from app.live_room.values import LEVELS, Answer, Comment, Kind, Script, ScriptProblem, Stage, Trigger

TRANSLATIONS = frozenset(LANGUAGES) - {SOURCE_LANGUAGE}
ABOUT = frozenset(each.name for each in fields(ProductCard)) - {
    "id",
    "name",
    "forbidden",
    "questions",
    "glosses",
    "sort",
}
LONGEST = 40
"""Characters of a comment: more cannot be read while one speaks."""

_LARGEST_FILE = 1_000_000  # bytes
_TOP = {"id", "title", "summary", "level", "order", "viewers", "most_viewers", "every", "reply", "silence"}
_LISTS = {"comments", "stages", "names", "meanings", "summaries", "lessons", "uses", "common"}
_COMMENT = {"zh", "kind", "level", "trigger", "stage", "about", "holds", "need", "avoid", *TRANSLATIONS}
_STAGE = {"id", "begins", "tempo", "zh", *TRANSLATIONS}
_IN_TOML = re.compile(r"\(at line (\d+)")


@dataclass(frozen=True)
class ReadScript:
    """What a file holds. `script` is None when it cannot be used, or holds only comments for others."""

    script: Script | None
    comments: tuple[Comment, ...]
    uses: tuple[str, ...]
    names: tuple[str, ...]
    problems: tuple[ScriptProblem, ...]
    script_line: int = 1


class _FileProblemError(ExpectedError):
    """A value that cannot be used; found again by its words when its line is wanted."""

    def __init__(self, message: Message, near: str = "") -> None:
        super().__init__(message)
        self.near = near


def read_script(path: Path) -> ReadScript:
    """Read one file. Never raises for what is in it."""
    try:
        if path.stat().st_size > _LARGEST_FILE:
            return _unusable(path, 1, msg("文件太大了，弹幕脚本最多 1 MB。"))
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        return _unusable(path, 1, msg("文件不是 UTF-8 编码。请用 UTF-8 另存一次。"))
    except OSError:
        return _unusable(path, 1, msg("文件打不开。请看看它的权限。"))
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _IN_TOML.search(str(error))
        return _unusable(
            path, int(found[1]) if found else 1, msg("这一行写得不对，读不出来：{why}", why=error)
        )
    return _Reader(path, text, data).read()


def _unusable(path: Path, line: int, message: Message) -> ReadScript:
    return ReadScript(None, (), (), (), (ScriptProblem(path, line, message),))


class _Reader:
    """One file on its way to a `ReadScript`."""

    def __init__(self, path: Path, text: str, data: Mapping[str, Any]) -> None:
        self._path = path
        self._lines = text.splitlines()
        self._data = data
        self._problems: list[ScriptProblem] = []
        self._blocks = {
            "comments": self._block_lines("comments"),
            "stages": self._block_lines("stages"),
        }

    def read(self) -> ReadScript:
        """The whole file; lines that cannot be used are left out and told."""
        for name in self._data.keys() - _TOP - _LISTS:
            self._tell(msg("不认识“{name}”。", name=name), self._line_of(name))
        comments = self._each("comments", self._comment)
        stages = tuple(sorted(self._each("stages", self._stage), key=lambda each: each.begins))
        script = None
        common = self._data.get("common") is True
        try:
            uses, names = self._texts("uses"), self._texts("names")
            if not common:
                script = self._script(comments, stages, names)
        except _FileProblemError as error:
            self._tell(error.message, self._line_of(error.near))
            uses, names = (), ()
        return ReadScript(script, comments, uses, names, tuple(self._problems))

    def _script(
        self, comments: tuple[Comment, ...], stages: tuple[Stage, ...], names: tuple[str, ...]
    ) -> Script:
        data = self._data
        script_id = self._text(data, "id")
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", script_id):
            raise _FileProblemError(msg("id 只用小写字母、数字和连字符。"), "id")
        every = data.get("every", (20, 13, 8))
        if not (
            isinstance(every, Sequence)
            and len(every) == len(LEVELS)
            and all(_number(e, 2, 120) for e in every)
        ):
            raise _FileProblemError(msg("every 要写三个 2 到 120 之间的秒数，一个难度一个。"), "every")
        viewers = int(self._in_range("viewers", 20, 1, 10_000))
        return Script(
            id=script_id,
            title=self._text(data, "title"),
            summary=self._text(data, "summary"),
            level=self._level(data),
            order=int(self._in_range("order", 100, 0, 10_000)),
            viewers=viewers,
            most_viewers=int(self._in_range("most_viewers", max(200, viewers), viewers, 100_000)),
            every=(float(every[0]), float(every[1]), float(every[2])),
            reply=self._in_range("reply", 25, 8, 90),
            silence=self._in_range("silence", 6, 3, 30),
            comments=comments,
            stages=stages,
            names=names,
            meanings=self._meanings(data.get("meanings", {})),
            lessons=self._texts("lessons"),
            summaries=self._meanings(data.get("summaries", {})),
        )

    def _comment(self, entry: Mapping[str, Any]) -> Comment:
        self._known(entry, _COMMENT)
        text = self._text(entry, "zh")
        if len(text) > LONGEST:
            raise _FileProblemError(msg("弹幕太长了，最多 {most} 个字。", most=LONGEST))
        kind = _one_of(Kind, self._text(entry, "kind"), "kind")
        about = entry.get("about", "")
        if about and about not in ABOUT:
            raise _FileProblemError(
                msg("产品卡上没有“{name}”。可以写：{all}。", name=about, all=_names(ABOUT))
            )
        groups = _groups(entry.get("holds", ()))
        need = entry.get("need", len(groups))
        if not isinstance(need, int) or not 0 <= need <= len(groups):
            raise _FileProblemError(msg("need 是要说到几样，不能比 holds 里的还多。"))
        return Comment(
            text=text,
            kind=kind,
            level=self._level(entry),
            trigger=_one_of(Trigger, entry.get("trigger", "time"), "trigger"),
            stage=str(entry.get("stage", "")),
            about=about,
            answer=Answer(groups, need, _phrases(entry.get("avoid", ()), "avoid")),
            meanings=self._meanings({k: v for k, v in entry.items() if k in TRANSLATIONS}),
        )

    def _stage(self, entry: Mapping[str, Any]) -> Stage:
        self._known(entry, _STAGE)
        begins, tempo = entry.get("begins"), entry.get("tempo", 1.0)
        if not _number(begins, 0, 1):
            raise _FileProblemError(msg("begins 是从全场的几分之几开始，写 0 到 1 之间的数。"))
        if not _number(tempo, 0.2, 5):
            raise _FileProblemError(msg("tempo 是弹幕快几倍，写 0.2 到 5 之间的数。"))
        meanings = self._meanings({k: v for k, v in entry.items() if k in TRANSLATIONS})
        text = str(entry.get("zh", ""))
        assert begins is not None
        return Stage(self._text(entry, "id"), float(begins), float(tempo), text, meanings)

    # pieces

    def _each(self, name: str, read: Any) -> tuple[Any, ...]:
        entries = self._data.get(name, [])
        if not isinstance(entries, list):
            self._tell(msg("“{name}”要写成列表。", name=name), self._line_of(name))
            return ()
        made = []
        for index, entry in enumerate(entries):
            try:
                if not isinstance(entry, dict):
                    raise _FileProblemError(msg("这里要写成 {名字 = 值}。"))
                made.append(read(entry))
            except _FileProblemError as error:
                lines = self._blocks[name]
                self._tell(error.message, lines[index] if index < len(lines) else self._line_of(name))
        return tuple(made)

    def _known(self, entry: Mapping[str, Any], names: set[str]) -> None:
        for name in sorted(entry.keys() - names):
            raise _FileProblemError(msg("不认识“{name}”。", name=name))

    def _text(self, entry: Mapping[str, Any], name: str) -> str:
        value = entry.get(name)
        if not isinstance(value, str) or not value.strip():
            raise _FileProblemError(msg("缺少“{name}”。", name=name), name)
        return value.strip()

    def _texts(self, name: str) -> tuple[str, ...]:
        return _phrases(self._data.get(name, ()), name)

    def _level(self, entry: Mapping[str, Any]) -> int:
        level = entry.get("level", 1)
        if level not in LEVELS or isinstance(level, bool):
            raise _FileProblemError(msg("level 写 1、2 或 3。"), "level")
        return int(level)

    def _in_range(self, name: str, usual: float, least: float, most: float) -> float:
        value = self._data.get(name, usual)
        if not _number(value, least, most):
            raise _FileProblemError(
                msg("“{name}”要在 {least} 和 {most} 之间。", name=name, least=least, most=most), name
            )
        return float(value)

    def _meanings(self, given: Any) -> dict[str, str]:
        if not isinstance(given, dict) or not all(isinstance(each, str) for each in given.values()):
            raise _FileProblemError(msg("意思要写成文字。"), "meanings")
        if unknown := given.keys() - TRANSLATIONS:
            raise _FileProblemError(msg("不认识“{name}”。", name=_names(unknown)), "meanings")
        return dict(given)

    # lines

    def _block_lines(self, name: str) -> list[int]:
        """Where a list's entries begin: at `[[name]]`, or at each line in `name = [` that begins with `{`."""
        found, inside = [], False
        for number, line in enumerate(self._lines, 1):
            stripped = line.strip()
            if stripped.startswith(f"[[{name}]]"):
                found.append(number)
            elif re.match(rf"{name}\s*=\s*\[", stripped):
                inside = True
            elif inside and stripped.startswith("{"):
                found.append(number)
            elif inside and stripped.startswith("]"):
                inside = False
        return found

    def _line_of(self, name: str) -> int:
        begins = re.compile(rf"\s*\[*{re.escape(name)}\b") if name else None
        return next((n for n, line in enumerate(self._lines, 1) if begins and begins.match(line)), 1)

    def _tell(self, message: Message, line: int) -> None:
        self._problems.append(ScriptProblem(self._path, line, message))


def _number(value: Any, least: float, most: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most


def _one_of(kinds: Any, value: Any, name: str) -> Any:
    try:
        return kinds(value)
    except ValueError:
        raise _FileProblemError(
            msg(
                "{name} 不能写“{value}”。可以写：{all}。",
                name=name,
                value=value,
                all=_names(k.value for k in kinds),
            )
        ) from None


def _names(names: Any) -> str:
    return "、".join(sorted(names))


def _phrases(value: Any, name: str) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(each, str) and each for each in value):
        raise _FileProblemError(msg("“{name}”要写成文字的列表。", name=name), name)
    return tuple(value)


def _groups(value: Any) -> tuple[tuple[str, ...], ...]:
    if not isinstance(value, list | tuple):
        raise _FileProblemError(msg("“{name}”要写成文字的列表。", name="holds"))
    return tuple((each,) if isinstance(each, str) else _phrases(each, "holds") for each in value)
