"""The teleprompter's page: a script to edit and to read, its sections and time, the controls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent, QScreen, QShowEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.coaching.prompter import Pace
from app.coaching.script import parse_script
from app.i18n import tr
from app.ui.screens.prompter.legend import ReadLegend
from app.ui.screens.prompter.lens import PrompterLens
from app.ui.screens.prompter.look_panel import LookPanel, slider
from app.ui.screens.prompter.script_box import ScriptBox
from app.ui.screens.prompter.section_list import SectionList, total_words
from app.ui.screens.prompter.session import PrompterSession, PromptPhase, PromptState
from app.ui.screens.prompter.text_view import PromptText
from app.ui.screens.prompter.words import explanation, headline
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label
from app.ui.widgets.record_button import RecordButton, RecordLook

if TYPE_CHECKING:
    from app.practice.studio import Studio
    from app.ui.jobs import Jobs
    from app.ui.lens.camera import Camera

_LOOKS = {
    PromptPhase.COUNTDOWN: RecordLook.COUNTDOWN,
    PromptPhase.RUNNING: RecordLook.STOP,
    PromptPhase.PAUSED: RecordLook.PAUSED,
    PromptPhase.KEEPING: RecordLook.BUSY,
}


class PrompterScreen(QWidget):
    """Wires script, session and views to each other."""

    back_wanted = Signal()
    failed = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme, camera: Camera | None = None) -> None:
        super().__init__()
        self._studio = studio
        self._theme = theme
        self.setProperty("page", "true")
        kept = self._kept()
        self._owner = ""  # whose script it is
        self.session = PrompterSession(studio, jobs, parse_script(""))
        self.session.setParent(self)
        self.view = PromptText(theme)
        self.lens = PrompterLens(studio, jobs, theme, self.session, self.view, camera)
        self.lens.setParent(self)
        self.other: PromptText | None = None
        self.box = ScriptBox(theme)
        self.sections = SectionList(theme)
        self.look = LookPanel(
            _number(kept.value("size"), 44),
            _number(kept.value("line"), 150),
            kept.value("mirrored") == "true",
        )
        self.round = RecordButton(theme, 64)
        self.headline = label("", "strong")
        self.explanation = label("", "soft")
        self.edit = button(tr("改稿"), self.toggle_editor, theme, icon="editor")
        self.large = button(tr("全屏"), self.toggle_large, theme)
        self.pause = button(tr("暂停"), self.session.pause, theme, icon="pause")
        self.mode = QComboBox()
        self.mode.setAccessibleName(tr("怎么滚动"))
        self.mode.addItems([tr("跟着我的声音"), tr("匀速滚动")])
        self.speed = slider(Pace.SLOWEST, Pace.FASTEST, 10, _number(kept.value("speed"), 200), tr("速度"))
        self.speed_words = label("", "soft", wrap=False)
        self.records = QCheckBox(tr("同时录音"))
        self.records.setChecked(kept.value("records", "true") == "true")
        self.legend = ReadLegend(theme)
        self._lay_out()
        self._wire()
        self.mode.setCurrentIndex(int(kept.value("mode") == "even"))
        self._mode_changed()
        self._look_changed()
        self._script_changed()
        self._show(self.session.state)

    def _lay_out(self) -> None:
        back = button(tr("课程"), self.back_wanted.emit, self._theme, kind="quiet", icon="back")
        head = QHBoxLayout()
        head.setSpacing(2 * SPACE)
        head.addWidget(back)
        head.addWidget(label(tr("提词器"), "title"), 1)
        head.addWidget(self.lens.button)
        head.addWidget(self.edit)
        head.addWidget(self.large)
        middle = QVBoxLayout()
        middle.setSpacing(SPACE)
        middle.addWidget(self.lens.panel)
        middle.addWidget(self.legend)
        middle.addWidget(self.view, 1)
        side = QWidget()
        side.setFixedWidth(self._theme.size(230))
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addWidget(self.sections, 1)
        column.addWidget(self.look)
        self.box.setFixedWidth(self._theme.size(300))
        body = QHBoxLayout()
        body.setSpacing(2 * SPACE)
        body.addWidget(self.box)
        body.addLayout(middle, 1)
        body.addWidget(side)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self.headline)
        words.addWidget(self.explanation)
        words.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(2 * SPACE)
        foot.addWidget(self.round)
        foot.addLayout(words, 1)
        rolling = QVBoxLayout()  # below each other: beside each other they would leave the words no room
        rolling.addStretch(1)
        rolling.addWidget(self.speed_words)
        rolling.addWidget(self.speed)
        rolling.addWidget(self.records)
        rolling.addStretch(1)
        foot.addWidget(self.pause)
        foot.addLayout(rolling)
        foot.addWidget(self.mode)
        self.speed.setFixedWidth(self._theme.size(140))
        page = QVBoxLayout(self)
        page.setContentsMargins(3 * SPACE, 2 * SPACE, 3 * SPACE, SPACE)
        page.setSpacing(SPACE)
        page.addLayout(head)
        page.addLayout(body, 1)
        page.addLayout(foot)
        tabbed = (self.edit, self.large, self.pause, self.records, self.round, self.look.mirrored, back)
        for each in (*tabbed, self.lens.button):
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # the space key is for beginning and ending

    def _wire(self) -> None:
        self.round.clicked.connect(lambda _checked=False: self.press())
        self.box.edited.connect(self._edited)
        self.box.failed.connect(self.failed)
        self.look.changed.connect(self._look_changed)
        self.mode.currentIndexChanged.connect(lambda _index: self._mode_changed())
        self.speed.valueChanged.connect(lambda _value: self._mode_changed())
        self.records.toggled.connect(lambda _on: self._mode_changed())
        self.session.changed.connect(self._show)
        self.session.failed.connect(self.failed)
        self.lens.told.connect(self.failed)
        self.session.level_changed.connect(self.round.set_level)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenAdded.connect(self._name_large)
            application.screenRemoved.connect(self._screen_gone)
        self._wire_view(self.view)

    def _wire_view(self, view: PromptText) -> None:
        view.clicked.connect(self.session.move_to)
        view.key_pressed.connect(self._key)
        self.session.moved.connect(view.move_to)
        self.session.put.connect(view.put_at)
        self.session.time_passed.connect(view.glide)

    # for the window

    def enter(self) -> None:
        """The page is shown; another person finds her own script."""
        self.box.show_lessons(self._studio.library.lessons)
        owner = self._studio.profile.id if self._studio.profile is not None else ""
        if owner != self._owner or not self.box.written:
            self._owner = owner
            self.box.text.setPlainText(str(self._kept().value(f"script/{owner}", "")))
            self.box.settle()
            self.box.setVisible(not self.session.prompter.script.syllables)
        (self.view if self.session.prompter.script.syllables else self.box.text).setFocus()

    def leave(self) -> None:
        """Another page takes its place: what runs is ended, a recording kept, the script remembered."""
        self.box.settle()
        self.session.leave()
        self.lens.leave()
        self._close_large()
        self._keep()

    def escape(self) -> None:
        """Esc: out of the full screen, else one level up; a running take is ended first."""
        if self.other is not None:
            self._close_large()
        elif self.session.running:
            self.session.stop()
        else:
            self.back_wanted.emit()

    # what she does

    def press(self) -> None:
        """Begin or end; what was typed last counts."""
        self.box.settle()
        self._keep()
        if not self.session.running:
            self._mode_changed()  # the last time may have ended otherwise than she chose
        self.session.press()
        self.view.setFocus()

    def toggle_editor(self) -> None:
        """Show the script to write beside the one to read, or put it away."""
        self.box.setVisible(self.box.isHidden())
        if self.box.isHidden():
            self.box.settle()
            self.view.setFocus()
        else:
            self.box.text.setFocus()

    def toggle_large(self) -> None:
        """Show the script alone on the whole of a screen, the other one when there are two; or no more."""
        if self.other is not None:
            self._close_large()
            return
        mine = self.screen()
        others = [each for each in QGuiApplication.screens() if each is not mine]
        screen = others[0] if others else mine
        self.other = PromptText(self._theme)
        self.other.closed.connect(self._close_large)
        self.other.setWindowTitle(tr("提词器"))
        self.other.show_script(self.session.prompter.script)
        self.other.show_marks(self.session.state.marks)
        self.other.put_at(self.view.place)
        self._wire_view(self.other)
        self.other.setGeometry(screen.geometry())
        self._look_changed()
        self._show(self.session.state)
        self.other.showFullScreen()
        self._name_large()

    def _close_large(self) -> None:
        other, self.other = self.other, None
        if other is not None:
            other.close()
            other.deleteLater()
            self._look_changed()
            self._name_large()

    def _name_large(self) -> None:
        """The button says whether there is another screen, and whether the script is there."""
        two = len(QGuiApplication.screens()) > 1
        words = tr("在第二块屏幕上显示") if two else tr("全屏")
        self.large.setText(tr("收回来") if self.other is not None else words)
        self.large.setAccessibleName(self.large.text())

    def _screen_gone(self, gone: QScreen) -> None:
        """The other screen was pulled out: what stood there must not cover the page that steers it."""
        if self.other is not None and self.other.screen() in (gone, self.screen()):
            self._close_large()
        self._name_large()

    def _key(self, key: int) -> None:
        if key == Qt.Key.Key_Space:
            self.press()
        elif key == Qt.Key.Key_P:
            self.session.pause()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._step(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Escape:
            self.escape()

    def _step(self, direction: int) -> None:
        """One sentence on or back."""
        place, script = int(self.view.place), self.session.prompter.script
        starts = [first for first, _ in script.sentences] + [len(script.syllables)]
        if direction > 0:
            self.session.move_to(next((each for each in starts if each > place), starts[-1]))
        else:
            self.session.move_to(max((each for each in starts if each < place), default=0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that nothing else wanted; Esc is the window's."""
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_P, Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._key(event.key())
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """There may be another screen by now."""
        self._name_large()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing stays on another screen without the page."""
        if not event.spontaneous():  # the window may well be put away while she reads
            self._close_large()
        super().hideEvent(event)

    # what changes

    def _edited(self, written: str) -> None:
        script = parse_script(written)
        if script != self.session.prompter.script:
            self.session.change_script(script)
            self._script_changed()

    def _script_changed(self) -> None:
        script = self.session.prompter.script
        place = float(self.session.prompter.following.position)
        for view in self._views():
            view.show_script(script)
            view.put_at(place)
        self.sections.show_script(script)
        self._show(self.session.state)

    def _mode_changed(self) -> None:
        even = self.mode.currentIndex() == 1
        self.session.follow(by_voice=not even)
        self.session.pace.set_speed(self.speed.value())
        self.session.records = self.records.isChecked()
        self.speed_words.setText(tr("每分钟 {number} 字", number=self.speed.value()))
        for each in (self.speed, self.speed_words, self.records):
            each.setVisible(even)

    def _look_changed(self) -> None:
        size, line = self.look.size_slider.value(), self.look.line_slider.value()
        mirrored = self.look.mirrored.isChecked()
        self.view.set_look(size, line, mirrored and self.other is None)
        if self.other is not None:
            self.other.set_look(round(size * self._enlarged()), line, mirrored)

    def _enlarged(self) -> float:
        """The same words stand in a line of the larger view."""
        return max(1.0, min(3.0, self.other.width() / max(1, self.view.width()))) if self.other else 1.0

    def _views(self) -> list[PromptText]:
        return [self.view] if self.other is None else [self.view, self.other]

    def _show(self, state: PromptState) -> None:
        phase = state.phase
        script = self.session.prompter.script
        self.round.set_look(_LOOKS.get(phase, RecordLook.RECORD), state.countdown)
        self.round.setEnabled(phase is not PromptPhase.KEEPING)
        name = tr("停止") if self.session.running else tr("开始提词")
        self.round.setAccessibleName(name)
        self.round.setToolTip(name)
        self.pause.setVisible(self.session.running)
        self.pause.setText(tr("继续") if phase is PromptPhase.PAUSED else tr("暂停"))
        self.pause.set_icon("play" if phase is PromptPhase.PAUSED else "pause")
        for each in (self.mode, self.records):
            each.setEnabled(phase in (PromptPhase.READY, PromptPhase.DONE) or each is self.mode)
        above, below = headline(state), explanation(state, self.session.by_voice)
        if not script.syllables and not self.session.running and not state.trouble:
            above = tr("先放一份稿子进来")
            below = tr("写在旁边，打开一个文本文件，或者从课程里取句子。")
        self.headline.setText(above)
        self.explanation.setText(below)
        self.explanation.setVisible(bool(self.explanation.text()))
        self.sections.show_times(state.spent, self.session.section if self.session.running else None)
        corner = total_words(script.seconds, state.elapsed) if self.session.running else ""
        self.view.show_notes(state.countdown if phase is PromptPhase.COUNTDOWN else 0, "")
        if self.other is not None:
            self.other.show_notes(state.countdown if phase is PromptPhase.COUNTDOWN else 0, corner)
        if state.marks is not self._marks_shown:
            self._marks_shown = state.marks
            for view in self._views():
                view.show_marks(state.marks)
        left_out = [each for each in state.marks if not each.said]
        self.legend.setVisible(bool(state.marks))
        self.legend.show_counts(len(left_out), sum(each.last - each.first for each in left_out))

    _marks_shown: object = ()

    # remembered

    def _kept(self) -> QSettings:
        return QSettings(str(self._studio.home / "prompter.ini"), QSettings.Format.IniFormat)

    def _keep(self) -> None:
        kept = self._kept()
        kept.setValue(f"script/{self._owner}", self.box.written)
        kept.setValue("size", self.look.size_slider.value())
        kept.setValue("line", self.look.line_slider.value())
        kept.setValue("mirrored", "true" if self.look.mirrored.isChecked() else "false")
        kept.setValue("speed", self.speed.value())
        kept.setValue("mode", "even" if self.mode.currentIndex() == 1 else "voice")
        kept.setValue("records", "true" if self.records.isChecked() else "false")
        kept.sync()


def _number(value: object, otherwise: int) -> int:
    return int(str(value)) if str(value).isdigit() else otherwise
