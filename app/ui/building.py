"""Building the window's screens and wiring them to it: one function a screen.

A screen is imported only when it is built, so that the first window does not wait for all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.where import Place, Where

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow
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


def build_today(window: MainWindow) -> TodayScreen:
    """The Today page."""
    from app.ui.screens.today import TodayScreen

    screen = TodayScreen(window.studio, window.jobs, window.theme)
    screen.lesson_wanted.connect(window.open_step)
    screen.cards_wanted.connect(window.review_cards)
    screen.drill_wanted.connect(window.review_sound)
    screen.failed.connect(window.notices.show_notice)
    screen.attempt_wanted.connect(window.show_attempt)
    screen.learn_wanted.connect(lambda: window.go(Where(Place.LEARN)))
    return screen


def build_review(window: MainWindow) -> ReviewScreen:
    """What is due, one after the other."""
    from app.ui.screens.review import ReviewScreen

    screen = ReviewScreen(window.studio, window.jobs, window.theme)
    screen.practise_wanted.connect(
        lambda lesson, prompt: window.go(Where(Place.PRACTISE, lesson, prompt, review=True))
    )
    screen.today_wanted.connect(lambda: window.go(Where(Place.TODAY)))
    screen.failed.connect(window.notices.show_notice)
    return screen


def build_learn(window: MainWindow) -> LearnScreen:
    """The lessons."""
    from app.ui.screens.learn import LearnScreen

    screen = LearnScreen(window.studio, window.jobs, window.theme)
    screen.lesson_wanted.connect(lambda lesson, step: window.go(Where(Place.LEARN, lesson, step=step)))
    screen.exam_wanted.connect(lambda: window.go(Where(Place.EXAM)))
    screen.prompter_wanted.connect(lambda: window.go(Where(Place.PROMPTER)))
    screen.failed.connect(window.notices.show_notice)
    screen.done.connect(window.notices.show_passing)
    return screen


def build_lesson(window: MainWindow) -> LessonScreen:
    """One lesson."""
    from app.ui.screens.lesson import LessonScreen

    screen = LessonScreen(window.studio, window.jobs, window.theme)
    screen.practise_wanted.connect(window.practise)
    screen.learn_wanted.connect(lambda: window.go(Where(Place.LEARN)))
    screen.today_wanted.connect(lambda: window.go(Where(Place.TODAY)))
    screen.failed.connect(window.notices.show_notice)
    return screen


def build_practice(window: MainWindow) -> PracticeScreen:
    """The practice page."""
    from app.ui.screens.practice.screen import PracticeScreen

    screen = PracticeScreen(window.studio, window.jobs, window.theme)
    screen.back_wanted.connect(window.back_to_lesson)
    screen.next_wanted.connect(window.after_prompt)
    screen.failed.connect(window.notices.show_notice)
    screen.settings_wanted.connect(lambda: window.go(Where(Place.SETTINGS)))
    return screen


def build_history(window: MainWindow) -> HistoryScreen:
    """The progress page."""
    from app.ui.screens.history.screen import HistoryScreen

    screen = HistoryScreen(window.studio, window.jobs, window.theme)
    screen.practise_wanted.connect(window.practise)
    screen.step_wanted.connect(window.open_step)
    screen.start_wanted.connect(lambda: window.go(Where(Place.TODAY)))
    screen.broadcasts_wanted.connect(lambda: window.go(Where(Place.BROADCASTS)))
    screen.report_wanted.connect(lambda: window.go(Where(Place.REPORTS)))
    screen.drill_wanted.connect(window.review_sound)
    screen.failed.connect(window.notices.show_notice)
    return screen


def build_broadcasts(window: MainWindow) -> BroadcastsScreen:
    """The log of real broadcasts."""
    from app.ui.screens.broadcasts import BroadcastsScreen

    screen = BroadcastsScreen(window.studio, window.jobs, window.theme)
    screen.back_wanted.connect(lambda: window.go(Where(Place.PROGRESS)))
    screen.failed.connect(window.notices.show_notice)
    screen.done.connect(window.notices.show_passing)
    return screen


def build_agreement(window: MainWindow) -> AgreementScreen:
    """How far the machine can be trusted."""
    from app.ui.screens.agreement import AgreementScreen

    screen = AgreementScreen(window.studio, window.jobs, window.theme)
    screen.back_wanted.connect(window.go_back)
    screen.failed.connect(window.notices.show_notice)
    screen.done.connect(window.notices.show_passing)
    return screen


def build_exam(window: MainWindow) -> ExamScreen:
    """The mock test."""
    from app.ui.screens.exam import ExamScreen

    screen = ExamScreen(window.studio, window.jobs, window.theme)
    screen.back_wanted.connect(lambda: window.go(Where(Place.LEARN)))
    screen.attempt_wanted.connect(window.show_attempt)
    screen.failed.connect(window.notices.show_notice)
    screen.done.connect(window.notices.show_passing)
    return screen


def build_live(window: MainWindow) -> LiveScreen:
    """The live room."""
    from app.ui.screens.live import LiveScreen

    screen = LiveScreen(window.studio, window.jobs, window.theme)
    screen.home_wanted.connect(window.go_home)
    screen.lessons_wanted.connect(lambda: window.go(Where(Place.LEARN)))
    screen.failed.connect(window.notices.show_notice)
    return screen


def build_prompter(window: MainWindow) -> PrompterScreen:
    """The teleprompter."""
    from app.ui.screens.prompter import PrompterScreen

    screen = PrompterScreen(window.studio, window.jobs, window.theme)
    screen.back_wanted.connect(lambda: window.go(Where(Place.LEARN)))
    screen.failed.connect(window.notices.show_notice)
    return screen


def build_profile(window: MainWindow) -> ProfileScreen:
    """Who practises."""
    from app.ui.screens.profile import ProfileScreen

    screen = ProfileScreen(window.studio, window.jobs, window.theme)
    screen.chosen.connect(window.signed_in)
    screen.signed_out.connect(window.signed_out)
    screen.set_up_wanted.connect(lambda: window.go(Where(Place.SET_UP)))
    return screen


def build_settings(window: MainWindow) -> SettingsScreen:
    """The settings."""
    from app.ui.screens.settings import SettingsScreen

    screen = SettingsScreen(window.studio, window.jobs, window.theme)
    screen.language_chosen.connect(window.language_wanted)
    screen.size_changed.connect(window.size_wanted)
    screen.look_changed.connect(window.look_changed)
    screen.restore_wanted.connect(window.restore_wanted)
    screen.people_wanted.connect(lambda: window.go(Where(Place.PEOPLE)))
    screen.failed.connect(window.notices.show_notice)
    screen.done.connect(window.notices.show_passing)
    return screen


def build_editor(window: MainWindow) -> EditorScreen:
    """Writing lessons."""
    from app.ui.screens.editor import EditorScreen

    screen = EditorScreen(window.studio, window.jobs, window.theme)
    screen.lesson_wanted.connect(lambda lesson: window.go(Where(Place.EDITOR, lesson)))
    screen.rules_wanted.connect(lambda: window.go(Where(Place.RULES)))
    screen.plans_wanted.connect(lambda: window.go(Where(Place.PLANS)))
    screen.failed.connect(window.notices.show_notice)
    screen.done.connect(window.notices.show_passing)
    return screen


def build_teach(window: MainWindow) -> TeachScreen:
    """A trainer's desk."""
    from app.ui.screens.teach import TeachScreen

    screen = TeachScreen(window.studio, window.jobs, window.theme)
    screen.wanted.connect(window.go)
    screen.failed.connect(window.notices.show_notice)
    screen.done.connect(window.notices.show_passing)
    return screen


def build_plans(window: MainWindow) -> PlansScreen:
    """Plans for classes and persons."""
    from app.ui.screens.plans import PlansScreen

    screen = PlansScreen(window.studio, window.jobs, window.theme)
    screen.plan_wanted.connect(lambda plan: window.go(Where(Place.PLANS, plan_id=plan)))
    screen.desk_wanted.connect(lambda: window.go(Where(Place.TEACH)))
    screen.failed.connect(window.notices.show_notice)
    screen.done.connect(window.notices.show_passing)
    return screen


def build_reports(window: MainWindow) -> ReportsScreen:
    """What can be handed out or saved about trainees."""
    from app.ui.screens.reports import ReportsScreen

    screen = ReportsScreen(window.studio, window.jobs, window.theme)
    screen.back_wanted.connect(window.go_home)
    screen.failed.connect(window.notices.show_notice)
    screen.done.connect(window.notices.show_passing)
    return screen


def build_orders(window: MainWindow) -> OrdersScreen:
    """What firms need, and who is ready."""
    from app.ui.screens.orders import OrdersScreen

    screen = OrdersScreen(window.studio, window.jobs, window.theme)
    screen.back_wanted.connect(lambda: window.go(Where(Place.TEACH)))
    screen.plan_wanted.connect(lambda plan: window.go(Where(Place.PLANS, plan_id=plan)))
    screen.failed.connect(window.notices.show_notice)
    screen.done.connect(window.notices.show_passing)
    return screen


def build_station(window: MainWindow) -> StationScreen:
    """The machine and the centre."""
    from app.ui.exchange import Exchange
    from app.ui.screens.station import StationScreen

    exchange = window.exchange or Exchange(window.studio, window.jobs, window)
    screen = StationScreen(window.studio, window.jobs, window.theme, exchange)
    screen.back_wanted.connect(lambda: window.go(Where(Place.TEACH)))
    screen.check_wanted.connect(lambda: window.go_to_settings(lambda settings: settings.check))
    screen.restore_wanted.connect(lambda: window.go_to_settings(lambda settings: settings.data))
    screen.signed_out.connect(window.signed_out)
    screen.failed.connect(window.notices.show_notice)
    return screen


def build_class_progress(window: MainWindow) -> ClassProgressScreen:
    """How a class and its members get on, and the centre."""
    from app.ui.screens.class_progress import ClassProgressScreen

    screen = ClassProgressScreen(window.studio, window.jobs, window.theme)
    screen.takes_wanted.connect(lambda who: window.go(Where(Place.QUEUE, profile_id=who)))
    screen.report_wanted.connect(
        lambda cohort, who: window.go(Where(Place.REPORTS, cohort_id=cohort, profile_id=who))
    )
    screen.back_wanted.connect(lambda: window.go(Where(Place.TEACH)))
    screen.failed.connect(window.notices.show_notice)
    return screen


def build_rules(window: MainWindow) -> RulesScreen:
    """What must not be said."""
    from app.ui.screens.rules import RulesScreen

    screen = RulesScreen(window.studio, window.jobs, window.theme)
    screen.back_wanted.connect(lambda: window.go(Where(Place.EDITOR)))
    screen.failed.connect(window.notices.show_notice)
    screen.done.connect(window.notices.show_passing)
    return screen


def build_welcome(window: MainWindow) -> WelcomeScreen:
    """The first start."""
    from app.ui.screens.welcome import WelcomeScreen

    screen = WelcomeScreen(window.studio, window.jobs, window.theme)
    screen.language_chosen.connect(window.language_wanted)
    screen.finished.connect(window.welcomed)
    screen.set_up_wanted.connect(lambda: window.go(Where(Place.SET_UP)))
    return screen


def build_set_up(window: MainWindow) -> SetUpScreen:
    """A centre begins."""
    from app.ui.screens.welcome import SetUpScreen

    screen = SetUpScreen(window.studio, window.jobs, window.theme)
    screen.back_wanted.connect(window.back_from_set_up)
    screen.finished.connect(window.centre_begun)
    return screen


def build_people(window: MainWindow) -> PeopleScreen:
    """Trainees and classes."""
    from app.ui.screens.people import PeopleScreen

    screen = PeopleScreen(window.studio, window.jobs, window.theme)
    screen.work_wanted.connect(lambda: window.go(Where(Place.TEACH)))
    screen.back_wanted.connect(window.go_home)
    screen.undo_offered.connect(window.offer_undo)
    screen.erase_wanted.connect(lambda who: window.go(Where(Place.STATION, profile_id=who)))
    screen.failed.connect(window.notices.show_notice)
    screen.done.connect(window.notices.show_passing)
    return screen


def build_queue(window: MainWindow) -> QueueScreen:
    """Takes that need a trainer's ears."""
    from app.ui.screens.queue import QueueScreen

    screen = QueueScreen(window.studio, window.jobs, window.theme)
    screen.failed.connect(window.notices.show_notice)
    screen.done.connect(window.notices.show_passing)
    return screen
