"""What is worth a look by an inspector: entered late, corrected, impossible, walked oddly, excused. Nothing of it is a verdict."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from gensui.cases import access as cases
from gensui.cases.models import Case
from gensui.cases.queries import is_late_entry
from gensui.ledger import policies
from gensui.ledger.models import Event, Obligation
from gensui.people.models import Employee, Site
from gensui.rounds.models import Scan
from gensui.rounds.queries import WORTH_LOOKING

MOST = 60
CORRECTIONS = ("intake.corrected", "note.corrected")
ORDERS: tuple[tuple[str, str, timedelta], ...] = (
    ("work_order.dispatched", "site.arrived", timedelta()),
    ("site.arrived", "work.started", timedelta()),
    ("work.started", "work.completed", timedelta(minutes=2)),
    ("work.completed", "return_visit.done", timedelta()),
)
"""What comes after what, at least so much later; anything else cannot be, or hardly."""


@dataclass(frozen=True, slots=True)
class Odd:
    """Something worth a look: where it is, when it happened, what is odd; ``more`` says it in figures."""

    sort: str
    subject: str
    department: str
    title: str
    at: datetime
    kind: str
    more: timedelta | None = None
    flags: tuple[str, ...] = ()
    row: str = ""
    words: str = ""


def odd_ones(actor: Employee, site: Site, since: datetime, until: datetime, department: str = "") -> list[Odd]:
    """All of a stretch, the latest first, at most so many of each sort. Five queries."""
    known = _cases(actor, site, since, until, department)
    events = list(
        Event.objects.filter(stream__in=known, occurred_at__gte=since, occurred_at__lt=until)
        .exclude(actor="engine").order_by("stream", "number")
    )  # fmt: skip
    found = [*_late(known, events), *_corrected(known, events), *_impossible(known, events)]
    found += [*_excused(known, since, until), *_walked(site, since, until, department)]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _cases(actor: Employee, site: Site, since: datetime, until: datetime, department: str) -> dict[str, Case]:
    """The requests that were alive in the stretch, by stream; complaints stay on their own desk."""
    alive = Q(opened_at__lt=until) & (Q(closed_at=None) | Q(closed_at__gte=since))
    found = Case.objects.filter(alive, site=site).exclude(request_type="complaint").exclude(cases.hidden_from(actor))
    if department:
        found = found.filter(department=department)
    return {one.stream: one for one in found.only("year", "content", "department").order_by("-pk")[:5_000]}


def _of(case: Case, sort: str, event: Event, more: timedelta | None = None) -> Odd:
    title = f"{case.number} {case.matter[:36]}"
    return Odd(sort, case.stream, case.department, title, event.occurred_at, event.kind, more, row=case.number)


def _late(known: Mapping[str, Case], events: Iterable[Event]) -> list[Odd]:
    newest = policies.newest()
    late = [one for one in events if is_late_entry(one, newest)]
    late.sort(key=lambda one: one.recorded_at - one.occurred_at, reverse=True)
    return [_of(known[one.stream], "late", one, one.recorded_at - one.occurred_at) for one in late[:MOST]]


def _corrected(known: Mapping[str, Case], events: Iterable[Event]) -> list[Odd]:
    return [_of(known[one.stream], "corrected", one) for one in events if one.kind in CORRECTIONS][:MOST]


def _impossible(known: Mapping[str, Case], events: Iterable[Event]) -> list[Odd]:
    last: dict[tuple[str, str], datetime] = {}
    found = []
    for one in events:
        for before, after, least in ORDERS:
            earlier = last.get((one.stream, before)) if one.kind == after else None
            if earlier is not None and one.occurred_at - earlier < least:
                found.append(_of(known[one.stream], "impossible", one, one.occurred_at - earlier))
        last[one.stream, one.kind] = one.occurred_at
    return found[:MOST]


def _excused(known: Mapping[str, Case], since: datetime, until: datetime) -> list[Odd]:
    duties = Obligation.objects.filter(
        stream__in=known, lapsed_at__gte=since, lapsed_at__lt=until
    ).exclude(excuse="")  # fmt: skip
    return [
        Odd(
            "excused", one.stream, known[one.stream].department, f"{known[one.stream].number} {known[one.stream].matter[:36]}",
            one.lapsed_at or since, one.clause, words=one.excuse, row=known[one.stream].number,
        )
        for one in duties.order_by("-lapsed_at")[:MOST]
    ]  # fmt: skip


def _walked(site: Site, since: datetime, until: datetime, department: str) -> list[Odd]:
    scans = Scan.objects.filter(round__plan__site=site, at__gte=since, at__lt=until).exclude(flags=[])
    if department:
        scans = scans.filter(round__plan__sort__department=department)
    shown = scans.select_related("round__plan__sort", "round__worker", "point").order_by("-at")[: MOST * 5]
    return [
        Odd(
            "walked", f"round:{one.round_id}", one.round.plan.sort.department, f"{one.point.name} {one.round.plan.name}", one.at,
            "", flags=tuple(one.flags), row=one.round.key, words=one.round.worker.name if one.round.worker else "",
        )
        for one in shown
        if set(one.flags) & WORTH_LOOKING
    ][:MOST]  # fmt: skip
