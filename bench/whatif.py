"""How long a what-if takes over a million obligations: synthetic streams of the real policy, on all cores."""

import os
import resource
import time
from collections.abc import Iterator
from datetime import timedelta

import orjson

from bench.decide import MONDAY, ROLES, case
from gensui.amendments.running import Question, Stream, run_whole
from gensui.core import events
from gensui.core.policy import read_policy, writing
from gensui.policies import files

MOST = 1_000_000


def streams(count: int) -> Iterator[Stream]:
    """So many repairs, spread over a month, each a little faster or slower than the one before."""
    story = case(read_policy(files.standard()))
    roles = orjson.dumps(ROLES)
    plain = [(after, one.kind, orjson.dumps(events.payload(one))) for after, one in story]
    for number in range(count):
        start, pace = MONDAY + timedelta(minutes=number % 40_000), 0.7 + (number % 13) / 10
        yield f"case:{number}", [(kind, data, roles, start + after * pace) for after, kind, data in plain]


def main() -> None:
    before = files.standard()
    place = writing.table_place(before, "settings", "C01")
    assert place is not None
    values = writing.words_of(before, place)["values"] | {"contact_limit_maintenance": "5 min"}
    after = writing.changed(before, place, {"values": values})
    question = Question(before, after, MONDAY - timedelta(days=1), MONDAY + timedelta(days=60))
    few = run_whole(question, streams(20))
    each = sum(one["opened_before"] for one in few.clauses.values()) / few.streams
    count = int(MOST / each) + 1
    begun = time.perf_counter()
    total = run_whole(question, streams(count))
    seconds = time.perf_counter() - begun
    usage = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    own, others = usage
    opened = sum(one["opened_before"] for one in total.clauses.values())
    events_run = count * len(case(read_policy(before)))
    print("## whatif\n")
    print(
        "| streams | events | obligations under each policy | seconds | cores | processor seconds | most memory of a process |"
    )
    print("|---|---|---|---|---|---|---|")
    cpu = own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime
    most = max(own.ru_maxrss, others.ru_maxrss) / 1024
    print(
        f"| {count:,} | {events_run:,} | {opened:,} | {seconds:.1f} | {os.cpu_count()} | {cpu:.1f} | {most:.0f} MB |\n"
    )
    print(
        f"4.2.1 late before {total.clauses['4.2.1']['late_before']:,}, under the draft {total.clauses['4.2.1']['late_after']:,}\n"
    )


if __name__ == "__main__":
    main()
