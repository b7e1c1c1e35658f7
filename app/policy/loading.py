"""Where this machine's policy lies, and how it holds for who uses the machine."""

from __future__ import annotations

import dataclasses
import getpass
import os
import re
from pathlib import Path
from typing import Any

from app.i18n import msg
from app.paths import installed_dir, machine_dir
from app.policy.reading import fault, read_policy, unreadable
from app.policy.values import Policy

FILE_NAME = "policy.toml"


def policy_path() -> Path:
    """Where this machine's policy lies, or would.

    The file in the installed place comes first: variables, which anybody can set, add one for tests only
    where the machine has none.
    """
    installed = installed_dir() / FILE_NAME
    if installed.exists():
        return installed
    override = os.environ.get("KAIBO_POLICY")
    return Path(override) if override else machine_dir() / FILE_NAME


def load_policy(path: Path | None = None) -> Policy:
    """The policy as it holds on this machine, `{user}` and `{station}` filled in; no file sets nothing.

    Raises:
        PolicyError: the file cannot be read or understood, or names a path that is none on this system.
    """
    wanted = path or policy_path()
    try:
        if path is None and not wanted.exists():
            return Policy()
    except OSError as error:
        raise unreadable(wanted, error) from error
    return filled_in(read_policy(wanted))


def filled_in(policy: Policy, user: str | None = None) -> Policy:
    """`{user}` and `{station}` replaced. Raises PolicyError for a path that is none on this system."""
    values = {
        "{user}": _file_name(
            getpass.getuser() if user is None and _mentions(policy, "{user}") else user or ""
        ),
        "{station}": _file_name(policy.station_name),
    }

    def fill(value: Any) -> Any:
        if not isinstance(value, str | Path):
            return value
        text = str(value)
        for place, name in values.items():
            text = text.replace(place, name)
        return type(value)(text) if isinstance(value, str) else Path(text)

    changes = {name: fill(getattr(policy, name)) for name in ("data_folder", "backup_folder")}
    for name, folder in changes.items():
        if folder is not None and not folder.is_absolute():
            where = msg("这台电脑上没有这样的文件夹：{folder}", folder=folder)
            raise fault(policy.path or Path(FILE_NAME), 0, where, name)
    hub = policy.hub
    if hub is not None:
        hub = dataclasses.replace(
            hub, **{each.name: fill(getattr(hub, each.name)) for each in dataclasses.fields(hub)}
        )
        beside = policy.path.absolute().parent if policy.path else Path.cwd()
        hub = dataclasses.replace(
            hub,
            password_file=hub.password_file and beside / hub.password_file,
            s3_credentials=hub.s3_credentials and beside / hub.s3_credentials,
        )
    return dataclasses.replace(policy, hub=hub, **changes)


def _mentions(policy: Policy, place: str) -> bool:
    hub = () if policy.hub is None else dataclasses.astuple(policy.hub)
    return any(place in str(each) for each in (policy.data_folder, policy.backup_folder, *hub))


def _file_name(name: str) -> str:
    """A name as part of a path: a domain's backslash or a slash in it must not lead elsewhere."""
    return re.sub(r"[^\w.-]+", "_", name).strip(".") or "_"
