"""The keys of the file: where each stands, which field it fills, how its value is read and written."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any
from urllib.parse import urlsplit

from app.i18n import LANGUAGES, Message, msg
from app.policy.values import EVERYONE, LISTED, Policy


@dataclass(frozen=True)
class Key:
    """One key of the file: where it stands, which field it fills, and how its value is read."""

    section: str
    name: str
    field: str  # of Policy, or of HubPolicy in the section "hub"
    read: Callable[[Any], Any]  # raises WrongValueError

    @property
    def full_name(self) -> str:
        """As one says it: `sign_in.who`."""
        return f"{self.section}.{self.name}" if self.section else self.name

    def value_in(self, policy: Policy) -> Any:
        """The value that the policy has for it; None when it has none."""
        return getattr(policy.hub if self.section == "hub" else policy, self.field, None)


class WrongValueError(Exception):
    """A value that cannot be meant; `message` says what belongs there."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


def _words(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or any(ord(each) < 32 for each in value):
        raise WrongValueError(msg("这里要写一行文字，放在引号里"))
    return value.strip()


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise WrongValueError(msg("这里只能写 true 或 false，不加引号"))
    return value


def _whole(least: int, most: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise WrongValueError(msg("这里要写 {least} 到 {most} 的整数，不加引号", least=least, most=most))
        return value

    return read


def _one_of(*allowed: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in allowed:
            raise WrongValueError(
                msg("这里只能写其中之一：{allowed}", allowed=", ".join(f'"{each}"' for each in allowed))
            )
        return str(value)

    return read


def _names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise WrongValueError(msg('这里要写方括号里的一组名称，例如 ["一班", "二班"]'))
    return tuple(_words(each) for each in value)


def _file(value: Any) -> Path:
    return Path(_words(value))


def _folder(value: Any) -> Path:
    text = _words(value)
    if not (PurePosixPath(text).is_absolute() or PureWindowsPath(text).is_absolute()):
        raise WrongValueError(msg("这里要写完整的文件夹路径，例如 '/srv/kaibo' 或 'D:\\Kaibo'"))
    return Path(text)


def _hub_address(value: Any) -> str:
    text = _words(value)
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("postgresql", "postgres") and bool(parts.hostname)
    except ValueError:
        good = False
    if not good:
        raise WrongValueError(msg('这里要写中心数据库的地址，例如 "postgresql://192.168.1.10:5432/kaibo"'))
    if parts.password is not None or "password=" in parts.query:
        raise WrongValueError(msg("地址里不能写密码。密码放在单独的文件里，用 password_file 指出"))
    return text


def _recordings(value: Any) -> str:
    text = _words(value)
    return text if text.startswith("s3://") else str(_folder(value))


KEYS: tuple[Key, ...] = (
    Key("", "language", "language", _one_of(*LANGUAGES)),
    Key("", "model", "model", _words),
    Key("", "data_folder", "data_folder", _folder),
    Key("", "data_network", "data_network", _yes_or_no),
    Key("", "station", "station", _words),
    Key("", "network", "network", _yes_or_no),
    Key("sign_in", "who", "sign_in", _one_of(EVERYONE, LISTED)),
    Key("sign_in", "classes", "sign_in_classes", _names),
    Key("sign_in", "pins_required", "pins_required", _yes_or_no),
    Key("sign_in", "self_registration", "self_registration", _yes_or_no),
    Key("sign_in", "idle_minutes", "idle_minutes", _whole(0, 24 * 60)),
    Key("hub", "address", "address", _hub_address),
    Key("hub", "login", "login", _words),
    Key("hub", "password_file", "password_file", _file),
    Key("hub", "recordings", "recordings", _recordings),
    Key("hub", "s3_endpoint", "s3_endpoint", _words),
    Key("hub", "s3_credentials", "s3_credentials", _file),
    Key("hub", "recordings_key", "recordings_key", _words),
    Key("hub", "minutes", "minutes", _whole(0, 24 * 60)),
    Key("backup", "folder", "backup_folder", _folder),
    Key("backup", "days", "backup_days", _whole(1, 3650)),
    Key("keep", "recordings_days", "recordings_days", _whole(1, 36500)),
)
"""All keys, in the order in which they are written and shown."""


def typed_value(key: Key, text: str) -> Any:
    """The value that somebody means who typed `text`: a word, true or false, a number, names with commas.

    Raises WrongValueError.
    """
    meant: list[Any] = [text]
    if text in ("true", "false"):
        meant.append(text == "true")
    elif text.lstrip("-").isdecimal():
        meant.append(int(text))
    meant.append([each.strip() for each in text.split(",") if each.strip()])
    for value in meant:
        try:
            key.read(value)
        except WrongValueError:
            continue
        return value
    key.read(meant[-2] if len(meant) > 2 else text)  # raises, with what belongs there
    return text


def policy_text(policy: Policy) -> str:
    """The policy as TOML; `read_policy` reads the same out of it."""
    lines: list[str] = []
    for section in dict.fromkeys(key.section for key in KEYS):
        written = []
        for key in KEYS:
            value = key.value_in(policy)
            if key.section == section and value not in (None, "", ()):
                written.append(f"{key.name} = {_toml(value)}")
        if written:
            lines += [*([""] if lines else []), *([f"[{section}]"] if section else []), *written]
    return "\n".join(lines) + "\n" if lines else ""


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    text = str(value)
    if "\\" in text and "'" not in text:
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False)
