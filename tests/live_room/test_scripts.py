"""Scripts as files: the bundled ones are whole, a trainer's own are checked line by line."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.live_room.script_file import LONGEST, TRANSLATIONS
from app.live_room.scripts import load_scripts
from app.live_room.values import Kind, Trigger

BUNDLED = Path(__file__).resolve().parent.parent.parent / "assets" / "live_room"
HEAD = 'id = "mine"\ntitle = "我的"\nsummary = "试试"\nlevel = 1\n'


def test_the_bundled_scripts_are_whole() -> None:
    read = load_scripts([BUNDLED])
    assert not read.problems and len(read.scripts) >= 5
    written = {(each.text, each.kind): each for script in read.scripts for each in script.comments}
    assert len(written) >= 150
    for comment in written.values():
        assert comment.meanings.keys() >= TRANSLATIONS, comment.text
        assert all(comment.meanings.values())
    for script in read.scripts:
        assert script.meanings.keys() >= TRANSLATIONS <= script.summaries.keys()
        assert {each.kind for each in script.comments} == set(Kind)
        assert {each.trigger for each in script.comments} == set(Trigger)
        texts = [each.text for each in script.comments if each.level == 1]
        assert len(texts) >= 30  # ten gentle minutes without the same line twice
        for comment in script.comments:
            if comment.kind.asks:
                assert comment.about or comment.answer.need, comment.text
            assert comment.stage in ("", *(stage.id for stage in script.stages))


def test_what_is_refused_is_not_called_a_promise_by_its_own_answer() -> None:
    from app.live_room.hearing import affirmed, only_hanzi

    for script in load_scripts([BUNDLED]).scripts:
        for comment in script.comments:
            for group in comment.answer.groups:
                for phrase in group:
                    assert not affirmed(comment.answer.avoid, only_hanzi(phrase)), (comment.text, phrase)


def own(tmp_path: Path, text: str) -> tuple[int, str]:
    (tmp_path / "mine.toml").write_text(text, "utf-8")
    [problem] = load_scripts([tmp_path]).problems[:1]
    return problem.line, str(problem.message)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (
            HEAD
            + 'comments = [\n  { kind = "question", zh = "多少钱？" },\n  { kind = "joke", zh = "哈" },\n]',
            7,
            "joke",
        ),
        (HEAD + '[[comments]]\nkind = "troll"\nzh = "哈"\ncolour = "red"', 5, "colour"),
        (HEAD + f'[[comments]]\nkind = "troll"\nzh = "{"哈" * (LONGEST + 1)}"', 5, "太长"),
        (HEAD + '[[comments]]\nkind = "question"\nzh = "哈"\nabout = "taste"', 5, "taste"),
        (HEAD + '[[comments]]\nkind = "question"\nzh = "哈"\nholds = ["甲"]\nneed = 2', 5, "need"),
        (HEAD + 'reply = 500\n[[comments]]\nkind = "troll"\nzh = "哈"', 5, "reply"),
        (HEAD + "every = [1, 2]", 5, "every"),
        (HEAD + "[[stages]]\nid = 'late'\nbegins = 3", 5, "begins"),
        (HEAD.replace('"mine"', '"Mein Abend"'), 1, "id"),
        ("id = ", 1, "读不出来"),
        (HEAD + 'uses = ["nothing"]\n[[comments]]\nkind = "troll"\nzh = "哈"', 1, "nothing"),
        (HEAD, 1, "没有一条"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    told = own(tmp_path, text)
    assert told[0] == line and words in told[1]


def test_a_bad_line_leaves_the_others_usable(tmp_path: Path) -> None:
    text = HEAD + 'comments = [\n  { kind = "joke", zh = "哈" },\n  { kind = "praise", zh = "真好" },\n]'
    (tmp_path / "mine.toml").write_text(text, "utf-8")
    [script] = load_scripts([tmp_path]).scripts
    assert [each.text for each in script.comments] == ["真好"]


def test_her_own_script_takes_the_place_of_a_bundled_one_and_may_use_its_comments(tmp_path: Path) -> None:
    text = HEAD.replace("mine", "food-noon") + 'uses = ["common"]\n[[comments]]\nkind = "praise"\nzh = "真好"'
    (tmp_path / "noon.toml").write_text(text, "utf-8")
    read = load_scripts([BUNDLED, tmp_path])
    script = read.script("food-noon")
    assert script is not None and script.title == "我的" and len(script.comments) > 50
    assert len(read.scripts) == len(load_scripts([BUNDLED]).scripts)


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_bytes("id = '我'".encode("gb18030"))
    [problem] = load_scripts([tmp_path, tmp_path / "missing"]).problems
    assert "UTF-8" in str(problem.message)
