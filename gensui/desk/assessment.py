"""The month's assessment: my sheet, the month of a community, the facts behind each figure, and what people say to it."""

from collections.abc import Callable, Container, Iterable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gensui.cases import queries as cases
from gensui.core.refusal import Refusal
from gensui.core.scoring import INDICATORS, half_up
from gensui.desk.doors import StaffRequest, page, staff
from gensui.desk.opening import opened
from gensui.desk.sanctions import picture_of
from gensui.oversight import drawn, periods, reviewers, sheet_access, sheet_queries, sheet_rows
from gensui.oversight.actions import closing, months, sheet_appeals
from gensui.oversight.actions import sheets as actions
from gensui.oversight.models import Appeal, Dispute, Month, MonthSheet, ScoreLine, SheetAppeal
from gensui.oversight.sheet_refusals import NotMovable
from gensui.people.models import Site
from gensui.people.secret import digest, digests
from gensui.reports import words
from gensui.ui.asked import month_in, row_in
from gensui.ui.indicators import COUNTED, NAMES, VERDICTS

MOST = 300
OFFICE = ("hr", "admin_manager", "general_manager")
LEADING = ("service_head", "dept_head", *OFFICE)


def parts_of(asked: Iterable[Month], site: Site) -> dict[str, str]:
    """What is to be said of each month that was not whole when it was counted. Three queries, or none where there is no month."""
    began: date | None = None
    said: dict[str, str] = {}
    for month in asked:
        began = began or periods.began_on(site)
        found = periods.parts_of(site, [month.first_on], month.computed_at, began)
        said |= {name: words.part_of(name, days) for name, days in found.items()}
    return said


def month_asked(request: StaffRequest, period: str) -> Month:
    """A month of the own community that exists for this person, or 404."""
    first_on = month_in(period)
    if first_on is None:
        raise Http404
    months = sheet_access.visible_months(request.employee).select_related("site", "confirmed_by", "published_by")
    return get_object_or_404(months, site=request.employee.department.site, first_on=first_on)


def _sheet(request: StaffRequest, period: str, number: str) -> MonthSheet:
    rows = sheet_access.visible_sheets(request.employee).select_related(
        "employee", "month__site", "month__confirmed_by", "month__published_by", "confirmed_by", "appeal"
    )
    return get_object_or_404(rows, month=month_asked(request, period), employee__number=number)


@require_safe
@staff()
def assessment(request: StaffRequest) -> HttpResponse:
    """My own sheets, the newest first; for whoever leads, the months of the community. Eight queries beside the rail's."""
    me = request.employee
    own = list(sheet_queries.own(me))
    theirs = sheet_queries.months_of(me.department.site)[: sheet_queries.TREND] if me.role in LEADING else ()
    last = (request.at.astimezone(cases.policy_now(request.at).zone).replace(day=1) - timedelta(days=1)).date()
    context = {
        "sheets": own, "unread": sheet_queries.unread(me, own), "trend": sheet_queries.trend(me, last), "last": last.replace(day=1),
        "months": theirs, "not_whole": parts_of([*theirs, *(sheet.month for sheet in own)], me.department.site),
        "may_draft": sheet_access.may_here(me, "draft_month", me.department.site),
        "countings": sheet_queries.countings_of(me.department.site) if me.role in OFFICE else (),
    }  # fmt: skip
    return page(request, "desk/assessment.html", context)


@require_safe
@staff()
def assessment_sheet(request: StaffRequest, period: str, number: str) -> HttpResponse:
    """One sheet, line by line. Ten queries beside the rail's, and one for who else there is, where an objection is open."""
    return _show_sheet(request, _sheet(request, period, number))


def _show_sheet(request: StaffRequest, sheet: MonthSheet, status: int = 200, **more: Any) -> HttpResponse:
    me = request.employee
    order = list(INDICATORS)
    lines = sorted(sheet.lines.all(), key=lambda line: (not line.weight, order.index(line.indicator)))
    disputes = list(sheet.disputes.select_related("decided_by", "moved_to").order_by("pk"))
    hidden = cases.hidden_streams(me, [one.stream for one in disputes])
    open_ones = sheet_access.may(me, "decide_dispute", sheet) and any(not one.decision for one in disputes)
    judged = sheet_queries.judged(sheet.month)[sheet.post]
    trend = sheet_queries.trend(sheet.employee, sheet.month.first_on)
    context = {
        "not_whole": parts_of([sheet.month, *(one.month for one in trend)], sheet.month.site),
        "sheet": sheet, "month": sheet.month, "judged": judged,
        "below": drawn.below_of(sheet),
        "missing": sheet_queries.missing(sheet, lines, judged.least),
        "lines": [
            (line, NAMES[line.indicator], COUNTED[line.indicator], INDICATORS[line.indicator], *sheet_queries.span(line))
            for line in lines
        ],
        "remarks": sheet.remarks.select_related("author").order_by("pk"),
        "disputes": [(one, NAMES[one.indicator], one.stream in hidden) for one in disputes],
        "others": sheet_queries.others(me, sheet) if open_ones else (),
        "trend": trend,
        "may": {act: sheet_access.may(me, act, sheet) for act in sheet_access.RIGHTS}, "heard": sheet.is_heard(request.at),
    }  # fmt: skip
    if sheet.month.is_published:
        context |= _appeal(request, sheet) | {
            "read_at": sheet_queries.read_at([sheet], sheet.month.period).get(sheet.pk)
        }
    return page(request, "desk/assessment_sheet.html", context | more, status=status)


def _appeal(request: StaffRequest, sheet: MonthSheet) -> dict[str, Any]:
    """The appeal against a published sheet, and what can be done about it now. Four queries at most."""
    appeal = (
        SheetAppeal.objects.filter(sheet=sheet)
        .select_related("decided_by", "paper", "entered_by", "countersigned_by")
        .first()
    )
    me, until = request.employee, sheet_queries.appeal_until(sheet)
    waits = appeal is not None and not appeal.decision and sheet_access.may(me, "decide_sheet_appeal", sheet)
    may_appeal = sheet_access.is_own(me, sheet) and appeal is None and until is not None and request.at <= until
    matter = sheet_access.matter_of(sheet) if may_appeal or (appeal is not None and not appeal.decision) else None
    if appeal is not None and appeal.entered and matter is not None:
        waits = waits and me in reviewers.reviewers(matter)
    way = reviewers.way_out(cases.policy_now(request.at), matter) if matter is not None else None
    return {
        "outside": {"says": way.says, "by": cases.names_of_keys([way.by]).get(way.by, "")} if way else None,
        "appeal": appeal, "appeal_until": until, "grounds": Appeal.Grounds.choices, "grades": MonthSheet.Grade.choices[:3],
        "may_appeal": may_appeal, "may_decide_appeal": waits and matter is not None and reviewers.may(me, matter),
        "decides_outside": matter is not None and not reviewers.reviewers(matter), "published_it": me == sheet.month.published_by,
    }  # fmt: skip


@require_safe
@staff()
def assessment_outside(request: StaffRequest, period: str, number: str) -> FileResponse:
    """The picture of the paper on which somebody outside decided the appeal, for whoever sees the sheet."""
    return picture_of(getattr(_sheet(request, period, number), "appeal", None))


@require_safe
@staff()
def assessment_facts(request: StaffRequest, period: str, number: str, indicator: str) -> HttpResponse:
    """Every fact behind a line, each with its door. At most sixteen queries beside the rail's."""
    return _show_facts(request, _sheet(request, period, number), indicator)


def _show_facts(
    request: StaffRequest, sheet: MonthSheet, indicator: str, status: int = 200, **more: Any
) -> HttpResponse:
    line = get_object_or_404(sheet.lines, indicator=indicator)
    if INDICATORS[indicator].summed:
        return _show_team(request, sheet, line, status, **more)
    found = sheet_queries.facts_of(sheet.month, sheet, indicator)
    shown = found[:MOST]
    streams = [one.stream for one in shown]
    known = opened(request.employee, streams)
    hidden = cases.hidden_streams(request.employee, [one for one in streams if one not in known])
    disputed = {(one.stream, one.clause, one.number): one for one in sheet.disputes.all()}
    keys = {one.who for one in shown} | {one.charged_to for one in shown if one.charged_to}
    may_dispute = sheet_access.may(request.employee, "dispute_fact", sheet) and not sheet.month.is_published
    context = {
        "sheet": sheet, "month": sheet.month, "line": line, "name": NAMES[indicator], "counted": COUNTED[indicator],
        "clauses": sheet_queries.asking(sheet.month, indicator), "not_whole": parts_of([sheet.month], sheet.month.site),
        "facts": [
            (
                one, VERDICTS[one.verdict], known.get(one.stream), one.stream in hidden,
                _named(one.stream, hidden),
                disputed.get(one.key), may_dispute and one.verdict in ("failed", "half") and one.key not in disputed,
            )
            for one in shown
        ],
        "more": len(found) - len(shown), "names": cases.names_of_keys(keys),
    }  # fmt: skip
    return page(request, "desk/assessment_facts.html", context | more, status=status)


def _show_team(request: StaffRequest, sheet: MonthSheet, line: ScoreLine, status: int, **more: Any) -> HttpResponse:
    """Each score behind the line of a team, the lowest first; by name, with the door, where the reader may read that sheet."""
    team = sheet_rows.team_of(sheet)
    names = sheet_access.readable(request.employee, sheet.month, [one.key for one in team])
    context = {
        "sheet": sheet, "month": sheet.month, "line": line, "name": NAMES[line.indicator], "counted": COUNTED[line.indicator],
        "clauses": sheet_queries.asking(sheet.month, line.indicator),
        "team": [(names.get(one.key), half_up(one.score), one.known) for one in sorted(team, key=lambda one: one.score)],
        "known": sum(1 for one in team if one.known), "not_whole": parts_of([sheet.month], sheet.month.site),
    }  # fmt: skip
    return page(request, "desk/assessment_team.html", context | more, status=status)


def _named(stream: str, hidden: Container[str]) -> str:
    """How a form names what a fact is about: a complaint that does not exist for the reader by its digest alone."""
    return digest(stream) if stream in hidden else stream


@require_POST
@staff(*OFFICE)
def assessment_draft(request: StaffRequest) -> HttpResponse:
    """Ask for a month to be counted, or counted anew; a worker does it."""
    site = request.employee.department.site
    period = request.POST.get("period", "")
    first_on = month_in(period)
    if first_on is None:
        messages.error(request, _("“{text}” is no month. Write it as 2026-03.").format(text=period[:20]))
        return redirect("assessment")
    try:
        months.ask_month(site=site, first_on=first_on, actor=request.employee, at=request.at)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return redirect("assessment")


@require_safe
@staff(*OFFICE)
def assessment_counting(request: StaffRequest, pk: int) -> HttpResponse:
    """How far the counting of a month is, asked by a page that shows it."""
    found = get_object_or_404(sheet_access.visible_countings(request.employee), pk=pk)
    answer = render(request, "desk/_assessment_counting.html", {"counting": found})
    if not found.waits:
        answer["HX-Redirect"] = (
            reverse("assessment") if found.trouble else reverse("assessment_month", args=[found.period])
        )
    return answer


@require_POST
@staff()
def assessment_act(request: StaffRequest, period: str, number: str, act: str) -> HttpResponse:
    """Comment, confirm, take note, object, decide; what is refused is said on the page, with the words kept."""
    sheet = _sheet(request, period, number)
    me, at, text = request.employee, request.at, request.POST.get("text", "")[:4000]
    try:
        if act == "comment":
            actions.comment_sheet(sheet=sheet, text=text, actor=me, at=at)
        elif act == "confirm":
            closing.confirm_sheet(sheet=sheet, actor=me, at=at)
        elif act == "accept":
            closing.accept_sheet(sheet=sheet, actor=me, at=at)
        elif act == "acknowledge":
            closing.acknowledge_sheet(sheet=sheet, actor=me, at=at)
        elif act == "appeal":
            grounds = request.POST.get("grounds", "")
            sheet_appeals.appeal_sheet(sheet=sheet, grounds=grounds, statement=text, actor=me, at=at)
        elif act == "decide_appeal":
            said: dict[str, Any] = {name: request.POST.get(name, "")[:120] for name in ("decision", "grade", "outside")}
            given = request.FILES.get("paper")
            said |= {"changed": request.POST.get("changed", "")[:2000], "paper": given.read() if given else b""}
            sheet_appeals.decide_sheet_appeal(sheet=sheet, reasons=text, actor=me, at=at, **said)
        elif act == "dispute":
            return _dispute(request, sheet, text)
        elif act in DECISIONS:
            row = request.POST.get("dispute", "")
            dispute = get_object_or_404(sheet.disputes.select_related("sheet__month__site"), pk=row_in(row))
            DECISIONS[act](request, dispute, text)
        else:
            raise Http404
    except Refusal as refusal:
        return _show_sheet(request, sheet, status=409, trouble=refusal.sentence, kept=text, said=request.POST)
    messages.success(request, _("Written down."))
    return redirect("assessment_sheet", period, number)


def _grant(request: StaffRequest, dispute: Dispute, text: str) -> None:
    actions.grant_dispute(dispute=dispute, reason=text, actor=request.employee, at=request.at)


def _refuse(request: StaffRequest, dispute: Dispute, text: str) -> None:
    actions.refuse_dispute(dispute=dispute, reason=text, actor=request.employee, at=request.at)


def _move(request: StaffRequest, dispute: Dispute, text: str) -> None:
    others = sheet_queries.others(request.employee, dispute.sheet)
    to = next((one for one in others if one.employee.number == request.POST.get("to")), None)
    if to is None:
        raise NotMovable
    actions.move_dispute(dispute=dispute, to=to, reason=text, actor=request.employee, at=request.at)


DECISIONS: dict[str, Callable[[StaffRequest, Dispute, str], None]] = {"grant": _grant, "refuse": _refuse, "move": _move}


def _dispute(request: StaffRequest, sheet: MonthSheet, text: str) -> HttpResponse:
    said = request.POST
    row, indicator, stream = said.get("number", ""), said.get("indicator", ""), said.get("stream", "")
    try:
        if stream and ":" not in stream and sheet.lines.filter(indicator=indicator).exists():
            facts = sheet_queries.facts_of(sheet.month, sheet, indicator)
            stream = next((one.stream for one in facts if stream in digests(one.stream)), "")
        actions.dispute_fact(
            sheet=sheet, indicator=indicator, stream=stream, clause=said.get("clause", ""),
            number=row_in(row), text=text, actor=request.employee, at=request.at,
        )  # fmt: skip
    except Refusal as refusal:
        return _show_facts(request, sheet, indicator, status=409, trouble=refusal.sentence, kept=text)
    messages.success(request, _("Written down."))
    return redirect("assessment_facts", sheet.month.period, sheet.employee.number, indicator)
