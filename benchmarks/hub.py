"""What a hub has to bear: made-up centres of forty stations against a real PostgreSQL of this machine.

    .venv/bin/python benchmarks/hub.py day [--centres 25] [--days 1] [--rounds 4] [--lines 24] [--pooled]
    .venv/bin/python benchmarks/hub.py lock [--stations 40]
    .venv/bin/python benchmarks/hub.py growth [--sizes 1000000,4000000]

`day` lets every station of every centre practise and sync, `--rounds` times a day, with so many connections
at once; `--pooled` puts pgbouncer (transaction mode) in between. `lock` compares forty stations of one centre
with one station of each of forty centres. `growth` fills the tables by SQL and measures what one machine's
exchange costs among ever more revisions. The server runs with `fsync` on. Stations are `hub_made.py`'s: their
SQLite is left out, all that speaks to the hub is the program's own. `docs/scale.md` says what came of it.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "benchmarks")]

from hub_driving import Benchmark, Times, driven, nothing, pooled, running_server, watched  # noqa: E402
from hub_made import Bodies, MadeStation, Plan, PractisingStation, made_bodies  # noqa: E402

from app.storage.hub.upkeep import back_up_hub  # noqa: E402


def measure_day(arguments: argparse.Namespace, bodies: Bodies) -> None:
    """Days of all stations of all centres."""
    plan = Plan()
    with running_server() as server:
        benchmark = Benchmark(server, plan, arguments.centres, bodies)
        stations = [
            PractisingStation(centre, number)
            for centre in benchmark.centres
            for number in range(plan.stations)
        ]
        print(
            f"{len(stations):,} stations in {arguments.centres} centres, "
            f"{arguments.lines} connections at once"
        )
        with pooled(benchmark) if arguments.pooled else nothing():
            for day in range(arguments.days):
                before, wal, cpu = benchmark.sizes(), benchmark.wal(), benchmark.processor_seconds()
                began = time.perf_counter()
                times = driven(benchmark, stations, arguments.lines, arguments.rounds, day)
                seconds = time.perf_counter() - began
                after = benchmark.sizes()
                print(f"\nday {day + 1}: {seconds:.0f} s")
                tell_times(times, seconds)
                tell_growth(before, after, benchmark.wal() - wal)
                used = benchmark.processor_seconds() - cpu
                attempts = max(1, after["attempts"] - before["attempts"])
                print(
                    f"  server's processor time   {used:.1f} s: {used / len(times.syncs) * 1e3:.1f} ms "
                    f"a sync, {used / attempts * 1e3:.2f} ms an attempt"
                )
        tell_desks(benchmark)
        tell_backup(benchmark)


def tell_times(times: Times, seconds: float) -> None:
    """How long exchanges and their batches took."""
    for fault in sorted(set(times.failed)):
        print(f"  FAILED {times.failed.count(fault)}×: {fault}")
    print(
        f"  {len(times.syncs) / seconds:.1f} syncs/s, {len(times.batches) / seconds:.1f} batches/s, "
        f"{times.records / seconds:,.0f} records/s"
    )
    print(f"  a sync                    {spread(times.syncs)}")
    print(f"  a batch with its commit   {spread(times.batches)}")


def spread(values: Sequence[float]) -> str:
    """Median and 95th of a hundred, in milliseconds."""
    if len(values) < 2:
        return "–"
    parts = statistics.quantiles(values, n=20)
    return f"median {statistics.median(values) * 1e3:7.1f} ms   p95 {parts[-1] * 1e3:7.1f} ms"


def tell_growth(before: dict[str, int], after: dict[str, int], wal: int) -> None:
    """Bytes an attempt, with what else a day brings shared out among the attempts."""
    more = {name: after[name] - before[name] for name in after}
    attempts = max(1, more["attempts"])
    print(f"  {more['rows']:,} records, {attempts:,} of them attempts; bytes an attempt:")
    total = sum(more[name] for name in ("table", "indexes", "toast"))
    for name in ("table", "indexes", "toast"):
        print(f"    {name:<8} {more[name] / attempts:8,.0f}")
    print(f"    all      {total / attempts:8,.0f}    write-ahead log {wal / attempts:8,.0f}")
    print(f"  this day: {total / 1e9:.2f} GB, log {wal / 1e9:.2f} GB")


def tell_desks(benchmark: Benchmark) -> None:
    """What the machines of the first centre pull, fresh ones and ones that were there yesterday."""
    print("\n  pulled by a machine of one centre")
    centre = benchmark.centres[0]
    for name, login in (("station", "s00"), ("trainer", "trainer"), ("administrator", "desk")):
        tell_pull(benchmark, f"fresh {name}", f"c{centre.number:03}_{login}")
    began = time.perf_counter()
    count = benchmark.ask("SELECT count(*) FROM kaibo.stations")
    print(f"  list of all {count} stations: {(time.perf_counter() - began) * 1e3:.1f} ms")


def tell_pull(benchmark: Benchmark, name: str, login: str, rounds: int = 1) -> None:
    """The time of a pull, the rows it brought, and what one with nothing new costs after it."""
    seconds, again = [], []
    for _ in range(rounds):
        machine = MadeStation(f"fresh-{login}-{random.random()}")
        began = time.perf_counter()
        result = benchmark.sync(machine, login)
        seconds.append(time.perf_counter() - began)
        for _ in range(5):
            began = time.perf_counter()
            benchmark.sync(machine, login)
            again.append(time.perf_counter() - began)
    rate = result.pulled / statistics.median(seconds)
    print(
        f"  {name:<22} {result.pulled:>8,} records  {statistics.median(seconds):7.2f} s  "
        f"{rate:>7,.0f} records/s   nothing new: {statistics.median(again) * 1e3:6.1f} ms"
    )


def tell_backup(benchmark: Benchmark) -> None:
    """The program's own backup of the hub, and PostgreSQL's."""
    rows = benchmark.ask("SELECT count(*) FROM kaibo.revisions")
    with tempfile.TemporaryDirectory() as folder:
        own, theirs = Path(folder) / "hub.zip", Path(folder) / "hub.dump"
        began = time.perf_counter()
        back_up_hub(benchmark.owner, own)
        middle = time.perf_counter()
        program = benchmark.server.bin_dir / "pg_dump"
        whence = ["-d", benchmark.server.address(benchmark.database), "-U", benchmark.owner.login]
        subprocess.run(
            [program, "-Fc", *whence, "-f", theirs], env={"PGPASSWORD": benchmark.owner.password}, check=True
        )
        end = time.perf_counter()
        for name, path, seconds in (
            ("kaibo hub backup", own, middle - began),
            ("pg_dump -Fc", theirs, end - middle),
        ):
            size = path.stat().st_size
            print(
                f"  {name:<18} {seconds:6.1f} s  {size / 1e9:.2f} GB  {size / rows:,.0f} bytes a record  "
                f"{rows / seconds:,.0f} records/s"
            )


def measure_lock(arguments: argparse.Namespace, bodies: Bodies) -> None:
    """Forty stations of one centre, and one station of each of forty centres, at once."""
    count = arguments.stations
    for stations, centres in ((count, 1), (1, count), (count, 1), (1, count)):
        with running_server() as server:
            benchmark = Benchmark(server, Plan(stations=stations), centres, bodies)
            machines = [
                PractisingStation(centre, number)
                for centre in benchmark.centres
                for number in range(stations)
            ]
            cpu, began = benchmark.processor_seconds(), time.perf_counter()
            times = driven(benchmark, machines, count, 4)
            seconds = time.perf_counter() - began
            print(
                f"\n{centres} centre(s) of {stations} station(s), {count} connections at once: "
                f"{seconds:.1f} s"
            )
            tell_times(times, seconds)
            used = benchmark.processor_seconds() - cpu
            print(f"  server's processor time   {used:.1f} s of {seconds:.1f} s")


_FILL = """
    INSERT INTO kaibo.revisions (centre, kind, id, revision, hash, owner_id, station, about_station, deleted,
                                 body, counter, clock_offset, login)
    SELECT centre, CASE WHEN i %% 33 = 0 THEN 'review' ELSE 'attempt' END, md5(centre || counter), 1,
           encode(sha256(convert_to('[false,' || body || ']', 'UTF8')), 'hex'),
           'c' || lpad(number::text, 3, '0') ||
           '-p' || lpad(((i * 7919::bigint) %% %(people)s)::text, 4, '0'),
           md5((i %% 40)::text), md5((i %% 40)::text), false, body::json, counter, 0, 'filled'
    FROM (SELECT centre, counter + i AS counter, split_part(name, ' ', 2) AS number, i,
                 '{"filled":"' || repeat(md5(i::text), 4) || '"}' AS body
          FROM kaibo.centres, generate_series(1, %(each)s) AS i) AS made
"""
"""Bodies are short: a long one lies outside the row, where no search passes by it."""


def measure_growth(arguments: argparse.Namespace, bodies: Bodies) -> None:
    """What an exchange costs among ever more revisions, spread over the centres."""
    plan = Plan()
    with running_server() as server:
        benchmark = Benchmark(server, plan, arguments.centres, bodies)
        for size in [0, *arguments.sizes]:
            have = benchmark.ask("SELECT count(*) FROM kaibo.revisions")
            each = (size - have) // arguments.centres
            if each > 0:
                began = time.perf_counter()
                with server.connect(benchmark.database) as connection, connection.transaction():
                    connection.execute(_FILL, {"people": plan.people, "each": each})
                    connection.execute("UPDATE kaibo.centres SET counter = counter + %s", [each])
                with server.connect(benchmark.database) as connection:
                    connection.execute("VACUUM ANALYZE kaibo.revisions")
                    connection.execute("CHECKPOINT")
                print(f"\nfilled in {time.perf_counter() - began:.0f} s")
            sizes = benchmark.sizes()
            print(
                f"\n{sizes['rows']:,} revisions, {sizes['rows'] // arguments.centres:,} a centre: table "
                f"{sizes['table'] / 1e9:.2f} GB, indexes {sizes['indexes'] / 1e9:.2f} GB"
            )
            one_push(benchmark, plan)
            for name, login in (("station", "c000_s00"), ("trainer", "c000_trainer")):
                tell_pull(benchmark, f"fresh {name}", login)
            if sizes["rows"] // arguments.centres <= 200_000:
                tell_pull(benchmark, "fresh administrator", "c000_desk")


def one_push(benchmark: Benchmark, plan: Plan) -> None:
    """A station alone brings a quarter of a day, several times."""
    times = Times()
    station = PractisingStation(benchmark.centres[0], 0)
    cpu = benchmark.processor_seconds()
    with watched(times):
        for round_ in range(8):
            station.practise(round_ // 4, round_ % 4, 4)
            began = time.perf_counter()
            benchmark.sync(station, "c000_s00")
            times.syncs.append(time.perf_counter() - began)
    used = (benchmark.processor_seconds() - cpu) / len(times.syncs)
    print(
        f"  sync of {plan.takes // 4 * plan.trainees} takes      {spread(times.syncs)}   "
        f"server {used * 1e3:.0f} ms"
    )
    print(f"  a batch with its commit  {spread(times.batches)}")


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True)
    day = commands.add_parser("day")
    day.add_argument("--centres", type=int, default=25)
    day.add_argument("--days", type=int, default=1)
    day.add_argument("--rounds", type=int, default=4, help="exchanges a station makes in a day")
    day.add_argument("--lines", type=int, default=24, help="connections at once")
    day.add_argument("--pooled", action="store_true", help="through pgbouncer")
    day.set_defaults(measure=measure_day)
    lock = commands.add_parser("lock")
    lock.add_argument("--stations", type=int, default=40)
    lock.set_defaults(measure=measure_lock)
    growth = commands.add_parser("growth")
    growth.add_argument("--centres", type=int, default=25)
    growth.add_argument(
        "--sizes", type=lambda text: [int(each) for each in text.split(",")], default=[1_000_000, 4_000_000]
    )
    growth.set_defaults(measure=measure_growth)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bodies = made_bodies(Path(folder))
    length = statistics.mean(len(repr(each)) for each in bodies["attempt"])
    print(f"an attempt's body: {length:,.0f} characters on average")
    arguments.measure(arguments, bodies)


if __name__ == "__main__":
    main()
