"""Reads for the pages of supervision: what is to be held, what is looked at, what is put right."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from gensui.cases import access as cases
from gensui.cases.access import TOGETHER
from gensui.cases.models import Attachment, Case, HandlingRecord, Note, ReturnVisit
from gensui.ledger import policies
from gensui.ledger import queries as ledger
from gensui.ledger.models import Event, Obligation
from gensui.oversight import access
from gensui.oversight.models import Inspection, Item, Rectification
from gensui.people.models import Employee, Site
from gensui.rounds.models import Round
from gensui.security.models import GateEntry

MOST = 80


@dataclass(frozen=True, slots=True)
class Held:
    """An inspection in a list, with its clock and how much of it is judged."""

    inspection: Inspection
    duty: Obligation | None
    items: int = 0
    judged: int = 0
    findings: int = 0


@dataclass(frozen=True, slots=True)
class Mending:
    """A rectification in a list, with the clock that runs for it."""

    rectification: Rectification
    duty: Obligation | None

    def is_late(self, at: datetime) -> bool:
        """Whether its time has run out."""
        return self.duty is not None and self.duty.due_at is not None and self.duty.due_at <= at


def _clock(duties: Iterable[Obligation]) -> Obligation | None:
    """The clock to show: the one that runs and is due first; without one, the last."""
    known = [duty for duty in duties if duty.clause in policies.meant("inspected", "rectified", "planned_first")]
    running = [duty for duty in known if duty.state == "open" and duty.due_at is not None]
    return min(running, key=lambda duty: duty.due_at or duty.opened_at, default=known[-1] if known else None)


def held(found: QuerySet[Inspection], most: int = MOST) -> list[Held]:
    """Inspections with their clocks. Two queries."""
    counted = found.select_related("site", "signed_by", "drawn_by").annotate(
        items_all=Count("items", distinct=True),
        items_judged=Count("items", filter=Q(items__judged_at__isnull=False), distinct=True),
        items_failed=Count("items__findings", distinct=True),
    )
    rows: list[Any] = list(counted[:most])
    duties = ledger.clocks_of([one.stream for one in rows])
    return [
        Held(one, _clock(duties.get(one.stream, [])), one.items_all, one.items_judged, one.items_failed) for one in rows
    ]


def mending(found: QuerySet[Rectification], most: int = MOST) -> list[Mending]:
    """Rectifications with their clocks, what runs out next on top. Two queries."""
    rows = list(found.select_related("site", "item__inspection")[:most])
    duties = ledger.clocks_of([one.stream for one in rows])
    made = [Mending(one, _clock(duties.get(one.stream, []))) for one in rows]
    return sorted(made, key=lambda one: (one.rectification.state == "passed", _due(one), one.rectification.pk))


def _due(one: Mending) -> datetime:
    return one.duty.due_at if one.duty is not None and one.duty.due_at is not None else one.rectification.found_at


@dataclass(frozen=True, slots=True)
class Looked:
    """A record of an inspection as its list shows it."""

    item: Item
    title: str
    failed: int
    apart: bool = True


def looked_at(inspection: Inspection, actor: Employee) -> list[Looked]:
    """The records of an inspection, in their order; a complaint that accuses the reader is named by nothing. Four queries."""
    items: list[Any] = list(
        inspection.items.select_related("case__category", "judged_by")
        .annotate(failed=Count("judgements", filter=Q(judgements__verdict="fail")))
        .order_by("place")
    )
    hidden = set(
        Case.objects.filter(cases.hidden_from(actor), pk__in=[one.case_id for one in items if one.case_id])
        .values_list("pk", flat=True)
    )  # fmt: skip
    rounds = Round.objects.select_related("plan").in_bulk(_rows(items, "round:"))
    entries = GateEntry.objects.in_bulk(_rows(items, "gate:G"))
    made = []
    for one in items:
        apart = one.case_id not in hidden
        made.append(Looked(one, _title(one, rounds, entries) if apart else "—", one.failed, apart))
    return made


def _rows(items: Iterable[Item], before: str) -> list[int]:
    return [int(one.subject.removeprefix(before)) for one in items if one.subject.startswith(before)]


def _title(item: Item, rounds: dict[int, Round], entries: dict[int, GateEntry]) -> str:
    if item.case is not None:
        return f"{item.case.number} {item.case.category or ''} {item.case.matter[:40]}"
    row = int(item.subject.partition(":")[2].removeprefix("G"))
    if item.source == Item.Source.ROUND:
        return str(rounds[row].plan.name) if row in rounds else item.subject
    return f"{entries[row].number} {entries[row].get_kind_display()}" if row in entries else item.subject


@dataclass(frozen=True, slots=True)
class Shown:
    """What a record says of itself, for whoever judges it: never a name or number of whoever asked or complained."""

    case: Case | None = None
    records: tuple[HandlingRecord, ...] = ()
    visits: tuple[ReturnVisit, ...] = ()
    notes: tuple[Note, ...] = ()
    pictures: tuple[Attachment, ...] = ()
    events: tuple[Event, ...] = ()
    lapses: tuple[Obligation, ...] = ()
    round: Round | None = None
    entry: GateEntry | None = None


def shown(item: Item) -> Shown:
    """The record behind an item. Seven queries for a request, one for another."""
    if item.case_id is not None:
        case = Case.objects.with_people().get(pk=item.case_id)
        return Shown(
            case=case, records=tuple(case.records.order_by("round")), visits=tuple(case.visits.order_by("round")),
            notes=tuple(Note.objects.filter(case=case).order_by("pk")), pictures=tuple(case.attachments.order_by("pk")),
            events=tuple(ledger.events_of(case.stream)),
            lapses=tuple(Obligation.objects.filter(stream=case.stream, lapsed_at__isnull=False).order_by("id")),
        )  # fmt: skip
    row = int(item.subject.partition(":")[2].removeprefix("G"))
    if item.source == Item.Source.ROUND:
        rounds = Round.objects.select_related("plan__sort", "worker").annotate(
            proved=Count("scans__point", distinct=True)
        )
        return Shown(round=rounds.filter(pk=row).first())
    return Shown(entry=GateEntry.objects.select_related("registered_by", "unit").filter(pk=row).first())


def open_for(actor: Employee, department: str = "") -> QuerySet[Inspection]:
    """The inspections into which this person may put something."""
    kinds = [department] if department else access.departments(actor)
    return (
        access.visible_inspections(actor)
        .filter(state="drawn", department__in=kinds)
        .order_by("department", "-called_at")
    )


def head_of(site: Site, department: str) -> Employee | None:
    """Whoever heads a department; the administration's is its manager. One query."""
    kinds = [department, *filter(None, [TOGETHER.get(department)])]
    heads = Employee.objects.working().filter(
        department__site=site, department__kind__in=kinds, role__in=[*access.HEADS, access.LEADER]
    )
    return heads.select_related("user").order_by("number").first()
