"""The pitch report: heard on request, stopped, shown with its honesty, and heard again at a second."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.coaching.advice import give_advice
from app.coaching.card_kind import kind_of
from app.coaching.compliance import Product
from app.coaching.facts import CLEAR_ENOUGH
from app.coaching.values import FactFinding, FactKind, FactState, Stage
from app.curriculum.values import FreePitch, Lesson, ProductCard, Prompt
from app.errors import ExpectedError
from app.i18n import msg
from app.speech.transcription import TranscribedWord, Transcript
from app.storage.values import Attempt
from app.ui.activities.free_pitch import FreePitchView
from app.ui.i18n import isolate
from app.ui.jobs import Job, Jobs
from app.ui.pitch_report import PitchReportDialog
from app.ui.pitch_report.charts import PaceBars, StageLane
from app.ui.pitch_report.key_words import WordMarks
from app.ui.pitch_report.reading import by_field, lines_of, make_reading, product_of, second_of
from app.ui.screens.history.screen import HistoryScreen
from app.ui.theme import Theme
from tests.ui.activities.test_product_card import CARD
from tests.ui.conftest import HandExecutor
from tests.ui.fake_pitch_reports import REPORT, said
from tests.ui.fake_studio import FakeStudio

WITH = FreePitch("with", "介绍红枣", ("产地",), 60, product="product-hongzao")
WITHOUT = FreePitch("without", "介绍一样东西", ("产地",), 60)
GOODS = Lesson("product-hongzao", "红枣", "讲红枣。", "产品", 5, 1, (CARD, WITH))
OTHER = Lesson("product-other", "巴旦木", "讲。", "产品", 5, 2, (replace(CARD, name="巴旦木"),))
TALK = Lesson("talk", "自己讲", "讲一讲。", "开口", 5, 3, (WITHOUT,))
LESSONS = {each.id: each for each in (GOODS, OTHER, TALK)}


class Silent:
    def take_scored(self, attempt: Attempt) -> None: ...
    def take_lost_microphone(self) -> None: ...


@pytest.fixture
def stocked(studio: FakeStudio) -> FakeStudio:
    products = ((GOODS, CARD), (OTHER, OTHER.steps[0]))
    studio.library = SimpleNamespace(
        lessons=tuple(LESSONS.values()),
        problems=(),
        lesson=LESSONS.get,
        products=products,
        product=lambda key: next((card for lesson, card in products if lesson.id == key), None),
    )
    return studio


def talked(studio: FakeStudio, step: FreePitch, lesson: str) -> Attempt:
    studio.free_takes.start(step, lesson, Silent())  # type: ignore[arg-type]
    return studio.free_takes.finish()


Open = Callable[..., PitchReportDialog]


@pytest.fixture
def opened(qtbot: QtBot, stocked: FakeStudio, jobs: Jobs, theme: Theme) -> Open:
    def put(step: FreePitch = WITH, lesson: str = GOODS.id, with_jobs: Jobs = jobs) -> PitchReportDialog:
        attempt = talked(stocked, step, lesson)
        dialog = PitchReportDialog(stocked, with_jobs, theme, attempt)  # type: ignore[arg-type]
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return put


def texts(widget: QWidget) -> str:
    QApplication.processEvents()
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible() and each.text())


def test_a_talk_about_a_known_product_is_heard_at_once(opened: Open, stocked: FakeStudio) -> None:
    dialog = opened()
    assert ("make_report", stocked._attempts[-1].id, "product-hongzao") in stocked.calls
    shown = texts(dialog)
    assert CARD.name in shown
    for text in ("三条建议", "产品卡上的内容", "各个阶段", "讲的样子", "不能这样说的话", "听写的文字"):
        assert text in shown
    assert shown.index("三条建议") < shown.index("产品卡上的内容")
    assert dialog.sentence == ""


def test_every_piece_of_advice_plays_from_its_second(opened: Open, stocked: FakeStudio) -> None:
    dialog = opened()
    assert "“全网最低价”：直播里不能这样说" in texts(dialog)  # before all other advice
    for button, advice in zip(dialog.view.listens[1:], REPORT.advice[:2], strict=False):
        assert "听这里" in button.text()
        button.click()
        name, _samples, start, _end = stocked.calls[-1]
        assert name == "play"
        assert start == pytest.approx(max(0.0, advice.second - 0.5))
    assert dialog.silence.isVisible()
    dialog.silence.click()
    assert not stocked.playing
    assert dialog.silence.isHidden()


def test_facts_stand_by_what_became_of_them_and_nothing_is_called_wrong(opened: Open) -> None:
    shown = texts(opened())
    for state, heading in (("讲到了", 2), ("这里再听一听", 1), ("没讲到", 1), ("没听清，不算漏讲", 1)):
        [line] = [each for each in shown.split("\n") if each.startswith(state) and " · " in each]
        assert line.endswith(f"· {heading}")
    assert "听到的是：" in shown
    assert "不一样，卡上" not in shown
    assert "也可能是机器听错" in shown


def test_what_must_not_be_said_comes_with_article_reason_and_a_lawful_sentence(opened: Open) -> None:
    dialog = opened()
    shown = texts(dialog)
    assert "最低价" in shown
    assert "血压" in shown
    assert "可以这样说：" in shown
    assert "广告法" in shown
    assert "没有标出来不等于没有问题" in shown


def test_what_is_not_certain_is_said_to_be_so(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    certain = opened()
    from app.ui.pitch_report import view

    before = texts(certain).count("不太确定")
    monkeypatch.setattr(view, "SURE", 1.1)
    after = texts(opened()).count("不太确定")
    assert after > before


def test_stages_and_pace_are_drawn(opened: Open, stocked: FakeStudio, qtbot: QtBot) -> None:
    dialog = opened()
    lanes = dialog.findChildren(StageLane)
    assert len(lanes) == len(Stage)
    assert "0:34" in next(each for each in lanes if "商品介绍" in each.accessibleName()).accessibleName()
    assert "没有听到" in next(each for each in lanes if "转款" in each.accessibleName()).accessibleName()
    [pace] = dialog.findChildren(PaceBars)
    assert "212" in pace.accessibleName()
    dialog.grab()
    lanes[0].seek.emit(20.0)
    assert stocked.calls[-1][2] == pytest.approx(19.5)


def test_the_words_heard_are_folded_away_with_their_model(opened: Open) -> None:
    dialog = opened()
    assert "kaibo-small" in texts(dialog)
    assert "大家好欢迎来到我的直播间" not in texts(dialog)
    dialog.view.unfold.click()
    assert "大家好欢迎来到我的直播间" in texts(dialog)
    dialog.view.unfold.click()
    assert "大家好欢迎来到我的直播间" not in texts(dialog)


def test_a_talk_that_was_hardly_heard_says_so(opened: Open, stocked: FakeStudio) -> None:
    stocked.pitch_reports.report = replace(REPORT, clarity=CLEAR_ENOUGH - 0.1)
    assert "没听清的不算漏说" in texts(opened())


def test_where_no_product_is_written_down_she_chooses(opened: Open, stocked: FakeStudio) -> None:
    dialog = opened(WITHOUT, TALK.id)
    assert "哪个产品" in dialog.sentence
    assert all(each[0] != "make_report" for each in stocked.calls)
    dialog.products.setCurrentIndex(dialog.products.findData(OTHER.id))
    dialog.begin.click()
    assert [each[2] for each in stocked.calls if each[0] == "make_report"] == [OTHER.id]
    assert "巴旦木" in texts(dialog)
    assert not dialog.products.isVisible()


def test_it_says_how_far_it_is_and_can_be_stopped(
    opened: Open, stocked: FakeStudio, hand: HandExecutor
) -> None:
    dialog = opened(with_jobs=Jobs(hand))
    hand.run_next()  # the product
    hand.run_next()  # the sound
    assert dialog.panel.isVisible()
    dialog.panel.stop()
    hand.wait()
    assert "停下了" in dialog.sentence
    assert dialog.begin.isVisible()
    dialog.begin.click()
    hand.wait()
    assert dialog.sentence == ""
    assert dialog.view.listens[0].isEnabled()


def test_closing_stops_the_work_and_the_sound(
    opened: Open, stocked: FakeStudio, hand: HandExecutor, jobs: Jobs
) -> None:
    shown = opened(with_jobs=jobs)
    shown.view.listens[0].click()
    assert stocked.playing
    shown.reject()
    assert not stocked.playing
    dialog = opened(with_jobs=Jobs(hand))
    hand.run_next()
    hand.run_next()
    told: list[bool] = []
    dialog.ready.connect(lambda: told.append(True))
    dialog.reject()
    hand.wait()
    assert told == []


def test_what_cannot_be_heard_is_said_and_may_be_tried_again(
    opened: Open, stocked: FakeStudio, hand: HandExecutor
) -> None:
    stocked.failing["make_report"] = ExpectedError(msg("录音不见了。"))
    dialog = opened(with_jobs=Jobs(hand))
    hand.wait()
    assert dialog.sentence == "录音不见了。"
    stocked.failing.clear()
    dialog.begin.click()
    hand.wait()
    assert dialog.sentence == ""


def test_without_any_product_card_there_is_nothing_to_hold_it_against(
    opened: Open, stocked: FakeStudio
) -> None:
    stocked.library.products = ()
    dialog = opened()
    assert "还没有产品卡" in dialog.sentence
    assert not dialog.begin.isVisible()


def test_the_lesson_leads_to_it_after_a_talk_with_a_product(
    qtbot: QtBot, stocked: FakeStudio, jobs: Jobs, theme: Theme
) -> None:
    for step, offered in ((WITH, True), (WITHOUT, False)):
        view = FreePitchView(step, GOODS.id, stocked, jobs, theme)  # type: ignore[arg-type]
        qtbot.addWidget(view)
        view.resize(780, 700)
        view.show()
        view.focus()
        assert view.report.isHidden()
        view.take.press()
        view.take.press()
        stocked.free_takes.finish()
        assert view.report.isVisible() is offered
        if offered:
            view.report.click()
            [dialog] = view.findChildren(PitchReportDialog)
            assert dialog.isVisible()
            dialog.reject()


def test_the_progress_page_leads_to_it(qtbot: QtBot, stocked: FakeStudio, jobs: Jobs, theme: Theme) -> None:
    spoken = stocked._attempts[0].id
    attempt = talked(stocked, WITHOUT, TALK.id)
    screen = HistoryScreen(stocked, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(screen)
    screen.resize(1262, 740)
    screen.show()
    screen.enter()
    screen.open_attempt(spoken)
    assert not screen.detail.report.isVisible()
    screen.open_attempt(attempt.id)
    assert screen.detail.report.isVisible()
    screen.detail.report.click()
    [dialog] = screen.findChildren(PitchReportDialog)
    assert "哪个产品" in dialog.sentence
    dialog.reject()


def test_a_place_in_the_transcript_has_its_second() -> None:
    heard = said()
    index = heard.text.index("若羌")
    second = second_of(heard, index)
    assert [word.text for word in heard.words if word.start == second] == ["若羌"]
    assert second_of(heard, len(heard.text)) == heard.duration
    lines = lines_of(heard)
    assert "".join(each.text for each in lines) == heard.text
    assert len(lines) == 7


def test_facts_without_a_place_share_the_line_of_their_field() -> None:
    missing = FactState.MISSING
    facts = (
        FactFinding(FactKind.STORAGE, "密封", missing),
        FactFinding(FactKind.SIZE, "一袋500克", FactState.COVERED, 3.0, 0.9, "五百克"),
        FactFinding(FactKind.USE, "洗一洗就能吃", missing),
        FactFinding(FactKind.STORAGE, "放阴凉干燥的地方", missing),
    )
    assert by_field(facts) == (
        (FactKind.STORAGE, "密封；放阴凉干燥的地方"),
        (FactKind.USE, "洗一洗就能吃"),
    )


def test_a_product_that_is_gone_is_asked_for(stocked: FakeStudio) -> None:
    attempt = talked(stocked, WITH, GOODS.id)
    assert product_of(stocked, attempt) == GOODS.id  # type: ignore[arg-type]
    stocked.library.products = ((OTHER, OTHER.steps[0]),)
    assert product_of(stocked, attempt) == ""  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "what", "kind"),
    [
        ("和田玉手镯", "一整圈。", Product.JADE),
        ("甜玉米", "煮熟的玉米棒。", Product.FOOD),
        ("罗布麻棉毛巾", "毛巾。", Product.TEXTILE),
        ("薄皮核桃", "干果。", Product.FOOD),
        ("木梳", "木头做的梳子。", Product.OTHER),
    ],
)
def test_the_kind_of_a_product_is_told_by_its_card(name: str, what: str, kind: Product) -> None:
    card: ProductCard = replace(CARD, name=name, what=what, sort="")
    assert kind_of(card) is kind
    assert kind_of(replace(card, sort="other")) is Product.OTHER  # what somebody wrote is not guessed


def test_the_states_shown_are_all_there_are() -> None:
    from app.ui.pitch_report.words import KINDS, STAGES, STATES

    assert set(STATES) == set(FactState)
    assert set(STAGES) == set(Stage)
    assert {each.kind for each in REPORT.facts} <= set(KINDS)


def test_key_words_stand_with_their_faults_the_worst_first(opened: Open) -> None:
    dialog = opened()
    shown = texts(dialog)
    wanted = ("关键词的发音", f"“{isolate('枣')}”：声调不对", "听得出来的音都准确。", "没有判断，不算错")
    places = [shown.index(each) for each in wanted]
    assert places == sorted(places)
    marks = dialog.findChildren(WordMarks)
    assert [each.accessibleName().split(":")[0] for each in marks] == ["红枣", "若羌", "五百克"]
    assert all(each.height() == each.sizeHint().height() for each in marks)


def test_a_key_word_is_heard_alone(opened: Open, stocked: FakeStudio) -> None:
    dialog = opened()
    [button] = [each for each in dialog.view.listens if "0:08" in each.text()]
    button.click()
    assert [each for each in stocked.calls if each[0] == "play"][-1][2:] == pytest.approx((7.6, 8.9))


def test_a_key_word_leads_to_a_prompt_that_has_it(opened: Open, stocked: FakeStudio) -> None:
    prompt = Prompt("say", "新疆红枣，个儿大。")
    LESSONS["say"] = Lesson("say", "说红枣", "说。", "产品", 5, 4, (prompt,))
    stocked.library.lessons = tuple(LESSONS.values())
    wanted: list[tuple[str, str]] = []
    attempt = talked(stocked, WITH, GOODS.id)
    shown = opened()
    assert not [each for each in shown.findChildren(QPushButton) if each.text() == "练一练"]
    reading = make_reading(stocked, attempt, GOODS.id, Job(lambda *_: None))  # type: ignore[arg-type]
    assert reading is not None and reading.prompts == {"红枣": ("say", "say")}
    del LESSONS["say"]
    shown.offer_practice(lambda lesson, step: wanted.append((lesson, step)))
    shown.view.show_reading(reading)
    [practise] = [each for each in shown.findChildren(QPushButton) if each.text() == "练一练"]
    practise.click()
    assert wanted == [("say", "say")] and not shown.isVisible()


def test_a_silent_recording_gets_one_sentence_and_no_list(opened: Open, stocked: FakeStudio) -> None:
    nothing = replace(REPORT, transcript=Transcript((), 20.0, "kaibo"), speaking=0.0, words=(), advice=())
    stocked.pitch_reports.report = give_advice(nothing)
    shown = texts(opened())
    assert "没有听到说话的声音" in shown
    for text in ("产品卡上的内容", "各个阶段", "听写的文字", "关键词的发音"):
        assert text not in shown


def test_a_talk_about_another_product_offers_its_card(
    opened: Open, stocked: FakeStudio, hand: HandExecutor
) -> None:
    words = tuple(TranscribedWord("巴旦木", 3.0 * i, 3.0 * i + 0.8, 0.9) for i in range(1, 5))
    about = replace(REPORT, transcript=Transcript(words, 52.0, "kaibo"), named=(), words=())
    stocked.pitch_reports.report = about
    dialog = opened(with_jobs=Jobs(hand))
    hand.wait()
    assert "听到的名字是" in dialog.sentence and "巴旦木" in dialog.sentence
    stocked.pitch_reports.report = replace(about, named=REPORT.named)
    dialog.begin.click()
    hand.wait()
    assert [each[2] for each in stocked.calls if each[0] == "make_report"] == [GOODS.id, OTHER.id]
    assert dialog.sentence == ""
