"""The settings in use: the user's own, and the centre's where it set some."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from app.errors import ExpectedError
from app.i18n import msg
from app.policy import Policy, SetByCentreError
from app.settings import Settings, load_settings, save_settings


class OwnSettings:
    """Changes are kept in `settings.json` of `home`; what the centre set is never written there."""

    def __init__(self, home: Path, settings: Settings, policy: Policy) -> None:
        self._path = home / "settings.json"
        self._fixed = policy.fixed_settings()
        self.current = dataclasses.replace(settings, **self._fixed)

    def check(self, **changes: Any) -> None:
        """Raises SetByCentreError for a change to what the centre set."""
        for name, value in changes.items():
            if name in self._fixed and value != self._fixed[name]:
                raise SetByCentreError(detail=name)

    def change(self, **changes: Any) -> None:
        """Change and save. Raises SetByCentreError, and ExpectedError when they cannot be written.

        What could not be written counts all the same; what the centre set does not change.
        """
        self.check(**changes)
        self.current = dataclasses.replace(self.current, **changes)
        own = load_settings(self._path) if self._fixed else self.current
        kept = {name: getattr(own, name) for name in self._fixed}
        try:
            save_settings(self._path, dataclasses.replace(self.current, **kept))
        except OSError as error:
            raise ExpectedError(
                msg("设置没能保存，这次仍然有效。请检查磁盘空间和文件夹权限。"), str(error)
            ) from error
