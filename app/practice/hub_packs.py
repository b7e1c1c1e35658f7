"""Lesson packs that the centre has published: fetched from the hub and installed on this machine.

Only administrators can put a pack's bytes into the hub, and only bytes from there are installed here, so the
centre vouches for whoever signed the pack. Two things it does not vouch for are left to a person: a signer
whose key is another one than before, and lessons of the same name that somebody made here.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from app.curriculum.packs.signing import Trust
from app.curriculum.packs.values import SUFFIX, PackError
from app.errors import ExpectedError
from app.i18n import msg
from app.practice.packs import Packs, unknown_signer
from app.storage.exchange.values import Pack
from app.storage.hub.connection import Line
from app.storage.hub.errors import HubPackError
from app.storage.hub.packs import fetch_pack
from app.storage.hub.values import Me

log = logging.getLogger(__name__)


class HubPacks:
    """Which packs of the centre's are installed here, and installing the others."""

    def __init__(self, home: Path, packs: Packs) -> None:
        self._folder = home / "packs"
        self._notes = self._folder / "installed.json"
        self._packs = packs

    def install_new(
        self, line: Line, me: Me, published: list[Pack], go_on: Callable[[], None]
    ) -> tuple[tuple[str, ...], Mapping[str, ExpectedError]]:
        """Fetch and install what is not here yet: names of those installed, and of others why not.

        `go_on` is called often and may raise to stop; what was fetched is gone on with next time.
        Raises HubError when the hub does not answer.
        """
        installed: list[str] = []
        refused: dict[str, ExpectedError] = {}
        for pack in published:
            notes = self._read()
            if notes.get(pack.name, {}).get("sha256") == pack.sha256:
                continue
            path = self._folder / f"{pack.sha256}{SUFFIX}"
            try:
                fetch_pack(line, me, pack, path, lambda _: go_on())
                lessons = self._install(path, notes.get(pack.name, {}).get("lessons", []))
                self._write(notes | {pack.name: {"sha256": pack.sha256, "lessons": lessons}})
            except (PackError, HubPackError) as error:
                refused[pack.name] = error
                continue
            path.unlink(missing_ok=True)
            installed.append(pack.name)
        return tuple(installed), refused

    def _install(self, path: Path, before: list[str]) -> list[str]:
        """Install a pack; the ids of its lessons. `before` are those that an earlier one of it brought."""
        looked = self._packs.inspect(path)
        if looked.trust is Trust.OTHER_KEY:
            raise PackError(unknown_signer(looked))
        own = sorted(set(looked.replaces) - set(before))
        if own:
            raise PackError(
                msg(
                    "这台电脑上已经有同样编号的课（{lessons}），没有覆盖。要用中心的，请先删除或改名。",
                    lessons="、".join(own),
                )
            )
        info = self._packs.install(path, looked=looked, trust_signer=True, replace=True)
        return [each.id for each in info.lessons]

    def _read(self) -> dict[str, Any]:
        try:
            data = json.loads(self._notes.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            log.warning("the list of installed packs cannot be read: %s", error)
            return {}
        return data if isinstance(data, dict) else {}

    def _write(self, notes: Mapping[str, object]) -> None:
        fresh = self._notes.with_suffix(".new")
        fresh.write_text(json.dumps(notes, ensure_ascii=False, indent=1), encoding="utf-8")
        fresh.replace(self._notes)
