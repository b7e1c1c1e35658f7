"""Everything that can be handed out or saved about trainees, on one page: choose who, then what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QRectF, QStandardPaths, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QPainter
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QHBoxLayout, QLineEdit, QWidget

from app import i18n
from app.errors import ExpectedError
from app.i18n import tr, trn
from app.practice.reports_raw import RawFormat, RawResult
from app.practice.reports_textgrid import GridResult
from app.practice.reports_values import Certificate, PersonReport
from app.practice.reports_words import day_text
from app.ui.i18n import isolate
from app.ui.jobs import Err, Job, Jobs, Ok
from app.ui.screens.reports.choices import ChoicesCard, Facts, read_facts
from app.ui.sheets.certificate_page import paint_certificate
from app.ui.sheets.person_page import paint_person
from app.ui.sheets.writing import Draw, print_sheets, write_pdf
from app.ui.texts import exact_time
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card
from app.ui.widgets.labels import label, leading
from app.ui.widgets.long_job import LongJobPanel
from app.ui.widgets.page import Page

if TYPE_CHECKING:
    from app.practice.studio import Studio

T = TypeVar("T")


class ReportsScreen(Page):
    """For trainers about those they teach, for a trainee about herself."""

    back_wanted = Signal()
    failed = Signal(str)
    done = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(theme, tr("报告"))
        self.set_title(tr("报告"), tr("先选关于谁，再选要哪一种。"))
        self._studio = studio
        self._jobs = jobs
        self._job = LongJobPanel(jobs, theme)
        self.choices = ChoicesCard(theme)
        self.set_lead(button(tr("返回"), self.back_wanted.emit, theme, kind="quiet", icon="back"))
        self._saved_in: Path | None = None
        self._saved = label("", "form")
        self._open = button(tr("打开文件夹"), self.open_folder, theme, kind="quiet", icon="folder")
        self._result = QWidget()
        row = QHBoxLayout(self._result)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._saved, 1)
        row.addWidget(self._open)
        self._result.hide()
        self._empty = label(tr("这里还没有学员。先在“学员和班级”里加进来。"), "soft")
        self._empty.hide()
        self._cards = [self._gradebook_card(), self._page_card(), self._certificate_card(), self._raw_card()]
        for each in (self._job, self._result, self.choices, self._empty, *self._cards):
            self.body.addWidget(each)
        self.body.addStretch(1)
        self.choices.changed.connect(self._tell)

    def about(self, cohort_id: str, profile_id: str) -> None:
        """Begin with a class or a person of it when the page is entered; "" for whoever was chosen last."""
        self.choices.begin_with(cohort_id, profile_id)

    def enter(self) -> None:
        """Offer who is there now."""
        self._jobs.run(lambda: read_facts(self._studio), self._show, owner=self)

    def leave(self) -> None:
        """What is being written is finished; only looking at the result ends."""
        self._result.hide()

    def _show(self, result: Ok[Facts] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        facts = result.value
        self.choices.show_facts(facts)
        trainer = facts.own is None
        self._cards[0].setVisible(trainer)
        self._cards[2].setVisible(trainer)
        chosen = self.plans.currentData()
        self.plans.clear()
        self.plans.addItem(tr("不按计划，只写练习了多少"), "")
        for plan, title in facts.plans:
            self.plans.addItem(title, plan.id)
        self.plans.setCurrentIndex(max(0, self.plans.findData(chosen)))
        self._tell()

    def _tell(self) -> None:
        """What can be done with those chosen."""
        chosen = self.choices.chosen
        self._empty.setVisible(not chosen)
        one = len(chosen) == 1
        self.comment.setEnabled(one)
        self.grids.setEnabled(one)
        for each in (self.pages, self.print_pages, self.certify):
            each.setEnabled(bool(chosen))
        self.raw.setEnabled(self.choices.scope is not None)
        self.gradebook.setEnabled(bool(self.choices.members) and self.choices.cohort_id != "")
        self._how_many.setText(
            trn("一共 {number} 页，一人一页。", "一共 {number} 页，一人一页。", len(chosen))
        )

    # -- the cards

    def _gradebook_card(self) -> Card:
        card = self._card(
            tr("成绩册"),
            tr("全班的计划、最好分、遍数和练习情况，用 Excel 或 WPS 打开。没有班级的学员也在里面。"),
        )
        self.gradebook = button(
            tr("存成表格"), self.save_gradebook, self.theme, kind="main", icon="export_file"
        )
        card.body.addLayout(leading(self.gradebook))
        return card

    def _page_card(self) -> Card:
        card = self._card(
            tr("学员报告"), tr("练了多少、什么进步了、哪些音薄弱、计划做到哪里，正好一页，可以交给学员。")
        )
        self._how_many = label("", "soft")
        self.comment = QLineEdit()
        self.comment.setMaxLength(400)
        self.comment.setPlaceholderText(tr("教师的话（选一位学员时可写；空着就留横线手写）"))
        self.comment.setAccessibleName(tr("教师的话"))
        self.pages = button(tr("存成 PDF"), self.save_pages, self.theme, icon="export_file")
        self.print_pages = button(tr("打印"), self.print_chosen, self.theme, kind="quiet")
        card.body.addWidget(self.comment)
        card.body.addWidget(self._how_many)
        card.body.addLayout(leading(self.pages, self.print_pages))
        return card

    def _certificate_card(self) -> Card:
        card = self._card(
            tr("练习证明"),
            tr("写明做过什么，中文和报告的语言并排。每张有编号，以后可以在这里查。"),
        )
        self.plans = QComboBox()
        self.plans.setAccessibleName(tr("按哪个计划"))
        self.plans.setMaximumWidth(self.theme.size(420))
        self.certify = button(tr("发证书，存成 PDF"), self.save_certificates, self.theme, icon="export_file")
        self.serial = QLineEdit()
        self.serial.setPlaceholderText("KB-0000-0000-0")
        self.serial.setAccessibleName(tr("证书编号"))
        self.serial.setMaximumWidth(self.theme.size(220))
        self.serial.returnPressed.connect(self.look_up)
        self.found = label("", "form")
        self.found.hide()
        card.body.addWidget(self.plans)
        card.body.addLayout(leading(self.certify))
        card.body.addWidget(label(tr("查证书"), "section"))
        card.body.addLayout(
            leading(self.serial, button(tr("查编号"), self.look_up, self.theme, kind="quiet"))
        )
        card.body.addWidget(self.found)
        return card

    def _raw_card(self) -> Card:
        card = self._card(
            tr("原始数据"),
            tr("每一遍、每个音节、教师的批改和做题结果，给研究和统计用。各栏的意思写在说明书里。"),
        )
        self.form = QComboBox()
        self.form.setAccessibleName(tr("文件的形式"))
        self.form.addItem(tr("CSV 表格"), RawFormat.CSV)
        self.form.addItem(tr("JSON，一行一条"), RawFormat.JSON)
        self.form.setMaximumWidth(self.theme.size(220))
        self.codes = QCheckBox(tr("用代号代替姓名；对照表另存一个文件"))
        self.raw = button(tr("存到文件夹"), self.save_raw, self.theme, icon="export_file")
        self.grids = button(
            tr("录音和 Praat TextGrid"), self.save_grids, self.theme, kind="quiet", icon="export_file"
        )
        card.body.addLayout(leading(self.form))
        card.body.addWidget(self.codes)
        card.body.addLayout(leading(self.raw, self.grids))
        card.body.addWidget(label(tr("TextGrid 一次做一位学员的，请先在上面选一位。"), "small"))
        return card

    def _card(self, title: str, words: str) -> Card:
        card = Card(title)
        card.body.addWidget(label(words, "soft"))
        card.body.setSpacing(SPACE + SPACE // 2)
        return card

    # -- what the buttons do

    def save_gradebook(self) -> None:
        """Write the gradebook of the chosen class, or of all."""
        path = self._ask_file(tr("成绩册"), "成绩册", ".xlsx", "Excel (*.xlsx)")
        if path is None:
            return
        cohort, reader, reports = self.choices.cohort_id, self.choices.reader, self._studio.reports

        def work(job: Job) -> int | None:
            return reports.gradebook(path, cohort, reader, job.progress, job.cancelled)

        self._start(tr("正在做成绩册…"), work, lambda count: self._wrote(path, whole=count is not None))

    def save_pages(self) -> None:
        """Write a PDF with a page for each of those chosen."""
        path = self._ask_file(tr("学员报告"), "学员报告", ".pdf", "PDF (*.pdf)")
        if path is None:
            return
        reader = self.choices.reader
        collect = self._collector()

        def work(job: Job) -> int | None:
            with i18n.using(reader):
                reports = collect(job)
                sheets: list[Draw] = [partial(_draw_person, report=each) for each in reports]
                if job.cancelled():
                    return None
                title = tr("学员练习报告")
                return write_pdf(
                    path,
                    title,
                    sheets,
                    progress=lambda share: job.progress(0.5 + 0.5 * share),
                    cancelled=job.cancelled,
                )

        self._start(tr("正在做学员报告…"), work, lambda count: self._wrote(path, whole=count is not None))

    def print_chosen(self) -> None:
        """Print a page for each of those chosen."""
        reader = self.choices.reader

        def ready(reports: Sequence[PersonReport]) -> None:
            if len(reports) == len(self.choices.chosen):
                with i18n.using(reader):
                    sheets: list[Draw] = [partial(_draw_person, report=each) for each in reports]
                    self._print(sheets)

        self._start(tr("正在做学员报告…"), self._collector(), ready)

    def _collector(self) -> Callable[[Job], list[PersonReport]]:
        """Reads the reports of those chosen now, as many as were read when it is cancelled."""
        people, since, studio = self.choices.chosen, self.choices.since, self._studio
        comment = self.comment.text() if len(people) == 1 else ""

        def collect(job: Job) -> list[PersonReport]:
            reports: list[PersonReport] = []
            for number, each in enumerate(people, start=1):
                if job.cancelled():
                    break
                reports.append(studio.reports.person(each.id, since, comment))
                job.progress(0.5 * number / len(people))
            return reports

        return collect

    def _print(self, sheets: Sequence[Draw]) -> None:
        try:
            if print_sheets(self, tr("学员练习报告"), sheets):
                self.done.emit(tr("已经交给打印机。"))
        except ExpectedError as error:
            self.failed.emit(str(error))

    def save_certificates(self) -> None:
        """Give certificates to those chosen and write them into one PDF."""
        path = self._ask_file(tr("练习证明"), "练习证明", ".pdf", "PDF (*.pdf)")
        if path is None:
            return
        people, plan, reader = self.choices.chosen, str(self.plans.currentData()), self.choices.reader

        def write(made: Sequence[Certificate]) -> None:
            with i18n.using(reader):
                sheets: list[Draw] = [partial(_draw_certificate, certificate=each) for each in made]
                write_pdf(path, tr("练习证明"), sheets, landscape=True)

        def work(_job: Job) -> list[Certificate]:
            return self._studio.reports.certify([each.id for each in people], plan, write)

        def ready(made: Sequence[Certificate]) -> None:
            self._wrote(path, whole=True)
            given = {each.profile_id for each in made}
            without = [each.name for each in people if each.id not in given]
            if without:
                names = isolate(tr("、").join(without))
                self.failed.emit(tr("没有可以证明的内容，所以没有发给：{names}", names=names))

        self._start(tr("正在做证书…"), work, ready)

    def look_up(self) -> None:
        """Say what is known of the certificate whose number was typed."""
        written = self.serial.text()
        if not written.strip():
            return

        def looked(result: Ok[Certificate | None] | Err) -> None:
            self.found.setText(
                str(result.error) if isinstance(result, Err) else _certificate_text(result.value)
            )
            self.found.show()

        self._jobs.run(lambda: self._studio.reports.find_certificate(written), looked, owner=self)

    def save_raw(self) -> None:
        """Write the raw data of those chosen into a new folder."""
        scope = self.choices.scope
        parent = self._ask_folder(tr("原始数据存到哪里"))
        if parent is None or scope is None:
            return
        target = parent / self._studio.reports.file_name("原始数据", "", self.choices.reader)
        form, codes = self.form.currentData(), self.codes.isChecked()

        def work(job: Job) -> RawResult | None:
            return self._studio.reports.raw(
                target, form, scope, codes=codes, progress=job.progress, cancelled=job.cancelled
            )

        def ready(result: RawResult | None) -> None:
            self._wrote(target, whole=result is not None)
            if result is not None and result.key is not None:
                self.done.emit(tr("对照表在 {name}，请和数据分开放。", name=isolate(result.key.name)))

        self._start(tr("正在写原始数据…"), work, ready)

    def save_grids(self) -> None:
        """Write recordings and TextGrids of the one chosen."""
        [person] = self.choices.chosen
        parent = self._ask_folder(tr("录音和 TextGrid 存到哪里"))
        if parent is None:
            return
        target = parent / self._studio.reports.file_name("TextGrid", "", self.choices.reader)

        def work(job: Job) -> list[GridResult]:
            return self._studio.reports.text_grids(person.id, target, job.progress, job.cancelled)

        def ready(results: Sequence[GridResult]) -> None:
            self._wrote(target, whole=bool(results))
            if not results:
                self.failed.emit(tr("{name} 还没有录音。", name=isolate(person.name)))

        self._start(tr("正在写 TextGrid…"), work, ready)

    def open_folder(self) -> None:
        """Show where the last file lies."""
        if self._saved_in is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._saved_in)))

    # -- inside

    def _start(self, doing: str, work: Callable[[Job], T], ready: Callable[[T], None]) -> None:
        self._result.hide()

        def finished(result: Ok[T] | Err) -> None:
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
            else:
                ready(result.value)

        self._job.start(doing, work, finished)
        self.scroll_area.ensureWidgetVisible(self._job)

    def _wrote(self, path: Path, *, whole: bool) -> None:
        if not whole:
            self.done.emit(tr("停下了，没有留下文件。"))
            return
        self._saved_in = path.parent if path.suffix else path
        self._saved.setText(tr("存好了：{path}", path=isolate(str(path))))
        self._result.show()
        self.scroll_area.ensureWidgetVisible(self._result)

    def _ask_file(self, title: str, stem: str, suffix: str, kinds: str) -> Path | None:
        name = self._studio.reports.file_name(stem, suffix, self.choices.reader)
        chosen, _kind = QFileDialog.getSaveFileName(self, title, str(_documents() / name), kinds)
        if not chosen:
            return None
        path = Path(chosen)
        return path if path.suffix.lower() == suffix else path.with_name(path.name + suffix)

    def _ask_folder(self, title: str) -> Path | None:
        chosen = QFileDialog.getExistingDirectory(self, title, str(_documents()))
        return Path(chosen) if chosen else None


def _documents() -> Path:
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))


def _draw_person(painter: QPainter, area: QRectF, *, report: PersonReport) -> None:
    paint_person(painter, area, report)


def _draw_certificate(painter: QPainter, area: QRectF, *, certificate: Certificate) -> None:
    paint_certificate(painter, area, certificate)


def _certificate_text(certificate: Certificate | None) -> str:
    if certificate is None:
        return tr("这个编号没有发过证书。")
    facts = certificate.facts
    what = tr("计划《{plan}》", plan=isolate(facts.plan)) if facts.plan else tr("练习")
    return tr(
        "{name}，{what}，完成 {done}/{all} 课，{first} 到 {last} 练习 {minutes} 分钟；"
        "{when} 由 {trainer} 发出。",
        name=isolate(facts.name),
        what=what,
        done=facts.lessons_done,
        all=facts.lessons,
        first=isolate(day_text(facts.first)),
        last=isolate(day_text(facts.last)),
        minutes=facts.minutes,
        when=exact_time(certificate.issued),
        trainer=isolate(facts.trainer),
    )
