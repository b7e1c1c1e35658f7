"""Judging the talk: hear it, give points in three fields, say who judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QDoubleSpinBox, QGridLayout, QHBoxLayout, QLineEdit, QRadioButton

from app.i18n import tr
from app.people.values import TRAINER
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

STEP = 0.5


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
            self.body.addWidget(label(f"{line_words(line)}：{line_points(line)}", "soft"))
        self.play = button(tr("听这段话"), self._play, theme, icon="speaker")
        self.play.setEnabled(PartOfPaper.TALK in result.attempts)
        self.body.addLayout(leading(self.play))
        self.fields: dict[str, QDoubleSpinBox] = {}
        self.body.addLayout(self._fields_grid())
        self.body.addLayout(self._judge_row())
        self.sum = label("", "strong")
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
            field = QDoubleSpinBox()
            field.setRange(0.0, most)
            field.setSingleStep(STEP)
            field.setDecimals(1)
            field.setMinimumWidth(14 * SPACE)
            field.setValue(getattr(given, name) if given else 0.0)
            field.setAccessibleName(str(TALK_FIELD_NAMES[name]))
            field.valueChanged.connect(self._show_sum)
            words = tr(
                "{field}（最多 {points} 分）", field=str(TALK_FIELD_NAMES[name]), points=points_text(most)
            )
            grid.addWidget(label(words), 0, column)
            grid.addWidget(field, 1, column)
            self.fields[name] = field
        grid.setColumnStretch(len(self.fields), 1)
        return grid

    def _judge_row(self) -> QHBoxLayout:
        given, me = self._kept.given, self._studio.profile
        hers = me is not None and me.id == self._result.exam.profile_id
        trainer = next((each.name for each in self._studio.profiles() if each.role == TRAINER), "")
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
    def points(self) -> GivenPoints:
        """What is entered."""
        values = {name: field.value() for name, field in self.fields.items()}
        return GivenPoints(**values, by=self.name.text().strip() if self.trainer.isChecked() else "")

    def _show_sum(self, *_: object) -> None:
        exam, marks = self._result.exam, self._kept.marks
        assert marks is not None
        points = mark_talk(marks.seconds, exam.five_parts, self.points.total).points or 0.0
        words = tr("这一题 {points} 分", points=points_text(points))
        self.sum.setText(f"{words}（{who_judged(self._kept)}）" if self._kept.given else words)
        named = self.herself.isChecked() or bool(self.name.text().strip())
        self.save.setEnabled(named and (self.points.total > 0 or self._kept.given is not None))

    def _save(self) -> None:
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
