"""One ledger of objections: what was excused, or objected to with success, counts on no sheet, list or file.

Three doors lead to it. The head accepts a reason for a lapse of a case; on the sheet of a month somebody objects to a fact of
it; on the own page somebody doubts a lapse that nobody has dealt with. What is decided at one of them holds at all. And what a
measure asks of whoever it is about (a self-criticism, to put it right) counts once the measure itself does: when it can no longer
be appealed.
"""

from dataclasses import dataclass
from datetime import date, datetime

from gensui.ledger.models import Obligation
from gensui.oversight.models import Breach, Dispute, Sanction
from gensui.oversight.scope import Fact

NOT_COUNTED = (Breach.Standing.CLEARED, Breach.Standing.DOUBTED)


def left_out(since: datetime, until: datetime) -> list[Fact]:
    """The lapses of a stretch that count for nobody as things stand: excused, taken off an account, doubted, or of what a
    measure asks of somebody who can still appeal it, or won. Four queries at most.
    """
    excused = Obligation.objects.filter(due_at__gte=since, due_at__lt=until, lapsed_at__isnull=False).exclude(excuse="")
    doubted = Breach.objects.filter(standing__in=NOT_COUNTED, lapsed_at__gte=since, lapsed_at__lt=until)
    names = ("stream", "clause", "cause")
    unsettled = {one.stream: one.employee.key for one in Sanction.objects.unsettled().select_related("employee")}
    asked = Obligation.objects.filter(
        due_at__gte=since, due_at__lt=until, lapsed_at__isnull=False, stream__in=unsettled
    ).values_list(*names, "holder")
    own = {(stream, clause, cause) for stream, clause, cause, holder in asked if holder == unsettled[stream]}
    return sorted({*excused.values_list(*names), *doubted.values_list(*names), *own})


@dataclass(frozen=True, slots=True)
class OnSheets:
    """What was said of facts on sheets: they count for nobody (or wait to be decided), or are laid to whom this names."""

    left_out: frozenset[Fact]
    moved: dict[Fact, str]


def on_sheets(since: date) -> OnSheets:
    """The objections that were not refused on the sheets of this month and those after it. One query."""
    raised = Dispute.objects.exclude(decision=Dispute.Decision.REFUSED).filter(sheet__month__first_on__gte=since)
    rows = raised.select_related("moved_to").order_by("decided_at", "pk")
    moved = {one.fact: one.moved_to.key for one in rows if one.moved_to is not None}
    return OnSheets(frozenset(one.fact for one in rows if one.moved_to is None), moved)
