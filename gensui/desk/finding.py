"""A finding put on record by hand: from a complaint that was looked into, or from what keeps coming up."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gensui.cases import access as case_access
from gensui.cases import queries as cases
from gensui.cases.models import Case
from gensui.core.refusal import Refusal
from gensui.desk import limits
from gensui.desk.doors import StaffRequest, page, staff
from gensui.desk.forms.supervision import FindingForm
from gensui.desk.supervision import TEAM
from gensui.oversight import access
from gensui.oversight.actions import rectifying
from gensui.oversight.actions.rectifying import Found
from gensui.ui.asked import row_in
from gensui.ui.pictures import content


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a finding comes from: its stream, what it is, its page, and the department it speaks of."""

    source: str
    stream: str
    title: str
    address: str
    department: str = ""


@require_http_methods(["GET", "POST"])
@staff(*TEAM)
def finding_new(request: StaffRequest, source: str, number: str) -> HttpResponse:
    """What was found, of which department, after which clause. Four queries beside the rail's."""
    me, at, origin = request.employee, request.at, _origin(request, source, number)
    clauses = cases.policy_now(at).clauses
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FindingForm(*posted, actor=me, clauses=clauses, department=origin.department)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        found = Found(
            clause=said["clause"], problem=said["problem"], severity=said["severity"], source=origin.source, about=origin.stream,
            picture=content(said["picture"]),
        )  # fmt: skip
        try:
            made = rectifying.record_finding(
                site=access.site_of(me), department=said["department"], found=found, actor=me, at=at, entry=form.entry()
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("rectification", made.number)
    if form.is_bound:
        form.keep(request.at)
    context = {"form": form, "origin": origin, "within": limits.of_findings(request.at)}
    return page(request, "desk/finding_new.html", context, status=422 if form.errors else 200)


def _origin(request: StaffRequest, source: str, number: str) -> Origin:
    if source == "complaint":
        return _complaint(request, number)
    if source != "pattern" or not row_in(number):
        raise Http404
    seen = access.visible_patterns(request.employee).select_related("category")
    found = get_object_or_404(seen, pk=int(number))
    return Origin("pattern", found.stream, str(found), reverse("patterns"), found.category.department)


def _complaint(request: StaffRequest, number: str) -> Origin:
    seen = case_access.visible_cases(request.employee).filter(request_type="complaint").values("pk")
    found = get_object_or_404(Case.objects.numbered(number).select_related("complaint"), pk__in=seen)
    accused = getattr(found, "complaint", None)
    title = f"{found.number} {found.matter[:60]}"
    kind = accused.accused_department if accused is not None else ""
    return Origin("complaint", found.stream, title, reverse("case", args=[found.number]), kind)


def _visited(request: StaffRequest, number: str) -> Origin:
    seen = case_access.visible_cases(request.employee).values("pk")
    found = get_object_or_404(Case.objects.numbered(number), pk__in=seen)
    return Origin("visit", found.stream, found.number, reverse("case", args=[found.number]), found.department)


def origin_of(request: StaffRequest, about: str) -> Origin | None:
    """Where a finding came from, if that exists for whoever looks. At most two queries."""
    source, _colon, number = about.partition(":")
    try:
        if source == "case":
            return _complaint(request, number)
        if source == "issue":
            return _visited(request, number.partition("/")[0])
        if source == "pattern":
            return _origin(request, source, str(int(number.removeprefix("T"))))
    except Http404:
        return None
    return None
