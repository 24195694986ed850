"""What a day was, from eight to eight: counted in the ledger, and counted again in the registers."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q

from gensui.ledger import policies
from gensui.ledger.models import Event, Obligation
from gensui.people.models import Duty, Employee, Site
from gensui.security.models import DailyReport, GateEntry, Incident

BEGINS = time(8)
ORDER = (
    "rounds_due", "rounds_done", "rounds_late", "missed_points", "entries", "visitors", "vehicles", "refused", "over_5min",
    "hazards", "anomalies", "incidents", "drills", "on_duty",
)  # fmt: skip
"""The figures of a report, in the order in which they are read."""


def period(site: Site, day: date) -> tuple[datetime, datetime]:
    """From eight in the morning of this day to eight of the next, on the clocks of the community."""
    zone = ZoneInfo(site.zone)
    since = datetime.combine(day, BEGINS, zone)
    return since, datetime.combine(day + timedelta(days=1), BEGINS, zone)


def last_day(site: Site, at: datetime) -> date:
    """The last day that is over."""
    here = at.astimezone(ZoneInfo(site.zone))
    today = here.date() if here.time() >= BEGINS else here.date() - timedelta(days=1)
    return today - timedelta(days=1)


def count(site: Site, day: date) -> tuple[dict[str, int], list[str]]:
    """The figures of a day, and those in which register and ledger disagree. Seven queries."""
    since, until = period(site, day)
    staff = [
        f"staff:{number}" for number in Employee.objects.filter(department__site=site).values_list("number", flat=True)
    ]
    ledger = _ledger(staff, since, until)
    register = _register(site, since, until)
    known = {"entries", "over_5min", "incidents"}
    differ = sorted(name for name in known if ledger[name] != register[name])
    return register | ledger, differ


def _ledger(staff: list[str], since: datetime, until: datetime) -> dict[str, int]:
    own = {"actor__in": staff, "occurred_at__gte": since, "occurred_at__lt": until}
    kinds = ("gate.arrived", "hazard.found", "anomaly.found", "incident.reported", "patrol.round_finished")
    counted = dict.fromkeys(kinds, 0)
    counted |= dict(Event.objects.filter(kind__in=kinds, **own).values_list("kind").annotate(Count("pk")).order_by())
    missed = Event.objects.filter(kind="patrol.round_finished", **own).values_list("data", flat=True)
    of_staff = Obligation.objects.filter(accountable__in=staff)
    patrols = of_staff.filter(clause__in=policies.meant("patrolled"), due_at__gte=since, due_at__lt=until)
    rounds = patrols.aggregate(
        due=Count("pk", filter=~Q(state="void", lapsed_at=None)),
        done=Count("pk", filter=Q(state="met")),
        late=Count("pk", filter=Q(state="met", lapsed_at__isnull=False)),
    )
    entries = of_staff.filter(clause__in=policies.meant("gate_decided"), opened_at__gte=since, opened_at__lt=until)
    return {
        "rounds_due": rounds["due"], "rounds_done": rounds["done"], "rounds_late": rounds["late"],
        "missed_points": sum(int(said.get("missed", 0)) for said in missed), "entries": counted["gate.arrived"],
        "over_5min": entries.filter(lapsed_at__isnull=False).count(), "hazards": counted["hazard.found"],
        "anomalies": counted["anomaly.found"], "incidents": counted["incident.reported"],
    }  # fmt: skip


def _register(site: Site, since: datetime, until: datetime) -> dict[str, int]:
    lines = GateEntry.objects.filter(site=site, arrived_at__gte=since, arrived_at__lt=until)
    slow = Q(first_decided_at__gt=F("arrived_at") + policies.span_at("gate_limit", since)) | Q(first_decided_at=None)
    gate: dict[str, Any] = lines.aggregate(
        entries=Count("pk"), vehicles=Count("pk", filter=Q(kind="vehicle")), refused=Count("pk", filter=Q(decision="refused")),
        over_5min=Count("pk", filter=slow),
    )  # fmt: skip
    reported = Incident.objects.filter(site=site, reported_at__gte=since, reported_at__lt=until)
    incidents = reported.aggregate(incidents=Count("pk"), drills=Count("pk", filter=Q(drill=True)))
    guards = Duty.objects.filter(employee__department__site=site, employee__department__kind="security")
    present = guards.filter(starts_at__lt=until, ends_at__gt=since).values("employee").distinct().count()
    return gate | incidents | {"visitors": gate["entries"] - gate["vehicles"], "on_duty": present}


def changed(report: DailyReport) -> dict[str, int]:
    """The figures of a report that would be others if the day were counted now, and what they would be. Seven queries."""
    counted, _differ = count(report.site, report.day)
    return {name: count for name, count in counted.items() if report.figures.get(name) != count}
