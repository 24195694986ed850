"""The lists that samples are drawn from, by kind of inspection and department; and what is looked at whatever is drawn."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from fractions import Fraction
from typing import Any

from django.db.models import F, QuerySet

from gensui.cases.models import Case, Evaluation, ReturnVisit
from gensui.ledger import policies
from gensui.ledger.models import Event
from gensui.oversight.models import Inspection
from gensui.oversight.sampling import Record, Rule
from gensui.rounds.models import Round
from gensui.security.models import GateEntry

ALL = Rule(Fraction(1), 0, 100_000)
WEEKLY = Rule(Fraction(1, 10), 10, 50)
SPOT = Rule(Fraction(1, 20), 5, 20)
RULES: Mapping[tuple[str, str, str], Rule] = {
    ("weekly", "case", ""): WEEKLY,
    ("spot", "case", ""): SPOT,
    ("monthly", "case", ""): Rule(Fraction(1, 10), 20, 100),
    ("monthly", "case", "administration"): ALL,
    ("monthly", "round", "security"): Rule(Fraction(0), 2, 2),
    ("monthly", "round", "cleaning"): Rule(Fraction(0), 10, 10),
    ("monthly", "round", "greening"): ALL,
    ("monthly", "gate", "security"): Rule(Fraction(0), 20, 20),
    ("spot", "round", "security"): Rule(Fraction(0), 2, 2),
    ("spot", "round", "cleaning"): Rule(Fraction(0), 4, 4),
    ("spot", "round", "greening"): Rule(Fraction(0), 4, 4),
}
"""How much of which list is drawn, by kind, source and department; a row of no department is for the others."""
"""So few stars or fewer are a word of dissatisfaction."""


def rules(kind: str, department: str) -> dict[str, Rule]:
    """For an inspection of this kind: each source it draws from, and how much of it."""
    found = {source: rule for (one, source, of), rule in RULES.items() if one == kind and of == ""}
    return found | {source: rule for (one, source, of), rule in RULES.items() if one == kind and of == department}


def cases(inspection: Inspection) -> QuerySet[Case]:
    """The requests closed in the stretch: with the desk all that it took in, with others those it handled.

    Complaints are looked at with the administration alone, so that no head reads who complained.
    """
    closed = Case.objects.filter(
        site=inspection.site, closed_at__gte=inspection.since, closed_at__lt=inspection.until
    ).exclude(state="missed")
    if inspection.department == "administration":
        return closed.filter(request_type="complaint")
    others = closed.exclude(request_type="complaint")
    return others if inspection.department == "customer_service" else others.filter(department=inspection.department)


def rounds(inspection: Inspection) -> QuerySet[Round]:
    """The rounds of the department that were brought back in the stretch."""
    return Round.objects.filter(
        plan__site=inspection.site, plan__sort__department=inspection.department, state=Round.State.DONE,
        finished_at__gte=inspection.since, finished_at__lt=inspection.until,
    )  # fmt: skip


def entries(inspection: Inspection) -> QuerySet[GateEntry]:
    """The entries at the gate that were decided in the stretch."""
    return GateEntry.objects.filter(
        site=inspection.site, arrived_at__gte=inspection.since, arrived_at__lt=inspection.until
    ).exclude(decision="")


def _cases(inspection: Inspection) -> list[Record]:
    whose = "follower__number" if inspection.department == "customer_service" else "handler__number"
    rows = cases(inspection).order_by("pk").values_list("year", "pk", whose)
    return [Record(f"case:{year}-{pk:06d}", who or "") for year, pk, who in rows]


def _rounds(inspection: Inspection) -> list[Record]:
    rows = rounds(inspection).order_by("pk").values_list("pk", "plan_id")
    return [Record(f"round:{pk}", f"plan:{plan}") for pk, plan in rows]


def _entries(inspection: Inspection) -> list[Record]:
    rows = entries(inspection).order_by("pk").values_list("pk", "registered_by__number")
    return [Record(f"gate:G{pk:06d}", who) for pk, who in rows]


LISTS: Mapping[str, Callable[[Inspection], list[Record]]] = {"case": _cases, "round": _rounds, "gate": _entries}


def records(inspection: Inspection) -> dict[str, list[Record]]:
    """The whole list of each source, in the order in which it was written. A query for each source."""
    return {source: LISTS[source](inspection) for source in rules(inspection.kind, inspection.department)}


def always(inspection: Inspection, listed: Iterable[Record]) -> dict[str, list[str]]:
    """The requests that are looked at whatever is drawn, by reason. Six queries."""
    found = cases(inspection)
    keys = [record.key for record in listed]
    limit = policies.span_at("entry_limit", inspection.until)
    late = Event.objects.filter(stream__in=keys, recorded_at__gt=F("occurred_at") + limit)
    unhappy = ReturnVisit.objects.filter(case__in=found, outcome="dissatisfied").values("case")
    few_stars = Evaluation.objects.filter(
        case__in=found, overall__lte=policies.number_at("poor_stars", inspection.until)
    ).values("case")
    return {
        "urgent": _keys(found.filter(priority="P1")),
        "dissatisfied": [*_keys(found.filter(pk__in=unhappy)), *_keys(found.filter(pk__in=few_stars))],
        "reopened": _keys(found.filter(round__gt=1)),
        "unreachable": _keys(
            found.filter(pk__in=ReturnVisit.objects.filter(case__in=found, outcome="unreachable").values("case"))
        ),
        "late_entry": sorted(set(late.values_list("stream", flat=True))),
    }


def _keys(found: QuerySet[Case, Any]) -> list[str]:
    return [f"case:{year}-{pk:06d}" for year, pk in found.order_by("pk").values_list("year", "pk")]


LONGEST = timedelta(days=92)
"""The longest stretch that a spot check looks at."""
