"""Records that somebody made by hand: what they may not do, whatever way they come."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from app.errors import ExpectedError
from app.storage.exchange.lines import HIGHEST_REVISION, from_line, to_line
from app.storage.exchange.values import Record
from tests.storage.exchange.centre_samples import as_person, fill, station
from tests.storage.storage_samples import NOON

MEMBERSHIP = {"role": "trainee", "cohort_id": None, "number": "", "archived": 0}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("pin", {"hash": "mine", "temporary": 0}),
        ("pin", None),
        ("membership", MEMBERSHIP),
        (
            "profile",
            {"name": "我", "first_language": "zh", "language": "zh", "created": NOON.isoformat()},
        ),
    ],
)
def test_nothing_about_the_head_comes_under_a_trainees_name(
    tmp_path: Path, kind: str, body: dict[str, object] | None
) -> None:
    """Who may bring the PINs of trainees would else set the administrator's."""
    desk = station(tmp_path)
    fill(desk)
    before = {(each.kind, each.id): each for each in desk.exchange.records()}
    forged = Record(kind, "head", "nu", 99, "evil", body is None, body or {})
    assert desk.exchange.apply([forged]).refused == 1
    assert {(each.kind, each.id): each for each in desk.exchange.records()} == before
    desk.close()


def test_a_take_and_what_is_said_of_it_are_of_one_person(tmp_path: Path) -> None:
    desk, other = station(tmp_path / "desk"), station(tmp_path / "other")
    fill(desk)
    every = {(each.kind, each.id): each for each in desk.exchange.records()}
    mine = [
        dataclasses.replace(every[key], owner_id="omar", revision=99)
        for key in (("attempt", "a1"), ("review", "a1"), ("comment", "c1"), ("exam", "e1"))
        if key in every
    ]
    assert len(mine) > 2
    assert desk.exchange.apply(mine).refused == len(mine)
    assert {(each.kind, each.id): each for each in desk.exchange.records()} == every
    # before the take itself is here it cannot be told: it is when the take comes
    [review] = [each for each in mine if each.kind == "review"]
    assert other.exchange.apply([review]).waiting == 1
    other.exchange.apply(list(every.values()))
    assert other.exchange.waiting() == 0
    assert not [each for each in other.exchange.records(["review"]) if each.owner_id == "omar"]
    other.exchange.apply(list(every.values()))
    assert {(each.kind, each.id): each for each in other.exchange.records()} == every
    desk.close()
    other.close()


def test_a_revision_that_sqlite_could_not_count_is_refused(tmp_path: Path) -> None:
    desk = station(tmp_path)
    fill(desk)
    [profile] = [each for each in desk.exchange.records(["profile"]) if each.id == "nu"]
    line = to_line(dataclasses.replace(profile, revision=HIGHEST_REVISION + 1))
    with pytest.raises(ExpectedError, match="损坏"):
        from_line(line)
    high = dataclasses.replace(profile, revision=HIGHEST_REVISION - 1, body={**profile.body, "name": "别人"})
    assert desk.exchange.apply([from_line(to_line(high))]).applied == 1
    as_person(desk, "head").people.change({"nu": {"name": "努尔"}})
    [now] = [each for each in desk.exchange.records(["profile"]) if each.id == "nu"]
    assert from_line(to_line(now)) == now
    assert (now.revision, now.body["name"]) == (HIGHEST_REVISION, "努尔")
    desk.close()


@pytest.mark.parametrize("attempt_id", ["..", ".", "../x", "a/b", "a.b", ""])
def test_no_attempt_is_called_like_a_way_to_another_folder(tmp_path: Path, attempt_id: str) -> None:
    """The trash has a folder for each attempt, which is removed when the attempt comes back."""
    desk = station(tmp_path)
    fill(desk)
    [attempt] = [each for each in desk.exchange.records(["attempt"]) if each.id == "a1"]
    for revision, deleted in enumerate((False, True, False), 1):
        body = {} if deleted else attempt.body
        desk.exchange.apply([Record("attempt", attempt_id, "nu", revision, "evil", deleted, body)])
    assert not (tmp_path / "attempt.json").exists()
    assert (tmp_path / "kaibo.db").exists()
    desk.close()


@pytest.mark.parametrize("before", [True, False])
def test_no_take_lays_hands_on_the_sound_of_another(tmp_path: Path, before: bool) -> None:
    """Whoever knows what a recording is called could else have it played, or deleted along with her own."""
    desk, other = station(tmp_path / "desk"), station(tmp_path / "other")
    fill(other)
    every = list(other.exchange.records())
    [attempt] = [each for each in every if (each.kind, each.id) == ("attempt", "a1")]
    sound = (tmp_path / "other" / "recordings" / attempt.body["recording"]["file"]).read_bytes()
    sha256 = attempt.body["recording"]["sha256"]
    people = [each for each in every if each.kind in ("profile", "membership", "cohort")]
    desk.exchange.apply(people)
    recording = {**attempt.body["recording"], "sha256": "0" * 64}
    body = {**attempt.body, "profile_id": "omar", "recording": recording}
    forged = Record("attempt", "zz", "omar", 1, "evil", False, body)
    if before:
        desk.exchange.apply([forged])
    desk.exchange.apply(every)
    assert desk.exchange.recording_arrived(sha256, sound) == 1
    if not before:
        assert desk.exchange.apply([forged]).waiting == 1
    assert "zz" not in {each.id for each in desk.exchange.recordings_to_send(99, again=True)}
    desk.exchange.apply([Record("attempt", "zz", "omar", 2, "evil", True, {})])
    [place] = [each for each in desk.exchange.recordings_to_send(99, again=True) if each.id == "a1"]
    assert place.path.read_bytes() == sound
    desk.close()
    other.close()


@pytest.mark.parametrize("body", ["[" * 5000 + "]" * 5000, "1" * 5000, "1e999", '"\\ud800"'])
def test_a_line_that_python_cannot_read_is_named(body: str) -> None:
    with pytest.raises(ExpectedError):
        from_line(
            '{"kind":"attempt","id":"a","owner_id":"nu","revision":1,"station":"s","deleted":false,'
            f'"body":{{"text":{body}}}}}'
        )
