"""Real people in a real store, shown in the real window; nothing listens and no model is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.bootstrap import read_settings
from app.people.values import Cohort
from app.practice.studio import Studio
from app.storage.opening import open_store
from app.ui.jobs import Jobs
from app.ui.start_up import WindowKeeper
from app.ui.theme import Theme

PIN = "4071"


def open_studio(home: Path) -> Studio:
    """A studio in `home` without lessons, after the first start."""
    studio = Studio(home, read_settings(home), open_store(home, automatic_backup=False), ())
    studio.warm_up = lambda: None  # type: ignore[method-assign]  # no model in these tests
    studio.change_settings(welcome_done=True, language="zh_CN")
    return studio


@pytest.fixture
def home(own_home: Path) -> Iterator[Studio]:
    """A machine at home where nobody is known."""
    studio = open_studio(own_home)
    yield studio
    studio.close()


@pytest.fixture
def centre(home: Studio) -> Studio:
    """A centre: 王老师 looks after it and is here, 努尔 and 阿丽 are in her class."""
    cohort = home.people.set_up("喀什中心", "一班", PIN, name="王老师")
    home.people.add("努尔", "ug", cohort_id=cohort.id)
    home.people.add("阿丽", "kk", cohort_id=cohort.id, language="ug")
    return home


def class_of(studio: Studio) -> Cohort:
    """The first class."""
    return studio.people.cohorts()[0]


def id_of(studio: Studio, name: str) -> str:
    """The id of somebody who can sign in."""
    return next(each.id for each in studio.people.faces() if each.name == name)


def open_window(application: QApplication, studio: Studio, jobs: Jobs, theme: Theme) -> WindowKeeper:
    """The window as it opens."""
    keeper = WindowKeeper(application, studio, jobs, theme)
    keeper.start()
    return keeper
