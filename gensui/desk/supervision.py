"""Inspections on the desk: what is to be held, the sample and its checklists, the signature."""

from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gensui.cases import queries as cases
from gensui.cases.models import Attachment
from gensui.core.refusal import Refusal
from gensui.desk.doors import StaffRequest, page, staff
from gensui.desk.forms.supervision import JudgeForm, SignForm, SpotForm
from gensui.oversight import access, checklists, frames, queries
from gensui.oversight.actions import inspecting, rectifying
from gensui.oversight.models import Inspection, Item, Rectification
from gensui.oversight.redrawing import redraw
from gensui.people import queries as people
from gensui.ui import grounds as drawn
from gensui.ui import wording

TEAM = ("service_head", "dept_head", "admin_manager")
SEES = (*TEAM, "general_manager")
MENDS = (*SEES, "team_leader", "agent")
REASONS: dict[str, Any] = {
    "drawn": gettext_lazy("drawn"), "urgent": gettext_lazy("P1"), "dissatisfied": gettext_lazy("owner dissatisfied"),
    "reopened": gettext_lazy("reopened"), "unreachable": gettext_lazy("owner not reached"),
    "late_entry": gettext_lazy("entered late"), "by_hand": gettext_lazy("put in by hand"),
}  # fmt: skip


@require_http_methods(["GET", "POST"])
@staff(*SEES)
def supervision(request: StaffRequest) -> HttpResponse:
    """What is to be held and what was; a spot check beside the calendar. Six queries beside the rail's."""
    me, at = request.employee, request.at
    form = SpotForm(request.POST or None, actor=me, at=at)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = inspecting.call_spot_check(
                site=access.site_of(me), department=said["department"], since=said["since"], until=said["until"], actor=me,
                at=at, entry=form.entry(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("inspection", made.number)
    seen = access.visible_inspections(me).filter(site=access.site_of(me))
    to_hold = queries.held(seen.filter(done_at=None).order_by("called_at", "pk"))
    context = {
        "to_hold": [(one, not access.own(me, one.inspection.department)) for one in to_hold],
        "signed": queries.held(seen.exclude(done_at=None).order_by("-done_at"), 30),
        "form": form, "may_call": me.role in access.TEAM,
    }  # fmt: skip
    return page(request, "desk/supervision.html", context, status=422 if form.errors else 200)


def _inspection(request: StaffRequest, number: str) -> Inspection:
    seen = access.visible_inspections(request.employee).values("pk")
    rows = Inspection.objects.select_related("site", "drawn_by", "signed_by")
    return get_object_or_404(rows, pk__in=Inspection.objects.numbered(number).filter(pk__in=seen).values("pk"))


@require_safe
@staff(*SEES)
def inspection(request: StaffRequest, number: str) -> HttpResponse:
    """One inspection: its seed and list, what is looked at and why, what it found. Eleven queries, however many records."""
    return _show(request, _inspection(request, number))


def _show(request: StaffRequest, found: Inspection, status: int = 200, **more: Any) -> HttpResponse:
    me = request.employee
    items = queries.looked_at(found, me)
    findings = queries.mending(Rectification.objects.filter(item__inspection=found).order_by("pk"))
    context = {
        "inspection": found, "duty": next(iter(queries.held(Inspection.objects.filter(pk=found.pk)))).duty,
        "items": [(one, [REASONS.get(why, why) for why in one.item.reasons]) for one in items],
        "left": sum(one.item.judged_at is None for one in items), "findings": findings,
        "to_issue": sum(one.rectification.state == "found" for one in findings),
        "again": redraw(found) if found.drawn_at else None,
        "sources": [(Item.Source(source).label, len(rows)) for source, rows in found.frame.items()],
        "rules": [(Item.Source(source).label, rule) for source, rule in frames.rules(found.kind, found.department).items()],
        "may": {act: access.may(me, act, found.site_id, found.department) for act in ("draw", "judge", "sign", "issue")},
        "own": access.own(me, found.department), "sign": SignForm(),
    }  # fmt: skip
    return page(request, "desk/inspection.html", context | more, status=status)


@require_POST
@staff(*SEES)
def inspection_act(request: StaffRequest, number: str, act: str) -> HttpResponse:
    """Draw, sign, or tell the department of all that was found; what is refused is said on the page."""
    found = _inspection(request, number)
    me, at = request.employee, request.at
    try:
        if act == "draw":
            inspecting.draw_sample(inspection=found, actor=me, at=at)
        elif act == "sign":
            form = SignForm(request.POST)
            if not form.is_valid():
                return _show(request, found, status=422, sign=form)
            said = form.cleaned_data["summary"]
            inspecting.sign_inspection(inspection=found, summary=said, actor=me, at=at, entry=form.entry())
        elif act == "issue":
            waiting = Rectification.objects.filter(item__inspection=found, state="found").select_related("site")
            for one in waiting:
                rectifying.issue_notice(rectification=one, actor=me, at=at)
        else:
            raise Http404
    except Refusal as refusal:
        found.refresh_from_db()
        kept = {"sign": SignForm(request.POST)} if act == "sign" else {}
        return _show(request, found, status=409, trouble=refusal.sentence, **kept)
    return redirect("inspection", number)


@require_http_methods(["GET", "POST"])
@staff(*SEES)
def inspection_item(request: StaffRequest, number: str, place: int) -> HttpResponse:
    """One record and its checklist. Fourteen queries beside the rail's."""
    found = _inspection(request, number)
    item = get_object_or_404(
        Item.objects.select_related("inspection__site", "judged_by"), inspection=found, place=place
    )
    me = request.employee
    if not access.is_apart(me, item):
        raise Http404
    lines = checklists.lines_of(found, item)
    before = {one.line: one for one in item.judgements.select_related("picture")}
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = JudgeForm(*posted, lines=lines, before=before, actor=me)
    if request.method == "POST" and form.is_valid():
        try:
            inspecting.judge_item(item=item, marks=form.marks(), actor=me, at=request.at)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return _next(found, place)
    if form.is_bound:
        form.keep(request.at)
    record = queries.shown(item)
    clauses = cases.policy_now(request.at).clauses
    context = {
        "inspection": found, "item": item, "form": form, "record": record,
        "rows": [(line, fields, clauses.get(line.clause), before.get(line.key)) for line, fields in form.rows()],
        "reasons": [REASONS.get(why, why) for why in item.reasons],
        "lines": [(one, wording.happened(one)) for one in record.events if one.kind not in wording.QUIET],
        "lapses": [(duty, clauses.get(duty.clause)) for duty in record.lapses],
        "odd": drawn.odd(record.round.flags) if record.round else [],
        "names": people.names_of({one.actor for one in record.events if one.actor.startswith("staff:")}),
        "may_judge": access.may(me, "judge", found.site_id, found.department) and found.state == "drawn",
    }  # fmt: skip
    return page(request, "desk/inspection_item.html", context, status=422 if form.errors else 200)


def _next(found: Inspection, place: int) -> HttpResponse:
    left = found.items.filter(judged_at=None).order_by("place")
    following = left.filter(place__gt=place).first() or left.first()
    if following is None:
        return redirect("inspection", found.number)
    return redirect("inspection_item", found.number, following.place)


@require_safe
@staff(*SEES)
def inspection_picture(request: StaffRequest, number: str, place: int, pk: int) -> FileResponse:
    """A picture of the request that is looked at, for whoever inspects it."""
    found = _inspection(request, number)
    item = get_object_or_404(Item, inspection=found, place=place, case__isnull=False)
    if not access.is_apart(request.employee, item):
        raise Http404
    return _picture(get_object_or_404(Attachment, pk=pk, case=item.case_id).file)


@require_safe
@staff(*MENDS)
def supervision_picture(request: StaffRequest, pk: int) -> FileResponse:
    """A picture of what was found, or put right."""
    return _picture(get_object_or_404(access.visible_pictures(request.employee), pk=pk).file)


def _picture(file: Any) -> FileResponse:
    headers = {"Cache-Control": "private, max-age=3600"}
    return FileResponse(file.open("rb"), content_type="image/webp", headers=headers)
