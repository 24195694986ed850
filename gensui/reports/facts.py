"""What stands behind each figure of a month: rows of one sort, under one condition. The figure is how many they are.

A report counts by these conditions, and the page behind a figure lists by the same, so that the two cannot differ.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q, QuerySet, When
from django.db.models.functions import Cast, Substr

from gensui.cases.models import Case, Evaluation, ReturnVisit
from gensui.ledger import policies, queries, verdicts
from gensui.ledger.models import Event, Obligation
from gensui.ledger.verdicts import EXCUSED, VERDICTS
from gensui.people.models import Employee, Site
from gensui.rounds.models import Plan
from gensui.security.models import GateEntry, Incident

Source = Literal["cases", "duties", "promises", "timed", "pauses", "events", "stars", "visits"]


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month of a community, by its own clocks: ``[since, until)``."""

    site: Site
    first: date

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.site.zone)

    @property
    def since(self) -> datetime:
        return datetime(self.first.year, self.first.month, 1, tzinfo=self.zone)

    @property
    def until(self) -> datetime:
        return Month(self.site, after(self.first)).since


def after(first: date, months: int = 1) -> date:
    """The first of the month so many months later."""
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def last_month(site: Site, at: datetime) -> date:
    """The first of the last month that is over."""
    here = at.astimezone(ZoneInfo(site.zone)).date()
    return after(here.replace(day=1), -1)


NUMBERED: tuple[tuple[str, int, Any], ...] = (
    ("case:", 11, Case), ("plan:", 6, Plan), ("gate:", 7, GateEntry), ("incident:", 11, Incident),
)  # fmt: skip
"""Streams that end in the number of a row, and where it begins."""


def of_site(rows: QuerySet[Any], site: Site, by: str) -> QuerySet[Any]:
    """Events or duties of this community: those of its cases, plans, gate and emergencies; of any other stream, what bears
    the community's key, or is done or answered for (``by``) by its people.
    """
    numbers = [
        When(stream__startswith=kind, then=Cast(Substr("stream", begins), models.BigIntegerField()))
        for kind, begins, _model in NUMBERED
    ]
    numbered, theirs = Q(), Q()
    for kind, _begins, model in NUMBERED:
        numbered |= Q(stream__startswith=kind)
        theirs |= Q(stream__startswith=kind, row__in=model.objects.filter(site=site).values("pk"))
    staff = Employee.objects.filter(department__site=site).values_list("number", flat=True)
    people = [f"staff:{number}" for number in staff]
    others = ~numbered & (Q(**{f"{by}__in": people}) | Q(stream__endswith=f":{site.key}"))
    found: QuerySet[Any] = rows.annotate(row=models.Case(*numbers, default=None)).filter(theirs | others)
    return found


Window = Callable[[Month], Q]


def within(field: str) -> Window:
    """What happened in the month, by this time of it."""
    return lambda month: Q(**{f"{field}__gte": month.since, f"{field}__lt": month.until})


def fell_due(month: Month) -> Q:
    """Promises that belong to the month, because they fall due in it."""
    return verdicts.fell_due(month.since, month.until)


def stood_still(month: Month) -> Q:
    """Pauses of which some part lies in the month."""
    running = Q(met_at=None, voided_at=None)
    return Q(opened_at__lt=month.until) & (running | Q(met_at__gt=month.since) | Q(voided_at__gt=month.since))


def standing(month: Month) -> Q:
    """What was open when the month ended."""
    return Q(opened_at__lt=month.until) & (Q(closed_at=None) | Q(closed_at__gte=month.until))


@dataclass(frozen=True, slots=True)
class Fact:
    """Which rows a figure counts."""

    source: Source
    window: Window
    where: Q = field(default_factory=Q)

    def condition(self, month: Month) -> Q:
        """The condition for this month."""
        return self.window(month) & self.where


def _happened(kind: str, **more: Any) -> Fact:
    return Fact("events", within("occurred_at"), Q(kind=kind, **more))


_closed = within("closed_at")
_stars, _visited, _came = within("evaluated_at"), within("visited_at"), within("opened_at")
_CONTENT, _SAID = Q(outcome__in=ReturnVisit.CONTENT), Q(shown_by__in=("", "noted"))
_COMPLAINT = Q(request_type="complaint")
# what equals its default is left out of an event's data: no drill, and passed
FACTS: Mapping[str, Fact] = {
    "cases_in": Fact("cases", _came),
    "cases_out": Fact("cases", _closed),
    "answered": Fact("cases", _closed, Q(state="answered")),
    "cancelled": Fact("cases", _closed, Q(state="cancelled")),
    "standing": Fact("cases", standing),
    "works_done": _happened("work.completed"),
    "reworks": _happened("rework.ordered"),
    "stars": Fact("stars", _stars),
    "stars_good": Fact("stars", _stars, Q(overall__gte=4)),
    "visits": Fact("visits", _visited, ~Q(outcome="unreachable")),
    "visits_content": Fact("visits", _visited, _CONTENT & ~_SAID),
    "visits_said": Fact("visits", _visited, _CONTENT & _SAID),
    "visits_unreached": Fact("visits", _visited, Q(outcome="unreachable")),
    "objections": _happened("owner.dissatisfied"),
    "complaints": Fact("cases", _came, _COMPLAINT),
    "complaints_major": Fact("cases", _came, _COMPLAINT & Q(complaint__severity="major")),
    "complaints_valid": Fact("cases", _came, _COMPLAINT & Q(complaint__valid__in=("valid", "partly"))),
    "complaints_found": Fact(
        "cases", within("completed_at"), _COMPLAINT & Q(complaint__valid__in=("valid", "partly"))
    ),
    "rounds_walked": _happened("patrol.round_finished"),
    "rounds_gaps": _happened("patrol.round_finished", data__missed__gt=0),
    "entries": _happened("gate.arrived"),
    "entries_refused": _happened("gate.decided", data__decision="refused"),
    "incidents": Fact("events", within("occurred_at"), Q(kind="incident.reported", data__drill__isnull=True)),
    "drills": _happened("incident.reported", data__drill=True),
    "hazards": _happened("hazard.found"),
    "patterns": _happened("pattern.detected"),
    "patterns_reported": _happened("pattern.reported"),
    "inspections": _happened("inspection.done"),
    "findings": _happened("finding.recorded"),
    "rectifications": _happened("rectification.issued"),
    "rectified": _happened("rectification.verified", data__passed__isnull=True),
    "sanctions": _happened("sanction.issued"),
    "awards": _happened("award.decided"),
}  # fmt: skip


def rows_of(source: Source, month: Month) -> QuerySet[Any]:
    """All rows of a sort in the month's community. Of *duties*, *promises* are those that can be broken, and *timed* those of them
    that have a time, by the policy in force when the month ends.
    """
    site = month.site
    if source in ("duties", "promises", "timed"):
        counted = Obligation.objects.exclude(state="void", lapsed_at=None).exclude(clause__startswith="pause:")
        if source != "duties":
            those = queries.that_count if source == "promises" else queries.that_are_timed
            counted = those(counted, policies.in_force(policies.newest(), month.until))
        return of_site(counted, site, "accountable")
    if source == "pauses":
        return of_site(Obligation.objects.filter(clause__startswith="pause:"), site, "accountable")
    if source == "events":
        return of_site(Event.objects.all(), site, "actor")
    if source == "cases":
        return Case.objects.filter(site=site)
    models: dict[str, Any] = {"stars": Evaluation, "visits": ReturnVisit}
    return models[source].objects.filter(case__site=site)  # type: ignore[no-any-return]


class NoSuchFigure(LookupError):
    """No report has a figure of this name."""


def behind(figure: str, month: Month) -> tuple[Source, QuerySet[Any]]:
    """The rows behind a figure: one of ``FACTS``, ``type:repair:in``, ``clause:4.2.1+4.2.2:late`` or ``excuse:late_entry``.

    Refuses any other name (``NoSuchFigure``).
    """
    fact = fact_of(figure)
    return fact.source, rows_of(fact.source, month).filter(fact.condition(month))


def fact_of(figure: str) -> Fact:
    """Which rows a figure counts. Refuses a name that no figure has (``NoSuchFigure``)."""
    if figure in FACTS:
        return FACTS[figure]
    match figure.split(":"):
        case ["type", kind, "in"]:
            return Fact("cases", within("opened_at"), Q(request_type=kind))
        case ["type", kind, "out"]:
            return Fact("cases", _closed, Q(request_type=kind))
        case ["category", category, "in"]:
            return Fact("cases", within("opened_at"), Q(category=category))
        case ["category", category, "out"]:
            return Fact("cases", _closed, Q(category=category))
        case ["step", clauses]:
            return Fact("duties", fell_due, Q(clause__in=clauses.split("+"), state="met"))
        case ["pause", reason]:
            return Fact("pauses", stood_still, Q(clause=f"pause:{reason}"))
        case ["clause", clauses, verdict] if verdict in VERDICTS:
            return Fact("promises", fell_due, Q(clause__in=clauses.split("+")) & VERDICTS[verdict])
        case ["all", verdict] if verdict in VERDICTS:
            return Fact("timed", fell_due, VERDICTS[verdict])
        case ["excuse", reason]:
            return Fact("promises", fell_due, EXCUSED & Q(excuse=reason))
    raise NoSuchFigure(figure)


def clauses_key(clauses: Iterable[str], verdict: str) -> str:
    """The name of the figure that counts what became of the promises of these clauses."""
    return f"clause:{'+'.join(clauses)}:{verdict}"
