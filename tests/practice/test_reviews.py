"""A trainer reviews with a real database, recorder, journal and FLAC; only the microphone is a fake."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from app.audio import journal as journals
from app.audio.recording import save_recording
from app.bootstrap import read_settings
from app.errors import ExpectedError
from app.people.rights import NotAllowedError
from app.practice.reviews_values import Comment, Need, ReviewState
from app.practice.studio import Studio
from app.speech.values import Part, Verdict
from app.storage.opening import open_store
from app.storage.values import Attempt
from tests.audio.fake_microphone import FakeMicrophone, tone, until
from tests.storage.storage_samples import make_score

LATELY = datetime.now(UTC) - timedelta(days=1)
PIN = "4071"


@pytest.fixture
def microphone() -> FakeMicrophone:
    return FakeMicrophone()


def open_studio(home: Path, microphone: FakeMicrophone) -> Studio:
    return Studio(
        home, read_settings(home), open_store(home, automatic_backup=False), [], lambda _id: microphone
    )


@pytest.fixture
def studio(own_home: Path, microphone: FakeMicrophone) -> Iterator[Studio]:
    """王老师 leads 一班, in which 努尔 has recorded a take."""
    made = open_studio(own_home, microphone)
    cohort = made.people.set_up("中心", "一班", PIN, name="王老师")
    nu = made.people.add("努尔", "ug", cohort_id=cohort.id)
    made.people.sign_in(nu.id)
    recording = save_recording(tone(2.5), own_home / "recordings" / "a.flac", created=LATELY)
    made._store.add_attempt(Attempt("a", nu.id, "l", "p", "新疆红枣", None, LATELY, recording, make_score(3)))
    yield made
    made.close()


def trainer(studio: Studio) -> None:
    face = next(each for each in studio.people.faces() if each.name == "王老师")
    studio.people.sign_in(face.id, PIN)


def trainee(studio: Studio) -> None:
    studio.people.sign_in(next(each for each in studio.people.faces() if each.name == "努尔").id)


def say(studio: Studio, microphone: FakeMicrophone) -> None:
    quiet = np.full(9600, 1e-4, np.float32)
    microphone.say(np.concatenate([quiet, tone(0.5), quiet]))
    until(lambda: studio.elapsed() > 1.6)


def test_asked_heard_and_told(studio: Studio) -> None:
    assert [face.name for face in studio.reviews.trainers()] == ["王老师"]
    studio.reviews.ask("a", "  第三个字 \n 总读不好 ")
    with pytest.raises(NotAllowedError):
        studio.reviews.queue()
    trainer(studio)
    queue = studio.reviews.queue()
    assert queue.total == 1 and queue.counts == {Need.ASKED: 1}
    assert queue.rows[0].question == "第三个字 总读不好"
    studio.reviews.comment("a", "舌尖再放低一点", 0.6)
    with pytest.raises(ExpectedError, match="空的"):
        studio.reviews.comment("a", " \n")
    machine = studio.attempt("a").score.syllables[2].tone.verdict
    hers = Verdict.OFF if machine is not Verdict.OFF else Verdict.WRONG
    assert studio.reviews.change_verdict("a", 2, Part.TONE, hers).trainers(2, Part.TONE) is hers
    assert studio.reviews.accept("a") is ReviewState.CHANGED
    assert studio.reviews.queue().total == 0
    trainee(studio)
    [heard] = studio.reviews.heard()
    assert (heard.by_name, heard.comments, heard.changes, heard.seen) == ("王老师", 1, 1, False)
    studio.reviews.see("a")
    assert studio.reviews.heard()[0].seen
    with pytest.raises(NotAllowedError):
        studio.reviews.comment("a", "我自己写")


def test_looking_at_somebody_elses_take_tells_nothing(studio: Studio) -> None:
    trainer(studio)
    studio.reviews.accept("a")
    studio.reviews.see("a")
    trainee(studio)
    assert not studio.reviews.heard()[0].seen


def test_what_was_done_last_is_taken_back_step_by_step(studio: Studio) -> None:
    trainer(studio)
    reviews = studio.reviews
    before = reviews.review("a")
    other = next(v for v in Verdict if v is not studio.attempt("a").score.syllables[0].final.verdict)
    reviews.change_verdict("a", 0, Part.FINAL, other)
    comment = reviews.comment("a", "好")
    reviews.remove_comment("a", comment)
    reviews.accept("a")
    undone = [str(reviews.undo().what) for _ in range(4)]
    assert undone == ["这一遍放回了队列。", "评语放回来了。", "评语收回了。", "这个字的判定改回去了。"]
    assert reviews.review("a") == before
    assert reviews.undo() is None and not reviews.can_undo


def test_nobody_takes_back_what_somebody_else_did(studio: Studio) -> None:
    trainer(studio)
    studio.reviews.comment("a", "好")
    trainee(studio)
    assert not studio.reviews.can_undo and studio.reviews.undo() is None


def test_a_spoken_comment_is_a_file_and_no_attempt(studio: Studio, microphone: FakeMicrophone) -> None:
    trainer(studio)
    studio.reviews.voice.start("a", 1.25)
    assert studio.reviews.voice.running
    say(studio, microphone)
    comment = studio.reviews.stop_voice()
    assert comment.at == 1.25 and comment.voice is not None and comment.voice.suffix == ".flac"
    assert comment.voice.is_relative_to(studio.home / "comments")
    assert comment.voice_seconds == pytest.approx(0.8, abs=0.05)
    assert len(studio.reviews.voice.samples(comment)) == pytest.approx(16_000 * 0.8, abs=800)
    assert list((studio.home / "takes").iterdir()) == []
    assert studio.attempts() == []
    trainee(studio)
    [heard] = studio.reviews.review("a").comments
    assert heard.voice == comment.voice and heard.by_name == "王老师"
    assert len(studio.reviews.voice.samples(heard)) > 0


def test_silence_and_cancelling_leave_nothing(studio: Studio, microphone: FakeMicrophone) -> None:
    trainer(studio)
    studio.reviews.voice.start("a", None)
    microphone.say(np.zeros(16_000, np.float32))
    until(lambda: studio.elapsed() > 0.9)
    with pytest.raises(ExpectedError, match="没有录到声音"):
        studio.reviews.stop_voice()
    studio.reviews.voice.start("a", None)
    studio.reviews.voice.cancel()
    studio.reviews.voice.cancel()
    assert studio.reviews.review("a").comments == ()
    assert list((studio.home / "takes").iterdir()) == []


def left_behind(studio: Studio, microphone: FakeMicrophone, at: float | None) -> None:
    """A journal as a program that died while she was speaking leaves it."""
    studio.reviews.voice.start("a", at)
    say(studio, microphone)
    kept = studio.home / "kept"
    shutil.copytree(studio.home / "takes", kept)
    studio.reviews.voice.cancel()
    for file in kept.iterdir():
        file.replace(studio.home / "takes" / file.name)


def test_a_spoken_comment_outlives_the_program(studio: Studio, microphone: FakeMicrophone) -> None:
    trainer(studio)
    left_behind(studio, microphone, 0.75)
    assert len(journals.rescued_takes(studio.home / "takes")) == 1
    assert studio.rescues.all() == []  # it is not offered as anybody's take
    trainee(studio)
    assert studio.reviews.rescue() == []  # it is not hers
    trainer(studio)
    [(attempt_id, comment)] = studio.reviews.rescue()
    assert attempt_id == "a" and comment.at == 0.75
    assert [each.id for each in studio.reviews.review("a").comments] == [comment.id]
    assert journals.rescued_takes(studio.home / "takes") == []


def test_a_spoken_comment_waits_for_her_who_left_before_it_was_kept(
    studio: Studio, microphone: FakeMicrophone
) -> None:
    trainer(studio)
    studio.reviews.voice.start("a", 0.5)
    say(studio, microphone)
    studio.people.sign_out()
    with pytest.raises(NotAllowedError):
        studio.reviews.stop_voice()
    assert not list((studio.home / "comments").rglob("*.flac"))
    gc.collect()  # who holds a take still works on it
    trainer(studio)
    [(_, comment)] = studio.reviews.rescue()
    assert comment.at == 0.5


def test_a_spoken_comment_is_not_thrown_away_because_she_left(
    studio: Studio, microphone: FakeMicrophone, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer(studio)
    left_behind(studio, microphone, None)
    add = studio._store.reviews.add_comment

    def leave_first(attempt_id: str, comment: Comment) -> None:
        studio.people.sign_out()
        add(attempt_id, comment)

    with monkeypatch.context() as patched:
        patched.setattr(studio._store.reviews, "add_comment", leave_first)
        assert studio.reviews.rescue() == []
    gc.collect()
    trainer(studio)
    assert len(studio.reviews.rescue()) == 1


def test_a_comment_on_a_take_that_is_gone_goes_too(studio: Studio, microphone: FakeMicrophone) -> None:
    trainer(studio)
    left_behind(studio, microphone, None)
    trainee(studio)
    studio.delete_attempt("a")
    trainer(studio)
    assert studio.reviews.rescue() == []
    assert list((studio.home / "takes").iterdir()) == []
    assert not list((studio.home / "comments").rglob("*.flac"))


def test_without_a_class_nobody_can_be_asked(own_home: Path, microphone: FakeMicrophone) -> None:
    alone = open_studio(own_home, microphone)
    alone.create_profile("努尔", "ug")
    assert alone.reviews.trainers() == [] and alone.reviews.heard() == []
    with pytest.raises(ExpectedError, match="加入班级"):
        alone.reviews.ask("a")
    alone.close()
