"""The one place that builds objects: start-up as a list of named steps, for window and command line alike."""

from __future__ import annotations

import dataclasses
import locale
import logging
import logging.handlers
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app import cli
from app.i18n import LANGUAGES, SOURCE_LANGUAGE, set_language
from app.paths import lessons_dir, machine_dir, user_dir
from app.policy import NO_POLICY, Policy, PolicyError, load_policy
from app.practice.studio import Studio
from app.settings import Settings, load_settings
from app.storage.connection import DATABASE_NAME
from app.storage.network_folder import on_network
from app.storage.opening import Share, open_store
from app.storage.rehearsed_migration import LARGE, upgrade_alone, upgrade_pending
from app.storage.shared_folder import share_gone, was_shared

if TYPE_CHECKING:
    from app.storage.values import Attempt

log = logging.getLogger(__name__)

_WINDOWS_NAMES = {"Chinese": "zh", "English": "en", "Uyghur": "ug", "Kazakh": "kk"}


def start(argv: Sequence[str]) -> int:
    """Run `argv` and return the exit code. Without arguments: the window, or the demo without a display."""
    policy, fault = read_policy()
    home = policy.data_folder or user_dir()
    share = share_at(home, policy)
    own = share.local if share else home
    start_log(own)
    settings = read_settings(home, policy)
    set_language(machine_language() if argv and os.environ.get("KAIBO_LANGUAGE") else settings.language)
    commands = cli.Commands(
        home=home,
        settings=settings,
        build_studio=lambda: build_studio(home, settings, policy, fault, share),
        open_window=lambda build, pack: open_window(
            settings, build, pack, log_path(own), None if share else home
        ),
        draw_practice=draw_practice,
        policy=policy,
        policy_fault=fault,
    )
    return cli.run(argv, commands, has_display=has_display())


def read_policy() -> tuple[Policy, PolicyError | None]:
    """The centre's policy; one that cannot be followed comes as its error, and then nothing is opened."""
    try:
        return load_policy(), None
    except PolicyError as error:
        return Policy(), error


def share_at(home: Path, policy: Policy) -> Share | None:
    """What a data folder on a network share needs besides; None for one on this machine.

    Takes are written to this machine first, so that a share that goes away cannot cost a recording, and the
    log, so that it can be read afterwards.
    """
    network = on_network(home) if policy.data_network is None else policy.data_network
    return Share(local_dir(), policy.station_name) if network else None


def local_dir() -> Path:
    """The user's folder on this machine itself, also where her home lies on a server."""
    own = user_dir()
    if sys.platform == "win32" or not on_network(own):
        return own
    here = Path("/var/tmp") / f"kaibo-{os.getuid()}"  # survives a restart, unlike /tmp
    try:
        here.mkdir(mode=0o700, exist_ok=True)
        mine = here.stat().st_uid == os.getuid()
    except OSError:
        mine = False
    return here if mine else own


def start_log(home: Path) -> None:
    """Write to `log/kaibo.log`, at most 4 MB of it; a folder that can't be written is no reason to stop."""
    root = logging.getLogger()
    if any(isinstance(each, logging.handlers.RotatingFileHandler) for each in root.handlers):
        return
    path = log_path(home)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            path, maxBytes=1_000_000, backupCount=3, encoding="utf-8"
        )
    except OSError as error:
        print(f"kaibo: {error}", file=sys.stderr)
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"))
    root.addHandler(handler)
    root.setLevel(logging.INFO)


def log_path(home: Path) -> Path:
    """Where the log lies."""
    return home / "log" / "kaibo.log"


def read_settings(home: Path, policy: Policy = NO_POLICY) -> Settings:
    """The user's settings, the centre's in their place; the machine's language until one is chosen."""
    settings = load_settings(home / "settings.json")
    if not settings.welcome_done and settings.language == SOURCE_LANGUAGE:
        settings = dataclasses.replace(settings, language=machine_language())
    return dataclasses.replace(settings, **policy.fixed_settings())


def machine_language() -> str:
    """The machine's language as one of ours; the source language when it is none of them."""
    if sys.platform == "win32":
        name = locale.getlocale()[0] or ""
    else:  # not getlocale: it takes a machine without any language for an American one
        name = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    name = os.environ.get("KAIBO_LANGUAGE") or name
    short = name.split("_")[0].split(".")[0]
    short = _WINDOWS_NAMES.get(short, short)
    return next((key for key in LANGUAGES if short == key.split("_")[0]), SOURCE_LANGUAGE)


def build_studio(
    home: Path,
    settings: Settings,
    policy: Policy = NO_POLICY,
    fault: PolicyError | None = None,
    share: Share | None = None,
) -> Studio:
    """Open the database and the lessons; the speech model is loaded later, when somebody needs it.

    Raises `fault`: what a policy that cannot be read would have closed stays closed. Raises ShareGoneError
    where a share is not connected: beginning anew in the empty place would look like a loss.
    """
    if fault is not None:
        raise fault
    if share is None and was_shared(home, local_dir()) and not (home / DATABASE_NAME).exists():
        raise share_gone(home, "the folder is empty and no longer on a network share")
    studio = Studio(
        home,
        settings,
        open_store(home, shared=share),
        (lessons_dir(), machine_dir() / "lessons", home / "lessons"),
        policy=policy,
    )
    studio.kit.take_in()
    return studio


def has_display() -> bool:
    """Whether a window can be opened."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_window(
    settings: Settings,
    build: Callable[[], Studio],
    pack: Path | None = None,
    log_file: Path | None = None,
    home: Path | None = None,
) -> int:
    """Open the main window and run until it closes. What keeps it from opening is said on screen, too.

    A lesson pack is offered there to whoever is signed in. What an older Kaibo kept in `home`, if it is
    large, is brought to the present shape in sight.
    """
    from app.ui.application import run_window, show_start_failure

    try:
        if home is not None and upgrade_pending(home) >= LARGE:
            watch_upgrade(settings, home)
        studio = build()
    except Exception as error:
        show_start_failure(settings, error)
        raise
    studio.upkeep.begin_daily()
    try:
        return run_window(studio, log_file or log_path(studio.home), pack)
    finally:
        studio.close()


def watch_upgrade(settings: Settings, home: Path) -> None:
    """Bring the data to the present shape while a window says how far it is."""
    from app.ui.upgrading import watch

    watch(settings, lambda tell: upgrade_alone(home, tell))


def draw_practice(studio: Studio, attempt: Attempt, target: Path) -> None:
    """Write a picture of the practice screen showing `attempt`."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from app.ui.application import make_application
    from app.ui.screens.practice.picture import save_practice_picture

    application = make_application(studio.settings)
    save_practice_picture(studio, attempt, target)
    del application
