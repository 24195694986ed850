"""The days to come: appointments by handler, what waits, and who is to be called back."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from gensui.cases import appointments
from gensui.desk.doors import FRONT, StaffRequest, page, staff
from gensui.ui.asked import day_in

SHOWN = 7


@require_safe
@staff()
def calendar(request: StaffRequest) -> HttpResponse:
    """Appointments of a day: those of the own department or desk, or the own. Twelve queries, however many."""
    me = request.employee
    zone = ZoneInfo(me.department.site.zone)
    today = request.at.astimezone(zone).date()
    day = day_in(request.GET.get("day", "")) or today
    around = [day + timedelta(days=count) for count in range(-1, SHOWN - 1)]
    context = {
        "day": day, "today": today, "days": appointments.counted(me, around, zone), "rounds": appointments.rounds_on(me, day, zone),
        "paused": appointments.paused(me), "missed": appointments.missed_calls(me, request.at) if me.role in FRONT else [],
        "before": day - timedelta(days=SHOWN), "after": day + timedelta(days=SHOWN),
    }  # fmt: skip
    return page(request, "desk/calendar.html", context)
