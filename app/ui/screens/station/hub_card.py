"""The exchange with the centre: how things stand, and exchanging now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.i18n import tr, trn
from app.practice.hub_values import HubStatus, StationSeen
from app.practice.hub_words import LOGIN_WORDS, clock_warning, who_is_waited_for
from app.ui.exchange import Exchange
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.station.facts import Facts
from app.ui.screens.station.words import counts_text, exchanged_text
from app.ui.texts import when
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.labels import label, leading

if TYPE_CHECKING:
    from app.practice.studio import Studio

SILENT = timedelta(days=3)
"""After so long without an exchange a machine is named."""

NAMED = 8
"""Machines that are named; the others are counted."""


class HubCard(Card):
    """Says what it is for where no hub is set up; no button leads nowhere."""

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme, exchange: Exchange) -> None:
        super().__init__(tr("和中心交换数据"))
        self._studio, self._jobs, self._exchange = studio, jobs, exchange
        self.status: HubStatus | None = None
        self._asked = False
        self.facts = Facts()
        self.said = QVBoxLayout()
        self.said.setSpacing(SPACE // 2)
        self.now = button(tr("现在交换"), exchange.start, theme, kind="main", icon="again")
        self.stop = button(tr("停止"), self._stop, theme, icon="stop")
        self._doing = label("", "soft", wrap=False)
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("进度"))
        self._running = QWidget()
        row = QHBoxLayout(self._running)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        row.addWidget(self._doing)
        row.addWidget(self._bar, 1)
        row.addWidget(self.stop)
        self._running.hide()
        if not studio.hub.configured:
            self._say_why_not()
            return
        self.body.addWidget(self.facts)
        self.body.addWidget(self._running)
        self.body.addLayout(self.said)
        self.body.addLayout(leading(self.now))
        hub = studio.policy.hub
        if hub is not None and hub.minutes:
            words = trn(
                "开播开着的时候，大约每 {number} 分钟自己交换一次，不用管它。",
                "开播开着的时候，大约每 {number} 分钟自己交换一次，不用管它。",
                hub.minutes,
            )
            self.body.addWidget(label(words, "small"))
        exchange.changed.connect(self._changed)
        exchange.moved.connect(self._moved)

    def _say_why_not(self) -> None:
        if self._studio.policy.hub is not None:
            self.body.addWidget(label(tr("中心规定这台电脑不使用网络，成绩用 U 盘带到中心。"), "soft"))
            return
        self.body.addWidget(
            label(
                tr(
                    "有了中心数据库，几十台电脑的成绩、点评、名单和计划会自己汇到一起。这台电脑没有设置，照样能用。"
                ),
                "soft",
            )
        )
        self.body.addWidget(
            label(
                tr("要用它，请管理电脑的人照说明“{document}”来设置。", document=isolate("docs/hub.md")),
                "small",
            )
        )

    def load(self) -> None:
        """Ask how things stand; a hub that does not answer takes ten seconds, which nobody waits for."""
        if not self._studio.hub.configured:
            return
        self._show_running()
        if not self._asked:
            self._asked = True
            self.facts.show_facts((tr("中心数据库"), tr("正在连接…"), "soft"))
        if not self._exchange.running:
            self._show_outcome()
            self._jobs.run(self._studio.hub.status, self._show, owner=self)

    # how things stand

    def _show(self, result: Ok[HubStatus] | Err) -> None:
        if isinstance(result, Err):
            self.facts.show_facts((tr("中心数据库"), str(result.error), "error"))
            return
        status = self.status = result.value
        last = status.last
        waiting = " ".join(map(str, who_is_waited_for(last.left))) if last is not None else ""
        finished = last.finished if last is not None else None
        outcome = self._exchange.outcome
        reached = _reached(status)
        if isinstance(outcome, Err) and reached == str(outcome.error):
            reached = tr("现在连不上")  # why stands below already
        self.facts.show_facts(
            (tr("中心数据库"), reached, "error" if status.fault else "good"),
            (tr("上次交换"), when(finished) if finished else tr("还没有交换过"), ""),
            (tr("等着送出"), counts_text(status.outbox) or tr("都送出去了"), ""),
            (tr("等管理员"), waiting, ""),
            (tr("时钟"), str(clock_warning(status.clock_offset) or ""), "late"),
            (tr("各台电脑"), stations_text(status.stations, datetime.now(UTC)), ""),
        )

    # exchanging

    def _changed(self) -> None:
        self.load()

    def _show_running(self) -> None:
        running = self._exchange.running
        if running and self._running.isHidden():
            self._bar.setValue(0)
            self.stop.setEnabled(True)
            self._doing.setText(tr("正在交换…"))
        self._running.setVisible(running)
        self.now.setEnabled(not running)
        if running:
            clear(self.said)

    def _moved(self, done: float) -> None:
        self._bar.setValue(round(1000 * done))

    def _stop(self) -> None:
        self.stop.setEnabled(False)
        self._doing.setText(tr("正在停止…"))
        self._exchange.stop()

    def _show_outcome(self) -> None:
        clear(self.said)
        outcome, ended = self._exchange.outcome, self._exchange.ended
        if outcome is None or ended is None:
            return
        if isinstance(outcome, Err):
            self.said.addWidget(label(tr("{time} 的交换没有成功：", time=when(ended)), "small"))
            self.said.addWidget(label(str(outcome.error), "error"))
            return
        for each in exchanged_text(outcome.value):
            self.said.addWidget(label(each))


def _reached(status: HubStatus) -> str:
    if status.fault is not None:
        return str(status.fault)
    me = status.me
    if me is None:
        return ""
    kind = LOGIN_WORDS.get(me.kind)
    return tr(
        "连上了：{centre}（{login}，{kind}）",
        centre=isolate(me.centre_name),
        login=isolate(me.login),
        kind=str(kind or me.kind),
    )


def stations_text(stations: tuple[StationSeen, ...], now: datetime) -> str:
    """How many machines exchange, and which have not for long; "" for who may not know."""
    if not stations:
        return ""
    silent = [each for each in stations if now - each.last_seen > SILENT]
    text = trn("{number} 台", "{number} 台", len(stations))
    if not silent:
        return f"{text} · {tr('三天内都来过')}"
    names = " ".join(isolate(each.name or each.station[:6]) for each in silent[:NAMED])
    more = f" {tr('等')}" if len(silent) > NAMED else ""
    late = trn(
        "{number} 台三天没来了：{names}", "{number} 台三天没来了：{names}", len(silent), names=names + more
    )
    return f"{text} · {late}"
