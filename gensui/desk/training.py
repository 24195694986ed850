"""Training at the desk: the year's plan and who owes what, courses with their questions, a new session, the records."""

import io
import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from openpyxl import Workbook

from gensui.core.refusal import Refusal
from gensui.desk import limits
from gensui.desk.doors import StaffRequest, page, staff
from gensui.desk.forms.training import CourseForm, SessionForm
from gensui.people import cells
from gensui.people.access import RIGHTS
from gensui.people.actions import exports
from gensui.people.actions import one as people
from gensui.people.models import Employee
from gensui.training import access, queries
from gensui.training.actions import courses as course_actions
from gensui.training.actions import sessions as actions
from gensui.training.models import Course, Seat
from gensui.ui.asked import day_in

OFFICE, PLANNERS = tuple(access.OFFICE), tuple(access.PLANNERS)
HIRES = ("hr", "admin_manager")
OWED = {
    "induction": gettext_lazy("Induction"), "quarterly": gettext_lazy("Quarterly"), "special": gettext_lazy("By post"),
    "drill": gettext_lazy("Skills and drills"), "policy": gettext_lazy("Policy signed"),
}  # fmt: skip
MOST = 5000
"""Lines of the records in one spreadsheet."""


def year_of(request: StaffRequest) -> tuple[int, datetime, datetime]:
    """The year asked for, or this one, with its first and last instant in the community."""
    zone = ZoneInfo(request.employee.department.site.zone)
    asked = request.GET.get("year", "")
    year = getattr(day_in(f"{asked}-01-01"), "year", request.at.astimezone(zone).year)
    return year, datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)


@require_safe
@staff(*OFFICE)
def training(request: StaffRequest) -> HttpResponse:
    """The year's sessions, who is new, and how everybody stands. Three queries beside the rail's, however many there are."""
    me = request.employee
    year, since, until = year_of(request)
    sessions = list(queries.sessions_of(me, since, until))
    people_here = access.visible_staff(me).select_related("department__site")
    people_here = people_here.order_by("department__site", "department__kind", "number")
    standing = queries.standings(people_here)
    only = request.GET.get("only", "")
    heads = list(enumerate(OWED.items()))
    context = {
        "year": year, "sessions": sessions, "standings": [one for one in standing if not only or one.is_late], "only": only,
        "heads": [(key, label, *_counted(standing, place)) for place, (key, label) in heads],
        "late": sum(one.is_late for one in standing),
        "newcomers": [one for one in standing if one.employee.newcomer_since is not None],
        "others": [one.employee for one in standing if one.employee.newcomer_since is None],
        "several": len({one.employee.department.site_id for one in standing}) > 1, "plans": me.role in PLANNERS,
        "hires": me.role in RIGHTS["hire"],
    }  # fmt: skip
    return page(request, "desk/training/plan.html", context)


def _counted(standing: list[queries.Standing], place: int) -> tuple[int, int]:
    """How many have done it, of how many of whom it is asked."""
    asked = [one.duties[place] for one in standing if one.duties[place] is not None]
    return sum(duty.state == "met" for duty in asked if duty is not None), len(asked)


@require_POST
@staff(*HIRES)
def training_welcome(request: StaffRequest) -> HttpResponse:
    """Note that somebody is new here, or that this was a mistake."""
    theirs = access.visible_staff(request.employee)
    whom = get_object_or_404(theirs, number=request.POST.get("number", ""))
    if request.POST.get("mistake"):
        people.correct_welcome(employee=whom, actor=request.employee, at=request.at)
        said = _("{name} is not new here; no induction is owed.")
    else:
        people.welcome(employee=whom, actor=request.employee, at=request.at)
        said = _("{name} is new here: {time} for the induction, no shift alone until then.")
    messages.success(request, said.format(name=whom.name, time=limits.of_induction(request.at)))
    return redirect("training")


@require_safe
@staff(*OFFICE)
def courses(request: StaffRequest) -> HttpResponse:
    """What is taught. One query beside the rail's."""
    found = Course.objects.order_by("kind", "key")
    return page(request, "desk/training/courses.html", {"courses": found, "plans": request.employee.role in PLANNERS})


@require_POST
@staff(*PLANNERS)
def courses_house(request: StaffRequest) -> HttpResponse:
    """Take over the courses that come with Gensui; those that are there stay as they are."""
    new = course_actions.bring_courses(actor=request.employee.key, at=request.at)
    messages.success(request, _("{count} courses are new.").format(count=new))
    return redirect("courses")


@require_http_methods(["GET", "POST"])
@staff(*PLANNERS)
def course_new(request: StaffRequest) -> HttpResponse:
    """Make a course."""
    return _course(request, None)


@require_http_methods(["GET", "POST"])
@staff(*PLANNERS)
def course(request: StaffRequest, key: str) -> HttpResponse:
    """Give a course other modules and questions."""
    return _course(request, get_object_or_404(Course, key=key))


def _course(request: StaffRequest, found: Course | None) -> HttpResponse:
    form = CourseForm(request.POST or None, course=found)
    if request.method == "POST" and form.is_valid():
        key = found.key if found else _key(form.cleaned_data["kind"])
        try:
            kept = course_actions.keep_course(key=key, actor=request.employee, at=request.at, **form.given())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(
                request, _("{course} is kept; tests that have begun go on as they were asked.").format(course=kept)
            )
            return redirect("courses")
    context = {"form": form, "course": found}
    return page(request, "desk/training/course.html", context, status=422 if form.is_bound else 200)


def _key(kind: str) -> str:
    """The next free key of this kind: a name may be in any script."""
    taken = [re.fullmatch(rf"{kind}-(\d+)", key) for key in Course.objects.values_list("key", flat=True)]
    return f"{kind}-{max((int(found[1]) for found in taken if found), default=0) + 1}"


@require_http_methods(["GET", "POST"])
@staff(*PLANNERS)
def session_new(request: StaffRequest) -> HttpResponse:
    """Plan a session: course, room, half days, trainer, and who comes."""
    me = request.employee
    site = me.department.site
    people_here = access.visible_staff(me).filter(department__site=site)
    trainers = Employee.objects.working().filter(department__site=site)
    course_asked = Course.objects.filter(kind=request.GET.get("kind", "")).order_by("pk").first()
    form = SessionForm(
        request.POST or None, staff=people_here, trainers=trainers, zone=ZoneInfo(site.zone),
        initial={"owing": True, "trainer": me.pk, "course": course_asked},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        owed = queries.owing(people_here, said["course"].kind) if said["owing"] else []
        try:
            session = actions.plan_session(
                course=said["course"], site=site, trainer=said["trainer"], place=said["place"], sittings=form.sittings(),
                attending=form.audience(said["trainer"], owed), actor=me, at=request.at,
                once=said["once"],
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("It is planned, and everybody on the list is told."))
            return redirect("session", session.pk)
    return page(request, "desk/training/session_new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
@staff(*OFFICE)
def training_export(request: StaffRequest) -> FileResponse:
    """The records of a year as a spreadsheet: who, what, when, how it went."""
    year, since, until = year_of(request)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(str(year))
    sheet.append([
        _("Staff number"), _("Name"), _("Department"), _("Course"), _("Kind"), _("Begins"), _("Trainer"), _("Room"), _("Was there"),
        _("Score"), _("Passed"), _("Certificate"), _("Corrected"),
    ])  # fmt: skip
    rows = Seat.objects.filter(
        employee__in=access.visible_staff(request.employee), session__starts_at__gte=since, session__starts_at__lt=until,
        session__cancelled_at=None,
    ).select_related("employee__department__site", "session__course", "session__trainer")  # fmt: skip
    seats = rows.prefetch_related("corrections").order_by("session__starts_at", "employee__number")[:MOST]
    for seat in seats:
        sheet.append(cells.row(_cells(seat)))
    exports.note_list_export(
        name="training", filters={"year": str(year)}, rows=len(seats), actor=request.employee, at=request.at
    )
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"gensui-training-{year}.xlsx")


def _cells(seat: Seat) -> list[Any]:
    zone = ZoneInfo(seat.employee.department.site.zone)

    def plain(at: datetime | None) -> datetime | None:
        return at.astimezone(zone).replace(tzinfo=None) if at else None

    session = seat.session
    texts = [
        seat.employee.number, seat.employee.name, seat.employee.department, session.course, session.course.get_kind_display(),
    ]  # fmt: skip
    there = [session.trainer, session.place]
    return [
        *map(str, texts), plain(session.starts_at), *map(str, there), plain(seat.attended_at), seat.score,
        plain(seat.passed_at), seat.certificate or "", len(seat.corrections.all()),
    ]  # fmt: skip


@require_safe
@staff()
def certificate_check(request: StaffRequest) -> HttpResponse:
    """Whether a certificate of this number was given, to whom, and whether it is good. One query beside the rail's."""
    me, number = request.employee, request.GET.get("number", "")[:20]
    seat = queries.certified(number) if number else None
    theirs = seat is not None and _may_print(me, seat)
    return page(
        request,
        "desk/training/check.html",
        {"number": number, "seat": seat, "theirs": theirs, "office": me.role in OFFICE},
    )


def _may_print(actor: Employee, seat: Seat) -> bool:
    if seat.employee_id == actor.pk:
        return True
    return actor.role in OFFICE and access.visible_staff(actor).filter(pk=seat.employee_id).exists()


def certificate_of(request: StaffRequest, number: str) -> Seat:
    """A certificate that is good and this person's to print: the own one, or for the office one of the staff looked after."""
    seat = queries.certified(number)
    if seat is None or seat.passed_at is None or not _may_print(request.employee, seat):
        raise Http404
    return seat
