"""How each clause was kept, month by month: the same numbers in the month's report and on the pages of the policy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Case, Count, QuerySet, Value, When
from django.db.models.functions import Coalesce

from gensui.ledger.models import Obligation
from gensui.ledger.verdicts import VERDICTS
from gensui.reports import facts
from gensui.reports.facts import Month

MONTHS = 13
"""The line of months: one and the twelve before."""
TALLIES = ("due", "kept", "late", "overdue", "running", "excused", "waited")


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of the promises of a clause that fell due in the month. Those excused are among the late, those that
    waited for a listed reason among all.
    """

    clause: str
    due: int = 0
    kept: int = 0
    late: int = 0
    overdue: int = 0
    running: int = 0
    excused: int = 0
    waited: int = 0

    @property
    def decided(self) -> int:
        return self.kept + self.late + self.overdue

    @property
    def share(self) -> float | None:
        """The share kept in time of those whose time is over."""
        return self.kept / self.decided if self.decided else None

    @property
    def late_key(self) -> str:
        """The name of the figure that counts what of this clause was late."""
        return facts.clauses_key([self.clause], "lapsed")

    def __add__(self, other: "Kept") -> "Kept":
        both = {name: getattr(self, name) + getattr(other, name) for name in TALLIES}
        return Kept(self.clause, **both)


TALLIED: Mapping[str, Any] = {name: Count("pk", filter=VERDICTS[name]) for name in TALLIES}


def months_until(month: Month, count: int = MONTHS) -> list[Month]:
    """So many months, this one last."""
    return [replace(month, first=facts.after(month.first, -back)) for back in reversed(range(count))]


def by_month(rows: QuerySet[Any], time: Any, months: Sequence[Month]) -> QuerySet[Any]:
    """The rows with the ``month`` (``2026-11``) each belongs to, by a time of theirs: compared with the firsts of the months,
    for to ask the calendar for each row takes ten times as long on SQLite.
    """
    there = rows.annotate(when=time).filter(when__gte=months[0].since, when__lt=months[-1].until)
    firsts = [When(when__gte=one.since, then=Value(f"{one.first:%Y-%m}")) for one in reversed(months)]
    found: QuerySet[Any] = there.annotate(month=Case(*firsts))
    return found


DUE = Coalesce("due_at", "opened_at")
"""The time by which a promise belongs to its month, as ``verdicts.fell_due`` has it."""


def kept_by_month(months: Sequence[Month], clause: str = "") -> dict[str, dict[str, Kept]]:
    """How each clause was kept in each of these months, by the policy of the last; or one clause. One query."""
    promises: QuerySet[Obligation] = facts.rows_of("promises", months[-1])
    if clause:
        promises = promises.filter(clause=clause)
    found: dict[str, dict[str, Kept]] = {}
    for row in by_month(promises, DUE, months).values("clause", "month").order_by().annotate(**TALLIED):
        month = row.pop("month")
        found.setdefault(row["clause"], {})[month] = Kept(**row)
    return found
