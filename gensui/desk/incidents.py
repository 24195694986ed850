"""Emergencies: the red button, the room that is live for everybody concerned, and what is written afterwards."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.files.base import File
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gensui.cases import pictures
from gensui.cases.models import spoken
from gensui.core.refusal import Refusal
from gensui.desk.doors import StaffRequest, page, staff
from gensui.desk.forms.incidents import CloseForm, RedForm, ReviewForm
from gensui.ledger import policies
from gensui.ledger import queries as ledger
from gensui.ledger.models import Obligation
from gensui.people import queries as people
from gensui.people.acting import Entry
from gensui.people.models import Area
from gensui.security import access, plans
from gensui.security.actions import incident as actions
from gensui.security.actions import photos
from gensui.security.models import Incident, IncidentStep
from gensui.ui import wording
from gensui.ui.asked import row_in

MOST = 60
QUIET = frozenset({"incident.step_due", "incident.told"})


def running_incidents(request: StaffRequest) -> dict[str, Any]:
    """What ``desk/_incidents.html`` shows: what runs now, with the clock that runs out next. Two queries."""
    rows = Incident.objects.with_people().filter(pk__in=access.visible_incidents(request.employee).values("pk"))
    found = list(rows.running().order_by("-reported_at")[:MOST])
    duties = ledger.running_of(one.stream for one in found)
    return {"running": [(one, next(iter(duties.get(one.stream, [])), None)) for one in found]}


@require_safe
@staff()
def incidents(request: StaffRequest) -> HttpResponse:
    """What runs, what is to be reviewed, what was. Three queries beside the rail's."""
    rows = Incident.objects.with_people().filter(pk__in=access.visible_incidents(request.employee).values("pk"))
    over = rows.filter(closed_at__isnull=False).order_by("-reported_at")[:MOST]
    return page(request, "desk/incidents.html", running_incidents(request) | {"over": over})


@require_http_methods(["GET", "POST"])
@staff()
def red_button(request: StaffRequest) -> HttpResponse:
    """Where? One tap on a place, and everybody who has to know is told."""
    site = request.employee.department.site
    form = RedForm(request.POST or None, site=site)
    if request.method == "POST" and form.is_valid():
        try:
            found = actions.report_incident(
                site=site, alarm=form.alarm(), actor=request.employee, at=request.at, entry=form.entry()
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("incident", found.number)
    context = {
        "form": form, "areas": Area.objects.filter(site=site).order_by("name"),
        "plans": [(plan.key, spoken(dict(plan.name))) for plan in plans.standard().values()],
    }  # fmt: skip
    return page(request, "desk/red.html", context, status=422 if form.is_bound else 200)


def _find(request: StaffRequest, number: str) -> Incident:
    seen = access.visible_incidents(request.employee).values("pk")
    return get_object_or_404(
        Incident.objects.with_people(), pk__in=Incident.objects.numbered(number).filter(pk__in=seen).values("pk")
    )


@require_safe
@staff()
def incident(request: StaffRequest, number: str) -> HttpResponse:
    """The incident room. Nine queries beside the rail's, however many steps and people."""
    return _room(request, _find(request, number))


def _room(request: StaffRequest, found: Incident, status: int = 200, **more: Any) -> HttpResponse:
    me = request.employee
    duties = ledger.duties_of([found.stream]).get(found.stream, [])
    events = ledger.events_of(found.stream)
    notices = list(found.notices.select_related("employee__department", "noted_by").order_by("party", "pk"))
    taken = list(found.photos.select_related("author").order_by("pk"))
    steps = list(found.steps.select_related("done_by").order_by("place"))
    suspected = any(one.kind == "incident.suspected_crime" for one in events)
    is_over = found.closed_at is not None
    context = {
        "may_tell_police": is_over and suspected and access.may_tell_police(me, found),
        "incident": found, "may_lead": access.may(me, "close_incident", found.site),
        "may_help": access.may(me, "do_step", found.site), "notices": notices, "photos": taken,
        "mine": next((one for one in notices if one.employee_id == me.pk and one.acknowledged_at is None), None),
        "steps": [(step, step.done_at is not None and step.done_at > step.due_at) for step in steps],
        "clocks": _clocks(duties), "open_steps": sum(not step.outcome for step in steps),
        "lines": [(one, wording.happened(one)) for one in reversed(events) if one.kind not in QUIET],
        "names": people.names_of({one.actor for one in events}),
        "plans": [(plan.key, spoken(dict(plan.name))) for plan in plans.standard().values()],
        "unclear": found.plan == plans.UNCLEAR, "close": CloseForm(plan=found.plan), "review": ReviewForm(),
        "evidence": [(spoken(one["text"]), one["there"]) for one in found.evidence],
        "suspected": suspected, "police": plans.police().call,
    }  # fmt: skip
    return page(request, "desk/incident.html", context | more, status=status)


def _clocks(duties: list[Obligation]) -> list[Obligation]:
    """The clocks of the whole incident; those of single steps and answers stand beside them."""
    steps = policies.meant("incident_steps")
    return [duty for duty in duties if duty.clause not in steps and duty.due_at]


def _scene(request: StaffRequest, found: Incident, once: Entry) -> Incident:
    return actions.arrive_on_scene(incident=found, actor=request.employee, at=request.at, entry=once)


def _start(request: StaffRequest, found: Incident, once: Entry) -> Incident:
    chosen = request.POST.get("plan") or found.plan
    return actions.start_plan(incident=found, plan=chosen, actor=request.employee, at=request.at, entry=once)


def _step(request: StaffRequest, found: Incident, once: Entry) -> Incident:
    outcome = request.POST.get("outcome", "")
    if outcome not in IncidentStep.Outcome.values:
        raise Http404
    return actions.do_step(
        incident=found, step=_row(request), outcome=outcome, actor=request.employee, at=request.at, entry=once
    )


def _know(request: StaffRequest, found: Incident, once: Entry) -> Incident:
    return actions.acknowledge(incident=found, actor=request.employee, at=request.at, entry=once)


def _told(request: StaffRequest, found: Incident, once: Entry) -> Incident:
    return actions.note_told(incident=found, notice=_row(request), actor=request.employee, at=request.at, entry=once)


def _control(request: StaffRequest, found: Incident, once: Entry) -> Incident:
    return actions.control_incident(incident=found, actor=request.employee, at=request.at, entry=once)


def _suspect(request: StaffRequest, found: Incident, once: Entry) -> Incident:
    return actions.suspect_crime(incident=found, actor=request.employee, at=request.at, entry=once)


def _row(request: StaffRequest) -> int:
    row = row_in(request.POST.get("row", ""))
    if not row:
        raise Http404
    return row


ACTS: dict[str, Callable[[StaffRequest, Incident, Entry], Incident]] = {
    "scene": _scene, "start": _start, "step": _step, "know": _know, "told": _told, "control": _control, "suspect": _suspect,
}  # fmt: skip


@require_POST
@staff()
def incident_act(request: StaffRequest, number: str, act: str) -> HttpResponse:
    """One tap in the room. The same tap twice does it once; who was second is told so."""
    found = _find(request, number)
    if act in ("close", "review"):
        return _written(request, found, act)
    known = ACTS.get(act)
    if known is None:
        raise Http404
    said = (found.number, act, request.POST.get("row", ""), request.POST.get("plan", ""), request.employee.number)
    try:
        known(request, found, Entry(once=":".join(filter(None, said))))
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return redirect("incident", number)


@require_POST
@staff()
def incident_photo_add(request: StaffRequest, number: str) -> HttpResponse:
    """Photographs from the scene; each is checked by what it is, and one that is refused does not take the others with it."""
    found = _find(request, number)
    given = request.FILES.getlist("photo")
    for one in given:
        try:
            photos.add_photo(incident=found, content=pictures.clean(one.read()), actor=request.employee, at=request.at)
        except Refusal as refusal:
            messages.error(request, f"{one.name}: {refusal.sentence}")
    if not given:
        messages.error(request, _("Take or choose a photo first."))
    return redirect("incident", number)


@require_safe
@staff()
def incident_photo(request: StaffRequest, number: str, pk: int) -> FileResponse:
    """A photograph of an incident, for who may see it."""
    photo = get_object_or_404(_find(request, number).photos, pk=pk)
    content: File[bytes] = photo.file
    return FileResponse(
        content.open("rb"), content_type="image/webp", headers={"Cache-Control": "private, max-age=86400"}
    )


def _written(request: StaffRequest, found: Incident, act: str) -> HttpResponse:
    """What needs words: shown again, with them, where something is missing."""
    form: CloseForm | ReviewForm = (
        CloseForm(request.POST, plan=found.plan) if act == "close" else ReviewForm(request.POST)
    )
    if form.is_valid():
        words: dict[str, Any] = {"incident": found, "actor": request.employee, "at": request.at, **form.given()}
        entry = Entry(once=f"{found.number}:{act}:{request.employee.number}")
        try:
            if act == "close":
                actions.close_incident(**words, entry=entry)
            else:
                actions.review_incident(**words, entry=entry)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Written down."))
            return redirect("incident", found.number)
    return _room(request, found, status=422, **{act: form})
