"""Studies of the policy: what a draft would have changed, and how many people each post needs."""

from datetime import datetime, time, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gensui.amendments import access
from gensui.amendments.actions import studying
from gensui.amendments.models import Study
from gensui.cases import queries
from gensui.core.policy import Policy, read_policy
from gensui.core.refusal import Refusal
from gensui.desk import amendments
from gensui.desk.doors import StaffRequest, page, staff
from gensui.desk.forms.amendments import PeriodForm
from gensui.desk.opening import opened

DRAFTERS = sorted(access.DRAFTERS)
MONTH, EIGHT_WEEKS = timedelta(days=30), timedelta(days=56)
SHIFTS = {"day": _("day, 8 to 16"), "evening": _("evening, 16 to 24"), "night": _("night, 0 to 8")}


def _period(request: StaffRequest, policy: Policy) -> tuple[PeriodForm, datetime, datetime]:
    """From the first day's beginning to the last day's end, but not later than now."""
    form = PeriodForm(request.POST)
    if not form.is_valid():
        return form, request.at, request.at
    since = datetime.combine(form.cleaned_data["since"], time(), policy.zone)
    until = datetime.combine(form.cleaned_data["until"] + timedelta(days=1), time(), policy.zone)
    return form, since, min(until, request.at)


@require_POST
@staff(*DRAFTERS)
def what_if(request: StaffRequest, pk: int) -> HttpResponse:
    """Have the draft tried on what happened in a period."""
    draft = get_object_or_404(access.visible_drafts(request.employee), pk=pk)
    form, since, until = _period(request, read_policy(draft.base.files))
    if form.is_valid():
        try:
            study = studying.ask_what_if(draft=draft, since=since, until=until, actor=request.employee, at=request.at)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("study", study.pk)
    return amendments.show(request, draft, status=422, period=form)


@require_http_methods(["GET", "POST"])
@staff(*DRAFTERS)
def staffing(request: StaffRequest) -> HttpResponse:
    """The studies of staffing, and a form for another one."""
    form = PeriodForm(initial={"since": (request.at - EIGHT_WEEKS).date(), "until": request.at.date()})
    if request.method == "POST":
        form, since, until = _period(request, queries.policy_now(request.at))
        if form.is_valid():
            try:
                study = studying.ask_staffing(since=since, until=until, actor=request.employee, at=request.at)
            except Refusal as refusal:
                form.add_error(None, refusal.sentence)
            else:
                return redirect("study", study.pk)
    found = Study.objects.filter(kind=Study.Kind.STAFFING).select_related("asked_by").order_by("-pk")[:20]
    return page(request, "desk/staffing.html", {"studies": found, "form": form})


@require_safe
@staff(*DRAFTERS)
def study(request: StaffRequest, pk: int) -> HttpResponse:
    """How far a study is, or what came of it; with a clause, the streams in which that came out otherwise."""
    found = get_object_or_404(Study.objects.select_related("draft__base", "asked_by"), pk=pk)
    if found.kind == Study.Kind.STAFFING:
        return page(request, "desk/staffing_study.html", {"study": found} | _staffing(request, found))
    assert found.draft is not None  # a what-if has one
    before, after = read_policy(found.draft.base.files), read_policy(found.draft.files)
    return page(request, "desk/what_if.html", {"study": found} | _what_if(request, found, before, after))


def _what_if(request: StaffRequest, found: Study, before: Policy, after: Policy) -> dict[str, Any]:
    if found.finished_at is None or not found.result:
        return {}
    language = get_language() or ""
    names = {key: clause.title[language] for policy in (before, after) for key, clause in policy.clauses.items()}
    every = [(key, names.get(key, ""), counts) for key, counts in found.result["clauses"].items()]
    holders = [(key, one) for key, one in found.result["holders"].items() if _differs(one)]
    people = queries.names_of_keys(key for key, _one in holders)
    clause = request.GET.get("clause", "")
    if clause and clause not in found.result["clauses"]:
        raise Http404
    streams = found.result["examples"].get(clause, [])
    known = opened(request.employee, streams)
    return {
        "changed": [one for one in every if one[2].get("changed")],
        "alike": [one for one in every if not one[2].get("changed")],
        "roles": [(after.roles[key].name[language], one) for key, one in found.result["roles"].items()
                  if one["changed"] and key in after.roles],
        "holders": sorted(((people.get(key, key), one) for key, one in holders), key=lambda one: -abs(_shift(one[1])))[:12],
        "clause": clause, "clause_name": names.get(clause, ""), "counts": found.result["clauses"].get(clause),
        "streams": [(one, known[one]) for one in streams if one in known],
        "beyond": sum(one not in known for one in streams),
    }  # fmt: skip


def _differs(counts: dict[str, int]) -> bool:
    return any(counts.get(f"{what}_before", 0) != counts.get(f"{what}_after", 0) for what in ("opened", "late"))


def _shift(counts: dict[str, int]) -> int:
    return counts.get("late_after", 0) - counts.get("late_before", 0)


def _staffing(request: StaffRequest, found: Study) -> dict[str, Any]:
    policy, language = queries.policy_now(request.at), get_language() or ""
    posts = [
        {
            **post, "name": policy.roles[post["post"]].name[language] if post["post"] in policy.roles else post["post"],
            "title": policy.clauses[post["clause"]].title[language] if post["clause"] in policy.clauses else "",
            "shifts": [{**shift, "name": SHIFTS[shift["shift"]], "last": shift["tried"][-1]} for shift in post["shifts"]],
            "days": list(zip(map(str, WEEKDAYS.values()), post.get("needs", []), strict=False)),
        }
        for post in found.result.get("posts", [])
    ]  # fmt: skip
    return {"posts": posts, "result": found.result}
