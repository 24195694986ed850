"""A month's assessment: what its page reads beside a SELECT of the whole rollup, and counting it again beside one GROUP BY.

    python -m bench.scoring

Run under ``tools/postgres.py --durable``. The simulated community is made anew with its sixty days; its published month is read, in
turn.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import datetime

import django

from bench import ledgers, served

ROUNDS, DAYS = 7, 60
LIMIT_PAGE = (
    "SELECT * FROM oversight_scoreline AS l JOIN oversight_monthsheet AS s ON s.id = l.sheet_id WHERE s.month_id = %s"
)
LIMIT_COUNT = """
SELECT clause, holder, count(*), sum(CASE WHEN state = 'met' AND lapsed_at IS NULL THEN 1 ELSE 0 END)
FROM ledger_obligation WHERE due_at >= %s AND due_at < %s GROUP BY clause, holder
"""


def seconds(of: Callable[[], object]) -> float:
    """How long it takes."""
    begun = time.perf_counter()
    of()
    return time.perf_counter() - begun


def main() -> int:
    """Make the community, and measure there."""
    with tempfile.TemporaryDirectory() as folder, ledgers.postgresql("bench_scoring") as url:
        os.environ |= served.community(url, folder, DAYS)
        return _measure()


def _measure() -> int:
    """Measure in turn, and print a table."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gensui.project.settings")
    django.setup()
    from django.db import connection  # noqa: PLC0415  the settings come first

    from gensui.oversight import counting, promises, sheet_queries, staff  # noqa: PLC0415
    from gensui.oversight.models import Month  # noqa: PLC0415

    month = Month.objects.select_related("site").filter(state="published").order_by("-first_on").first()
    assert month is not None
    found = month

    def asked(statement: str, *values: int | datetime) -> list[object]:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return list(cursor.fetchall())

    scope = counting.scope_of(month, staff.of_sheets(month))
    measured: dict[str, Callable[[], object]] = {
        "the rollup's SELECT": lambda: asked(LIMIT_PAGE, found.pk),
        "the page's reads": lambda: (
            sheet_queries.distribution(found), sheet_queries.comparison(found),
            sheet_queries.unconfirmed(found, found.until).count(),
            list(found.sheets.select_related("employee").order_by("department", "employee__number")),
        ),
        "one GROUP BY": lambda: asked(LIMIT_COUNT, found.since, found.until),
        "promises counted": lambda: promises.count(scope),
        "the month counted again": lambda: counting.recount(found),
    }  # fmt: skip
    times: dict[str, list[float]] = {name: [] for name in measured}
    for _round in range(ROUNDS):
        for name, of in measured.items():
            times[name].append(seconds(of))
    page, group = (statistics.median(times[name]) for name in ("the rollup's SELECT", "one GROUP BY"))
    print("## scoring: a month's assessment\n\n| what | ms | times the limit |\n|---|---|---|")
    for name, taken in times.items():
        limit = page if name in ("the rollup's SELECT", "the page's reads") else group
        middle = statistics.median(taken)
        print(f"| {name} | {middle * 1e3:.1f} [{min(taken) * 1e3:.1f}-{max(taken) * 1e3:.1f}] | {middle / limit:.1f} |")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
