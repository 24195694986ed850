"""Who could be asked about what: lapses of the ledger laid to a person, with nothing yet made of them. It proposes; people decide.

Left out is what binds nobody (for comparison, or the house's), lapses for which a reason was accepted, and those that people have
dealt with: in a file, talked over, doubted by the person, objected to on a sheet, or taken off the account, as after a failure
of the system or an appeal that was allowed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from dateutil.relativedelta import relativedelta
from django.db.models import Q

from gensui.core import deduction
from gensui.core.deduction import Past, Step
from gensui.ledger import policies, queries
from gensui.ledger.models import Obligation
from gensui.oversight import objections
from gensui.oversight.ladder import COUNTS
from gensui.oversight.models import Breach, Sanction
from gensui.people.models import Employee

SHOWN = 12
FIELDS = (
    "stream", "clause", "cause", "accountable", "segments", "opened_at", "due_at", "met_at", "lapsed_at", "charged_to", "excuse",
    "urgent",
)  # fmt: skip
Key = tuple[str, str, int]


def answerable(duty: Obligation) -> str:
    """Who held the duty when its time ran out; whoever an earlier link's lateness is charged to goes before."""
    if duty.charged_to:
        return duty.charged_to
    holder = duty.accountable
    for who, since in duty.segments:
        if duty.lapsed_at is not None and datetime.fromisoformat(str(since)) <= duty.lapsed_at:
            holder = who
    return holder


def key_of(duty: Obligation) -> Key:
    """What a lapse is called, whatever row it stands in."""
    return duty.stream, duty.clause, duty.cause


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody with lapses that nobody has looked at: the newest of them, how many there are, what counts already."""

    employee: Employee
    breaches: tuple[Obligation, ...]
    count: int
    past: tuple[Past, ...]
    step: Step
    urgent: int

    @property
    def talk_is_enough(self) -> bool:
        """Whether it is one breach with nothing before it: a reminder and a talk (L0)."""
        return self.step.level == 0


def open_breaches(staff: Iterable[Employee], at: datetime) -> dict[str, list[Obligation]]:
    """The lapses of three months that bind these people and are not dealt with, the newest first. Four queries."""
    keys = {one.key for one in staff}
    since = at - relativedelta(months=deduction.REPEAT_MONTHS)
    lapsed = Obligation.objects.filter(lapsed_at__gte=since, lapsed_at__lte=at, excuse="")
    said = objections.on_sheets(since.date().replace(day=1))
    ours = Q(accountable__in=keys) | Q(holder__in=keys) | Q(charged_to__in=keys)
    ours |= Q(stream__in={stream for stream, _clause, _cause in said.moved})
    binding = queries.that_bind(lapsed.filter(ours), policies.in_force(policies.newest(), at))
    dealt = set(Breach.objects.filter(lapsed_at__gte=since).values_list("stream", "clause", "cause")) | said.left_out
    found: dict[str, list[Obligation]] = {}
    for duty in binding.only(*FIELDS).order_by("-lapsed_at", "-pk"):
        who = said.moved.get(key_of(duty)) or answerable(duty)
        if who in keys and key_of(duty) not in dealt:
            found.setdefault(who, []).append(duty)
    return found


def candidates(staff: Iterable[Employee], at: datetime) -> list[Candidate]:
    """Those of these people about whom there is something to ask, the most first. Three queries."""
    known = {one.key: one for one in staff}
    lapses = open_breaches(known.values(), at)
    past: dict[str, list[Past]] = {}
    rows = Sanction.objects.filter(employee__in=[known[key] for key in lapses], state__in=COUNTS).select_related(
        "employee"
    )
    for one in rows:
        if one.issued_at is not None:
            past.setdefault(one.employee.key, []).append(Past(one.kind, one.issued_at))
    return sorted(
        (_candidate(known[key], duties, tuple(past.get(key, ())), at) for key, duties in lapses.items()),
        key=lambda one: (-one.count, one.employee.number),
    )


def _candidate(employee: Employee, duties: list[Obligation], past: tuple[Past, ...], at: datetime) -> Candidate:
    isolated = deduction.is_isolated(len(duties), past, at)
    step = deduction.TALK if isolated else deduction.proposed(past, at, severity="minor", loss=False)
    return Candidate(
        employee=employee, breaches=tuple(duties[:SHOWN]), count=len(duties), past=past, step=step,
        urgent=sum(duty.urgent for duty in duties),
    )  # fmt: skip
