"""The exchange with the centre's hub, as a window or a command uses it: `studio.hub`."""

from __future__ import annotations

import dataclasses
import json
import logging
import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from app.errors import ExpectedError
from app.i18n import msg
from app.policy import Policy
from app.practice.hub_packs import HubPacks
from app.practice.hub_values import HubStatus, SyncResult
from app.practice.keeper import Keeper
from app.practice.packs import Packs
from app.storage.errors import expected_errors
from app.storage.exchange.values import Pack
from app.storage.hub.errors import HubError, HubRefusedError
from app.storage.hub.lock import one_at_a_time
from app.storage.hub.packs import send_pack
from app.storage.hub.rights import ADMINISTRATOR
from app.storage.hub.status import hub_status
from app.storage.hub.sync import Hub as HubSync
from app.storage.hub.sync import StoppedError
from app.storage.hub.values import HubAddress

log = logging.getLogger(__name__)

Progress = Callable[[float], None]
Stop = Callable[[], bool]


class Hub:
    """Whether there is a hub, how things stand with it, and exchanging. All but `configured` blocks."""

    def __init__(self, keeper: Keeper, home: Path, policy: Policy, packs: Packs) -> None:
        self._keeper = keeper
        self._home = home
        self._policy = policy
        self._packs = packs
        self._hub_packs = HubPacks(home, packs)
        self._notes = home / "hub.json"
        self.password = ""  # typed by a person for this run; otherwise the policy's file or libpq's own ways

    @property
    def configured(self) -> bool:
        """Whether the centre has named a hub and lets this machine use the network."""
        return self._policy.hub is not None and self._policy.network is not False

    @property
    def last(self) -> SyncResult | None:
        """What the last exchange here did, in this run or an earlier one; None before the first."""
        try:
            data = json.loads(self._notes.read_text(encoding="utf-8"))
            finished = data.pop("finished")
            data["packs"] = tuple(data["packs"])
            return SyncResult(**data, finished=datetime.fromisoformat(finished))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning("what the last exchange did cannot be read: %s", error)
            return None

    def seconds_to_next(self) -> float | None:
        """How long a window should wait until it exchanges again by itself; None for never.

        No two machines get the same answer, so that a roomful switched on at eight does not come at once.
        """
        if not self.configured or self._policy.hub is None or not self._policy.hub.minutes:
            return None
        return random.uniform(0.5, 1.5) * 60 * self._policy.hub.minutes

    def status(self) -> HubStatus:
        """How things stand. A hub that does not answer is no error but part of it. Raises HubError: none."""
        exchange = self._keeper.store.exchange
        return hub_status(self._hub(), self.address(), exchange, self.last)

    def sync(self, progress: Progress = lambda _: None, stop: Stop = lambda: False) -> SyncResult:
        """Exchange, then fetch and install lesson packs that are new. `progress` is told a fraction of 1.

        Raises HubError with a sentence; what was exchanged before stays, and the next one goes on from there.
        """
        hub = self._hub()
        result = hub.sync(lambda done: progress(0.9 * done), stop)
        if not result.stopped:
            result = self._install_packs(hub, result, stop)
        self._note(result)
        progress(1.0)
        return result

    def bring_as(self, login: str, password: str) -> SyncResult:
        """Bring what is in the outbox with another login, and read nothing.

        For an administrator who comes by: this machine's own login may not bring everything that was done
        here, such as changes of the roster. Raises HubError.
        """
        where = dataclasses.replace(self.address(), login=login, password=password, password_file=None)
        return HubSync(self._keeper.store.exchange, self._home, where).bring()

    def publish(self, path: Path, progress: Progress = lambda _: None) -> Pack:
        """Publish a lesson pack to all stations; one of the same title is replaced.

        Only an administrator may, on a machine whose login is an administrator's. The stations get it with
        their next exchange after this machine's. Raises ExpectedError, HubError.
        """
        self._keeper.store.access.check_administrator()
        info = self._packs.inspect(path).info
        hub = self._hub()
        line = hub.line()
        try:
            me = hub.greet(line).me
            if me.kind != ADMINISTRATOR:
                raise HubRefusedError(msg("只有管理员的登录名可以发布课包；这台电脑用的不是。"))
            sha256 = send_pack(line, me, path, progress)
        finally:
            line.close()
        published = datetime.now(UTC).isoformat(timespec="seconds")
        pack = Pack(info.title, info.created, sha256, path.stat().st_size, published)
        self._keeper.store.exchange.publish(pack)
        return pack

    def address(self) -> HubAddress:
        """Where the hub is and as whom this machine gets in. Raises HubError when there is none."""
        hub = self._policy.hub
        if hub is None:
            raise HubError(msg("这台电脑还没有设置中心的数据库。请在设置文件里写上 [hub] 和 address。"))
        if self._policy.network is False:
            raise HubError(msg("中心规定这台电脑不使用网络，所以没有连接中心的数据库。"))
        return HubAddress(hub.address, hub.login, hub.password_file, self.password)

    def _hub(self) -> HubSync:
        return HubSync(self._keeper.store.exchange, self._home, self.address())

    def _install_packs(self, hub: HubSync, result: SyncResult, stop: Stop) -> SyncResult:
        published = self._keeper.store.exchange.packs()
        if not published:
            return result

        def go_on() -> None:
            if stop():
                raise StoppedError

        line = hub.line(stop)
        try:
            with one_at_a_time(self._home):
                installed, refused = self._hub_packs.install_new(line, hub.greet(line).me, published, go_on)
        except StoppedError:
            return dataclasses.replace(result, stopped=True)
        finally:
            line.close()
        return dataclasses.replace(result, packs=installed, packs_refused=refused)

    def _note(self, result: SyncResult) -> None:
        data = dataclasses.asdict(result)
        data.pop("packs_refused")
        data["finished"] = result.finished.isoformat() if result.finished else ""
        try:
            with expected_errors():
                self._notes.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        except ExpectedError as error:
            log.warning("what this exchange did could not be noted: %s", error)
