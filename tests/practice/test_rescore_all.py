"""An archive scored again by worker processes: real Dask, real processes, the bundled model and scorer.

What the machines give is compared to the byte with what one process gives by itself.
"""

from __future__ import annotations

import csv
import dataclasses
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap import build_studio, read_settings
from app.cli import Commands, run
from app.curriculum.values import Prompt
from app.errors import ExpectedError
from app.people.rights import NotAllowedError
from app.people.values import TRAINER
from app.policy import Policy
from app.practice.rescore_all import Standing
from app.practice.rescore_all_crew import Crew
from app.practice.rescore_all_keys import Keys, make_keys
from app.practice.rescore_all_machines import Machines, check_address
from app.practice.rescore_all_task import Identity, Job, NotScored, identity_of, score_job
from app.practice.studio import Studio
from app.storage.values import Attempt

PROJECT = Path(__file__).resolve().parent.parent.parent
SPEECH = PROJECT / "tests" / "data" / "speech"
OLD = "0-old"

pytestmark = [
    pytest.mark.xdist_group("dask"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # Dask's own
]


def clips(count: int) -> list[tuple[Path, str]]:
    """The shortest of the clips, with what is said in them."""
    with (SPEECH / "commonvoice.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    found = [(SPEECH / "commonvoice" / f"{row['clip']}.opus", row["text"]) for row in rows]
    return sorted(found, key=lambda each: each[0].stat().st_size)[:count]


@pytest.fixture
def studio(own_home: Path) -> Iterator[Studio]:
    """A centre: an administrator, two trainers with a class each, a trainee in each."""
    studio = build_studio(own_home, read_settings(own_home))
    first = studio.people.set_up("中心", "一班", "4071", name="主任")
    second = studio.people.add_cohort("二班")
    for name, cohort, role in (
        ("努尔", first, ""),
        ("阿里", second, ""),
        ("李老师", None, TRAINER),
        ("王老师", None, TRAINER),
    ):
        made = studio.people.add(name, "ug", cohort_id=cohort.id if cohort else "")
        if role:
            studio.people.set_role(made.id, role)
    studio.people.set_trainers(second.id, [person(studio, "王老师")])
    yield studio
    studio.close()


def person(studio: Studio, name: str) -> str:
    return next(each.id for each in studio.people.faces() if each.name == name)


def be(studio: Studio, name: str) -> None:
    """Whoever that is, she is here now; PINs are tested elsewhere."""
    access = studio._store.access
    access.viewer = None
    with access.acting_for(person(studio, name)):
        profile = studio._store.people.profile(person(studio, name))
    access.viewer = profile


def add_takes(studio: Studio, name: str, count: int) -> list[Attempt]:
    """Takes with scores as an earlier Kaibo would have left them."""
    be(studio, name)
    made = []
    found = clips(4)
    for number in range(count):
        path, text = found[number % len(found)]
        made.append(studio.score_file(path, Prompt(f"p{number}", text), "lesson"))
    age(studio, made)
    return made


def age(studio: Studio, attempts: list[Attempt]) -> None:
    """As if an older scorer had scored them, and nothing since."""
    for each in attempts:
        assert each.score is not None
        with studio._store.access.acting_for(each.profile_id):
            studio._store.replace_score(each.id, dataclasses.replace(each.score, scorer=OLD, total=50.0))
    studio._store._thread.call(lambda db: db.execute("DELETE FROM earlier_scores"))


def packed(studio: Studio) -> dict[str, bytes]:
    """Each attempt's score as it lies in the database."""
    sql = "SELECT attempts.id, data FROM attempts JOIN scores ON attempt_no = no"
    return studio._store._thread.call(lambda db: {row["id"]: row["data"] for row in db.query(sql)})


def earlier(studio: Studio) -> dict[str, int]:
    """How many earlier scores each attempt has."""
    sql = "SELECT id, (SELECT count(*) FROM earlier_scores WHERE attempt_no = attempts.no) AS n FROM attempts"
    return studio._store._thread.call(lambda db: {row["id"]: row["n"] for row in db.query(sql)})


def test_two_processes_give_what_one_gives(studio: Studio) -> None:
    takes = add_takes(studio, "努尔", 5)
    for each in takes:
        studio.rescore(each.id)
    alone = packed(studio)
    age(studio, takes)
    assert packed(studio) != alone
    be(studio, "主任")
    told: list[Standing] = []
    due = studio.archive.due()
    assert [each.attempt_id for each in due] == [each.id for each in takes]
    with Machines(workers=2) as machines:
        result = studio.archive.run(due, machines, told.append)
    assert (result.done, result.gone, result.failures, result.cancelled) == (5, 0, (), False)
    assert result.higher + result.lower > 0
    assert packed(studio) == alone
    assert set(earlier(studio).values()) == {1}
    assert (told[-1].done, told[-1].count, told[-1].seconds_left) == (5, 5, 0.0)
    assert {each.workers for each in told} <= {0, 1, 2} and told[-1].per_minute > 0
    assert studio.archive.due() == []


def test_a_worker_that_dies_costs_nothing(studio: Studio) -> None:
    takes = add_takes(studio, "努尔", 6)
    be(studio, "主任")
    killed: list[int] = []
    with Machines(workers=2) as machines:
        crew = machines.crew
        assert crew is not None

        def kill(standing: Standing) -> None:
            if standing.done >= 1 and not killed:
                killed.append(crew.pids[0])
                os.kill(killed[0], signal.SIGKILL)

        result = studio.archive.run(studio.archive.due(), machines, kill)
    assert len(killed) == 1
    assert (result.done, result.failures) == (6, ())
    assert earlier(studio) == {each.id: 1 for each in takes}


def test_a_run_that_was_killed_is_taken_up(studio: Studio, own_home: Path) -> None:
    takes = add_takes(studio, "努尔", 8)
    studio.people.sign_out()
    command = [sys.executable, "-m", "app", "rescore", "--everyone", "--as", "主任", "--workers", "1"]
    apart = {"cwd": PROJECT, "text": True, "start_new_session": True}  # the PIN comes through the pipe then
    run_ = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **apart
    )
    assert run_.stdin is not None
    run_.stdin.write("4071\n")
    run_.stdin.flush()
    for _ in range(1500):
        if sum(earlier(studio).values()) >= 2 or run_.poll() is not None:
            break
        time.sleep(0.1)
    run_.kill()
    out, err = run_.communicate()
    done = sum(earlier(studio).values())
    assert 2 <= done < 8, (out, err)
    finished = subprocess.run(command, input="4071\n", capture_output=True, timeout=200, **apart)
    assert finished.returncode == 0, finished.stderr
    assert f"重新评了 {8 - done} 条练习" in finished.stdout
    assert earlier(studio) == {each.id: 1 for each in takes}


def test_recordings_that_are_gone_or_damaged_are_named(studio: Studio) -> None:
    takes = add_takes(studio, "努尔", 4)
    takes[0].recording.path.unlink()
    content = bytearray(takes[1].recording.path.read_bytes())
    content[len(content) // 2] ^= 1
    takes[1].recording.path.write_bytes(content)
    be(studio, "主任")
    due = studio.archive.due()
    with studio._store.access.acting_for(takes[2].profile_id):
        studio._store.delete_attempt(takes[2].id)
    with Machines(workers=1) as machines:
        result = studio.archive.run(due, machines)
    assert (result.done, result.gone) == (1, 1)
    assert {(each.attempt_id, each.person, each.recording) for each in result.failures} == {
        (each.id, "努尔", each.recording.path.name) for each in takes[:2]
    }
    assert any("损坏" in each.why for each in result.failures)
    left = studio.attempt(takes[0].id).score
    assert left is not None and (left.scorer, left.total) == (OLD, 50.0)


def test_another_scorer_gets_no_work(studio: Studio) -> None:
    [take] = add_takes(studio, "努尔", 1)
    be(studio, "主任")
    due = studio.archive.due()
    with Machines(workers=0) as machines:
        assert machines._keys is not None
        work = (
            "import sys; from pathlib import Path; "
            "from app.practice.rescore_all_keys import Keys; "
            "from app.practice.rescore_all_machines import run_worker; "
            "from app.practice.rescore_all_task import Identity; "
            "keys = Keys(*map(Path, sys.argv[2:5])); "
            "run_worker(sys.argv[1], keys, Identity('0.1', '1-aa', 'kaibo', 'ff'), 0, print)"
        )
        keys = [str(each) for each in dataclasses.astuple(machines._keys)]
        other = subprocess.Popen([sys.executable, "-c", work, machines.address, *keys], cwd=PROJECT)
        told: list[Standing] = []
        try:
            with pytest.raises(ExpectedError, match=r"1 台工作机都不能用.*Kaibo 0\.1 · 1-aa"):
                studio.archive.run(due, machines, told.append, patience=90)
        finally:
            other.kill()
            other.wait()
    assert told[-1].workers == 0 and len(told[-1].others) == 1
    assert earlier(studio) == {take.id: 0}


def test_a_worker_refuses_a_job_for_another_scorer(tmp_path: Path) -> None:
    wanted = Identity("9.9", "9-zz", "kaibo", "00")
    job = Job("a1", "a.flac", b"", "", "你好", None, "", "normal", "{}", "{}", wanted)
    result = score_job(job)
    assert isinstance(result, NotScored) and not result.fault
    assert "9-zz" in result.detail


def test_alike_machines_are_known_by_content(studio: Studio, tmp_path: Path) -> None:
    """The same model elsewhere and touched is the same; a changed byte is another."""
    import shutil

    from app.practice.rescore_all_task import _digest_of_files

    mine = identity_of(studio._engine)
    copy = tmp_path / "elsewhere"
    shutil.copytree(studio._engine.model.path, copy)
    (copy / "README").touch()
    assert _digest_of_files(copy) == mine.model_digest
    (copy / "conf" / "model.conf").write_text("--beam=1\n")
    assert dataclasses.replace(mine, model_digest=_digest_of_files(copy)).resource != mine.resource


def test_who_may_have_whose_scored_again(studio: Studio) -> None:
    nu, ali = add_takes(studio, "努尔", 1), add_takes(studio, "阿里", 1)
    cohorts = {each.name: each.id for each in studio.people.cohorts()}
    for name, cohort, whose in (
        ("主任", None, [*nu, *ali]),
        ("主任", "一班", nu),
        ("王老师", None, ali),
        ("王老师", "二班", ali),
        ("李老师", None, []),
    ):
        be(studio, name)
        due = studio.archive.due(cohorts[cohort] if cohort else None)
        assert sorted(each.attempt_id for each in due) == sorted(each.id for each in whose)
    for name, cohort in (("努尔", None), ("努尔", "一班"), ("王老师", "一班"), ("李老师", "二班")):
        be(studio, name)
        with pytest.raises(NotAllowedError):
            studio.archive.due(cohorts[cohort] if cohort else None)


def test_what_is_elsewhere_or_done_by_others_is_left_alone(studio: Studio) -> None:
    takes = add_takes(studio, "努尔", 3)
    takes[0].recording.path.unlink()
    studio._store._thread.call(
        lambda db: db.execute(
            "UPDATE recordings SET away = 1 WHERE attempt_no = (SELECT no FROM attempts WHERE id = ?)",
            [takes[0].id],
        )
    )
    be(studio, "主任")
    due = studio.archive.due()
    meanwhile: list[str] = []

    def rescored(standing: Standing) -> None:
        if standing.done == 0 and not meanwhile:
            meanwhile.append(studio.rescore(takes[2].id).id)

    with Machines(workers=1) as machines:
        result = studio.archive.run(due, machines, rescored)
    assert (result.done, result.gone, result.failures) == (1, 1, ())
    assert earlier(studio) == {takes[0].id: 0, takes[1].id: 1, takes[2].id: 1}


def test_cancelling_keeps_what_came(studio: Studio) -> None:
    add_takes(studio, "努尔", 5)
    be(studio, "主任")
    done: list[int] = []
    with Machines(workers=1) as machines:
        result = studio.archive.run(
            studio.archive.due(),
            machines,
            lambda standing: done.append(standing.done),
            lambda: bool(done) and done[-1] >= 2,
        )
    assert result.cancelled and 2 <= result.done < 5
    assert sum(earlier(studio).values()) == result.done
    assert len(studio.archive.due()) == 5 - result.done


def test_with_keys_of_the_centres_own(
    studio: Studio,
    own_home: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    add_takes(studio, "努尔", 2)
    studio.people.sign_out()
    monkeypatch.setattr("getpass.getpass", lambda _: "4071")
    settings = read_settings(own_home)
    commands = Commands(own_home, settings, lambda: build_studio(own_home, settings), None, None)  # type: ignore[arg-type]
    assert run(["worker", "--make-keys", str(tmp_path / "keys")], commands, False) == 0
    assert run(["worker", "--make-keys", str(tmp_path / "keys")], commands, False) == 1  # nothing overwritten
    keys = Keys(*(tmp_path / "keys" / name for name in ("ca.pem", "cert.pem", "key.pem")))
    assert keys.key.stat().st_mode & 0o077 == 0
    others = make_keys(tmp_path / "others")
    scheduler = started_scheduler(keys, "18786")
    address = "tls://127.0.0.1:18786"
    try:
        crew = Crew(address, keys, 1)
        try:
            whole = ["rescore", "--everyone", "--as", "主任", "--scheduler", address]
            capsys.readouterr()
            assert run([*whole, *others.arguments()], commands, False) == 1
            assert "连不上调度程序" in capsys.readouterr().err
            assert run([*whole, *keys.arguments()], commands, False) == 0
            assert "重新评了 2 条练习" in capsys.readouterr().out
        finally:
            crew.close()
    finally:
        scheduler.terminate()
        scheduler.communicate()
    assert set(earlier(studio).values()) == {1}


def test_a_scheduler_that_goes_away_is_said(studio: Studio, tmp_path: Path) -> None:
    add_takes(studio, "努尔", 6)
    be(studio, "主任")
    keys = make_keys(tmp_path / "keys")
    scheduler = started_scheduler(keys, "18787")
    crew = Crew("tls://127.0.0.1:18787", keys, 1)

    def kill(standing: Standing) -> None:
        if standing.done == 1:
            scheduler.kill()

    try:
        with (
            pytest.raises(ExpectedError, match="连接断了"),
            Machines("tls://127.0.0.1:18787", keys) as machines,
        ):
            studio.archive.run(studio.archive.due(), machines, kill)
        crew.wait()  # they see it by themselves
    finally:
        crew.close()
        scheduler.kill()
        scheduler.communicate()
    assert 1 <= sum(earlier(studio).values()) < 6


def started_scheduler(keys: Keys, port: str) -> subprocess.Popen[str]:
    """A scheduler in a process of its own, which listens already."""
    command = [sys.executable, "-m", "app", "worker", "--scheduler", "--host", "127.0.0.1", "--port", port]
    scheduler = subprocess.Popen(
        [*command, *keys.arguments()], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    )
    assert scheduler.stdout is not None
    assert f"tls://127.0.0.1:{port}" in scheduler.stdout.readline()
    return scheduler


def test_without_the_network_nothing_leaves_the_machine(
    own_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = read_settings(own_home)
    commands = Commands(own_home, settings, lambda: build_studio(own_home, settings), None, None)  # type: ignore[arg-type]
    offline = dataclasses.replace(commands, policy=Policy(network=False))
    for whole in (
        ["rescore", "--everyone", "--scheduler", "tcp://10.0.0.1:8786"],
        ["worker", "tcp://10.0.0.1:8786"],
        ["worker", "tcp://127.example.cn:8786"],
        ["worker", "--scheduler", "--host", "0.0.0.0"],
    ):
        assert run(whole, offline, False) == 1
        assert "不使用网络" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("address", "keyed", "sound"),
    [
        ("tcp://10.0.0.1:8786", False, True),
        ("tls://10.0.0.1:8786", True, True),
        ("tcp://10.0.0.1:8786", True, False),
        ("tls://10.0.0.1:8786", False, False),
        ("10.0.0.1:8786", False, False),
        ("tcp://10.0.0.1", False, False),
        ("tcp://10.0.0.1:banana", False, False),
        ("http://10.0.0.1:8786", False, False),
    ],
)
def test_which_addresses_are_sound(address: str, keyed: bool, sound: bool, tmp_path: Path) -> None:
    keys = Keys(tmp_path, tmp_path, tmp_path) if keyed else None
    if sound:
        check_address(address, keys)
    else:
        with pytest.raises(ExpectedError):
            check_address(address, keys)
