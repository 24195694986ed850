"""Reads of training: who owes what until when, the sessions of a year, and one's own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Count, Max, Prefetch, Q, QuerySet

from gensui.ledger import policies
from gensui.ledger.models import Obligation
from gensui.people.models import Employee
from gensui.training import access
from gensui.training.models import HalfDay, Seat, Session, SignIn

OWED = ("induction", "quarterly", "special", "drill", "policy")
"""What is owed, by what the policy calls it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one person stands: for each thing owed, the promise that counts now; none, where nothing was promised."""

    employee: Employee
    duties: tuple[Obligation | None, ...]

    @property
    def is_late(self) -> bool:
        """Whether something is open after its time."""
        return any(one is not None and one.state == "open" and one.lapsed_at is not None for one in self.duties)


@dataclass(frozen=True, slots=True)
class Line:
    """One person in a session: who signed for which half day, in the order of the half days."""

    seat: Seat
    signed: list[SignIn | None]
    struck: list[SignIn]

    @property
    def is_complete(self) -> bool:
        """Whether every half day is signed."""
        return all(one is not None for one in self.signed)


def standings(staff: Iterable[Employee]) -> list[Standing]:
    """How these people stand, in their order. One query."""
    people = list(staff)
    owed = {clause: kind for kind in OWED for clause in policies.meant(kind)}
    rows = Obligation.objects.filter(stream__in=[one.key for one in people], clause__in=owed)
    found: dict[tuple[str, str], Obligation] = {}
    for duty in rows.exclude(state="void").order_by("cause"):
        owes = duty.stream, owed[duty.clause]
        before = found.get(owes)
        if before is None or before.state != "open":  # what is open goes before what comes next
            found[owes] = duty
    return [Standing(one, tuple(found.get((one.key, kind)) for kind in OWED)) for one in people]


def owing(staff: Iterable[Employee], kind: str) -> list[Employee]:
    """Who of these still owes this kind of training. One query."""
    place = OWED.index(kind) if kind in OWED else -1
    return [
        one.employee
        for one in standings(staff)
        if place >= 0 and (duty := one.duties[place]) is not None and duty.state == "open"
    ]


def sessions_of(actor: Employee, since: datetime, until: datetime) -> QuerySet[Session]:
    """The sessions of a stretch that somebody may see, the next first, with how many came and passed, and when it ends."""
    seats, were_there = Count("seats", distinct=True), Q(seats__attended_at__isnull=False)
    passed = Q(seats__passed_at__isnull=False)
    found = access.visible_sessions(actor).filter(starts_at__gte=since, starts_at__lt=until)
    return found.select_related("course", "trainer", "site").annotate(
        seated=seats, attended=Count("seats", distinct=True, filter=were_there),
        passed=Count("seats", distinct=True, filter=passed), ends_at=Max("half_days__ends_at"),
    ).order_by("starts_at", "pk")  # fmt: skip


def lines_of(session: Session, half_days: Sequence[HalfDay]) -> list[Line]:
    """Everybody on the list of a session with what they signed. Three queries."""
    signed = Prefetch("sign_ins", SignIn.objects.select_related("entered_by", "struck_by").order_by("pk"))
    seats = session.seats.select_related("employee__department").prefetch_related(signed, "corrections__corrected_by")
    found = []
    for seat in seats.order_by("employee__number"):
        good = {one.half_day_id: one for one in seat.sign_ins.all() if one.struck_at is None}
        struck = [one for one in seat.sign_ins.all() if one.struck_at is not None]
        found.append(Line(seat, [good.get(one.pk) for one in half_days], struck))
    return found


def seats_of(employee: Employee) -> list[tuple[Seat, list[HalfDay]]]:
    """Somebody's own trainings that were not called off, the newest first, each with its half days. Two queries."""
    seats = list(
        Seat.objects.filter(employee=employee, session__cancelled_at=None)
        .select_related("session__course", "session__site", "session__trainer")
        .order_by("-session__starts_at")[:60]
    )
    rows = HalfDay.objects.filter(session__in=[one.session_id for one in seats]).order_by("session", "starts_at")
    days = {pk: list(group) for pk, group in groupby(rows, key=lambda one: one.session_id)}
    return [(seat, days.get(seat.session_id, [])) for seat in seats]


def taught_by(employee: Employee) -> QuerySet[Session]:
    """The sessions that somebody holds and that are not closed, the next first, each with when it ends."""
    mine = Session.objects.filter(trainer=employee, closed_at=None, cancelled_at=None)
    return mine.select_related("course").annotate(ends_at=Max("half_days__ends_at")).order_by("starts_at")


def certified(number: str) -> Seat | None:
    """Whose certificate has this number, valid or void. One query."""
    rows = Seat.objects.filter(certificate=number.strip().upper())
    return rows.select_related(
        "employee__department__site", "employee__user", "session__course", "session__trainer"
    ).first()
