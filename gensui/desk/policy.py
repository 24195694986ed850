"""The policy: every clause, how it is kept, and how well this month."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import count, groupby
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from gensui.amendments import access as amendments
from gensui.cases import queries
from gensui.cases.queries import Kept
from gensui.core.policy import LANGUAGES, Clause, Policy
from gensui.core.policy.keeping import counts, how_kept
from gensui.desk.doors import StaffRequest, page, staff
from gensui.desk.opening import Opened, opened
from gensui.ledger.models import Obligation
from gensui.oversight import checklists, periods
from gensui.people.models import Employee
from gensui.reports.words import part_of, starred
from gensui.rounds import queries as rounds
from gensui.ui.asked import month_in
from gensui.ui.pdf import pdf

MOST, STRETCH = 200, 2000
VERDICTS: dict[str, dict[str, Any]] = {
    "kept": {"state": "met", "lapsed_at": None},
    "late": {"state": "met", "lapsed_at__isnull": False},
    "running": {"state": "open", "lapsed_at": None},
    "overdue": {"state__in": ["open", "void"], "lapsed_at__isnull": False},
}


def month_of(request: StaffRequest) -> tuple[datetime, datetime]:
    """From the first of the month, on the clocks of the community, to the first of the next."""
    here = request.at.astimezone(queries.policy_now(request.at).zone)
    first = month_in(request.GET.get("month", "")) or here.date().replace(day=1)
    since = datetime.combine(first, time(), here.tzinfo)
    until = (since + timedelta(days=32)).replace(day=1)
    return since, until


MONTHS = 13


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


def months_until(month: datetime) -> list[datetime]:
    """The firsts of thirteen months, this one last."""
    firsts = [month]
    while len(firsts) < MONTHS:
        firsts.append((firsts[-1] - timedelta(days=1)).replace(day=1))
    return firsts[::-1]


def _lines(known: Policy, since: datetime, until: datetime, parts: Mapping[str, Any]) -> list[Line]:
    """Every clause with its figures. One query, whatever is shown."""
    firsts = months_until(since)
    figures = queries.kept_by_month(firsts[0], until, known.zone)
    names = [f"{one:%Y-%m}" for one in firsts]
    language = get_language() or ""
    lines = []
    for clause in known.clauses.values():
        found = figures.get(clause.id, {}) if counts(clause) else {}
        months = [(starred(name, parts), found[name].share if name in found else None) for name in names]
        role = (
            known.roles[clause.accountable].name[language] if clause.accountable in known.roles else clause.accountable
        )
        texts = clause.title[language], clause.text[language]
        way = how_kept(known, clause, checklists.asked_after())
        lines.append(Line(clause, *texts, role, found.get(names[-1]), months, way))
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
    since, until = month_of(request)
    language, given = get_language() or "", request.GET
    parts = periods.parts_of(request.employee.department.site, [one.date() for one in months_until(since)], request.at)
    lines = [line for line in _lines(known, since, until, parts) if _wanted(line, given.dict())]
    sections = {
        section: list(found) for section, found in groupby(lines, key=lambda line: line.clause.id.split(".")[0])
    }
    context = {
        "policy": known, "title": known.title[language], "sections": sections, "since": since, "q": given.get("q", ""),
        "month": starred(f"{since:%Y-%m}", parts), "not_whole": [part_of(*each) for each in parts.items()],
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
    """The newest of these promises whose noun the reader may open, each with its page: looked for a stretch at a time."""
    found: list[tuple[Obligation, Opened]] = []
    for begins in count(0, STRETCH):
        stretch = list(duties[begins : begins + STRETCH])
        known = opened(me, {duty.stream for duty in stretch})
        found += [(duty, known[duty.stream]) for duty in stretch if duty.stream in known]
        if len(stretch) < STRETCH or len(found) >= MOST:
            break
    return found[:MOST]


@require_safe
@staff()
def clause(request: StaffRequest, clause: str) -> HttpResponse:
    """One clause: its text, how it is kept, and the promises behind a figure that the reader may open."""
    known = queries.policy_now(request.at)
    found = known.clauses.get(clause)
    if found is None:
        raise Http404
    since, until = month_of(request)
    verdict = request.GET.get("verdict", "")
    duties = Obligation.objects.filter(clause=clause, opened_at__gte=since, opened_at__lt=until).exclude(
        state="void", lapsed_at=None
    )
    duties = duties.filter(**VERDICTS.get(verdict, {})).order_by("-opened_at", "-pk")
    shown = _shown(request.employee, duties)
    following = rounds.plans_following(request.employee, clause)
    language = get_language() or ""
    firsts = months_until(since)
    counted = counts(found)
    by_month = queries.kept_by_month(firsts[0], until, known.zone, clause).get(clause, {}) if counted else {}
    parts = periods.parts_of(request.employee.department.site, [one.date() for one in firsts], request.at)
    named = [f"{one:%Y-%m}" for one in firsts]
    months = [(name, starred(name, parts), by_month.get(name)) for name in named]
    context = {
        "months": months, "shares": [(shown, kept.share if kept else None) for _name, shown, kept in months],
        "month": starred(f"{since:%Y-%m}", parts),
        "not_whole": [part_of(name, parts[name]) for name, _shown, kept in months if name in parts and (kept or name == named[-1])],
        "way": how_kept(known, found, checklists.asked_after()), "counts": counted or not found.is_live,
        "clause": found, "title": found.title[language], "text": found.text[language],
        "reason": found.reason[language] if found.reason else "", "verdict": verdict, "since": since,
        "role": known.roles[found.accountable].name[language] if found.accountable in known.roles else found.accountable,
        "settings": [(one, known.settings[one].text[language]) for one in found.settings if one in known.settings],
        "figures": by_month.get(f"{since:%Y-%m}"),
        "duties": shown, "beyond": duties.count() - len(shown),
        "followed": following[:12], "more_plans": max(len(following) - 12, 0),
        "names": queries.names_of_keys(duty.holder for duty, _opened in shown),
    }  # fmt: skip
    return page(request, "desk/clause.html", context)
