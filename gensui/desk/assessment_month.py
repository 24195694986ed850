"""The page of a month: who stands where, what comes next, and closing it."""

from collections import Counter
from collections.abc import Container
from decimal import Decimal
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from gensui.cases import queries as cases
from gensui.core.policy.values import Clause
from gensui.core.refusal import Refusal
from gensui.core.scoring import INDICATORS
from gensui.desk import spreadsheets
from gensui.desk.assessment import LEADING, month_asked, parts_of
from gensui.desk.doors import StaffRequest, page, staff
from gensui.ledger.models import Obligation
from gensui.oversight import drawn, payroll, sheet_access, sheet_queries, unstaffed
from gensui.oversight.actions import closing
from gensui.oversight.ladder import bounds
from gensui.oversight.models import Month, MonthSheet
from gensui.people.models import Department
from gensui.ui.indicators import NAMES


@require_safe
@staff(*LEADING)
def assessment_month(request: StaffRequest, period: str) -> HttpResponse:
    """A month: what comes next, grades, the sheets one may see, departments side by side, unstaffed posts. Sixteen queries beside
    the rail's.
    """
    return _show_month(request, month_asked(request, period))


def _show_month(request: StaffRequest, month: Month, status: int = 200, **more: Any) -> HttpResponse:
    me = request.employee
    all_of_it = sheet_access.may_here(me, "see_all", month.site)
    led = None if all_of_it else sheet_access.departments_of(me)
    seen = sheet_access.visible_sheets(me).filter(month=month).select_related("employee", "appeal")
    kinds = dict(Department.Kind.choices)
    shares = [
        (kinds.get(one.department, one.department), one, [one.counts.get(grade, 0) for grade, _label in GRADES])
        for one in sheet_queries.distribution(month, led)
    ]
    compared = [
        (key, NAMES[key], INDICATORS[key].at_most, [(kinds.get(one.department), one) for one in every])
        for key, every in sheet_queries.comparison(month)
    ]
    every = list(sheet_queries.with_what_was_said(seen))
    asked = {name: request.GET.get(name, "") for name in ("department", "grade", "only")}
    open_here = not month.is_published
    read = {} if open_here else sheet_queries.read_at(every, month.period)
    waiting = dict(sheet_queries.unconfirmed(month, request.at).values_list("pk", "department")) if open_here else {}
    heard = [one for one in every if one.pk in waiting and one.is_heard(request.at)]
    quiet = [one.department for one in heard if not one.said]  # type: ignore[attr-defined]  # annotated
    judged, lines = sheet_queries.judged(month), drawn.drawn(month)
    gaps = unstaffed.gaps(month.site, *bounds(month.site, month.first_on))
    named = cases.names_of_keys({one.post for one in gaps})
    context = {
        "gaps": [(named[one.post], one) for one in gaps],
        "not_whole": parts_of([month], month.site),
        "month": month, "shares": shares, "grades": [label for _grade, label in GRADES], "compared": compared,
        "sheets": [
            (one, judged[one.post].name, kinds.get(one.department), read.get(one.pk), drawn.below(one, lines))
            for one in every if _wanted(one, asked, read)
        ],
        "read": read, "unread": 0 if open_here else len(every) - len(read),
        "ungraded": Counter(str(one.get_reason_display()) for one in every if not one.in_force.grade).most_common(),
        "missing": len(waiting), "asked": asked, "grade_names": GRADES, "tabs": _tabs(every, asked),
        "at_once": [(kind, kinds[kind], quiet.count(kind)) for kind in sheet_access.departments_of(me) if kind in quiet],
        "unheard": sum(1 for one in every if not one.is_heard(request.at)),
        "steps": _steps(month, request, set(waiting.values())) if open_here else (),
        "until": max((one.objections_until for one in every if one.objections_until), default=None),
        "publishes": sheet_access.publishes(me, month),
        "may": {act: sheet_access.may_here(me, act, month.site) for act in sheet_access.OF_A_MONTH},
    }  # fmt: skip
    return page(request, "desk/assessment_month.html", context | more, status=status)


def _tabs(sheets: list[MonthSheet], asked: dict[str, str]) -> list[tuple[str, str, int, str]]:
    """The departments that have sheets, with how many, and the address that shows them; first all."""
    count = Counter(one.department for one in sheets)
    there = [(kind, str(name), count[kind]) for kind, name in Department.Kind.choices if kind in count]
    return [
        (
            kind,
            name,
            many,
            "?" + urlencode({key: value for key, value in (asked | {"department": kind}).items() if value}),
        )
        for kind, name, many in [("", _("All"), len(sheets)), *there]
    ]


def _wanted(sheet: MonthSheet, asked: dict[str, str], read: Container[int]) -> bool:
    """Whether a sheet is among those the list is narrowed to."""
    if asked["department"] not in ("", sheet.department) or asked["grade"] not in ("", sheet.in_force.grade or "none"):
        return False
    only = {
        "objections": bool(sheet.objections),  # type: ignore[attr-defined]  # annotated
        "thin": sheet.reason == MonthSheet.Reason.THIN,
        "unconfirmed": sheet.confirmed_at is None,
        "unread": sheet.pk not in read,
    }
    return only.get(asked["only"], True)


def _steps(
    month: Month, request: StaffRequest, waiting: Container[str]
) -> list[tuple[Obligation, Clause, str, str, bool]]:
    """What the calendar owes of a month: each promise with its clause, the department it is of, who has it, and whether it is done
    as the month stands: counted anew, it is confirmed anew.
    """
    policy, kinds = cases.policy_now(request.at), dict(Department.Kind.choices)
    owed = sheet_queries.steps(month)
    names = cases.names_of_keys({one.holder for one in owed})
    return [
        (
            one,
            found,
            str(kinds.get(one.same[-1], "")),
            names.get(one.holder, one.holder),
            _is_done(one, found, month, waiting),
        )
        for one in owed
        if (found := cases.clause_of(policy, one)) is not None
    ]


def _is_done(duty: Obligation, clause: Clause, month: Month, waiting: Container[str]) -> bool:
    ends = {rule.on for rule in clause.closes}
    if "month.confirmed" in ends:
        return month.state != Month.State.DRAFT
    return duty.state == "met" and not ("sheets.confirmed" in ends and duty.same[-1] in waiting)


GRADES = (*MonthSheet.Grade.choices, ("", gettext_lazy("no grade")))


@require_POST
@staff(*LEADING)
def assessment_month_act(request: StaffRequest, period: str, act: str) -> HttpResponse:
    """Confirm the month, or publish it; confirm at once what nobody said anything to."""
    month = month_asked(request, period)
    acts: dict[str, Any] = {
        "confirm": closing.confirm_month,
        "publish": closing.publish_month,
        "confirm_sheets": partial(closing.confirm_sheets, department=request.POST.get("department", "")),
    }
    if act not in acts:
        raise Http404
    try:
        acts[act](month=month, actor=request.employee, at=request.at)
    except Refusal as refusal:
        return _show_month(request, month, status=409, trouble=refusal.sentence)
    messages.success(request, _("Done: {period}.").format(period=month.period))
    return redirect("assessment_month", period)


@require_POST
@staff("hr", "general_manager")
def assessment_payroll(request: StaffRequest, period: str, ending: str) -> HttpResponse | FileResponse:
    """The sheet for the payroll, by staff number: what each grade does to the pay, and what is deducted. A workbook, or CSV."""
    month = month_asked(request, period)
    try:
        sheets = closing.export_payroll(month=month, actor=request.employee, at=request.at)
    except Refusal as refusal:
        return _show_month(request, month, status=409, trouble=refusal.sentence)
    deducted, lines = payroll.deducted(month.site, month.first_on), drawn.drawn(month)
    rows: list[list[Any]] = [
        [
            _("Staff number"),
            _("Name"),
            _("Department"),
            _("Month"),
            _("Grade"),
            _("Coefficient"),
            _("Deducted, in yuan"),
            _("Note"),
        ]
    ]
    for one in sheets:
        fen = deducted.get(one.employee_id, 0)
        rows.append([*_who(one, month), *_judged(one), Decimal(fen) / 100, _note(one, drawn.below(one, lines))])
    file = spreadsheets.spreadsheet(month.period, rows) if ending == "xlsx" else spreadsheets.text(rows)
    return FileResponse(file, as_attachment=True, filename=f"gensui-{month.period}.{ending}")


def _who(sheet: MonthSheet, month: Month) -> list[str]:
    return [sheet.employee.number, sheet.employee.name, str(sheet.get_department_display()), month.period]


def _judged(sheet: MonthSheet) -> list[Any]:
    """Grade and coefficient; after an appeal that was allowed, those that hold instead."""
    return [str(sheet.in_force.get_grade_display()), sheet.in_force.coefficient]


def _note(sheet: MonthSheet, below: drawn.Drawn | None) -> str:
    """What has to be said to a grade: after an appeal, why there is none, or why ninety is no more than good."""
    if sheet.won:
        return _("after the appeal")
    if below is not None and below.last is not None:
        return _("below the best fifth of the department, the last of which has {last}").format(last=below.last)
    return _("a sanction of the month bars the highest grade") if below else str(sheet.get_reason_display())
