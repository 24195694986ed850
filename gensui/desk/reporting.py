"""Reports: asked for, found again, read, printed, published; and the facts behind each figure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gensui.core.policy import Policy
from gensui.core.refusal import Refusal
from gensui.desk.cases import find
from gensui.desk.doors import StaffRequest, page, staff
from gensui.desk.opening import Opened, opened
from gensui.people.access import NotYours
from gensui.people.actions import exports
from gensui.reports import access, facts, paper, sheets, tables
from gensui.reports.actions import asking, publishing
from gensui.reports.facts import Month, NoSuchFigure
from gensui.reports.figures import Figures
from gensui.reports.models import Published, Report
from gensui.reports.models.report import Language
from gensui.ui import wording
from gensui.ui.asked import month_in

READERS = tuple(sorted(access.READERS))
SHOWN, PER_PAGE = 60, 100


@require_http_methods(["GET", "POST"])
@staff(*READERS)
def reporting(request: StaffRequest) -> HttpResponse:
    """The reports of the last time, and asking for a new one. Two queries beside the rail's."""
    me, trouble = request.employee, ""
    if request.method == "POST":
        try:
            asked = _ask(request)
        except Refusal as refusal:
            trouble = refusal.sentence
        else:
            return redirect("reporting_one", asked.pk)
    rows = access.visible_reports(me).select_related("site", "case", "asked_by").defer("figures").order_by("-pk")
    kinds = [(kind, label) for kind, label in Report.Kind.choices if kind != Report.Kind.CASE and access.may(me, kind)]
    context = {
        "reports": rows[:SHOWN], "kinds": kinds,
        "languages": Language.choices, "language": get_language(), "trouble": trouble,
        "month": f"{facts.last_month(me.department.site, request.at):%Y-%m}",
    }  # fmt: skip
    return page(request, "desk/reporting.html", context, status=409 if trouble else 200)


def _ask(request: StaffRequest) -> Report:
    said = request.POST
    month = month_in(said.get("month", ""))
    if month is None:
        raise BadMonth
    kind = said.get("kind", "") if said.get("kind") in ("month", "brief") else "month"
    return asking.ask_for_month(
        site=request.employee.department.site, kind=kind, month=month, language=_language(request), actor=request.employee,
        at=request.at,
    )  # fmt: skip


def _language(request: StaffRequest) -> str:
    said = request.POST.get("language", "")
    return said if said in Language.values else Language.ZH_HANT


class BadMonth(Refusal):
    """What was given is no month."""

    code = "bad_month"

    def __init__(self) -> None:
        super().__init__(_("Write the month as year and month: 2026-10."))


@require_POST
@staff(*READERS)
def reporting_case(request: StaffRequest, number: str) -> HttpResponse:
    """Ask for the evidence pack of a case."""
    case = find(request, number)
    asked = asking.ask_for_case(case=case, language=_language(request), actor=request.employee, at=request.at)
    return redirect("reporting_one", asked.pk)


def _find(request: StaffRequest, pk: int) -> Report:
    seen = access.visible_reports(request.employee).values("pk")
    return get_object_or_404(Report.objects.select_related("site", "case", "asked_by"), pk=pk, pk__in=seen)


@require_safe
@staff(*READERS)
def reporting_one(request: StaffRequest, pk: int) -> HttpResponse:
    """A report: how far it is, or what it says."""
    return _show(request, _find(request, pk))


def _show(request: StaffRequest, found: Report, status: int = 200, trouble: str = "") -> HttpResponse:
    context: dict[str, Any] = {"report": found, "trouble": trouble, "doors": found.pk}
    if found.figures and found.month:
        counted = Figures.read(found.figures)
        made = paper.shown if found.kind == "month" else paper.brief
        context |= made(counted, found.site)
        context["published"] = Published.objects.filter(site=found.site, month=found.month, digest=found.digest).first()
        context["may_publish"] = found.kind == "month" and access.may(request.employee, "publish")
    return page(request, "desk/reporting_one.html", context, status=status)


@require_safe
@staff(*READERS)
def reporting_state(request: StaffRequest, pk: int) -> HttpResponse:
    """How far a report is, asked every second by a page that shows it."""
    found = _find(request, pk)
    answer = render(request, "desk/_reporting_state.html", {"report": found})
    if not found.waits:
        answer["HX-Refresh"] = "true"
    return answer


@require_safe
@staff(*READERS)
def reporting_file(request: StaffRequest, pk: int) -> FileResponse:
    """The report as PDF."""
    found = _find(request, pk)
    if not found.file:
        raise Http404
    _note(request, found, rows=1)
    return FileResponse(found.file.open("rb"), filename=found.name, content_type="application/pdf")


@require_safe
@staff(*READERS)
def reporting_sheet(request: StaffRequest, pk: int) -> HttpResponse:
    """The month's figures as a spreadsheet, in the reader's language."""
    found = _find(request, pk)
    if not found.figures:
        raise Http404
    counted = Figures.read(found.figures)
    listed = tables.tables(counted, paper.policy_of(counted))
    book = sheets.sheets(counted, listed, found.site.zone)
    _note(request, found, rows=sum(len(one.rows) for one in listed))
    answer = HttpResponse(book, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    answer["Content-Disposition"] = f'attachment; filename="{found.name.removesuffix(".pdf")}.xlsx"'
    return answer


def _note(request: StaffRequest, found: Report, rows: int) -> None:
    """Put on record that it left the house."""
    filters = {"period" if found.month else "case": found.subject}
    exports.note_list_export(
        name=f"report-{found.kind}", filters=filters, rows=rows, actor=request.employee, at=request.at
    )


@require_POST
@staff(*READERS)
def reporting_act(request: StaffRequest, pk: int, act: str) -> HttpResponse:
    """Try again, or lay the figures open to the owners."""
    found = _find(request, pk)
    try:
        if act == "again":
            asking.try_again(report=found, actor=request.employee, at=request.at)
        elif act == "publish":
            publishing.publish(report=found, actor=request.employee, at=request.at)
            messages.success(request, _("The owners can read the figures of {month}.").format(month=found.subject))
        else:
            raise Http404
    except Refusal as refusal:
        if isinstance(refusal, NotYours):
            raise
        return _show(request, found, status=409, trouble=refusal.sentence)
    return redirect("reporting_one", pk)


@dataclass(frozen=True, slots=True)
class Behind:
    """A row behind a figure: where it belongs, when it was, and what it says."""

    stream: str
    at: datetime
    said: str
    late: bool = False


@require_safe
@staff(*READERS)
def reporting_facts(request: StaffRequest, pk: int, figure: str) -> HttpResponse:
    """What a figure counts: each row with the door to it. Eight queries beside the rail's."""
    found = _find(request, pk)
    if not found.figures or found.month is None:
        raise Http404
    if figure.startswith("stream:"):
        return _to_stream(request, figure.removeprefix("stream:"))
    counted = Figures.read(found.figures)
    policy = paper.policy_of(counted)
    try:
        source, rows = facts.behind(figure, Month(found.site, found.month))
    except NoSuchFigure:
        raise Http404 from None
    if source in ("stars", "visits"):
        rows = rows.select_related("case")
    shown = Paginator(rows.order_by("-pk"), PER_PAGE).get_page(request.GET.get("page"))
    behind = _behind(source, shown.object_list, policy)
    known = opened(request.employee, {one.stream for one in behind})
    told, title = _as_told(counted, policy, figure)
    context = {
        "report": found, "figures": counted, "figure": figure, "title": title, "told": told, "current": shown,
        "rows": [(one, known[one.stream]) for one in behind if one.stream in known],
        "beyond": sum(one.stream not in known for one in behind),
    }  # fmt: skip
    return page(request, "desk/reporting_facts.html", context)


def _to_stream(request: StaffRequest, stream: str) -> HttpResponse:
    to = opened(request.employee, [stream]).get(stream, Opened()).door
    if not to:
        raise Http404
    return redirect(to)


def _as_told(counted: Figures, policy: Policy, figure: str) -> tuple[int | None, str]:
    """What the report says of this figure, and what it calls it."""
    for table in tables.tables(counted, policy):
        for row in table.rows:
            for place, cell in enumerate(row):
                if cell.figure == figure:
                    named = " · ".join(one.shown for one in row if one.sort == "text" and one.shown)
                    head = table.head[place] if table.key != "figures" else ""
                    return cell.value, " · ".join(filter(None, [named, head]))
    return None, table.title


def _behind(source: facts.Source, rows: Iterable[Any], policy: Policy) -> list[Behind]:
    """The rows in words."""
    language = get_language() or ""
    if source == "cases":
        return [Behind(one.stream, one.opened_at, str(one.get_state_display())) for one in rows]
    if source == "events":
        return [Behind(one.stream, one.occurred_at, wording.happened(one)) for one in rows]
    if source == "stars":
        return [Behind(one.case.stream, one.evaluated_at, "★" * one.overall) for one in rows]
    if source == "visits":
        return [Behind(one.case.stream, one.visited_at, one.told) for one in rows]

    def title(clause: str) -> str:
        known = policy.clauses.get(clause)
        pause = policy.pauses.get(clause.removeprefix("pause:"))
        return f"{clause} {known.title[language]}" if known else pause.name[language] if pause else clause

    return [Behind(one.stream, one.due_at or one.opened_at, title(one.clause), one.is_lapse) for one in rows]
