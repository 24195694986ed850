"""My clocks: what runs out next."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from gensui.cases import queries
from gensui.cases.queries import Due
from gensui.desk.doors import FRONT, LEADERS, StaffRequest, page, staff

SHOWN = 40


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


@require_safe
@staff()
def worklist(request: StaffRequest) -> HttpResponse:
    """What runs out next, mine or of my department. Ten queries, however long the list."""
    team = request.GET.get("of") == "team" and request.employee.role in LEADERS
    dues = queries.runs_out_next(request.employee, request.at, team=team, most=SHOWN + 1, after=_after(request))
    more = dues[SHOWN - 1].duty if len(dues) > SHOWN else None
    context = {
        "bands": bands(dues[:SHOWN], request.at),
        "team": team,
        "leads": request.employee.role in LEADERS,
        "more": more,
        "telephony": bool(settings.TELEPHONY_KEY) and request.employee.role in FRONT,
    }
    return page(request, "desk/worklist.html", context)
