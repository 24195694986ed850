"""Who could be asked about what, by the policy's threshold, and what a head does with it: a file, a talk, an answer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gensui.cases import queries as cases
from gensui.core.policy import Policy
from gensui.core.refusal import Refusal
from gensui.desk.doors import StaffRequest, page, staff
from gensui.desk.forms import sanctions as forms
from gensui.desk.sanctions import LOOKS_AFTER, MOST, hidden_of, labelled, written_down
from gensui.oversight import candidates, ladder
from gensui.oversight import sanction_access as access
from gensui.oversight.actions import breaches
from gensui.oversight.actions import sanctions as actions
from gensui.oversight.candidates import Candidate, Group, Lapse
from gensui.oversight.models import Breach
from gensui.people.models import Employee
from gensui.ui import thread
from gensui.ui.asked import row_in

Choices = list[tuple[str, list[tuple[int, str]]]]
AROUND = timedelta(days=14)
TALKED = gettext_lazy("Written down. A talk is no file and no sanction, and counts on no sheet.")
CLEARED = gettext_lazy("Written down. These lapses count no more.")


@require_safe
@staff(*LOOKS_AFTER)
def candidate_list(request: StaffRequest) -> HttpResponse:
    """Who could be asked about what, and what people doubt. Thirteen queries beside the rail's."""
    there = access.visible_staff(request.employee).filter(left_on=None).select_related("department__site")
    found = candidates.candidates(there, request.at)
    doubts = Breach.objects.filter(standing=Breach.Standing.DOUBTED, employee__in=there).select_related("employee")
    shown = list(doubts.order_by("-noted_at")[:MOST])
    policy = cases.policy_now(request.at)
    context = {
        "candidates": [
            (one, [(group, policy.clauses.get(group.clause)) for group in one.groups if group.proposed], labelled(one.past))
            for one in found if one.proposed
        ],
        "others": [one for one in found if not one.proposed],
        "least": candidates.threshold(policy), "rule": candidates.rule_of(policy),
        "doubts": [(one, policy.clauses.get(one.clause)) for one in shown], "hidden": hidden_of(request.employee, None, shown),
    }  # fmt: skip
    return page(request, "desk/candidates.html", context)


def _employee(request: StaffRequest, number: str) -> Employee:
    there = access.visible_staff(request.employee).select_related("user", "department__site")
    return get_object_or_404(there, number=number, left_on=None)


def _title(policy: Policy, group: Group) -> str:
    clause = policy.clauses.get(group.clause)
    return f"{group.clause} {clause.title[get_language() or '']}" if clause else group.clause


def _told(one: Lapse, hidden: set[str]) -> str:
    """A lapse in one line: about what, when it ran out, how late it was, and what speaks for the person."""
    duty = one.duty
    about = _("a complaint") if duty.stream in hidden else duty.stream.removeprefix("case:")
    late = thread.span(one.late)
    said = [
        about,
        date_format(localtime(duty.lapsed_at), "m-d H:i") if duty.lapsed_at else "",
        _("{late} late").format(late=late) if one.done else _("not done, {late} so far").format(late=late),
        _("limit {limit}").format(limit=thread.span(timedelta(microseconds=duty.limit_us))),
    ]
    said += [_("off duty")] if one.off_duty else [_("hardly late")] if one.slight else []
    said += [_("top priority")] if duty.urgent else []
    return " · ".join(filter(None, said))


def _choices(request: StaffRequest, asked: Candidate | None, policy: Policy, *, answered: bool) -> Choices:
    """The lapses to choose from, clause by clause; ``answered`` leaves out what the person may still answer first, and what does
    not count: what was hardly late, or ran out off duty.
    """
    hidden = hidden_of(request.employee, asked)
    found = []
    for group in asked.groups if asked else ():
        shown = [one for one in group.lapses if not answered or (one.serious and one.answerable_from <= request.at)]
        found.append((_title(policy, group), [(one.duty.pk, _told(one, hidden)) for one in shown]))
    return [(title, lines) for title, lines in found if lines]


@require_http_methods(["GET", "POST"])
@staff(*LOOKS_AFTER)
def sanction_new(request: StaffRequest, number: str) -> HttpResponse:
    """Open a file on somebody: the facts, and the lapses they rest on. Nothing is chosen before. Eighteen queries at most
    beside the rail's.
    """
    employee = _employee(request, number)
    asked = candidates.candidate(employee, request.at)
    policy = cases.policy_now(request.at)
    choices = _choices(request, asked, policy, answered=True)
    form = forms.OpenForm(request.POST or None, breaches=choices, policy=policy)
    if request.method == "POST" and form.is_valid():
        try:
            found = actions.open_file(
                employee=employee, facts=form.facts_given(), actor=request.employee, at=request.at, entry=form.entry()
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(
                request, _("The file is open. {name} is asked for a statement first.").format(name=employee.name)
            )
            return redirect("sanction", found.number)
    excused = candidates.excused_of(employee, request.at)
    lapses = [one for group in (asked.groups if asked else ()) for one in group.lapses]
    context = {
        "form": form, "employee": employee, "choices": choices,
        "chosen": [row_in(one) for one in request.POST.getlist("breaches")],
        "past": labelled(ladder.past_of(employee)),
        "excused": [(one, policy.clauses.get(one.clause)) for one in excused],
        "later": sum(one.serious and one.answerable_from > request.at for one in lapses),
        "uncounted": sum(not one.serious for one in lapses), "least": candidates.threshold(policy),
        "hidden": hidden_of(request.employee, None, excused),
        "duties": employee.duties.filter(ends_at__gt=request.at - AROUND, starts_at__lte=request.at).order_by("-starts_at"),
        "absences": employee.absences.filter(last_on__gte=candidates.begins(request.at).date()).order_by("-since_on"),
    }  # fmt: skip
    return page(request, "desk/sanction_new.html", context, status=422 if form.is_bound else 200)


@require_POST
@staff(*LOOKS_AFTER)
def breach_answer(request: StaffRequest, pk: int, answer: str) -> HttpResponse:
    """Answer a doubt: it was right, or it was not."""
    there = access.visible_staff(request.employee)
    found = get_object_or_404(Breach.objects.select_related("employee__department__site"), pk=pk, employee__in=there)
    answers: dict[str, Callable[..., object]] = {"accept": breaches.accept_doubt, "uphold": breaches.uphold_breach}
    if answer not in answers:
        raise Http404
    return written_down(request, "candidates", answers[answer], breach=found)


@require_http_methods(["GET", "POST"])
@staff(*LOOKS_AFTER)
def talk(request: StaffRequest, number: str) -> HttpResponse:
    """A reminder and a talk, instead of a file; or a lapse taken off the account. Twelve queries beside the rail's."""
    employee = _employee(request, number)
    asked = candidates.candidate(employee, request.at)
    form = forms.TalkForm(request.POST or None)
    chosen = [row_in(one) for one in request.POST.getlist("breach")]
    if request.method == "POST" and form.is_valid():
        words: dict[str, Any] = {
            "employee": employee, "words": form.cleaned_data["words"], "actor": request.employee, "at": request.at,
        }  # fmt: skip
        try:
            action = breaches.clear_breaches if request.POST.get("act") == "clear" else breaches.hold_talk
            action(breaches=chosen, entry=form.entry(), **words)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            clears = request.POST.get("act") == "clear"
            messages.success(request, CLEARED if clears else TALKED)
            return redirect("candidates")
    choices = _choices(request, asked, cases.policy_now(request.at), answered=False)
    context = {"form": form, "employee": employee, "choices": choices, "chosen": chosen}
    return page(request, "desk/talk.html", context, status=422 if form.is_bound else 200)
