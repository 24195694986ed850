"""The grounds on the desk: today, plans and points, what was walked, what is looked at, tags and registers on paper."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import segno
from django.contrib import messages
from django.core.files.base import File
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gensui.core.refusal import Refusal
from gensui.desk.doors import FRONT, LEADERS, StaffRequest, page, staff
from gensui.desk.forms.grounds import ChangeForm, CheckForm, PlanForm, PointForm, RegisterForm, RouteForm, key_of
from gensui.desk.gate import gate_queue
from gensui.desk.incidents import running_incidents
from gensui.people.models import Employee
from gensui.rounds import access, checklist, queries, tags
from gensui.rounds.actions import changing, checking, planning, tagging
from gensui.rounds.actions.changing import Change
from gensui.rounds.actions.planning import StopAt
from gensui.rounds.models import Plan, Point, Round, Scan
from gensui.rounds.plausible import Place
from gensui.security import access as security
from gensui.ui import grounds as drawn
from gensui.ui.asked import day_in

WATCH = tuple(dict.fromkeys((*FRONT, *LEADERS, "hr", "operator")))
NEEDS = ("late", "due", "running", "missed")
KINDS = ("security", "cleaning", "greening", "maintenance")
LATELY = timedelta(days=7)


@require_safe
@staff(*WATCH)
def grounds(request: StaffRequest) -> HttpResponse:
    """Today's grounds: what is late, due, running and missed; the gate, emergencies, every point. 24 queries at most."""
    me, at, site = request.employee, request.at, access.site_of(request.employee)
    today = queries.slots_of_today(me, site, at)
    of = request.GET.get("of", "")
    shown = [slot for slot in today if of in ("", slot.plan.sort.department)]
    missed = {point for slot in shown for point in slot.missed}
    marks = queries.marks(site, at, missed)
    names = {mark.point.pk: mark.point.name for mark in marks}
    tally = queries.tally(shown, at)
    needing = [slot for slot in shown if slot.standing(at) in NEEDS or slot.missed]
    routes = queries.routes(me, site)
    context = {
        "needing": drawn.lines(needing[:120], at, names), "of": of, "site": site, "more": max(len(needing) - 120, 0),
        "tally": [(drawn.STANDINGS[name], count, drawn.TONES[name]) for name, count in tally.items() if count],
        "kinds": [(kind, label) for kind, label in queries.kinds_of(me) if kind in KINDS],
        "drawing": drawn.draw(marks, routes, at, site.zone), "findings": queries.findings_since(me, site, at - timedelta(days=1)),
        "odd": [(scan, drawn.odd(scan.flags)) for scan in queries.odd_ones(me, site, at - timedelta(days=1))[:12]],
        "refused": queries.refused_entries(site, at - LATELY)[:8], "checks": len(queries.to_check(me, site)),
        "gate": security.sees_gate(me), "broken": queries.sheets_of([mark.point for mark in marks if mark.point.fault]),
    }  # fmt: skip
    return page(request, "desk/grounds.html", context | gate_queue(request) | running_incidents(request))


@require_http_methods(["GET", "POST"])
@staff(*WATCH)
def plans(request: StaffRequest) -> HttpResponse:
    """All plans, and a new one or a new point."""
    me, site = request.employee, access.site_of(request.employee)
    plan_form = PlanForm(site=site, initial={"first_at": request.at + timedelta(hours=1)})
    point_form = PointForm(site=site)
    if request.method == "POST" and request.POST.get("what") == "point":
        point_form = PointForm(request.POST, site=site)
        if point_form.is_valid() and _made_point(request, point_form):
            return redirect("plans")
    elif request.method == "POST":
        plan_form = PlanForm(request.POST, site=site)
        if plan_form.is_valid() and (made := _made_plan(request, plan_form)):
            return redirect("plan", made.pk)
    context = {"plans": queries.plans_of(me, site), "plan_form": plan_form, "point_form": point_form}
    return page(request, "desk/plans.html", context)


def _made_point(request: StaffRequest, form: PointForm) -> bool:
    said = form.cleaned_data
    known = said["latitude"] is not None and said["longitude"] is not None
    try:
        planning.make_point(
            site=access.site_of(request.employee), name=said["name"], x=said["x"], y=said["y"], area=said["area"],
            place=Place(said["latitude"], said["longitude"]) if known else None,
            department=request.employee.department.kind, actor=request.employee, at=request.at,
        )  # fmt: skip
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return False
    messages.success(request, _("{name} is there; print its tag next.").format(name=said["name"]))
    return True


def _made_plan(request: StaffRequest, form: PlanForm) -> Plan | None:
    said = form.cleaned_data
    try:
        made = planning.make_plan(
            site=access.site_of(request.employee), sort=said["sort"], name=said["name"], rule=said["rule"],
            stops=[StopAt(point, seconds) for point, seconds in form.stops()],
            tolerance=timedelta(minutes=said["tolerance"] or 0), minutes=said["minutes"] or 0,
            first_at=said["first_at"], whose=said["whose"],
            actor=request.employee, at=request.at,
        )  # fmt: skip
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return None
    messages.success(
        request, _("{name} is followed from {first}.").format(name=made.name, first=f"{said['first_at']:%m-%d %H:%M}")
    )
    return made


@require_safe
@staff(*WATCH)
def plan(request: StaffRequest, pk: int) -> HttpResponse:
    """One plan: when, who, its points with their last visit, and what was done lately. Fourteen queries, and one an edition."""
    found = _plan(request, pk)
    stops = queries.stops_of(found)
    since, until = queries.day_of(found.site, request.at)
    slots = queries.slots([found], since, until + timedelta(days=1))
    wanted = {stop.point_id for stop in stops}
    marks = [mark for mark in queries.marks(found.site, request.at) if mark.point.pk in wanted]
    names = {mark.point.pk: mark.point.name for mark in marks}
    context = {
        "plan": found, "stops": [(stop, next((mark for mark in marks if mark.point.pk == stop.point_id), None)) for stop in stops],
        "slots": drawn.lines(slots, request.at, names), "rounds": queries.history(request.employee, plan=found, most=20),
        "drawing": drawn.draw(marks, [stops], request.at, found.site.zone), "asked": checklist.items_of(found.sort),
        "leads": access.may(request.employee, "plan", access.of_plan(found)), "day": since, "editions": queries.editions_of(found),
    }  # fmt: skip
    return page(request, "desk/plan.html", context)


def _plan(request: StaffRequest, pk: int) -> Plan:
    seen = access.visible_plans(request.employee).select_related("sort", "site", "area", "assignee", "post", "shift")
    return get_object_or_404(seen, pk=pk)


@require_http_methods(["GET", "POST"])
@staff(*WATCH)
def plan_change(request: StaffRequest, pk: int) -> HttpResponse:
    """The next edition of a plan: its points in another order, more or fewer of them, other times."""
    found = _plan(request, pk)
    if not access.may(request.employee, "plan", access.of_plan(found)):
        raise Http404
    first = {
        "rule": found.rule, "tolerance": found.tolerance_minutes or None, "minutes": found.minutes, "whose": key_of(found.whose),
    }  # fmt: skip
    form = ChangeForm(request.POST or None, site=found.site, plan=found, initial=first)
    if request.method == "POST" and form.is_valid() and (made := _changed_plan(request, found, form)):
        return redirect("plan", made.pk)
    return page(request, "desk/plan_change.html", {"plan": found, "form": form})


def _stops(form: RouteForm, before: Plan) -> list[StopAt]:
    """The stops of the next edition; what is looked at at a point, and whether a picture is wanted there, stays as it was."""
    known = {stop.point_id: stop for stop in queries.stops_of(before)}
    plain = [StopAt(point, seconds) for point, seconds in form.stops()]
    return [
        replace(one, picture=known[one.point.pk].picture, checklist=known[one.point.pk].checklist)
        if one.point.pk in known
        else one
        for one in plain
    ]


def _changed_plan(request: StaffRequest, found: Plan, form: ChangeForm) -> Plan | None:
    said = form.cleaned_data
    change = Change(
        stops=_stops(form, found), rule=said["rule"],
        tolerance=timedelta(minutes=said["tolerance"] or 0), minutes=said["minutes"] or 0,
        whose=said["whose"],
    )  # fmt: skip
    try:
        made = changing.change_plan(
            plan=found, change=change, first_at=said["first_at"], actor=request.employee, at=request.at
        )
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return None
    first = f"{said['first_at']:%m-%d %H:%M}"
    messages.success(request, _("{name} is followed from {first}.").format(name=made.name, first=first))
    return made


@require_POST
@staff(*WATCH)
def plan_retire(request: StaffRequest, pk: int) -> HttpResponse:
    """No longer follow a plan."""
    found = _plan(request, pk)
    planning.retire_plan(plan=found, actor=request.employee, at=request.at)
    messages.success(request, _("{name} is no longer followed.").format(name=found.name))
    return redirect("plan", pk)


@require_safe
@staff(*WATCH)
def history(request: StaffRequest) -> HttpResponse:
    """What was walked, by route or by person. Seven queries."""
    me = request.employee
    who = request.GET.get("who", "")
    worker = Employee.objects.filter(number=who, department__site=access.site_of(me)).first() if who else None
    rounds = queries.history(me, worker=worker, most=100)
    staff_there = Employee.objects.working().filter(
        department__site=access.site_of(me), role__in=("guard", "cleaner", "gardener", "team_leader")
    )
    context = {
        "rounds": [(one, drawn.odd(one.flags)) for one in rounds],
        "worker": worker,
        "staff": staff_there.order_by("number"),
    }
    return page(request, "desk/history.html", context)


@require_safe
@staff(*WATCH)
def checks(request: StaffRequest) -> HttpResponse:
    """What was done and is to be looked at, the odd first."""
    rounds = queries.to_check(request.employee, access.site_of(request.employee), most=100)
    return page(request, "desk/checks.html", {"rounds": [(one, drawn.odd(one.flags)) for one in rounds]})


@require_http_methods(["GET", "POST"])
@staff(*WATCH)
def walked(request: StaffRequest, key: str) -> HttpResponse:
    """One round: each point with its time, proof, answers and what is odd; its findings; and whether it passes. Twelve queries."""
    seen = access.visible_rounds(request.employee).select_related(
        "plan__sort", "plan__site", "worker", "checked_by", "redo_of"
    )
    found = get_object_or_404(seen, key=key)
    form = CheckForm(request.POST or None, is_patrol=found.plan.sort.is_patrol)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            checking.check_round(
                round=found, passed=said["passed"] == "yes", score=int(said["score"]) if said["score"] else None,
                remark=said["remark"], actor=request.employee, at=request.at,
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _looked_at(said["passed"] == "yes", form.is_patrol))
            return redirect("walked", key)
    scans = list(found.scans.select_related("point").order_by("at"))
    items = {item.key: item for item in checklist.items_of(found.plan.sort)}
    names = dict(Point.objects.filter(pk__in=found.missed).values_list("pk", "name"))
    context = {
        "round": found, "scans": [(scan, drawn.odd(scan.flags), _answers(scan, items)) for scan in scans],
        "flags": drawn.odd(found.flags),
        "missed": [names.get(point, "?") for point in found.missed],
        "findings": found.findings.select_related("case", "point", "category"),
        "form": form, "may_check": access.may(request.employee, "check", access.of_plan(found.plan)) and found.checked_at is None
        and found.state == Round.State.DONE and found.worker_id != request.employee.pk,
        "photos": queries.photos_of(request.employee, [digest for scan in scans for digest in scan.photos]),
        "others": queries.others_of(found),
    }  # fmt: skip
    return page(request, "desk/walked.html", context)


def _looked_at(passed: bool, is_patrol: bool) -> str:
    if passed:
        return _("Looked at: it passes.")
    if is_patrol:
        return _(
            "It does not pass. A patrol is not walked again: what you found stands on its record, and counts in the month."
        )
    return _("To be done again; its clock runs.")


def _answers(scan: Scan, items: dict[str, Any]) -> list[str]:
    def said(value: object) -> str:
        return _("yes") if value is True else _("no") if value is False else str(value)

    return [f"{items.get(key, key)}: {said(value)}" for key, value in scan.answers.items()]


@require_safe
@staff()
def round_photo(request: StaffRequest, digest: str) -> FileResponse:
    """A photograph of a round."""
    photo = get_object_or_404(access.visible_photos(request.employee), digest=digest)
    content: File[bytes] = photo.file
    answer = FileResponse(content.open("rb"), content_type="image/webp")
    answer["Cache-Control"] = "private, max-age=86400"
    return answer


@require_http_methods(["GET", "POST"])
@staff(*WATCH)
def tag_sheet(request: StaffRequest, pk: int) -> HttpResponse:
    """The tags of a plan's points, to be printed; a new key for one makes its old prints void."""
    found = _plan(request, pk)
    stops = queries.stops_of(found)
    if request.method == "POST":
        chosen = [stop.point for stop in stops if str(stop.point_id) in request.POST.getlist("point")]
        for point in chosen:
            tagging.key_tag(point=point, department=found.sort.department, actor=request.employee, at=request.at)
        messages.success(
            request,
            _("{count} tags have a new key. Print them and hang them up; the old ones are void.").format(
                count=len(chosen)
            ),
        )
        return redirect("tag_sheet", pk)
    context = {"plan": found, "tags": [(stop, _code(request, stop.point), tags.code(stop.point)) for stop in stops],
               "leads": access.may(request.employee, "key_tag", access.of_plan(found))}  # fmt: skip
    return page(request, "desk/tags.html", context)


def _code(request: HttpRequest, point: Point) -> SafeString:
    address = request.build_absolute_uri(reverse("walk_point", args=[tags.token(point)]))
    return mark_safe(
        segno.make(address, error="m").svg_inline(scale=3, border=2, svgclass="code", lineclass=None, omitsize=True)
    )


@require_safe
@staff(*WATCH)
def register(request: StaffRequest, pk: int) -> HttpResponse:
    """The paper register of a plan for a day without electricity: a line a slot, a box a point."""
    found = _plan(request, pk)
    day = _day(request, found)
    slots = queries.slots([found], day, day + timedelta(days=1, hours=6))
    context = {
        "plan": found, "stops": queries.stops_of(found), "day": day,
        "slots": [slot for slot in slots if day <= slot.starts_at < day + timedelta(days=1)],
        "asked": checklist.items_of(found.sort),
    }  # fmt: skip
    return page(request, "desk/register.html", context)


def _day(request: StaffRequest, found: Plan) -> datetime:
    since, _until = queries.day_of(found.site, request.at)
    asked = day_in(request.GET.get("day", ""))
    return since if asked is None else datetime.combine(asked, time(), since.tzinfo)


@require_http_methods(["GET", "POST"])
@staff(*WATCH)
def register_entry(request: StaffRequest, pk: int) -> HttpResponse:
    """A round from the paper register, entered afterwards: both times stay."""
    found = _plan(request, pk)
    if not access.may(request.employee, "enter", access.of_plan(found)):
        raise Http404
    form = RegisterForm(request.POST or None, plan=found, at=request.at)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            round = checking.enter_round(
                plan=found, key=said["key"], worker=said["worker"], started_at=said["started_at"], finished_at=said["finished_at"],
                lines=form.signed(), note=said["note"], actor=request.employee, at=request.at,
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Entered from paper: {count} points missed.").format(count=len(round.missed)))
            return redirect("walked", round.key)
    status = 422 if form.is_bound else 200
    return page(request, "desk/register_entry.html", {"plan": found, "form": form}, status=status)
