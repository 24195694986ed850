"""The field: a telephone, one step at a time."""

import io

import segno
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gensui.cases import access, appointments, joined, plans, queries
from gensui.cases.actions import order
from gensui.cases.models import Case
from gensui.core.refusal import Refusal
from gensui.desk import acts
from gensui.desk.cases import find
from gensui.desk.doors import StaffRequest, page, staff
from gensui.people import queries as people
from gensui.people.acting import Entry
from gensui.people.models import Unit
from gensui.people.secret import signer

SALT = "gensui.door"
HANDS = ("technician", "team_leader", "guard", "cleaner", "gardener", "dept_head")


@require_safe
@staff(*HANDS)
def field(request: StaffRequest) -> HttpResponse:
    """My orders, what runs out next on top; and for who is on duty, those of the department that nobody has taken."""
    me = request.employee
    mine = (
        Case.objects.with_people()
        .filter(handler=me, closed_at=None)
        .exclude(state__in=("told", "visit_due", "reported"))
    )
    free = Case.objects.with_people().filter(
        site=me.department.site, department=me.department.kind, state="dispatched", handler=None
    )
    rows = sorted(
        queries.rows(mine.order_by("pk"), request.at),
        key=lambda row: (row.next is None, row.next.duty.due_at if row.next else request.at, row.case.pk),
    )
    is_there = any(one.number == me.number for one in people.there_at(me.department.site, request.at))
    waiting = queries.rows(free.order_by("pk"), request.at) if is_there else []  # who is at home takes none
    return page(request, "desk/field.html", {"rows": rows, "free": waiting})


@require_safe
@staff()
def step(request: StaffRequest, number: str) -> HttpResponse:
    """One order: where, what, the one step, its time, the one big button."""
    found = find(request, number)
    verbs = [verb for verb in acts.possible(found, request.employee, request.at) if verb.name not in DESK_ONLY]
    row = queries.rows([found], request.at)[0]
    others = joined.requests(request.employee, found)
    dues = queries.duties_of(found, request.at)
    due = _of_step(row.next, dues, request.employee.key)
    context = {
        "case": found, "thread": queries.thread_of(found, dues, request.at), "due": due,
        "awaited": appointments.awaited(found, request.at),
        "next": verbs[0] if verbs else None, "others": verbs[1:],
        "history": queries.history_of(request.employee, found, 3),
        "quote": found.quotes.order_by("-round", "-version").first(),
        "objections": queries.objections_of(found) if found.round > 1 or found.state == "disputed" else [],
        "sees_numbers": access.involved(request.employee, found), "plan_missing": plans.is_missing(found),
        "attachments": joined.pictures(found, others),
        "words": [one for one in joined.messages(found, others) if one.author_key.startswith("resident:")],
    }  # fmt: skip
    return page(request, "desk/step.html", context)


DESK_ONLY = frozenset(
    "merge_case open_parent join_parent correct_intake follow_progress hurry_case inquire tell_progress assign_case".split()
)


def _of_step(following: queries.Due | None, dues: list[queries.Due], key: str) -> queries.Due | None:
    """The promise that this person has to keep next; the case's next, where none is theirs."""
    mine = [due for due in dues if due.duty.state == "open" and due.duty.due_at and due.duty.holder == key]
    return min(mine, key=lambda due: (due.duty.due_at, due.duty.pk), default=following)


def token_of(unit: Unit) -> str:
    """What the code at a home's door says: signed, so that nobody makes one up."""
    return str(signer(SALT).sign(str(unit.pk)))


@require_http_methods(["GET", "POST"])
@staff()
def door(request: StaffRequest, token: str) -> HttpResponse:
    """The code at a door was scanned: whoever has an order there has arrived."""
    try:
        unit = get_object_or_404(Unit, pk=signer(SALT).unsign(token))
    except signing.BadSignature:
        raise Http404 from None
    waiting = Case.objects.filter(unit=unit, handler=request.employee, state__in=("assigned", "contacted")).order_by(
        "pk"
    )
    if request.method == "POST" and waiting:
        for one in waiting:
            entry = Entry(once=f"door:{one.number}:{one.round}:{request.employee.number}")
            try:
                order.arrive(
                    case=one, actor=request.employee, at=request.at, proof="scan", key=f"unit-{unit.pk}", entry=entry
                )
            except Refusal as refusal:
                messages.error(request, refusal.sentence)
            else:
                messages.success(request, _("You are on site. Survey, then propose plan and prices."))
        return redirect("step", waiting[0].number if waiting else "") if waiting else redirect("field")
    return page(request, "desk/door.html", {"unit": unit, "waiting": waiting})


@require_safe
@staff("agent", "service_head", "admin_manager", "operator", "team_leader", "dept_head")
def door_code(request: StaffRequest, label: str) -> HttpResponse:
    """The code for a home's door, to be printed."""
    unit = get_object_or_404(Unit, building__site=request.employee.department.site, label=label)
    address = request.build_absolute_uri(reverse("door", args=[token_of(unit)]))
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", scale=8, border=2)
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")
