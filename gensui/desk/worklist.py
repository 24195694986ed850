"""My clocks: what runs out next."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from gensui.cases import queries
from gensui.cases.queries import Due
from gensui.core.policy.values import Clause
from gensui.core.standing import is_of_house
from gensui.desk.doors import FRONT, LEADERS, StaffRequest, page, staff
from gensui.desk.notice_doors import door_of_promise
from gensui.desk.opening import Opened, opened
from gensui.ledger import queries as ledger
from gensui.ledger.models import Obligation
from gensui.people import queries as people
from gensui.people.models import Employee
from gensui.rounds import queries as rounds

SHOWN = 40
SIGHT = timedelta(hours=12)
"""How far ahead rounds and the like are shown: their slots are planned for days."""
APPEAL = "F21"
"""The form of an appeal, as clauses name it: somebody waits for the decision, so it is shown as soon as there is one."""


def bands(dues: list[Due], at: datetime) -> list[tuple[str, list[Due]]]:
    """Late, within the hour, later."""
    found: dict[str, list[Due]] = {"late": [], "soon": [], "later": []}
    for due in dues:
        found[_band(due, at)].append(due)
    return [(band, inside) for band, inside in found.items() if inside]


def _band(due: Due, at: datetime) -> str:
    ends = due.duty.due_at
    if due.duty.paused_at is not None or ends is None:
        return "later"
    if ends <= at:
        return "late"
    return "soon" if ends - at < timedelta(hours=1) else "later"


def _after(request: StaffRequest) -> tuple[datetime, int] | None:
    """Where the list goes on, as the link of its last row says."""
    due, _comma, row = request.GET.get("after", "").partition(",")
    try:
        return datetime.fromisoformat(due), int(row)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Beside:
    """A promise that belongs to no request: a round, an entry at the gate, an emergency, a report."""

    duty: Obligation
    clause: Clause
    place: str
    door: str

    @property
    def is_unstaffed(self) -> bool:
        """Whether nobody is on duty for it: it is the house's."""
        return is_of_house(self.duty.holder)


def beside(me: Employee, at: datetime) -> list[Beside]:
    """What else runs out within hours for somebody, or for a post of the department on which nobody stands; appeals, whenever they
    are due. A door only to what is theirs to open. Two queries, and two for each sort of thing among them.
    """
    policy = queries.policy_now(at)
    appeals = [one.id for one in policy.clauses.values() if APPEAL in one.forms]
    holders = [me.key, *people.unstaffed_posts(me, policy.roles)]
    duties = ledger.held_beside("case", holders, at + SIGHT, always=appeals)
    known = opened(me, {duty.stream for duty in duties})
    plans = rounds.plans_of_streams(me, [duty.stream for duty in duties])
    return [
        Beside(duty, clause, plans[duty.stream].name, reverse("walk"))
        if duty.stream in plans
        else _beside(duty, clause, known.get(duty.stream, Opened()))
        for duty in duties
        if (clause := queries.clause_of(policy, duty)) is not None
    ]


def _beside(duty: Obligation, clause: Clause, to: Opened) -> Beside:
    return Beside(duty, clause, to.name or _about(duty), door_of_promise(duty, clause.forms, to))


def _about(duty: Obligation) -> str:
    """The number of the file or entry a promise is about; of a month, which one."""
    kind, _colon, number = duty.stream.partition(":")
    if kind == "staff" and len(duty.same) > 1:
        return str(duty.same[-1])  # the sheet, paper or training of which period
    return str(duty.same[0]) if kind == "month" and duty.same else number


@require_safe
@staff()
def worklist(request: StaffRequest) -> HttpResponse:
    """What runs out next, mine or of my department. Thirteen queries, however long the list."""
    team = request.GET.get("of") == "team" and request.employee.role in LEADERS
    dues = queries.runs_out_next(request.employee, request.at, team=team, most=SHOWN + 1, after=_after(request))
    more = dues[SHOWN - 1].duty if len(dues) > SHOWN else None
    context = {
        "bands": bands(dues[:SHOWN], request.at),
        "team": team,
        "leads": request.employee.role in LEADERS,
        "more": more,
        "beside": [] if team else beside(request.employee, request.at),
        "telephony": bool(settings.TELEPHONY_KEY) and request.employee.role in FRONT,
    }
    return page(request, "desk/worklist.html", context)
