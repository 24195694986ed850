"""Taking a request in: one screen from the first ring to the dispatch."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gensui.cases import access, calling, drafts, leaves, queries, warranty
from gensui.cases.actions import drafting, same_fault, telling
from gensui.cases.actions import intake as actions
from gensui.cases.models import Case, Category, Priority
from gensui.core import lifecycle
from gensui.core.refusal import Refusal
from gensui.desk.doors import FRONT, StaffRequest, page, staff
from gensui.desk.forms.intake import IntakeForm, served
from gensui.ledger.requests import KEY
from gensui.people import phones
from gensui.people import queries as people
from gensui.people.models import Unit
from gensui.ui.forms import refuse


@require_http_methods(["GET", "POST"])
@staff(*FRONT)
def intake(request: StaffRequest) -> HttpResponse:
    """The intake form; what was being typed before is still there."""
    site = request.employee.department.site
    call = _call(request)
    if request.method == "POST":
        form = IntakeForm(request.POST, site=site)
        if form.is_valid():
            try:
                case = _take_in(request, form, call)
            except Refusal as refusal:
                refuse(form, refusal)
            else:
                return _taken_in(request, case)
    else:
        given = {name: request.GET[name] for name in ("phone", "home") if name in request.GET}
        if call is not None:
            given = {"phone": phones.readable(call.phone), "call": call.number, "channel": "phone"}
        kept = drafts.draft_of(request.employee, given)  # not what somebody else said
        form = IntakeForm(site=site, initial=kept | given)
        form.initial["served"] = served(form.initial["once"], request.at)
    form.tell_rings(calling.ring_limit(request.at))
    chosen = _chosen(form)
    within = _call_within(chosen, form["priority"].value() or "", request.at)
    context = {
        "form": form,
        "chosen": chosen,
        "within": within,
        "for_another": form["for_another"].value(),
        "advice": calling.advice(chosen, request.at),
        "call": call,
        "telephony": bool(settings.TELEPHONY_KEY),
    }
    return page(request, "desk/intake.html", context, status=422 if form.is_bound else 200)


def _call(request: StaffRequest) -> Case | None:
    """The call that is being recorded, where the form belongs to one."""
    number = (request.POST or request.GET).get("call", "")
    if not number:
        return None
    return access.visible_cases(request.employee).filter(pk__in=Case.objects.numbered(number).values("pk")).first()


def _taken_in(request: StaffRequest, case: Case) -> HttpResponse:
    """To the case; a complaint about whoever took it in is with somebody else from now on."""
    if case.request_type != "complaint" or access.is_visible(request.employee, case):
        told = _("Case {number} is taken in; you follow it.")
        if case.is_joined and case.merged_into is not None:
            told = _("Case {number} is taken in and handled with {into}; whoever called hears how it goes.")
        messages.success(request, told.format(number=case.number, into=case.merged_into and case.merged_into.number))
        if said := _to_say(case):
            messages.info(request, said)
        return redirect("case", case.number)
    messages.success(request, _("It is taken in. Whoever stands above has it from now on."))
    return redirect("worklist")


def _to_say(case: Case) -> str:
    """What to say before the call ends: the number, who has it and what is promised; and whether a message with it goes out."""
    if case.state in lifecycle.FINAL or case.is_joined:
        return ""
    if case.request_type == "complaint":
        said = _("Say: “Your complaint has the number {number}. Somebody whom it does not concern looks into it.”")
    elif case.promised_by is not None:
        said = _("Say: “Your request has the number {number}. {who} has it; we promise it by {until}.”")
    else:
        return ""
    to = {one.to.partition(":")[0] for one in queries.told_of(case) if one.what == "message.notice"}
    if ("caller" if case.for_another else "resident") in to:
        sent = _("A message with this goes out.")
    elif "resident" in to:
        sent = _("A message goes to the home, none to the caller: let them write the number down.")
    else:
        sent = _("No message goes out: let them write the number down.")
    until = case.clock(case.promised_by) if case.promised_by is not None else ""
    return f"{said.format(number=case.number, who=telling.who_has(case), until=until)} {sent}"


def _take_in(request: StaffRequest, form: IntakeForm, call: Case | None) -> Case:
    heard_at = (
        calling.heard_since(request.employee, form.cleaned_data["once"]) or form.served_at(request.at) or request.at
    )
    words: dict[str, Any] = {
        "request": form.request(heard_at), "actor": request.employee, "at": request.at, "entry": form.entry(),
    }  # fmt: skip
    into = form.cleaned_data["joins"]
    if into is not None:
        return same_fault.take_in_joined(site=request.employee.department.site, call=call, into=into, **words)
    words["answer"] = form.cleaned_data["answer"]
    if call is not None:
        return actions.fill_intake(case=call, **words)
    return actions.take_down(site=request.employee.department.site, **words)


def _chosen(form: IntakeForm) -> Category | None:
    return Category.objects.filter(pk=form["category"].value() or "").first()


@require_safe
@staff(*FRONT)
def caller(request: StaffRequest) -> HttpResponse:
    """Who calls: person, home, what is open, what to say of a fault of the building, and whether this was said before."""
    site, said = request.employee.department.site, request.GET
    found = people.callers(site, said.get("phone", ""))
    unit = Unit.objects.called(site, said.get("home", "")).first()
    homes = {one.household.unit for one in found if one.is_present}
    if unit is None and len(homes) == 1:
        (unit,) = homes
    category = Category.objects.filter(pk=said.get("category", "")).first()
    alike = calling.same_fault(request.employee, site, unit, said.get("area", ""), category, request.at)
    call = Case.objects.numbered(said.get("call", "")).first()
    me = request.employee
    about = [unit] if unit is not None else sorted(homes, key=lambda home: home.label)
    others = [one for one in calling.open_of_caller(me, site, said.get("phone", ""), *about) if one != call]
    faults = calling.faults_of_building(site, about)
    joinable = [one for one in faults if calling.takes_in(one, category)]
    context = {
        "callers": found, "unit": unit, "which": len(homes) > 1 and unit is None,
        "residents": people.residents_of(unit) if unit is not None and unit not in homes else [],
        "units": people.units_like(site, said["home"]) if said.get("home") and unit is None else [],
        "open": others, "again": calling.again(me, site, unit, category, request.at),
        "alike": alike,
        "first_key": next((one.number for one in (*joinable, *alike)), ""), "joinable": joinable,
        "warranties": warranty.warranties(me, site, unit, request.at),
        "faults": faults, "at": request.at,
    }  # fmt: skip
    return render(request, "desk/caller.html", context)


@require_safe
@staff(*FRONT)
def categories(request: StaffRequest) -> HttpResponse:
    """Leaves by what the caller says, by name, or by the initials of their pinyin; the likeliest first."""
    return render(request, "desk/categories.html", {"found": leaves.categories(request.GET.get("leaf", ""))})


@require_safe
@staff(*FRONT)
def questions(request: StaffRequest) -> HttpResponse:
    """What to ask of a request of this category."""
    form = IntakeForm(site=request.employee.department.site, initial={"category": request.GET.get("category", "")})
    advice = calling.advice(_chosen(form), request.at)
    return render(request, "desk/questions.html", {"form": form, "advice": advice})


@require_safe
@staff(*FRONT)
def read_back(request: StaffRequest) -> HttpResponse:
    """What to read back of a request of this category and priority, to who asks or calls for somebody else."""
    category = Category.objects.filter(pk=request.GET.get("category", "")).first()
    priority = request.GET.get("priority", "")
    within = _call_within(category, priority, request.at)
    context = {"within": within, "for_another": request.GET.get("for_another")}
    return render(request, "desk/read_back.html", context)


def _call_within(category: Category | None, priority: str, at: datetime) -> timedelta | None:
    if category is None:
        return None
    return calling.call_limit(category, priority if priority in Priority.values else "", at)


@require_POST
@staff(*FRONT)
def draft(request: StaffRequest) -> HttpResponse:
    """Keep what is typed so far."""
    fields = {
        name: str(request.POST[name])[:4000]
        for name in request.POST
        if (name in IntakeForm.base_fields and name not in ("read_back", "served")) or name.startswith("question")
    }
    if drafting.keep_draft(actor=request.employee, at=request.at, fields=fields) is None:
        return HttpResponse("", content_type="text/plain")
    return HttpResponse(
        _("Kept at {time}").format(time=date_format(localtime(request.at), "H:i:s")), content_type="text/plain"
    )


@require_POST
@staff(*FRONT)
def draft_drop(request: StaffRequest) -> HttpResponse:
    """Begin with an empty form; what is typed in another stays."""
    once = request.POST.get("once", "")
    drafting.drop_draft(actor=request.employee, at=request.at, once=once if KEY.fullmatch(once) else None)
    return redirect("intake")
