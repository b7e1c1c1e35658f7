"""A station that is killed while it takes records in has taken in all of them or none."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.storage.exchange.lines import to_line
from app.storage.progress_counts import differences
from tests.storage.exchange.centre_samples import as_person, everything, found_centre, station
from tests.storage.storage_samples import attempt_of, make_score

APPLY = """
import sys
from pathlib import Path
from app.storage.exchange.lines import from_line
from app.storage.opening import open_store

home, lines = Path(sys.argv[1]), Path(sys.argv[2])
store = open_store(home, automatic_backup=False).store
records = [from_line(line) for line in lines.read_text("utf-8").splitlines()]
print("ready", flush=True)
store.exchange.apply(records, cursor=("hub", 7))
print("done", flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9, 1.5])
def test_killed_in_the_middle(tmp_path: Path, share: float) -> None:
    source, home = station(tmp_path / "source"), tmp_path / "home"
    found_centre(source)
    as_person(source, "nu")
    for number in range(40):
        source.add_attempt(
            attempt_of(source.user_dir, f"a{number}", profile_id="nu", score=make_score(number))
        )
    told = everything(source)
    lines = tmp_path / "lines"
    lines.write_text("\n".join(map(to_line, source.exchange.records())), "utf-8")
    before = station(tmp_path / "measured")
    began = time.perf_counter()
    before.exchange.apply(list(source.exchange.records()))
    took = time.perf_counter() - began
    before.close()
    source.close()

    child = subprocess.Popen(
        [sys.executable, "-c", APPLY, str(home), str(lines)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[3],
    )
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        time.sleep(took * share)
        child.send_signal(signal.SIGKILL)

    after = station(home)
    found, cursor = everything(after), after.exchange.cursor("hub")
    assert (found, cursor) in (({}, 0), (told, 7))
    assert after._thread.call(differences) == []
    [silent] = after._query("SELECT silent FROM exchange_station")
    assert silent == {"silent": 0}
    after.close()
