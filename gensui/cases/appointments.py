"""Reads of the days to come: who is expected where and when, what waits until when, and who is to be called back."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from gensui.cases import access
from gensui.cases.models import Case
from gensui.core import lifecycle
from gensui.ledger import policies
from gensui.ledger.models import Event
from gensui.people import queries as people
from gensui.people.models import Employee

DAY = timedelta(days=1)
MOST = 300


@dataclass(frozen=True, slots=True)
class Appointment:
    """A visit agreed with an owner; ``clashes`` with another of the same handler, closer than the policy wants."""

    case: Case
    at: datetime
    clashes: bool


@dataclass(frozen=True, slots=True)
class Round:
    """What one handler has on a day, in its order; nobody has it yet where there is no handler."""

    handler: Employee | None
    appointments: list[Appointment]


def rounds_on(actor: Employee, day: date, zone: ZoneInfo) -> list[Round]:
    """The appointments of a day that exist for the actor, by handler; those with nobody first. Three queries."""
    since, until = datetime.combine(day, time(), zone), datetime.combine(day + DAY, time(), zone)
    found = access.visible_cases(actor).filter(closed_at=None, appointment_at__gte=since, appointment_at__lt=until)
    cases = Case.objects.with_people().filter(pk__in=list(found.values_list("pk", flat=True)[:MOST]))
    by: dict[int | None, list[Case]] = {}
    for case in cases.order_by("appointment_at", "pk"):
        by.setdefault(case.handler_id, []).append(case)
    apart = policies.span_at("visits_apart", since)
    rounds = [Round(cases[0].handler, _appointments(cases, apart)) for cases in by.values()]
    return sorted(rounds, key=lambda one: one.handler.number if one.handler else "")


def _appointments(cases: list[Case], apart: timedelta) -> list[Appointment]:
    times = [case.appointment_at for case in cases if case.appointment_at is not None]
    found = []
    for place, (case, at) in enumerate(zip(cases, times, strict=True)):
        near = times[max(place - 1, 0) : place] + times[place + 1 : place + 2]
        clashes = case.handler_id is not None and any(abs(at - other) < apart for other in near)
        found.append(Appointment(case, at, clashes))
    return found


def counted(actor: Employee, days: Iterable[date], zone: ZoneInfo) -> list[tuple[date, int]]:
    """How many appointments each of these days has. One query."""
    days = list(days)
    since, until = datetime.combine(days[0], time(), zone), datetime.combine(days[-1] + DAY, time(), zone)
    found = access.visible_cases(actor).filter(closed_at=None, appointment_at__gte=since, appointment_at__lt=until)
    times = found.values_list("appointment_at", flat=True)
    counts = Counter(at.astimezone(zone).date() for at in times if at is not None)
    return [(day, counts[day]) for day in days]


def is_there(case: Case, when: datetime) -> bool:
    """Whether the handler is there at that time, as the roster has it; of a day that is not planned yet, nobody knows otherwise.
    Two queries, where there is a handler.
    """
    if case.handler is None or not people.is_planned(case.site, case.department, case.local(when).date()):
        return case.handler is not None
    return case.handler.number in {one.number for one in people.there_at(case.site, when)}


def awaited(case: Case, at: datetime) -> datetime | None:
    """The agreed time that is still to be kept: nobody has come for it yet, or it lies ahead while work runs. No query."""
    when = case.appointment_at
    if when is None or case.stage in BEFORE_ARRIVAL or (case.stage in lifecycle.BEGUN and when > at):
        return when
    return None


BEFORE_ARRIVAL = frozenset({"accepted", "dispatched", "assigned", "contacted"})


def comes_again(case: Case) -> bool:
    """Whether a time was agreed since somebody was there last. One query."""
    told = Event.objects.filter(stream=case.stream, kind__in=(*AGREED, "site.arrived")).order_by("-number")
    return told.values_list("kind", flat=True).first() in AGREED


AGREED = ("appointment.set", "appointment.changed")


def paused(actor: Employee) -> list[Case]:
    """What waits, that which goes on first at the top; what names no date at the end. Two queries."""
    found = access.visible_cases(actor).filter(state="paused").values_list("pk", flat=True)[:MOST]
    cases = Case.objects.with_people().filter(pk__in=list(found))
    return sorted(cases, key=lambda case: (case.paused_until is None, case.paused_until or case.opened_at, case.pk))


def missed_calls(actor: Employee, at: datetime) -> list[Case]:
    """Who rang lately, was not answered, and was not called back yet; the oldest first. Two queries."""
    since = at - policies.span_at("missed_call_shown", at)
    found = access.visible_cases(actor).filter(state="missed", opened_at__gt=since)
    return list(found.select_related("site").order_by("opened_at", "pk")[:MOST])
