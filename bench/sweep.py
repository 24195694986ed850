"""The sweep: a million open duties, ten thousand of them due, beside the one-statement limit; and what it costs when nothing is due."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from bench import ledgers

SIZES = (10_000, 1_000_000)
ROUNDS = 3
ONE_IN = 100


def fill(open_: int, now: datetime) -> None:
    """So many open duties, ten to a stream, one in a hundred due a minute ago: as ``record`` would have left them."""
    from django.db import connection  # noqa: PLC0415  only after setup

    from gensui.ledger.pages import digest  # noqa: PLC0415

    roles = {
        "follower": "staff:li",
        "team_leader": "staff:zhao",
        "dept_head": "staff:wang",
        "admin_manager": "staff:qin",
    }
    opened = now - timedelta(minutes=11)
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM ledger_policyversion")
        (version,) = cursor.fetchone()
        for trigger in ("DISABLE", "ENABLE"):
            cursor.execute(f"ALTER TABLE ledger_event {trigger} TRIGGER USER")
        cursor.execute(
            """INSERT INTO ledger_event (stream, number, kind, actor, occurred_at, recorded_at, data, roles, hash)
               SELECT 'case:' || s, 1, 'work_order.dispatched', 'staff:li', %s, %s, '{"department": "maintenance"}', %s, %s
               FROM generate_series(1, %s) s""",
            [opened, opened, json.dumps(roles), digest("", "", 1, "", "", opened, opened, {}, {}, None), open_ // 10],
        )
        cursor.execute(
            f"""INSERT INTO ledger_obligation (stream, clause, cause, version, role, accountable, holder, segments, opened_at,
                   running_since, due_at, limit_us, used_us, same, urgent, stage, next_check_at, pausing, state, voided_by, excuse,
                   charged_to, set_aside)
               SELECT 'case:' || (1 + g / 10), '4.2.1', 1 + g %% 10, %s, 'handler', 'staff:li', 'staff:li',
                   jsonb_build_array(jsonb_build_array('staff:li', %s)), %s, %s, due, 600000000, 0, '[]', false, 2, due, '[]', 'open',
                   '', '', '', ''
               FROM (SELECT g, CASE WHEN g %% {ONE_IN} = 0 THEN %s - interval '5 seconds' ELSE %s + interval '30 days' END AS due
                     FROM generate_series(1, %s) g) AS all_of_them WHERE 1 + g / 10 <= %s""",
            [version, opened.isoformat(), opened, opened, now, now, open_, open_ // 10],
        )
        cursor.execute("ANALYZE")


def once(open_: int) -> dict[str, float]:
    """Fill a database, sweep it, and look again when nothing is due."""
    from django.db import connection  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from gensui.ledger import due  # noqa: PLC0415
    from gensui.ledger.models import Event, Obligation, Outgoing  # noqa: PLC0415

    now = timezone.now()
    fill(open_, now)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE ledger_obligation")
    due.sweep(at=now - timedelta(days=1))  # to warm up: connection, plans, policy
    begun = time.perf_counter()
    done = due.Swept()
    while (swept := due.sweep(at=now)).checked:
        done += swept
    seconds = time.perf_counter() - begun
    lapsed = Obligation.objects.filter(lapsed_at__isnull=False).count()
    assert done.reported == lapsed == Event.objects.filter(kind="obligation.lapsed").count()
    idle = []
    for _ in range(200):
        begun = time.perf_counter()
        due.sweep(at=now)
        idle.append(time.perf_counter() - begun)
    return {"seconds": seconds, "lapsed": lapsed, "told": Outgoing.objects.count(), "idle": statistics.median(idle)}


def child(url: str, open_: int) -> None:
    ledgers.set_up(url)
    print(json.dumps(once(open_)))


def measured(open_: int) -> dict[str, float]:
    with ledgers.postgresql("bench_sweep") as url:
        done = subprocess.run(
            [sys.executable, "-m", "bench.sweep", "--child", url, str(open_)],
            check=True,
            capture_output=True,
            text=True,
        )
        found: dict[str, float] = json.loads(done.stdout)
        return found


def limit(shared: Path, open_: int) -> dict[str, float]:
    """The limit script's own figures: milliseconds of one statement, and of nothing due."""
    with ledgers.postgresql("bench_limit") as url, tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, str(shared / "bench/limit_sweep.py"), "--dsn", ledgers.dsn(url), "--dir", folder, "--open", str(open_),
             "--closed", "1000", "--rounds", "3", "--loop-rounds", "0"],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {line["variant"]: line["median_ms"] / 1000 for line in lines if line["index"] == "partial"}


def main(shared: Path) -> None:
    print("## sweep\n")
    if not os.environ.get("DATABASE_URL"):
        print("Not measured: it wants PostgreSQL.\n")
        return
    known = (shared / "bench/limit_sweep.py").exists()
    print(
        "| open | due | ours: seconds | lapses/s | messages | the limit: seconds | times | idle, ours: ms |\n|---|---|---|---|---|---|---|---|"
    )
    for open_ in SIZES:
        bare = limit(shared, open_)["full one statement"] if known else 0.0
        runs = [measured(open_) for _ in range(ROUNDS)]
        seconds = statistics.median(run["seconds"] for run in runs)
        again = limit(shared, open_)["full one statement"] if known else 0.0
        bare = (bare + again) / 2
        first = runs[0]
        times = f"{seconds / bare:.1f}" if known else "-"
        idle = statistics.median(run["idle"] for run in runs) * 1000
        print(f"| {open_:,} | {first['lapsed']:,.0f} | {seconds:.3f} | {first['lapsed'] / seconds:,.0f} | {first['told']:,.0f} "
              f"| {bare:.3f} | {times} | {idle:.2f} |", flush=True)  # fmt: skip
    print()


if __name__ == "__main__":
    if sys.argv[1] == "--child":
        child(sys.argv[2], int(sys.argv[3]))
    else:
        main(Path(sys.argv[1]))
