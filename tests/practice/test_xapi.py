"""Experience API statements of a small centre: by the rules, about the right people, each sent once."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import build_studio, read_settings
from app.cli import Commands, run
from app.curriculum.library import Library
from app.curriculum.values import Card, Lesson, Outcome, Prompt
from app.errors import ExpectedError
from app.people.rights import NotAllowedError
from app.people.values import TRAINEE, Cohort
from app.policy import Policy
from app.practice.engine import SpeechEngine
from app.practice.keeper import Keeper
from app.practice.xapi import Xapi
from app.practice.xapi_sending import RecordStore, SentResult
from app.practice.xapi_statements import VERBS
from app.speech.values import Part, Verdict
from app.storage.learning_values import KeptOutcome
from app.storage.opening import open_store
from app.storage.reports import Scope
from app.storage.store import Store
from tests.practice.xapi_rules import FakeRecordStore, faults, record_store
from tests.storage.storage_samples import NOON, attempt_of, make_score
from tests.storage.test_exam_tables import MARKS, PART, exam
from tests.storage.test_rehearsals import rehearsal
from tests.storage.test_rights import ALI, CERTIFICATE, COMMENT, HEAD, LI, NU, PEOPLE, WANG

SAY = Prompt("p1", "新疆红枣，真甜！")
LIBRARY = Library((Lesson("jujube", "红枣", "", "mandarin", 10, 1, (Card("c", "", ""), SAY)),))
ALL = Scope()
EVENING = NOON + timedelta(hours=8)


@pytest.fixture
def store(own_home: Path) -> Iterator[Store]:
    """The centre of the tests of rights: Nu and Li in the first class, Ali and Wang in the second."""
    store = open_store(own_home, automatic_backup=False).store
    store.people.add(dataclasses.replace(HEAD, role=TRAINEE))
    store.sign_ins.sign_in("head", now=NOON - timedelta(days=9))
    store.pins.change("head", "", "4071")
    store.people.set_up("head", "中心")
    for cohort_id, name in (("first", "一班"), ("second", "二班")):
        store.add_cohort(Cohort(cohort_id, name, NOON))
    store.people.add(LI, WANG, NU, ALI)
    store.people.set_trainers("first", ["li"])
    store.people.set_trainers("second", ["wang"])
    store.access.viewer = NU
    for number in range(3):
        store.add_attempt(attempt_of(own_home, f"a{number}", profile_id="nu", score=make_score(number + 1)))
    store.add_attempt(attempt_of(own_home, "free", profile_id="nu", score=None, free=True, text="介绍红枣"))
    store.add_attempt(
        attempt_of(own_home, "later", profile_id="nu", created=EVENING, lesson_id="", prompt_id="")
    )
    store.learning.add_outcome(
        "nu", KeptOutcome("jujube", "quiz", NOON, Outcome(2, 3, 41.5, ("a", "b", "c")))
    )
    store.learning.add_outcome("nu", KeptOutcome("jujube", "watch", NOON, Outcome(0, 0, 12.0)))
    store.steps_seen.see("nu", "jujube", "c", 0, NOON)
    whole = tuple(
        dataclasses.replace(PART, part=part, marks=dataclasses.replace(MARKS, part=part, points=20.0))
        for part in exam("e1").paper.parts
    )
    store.exams.add(dataclasses.replace(exam("e1", parts=whole), profile_id="nu"))
    store.exams.add(dataclasses.replace(exam("e2", parts=whole[:1]), profile_id="nu"))
    store.rehearsals.add(rehearsal("r1", "nu"))
    store.access.viewer = ALI
    store.add_attempt(attempt_of(own_home, "b1", profile_id="ali"))
    store.access.viewer = LI
    store.reviews.add_comment("a1", COMMENT)
    store.reviews.finish("a1", NOON)
    store.certificates.add(CERTIFICATE)
    store.access.viewer = HEAD
    yield store
    store.close()


@pytest.fixture
def xapi(store: Store, own_home: Path) -> Xapi:
    return Xapi(Keeper(store, SpeechEngine(""), own_home / "recordings"), lambda: LIBRARY, own_home)


@pytest.fixture
def lrs() -> Iterator[FakeRecordStore]:
    with record_store() as held:
        yield held


def reach(lrs: FakeRecordStore, waits: list[float] | None = None) -> RecordStore:
    return RecordStore(lrs.address, lrs.credentials, (waits if waits is not None else []).append)


def written(xapi: Xapi, tmp_path: Path, scope: Scope = ALL, **options: Any) -> list[dict[str, Any]]:
    target = tmp_path / "out.jsonl"
    count = xapi.write(target, scope, **options)
    lines = target.read_text(encoding="utf-8").splitlines()
    assert len(lines) == count
    return [json.loads(each) for each in lines]


def of_verb(statements: list[dict[str, Any]], verb: str) -> list[dict[str, Any]]:
    return [each for each in statements if each["verb"]["id"] == VERBS[verb]]


def test_the_rules_find_what_is_wrong() -> None:
    """The checker itself: each fault, put into a sound statement, is found."""
    who = {"account": {"homePage": "https://a.example", "name": "x"}}
    good: dict[str, Any] = {
        "id": "12345678-1234-5234-9234-123456789abc",
        "actor": who,
        "verb": {"id": VERBS["scored"], "display": {"en": "scored"}},
        "object": {"id": "https://a.example/x"},
        "result": {"score": {"scaled": 0.5, "raw": 50, "min": 0, "max": 100}, "duration": "PT2.50S"},
        "context": {"platform": "Kaibo", "language": "zh-CN"},
        "timestamp": "2026-03-02T04:00:00.123+00:00",
        "version": "1.0.0",
    }
    assert faults(good) == []
    for change in (
        {"id": "x"},
        {"mood": 1},
        {"actor": {**who, "mbox": "mailto:a@example.com"}},
        {"actor": {"account": {"homePage": "centre", "name": "x"}}},
        {"actor": {"account": {"homePage": "https://a.example", "name": 7}}},
        {"verb": {"id": "scored"}},
        {"verb": {"id": VERBS["voided"]}},
        {"verb": {"id": VERBS["scored"], "display": "scored"}},
        {"object": {"id": "no iri"}},
        {"object": {"id": "https://a.example/x", "definition": {"name": "x"}}},
        {"object": {"objectType": "StatementRef", "id": good["id"]}},  # with a platform
        {"result": {"score": {"scaled": 1.5}}},
        {"result": {"score": {"raw": 5, "min": 6, "max": 7}}},
        {"result": {"duration": "2.5"}},
        {"result": {"success": 1}},
        {"result": {"extensions": {"tone": 1}}},
        {"context": {"language": "zh_CN"}},
        {"context": {"registration": None}},
        {"timestamp": "2026-03-02 04:00"},
        {"timestamp": "2026-03-02T04:00:00-00:00"},
        {"version": "2.0"},
    ):
        assert faults({**good, **change}), change


@pytest.mark.parametrize("names", [False, True])
def test_every_statement_keeps_the_rules(xapi: Xapi, tmp_path: Path, names: bool) -> None:
    from tincan import Statement

    statements = written(xapi, tmp_path, names=names)
    for each in statements:
        assert faults(each) == [], each
        parsed = Statement(each)  # raises for what it does not know
        assert str(parsed.id) == each["id"] and parsed.actor.account.name == each["actor"]["account"]["name"]
    assert Counter(each["verb"]["display"]["en"] for each in statements) == {
        "scored": 5,
        "attempted": 2,
        "answered": 1,
        "completed": 3,
        "experienced": 1,
        "reviewed": 1,
        "earned": 1,
    }
    assert len({each["id"] for each in statements}) == len(statements)
    text = json.dumps(statements, ensure_ascii=False)
    for person in PEOPLE.values():
        assert (f'"{person.name}"' in text) is (names and person.id in ("nu", "ali", "li")), person
    assert COMMENT.text not in text  # what trainers say stays at home


def test_what_a_take_says(xapi: Xapi, store: Store, tmp_path: Path) -> None:
    statements = written(xapi, tmp_path, Scope(profile_id="nu"))
    scored = of_verb(statements, "scored")
    attempt = store.attempt("a0")
    assert attempt.score is not None and attempt.score.total is not None
    [found] = [
        e
        for e in scored
        if e["context"]["extensions"][next(iter(e["context"]["extensions"]))].endswith("/a0")
    ]
    assert found["result"]["score"]["scaled"] == round(attempt.score.total / 100, 4)
    assert found["result"]["duration"] == "PT2.50S"
    assert found["timestamp"] == "2026-03-02T04:00:00.123+00:00"
    [parent] = found["context"]["contextActivities"]["parent"]
    assert parent["definition"]["name"] == {"zh-CN": "红枣"}
    counts = {key.rsplit("/", 1)[1]: each for key, each in found["result"]["extensions"].items()}
    for part in Part:
        wrong = sum(each.part(part).verdict is Verdict.WRONG for each in attempt.score.syllables)
        assert counts[part.value]["wrong"] == wrong
        assert sum(counts[part.value].values()) == len(attempt.score.syllables)
    [answered] = of_verb(statements, "answered")
    assert (answered["result"]["success"], answered["result"]["score"]["scaled"]) == (False, 0.6667)
    exams = [e for e in statements if "/exams/" in e["object"]["id"]]
    assert sorted(e["result"]["completion"] for e in exams) == [False, True]
    [whole] = [e for e in exams if e["result"]["completion"]]
    assert whole["result"]["score"]["raw"] == 20.0 * len(exam("e1").paper.parts)
    [review] = of_verb(statements, "reviewed")
    assert review["actor"]["account"]["name"] == "li" and review["object"]["id"].endswith("/takes/a1")


def test_who_may_tell_of_whom(xapi: Xapi, store: Store, tmp_path: Path) -> None:
    def told() -> set[str]:
        return {
            each["actor"]["account"]["name"]
            for each in written(xapi, tmp_path)
            if each["verb"]["id"] != VERBS["reviewed"]
        }

    for viewer, whom in (
        ("head", {"nu", "ali"}),
        ("li", {"nu"}),
        ("wang", {"ali"}),
        ("nu", {"nu"}),
        ("", set()),
    ):
        store.access.viewer = PEOPLE.get(viewer)
        assert told() == whom, viewer
    store.access.viewer = WANG
    with pytest.raises(NotAllowedError):
        written(xapi, tmp_path, Scope(profile_id="nu"))
    assert written(xapi, tmp_path, Scope(cohort_id="first")) == []


def test_since_a_day(xapi: Xapi, tmp_path: Path) -> None:
    late = written(xapi, tmp_path, since=EVENING)
    assert [each["timestamp"] for each in late] == ["2026-03-02T12:00:00.123+00:00"]


def test_a_file_that_cannot_be_written_says_so_and_leaves_nothing(xapi: Xapi, tmp_path: Path) -> None:
    with pytest.raises(ExpectedError, match="写不进去"):
        xapi.write(tmp_path / "no" / "such" / "out.jsonl", ALL)
    with pytest.raises(ExpectedError, match="已取消"):
        xapi.write(tmp_path / "out.jsonl", ALL, cancelled=lambda: True)
    assert [each.name for each in tmp_path.iterdir() if "jsonl" in each.name] == []


def test_sending_twice_sends_once(xapi: Xapi, lrs: FakeRecordStore, tmp_path: Path) -> None:
    statements = {each["id"]: each for each in written(xapi, tmp_path)}
    first = xapi.send(reach(lrs), ALL)
    assert (first.sent, first.known, first.refused) == (len(statements), 0, 0)
    assert lrs.held == statements
    asked = len(lrs.answers)
    second = xapi.send(reach(lrs), ALL)
    assert (second.sent, second.known, second.voided) == (0, 0, 0)
    assert len(lrs.answers) == asked  # nothing was even asked


def test_another_station_that_sends_the_same_adds_nothing(
    xapi: Xapi, store: Store, lrs: FakeRecordStore, tmp_path: Path
) -> None:
    xapi.send(reach(lrs), Scope(cohort_id="first"))
    before = dict(lrs.held)
    elsewhere = Xapi(xapi._keeper, lambda: LIBRARY, tmp_path / "other")
    result = elsewhere.send(reach(lrs), ALL)
    assert (result.known, result.sent) == (len(before), 1)
    assert {key: each for key, each in lrs.held.items() if key in before} == before


def test_batches_are_small_and_an_answer_that_was_lost_costs_nothing(
    xapi: Xapi, store: Store, own_home: Path, lrs: FakeRecordStore
) -> None:
    store.access.viewer = NU
    for number in range(120):
        store.add_attempt(attempt_of(own_home, f"many{number}", profile_id="nu"))
    store.access.viewer = HEAD
    count = len(list(xapi.drafts(ALL)))
    lrs.lose, lrs.fail = 1, [503, 0, 429]
    waits: list[float] = []
    result = xapi.send(reach(lrs, waits), ALL)
    assert len(lrs.held) == count and result.sent + result.known == count
    assert max(lrs.batches) <= 50
    assert len(waits) >= 4 and all(1.0 <= each <= 60.0 for each in waits[:1])
    assert 409 in lrs.answers


def test_killed_between_two_batches_it_goes_on(
    xapi: Xapi, store: Store, own_home: Path, lrs: FakeRecordStore
) -> None:
    store.access.viewer = NU
    for number in range(120):
        store.add_attempt(attempt_of(own_home, f"many{number}", profile_id="nu"))
    store.access.viewer = HEAD

    class Killed(BaseException):
        pass

    def kill(_result: SentResult) -> None:
        raise Killed

    with pytest.raises(Killed):
        xapi.send(reach(lrs), ALL, progress=kill)
    had = len(lrs.held)
    assert 0 < had <= 50
    [log] = (own_home / "xapi").iterdir()
    whole = log.read_text()
    log.write_text(whole[: whole.rindex('"') - 3])  # the last line was not whole on disk
    result = xapi.send(reach(lrs), ALL)
    assert result.known == 1 and result.sent == len(lrs.held) - had
    assert len(lrs.held) == len(list(xapi.drafts(ALL)))


def test_a_take_scored_again_is_told_again_and_the_old_one_voided(
    xapi: Xapi, store: Store, lrs: FakeRecordStore
) -> None:
    xapi.send(reach(lrs), ALL)
    before = set(lrs.held)
    score = store.attempt("a0").score
    assert score is not None
    with store.access.acting_for("nu"):
        store.replace_score("a0", dataclasses.replace(score, scorer="9-new", total=99.0))
    result = xapi.send(reach(lrs), ALL)
    assert (result.sent, result.voided) == (1, 1)
    new = [lrs.held[each] for each in set(lrs.held) - before]
    [void] = of_verb(new, "voided")
    [scored] = of_verb(new, "scored")
    assert void["object"]["id"] in before and scored["result"]["score"]["scaled"] == 0.99
    assert xapi.send(reach(lrs), ALL).sent == 0


def test_one_that_is_refused_is_named_and_the_others_go(xapi: Xapi, lrs: FakeRecordStore) -> None:
    lrs.refuse = "介绍红枣"
    result = xapi.send(reach(lrs), ALL)
    assert result.refused == 1 and "attempt/free" in result.reasons[0] and "not that one" in result.reasons[0]
    assert len(lrs.held) == len(list(xapi.drafts(ALL))) - 1
    lrs.refuse = ""
    assert xapi.send(reach(lrs), ALL).sent == 1


@pytest.mark.parametrize("status", [401, 403])
def test_a_wrong_password_is_said(xapi: Xapi, lrs: FakeRecordStore, status: int) -> None:
    record = RecordStore(lrs.address, "kaibo:wrong") if status == 401 else reach(lrs)
    lrs.fail = [403] if status == 403 else []
    with pytest.raises(ExpectedError, match="不接受这个账号"):
        xapi.send(record, ALL)
    assert lrs.held == {}


def test_addresses_that_are_none(xapi: Xapi, lrs: FakeRecordStore) -> None:
    for wrong in ("lrs.example.cn", "ftp://lrs.example.cn", "https://name:pass@lrs.example.cn/xapi"):
        with pytest.raises(ExpectedError):
            RecordStore(wrong)
    elsewhere = RecordStore(lrs.address.replace("/xapi", "/other"), lrs.credentials)
    with pytest.raises(ExpectedError, match="没有学习记录库"):
        xapi.send(elsewhere, ALL)
    lrs.fail = [302]
    with pytest.raises(ExpectedError, match="没有学习记录库"):  # not followed with the password
        xapi.send(reach(lrs), ALL)


def test_nobody_answers(xapi: Xapi, lrs: FakeRecordStore) -> None:
    lrs.fail = [500] * 9
    waits: list[float] = []
    with pytest.raises(ExpectedError, match="没有应答"):
        xapi.send(reach(lrs, waits), ALL)
    assert waits == [1.0, 1.0, 2.0, 4.0]  # the other side asked for a second at least
    lrs.fail = []
    assert xapi.send(reach(lrs), ALL).sent > 0


def test_one_that_refuses_everything_is_not_pestered(
    xapi: Xapi, store: Store, own_home: Path, lrs: FakeRecordStore
) -> None:
    store.access.viewer = NU
    for number in range(60):
        store.add_attempt(attempt_of(own_home, f"many{number}", profile_id="nu"))
    store.access.viewer = HEAD
    lrs.refuse = "actor"
    with pytest.raises(ExpectedError, match="拒收所有"):
        xapi.send(reach(lrs), ALL)
    assert len(lrs.answers) < 100


def test_the_command(
    store: Store,
    own_home: Path,
    tmp_path: Path,
    lrs: FakeRecordStore,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store.close()
    monkeypatch.setattr("getpass.getpass", lambda _: "4071")
    settings = read_settings(own_home)
    commands = Commands(own_home, settings, lambda: build_studio(own_home, settings), None, None)  # type: ignore[arg-type]
    whole = ["xapi", "--as", "主任"]
    target = tmp_path / "out.jsonl"
    assert (
        run(
            [*whole, str(target), "--class", "一班", "--home-page", "https://centre.example.cn"],
            commands,
            False,
        )
        == 0
    )
    found = [json.loads(each) for each in target.read_text(encoding="utf-8").splitlines()]
    assert {each["actor"]["account"]["homePage"] for each in found} == {"https://centre.example.cn"}
    assert f"{len(found)} 条语句" in capsys.readouterr().out
    assert (
        run(
            [*whole, str(target), "--person", "努尔", "--since", "2026-03-02", "--with-names"],
            commands,
            False,
        )
        == 0
    )
    assert "努尔" in target.read_text(encoding="utf-8")

    credentials = tmp_path / "account"
    credentials.write_text(f"{lrs.credentials}\n", encoding="utf-8")
    sending = [*whole, "--lrs", f"{lrs.address}/statements/", "--credentials", str(credentials)]
    assert run(sending, commands, False) == 0
    assert f"发了 {len(lrs.held)} 条语句" in capsys.readouterr().out and lrs.held

    assert run([*whole], commands, False) == 2
    assert run([*whole, str(target), "--lrs", lrs.address], commands, False) == 2
    assert run([*whole, str(target), "--home-page", "centre"], commands, False) == 1
    offline = dataclasses.replace(commands, policy=Policy(network=False))
    capsys.readouterr()
    assert run([*whole, "--lrs", "https://lrs.example.cn/xapi"], offline, False) == 1
    assert "不使用网络" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        run([*whole, str(target), "--since", "gestern"], commands, False)


def test_moments_are_utc(xapi: Xapi) -> None:
    [draft] = [each for each in xapi.drafts(ALL) if each.key == "attempt/later"]
    east = dataclasses.replace(draft, when=draft.when.astimezone())
    assert east.statement()["timestamp"] == draft.statement()["timestamp"]
    assert datetime.fromisoformat(draft.statement()["timestamp"]).tzinfo == UTC
