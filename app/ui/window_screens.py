"""The main window's screens, each built when it is first needed: the first page need not wait for all."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from app.ui import building

if TYPE_CHECKING:
    from app.ui.exchange import Exchange
    from app.ui.screens.agreement import AgreementScreen
    from app.ui.screens.broadcasts import BroadcastsScreen
    from app.ui.screens.class_progress import ClassProgressScreen
    from app.ui.screens.editor import EditorScreen
    from app.ui.screens.exam import ExamScreen
    from app.ui.screens.history.screen import HistoryScreen
    from app.ui.screens.learn import LearnScreen
    from app.ui.screens.lesson import LessonScreen
    from app.ui.screens.live import LiveScreen
    from app.ui.screens.orders import OrdersScreen
    from app.ui.screens.people import PeopleScreen
    from app.ui.screens.plans import PlansScreen
    from app.ui.screens.practice.screen import PracticeScreen
    from app.ui.screens.profile import ProfileScreen
    from app.ui.screens.prompter import PrompterScreen
    from app.ui.screens.queue import QueueScreen
    from app.ui.screens.reports import ReportsScreen
    from app.ui.screens.review import ReviewScreen
    from app.ui.screens.rules import RulesScreen
    from app.ui.screens.settings import SettingsScreen
    from app.ui.screens.station import StationScreen
    from app.ui.screens.teach import TeachScreen
    from app.ui.screens.today import TodayScreen
    from app.ui.screens.welcome import SetUpScreen, WelcomeScreen

Screen = TypeVar("Screen", bound=QWidget)


class WindowScreens(QMainWindow):
    """What the main window is made of: the stack of its pages, and a property for each screen."""

    def __init__(self) -> None:
        super().__init__()
        self._stack = QStackedWidget()
        self._stack.setProperty("page", "true")
        self._screens: dict[Callable[..., QWidget], QWidget] = {}
        self.exchange: Exchange | None = None  # with the centre; it outlives this window

    def page(self) -> QWidget | None:
        """The page on screen."""
        return self._stack.currentWidget()

    @property
    def today(self) -> TodayScreen:
        """The Today page."""
        return self._built(building.build_today)

    @property
    def review(self) -> ReviewScreen:
        """What is due, one after the other."""
        return self._built(building.build_review)

    @property
    def learn(self) -> LearnScreen:
        """The lessons."""
        return self._built(building.build_learn)

    @property
    def lesson(self) -> LessonScreen:
        """One lesson."""
        return self._built(building.build_lesson)

    @property
    def practice(self) -> PracticeScreen:
        """The practice page."""
        return self._built(building.build_practice)

    @property
    def history(self) -> HistoryScreen:
        """The progress page."""
        return self._built(building.build_history)

    @property
    def broadcasts(self) -> BroadcastsScreen:
        """The log of real broadcasts."""
        return self._built(building.build_broadcasts)

    @property
    def agreement(self) -> AgreementScreen:
        """How far the machine can be trusted."""
        return self._built(building.build_agreement)

    @property
    def exam(self) -> ExamScreen:
        """The mock test."""
        return self._built(building.build_exam)

    @property
    def live(self) -> LiveScreen:
        """The live room."""
        return self._built(building.build_live)

    @property
    def prompter(self) -> PrompterScreen:
        """The teleprompter."""
        return self._built(building.build_prompter)

    @property
    def profile(self) -> ProfileScreen:
        """Who practises."""
        return self._built(building.build_profile)

    @property
    def settings(self) -> SettingsScreen:
        """The settings."""
        return self._built(building.build_settings)

    @property
    def editor(self) -> EditorScreen:
        """Writing lessons."""
        return self._built(building.build_editor)

    @property
    def teach(self) -> TeachScreen:
        """A trainer's desk."""
        return self._built(building.build_teach)

    @property
    def plans(self) -> PlansScreen:
        """Plans for classes and persons."""
        return self._built(building.build_plans)

    @property
    def reports(self) -> ReportsScreen:
        """What can be handed out or saved about trainees."""
        return self._built(building.build_reports)

    @property
    def orders(self) -> OrdersScreen:
        """What firms need, and who is ready."""
        return self._built(building.build_orders)

    @property
    def station(self) -> StationScreen:
        """The machine and the centre."""
        return self._built(building.build_station)

    @property
    def class_progress(self) -> ClassProgressScreen:
        """How a class and its members get on, and the centre."""
        return self._built(building.build_class_progress)

    @property
    def rules(self) -> RulesScreen:
        """What must not be said."""
        return self._built(building.build_rules)

    @property
    def welcome(self) -> WelcomeScreen:
        """The first start."""
        return self._built(building.build_welcome)

    @property
    def set_up(self) -> SetUpScreen:
        """A centre begins."""
        return self._built(building.build_set_up)

    @property
    def people(self) -> PeopleScreen:
        """Trainees and classes."""
        return self._built(building.build_people)

    @property
    def queue(self) -> QueueScreen:
        """Takes that need a trainer's ears."""
        return self._built(building.build_queue)

    def _built(self, build: Callable[..., Screen]) -> Screen:
        if build not in self._screens:
            self._screens[build] = build(self)
            self._stack.addWidget(self._screens[build])
        return cast(Screen, self._screens[build])

    def _shows(self, build: Callable[..., QWidget]) -> bool:
        """Whether the page on screen is the one that `build` makes; builds nothing."""
        return self._screens.get(build, self) is self.page()
