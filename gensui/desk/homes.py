"""Homes: who lives where, and the acts by which a home changes hands."""

from collections.abc import Callable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gensui.cases import access, queries
from gensui.cases.actions import homes as moving
from gensui.core import lifecycle
from gensui.core.refusal import Refusal
from gensui.desk.doors import StaffRequest, page, staff
from gensui.desk.forms.homes import AuthoriseForm, MoveInForm, MoveOutForm, NameForm, NumberForm, SoldForm, TenancyForm
from gensui.people import access as people_access
from gensui.people import queries as people
from gensui.people.actions import homes as actions
from gensui.people.actions import naming, proving
from gensui.people.models import Unit

MOVERS = tuple(sorted(people_access.RIGHTS["move_residents"]))
FORMS: dict[str, Any] = {
    "in": MoveInForm, "out": MoveOutForm, "tenancy": TenancyForm, "authorise": AuthoriseForm,
    "sold": SoldForm, "name": NameForm, "number": NumberForm,
}  # fmt: skip


@require_safe
@staff(*MOVERS)
def homes(request: StaffRequest) -> HttpResponse:
    """A home by what people call it, by a telephone number, or by a name."""
    text = request.GET.get("q", "").strip()
    site = request.employee.department.site
    context = {
        "q": text, "units": people.units_like(site, text, 40) if text else [],
        "asked": people.names_asked(site),
        "residents": (people.callers(site, text) or people.residents_named(site, text)) if text else [],
    }  # fmt: skip
    return page(request, "desk/homes.html", context)


def _unit(request: StaffRequest, pk: int) -> Unit:
    there = Unit.objects.select_related("building__site")
    return get_object_or_404(there, pk=pk, building__site__in=people_access.visible_sites(request.employee))


@require_safe
@staff(*MOVERS)
def home(request: StaffRequest, pk: int) -> HttpResponse:
    """Who lives in a home and who lived there, what is open, and how it changes hands."""
    return _show(request, _unit(request, pk))


def _show(request: StaffRequest, unit: Unit, act: str = "", bound: Form | None = None) -> HttpResponse:
    there, today = people.residents_of(unit), _today(request, unit)
    forms = {f"form_{name}": form(there=there, today=today, prefix=name) for name, form in FORMS.items()}
    if bound is not None:
        forms[f"form_{act}"] = bound
    seen = access.visible_cases(request.employee).filter(unit=unit, state__in=lifecycle.OPEN)
    context = {
        "unit": unit,
        "there": there,
        "act": act,
        "before": people.households_before(unit),
        "open": queries.with_people(seen),
    }
    context |= forms
    return page(request, "desk/home.html", context, status=422 if bound is not None else 200)


def _today(request: StaffRequest, unit: Unit) -> date:
    return request.at.astimezone(ZoneInfo(unit.building.site.zone)).date()


@require_POST
@staff(*MOVERS)
def home_act(request: StaffRequest, pk: int, act: str) -> HttpResponse:
    """Somebody moves in or out, a tenancy gets an end, the home is sold."""
    unit = _unit(request, pk)
    if act not in FORMS:
        raise Http404
    form = FORMS[act](request.POST, there=people.residents_of(unit), today=_today(request, unit), prefix=act)
    if form.is_valid():
        try:
            told = ACTS[act](request, unit, form)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, told)
            return redirect("home", unit.pk)
    return _show(request, unit, act, form)


def _in(request: StaffRequest, unit: Unit, form: MoveInForm) -> str:
    said = form.cleaned_data
    resident = actions.move_in(
        unit=unit, person=form.person(), on=said["on"], tenancy_until=said["tenancy_until"], actor=request.employee,
        at=request.at,
    )  # fmt: skip
    return _("{name} lives in {home} now.").format(name=resident.name, home=unit.label)


def _out(request: StaffRequest, unit: Unit, form: MoveOutForm) -> str:
    who = form.who()
    open_cases = moving.move_out(resident=who, on=form.cleaned_data["on"], actor=request.employee, at=request.at)
    return _gone(who.name, unit, len(open_cases))


def _gone(names: str, unit: Unit, count: int) -> str:
    told = _("{name} no longer lives in {home} and has no rights there.").format(name=names, home=unit.label)
    if count:
        told += " " + _("{count} open requests go on; whoever follows them was told.").format(count=count)
    return told


def _tenancy(request: StaffRequest, unit: Unit, form: TenancyForm) -> str:
    until = form.cleaned_data["until"]
    who = actions.agree_tenancy(resident=form.who(), until=until, actor=request.employee, at=request.at)
    if until is None:
        return _("{name} rents {home} without an agreed end.").format(name=who.name, home=unit.label)
    return _("{name} rents {home} until {day}, and moves out by itself on the day after.").format(
        name=who.name, home=unit.label, day=until.isoformat()
    )


def _authorise(request: StaffRequest, unit: Unit, form: AuthoriseForm) -> str:
    authorised = form.cleaned_data["authorised"] == "yes"
    who = actions.authorise_resident(resident=form.who(), authorised=authorised, actor=request.employee, at=request.at)
    if authorised:
        return _("{name} may agree to what the owner of {home} pays.").format(name=who.name, home=unit.label)
    return _("{name} may not agree to what the owner of {home} pays.").format(name=who.name, home=unit.label)


def _name(request: StaffRequest, unit: Unit, form: NameForm) -> str:
    agrees = form.cleaned_data["agrees"] == "yes"
    who = naming.answer_name(resident=form.who(), agrees=agrees, actor=request.employee, at=request.at)
    return _("The name is {name}.").format(name=who.name)


def _number(request: StaffRequest, unit: Unit, form: NumberForm) -> str:
    who, day = form.who(), form.cleaned_data["signed_on"]
    proving.note_form(resident=who, signed_on=day, actor=request.employee, at=request.at)
    return _("The number of {name} is proved.").format(name=who.name)


def _sold(request: StaffRequest, unit: Unit, form: SoldForm) -> str:
    staying = form.staying_rows()
    left = [one.name for one in people.residents_of(unit) if one.pk not in staying]
    open_cases = moving.sell_home(
        unit=unit,
        buyers=[form.person()],
        staying=staying,
        on=form.cleaned_data["on"],
        actor=request.employee,
        at=request.at,
    )
    told = _("{home} belongs to {name} now.").format(home=unit.label, name=form.cleaned_data["name"])
    return told + (" " + _gone(", ".join(left), unit, len(open_cases)) if left else "")


ACTS: dict[str, Callable[[StaffRequest, Unit, Any], str]] = {
    "in": _in, "out": _out, "tenancy": _tenancy,
    "authorise": _authorise, "sold": _sold, "name": _name, "number": _number,
}  # fmt: skip
