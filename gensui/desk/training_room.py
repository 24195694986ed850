"""One session: who has signed, the code for the room, what came on paper, results; the sheet to print and certificates."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import segno
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gensui.core.refusal import Refusal
from gensui.desk.doors import StaffRequest, page, staff
from gensui.desk.forms.training import CorrectForm, MoveForm, PaperForm, PeopleForm, StrikeForm
from gensui.desk.training import OFFICE, certificate_of
from gensui.people.models import Employee
from gensui.training import access, codes, queries
from gensui.training.actions import attendance, sessions, testing
from gensui.training.actions.attendance import BEFORE
from gensui.training.models import HalfDay, Session, SignIn
from gensui.ui.pdf import pdf

Do = Callable[[], object]
BLANK = range(4)
"""Empty lines on the printed sheet, for who comes without being on the list."""


def _find(request: StaffRequest, pk: int) -> Session:
    """A session of the office's or one that this person holds."""
    me = request.employee
    rows = access.visible_sessions(me).select_related("course", "site", "trainer", "planned_by")
    found = get_object_or_404(rows, pk=pk)
    if me.role not in OFFICE and not access.runs(me, found):
        raise Http404
    return found


def now_signed(half_days: Sequence[HalfDay], at: datetime) -> HalfDay | None:
    """The half day for which one signs now."""
    return next((one for one in half_days if one.starts_at - BEFORE <= at < one.ends_at), None)


@require_safe
@staff()
def session(request: StaffRequest, pk: int) -> HttpResponse:
    """The list of a session, live while it is open. Nine queries beside the rail's, however many sit in it."""
    return _show(request, _find(request, pk))


def _show(request: StaffRequest, found: Session, status: int = 200, **bound: Any) -> HttpResponse:
    me, half_days = request.employee, list(found.half_days.order_by("starts_at"))
    lines = queries.lines_of(found, half_days)
    runs = access.runs(me, found)
    over = bool(half_days) and half_days[-1].ends_at <= request.at
    signed = any(any(one.signed) or one.struck for one in lines)
    context = {
        "session": found, "half_days": half_days, "lines": lines, "runs": runs, "over": over, "office": me.role in OFFICE,
        "here": now_signed(half_days, request.at), "complete": sum(one.is_complete for one in lines),
        "passed": sum(one.seat.passed_at is not None for one in lines),
        "signed": signed,
        "paper": bound.get("paper") or PaperForm(session=found),
        "correct": bound.get("correct") or CorrectForm(session=found),
        "strike": bound.get("strike") or (StrikeForm(session=found) if found.is_open and signed else None),
        "add": bound.get("add") or _adding(request, found),
    }  # fmt: skip
    return page(request, "desk/training/session.html", context, status=status)


def _adding(request: StaffRequest, found: Session, *said: Any) -> PeopleForm | None:
    """The form that puts people on the list, for who plans trainings."""
    if not found.is_open or not access.plans(request.employee):
        return None
    return PeopleForm(*said, staff=access.visible_staff(request.employee).filter(department__site=found.site_id))


@require_POST
@staff()
def session_act(request: StaffRequest, pk: int, act: str) -> HttpResponse:
    """Add people, enter from paper, strike out, close, call off, put a result right."""
    found, said = _find(request, pk), request.POST
    makers: dict[str, Callable[[], Any]] = {
        "paper": lambda: PaperForm(said, session=found), "correct": lambda: CorrectForm(said, session=found),
        "strike": lambda: StrikeForm(said, session=found), "add": lambda: _adding(request, found, said),
    }  # fmt: skip
    form: Any = makers[act]() if act in makers else None
    words: dict[str, Any] = {"actor": request.employee, "at": request.at}
    acts: dict[str, Do] = {
        "paper": lambda: attendance.enter_from_paper(
            session=found, half_day=form.cleaned_data["half_day"], employee=form.cleaned_data["seat"].employee,
            came_at=form.cleaned_data["came_at"], **words,
        ),
        "correct": lambda: testing.correct_result(**form.cleaned_data, **words),
        "add": lambda: sessions.add_people(session=found, attending=_added(request, found, form), **words),
        "strike": lambda: attendance.strike_sign_in(**form.cleaned_data, **words),
        "close": lambda: sessions.close_session(session=found, **words),
        "cancel": lambda: sessions.cancel_session(session=found, **words),
    }  # fmt: skip
    if act not in acts or (act == "add" and form is None):
        raise Http404
    if form is None or form.is_valid():
        try:
            acts[act]()
        except Refusal as refusal:
            if form is None:
                messages.error(request, refusal.sentence)
                return redirect("session", pk)
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Written down."))
            return redirect("session", pk)
    return _show(request, found, status=422, **{act: form})


@require_http_methods(["GET", "POST"])
@staff()
def session_move(request: StaffRequest, pk: int) -> HttpResponse:
    """Hold a session at another time or place, or by somebody else."""
    found = _find(request, pk)
    if not access.runs(request.employee, found):
        raise Http404
    trainers = Employee.objects.working().filter(department__site=found.site_id)
    form = MoveForm(request.POST or None, session=found, trainers=trainers, zone=ZoneInfo(found.site.zone))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            sessions.move_session(
                session=found, trainer=said["trainer"], place=said["place"], sittings=form.sittings(),
                once=said["once"],
                actor=request.employee, at=request.at,
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("It is moved, and everybody on the list is told."))
            return redirect("session", pk)
    context = {"form": form, "session": found}
    return page(request, "desk/training/session_move.html", context, status=422 if form.is_bound else 200)


def _added(request: StaffRequest, found: Session, form: PeopleForm) -> list[Any]:
    owed = queries.owing(form.staff, found.course.kind) if form.cleaned_data["owing"] else []
    return form.audience(found.trainer, owed)


@require_safe
@staff()
def session_room(request: StaffRequest, pk: int) -> HttpResponse:
    """The room's screen: the code that is good now, and who has signed. Five queries, however many have."""
    found = _find(request, pk)
    if not access.runs(request.employee, found):
        raise Http404
    half_days = list(found.half_days.order_by("starts_at"))
    here = now_signed(half_days, request.at) if found.is_open else None
    signed = SignIn.objects.filter(half_day=here, struck_at=None).select_related("seat__employee").order_by("-pk")
    context = {
        "session": found, "here": here, "signed": list(signed) if here else [], "at": request.at,
        "seated": found.seats.count(), "coming": next((one for one in half_days if one.starts_at > request.at), None),
        "code": _code(request, here) if here else "",
    }  # fmt: skip
    return render(request, "desk/training/room.html", context)


def _code(request: StaffRequest, here: HalfDay) -> str:
    address = request.build_absolute_uri(reverse("training_sign", args=[codes.token(here, request.at)]))
    return mark_safe(
        segno.make(address, error="m").svg_inline(scale=8, border=2, svgclass="code", lineclass=None, omitsize=True)
    )


@require_safe
@staff()
def session_sheet(request: StaffRequest, pk: int) -> HttpResponse:
    """The attendance sheet as PDF, in the language of who prints it: a line to sign for each half day."""
    found = _find(request, pk)
    half_days = list(found.half_days.order_by("starts_at"))
    context = {
        "session": found, "half_days": half_days, "lines": queries.lines_of(found, half_days), "blank": BLANK,
        "hours": sum(one.hours for one in half_days),
    }  # fmt: skip
    return HttpResponse(pdf("desk/pdf/attendance.html", context), content_type="application/pdf")


@require_safe
@staff()
def training_certificate(request: StaffRequest, number: str) -> HttpResponse:
    """A certificate as PDF, in the language of whom it is given to, with the address at which its number is checked."""
    seat = certificate_of(request, number)
    half_days = list(seat.session.half_days.order_by("starts_at"))
    address = request.build_absolute_uri(f"{reverse('certificate_check')}?number={seat.certificate}")
    zone = ZoneInfo(seat.employee.department.site.zone)
    context = {
        "seat": seat, "employee": seat.employee, "course": seat.session.course, "address": address,
        "hours": sum(one.hours for one in half_days), "first": half_days[0].starts_at, "last": half_days[-1].starts_at,
        "days": len({one.starts_at.astimezone(zone).date() for one in half_days}),
        "code": mark_safe(segno.make(address, error="m").svg_inline(scale=2, border=0, omitsize=True)),
    }  # fmt: skip
    made = pdf("desk/pdf/training_certificate.html", context, seat.employee.user.language)
    return HttpResponse(made, content_type="application/pdf")
