"""The gate: who stands there and how long, who is inside, who is expected, and the register on paper."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gensui.core.refusal import Refusal
from gensui.desk.doors import StaffRequest, View, page, staff
from gensui.desk.forms.gate import ArrivalForm, PaperForm
from gensui.ledger import queries as ledger
from gensui.people import queries as people
from gensui.people.acting import Entry
from gensui.people.models import Site
from gensui.security import access, links, queries
from gensui.security.actions import gate as actions
from gensui.security.actions import register as register_actions
from gensui.security.models import GateEntry, Pass
from gensui.ui import wording
from gensui.ui.asked import day_in

ROLES = ("guard", "team_leader", "dept_head", "agent", "service_head", "admin_manager", "general_manager")
BLANK_LINES = range(24)


def gate_staff(view: View) -> View:
    """Lets in whom the register exists for; reads the clock, once."""

    @wraps(view)
    def guarded(request: StaffRequest, *args: Any, **words: Any) -> HttpResponseBase:
        if not access.sees_gate(request.employee):
            return render(request, "403.html", status=403)
        return view(request, *args, **words)

    return staff(*ROLES)(guarded)


def _site(request: StaffRequest) -> Site:
    return request.employee.department.site


def gate_queue(request: StaffRequest) -> dict[str, Any]:
    """What ``desk/_gate_queue.html`` shows: who stands at the gate, with their clocks. Two queries."""
    return {
        "queue": queries.queue(_site(request)), "may_decide": access.may(request.employee, "decide_entry", _site(request)),
    }  # fmt: skip


@require_safe
@gate_staff
def gate(request: StaffRequest) -> HttpResponse:
    """The queue with its clocks, who is inside, who is expected. Nine queries beside the rail's, however long the queue."""
    site = _site(request)
    context = gate_queue(request) | {
        "inside": queries.inside(site, request.at), "inside_count": queries.inside_count(site),
        "expected": queries.expected(site, request.at),
    }  # fmt: skip
    context["overdue"] = [line for line in context["inside"] if line.is_overdue(request.at)]
    return page(request, "desk/gate.html", context)


@require_http_methods(["GET", "POST"])
@gate_staff
def gate_new(request: StaffRequest) -> HttpResponse:
    """Somebody is here: six fields, and the owner is asked."""
    form = ArrivalForm(request.POST or None, site=_site(request))
    if request.method == "POST" and form.is_valid():
        try:
            entry = actions.arrive(
                site=_site(request), arrival=form.arrival(), actor=request.employee, at=request.at, entry=form.entry()
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _asked(entry))
            return redirect("gate")
    return page(request, "desk/gate_new.html", {"form": form}, status=422 if form.is_bound else 200)


def _asked(entry: GateEntry) -> str:
    if entry.asked_at:
        return _("{who} is registered; the owner has the link.").format(who=entry.who)
    return _("{who} is registered. Five minutes to decide.").format(who=entry.who)


def _find(request: StaffRequest, number: str) -> GateEntry:
    seen = access.visible_entries(request.employee)
    return get_object_or_404(
        GateEntry.objects.with_places(), pk__in=GateEntry.objects.numbered(number).filter(pk__in=seen).values("pk")
    )


@require_safe
@gate_staff
def gate_entry(request: StaffRequest, number: str) -> HttpResponse:
    """One line of the register, and what happened to it."""
    entry = _find(request, number)
    events = ledger.events_of(entry.stream)
    context = {
        "entry": entry, "duties": ledger.duties_of([entry.stream]).get(entry.stream, []),
        "lines": [(one, wording.happened(one), wording.proofs_of(one)) for one in reversed(events)],
        "names": people.names_of({one.actor for one in events}), "verbs": _verbs(request, entry),
    }  # fmt: skip
    return page(request, "desk/gate_entry.html", context)


Act = Callable[..., GateEntry]
ACTS: dict[str, tuple[Any, Act, dict[str, str]]] = {
    "admit": (gettext_lazy("Admit"), actions.decide_entry, {"decision": "admitted"}),
    "refuse": (gettext_lazy("Refuse"), actions.decide_entry, {"decision": "refused"}),
    "wait": (gettext_lazy("Ask to wait"), actions.decide_entry, {"decision": "waiting"}),
    "yes": (gettext_lazy("Called: owner says yes"), actions.note_answer, {"reply": "agreed"}),
    "no": (gettext_lazy("Called: owner says no"), actions.note_answer, {"reply": "refused"}),
    "unreachable": (gettext_lazy("Called: not reached"), actions.note_answer, {"reply": "unreachable"}),
    "ask": (gettext_lazy("Send the link again"), actions.ask_owner, {}),
    "leave": (gettext_lazy("Has left"), actions.leave, {}),
    "stay": (gettext_lazy("Found, may stay two hours"), actions.check_stay, {}),
}
REPEATABLE = frozenset({"ask", "stay"})


def _verbs(request: StaffRequest, entry: GateEntry) -> list[tuple[str, Any]]:
    if not access.may(request.employee, "decide_entry", entry.site) or entry.left_at or entry.decision == "refused":
        return []
    inside = entry.decision == "admitted"
    names = ["leave", "stay"] if inside else ["admit", "refuse", "wait", "yes", "no", "unreachable", "ask", "leave"]
    hidden = {"wait"} if entry.decision == "waiting" else set()
    hidden |= {"yes", "no", "unreachable", "ask"} if entry.unit_id is None else set()
    return [(name, ACTS[name][0]) for name in names if name not in hidden]


@require_POST
@gate_staff
def gate_act(request: StaffRequest, number: str, act: str) -> HttpResponse:
    """One thing done with an entry. The same guard doing it twice does it once."""
    entry = _find(request, number)
    known = ACTS.get(act)
    if known is None:
        raise Http404
    _label, function, words = known
    once = None if act in REPEATABLE else f"gate:{entry.number}:{act}:{request.employee.number}"
    try:
        done = function(gate=entry, actor=request.employee, at=request.at, entry=Entry(once=once), **words)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _now_so(act, done))
    return redirect("gate")


def _now_so(act: str, entry: GateEntry) -> str:
    said = {
        "admit": _("{who} may come in."), "refuse": _("{who} was refused."),
        "wait": _("{who} waits, a quarter of an hour at most."),
        "leave": _("{who} has left."), "stay": _("{who} may stay two hours more."), "ask": _("The owner has the link again."),
    }  # fmt: skip
    return said.get(act, _("Noted. Now decide.")).format(who=entry.who)


@require_POST
@gate_staff
def gate_pass(request: StaffRequest, pk: int) -> HttpResponse:
    """Somebody of the list of the expected is here."""
    permit = get_object_or_404(access.visible_passes(request.employee), pk=pk)
    return _admit_by_pass(request, permit)


@require_http_methods(["GET", "POST"])
@gate_staff
def gate_scan(request: StaffRequest, token: str) -> HttpResponse:
    """The code of a pass was scanned: whom it is for, and one button."""
    permit = get_object_or_404(
        access.visible_passes(request.employee).select_related("unit", "resident"), pk=links.pass_of(token)
    )
    if request.method == "POST":
        return _admit_by_pass(request, permit)
    return page(request, "desk/gate_scan.html", {"permit": permit, "good": permit.is_good(request.at)})


def _admit_by_pass(request: StaffRequest, permit: Pass) -> HttpResponse:
    once = f"pass:{permit.number}:{permit.used}:{request.employee.number}"
    try:
        entry = actions.arrive_by_pass(permit=permit, actor=request.employee, at=request.at, entry=Entry(once=once))
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _now_so("admit", entry))
    return redirect("gate")


def day_of(request: StaffRequest) -> tuple[datetime, datetime]:
    """The day asked for on the clocks of the community, or today: from midnight to midnight."""
    zone = ZoneInfo(_site(request).zone)
    day = day_in(request.GET.get("day", "")) or request.at.astimezone(zone).date()
    since = datetime.combine(day, time(), zone)
    return since, datetime.combine(day + timedelta(days=1), time(), zone)


@require_safe
@gate_staff
def gate_register(request: StaffRequest) -> HttpResponse:
    """The register of a day, to look at or to print; and empty lines for a day without electricity."""
    since, until = day_of(request)
    context = {"since": since, "lines": queries.register(_site(request), since, until), "blank": BLANK_LINES}
    return page(request, "desk/gate_register.html", context)


@require_http_methods(["GET", "POST"])
@gate_staff
def gate_late(request: StaffRequest) -> HttpResponse:
    """A line of the printed register is entered: both times are kept."""
    form = PaperForm(request.POST or None, site=_site(request))
    if request.method == "POST" and form.is_valid():
        times: dict[str, Any] = form.times()
        try:
            entry = register_actions.enter_from_paper(
                site=_site(request), arrival=form.arrival(), decision=form.cleaned_data["decision"],
                reply=form.cleaned_data["reply"], sheet=form.cleaned_data["sheet"], actor=request.employee,
                at=request.at, entry=form.entry(), **times,
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("{who} is entered, with both times.").format(who=entry.who))
            return redirect("gate_late")
    return page(request, "desk/gate_late.html", {"form": form}, status=422 if form.is_bound else 200)
