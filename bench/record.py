"""``record``: statements counted, and its rate beside the raw one-statement limit, in turn in one run."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import ledgers
from gensui.core.events import Event, handling, intake
from gensui.core.policy import read_policy
from gensui.policies import files

ROLES = {"follower": "staff:li", "team_leader": "staff:zhao", "dept_head": "staff:wang"}
REPAIR: dict[str, Any] = {"department": "maintenance", "priority": "P3", "complexity": "general", "channel": "phone"}
ROUNDS, COUNT = 5, 1_500


def events() -> list[tuple[str, Event]]:
    """Two acts: one that opens few duties, and the one that opens more than any other."""
    fields = tuple({name for clause in read_policy(files.standard()).clauses.values() for name in clause.requires})
    return [
        ("the owner hurries (an event, no duty)", intake.CaseHurried(**REPAIR)),
        ("dispatch of a repair", handling.WorkOrderDispatched(**REPAIR, filled=fields)),
    ]


def measure(event: Event, count: int) -> float:
    """Records a second, each in a transaction and a stream of its own."""
    from django.db import transaction  # noqa: PLC0415  only after setup

    from gensui.ledger.record import record  # noqa: PLC0415

    now = datetime.now(UTC)
    begun = time.perf_counter()
    for _ in range(count):
        with transaction.atomic():
            record(stream=f"case:{uuid.uuid4().hex}", event=event, actor="staff:li", roles=ROLES, at=now)
    return count / (time.perf_counter() - begun)


def opened(event: Event) -> tuple[int, int]:
    """How many duties one such event opens, and how many statements it takes, BEGIN and COMMIT included."""
    from django.db import connection, transaction  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from gensui.ledger import rows  # noqa: PLC0415
    from gensui.ledger.models import Obligation  # noqa: PLC0415
    from gensui.ledger.record import record  # noqa: PLC0415

    measure(event, 1)  # reads the policy
    stream = f"case:{uuid.uuid4().hex}"
    run, raw = rows.run, []

    def counted(sql: str, values: Any) -> list[Any]:
        raw.append(sql)
        return run(sql, values)

    rows.run = counted
    try:
        with CaptureQueriesContext(connection) as others, transaction.atomic():
            record(stream=stream, event=event, actor="staff:li", roles=ROLES, at=datetime.now(UTC))
    finally:
        rows.run = run
    statements = len(others.captured_queries) + (len(raw) if connection.vendor == "postgresql" else 0)
    return Obligation.objects.filter(stream=stream).count(), statements


def limit(shared: Path, *words: str) -> float:
    done = subprocess.run(
        [sys.executable, str(shared / "bench/limit_intake.py"), *words],
        check=True,
        capture_output=True,
        text=True,
        cwd=shared / "bench",
    )
    return float(json.loads(done.stdout.splitlines()[-1])["rps"])


def child(url: str) -> None:
    """One database, in a process of its own: answers each line of its input with a figure."""
    ledgers.set_up(url)
    acts = events()
    print(json.dumps([opened(event) for _name, event in acts]), flush=True)
    for line in sys.stdin:
        print(measure(acts[int(line)][1], COUNT), flush=True)


def side_by_side(url: str, shared: Path, words: list[str]) -> list[str]:
    """Rounds of the limit and of ours, in turn."""
    names = [name for name, _event in events()]
    ours: dict[int, list[float]] = {place: [] for place in range(len(names))}
    limits: list[float] = []
    known = (shared / "bench/limit_intake.py").exists()
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.record", "--child", url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    shapes = json.loads(process.stdout.readline())
    for turn in range(ROUNDS + 1):
        if known:
            limits.append(limit(shared, *words))
        for place in ours:
            process.stdin.write(f"{place}\n")
            process.stdin.flush()
            ours[place].append(float(process.stdout.readline()))
        if turn == 0:  # to warm up
            limits.clear()
            for rates in ours.values():
                rates.clear()
    process.stdin.close()
    process.wait()
    lines = []
    if known:
        lines.append(f"| the limit: a case, 3 events, 4 duties, 1 message | 1 | {spread(limits)} | 1 |")
    for place, name in enumerate(names):
        duties, statements = shapes[place]
        ratio = (
            f"{statistics.median(one / other for one, other in zip(ours[place], limits, strict=True)):.2f}"
            if known
            else "-"
        )
        lines.append(f"| `record`: {name}, opens {duties} | {statements} | {spread(ours[place])} | {ratio} |")
    return lines


def spread(rates: list[float]) -> str:
    return f"{statistics.median(rates):,.0f} [{min(rates):,.0f}-{max(rates):,.0f}]"


def main(shared: Path) -> None:
    print("## record\n\nOne writer, a transaction and a stream each; statements with BEGIN and COMMIT.\n")
    head = "| what | statements | a second | of the limit |\n|---|---|---|---|"
    if os.environ.get("DATABASE_URL"):
        with ledgers.postgresql("bench_record") as url, ledgers.postgresql("bench_limit") as other:
            words = ["pg", "--dsn", ledgers.dsn(other), "-c", "1", "-n", "3000"]
            if (shared / "bench/stack_app.py").exists():
                subprocess.run(
                    [sys.executable, str(shared / "bench/stack_app.py"), "init"], check=True, cwd=shared / "bench", capture_output=True,
                    env=os.environ | {"SA_DB": ledgers.dsn(other), "DJANGO_SETTINGS_MODULE": ""},
                )  # fmt: skip
            print("PostgreSQL, commits reach the disk\n")
            print(head, *side_by_side(url, shared, words), "", sep="\n")
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/limit.sqlite3"
        if (shared / "bench/stack_app.py").exists():
            subprocess.run(
                [sys.executable, str(shared / "bench/stack_app.py"), "init"], check=True, cwd=shared / "bench", capture_output=True,
                env=os.environ | {"SA_DB": f"sqlite:{file}", "SA_SYNC": "normal", "DJANGO_SETTINGS_MODULE": ""},
            )  # fmt: skip
        print("SQLite, WAL, synchronous NORMAL\n")
        print(
            head, *side_by_side(ledgers.sqlite(folder), shared, ["sqlite", "--file", file, "-n", "3000"]), "", sep="\n"
        )


if __name__ == "__main__":
    if sys.argv[1] == "--child":
        child(sys.argv[2])
    else:
        main(Path(sys.argv[1]))
