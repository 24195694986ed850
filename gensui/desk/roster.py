"""The roster: who works when, who is away, and into whose hands the orders of somebody ill go."""

import uuid
from datetime import date
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gensui.cases import relief
from gensui.cases.actions import follow, follower, sending
from gensui.cases.actions import relief as moving
from gensui.cases.models import Case
from gensui.core.refusal import Refusal
from gensui.desk.doors import LEADERS, StaffRequest, page, staff
from gensui.desk.forms.order import reason_for
from gensui.desk.forms.roster import AbsenceForm, DutyForm, PostForm, ShiftForm
from gensui.people import access, rosters
from gensui.people import queries as people
from gensui.people.actions import roster as actions
from gensui.people.models import Absence, Department, Duty, Employee, Post, Shift
from gensui.ui.asked import day_in, row_in

PLANNERS = tuple(sorted(access.PLANNERS))


@require_safe
@staff()
def roster(request: StaffRequest) -> HttpResponse:
    """The week of a department, for who makes its roster; for everybody else the own shifts. Nine queries."""
    me = request.employee
    if me.role not in access.PLANNERS:
        return _own(request)
    departments = list(access.rosters(me).order_by("site__name", "pk"))
    kept = next((one for one in departments if str(one.pk) == request.GET.get("of")), None)
    chosen = kept or next((one for one in departments if one.pk == me.department_id), departments[0])
    today = _today(request, chosen)
    monday = rosters.monday_of(day_in(request.GET.get("week", "")) or today)
    week = rosters.week(chosen, monday)
    context = {
        "week": week, "shifts": [one.shift for one in week.filled], "departments": departments,
        "several": len({one.site_id for one in departments}) > 1,
        "today": today, "shift_form": ShiftForm(), "post_form": PostForm(),
        "posts": chosen.posts.filter(retired_at=None).order_by("name"),
    }  # fmt: skip
    return page(request, "desk/roster.html", context)


@require_safe
@staff()
def shifts(request: StaffRequest) -> HttpResponse:
    """My own shifts, for whoever makes a roster as well."""
    return _own(request)


def _own(request: StaffRequest) -> HttpResponse:
    me = request.employee
    today = _today(request, me.department)
    context = {"days": rosters.shifts_of(me, today), "today": today, "plans": me.role in access.PLANNERS}
    return page(request, "desk/shifts.html", context)


def _whom(request: StaffRequest, number: str) -> Employee:
    """Somebody whose roster this person makes."""
    found = Employee.objects.working().select_related("department__site", "user")
    return get_object_or_404(found, number=number, department__in=access.rosters(request.employee))


def _department(request: StaffRequest) -> tuple[Department, date]:
    mine = access.rosters(request.employee)
    chosen = get_object_or_404(mine, pk=row_in(request.POST.get("of", "")))
    return chosen, rosters.monday_of(day_in(request.POST.get("week", "")) or _today(request, chosen))


def _today(request: StaffRequest, department: Department) -> date:
    """The day it is there."""
    return request.at.astimezone(ZoneInfo(department.site.zone)).date()


def _to(department: Department, day: date) -> str:
    return f"{reverse('roster')}?of={department.pk}&week={rosters.monday_of(day)}"


@require_http_methods(["GET", "POST"])
@staff(*PLANNERS)
def roster_day(request: StaffRequest, number: str, day: str) -> HttpResponse:
    """One person's day: put a duty on it, change one, take one off."""
    whom = _whom(request, number)
    on = day_in(day)
    if on is None:
        raise Http404
    cell = rosters.on_day(whom, on)
    duty = next((one for one in cell.duties if str(one.pk) == (request.POST or request.GET).get("duty")), None)
    form = DutyForm(request.POST or None, employee=whom, day=on, duty=duty)
    if request.method == "POST" and (("off" in request.POST and duty) or form.is_valid()):
        try:
            said = _plan(request, whom, duty, form)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, said)
            return redirect(_to(whom.department, on))
    context = {"whom": whom, "cell": cell, "duty": duty, "form": form, "back": _to(whom.department, on)}
    return page(request, "desk/roster_day.html", context, status=422 if form.is_bound else 200)


def _plan(request: StaffRequest, whom: Employee, duty: Duty | None, form: DutyForm) -> str:
    if duty is not None and "off" in request.POST:
        actions.cancel_duty(duty=duty, actor=request.employee, at=request.at)
        return _("{name} is off that duty.").format(name=whom.name)
    if duty is not None:
        actions.change_duty(duty=duty, actor=request.employee, at=request.at, **form.given())
    else:
        actions.plan_duty(employee=whom, actor=request.employee, at=request.at, **form.given())
    return _("{name} is on the roster.").format(name=whom.name)


@require_POST
@staff(*PLANNERS)
def roster_copy(request: StaffRequest) -> HttpResponse:
    """Fill the week as the one before it."""
    department, monday = _department(request)
    count = actions.copy_week(department=department, monday=monday, actor=request.employee, at=request.at)
    messages.success(request, _("{count} duties are as in the week before.").format(count=count))
    return redirect(_to(department, monday))


@require_POST
@staff(*PLANNERS)
def roster_retire(request: StaffRequest) -> HttpResponse:
    """Put nobody on a shift or a post any longer."""
    department, monday = _department(request)
    row = request.POST.get("row", "")
    pk = row_in(row)
    found: Shift | Post
    if request.POST.get("what") == "post":
        found = get_object_or_404(Post, pk=pk, department=department, retired_at=None)
    else:
        found = get_object_or_404(Shift, pk=pk, department=department, retired_at=None)
    actions.retire_pattern(pattern=found, actor=request.employee, at=request.at)
    messages.success(
        request, _("Nobody is put on {name} any longer; what stands on the roster stays.").format(name=found.name)
    )
    return redirect(_to(department, monday))


@require_POST
@staff(*PLANNERS)
def roster_pattern(request: StaffRequest) -> HttpResponse:
    """Have another shift, or another post."""
    department, monday = _department(request)
    shift, post = ShiftForm(request.POST), PostForm(request.POST)
    if "post" in request.POST and post.is_valid():
        name = post.cleaned_data["post"]
        fills = post.cleaned_data["fills"]
        actions.keep_post(department=department, name=name, fills=fills, actor=request.employee, at=request.at)
        messages.success(request, _("{name} can be given on the roster.").format(name=name))
    elif "post" not in request.POST and shift.is_valid():
        kept = actions.keep_shift(department=department, actor=request.employee, at=request.at, **shift.cleaned_data)
        messages.success(request, _("{name} can be given on the roster.").format(name=kept.name))
    else:
        messages.error(request, _("Write the name, and the hours of a shift."))
    return redirect(_to(department, monday))


@require_http_methods(["GET", "POST"])
@staff(*PLANNERS)
def absence(request: StaffRequest, number: str) -> HttpResponse:
    """Somebody is ill or away: what the person has on the roster and in hand, and from when to when."""
    whom = _whom(request, number)
    today = _today(request, whom.department)
    form = AbsenceForm(request.POST or None, initial={"since_on": today, "last_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            actions.report_absence(employee=whom, actor=request.employee, at=request.at, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("{name} is off the roster on these days.").format(name=whom.name))
            leads = request.employee.role in LEADERS
            held = leads and (relief.held_by(whom, request.employee) or relief.followed_by(whom, request.employee))
            return redirect("relief", whom.number) if held else redirect(_to(whom.department, today))
    away = Absence.objects.filter(employee=whom, last_on__gte=today).order_by("since_on")
    context = {
        "whom": whom, "form": form, "away": away, "duties": rosters.taken_off(whom, request.at),
        "orders": relief.held_by(whom, request.employee),
        "followed": relief.followed_by(whom, request.employee), "today": today, "back": _to(whom.department, today),
        "leads": request.employee.role in LEADERS,
    }  # fmt: skip
    return page(request, "desk/absence.html", context, status=422 if form.is_bound else 200)


@require_POST
@staff(*PLANNERS)
def absence_end(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """Back sooner: from today on."""
    whom = _whom(request, number)
    away = get_object_or_404(Absence, pk=pk, employee=whom)
    today = _today(request, whom.department)
    actions.end_absence(absence=away, back_on=max(today, away.since_on), actor=request.employee, at=request.at)
    messages.success(request, _("{name} is back. Plan the duties anew.").format(name=whom.name))
    return redirect(_to(whom.department, today))


@require_http_methods(["GET", "POST"])
@staff(*LEADERS)
def relieve(request: StaffRequest, number: str) -> HttpResponse:
    """The orders of somebody, each with who could take it and why; all go at once, or none."""
    whom = _whom(request, number)
    trouble = ""
    if request.method == "POST":
        asked = _offer if "offer" in request.POST else _name_follower if "to" in request.POST else _move
        try:
            moved = asked(request, whom)
        except Refusal as refusal:
            trouble = refusal.sentence
        else:
            if asked is not _offer:
                messages.success(request, _("{count} requests went into other hands.").format(count=len(moved)))
            return redirect("relief", whom.number)
    proposals = [
        (one.case, [(each.employee.pk, reason_for(each)) for each in one.candidates[:14]])
        for one in relief.proposals(whom, request.employee, request.at)
    ]
    present = {one.number for one in people.there_at(whom.department.site, request.at)}
    context = {
        "whom": whom, "proposals": proposals, "followed": relief.followed_by(whom, request.employee),
        "agents": [(one, one.number in present) for one in _agents(whom)], "trouble": trouble,
        "said": request.POST, "once": request.POST.get("once") or f"relief:{uuid.uuid4()}",
        "back": _to(whom.department, request.at.date()),
    }  # fmt: skip
    return page(request, "desk/relief.html", context, status=409 if trouble else 200)


def _move(request: StaffRequest, whom: Employee) -> list[Case]:
    staff_of = {str(one.pk): one for one in Employee.objects.working().select_related("department")}
    chosen = [
        (case, staff_of.get(request.POST.get(f"case{case.pk}", ""))) for case in relief.held_by(whom, request.employee)
    ]
    hands = [(case, handler) for case, handler in chosen if handler is not None]
    reason = _why(request) or _("The colleague is away.")
    once = request.POST.get("once", "")[:60]
    return moving.relieve(
        hands=hands,
        reason=reason,
        anyway=_why(request),
        actor=request.employee,
        at=request.at,
        once=once,
    )


def _name_follower(request: StaffRequest, whom: Employee) -> list[Case]:
    """Name who follows what somebody who is away follows: at once, for who is ill answers no offer."""
    to = get_object_or_404(_agents(whom), pk=row_in(request.POST.get("to", "")))
    sending.check_on_duty(to, whom.department.site, request.at, _why(request))
    return follower.relieve_follower(
        cases=relief.followed_by(whom, request.employee), follower=to, actor=request.employee, at=request.at,
        reason=_why(request) or _("The colleague is away."),
        once=request.POST.get("once") or f"follow:{uuid.uuid4()}",
    )  # fmt: skip


def _agents(whom: Employee) -> QuerySet[Employee]:
    there = Employee.objects.working().filter(department__site=whom.department.site, role__in=("agent", "service_head"))
    there = there.filter(newcomer_since=None)
    return there.exclude(pk=whom.pk).select_related("department").order_by("number")


def _offer(request: StaffRequest, whom: Employee) -> list[Case]:
    """Offer what somebody follows to another agent, who takes it."""
    to = get_object_or_404(_agents(whom), pk=row_in(request.POST.get("to", "")))
    cases = relief.followed_by(whom, request.employee)
    follow.offer_handover(cases=cases, to=to, actor=request.employee, at=request.at, anyway=_why(request))
    messages.success(request, _("{name} has to take them; until then nothing changes.").format(name=to.name))
    return cases


def _why(request: StaffRequest) -> str:
    """The reason that somebody wrote."""
    return request.POST.get("reason", "").strip()[:400]
