"""Judging the talk: hear it, give points in three fields, say who judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QLineEdit, QRadioButton

from app.i18n import tr
from app.practice.exam_values import ExamResult, GivenPoints
from app.speech.psc.marks import mark_talk, talk_fields
from app.speech.psc.paper import PartOfPaper
from app.speech.values import FloatArray
from app.ui.attempt.sound_box import Sound, SoundBox
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.exam.words import (
    TALK_FIELD_NAMES,
    clock,
    line_points,
    line_words,
    points_text,
    who_judged,
)
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card
from app.ui.widgets.labels import label, leading

if TYPE_CHECKING:
    from app.practice.studio import Studio


class TalkCard(Card):
    """For one result whose talk is there."""

    given = Signal(object)  # GivenPoints
    failed = Signal(str)

    def __init__(
        self, result: ExamResult, studio: Studio, jobs: Jobs, sounds: SoundBox, theme: Theme
    ) -> None:
        super().__init__(tr("给命题说话评分"))
        kept = result.exam.part(PartOfPaper.TALK)
        assert kept is not None and kept.marks is not None
        self._kept, self._result = kept, result
        self._studio, self._jobs, self._sounds = studio, jobs, sounds
        topic = tr("题目：{topic}", topic=isolate(kept.topic))
        spoken = tr("说了 {time}（长的停顿不算）", time=clock(kept.marks.seconds))
        self.body.addWidget(label(f"{topic} · {spoken}", "soft"))
        for line in kept.marks.lines:
            self.body.addWidget(label(f"{line_words(line)}\u00a0{line_points(line)}", "soft"))
        self.play = button(tr("听这段话"), self._play, theme, icon="speaker")
        self.play.setEnabled(PartOfPaper.TALK in result.attempts)
        self.body.addLayout(leading(self.play))
        self._theme = theme
        self.fields: dict[str, QLineEdit] = {}
        self.body.addLayout(self._fields_grid())
        self.body.addLayout(self._judge_row())
        self.sum = label("", "lead")
        self.save = button(tr("保存评分"), self._save, theme)
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        row.addWidget(self.save)
        row.addWidget(self.sum, 1)
        self.body.addLayout(row)
        sounds.changed.connect(self._show_playing)
        self._show_sum()

    def _fields_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(4 * SPACE)
        given = self._kept.given
        for column, (name, most) in enumerate(talk_fields(self._result.exam.five_parts).items()):
            field = QLineEdit(f"{getattr(given, name):g}" if given else "")
            field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            field.setMaxLength(5)
            field.setFixedWidth(self._theme.size(112))
            field.textChanged.connect(self._show_sum)
            words = tr(
                "{field}（最多 {points} 分）", field=str(TALK_FIELD_NAMES[name]), points=points_text(most)
            )
            field.setAccessibleName(words)
            grid.addWidget(label(words, wrap=False), 0, column)
            grid.addWidget(field, 1, column)
            self.fields[name] = field
        grid.setColumnStretch(len(self.fields), 1)
        return grid

    def _judge_row(self) -> QHBoxLayout:
        given, me = self._kept.given, self._studio.profile
        hers = me is not None and me.id == self._result.exam.profile_id
        trainer = next((each.name for each in self._studio.profiles() if each.teaches), "")
        self.herself = QRadioButton(tr("自评"))
        self.trainer = QRadioButton(tr("老师评分"))
        both = QButtonGroup(self)
        both.addButton(self.herself)
        both.addButton(self.trainer)
        self.name = QLineEdit(given.by if given and given.by else trainer)
        self.name.setPlaceholderText(tr("老师的名字"))
        self.name.setAccessibleName(tr("老师的名字"))
        self.name.setMaxLength(40)
        self.herself.setVisible(hers)
        by_trainer = not hers or (given is not None and bool(given.by))
        (self.trainer if by_trainer else self.herself).setChecked(True)
        self.name.setVisible(by_trainer)
        self.trainer.toggled.connect(self.name.setVisible)
        self.trainer.toggled.connect(self._show_sum)
        self.name.textChanged.connect(self._show_sum)
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        row.addWidget(self.herself)
        row.addWidget(self.trainer)
        row.addWidget(self.name, 1)
        row.addStretch(1)
        return row

    @property
    def points(self) -> GivenPoints | None:
        """What is entered; None while a field is empty, no number, or beyond what it can have."""
        values: dict[str, float] = {}
        for name, most in talk_fields(self._result.exam.five_parts).items():
            try:
                value = float(self.fields[name].text().strip().replace(",", "."))
            except ValueError:
                return None
            if not 0.0 <= value <= most:
                return None
            values[name] = value
        return GivenPoints(**values, by=self.name.text().strip() if self.trainer.isChecked() else "")

    def _show_sum(self, *_: object) -> None:
        exam, marks, entered = self._result.exam, self._kept.marks, self.points
        assert marks is not None
        named = self.herself.isChecked() or bool(self.name.text().strip())
        self.save.setEnabled(named and entered is not None)
        if entered is None:
            self.sum.setText(tr("每一项填一个数，不超过最多的分数"))
            return
        points = mark_talk(marks.seconds, exam.five_parts, entered.total).points or 0.0
        words = tr("这一题 {points} 分", points=points_text(points))
        self.sum.setText(f"{words} · {who_judged(self._kept)}" if self._kept.given else words)

    def _save(self) -> None:
        if self.points is not None:
            self.given.emit(self.points)

    def _play(self) -> None:
        if self._sounds.sound is Sound.TAKE:
            self._sounds.stop()
            return
        recording = self._result.attempts[PartOfPaper.TALK].recording
        self._jobs.run(lambda: self._studio.samples(recording), self._heard, owner=self)

    def _heard(self, result: Ok[FloatArray] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
        else:
            self._sounds.play(Sound.TAKE, result.value)

    def _show_playing(self, sound: Sound | None) -> None:
        playing = sound is Sound.TAKE
        self.play.setText(tr("停止") if playing else tr("听这段话"))
        self.play.set_icon("stop" if playing else "speaker")
