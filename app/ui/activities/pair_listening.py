"""Minimal pairs by ear: one of two words is played, she says which."""

from __future__ import annotations

import random
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.curriculum.values import HeardWord, PairListening
from app.i18n import tr
from app.ui.activities.card_text import chinese
from app.ui.activities.option_button import Mark
from app.ui.activities.option_group import OptionGroup
from app.ui.activities.pair_listening_rounds import PairItem, Round, by_contrast, plan_rounds
from app.ui.activities.pair_listening_voices import find_items, pinyin_of
from app.ui.activities.view import ActivityView, left_to_right
from app.ui.hearing import Hearing, voice_of, voice_words
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.card import clear
from app.ui.widgets.labels import label, set_look

if TYPE_CHECKING:
    from app.practice.studio import Studio


class PairListeningView(ActivityView):
    """Round by round; right or wrong is said at once, and both words can be heard again.

    Outcome: right of asked rounds; `answers` are `played=chosen` in the words' characters. Where no voice
    can say any of the words it is 0 of 0: seen, not failed.
    """

    def __init__(
        self,
        step: PairListening,
        lesson_id: str,
        studio: Studio,
        jobs: Jobs,
        theme: Theme,
        *,
        hearing: Hearing | None = None,
        seed: int | None = None,
    ) -> None:
        super().__init__(step, lesson_id, studio, jobs, theme)
        self._chance = random.Random(seed)
        self._pairs = step.pairs
        self.hearing = hearing or Hearing(studio, jobs, parent=self)
        self.items: tuple[PairItem, ...] = ()
        self.rounds: tuple[Round, ...] = ()
        self.chosen: list[int] = []
        self._heard = False
        self._searching = False
        self._wants_focus = False  # asked for before there was anything to press
        self._shown: Round | None = None
        self._sounding: Button | None = None
        self.add_heading(hint=step.hint)
        self._content = QVBoxLayout()
        self._content.setSpacing(2 * SPACE)
        self.body.addLayout(self._content)
        self.play: Button | None = None
        self.options: OptionGroup | None = None
        self.next: Button | None = None
        self.words: list[Button] = []
        self.hearing.changed.connect(self._sound_changed)
        self.hearing.failed.connect(self.failed)
        self.hearing.system_ready.connect(self._voice_found)
        self.hearing.look()
        self._search()

    # who can say the words

    def _search(self) -> None:
        self._searching = True
        self._say_one(tr("正在找能读这些词的声音…"))
        system = self.hearing.system_voice is not None
        self.jobs.run(lambda: find_items(self.studio, self._pairs, system=system), self._have, owner=self)

    def _voice_found(self) -> None:
        """The computer's voice was found late: it may say what nobody else can."""
        if not self._searching and not self.rounds:
            self._search()

    def _have(self, result: Ok[tuple[PairItem, ...]] | Err) -> None:
        self._searching = False
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            self._show_nothing()
            return
        self.items = result.value
        if self.items:
            self.begin()
        else:
            self._show_nothing()

    def _show_nothing(self) -> None:
        clear(self._content)
        self._content.addWidget(label(tr("这台电脑上还没有能读这些词的声音。"), "strong"))
        self._content.addWidget(
            label(tr("在设置里导入一个声音包，就能做这个练习。现在可以先往下学，不算没做对。"), "lead")
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(6 * SPACE)
        grid.setVerticalSpacing(SPACE)
        for row, pair in enumerate(self._pairs):
            for column, word in enumerate(pair):
                grid.addWidget(chinese(label(word_text(word), "lead"), self.theme), row, column)
        grid.setColumnStretch(2, 1)
        holder = left_to_right(QWidget())
        grid.setContentsMargins(0, 0, 0, 0)
        holder.setLayout(grid)
        self._content.addWidget(holder)
        self.finish()
        self.settle()

    def _say_one(self, sentence: str) -> None:
        clear(self._content)
        self._content.addWidget(label(sentence, "soft"))

    # the rounds

    def begin(self) -> None:
        """Begin with the first round of a new order."""
        self.rounds = plan_rounds(self.items, self._chance)
        self.chosen = []
        self._show_round()
        if self._wants_focus and self.window().focusWidget() in (None, self):
            self._wants_focus = False
            self.focus()

    @property
    def at(self) -> Round | None:
        """The round that is shown, answered or not; None before the first and after the last."""
        return self._shown

    def _show_round(self) -> None:
        self.hearing.stop()
        self._shown = round_ = self.rounds[len(self.chosen)]
        item = self.items[round_.item]
        self._heard = False
        self.words, self.next = [], None
        clear(self._content)
        place = tr("第 {number} 个，共 {count} 个", number=len(self.chosen) + 1, count=len(self.rounds))
        self._content.addWidget(label(f"{place} · {self._voice_name(item, round_)}", "soft"))
        self.play = button(tr("播放"), self.play_round, self.theme, kind="main", icon="speaker")
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        row.addWidget(self.play)
        self._question = label(tr("先听，再选。"), "lead")
        row.addWidget(self._question, 1)
        self._content.addLayout(row)
        if item.substitute:
            self._content.addWidget(label(tr("课里的词没有人录，换成了同样区别的两个词。"), "soft"))
        self.options = OptionGroup([word_text(word) for word in item.words], self.theme, columns=2)
        self.options.pressed.connect(self.choose)
        self.options.set_open(False)
        self._content.addWidget(self.options)
        self._answer = QFrame()
        self._answer.hide()
        self._content.addWidget(self._answer)
        self._keys = label(tr("1、2：选　L：再听一遍"), "small")
        self._content.addWidget(self._keys)

    def _voice_name(self, item: PairItem, round_: Round) -> str:
        if item.sounds:
            return voice_words(voice_of(item.sounds[round_.voice][round_.side]))
        voice = self.hearing.system_voice
        return voice_words(voice) if voice is not None else ""

    def play_round(self) -> None:
        """Play the word that is asked for, as often as she likes; stop when it is playing."""
        round_ = self._shown
        if round_ is None or self.play is None:
            return
        if self._sounding is self.play and self.hearing.playing:
            self.hearing.stop()
            return
        self._sound(round_.side, self.play)
        self._heard = True
        if self.options is not None and len(self.chosen) < len(self.rounds) and self.next is None:
            self._question.setText(tr("您听到的是哪一个？"))
            self.options.set_open(True)
            self.options.focus()

    def play_word(self, side: int) -> None:
        """Play one of the two words, after the answer."""
        if side < len(self.words):
            pressed = self.words[side]
            if self._sounding is pressed and self.hearing.playing:
                self.hearing.stop()
            else:
                self._sound(side, pressed)

    def _sound(self, side: int, pressed: Button) -> None:
        assert self._shown is not None
        item = self.items[self._shown.item]
        self.hearing.stop()
        self._sounding = pressed
        if item.sounds:
            self.hearing.play(item.sounds[self._shown.voice][side])
        else:
            self.hearing.say(item.words[side].text)

    def choose(self, side: int) -> None:
        """Answer this round."""
        if self._shown is None or not self._heard or self.next is not None or self.options is None:
            return
        round_, item = self._shown, self.items[self._shown.item]
        self.chosen.append(side)
        right = side == round_.side
        marks = [Mark.NONE, Mark.NONE]
        marks[side] = Mark.RIGHT if right else Mark.WRONG
        marks[round_.side] = Mark.RIGHT
        self.options.set_marks(marks)
        self.options.set_open(False)
        self._keys.setText(tr("1、2：再听两个词　回车：下一个"))
        self._show_answer(item, right=right)

    def _show_answer(self, item: PairItem, *, right: bool) -> None:
        assert self._shown is not None
        played = isolate(word_text(item.words[self._shown.side]))
        said = tr("对，是 {word}。", word=played) if right else tr("不是，刚才是 {word}。", word=played)
        set_look(self._answer, "panel", "right" if right else "not-yet")
        column = QVBoxLayout(self._answer)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE)
        column.addWidget(label(said, "strong"))
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        last = len(self.chosen) == len(self.rounds)
        self.next = button(
            tr("看结果") if last else tr("下一个"),
            self.go_on,
            self.theme,
            kind="main",
            icon="forward",
            icon_after=True,
        )
        self.words = [
            button(
                isolate(word.text),
                partial(self.play_word, side),
                self.theme,
                icon="speaker",
                name=tr("听：{word}", word=word_text(word)),
            )
            for side, word in enumerate(item.words)
        ]
        both = left_to_right(QWidget())
        inner = QHBoxLayout(both)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(SPACE)
        for each in self.words:
            inner.addWidget(each)
        row.addWidget(both)
        row.addStretch(1)
        row.addWidget(self.next)
        column.addLayout(row)
        self._answer.show()
        self.announce(said)
        self.next.setFocus()

    def go_on(self) -> None:
        """To the next round and play it, or to the result."""
        if self.next is None:
            return
        if len(self.chosen) < len(self.rounds):
            self._show_round()
            self.play_round()
        else:
            self._show_result()

    # the end

    def _show_result(self) -> None:
        self.hearing.stop()
        self._shown, self.options, self.play, self.next, self.words = None, None, None, None, []
        went = [side == each.side for side, each in zip(self.chosen, self.rounds, strict=True)]
        clear(self._content)
        self._content.addWidget(
            label(tr("{count} 个里听对了 {right} 个", count=len(went), right=sum(went)), "strong")
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * SPACE)
        grid.setVerticalSpacing(SPACE)
        found = by_contrast(self.items, self.rounds, self.chosen)
        for row, each in enumerate(found):
            grid.addWidget(label(each.contrast, "strong", wrap=False), row, 0)
            went_so = tr("{asked} 个对 {right} 个", asked=each.asked, right=each.right)
            grid.addWidget(label(went_so, wrap=False), row, 1)
            grid.addWidget(label(_remark(each.right, each.asked), "soft"), row, 2)
        grid.setColumnStretch(2, 1)
        self._content.addLayout(grid)
        again = button(tr("再听一轮"), self.again, self.theme, icon="again")
        ways = QHBoxLayout()
        ways.addWidget(again)
        ways.addStretch(1)
        self._content.addLayout(ways)
        self.finish(sum(went), len(went), self._answers())
        self.settle()

    def _answers(self) -> tuple[str, ...]:
        return tuple(
            f"{self.items[each.item].words[each.side].text}={self.items[each.item].words[side].text}"
            for each, side in zip(self.rounds, self.chosen, strict=True)
        )

    def again(self) -> None:
        """Another go, in another order; the first one counts."""
        self.begin()
        self.focus()

    # for whoever shows it

    def focus(self) -> None:
        """The one thing to do next."""
        for each in (self.next, self.play):
            if each is not None:
                each.show()  # just made, it takes no focus before
                each.setFocus()
                return
        self._wants_focus = True
        self.setFocus()

    def stop(self) -> None:
        """Be quiet."""
        self.hearing.stop()

    def _sound_changed(self) -> None:
        playing = self.hearing.playing
        for each in (*([self.play] if self.play else []), *self.words):
            on = playing and each is self._sounding
            each.set_icon("stop" if on else "speaker")
        if self.play is not None:
            first = self._heard and not (playing and self._sounding is self.play)
            self.play.setText(tr("再听一遍") if first else tr("停止") if self._heard else tr("播放"))
            self.play.setAccessibleName(self.play.text())
            if self._heard:
                self.play.set_kind("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 and 2 choose, and play the words after that; L plays again."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        side = event.key() - Qt.Key.Key_1
        if plain and event.key() == Qt.Key.Key_L:
            self.play_round()
        elif plain and side in (0, 1) and self.next is not None:
            self.play_word(side)
        elif plain and side in (0, 1) and self._heard:
            self.choose(side)
        else:
            super().keyPressEvent(event)


def word_text(word: HeardWord) -> str:
    """A word with its pinyin: `是　shì`."""
    return f"{word.text}　{pinyin_of(word)}"


def _remark(right: int, asked: int) -> str:
    if right == asked:
        return tr("分得清。")
    if 2 * right > asked:
        return tr("大多分得清，再听几遍会更稳。")
    return tr("还分不清。放慢速度，两个词轮流听。")
