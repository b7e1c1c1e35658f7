"""What is taken out can be read by a spreadsheet and by a program, and nothing half-done is left."""

from __future__ import annotations

import csv
import dataclasses
import json
import sqlite3
import zipfile
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from app import i18n
from app.storage.errors import ExportCancelledError, ExportError, StorageError
from app.storage.export import export_attempts
from app.storage.score_json import score_from_data
from app.storage.store import Store
from tests.storage.conftest import MakeAttempt
from tests.storage.storage_samples import PROFILE, let_her_teach, make_score, same


def read_csv(path: Path) -> list[dict[str, str]]:
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")  # without it Excel spoils the Chinese
    return list(csv.DictReader(data.decode("utf-8-sig").splitlines(keepends=True)))


def read_json(path: Path) -> dict[str, Any]:
    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is not JSON")

    data = json.loads(path.read_text("utf-8"), parse_constant=refuse)
    assert isinstance(data, dict)
    return data


@pytest.fixture
def filled(store: Store, make_attempt: MakeAttempt) -> Store:
    """Two trainees; the first with a scored attempt, an unscored one and one with a strange text."""
    store.add_profile(dataclasses.replace(PROFILE, id="profile-2", name='古/丽:"2"'))
    store.add_attempt(make_attempt(score=make_score(4, syllables=12)))
    store.add_attempt(make_attempt(score=None, lesson_id=""))
    store.add_attempt(
        make_attempt(text='=HYPERLINK("http://x")', score=make_score(6, syllables=1, total=None))
    )
    let_her_teach(store, "profile-2")
    with store.access.acting_for("profile-2"):
        store.add_attempt(make_attempt(profile_id="profile-2"))
    return store


def test_export_to_a_folder(filled: Store, tmp_path: Path) -> None:
    target = tmp_path / "导出"
    steps: list[tuple[int, int]] = []
    result = export_attempts(filled, target, progress=lambda done, total: steps.append((done, total)))
    assert (result.path, result.attempts, result.recordings) == (target, 4, 4)
    assert (result.missing, result.unreadable) == ((), ())
    assert steps == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]
    assert {path.name for path in tmp_path.iterdir()} == {"导出", "kaibo_home"}

    whole = [filled.attempt(attempt_id) for attempt_id in filled.attempt_ids()]
    data = read_json(target / "attempts.json")
    assert [each["name"] for each in data["profiles"]] == [PROFILE.name, '古/丽:"2"']
    for attempt, exported in zip(whole, data["attempts"], strict=True):
        assert exported["id"] == attempt.id
        assert exported["text"] == attempt.text
        assert datetime.fromisoformat(exported["created"]) == attempt.created
        score = None if exported["score"] is None else score_from_data(exported["score"])
        assert same(score, attempt.score)
        copy = target / exported["recording"]["file"]
        assert copy.read_bytes() == attempt.recording.path.read_bytes()


def test_tables_hold_numbers_as_numbers(filled: Store, tmp_path: Path) -> None:
    export_attempts(filled, tmp_path / "out", profile_id=PROFILE.id)
    first, unscored, strange = read_csv(tmp_path / "out" / "attempts.csv")
    attempt = filled.attempt(first["编号"])
    score = attempt.score
    assert score is not None
    assert first["学员"] == PROFILE.name
    assert first["母语"] == "维吾尔语"
    assert first["时间"] == f"{attempt.created.astimezone():%Y-%m-%d %H:%M:%S}"
    assert float(first["总分"]) == 71.2
    assert float(first["时长（秒）"]) == 2.5
    assert int(first["音节数"]) == 12
    counts = {heading: int(first[heading]) for heading in first if "·" in heading}
    assert len(counts) == 12
    assert sum(counts.values()) == 36
    assert counts["声调·无法评估"] == sum(s.tone.goodness is None for s in score.syllables)
    assert (int(first["漏读"]), int(first["多读"]), int(first["读成别的字"])) == (1, 0, 1)
    assert float(first["语速（音节/分）"]) == 182.5
    assert first["听到的内容"] == score.transcript
    assert first["录音中断"] == "0"
    assert (tmp_path / "out" / first["录音文件"]).is_file()

    assert (unscored["状态"], unscored["总分"], unscored["音节数"]) == ("未评分", "", "")
    assert unscored["录音文件"].endswith(".flac")
    assert strange["文本"] == '\'=HYPERLINK("http://x")'  # text, not a formula
    assert strange["总分"] == ""

    syllables = read_csv(tmp_path / "out" / "syllables.csv")
    assert len(syllables) == 13
    assert [int(row["第几个音节"]) for row in syllables[:12]] == list(range(1, 13))
    omitted = syllables[3]
    assert (omitted["漏读"], omitted["开始（秒）"]) == ("1", "")
    heard = syllables[0]
    assert (heard["声母·听成"], heard["声调·听成"]) == ("zh", "2")
    assert float(syllables[1]["开始（秒）"]) == 0.3


def test_only_hers(filled: Store, tmp_path: Path) -> None:
    result = export_attempts(filled, tmp_path / "out", profile_id="profile-2", recordings=False)
    assert (result.attempts, result.recordings) == (1, 0)
    data = read_json(tmp_path / "out" / "attempts.json")
    assert [each["id"] for each in data["profiles"]] == ["profile-2"]
    assert [each["profile_id"] for each in data["attempts"]] == ["profile-2"]
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "activities.csv",
        "attempts.csv",
        "attempts.json",
        "broadcasts.csv",
        "broadcasts.json",
        "certificates.csv",
        "exams.csv",
        "exams.json",
        "learning.json",
        "memory.csv",
        "plans.csv",
        "rehearsals.csv",
        "rehearsals.json",
        "reviews.csv",
        "reviews.json",
        "syllables.csv",
    }


def test_export_to_a_zip(filled: Store, tmp_path: Path) -> None:
    export_attempts(filled, tmp_path / "folder")
    result = export_attempts(filled, tmp_path / "out.zip")
    assert result.path == tmp_path / "out.zip"
    with zipfile.ZipFile(result.path) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path / "unzipped")
    files = {
        name: {
            str(path.relative_to(tmp_path / name)): path.read_bytes()
            for path in (tmp_path / name).rglob("*")
            if path.is_file() and path.suffix != ".json"
        }
        for name in ("folder", "unzipped")
    }
    assert files["folder"] == files["unzipped"]
    assert len(files["folder"]) == 14
    assert read_json(tmp_path / "unzipped" / "attempts.json")["attempts"]
    assert {path.name for path in tmp_path.iterdir()} == {"folder", "out.zip", "unzipped", "kaibo_home"}


def test_names_are_valid_on_every_system(filled: Store, tmp_path: Path) -> None:
    export_attempts(filled, tmp_path / "out")
    names = [str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*.flac")]
    assert len(names) == 4
    for name in names:
        assert not set(name.replace("/", "")) & set('<>:"\\|?*')
    assert any(name.startswith("recordings/古-丽--2-/") for name in names)


def test_nobody_has_practised_yet(store: Store, tmp_path: Path) -> None:
    result = export_attempts(store, tmp_path / "out")
    assert result.attempts == 0
    assert read_csv(tmp_path / "out" / "attempts.csv") == []
    assert read_json(tmp_path / "out" / "attempts.json")["attempts"] == []


def test_lost_recordings_and_unreadable_scores_are_named(filled: Store, tmp_path: Path) -> None:
    ids = filled.attempt_ids()
    filled.attempt(ids[1]).recording.path.unlink()
    with closing(sqlite3.connect(filled.database)) as db, db:
        db.execute("UPDATE scores SET data = x'00' WHERE attempt_no = 1")
    result = export_attempts(filled, tmp_path / "out")
    assert (result.attempts, result.recordings) == (4, 3)
    assert (result.missing, result.unreadable) == ((ids[1],), (ids[0],))
    assert read_csv(tmp_path / "out" / "attempts.csv")[1]["录音文件"] == ""


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_cancelled_export_leaves_nothing(filled: Store, tmp_path: Path, name: str) -> None:
    before = sorted(tmp_path.iterdir())
    asked = iter([False, False, True])
    with pytest.raises(ExportCancelledError, match="取消"):
        export_attempts(filled, tmp_path / name, cancelled=lambda: next(asked))
    assert sorted(tmp_path.iterdir()) == before


def test_what_is_there_already_is_not_touched(filled: Store, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "letter.txt").write_text("dear")
    archive = tmp_path / "mine.zip"
    archive.write_bytes(b"mine")
    for target in (folder, archive, folder / "letter.txt"):
        with pytest.raises(ExportError, match="已"):
            export_attempts(filled, target)
    assert (archive.read_bytes(), (folder / "letter.txt").read_text()) == (b"mine", "dear")
    empty = tmp_path / "empty"
    empty.mkdir()
    assert export_attempts(filled, empty).attempts == 4


def test_place_that_cannot_be_written_is_one_sentence(filled: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="磁盘"):
        export_attempts(filled, tmp_path / "file" / "out")


def test_headings_are_in_the_language_in_use(
    filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(i18n, "_catalogue", Upper())
    export_attempts(filled, tmp_path / "out")
    header = (tmp_path / "out" / "attempts.csv").read_text("utf-8-sig").splitlines()[0]
    assert header.split(",")[:2] == ["<编号>", "<学员>"]
    assert "<声调>·<错>" in header


class Upper(i18n.gettext.NullTranslations):
    """A language that puts everything in angle brackets."""

    def gettext(self, message: str) -> str:
        return f"<{message}>"
