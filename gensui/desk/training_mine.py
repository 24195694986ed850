"""My training, on the telephone: what I must attend and by when, the signature in the room, the test, my certificates."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gensui.cases import queries as cases
from gensui.core.policy import Clause
from gensui.core.refusal import Refusal
from gensui.desk.doors import StaffRequest, page, staff
from gensui.desk.forms.training import TestForm
from gensui.desk.training import OFFICE
from gensui.ledger.models import Obligation
from gensui.people.models import Employee
from gensui.training import access, codes, queries
from gensui.training.actions import attendance, testing
from gensui.training.models import Attempt, HalfDay, Seat, SignOff, spoken


@dataclass(frozen=True, slots=True)
class Owed:
    """Something that I owe."""

    duty: Obligation
    clause: Clause


def _owed(me: Employee, at: datetime) -> list[Owed]:
    """What this person owes, what runs out first on top. Two queries."""
    policy = cases.policy_now(at)
    (standing,) = queries.standings([me])
    found = [
        Owed(duty, clause)
        for duty in standing.duties
        if duty is not None and duty.state == "open" and (clause := cases.clause_of(policy, duty)) is not None
    ]
    return sorted(found, key=lambda one: (one.duty.due_at is None, one.duty.due_at or at))


@require_safe
@staff()
def own_training(request: StaffRequest) -> HttpResponse:
    """What I owe, where I have to be, tests that wait, certificates. Six queries beside the rail's."""
    me = request.employee
    mine = queries.seats_of(me)
    context = {
        "owed": _owed(me, request.at), "office": me.role in OFFICE,
        "coming": [pair for pair in reversed(mine) if pair[0].session.is_open],
        "tests": [seat for seat, _days in mine if seat.attended_at and not seat.passed_at and seat.session.course.questions],
        "certificates": [seat for seat, _days in mine if seat.certificate and seat.passed_at],
        "missed": [seat for seat, _days in mine if seat.session.closed_at and not seat.attended_at],
        "done": [seat for seat, _days in mine if seat.attended_at and not seat.session.course.questions],
        "teaching": queries.taught_by(me),
        "to_sign": SignOff.objects.filter(employee=me, signed_at=None).order_by("-presented_at"),
    }  # fmt: skip
    return page(request, "desk/training/mine.html", context)


@require_safe
@staff()
def training_record(request: StaffRequest, number: str) -> HttpResponse:
    """Somebody's whole record, for the office that looks after the person; one's own is ``own_training``. Six queries beside
    the rail's.
    """
    me = request.employee
    if number == me.number:
        return redirect("own_training")
    theirs = access.visible_staff(me).select_related("department__site", "user")
    whom = get_object_or_404(theirs if me.role in OFFICE else theirs.none(), number=number)
    context = {
        "whom": whom, "owed": _owed(whom, request.at), "seats": queries.seats_of(whom),
        "signed": SignOff.objects.filter(employee=whom).order_by("-presented_at"),
    }  # fmt: skip
    return page(request, "desk/training/record.html", context)


@require_http_methods(["GET", "POST"])
@staff()
def training_sign(request: StaffRequest, token: str) -> HttpResponse:
    """The code in the room was scanned: one tap signs for the half day."""
    me, trouble, here = request.employee, "", None
    try:
        here = get_object_or_404(
            HalfDay.objects.select_related("session__course"), pk=codes.half_day_of(token, request.at)
        )
        if request.method == "POST":
            attendance.sign_in(code=token, actor=me, at=request.at)
            messages.success(request, _("You signed for this half day. Welcome."))
            return redirect("own_training")
    except Refusal as refusal:
        trouble = refusal.sentence
    context = {"me": me, "here": here, "trouble": trouble}
    return render(request, "desk/training/sign.html", context, status=409 if trouble else 200)


@require_http_methods(["GET", "POST"])
@staff()
def training_test(request: StaffRequest, pk: int) -> HttpResponse:
    """My test: begun, answered and handed in; then what came of it. Four queries."""
    me = request.employee
    seat = get_object_or_404(Seat.objects.select_related("session__course"), pk=pk, employee=me)
    last = seat.attempts.order_by("-number").first()
    form = TestForm(request.POST or None, attempt=last) if last is not None and last.handed_in_at is None else None
    trouble = ""
    if request.method == "POST":
        try:
            if "begin" in request.POST or form is None or last is None:
                testing.begin_test(seat=seat, actor=me, at=request.at)
                return redirect("training_test", pk)
            if form.is_valid():
                testing.hand_in(attempt=last, answers=form.answers(), actor=me, at=request.at)
                return redirect("training_test", pk)
        except Refusal as refusal:
            trouble = refusal.sentence
    running = last is not None and last.handed_in_at is None and (bool(trouble) or request.at <= last.ends_at)
    context = {
        "me": me, "seat": seat, "course": seat.session.course, "last": last, "form": form if running else None,
        "trouble": trouble, "left": seat.session.course.tries - (last.number if last else 0), "wrong": _wrong(last),
        "soon": last is not None and running and (last.ends_at - request.at).total_seconds() < 120,
        "over": last is not None and request.at > last.ends_at,
    }  # fmt: skip
    return render(request, "desk/training/test.html", context, status=422 if trouble or (form and form.errors) else 200)


def _wrong(attempt: Attempt | None) -> list[str]:
    """The questions of a test that was handed in whose answers were not right."""
    if attempt is None or attempt.handed_in_at is None:
        return []
    given = [*attempt.answers, *([[]] * len(attempt.questions))]
    pairs = zip(attempt.questions, given, strict=False)
    return [spoken(question["text"]) for question, answer in pairs if set(question["right"]) != set(answer)]
