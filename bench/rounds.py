"""A year of slots for the simulated community, planned ahead at once: about 130,000 duties, each an event and a row.

Run under ``tools/postgres.py --durable``; without DATABASE_URL, on SQLite.
"""

import os
import sys
import tempfile
import time
from datetime import timedelta

from bench import ledgers

YEAR = timedelta(days=365)


def year() -> dict[str, float]:
    """Make the plans, then plan their year."""
    from django.db.models import Count  # noqa: PLC0415  only after setup

    from gensui.cli import demo, grounds  # noqa: PLC0415
    from gensui.ledger import due  # noqa: PLC0415
    from gensui.ledger.models import Event, Obligation, Schedule  # noqa: PLC0415
    from gensui.rounds import queries  # noqa: PLC0415
    from gensui.sim import community as sim  # noqa: PLC0415

    people = sim.build(demo.SEED)
    at = ledgers.START + timedelta(days=31)
    site = demo.move_in(people, first_day=ledgers.START, last_day=at + timedelta(days=14), at=at)
    begun = time.perf_counter()
    grounds.lay_out(site, people, at)
    laid_out = time.perf_counter() - begun
    begun, used = time.perf_counter(), time.process_time()
    planned = due.plan(at=at + timedelta(hours=30), most=1000, who=queries.Roster(), ahead=YEAR)
    seconds, used = time.perf_counter() - begun, time.process_time() - used
    most = Event.objects.values("stream").annotate(n=Count("pk")).order_by("-n")[0]["n"]
    begun = time.perf_counter()
    idle = due.plan(at=at + timedelta(hours=31), most=1000, who=queries.Roster())
    nothing = time.perf_counter() - begun
    assert idle == 0
    return {
        "plans": Schedule.objects.count(), "laid_out": laid_out, "slots": planned, "seconds": seconds, "used": used,
        "most": most,
        "duties": Obligation.objects.filter(not_before__isnull=False).count(), "nothing": nothing * 1000,
    }  # fmt: skip


def main() -> None:
    print("## rounds\n")
    with tempfile.TemporaryDirectory() as folder:
        known = os.environ.get("DATABASE_URL")
        if known:
            with ledgers.postgresql("bench_rounds") as url:
                ledgers.set_up(url)
        else:
            ledgers.set_up(ledgers.sqlite(folder))
        found = year()
    print(
        "| database | plans | plans made: s | slots of a year | planned in s | of these Python's own | slots/s | longest stream | nothing to plan: ms |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    print(f"| {'PostgreSQL' if known else 'SQLite'} | {found['plans']:.0f} | {found['laid_out']:.1f} | {found['slots']:,.0f} "
          f"| {found['seconds']:.1f} | {found['used']:.1f} | {found['slots'] / found['seconds']:,.0f} | {found['most']:,.0f} | {found['nothing']:.1f} |\n")  # fmt: skip


if __name__ == "__main__":
    sys.argv = sys.argv[:1]
    main()
