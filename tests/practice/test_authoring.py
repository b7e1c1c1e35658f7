"""Writing lessons through the studio's own means: what is saved, what is kept, what is refused."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from app.bootstrap import build_studio, read_settings
from app.curriculum.library import load_library
from app.curriculum.packs.signing import Trust
from app.curriculum.values import Card, Choice, Gloss, Lesson, Prompt, Step, TrueFalse
from app.errors import ExpectedError
from app.i18n import Message
from app.practice.authoring import Authoring, Meaning
from app.practice.studio import Studio

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
WALNUT = Gloss("核桃", "hétao", {"en": "walnut"})


@pytest.fixture
def studio(own_home: Path) -> Iterator[Studio]:
    made = build_studio(own_home, read_settings(own_home))
    yield made
    made.close()


def saved(studio: Studio, lesson_id: str) -> Lesson:
    lesson = load_library([studio.home / "lessons"]).lesson(lesson_id)
    assert lesson is not None
    return lesson


def with_steps(lesson: Lesson, *steps: Step) -> Lesson:
    return dataclasses.replace(lesson, steps=tuple(steps))


def test_from_an_idea_to_a_lesson_that_trainees_see(studio: Studio) -> None:
    lesson = studio.authoring.begin("hetao-1", "核桃", "产品")
    assert studio.authoring.is_own(lesson)
    lesson = dataclasses.replace(
        with_steps(lesson, Card("", "先看", "壳要薄。"), Prompt("", "这是核桃。")),
        title="核桃：三句话",
        minutes=7,
    )
    lesson = studio.authoring.save(lesson)
    assert [step.id for step in lesson.steps] == ["", ""]
    seen = studio.library.lesson("hetao-1")
    assert seen is not None and seen == saved(studio, "hetao-1")
    assert (seen.title, seen.minutes, seen.track) == ("核桃：三句话", 7, "product")
    assert seen.prompts[0].id.startswith("hetao-1.")
    assert studio.authoring.own() == (seen,)


def test_ids_follow_the_words_unless_the_author_gave_one(studio: Studio) -> None:
    lesson = studio.authoring.begin("hetao-1", "核桃", "")
    lesson = with_steps(lesson, Prompt("", "这是核桃。"), Prompt("hetao-1.hello", "大家好！"))
    first = [each.id for each in saved(studio, studio.authoring.save(lesson).id).prompts]
    lesson = studio.authoring.edit("hetao-1")
    changed = tuple(dataclasses.replace(step, text=step.text + "啊") for step in lesson.prompts)
    studio.authoring.save(with_steps(lesson, *changed))
    second = [each.id for each in saved(studio, "hetao-1").prompts]
    assert first[0] != second[0]
    assert first[1] == second[1] == "hetao-1.hello"


def test_a_lesson_with_a_fault_is_kept_as_a_draft_and_trainees_keep_theirs(studio: Studio) -> None:
    good = studio.authoring.save(studio.authoring.begin("hetao-1", "核桃", ""))
    bad = with_steps(good, Choice("", "哪个？", (("甲", False), ("乙", False))), Prompt("", "又写了一句。"))
    with pytest.raises(ExpectedError, match="还不能保存"):
        studio.authoring.save(bad)
    problems = studio.authoring.check(bad)
    assert [each.fatal for each in problems] == [True]
    assert len(saved(studio, "hetao-1").steps) == len(good.steps)
    # no lesson file can say this, but nothing that was written is lost
    assert studio.authoring.draft("hetao-1") == bad
    draft = studio.home / "lessons" / "hetao-1" / ".lesson.draft.json"
    assert "又写了一句。" in draft.read_text("utf-8")
    assert load_library([studio.home / "lessons"]).problems == ()


def test_a_draft_survives_and_goes_away_when_it_is_saved(studio: Studio) -> None:
    lesson = studio.authoring.save(studio.authoring.begin("hetao-1", "核桃", ""))
    assert studio.authoring.draft("hetao-1") is None
    longer = with_steps(lesson, *lesson.steps, Prompt("", "还有一句。"))
    studio.authoring.keep_draft(longer)
    assert studio.authoring.draft("hetao-1") == longer
    assert len(saved(studio, "hetao-1").steps) == len(lesson.steps)
    studio.authoring.save(longer)
    assert studio.authoring.draft("hetao-1") is None
    studio.authoring.keep_draft(lesson)
    studio.authoring.forget_draft("hetao-1")
    assert studio.authoring.draft("hetao-1") is None


def test_a_full_disk_leaves_the_lesson_as_it_was(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = studio.authoring.save(studio.authoring.begin("hetao-1", "核桃", ""))
    before = saved(studio, "hetao-1")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.practice.authoring.os.fsync", full)
    with pytest.raises(ExpectedError, match="磁盘"):
        studio.authoring.save(dataclasses.replace(lesson, title="新的"))
    monkeypatch.undo()
    assert saved(studio, "hetao-1") == before
    folder = studio.home / "lessons" / "hetao-1"
    assert [path.name for path in folder.iterdir()] == ["lesson.md"]


@pytest.mark.parametrize("lesson_id", ["", "a b", "../x", "tones-first"])
def test_ids_that_cannot_be_used(studio: Studio, lesson_id: str) -> None:
    with pytest.raises(ExpectedError, match="编号"):
        studio.authoring.begin(lesson_id, "题", "")
    assert not (studio.home / "lessons").exists()


def test_a_copy_has_its_own_ids_and_the_recordings(studio: Studio) -> None:
    source = studio.library.lesson("tones-first")
    assert source is not None
    copy = studio.authoring.duplicate("tones-first", "tones-mine", "我的四声")
    assert (copy.id, copy.title, copy.meanings) == ("tones-mine", "我的四声", {})
    kept = saved(studio, "tones-mine")
    assert len(kept.steps) == len(source.steps)
    assert all(step.id.startswith("tones-mine.") for step in kept.steps)
    heard = [each.reference for each in kept.prompts if each.reference]
    assert heard and all(path.parent == studio.home / "lessons" / "tones-mine" for path in heard)
    assert (studio.home / "lessons" / "tones-mine" / "ORIGIN.md").is_file()
    assert studio.library.lesson("tones-first") == source
    with pytest.raises(ExpectedError, match="已经有"):
        studio.authoring.duplicate("tones-first", "tones-mine", "又一课")


def test_changing_a_bundled_lesson_makes_it_ones_own(studio: Studio) -> None:
    lesson = studio.authoring.edit("tones-first")
    assert not studio.authoring.is_own(lesson)
    before = {step.id for step in studio.library.lesson("tones-first").steps}  # type: ignore[union-attr]
    saved_lesson = studio.authoring.save(dataclasses.replace(lesson, title="改过的"))
    assert studio.authoring.is_own(saved_lesson)
    now = studio.library.lesson("tones-first")
    assert now is not None and now.title == "改过的"
    # what she said before still belongs to the same sentences
    assert {step.id for step in now.steps} == before
    studio.authoring.remove("tones-first")
    again = studio.library.lesson("tones-first")
    assert again is not None and again.title != "改过的"
    with pytest.raises(ExpectedError, match="自带的课"):
        studio.authoring.remove("tones-first")
    assert (studio.home / "lessons" / ".replaced" / "tones-first-1" / "lesson.md").is_file()


def test_a_recording_to_follow(studio: Studio) -> None:
    lesson = with_steps(studio.authoring.begin("hetao-1", "核桃", ""), Prompt("", "这是核桃。"))
    sound = (0.3 * np.sin(np.arange(16_000) / 10)).astype(np.float32)
    lesson = studio.authoring.keep_recording(lesson, 0, sound, NOW)
    lesson = studio.authoring.save(lesson)
    (prompt,) = saved(studio, "hetao-1").prompts
    assert prompt.reference is not None and prompt.reference.name == "recording-20261123-080000.flac"
    references = studio.voices.references(prompt.text, prompt.pinyin, prompt.reference)
    np.testing.assert_allclose(references[0].samples, sound, atol=1e-4)
    with pytest.raises(ExpectedError, match="没有录到"):
        studio.authoring.keep_recording(lesson, 0, np.zeros(0, np.float32), NOW)


def test_pinyin_is_proposed_as_the_program_reads_it_and_checked() -> None:
    assert Authoring.propose_pinyin("一袋瓜子，¥19.9") == "yī dài guā zi5 shí jiǔ kuài jiǔ"
    assert Authoring.propose_pinyin("我们的") == "wǒ men5 de5"
    assert Authoring.read_pinyin("大家好", Authoring.propose_pinyin("大家好")) == ("da4", "jia1", "hao3")
    assert isinstance(Authoring.read_pinyin("大家好", "dà jiā"), Message)


@pytest.mark.parametrize(
    "text", ["大家好！", "这是我们的葡萄干。", "两斤一袋，一共三袋。", "慢慢说，说清楚一点儿。"]
)
def test_what_is_proposed_fits(text: str) -> None:
    assert not isinstance(Authoring.read_pinyin(text, Authoring.propose_pinyin(text)), Message)


def test_translating_side_by_side() -> None:
    lesson = Lesson(
        "h", "核桃", "", "product", 5, 1,
        (
            Card("", "先看", "壳薄。", (WALNUT, Gloss("壳", "ké", {"en": "shell"}))),
            Prompt("", "这是核桃。", meanings={"en": "It is a walnut.", "ug": "بۇ ياڭاق."}),
            TrueFalse("", "壳薄。", True),
        ),
        meanings={"en": "Walnuts"},
    )  # fmt: skip
    found = Authoring.meanings(lesson, "ug")
    assert found == (
        Meaning((), "核桃", ""),
        Meaning((0, 0), "核桃", ""),
        Meaning((0, 1), "壳", ""),
        Meaning((1,), "这是核桃。", "بۇ ياڭاق."),
        Meaning((2,), "壳薄。", ""),
    )
    done = Authoring.translated(lesson, "ug", {(): "ياڭاق", (0, 1): " شاكال ", (1,): ""})
    assert done.meanings == {"en": "Walnuts", "ug": "ياڭاق"}
    assert [each.meaning for each in Authoring.meanings(done, "ug")] == ["ياڭاق", "", "شاكال", "", ""]
    assert Authoring.meanings(done, "en") == Authoring.meanings(lesson, "en")


@pytest.mark.parametrize("new_id", ["../outside", "a b", "", "tones/2"])
def test_a_copy_needs_an_id_and_leaves_no_folder_without_one(studio: Studio, new_id: str) -> None:
    before = sorted(studio.home.rglob("*"))
    with pytest.raises(ExpectedError, match="编号"):
        studio.authoring.duplicate("tones-2-3", new_id, "副本")
    assert sorted(studio.home.rglob("*")) == before


def test_a_copy_that_the_disk_refuses_can_be_made_later(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)
        with pytest.raises(ExpectedError, match="磁盘"):
            studio.authoring.duplicate("tones-2-3", "hetao-2", "副本")
    assert not (studio.home / "lessons" / "hetao-2").exists()
    assert studio.authoring.duplicate("tones-2-3", "hetao-2", "副本").id == "hetao-2"


def test_a_lesson_that_the_disk_refuses_can_be_begun_later(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)
        with pytest.raises(ExpectedError, match="磁盘"):
            studio.authoring.begin("hetao-1", "核桃", "产品")
    assert studio.authoring.begin("hetao-1", "核桃", "产品").id == "hetao-1"


def test_a_pack_says_which_bundled_lessons_it_would_be_seen_instead_of(
    studio: Studio, tmp_path: Path
) -> None:
    studio.authoring.save(studio.authoring.begin("hetao-1", "核桃", "产品"))
    pack = studio.packs.write(["tones-2-3", "hetao-1"], "", "", NOW, tmp_path / "lessons.kaibopack")
    looked = studio.packs.inspect(pack)
    bundled = studio.library.lesson("tones-2-3")
    assert bundled is not None
    assert (looked.replaces, looked.covers) == (("hetao-1",), (bundled,))


def test_a_pack_changed_between_the_question_and_the_answer_is_refused(
    studio: Studio, tmp_path: Path
) -> None:
    pack = studio.packs.write(["tones-2-3"], "", "王老师", NOW, tmp_path / "lessons.kaibopack")
    key = studio.home / "keys" / "pack-signing.key"
    key.unlink()
    looked = studio.packs.inspect(pack)
    ours = key.read_bytes()
    key.unlink()
    studio.packs.write(["tones-2-3"], "", "王老师", NOW, pack)  # by a third one, under the same name
    key.write_bytes(ours)
    with pytest.raises(ExpectedError, match="没有安装"):
        studio.packs.install(pack, looked=looked, trust_signer=True)
    assert studio.authoring.own() == ()
    assert studio.packs.inspect(pack).trust is Trust.OTHER_KEY  # the one that was agreed to is trusted


def test_lessons_are_unpacked_only_when_their_signer_could_be_remembered(
    studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    pack = studio.packs.write(["tones-2-3"], "", "王老师", NOW, tmp_path / "lessons.kaibopack")
    (studio.home / "keys" / "pack-signing.key").unlink()  # by now somebody else's
    with monkeypatch.context() as patched:
        patched.setattr("json.dump", full)
        with pytest.raises(ExpectedError, match="签名人"):
            studio.packs.install(pack, trust_signer=True)
    assert studio.authoring.own() == ()
    studio.packs.install(pack, trust_signer=True)
    assert [each.id for each in studio.authoring.own()] == ["tones-2-3"]


def test_what_was_only_begun_is_seen_by_its_author_alone(studio: Studio) -> None:
    lesson = studio.authoring.begin("hetao-1", "核桃", "产品")
    assert studio.library.lesson("hetao-1") is None
    assert load_library([studio.home / "lessons"]).problems == ()
    assert studio.authoring.unsaved() == (lesson,)
    assert studio.authoring.edit("hetao-1") == lesson
    with pytest.raises(ExpectedError, match="hetao-1"):
        studio.authoring.begin("hetao-1", "又一课", "")
    studio.authoring.remove("hetao-1")
    assert studio.authoring.unsaved() == ()
    studio.authoring.keep_draft(studio.authoring.edit("tones-first"))  # a bundled one that is being changed
    assert load_library([studio.home / "lessons"]).problems == ()
    studio.authoring.forget_draft("tones-first")
    assert load_library([studio.home / "lessons"]).problems == ()
    assert studio.authoring.save(studio.authoring.begin("hetao-1", "核桃", "")).id == "hetao-1"
    assert studio.authoring.unsaved() == ()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"=": "Lesson"}', '{"=": "Exploit", "id": "x"}', "\x00"]
)
def test_a_damaged_draft_is_no_draft(studio: Studio, text: str) -> None:
    studio.authoring.save(studio.authoring.begin("hetao-1", "核桃", ""))
    (studio.home / "lessons" / "hetao-1" / ".lesson.draft.json").write_text(text, encoding="utf-8")
    assert studio.authoring.draft("hetao-1") is None
    assert studio.authoring.edit("hetao-1").title == "核桃"


def test_faults_name_their_step_in_plain_words(studio: Studio) -> None:
    lesson = with_steps(
        studio.authoring.begin("hetao-1", "核桃", ""),
        Prompt("", "这是核桃。"),
        Choice("", "", (("甲", True),)),
        Card("", "题", "一个**星号"),
        TrueFalse("", "壳薄。", True),
    )
    found = [(each.step, each.reason) for each in studio.authoring.check(lesson) if each.fatal]
    assert found == [
        (1, "还没有写问题。"),
        (1, "“答案”要有 2 到 6 条，现在有 1 条。"),
        (1, "所有的答案都标成了“对”。至少要有一个错的。"),
        (2, "这一行的 ** 不成对：要强调的字前后都要写 **。"),
    ]
    with pytest.raises(ExpectedError, match="第 2 步"):
        studio.authoring.save(lesson)
    headless = dataclasses.replace(lesson, title="", steps=())
    assert [(each.step, each.reason) for each in studio.authoring.check(headless)] == [
        (None, "这一课还没有标题。"),
        (None, "这一课还没有内容。请先加一步。"),
    ]
