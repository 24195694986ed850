"""The policy: every clause, how it is kept, and how well this month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from gensui.amendments import access as amendments
from gensui.cases import queries
from gensui.core.policy import LANGUAGES, Clause, Policy
from gensui.core.policy.keeping import counts, how_kept
from gensui.desk.doors import StaffRequest, page, staff
from gensui.desk.opening import Opened, opened
from gensui.ledger import queries as ledger
from gensui.ledger.models import Obligation
from gensui.ledger.verdicts import VERDICTS
from gensui.oversight import checklists, periods
from gensui.people.models import Employee
from gensui.reports import facts
from gensui.reports.clauses import Kept, kept_by_month, months_until
from gensui.reports.facts import Month
from gensui.reports.words import FELL_DUE, part_of, starred
from gensui.rounds import queries as rounds
from gensui.ui.asked import month_in
from gensui.ui.pdf import pdf

MOST, FIRST_STRETCH, STRETCH = 200, 250, 2000
TABS = ("kept", "late", "overdue", "running")


def month_of(request: StaffRequest) -> Month:
    """The month that is asked for, else this one, on the clocks of the reader's community."""
    site = request.employee.department.site
    this = facts.after(facts.last_month(site, request.at))
    return Month(site, month_in(request.GET.get("month", "")) or this)


@dataclass(frozen=True, slots=True)
class Line:
    """A clause on the page: its texts, who keeps it, how it was kept this month, and the share kept of each month."""

    clause: Clause
    title: str
    text: str
    role: str
    kept: Kept | None
    months: list[tuple[str, float | None]]
    way: str


def _lines(known: Policy, months: Sequence[Month], parts: Mapping[str, Any]) -> list[Line]:
    """Every clause with its figures. One query, whatever is shown."""
    names = [f"{one.first:%Y-%m}" for one in months]
    figures = kept_by_month(months)
    language = get_language() or ""
    lines = []
    for clause in known.clauses.values():
        found = figures.get(clause.id, {})
        shares = [(starred(name, parts), found[name].share if name in found else None) for name in names]
        role = (
            known.roles[clause.accountable].name[language] if clause.accountable in known.roles else clause.accountable
        )
        texts = clause.title[language], clause.text[language]
        way = how_kept(known, clause, checklists.asked_after())
        lines.append(Line(clause, *texts, role, found.get(names[-1]), shares, way))
    return lines


def _wanted(line: Line, given: Mapping[str, str]) -> bool:
    said = f"{line.clause.id} {line.title} {line.text}".lower()
    return (
        given.get("q", "").strip().lower() in said
        and given.get("kind", "") in ("", line.clause.kind)
        and given.get("role", "") in ("", line.clause.accountable)
        and (not given.get("late") or bool(line.kept and (line.kept.late or line.kept.overdue)))
    )


@require_safe
@staff()
def policy(request: StaffRequest) -> HttpResponse:
    """All clauses, section by section: how each is kept, by whom, and how well over thirteen months. Nine queries."""
    known = queries.policy_now(request.at)
    month = month_of(request)
    language, given = get_language() or "", request.GET
    months = months_until(month)
    parts = periods.parts_of(month.site, [one.first for one in months], request.at)
    lines = [line for line in _lines(known, months, parts) if _wanted(line, given.dict())]
    sections = {
        section: list(found) for section, found in groupby(lines, key=lambda line: line.clause.id.split(".")[0])
    }
    context = {
        "policy": known, "title": known.title[language], "sections": sections, "sentence": FELL_DUE,
        "since": month.since, "q": given.get("q", ""),
        "month": starred(f"{month.first:%Y-%m}", parts), "not_whole": [part_of(*each) for each in parts.items()],
        "kind": given.get("kind", ""), "role": given.get("role", ""), "late": given.get("late", ""), "count": len(lines),
        "kinds": sorted({clause.kind for clause in known.clauses.values()}), "languages": LANGUAGES,
        "roles": [(key, role.name[language]) for key, role in known.roles.items()],
        "may_study": amendments.may(request.employee, "study"),
    }  # fmt: skip
    return page(request, "desk/policy.html", context)


@require_safe
@staff()
def booklet(request: StaffRequest, language: str) -> HttpResponse:
    """The policy in force as a booklet on A4, in one of its languages: every clause with its limit and how it is kept."""
    if language not in LANGUAGES:
        raise Http404
    known = queries.policy_now(request.at)
    with override(language.lower()):
        clauses = [
            (one, one.title[language], one.text[language], known.roles[one.accountable].name[language])
            for one in known.clauses.values()
        ]
        sections = [(key, list(found)) for key, found in groupby(clauses, key=lambda one: one[0].id.split(".")[0])]
        settings = [(key, one.text[language]) for key, one in known.settings.items()]
        context = {
            "policy": known,
            "title": known.title[language],
            "sections": sections,
            "settings": settings,
            "at": request.at,
        }
        made = pdf("desk/policy_booklet.html", context, language.lower())
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="policy-{known.version}-{language}.pdf"'
    return answer


def _shown(me: Employee, duties: QuerySet[Obligation]) -> list[tuple[Obligation, Opened]]:
    """The newest of these promises whose noun the reader may open, each with its page: looked for a stretch at a time, the
    first of them short, for mostly that is enough.
    """
    found: list[tuple[Obligation, Opened]] = []
    begins, length = 0, FIRST_STRETCH
    while len(found) < MOST:
        stretch = list(duties[begins : begins + length])
        known = opened(me, {duty.stream for duty in stretch})
        found += [(duty, known[duty.stream]) for duty in stretch if duty.stream in known]
        if len(stretch) < length:
            break
        begins, length = begins + length, STRETCH
    return found[:MOST]


@require_safe
@staff()
def clause(request: StaffRequest, clause: str) -> HttpResponse:
    """One clause: its text, how it is kept, and the promises behind a figure that the reader may open."""
    known = queries.policy_now(request.at)
    found = known.clauses.get(clause)
    if found is None:
        raise Http404
    month = month_of(request)
    verdict = request.GET.get("verdict", "")
    counted = counts(found)
    rows = facts.rows_of("promises" if counted else "duties", month).filter(facts.fell_due(month), clause=clause)
    rows = rows.filter(VERDICTS[verdict] if verdict in TABS else Q())
    listed = _shown(
        request.employee, rows.only(*ledger.SHOWN, "charged_to", "judged_due_at").order_by("-opened_at", "-pk")
    )
    following = rounds.plans_following(request.employee, clause)
    language = get_language() or ""
    firsts = months_until(month)
    by_month = kept_by_month(firsts, clause).get(clause, {})
    parts = periods.parts_of(month.site, [one.first for one in firsts], request.at)
    named = [f"{one.first:%Y-%m}" for one in firsts]
    months = [(name, starred(name, parts), by_month.get(name)) for name in named]
    figures = by_month.get(named[-1], Kept(clause))
    total = getattr(figures, verdict if verdict in TABS else "due") if counted else rows.count()
    names = queries.names_of_keys(duty.holder for duty, _opened in listed)
    context = {
        "months": months, "shares": [(shown, kept.share if kept else None) for _name, shown, kept in months],
        "month": starred(named[-1], parts),
        "not_whole": [part_of(name, parts[name]) for name, _shown, kept in months if name in parts and (kept or name == named[-1])],
        "way": how_kept(known, found, checklists.asked_after()), "counts": counted or not found.is_live,
        "clause": found, "title": found.title[language], "text": found.text[language],
        "reason": found.reason[language] if found.reason else "", "verdict": verdict, "since": month.since,
        "role": known.roles[found.accountable].name[language] if found.accountable in known.roles else found.accountable,
        "settings": [(one, known.settings[one].text[language]) for one in found.settings if one in known.settings],
        "figures": figures, "sentence": FELL_DUE,
        "duties": [(duty, to, names.get(duty.holder, "")) for duty, to in listed], "beyond": total - len(listed),
        "followed": following[:12], "more_plans": max(len(following) - 12, 0),
    }  # fmt: skip
    return page(request, "desk/clause.html", context)
