"""Reads for pages, phones and reports: slots and what became of them, points and their last visit, histories."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Prefetch, Q

from gensui.core.events.grounds import TaskPlanned
from gensui.core.policy import Policy
from gensui.ledger import policies
from gensui.ledger.models import Obligation, Schedule
from gensui.people.duty_roster import Presence
from gensui.people.models import Department, Employee, Resident, Site
from gensui.rounds import access
from gensui.rounds.access import HELD
from gensui.rounds.models import Announcement, Finding, Photo, Plan, Point, Round, Scan, Sent, Stop

Standing = Literal["coming", "due", "running", "late", "missed", "done", "done_late"]
ORDER: tuple[Standing, ...] = ("late", "due", "running", "missed", "coming", "done_late", "done")
WINDOW, YEAR = timedelta(days=3), timedelta(days=400)
"""How far one look at the roster reaches, back and ahead."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot of a plan and what became of it."""

    plan: Plan
    duty: Obligation
    rounds: tuple[Round, ...] = ()
    early: timedelta = timedelta()

    @property
    def starts_at(self) -> datetime:
        """When it was to be."""
        return (self.duty.not_before or self.duty.opened_at) + self.early

    def standing(self, at: datetime) -> Standing:
        """How it stands: ``missed`` only once nobody can be awaited any longer, ``late`` while somebody still can."""
        duty = self.duty
        if duty.state == "met":
            running = any(one.state == Round.State.RUNNING for one in self.rounds)
            return "running" if running else "done_late" if duty.lapsed_at is not None else "done"
        if any(one.state == Round.State.RUNNING for one in self.rounds):
            return "running"
        if duty.state == "void":
            return "missed"
        if duty.due_at is not None and duty.due_at < at:
            return "late"
        return "coming" if self.starts_at > at else "due"

    def is_awaited(self, at: datetime) -> bool:
        """Whether it began and is not over."""
        return self.standing(at) in ("late", "due", "running")

    @property
    def round(self) -> Round | None:
        """The first round of it."""
        return self.rounds[0] if self.rounds else None

    @property
    def missed(self) -> list[int]:
        """The points that nobody proved, where somebody came back."""
        return list(self.rounds[-1].missed) if self.rounds else []


def day_of(site: Site, at: datetime) -> tuple[datetime, datetime]:
    """From midnight to midnight, on the clocks of the community."""
    since = at.astimezone(ZoneInfo(site.zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    return since, since + timedelta(days=1)


def slots(plans: Iterable[Plan], since: datetime, until: datetime) -> list[Slot]:
    """The slots of these plans that fall due in a stretch, and the rounds of each, in their order. Three queries."""
    policy = policies.in_force(policies.newest(), until)
    by_stream = {plan.stream: plan for plan in plans if plan.sort.clause}
    duties = Obligation.objects.filter(
        due_at__gte=since, due_at__lt=until, not_before__isnull=False, stream__startswith="plan:"
    )
    found = [duty for duty in duties.order_by("due_at", "id") if duty.stream in by_stream and not _gone(duty)]
    rounds: dict[tuple[int, int | None], list[Round]] = {}
    around = Round.objects.filter(plan__in=by_stream.values(), slot__isnull=False, started_at__gte=since - WINDOW)
    for one in around.select_related("worker").order_by("started_at"):
        rounds.setdefault((one.plan_id, one.slot), []).append(one)
    made = []
    for duty in found:
        plan = by_stream[duty.stream]
        if duty.clause == plan.sort.clause:
            made.append(Slot(plan, duty, tuple(rounds.get((plan.pk, duty.cause), ())), _early(policy, duty)))
    return made


def _early(policy: Policy, duty: Obligation) -> timedelta:
    found = policy.under(duty.version).clauses[duty.clause].slots
    return found.early if found is not None else timedelta()


def _gone(duty: Obligation) -> bool:
    """Whether the plan was given up before this was due: nobody awaits it."""
    return duty.state == "void" and duty.lapsed_at is None


def plans_of(actor: Employee, site: Site) -> list[Plan]:
    """The plans that are followed and that exist for this person, by department and name. One query."""
    found = (
        access.visible_plans(actor)
        .followed()
        .filter(site=site)
        .select_related("sort", "site", "area", "assignee", "post", "shift")
    )
    return list(found.order_by("sort__department", "sort", "pk"))


EVENING = timedelta(hours=3)
"""For so long what was not done stands among the things of today although it began on the day before."""


def slots_of_today(actor: Employee, site: Site, at: datetime) -> list[Slot]:
    """The slots of today, and those of last evening that somebody is still awaited for; what needs somebody first. Four queries."""
    since, until = day_of(site, at)
    found = slots(plans_of(actor, site), min(since, at - EVENING), until + timedelta(hours=1))
    today_s = [
        slot for slot in found if since <= slot.starts_at < until or (slot.starts_at < since and slot.is_awaited(at))
    ]
    return sorted(today_s, key=lambda slot: (ORDER.index(slot.standing(at)), slot.starts_at, slot.plan.pk))


def tally(found: Iterable[Slot], at: datetime) -> dict[Standing, int]:
    """How many slots stand how."""
    counted: dict[Standing, int] = dict.fromkeys(ORDER, 0)
    for slot in found:
        counted[slot.standing(at)] += 1
    return counted


@dataclass(frozen=True, slots=True)
class Mark:
    """A point on the plan of the community, with its last visit and how long that is ago for its rhythm."""

    point: Point
    last_at: datetime | None
    missed: bool = False
    flagged: bool = False


def marks(site: Site, at: datetime, missed: Iterable[int] = ()) -> list[Mark]:
    """The points of the community with their last visits; those missed today are marked. One query."""
    gone = set(missed)
    points = Point.objects.filter(site=site, retired_at=None).annotate(
        last_at=Max("scans__at", filter=Q(scans__at__lte=at))
    )
    return [Mark(one, one.last_at, one.pk in gone) for one in points.order_by("pk")]


def stops_of(plan: Plan) -> list[Stop]:
    """The stops of a plan in their order, each with its point. One query."""
    return list(plan.stops.select_related("point").order_by("order"))


_UNSCANNED = Count("scans__point", filter=Q(scans__proof__in=Scan.UNSCANNED), distinct=True)
"""The points of a round that somebody proved without a scan, counted apart."""


def history(
    actor: Employee, *, plan: Plan | None = None, worker: Employee | None = None, most: int = 60
) -> list[Round]:
    """What was done of a route, or by a person, the latest first. Two queries."""
    found = access.visible_rounds(actor).exclude(started_at=None)
    if plan is not None:
        found = found.filter(plan=plan)
    if worker is not None:
        found = found.filter(worker=worker)
    shown = found.select_related("plan__sort", "plan__site", "worker", "checked_by").annotate(
        proved=Count("scans__point", distinct=True),
        unscanned=_UNSCANNED,
    )
    return list(shown.order_by("-started_at")[:most])


def odd_ones(actor: Employee, site: Site, since: datetime) -> list[Scan]:
    """Scans that want looking at: what is odd beyond a signature by hand. One query."""
    found = Scan.objects.filter(
        round__plan__in=access.visible_plans(actor), round__plan__site=site, received_at__gte=since
    )
    shown = found.exclude(flags=[]).select_related("round__plan", "round__worker", "point").order_by("-at")
    return [one for one in shown[:300] if set(one.flags) & WORTH_LOOKING][:60]


WORTH_LOOKING = {
    "typed",
    "place",
    "too_fast",
    "out_of_order",
    "wrong_place",
    "clock_wrong",
    "clock_moved",
    "failed",
    "out_of_range",
    "no_photo",
}


def sheets_of(points: Sequence[Point]) -> list[tuple[Point, Plan]]:
    """These points, each with a plan that visits it and on whose sheet its tag is printed. One query, or none."""
    if not points:
        return []
    stops = Stop.objects.filter(point__in=points, plan__in=Plan.objects.followed()).select_related("plan", "point")
    return list({stop.point_id: (stop.point, stop.plan) for stop in stops.order_by("-pk")}.values())


def to_check(actor: Employee, site: Site, most: int = 40) -> list[Round]:
    """What was done and nobody has looked at yet, the odd and incomplete first. One query."""
    found = Round.objects.filter(
        plan__in=access.visible_plans(actor), plan__site=site, state=Round.State.DONE, checked_at=None
    )
    shown = (
        found.exclude(worker=actor)
        .select_related("plan__sort", "plan__site", "worker")
        .annotate(unscanned=_UNSCANNED)
        .order_by("-finished_at")[:200]
    )
    return sorted(
        list[Round](shown),
        key=lambda one: (not (one.flags or one.missed), -one.finished_at.timestamp() if one.finished_at else 0.0),
    )[:most]


def refused_entries(site: Site, since: datetime) -> list[Sent]:
    """What phones sent that was refused, the latest first. One query."""
    found = Sent.objects.filter(outcome=Sent.Outcome.REFUSED, received_at__gte=since, employee__department__site=site)
    return list(found.select_related("employee").order_by("-received_at")[:40])


def calendar(actor: Employee, site: Site, since: datetime, until: datetime) -> list[Round]:
    """The announced tasks of a stretch, with their notices. Two queries."""
    good = Prefetch("announcements", Announcement.objects.filter(cancelled_at=None), to_attr="notices")
    found = Round.objects.filter(
        plan__in=access.visible_plans(actor), plan__site=site, plan__sort__clause="", planned_at__gte=since, planned_at__lt=until,
        redo_of=None,
    )  # fmt: skip
    shown = found.select_related("plan__sort", "plan__site", "worker").prefetch_related(good)
    return list(shown.order_by("planned_at", "pk"))


def tasks_for(actor: Employee, site: Site, since: datetime, until: datetime) -> list[Round]:
    """What is on the calendar for whoever walks, and what is to be done again, with its good notice. Two queries."""
    good = Prefetch("announcements", Announcement.objects.filter(cancelled_at=None))
    found = Round.objects.filter(
        Q(redo_of__isnull=False) | Q(planned_at__gte=since, planned_at__lt=until), state=Round.State.PLANNED,
        plan__in=access.visible_plans(actor), plan__site=site, plan__retired_at=None,
    )  # fmt: skip
    return list(found.select_related("redo_of", "plan__site").prefetch_related(good).order_by("planned_at", "pk"))


def notices_for(resident: Resident, at: datetime) -> list[Announcement]:
    """What is announced to this home and not over. One query."""
    found = access.announced_to(resident).filter(to_at__gte=at, cancelled_at=None)
    return list(found.select_related("round__plan__site").order_by("from_at"))


def findings_since(actor: Employee, site: Site, since: datetime) -> list[Finding]:
    """What was found lately, with its cases. One query."""
    found = access.visible_findings(actor).filter(site=site, found_at__gte=since)
    return list(found.select_related("case", "reporter", "point", "category").order_by("-found_at")[:60])


@dataclass(slots=True)
class Roster:
    """Who holds which role for a slot, asked for many of them: who is on duty then, and whom a plan names. For ``due.plan``."""

    presence: Presence | None = None
    plans: dict[str, Plan] = field(default_factory=dict)

    def __call__(self, schedule: Schedule, starts_at: datetime) -> Mapping[str, str]:
        if self.presence is None or not self.presence.since <= starts_at < self.presence.until:
            self.presence = Presence(starts_at - WINDOW, starts_at + YEAR)
        plan = self._plan(schedule.stream)
        if plan is None:
            return self.presence.again(schedule.roles, starts_at)
        return self.presence.roles_at(plan.site.key, plan.sort.department, starts_at, by=whose(plan))

    def _plan(self, stream: str) -> Plan | None:
        if not self.plans:
            found = Plan.objects.followed().select_related("sort", "site", "assignee")
            self.plans = {plan.stream: plan for plan in found}
        return self.plans.get(stream)


def whose(plan: Plan) -> dict[str, str]:
    """Whom a plan's slots belong to, by the role the policy holds to them: a person, a post, a shift; or nobody by name."""
    role = HELD[plan.sort.department]
    if plan.assignee is not None:
        return {role: plan.assignee.key}
    if plan.post_id is not None:
        return {role: f"post:{plan.post_id}"}
    return {role: f"shift:{plan.shift_id}"} if plan.shift_id is not None else {}


def hours_ahead(plan: Plan, at: datetime) -> int:
    """How many hours before the work its notice is published at least, by the policy in force; none where it asks for none."""
    event = TaskPlanned(work=plan.sort.work, heavy=plan.sort.heavy)  # type: ignore[arg-type]  # a work the vocabulary knows
    for clause, rules in policies.in_force(policies.newest(), at).on("task.planned").opens:
        fitting = next((rule for rule in rules if rule.fits(event, at)), None)
        if fitting is not None and fitting.ahead is not None and "task.started" in {rule.on for rule in clause.blocks}:
            return fitting.ahead // timedelta(hours=1)
    return 0


def kinds_of(actor: Employee) -> list[tuple[str, str]]:
    """The departments whose grounds this person looks at, with their names."""
    labels = {one.value: str(one.label) for one in Department.Kind}
    return [(kind, labels[kind]) for kind in access.departments(actor)]


def routes(actor: Employee, site: Site) -> list[list[Stop]]:
    """The stops of each patrol's route, in their order. One query."""
    found = Stop.objects.filter(plan__in=access.visible_plans(actor).followed().filter(site=site, sort__walk="patrol"))
    made: dict[int, list[Stop]] = {}
    for stop in found.select_related("point").order_by("plan", "order"):
        made.setdefault(stop.plan_id, []).append(stop)
    return list(made.values())


def photos_of(actor: Employee, digests: Iterable[str]) -> list[Photo]:
    """The photographs that have arrived. One query."""
    return list(access.visible_photos(actor).filter(digest__in=list(digests)).order_by("pk"))


def others_of(round: Round) -> list[Round]:
    """Who else walked the same slot. One query, or none."""
    if round.slot is None:
        return []
    found = Round.objects.filter(plan=round.plan_id, slot=round.slot).exclude(pk=round.pk)
    return list(found.select_related("worker").order_by("started_at"))


def plans_of_streams(actor: Employee, streams: Iterable[str]) -> dict[str, Plan]:
    """The plans behind these streams that exist for the actor, by stream. One query, or none."""
    rows = {int(stream.partition(":")[2]) for stream in streams if stream.startswith("plan:")}
    return {plan.stream: plan for plan in access.visible_plans(actor).filter(pk__in=rows)} if rows else {}


def plans_following(actor: Employee, clause: str) -> list[Plan]:
    """The plans that follow a clause. One query."""
    return list(access.visible_plans(actor).followed().filter(sort__clause=clause).order_by("pk"))


def editions_of(plan: Plan) -> list[Plan]:
    """The editions before this one, the latest first, and the one that follows it, if there is one. A query an edition."""
    found = []
    before = plan.replaces
    while before is not None:
        found.append(before)
        before = before.replaces
    return [*Plan.objects.filter(replaces=plan), *found]
