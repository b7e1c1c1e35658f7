"""From the text of a file to a policy; each fault is named with its line and key."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.i18n import Message, msg
from app.policy.keys import KEYS, Key, WrongValueError
from app.policy.values import LISTED, HubPolicy, Policy, PolicyError


def read_policy(path: Path) -> Policy:
    """The policy as it is written, places to fill in left open. Raises PolicyError."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise fault(path, line, msg("这里的文字不是 UTF-8 编码，请用 UTF-8 重新保存")) from error
    except OSError as error:
        raise unreadable(path, error) from error
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _not_toml(path, text, str(error)) from error
    return _Reading(path, text).policy(data)


def policy_of(data: Mapping[str, Any], path: Path) -> Policy:
    """The policy of what a file at `path` would hold. Raises PolicyError."""
    return _Reading(path, "").policy(data)


class _Reading:
    """One file on its way from TOML to a policy."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._text = text

    def policy(self, data: Mapping[str, Any]) -> Policy:
        sections = {key.section for key in KEYS if key.section}
        for name, value in data.items():
            if name in sections and not isinstance(value, dict):
                raise self._wrong("", name, msg("这是一段的名称，要单独写一行 [{name}]", name=name))
            if name not in sections:
                self._known("", name)
        top: dict[str, Any] = {"path": self._path}
        hub: dict[str, Any] = {}
        for section in ("", *sorted(sections)):
            table = data.get(section, {}) if section else data
            for name, value in table.items():
                if not section and name in sections:
                    continue
                key = self._known(section, name)
                try:
                    (hub if section == "hub" else top)[key.field] = key.read(value)
                except WrongValueError as wrong:
                    raise self._wrong(section, name, wrong.message) from wrong
        if "hub" in data and "address" not in hub:
            raise self._wrong("", "hub", msg("[hub] 一段里缺少 address，也就是中心数据库的地址"))
        if top.get("sign_in_classes") and top.get("sign_in") != LISTED:
            raise self._wrong("sign_in", "classes", msg('写了 classes，就要同时写 who = "listed"'))
        if top.get("self_registration") and top.get("sign_in") == LISTED:
            what = msg('who = "listed" 的时候，新学员只能由教师添加，self_registration 不能是 true')
            raise self._wrong("sign_in", "self_registration", what)
        return Policy(**top, hub=HubPolicy(**hub) if hub else None)

    def _known(self, section: str, name: str) -> Key:
        here = {key.name: key for key in KEYS if key.section == section}
        if name in here:
            return here[name]
        full = f"{section}.{name}" if section else name
        everywhere = {key.full_name: key for key in KEYS} | {key.section: key for key in KEYS if key.section}
        elsewhere = [each for each in everywhere if each.rpartition(".")[2] == name]
        near = elsewhere or difflib.get_close_matches(full, everywhere, 1, 0.6)
        if near:
            raise self._wrong(section, name, msg("没有这一项，最接近的是 {near}", near=near[0]))
        raise self._wrong(section, name, msg("没有这一项"))

    def _wrong(self, section: str, name: str, what: Message) -> PolicyError:
        key = f"{section}.{name}" if section else name
        return fault(self._path, self._line(section, name), what, key)

    def _line(self, section: str, name: str) -> int:
        """Where the key stands, 0 when it is written in a way that is not looked for."""
        inside = ""
        for number, line in enumerate(self._text.splitlines(), 1):
            head = re.match(r"\s*\[\[?\s*([\w.\"' -]+?)\s*\]", line)
            if head:
                inside = head[1].strip("\"'")
                if not section and inside == name:
                    return number
            elif inside == section and re.match(rf"\s*[\"']?{re.escape(name)}[\"']?\s*[=.]", line):
                return number
            elif section and not inside and re.match(rf"\s*{re.escape(section)}\s*[=.]", line):
                return number  # written as one line: hub = {...} or hub.address = ...
        return 0


def fault(path: Path, line: int, what: Message, key: str = "") -> PolicyError:
    """The error of a file that says something wrong; `line` is 0 when it is not known where."""
    if line and key:
        where = msg("第 {line} 行，{key}：{what}。", line=line, key=key, what=what)
    elif line:
        where = msg("第 {line} 行：{what}。", line=line, what=what)
    else:
        where = msg("{key}：{what}。", key=key or path.name, what=what)
    return PolicyError(
        msg(
            "中心的设置文件 {path} 有错，所以没有开始练习。{where}请联系管理这台电脑的人。",
            path=path,
            where=where,
        ),
        f"{path}:{line} {key} {what.text}",
        line,
        where,
    )


def unreadable(path: Path, error: OSError) -> PolicyError:
    """The error of a file that cannot be read: it may close what is then not to be opened."""
    return PolicyError(
        msg("读不了中心的设置文件 {path}，所以没有开始练习。请联系管理这台电脑的人。", path=path), repr(error)
    )


def _not_toml(path: Path, text: str, complaint: str) -> PolicyError:
    found = re.search(r"at line (\d+), column (\d+)", complaint)
    line = int(found[1]) if found else text.count("\n") + 1
    if "\\" in "".join(text.splitlines()[line - 1 : line]):
        what = msg("写法不对。带反斜杠的路径要放在单引号里，例如 'D:\\Kaibo'")
    else:
        what = msg("写法不对，请对照说明检查引号、方括号和等号")
    error = fault(path, line, what)
    error.detail = f"{error.detail} ({complaint})"
    return error
