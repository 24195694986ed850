"""Who could be asked about what: lapses of the ledger laid to a person, with nothing yet made of them. It proposes; people decide.

Left out is what binds nobody (for comparison, or the house's), lapses for which a reason was accepted, and those that people have
dealt with: in a file, talked over, doubted by the person, objected to on a sheet, or taken off the account, as after a failure
of the system or an appeal that was allowed.

What is left is looked at clause by clause. Proposed is what passes the threshold of the policy (C39): so many lapses that were
neither slight nor while the person was off duty, and such a part of all that the person had to keep of the clause; or a single one
of top priority, or after the clause was talked over or punished.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from django.db.models import Count, Q

from gensui.core import deduction, worktime
from gensui.core.deduction import Past, Step
from gensui.core.policy import Policy
from gensui.core.policy.values import Setting
from gensui.core.worktime import Duration
from gensui.ledger import policies, queries
from gensui.ledger.models import Obligation
from gensui.ledger.verdicts import LAPSED
from gensui.oversight import objections
from gensui.oversight.ladder import COUNTS
from gensui.oversight.models import Breach, Sanction
from gensui.people.models import Duty, Employee

FIELDS = (
    "stream", "clause", "cause", "accountable", "segments", "opened_at", "due_at", "met_at", "lapsed_at", "charged_to",
    "judged_due_at", "excuse",
    "urgent", "limit_us", "voided_at",
)  # fmt: skip
Key = tuple[str, str, int]
UTC = ZoneInfo("UTC")
A_DAY = Duration(time=timedelta(hours=24))
Times = Sequence[tuple[datetime, datetime]]


@dataclass(frozen=True, slots=True)
class Threshold:
    """From where on a clause is proposed, as the policy says (C39); what is usual, where it does not."""

    lapses: int = 3
    share: int = 5
    slight: int = 10
    answer: Duration = A_DAY
    zone: ZoneInfo = UTC

    def answerable_from(self, ran_out: datetime) -> datetime:
        """From when on a lapse can be put in a file: the person had the time to read it on the own page, and to answer."""
        return worktime.add(worktime.Calendar.always(self.zone), ran_out, self.answer)


def threshold(policy: Policy) -> Threshold:
    """The figures of this policy."""
    usual = Threshold()
    lapses, share, slight = (policy.figure(f"asked_{name}") for name in ("lapses", "share", "slight"))
    answer = policy.figure("asked_after")
    return Threshold(
        usual.lapses if lapses is None else int(lapses), usual.share if share is None else int(share),
        usual.slight if slight is None else int(slight),
        usual.answer if answer is None else Duration.parse(str(answer)), policy.zone,
    )  # fmt: skip


def rule_of(policy: Policy) -> Setting | None:
    """The setting that says it in words; None in a policy without."""
    return next((one for one in policy.settings.values() if "asked_lapses" in one.values), None)


def key_of(duty: Obligation) -> Key:
    """What a lapse is called, whatever row it stands in."""
    return duty.stream, duty.clause, duty.cause


@dataclass(frozen=True, slots=True)
class Lapse:
    """One lapse, and what it weighs: how late it was, whether the person was there, and since when it can be put in a file."""

    duty: Obligation
    late: timedelta
    done: bool
    slight: bool
    off_duty: bool
    answerable_from: datetime

    @property
    def serious(self) -> bool:
        """Whether it counts for the threshold."""
        return not self.slight and not self.off_duty


@dataclass(frozen=True, slots=True)
class Group:
    """The lapses of one clause: the newest first, of how many promises of it, and what was said of the clause before."""

    clause: str
    lapses: tuple[Lapse, ...]
    promised: int
    before: datetime | None
    least: Threshold

    @property
    def serious(self) -> int:
        """How many were neither slight nor off duty."""
        return sum(one.serious for one in self.lapses)

    @property
    def off_duty(self) -> int:
        """How many ran out while the person was off duty."""
        return sum(one.off_duty for one in self.lapses)

    @property
    def slight(self) -> int:
        """How many were late by next to nothing."""
        return sum(one.slight and not one.off_duty for one in self.lapses)

    @property
    def share(self) -> float:
        """The serious ones, in percent of all that the person had to keep of the clause."""
        return 100 * self.serious / max(self.promised, len(self.lapses))

    @property
    def worst(self) -> timedelta:
        """The latest of them."""
        return max(one.late for one in self.lapses)

    @property
    def usual(self) -> timedelta:
        """How late half of them were at most."""
        return sorted(one.late for one in self.lapses)[(len(self.lapses) - 1) // 2]

    @property
    def urgent(self) -> bool:
        """Whether one of top priority is among the serious ones."""
        return any(one.duty.urgent and one.serious for one in self.lapses)

    @property
    def again(self) -> bool:
        """Whether it came again after the clause was talked over or punished."""
        return self.before is not None and any(one.serious and _ran_out(one.duty) > self.before for one in self.lapses)

    @property
    def often(self) -> bool:
        """Whether it is so many, and such a part of all."""
        return self.serious >= self.least.lapses and self.share >= self.least.share

    @property
    def proposed(self) -> bool:
        """Whether the threshold is passed."""
        return self.often or self.urgent or self.again


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody with lapses that nobody has looked at, clause by clause, and what counts already."""

    employee: Employee
    groups: tuple[Group, ...]
    past: tuple[Past, ...]
    step: Step

    @property
    def count(self) -> int:
        """How many lapses there are."""
        return sum(len(one.lapses) for one in self.groups)

    @property
    def urgent(self) -> int:
        """How many of them are of top priority."""
        return sum(one.duty.urgent for group in self.groups for one in group.lapses)

    @property
    def proposed(self) -> bool:
        """Whether any clause passes the threshold."""
        return any(one.proposed for one in self.groups)

    @property
    def talk_is_enough(self) -> bool:
        """Whether it is one breach with nothing before it: a reminder and a talk (L0)."""
        return self.step.level == 0


def begins(at: datetime) -> datetime:
    """From when on lapses are looked at."""
    return at - relativedelta(months=deduction.REPEAT_MONTHS)


def open_breaches(staff: Iterable[Employee], at: datetime, policy: Policy | None = None) -> dict[str, list[Obligation]]:
    """The lapses of three months that bind these people and are not dealt with, the newest first. Four queries at most."""
    since, policy = begins(at), policy or policies.in_force(policies.newest(), at)
    said = objections.on_sheets(since.date().replace(day=1))
    dealt = set(Breach.objects.filter(lapsed_at__gte=since).values_list("stream", "clause", "cause")) | said.left_out
    found = _laid_to({one.key for one in staff}, at, said.moved, policy, excused=False)
    return {who: kept for who, duties in found.items() if (kept := [one for one in duties if key_of(one) not in dealt])}


def excused_of(employee: Employee, at: datetime) -> list[Obligation]:
    """Somebody's lapses of three months for which a reason was accepted, the newest first. Two queries."""
    policy = policies.in_force(policies.newest(), at)
    return _laid_to({employee.key}, at, {}, policy, excused=True).get(employee.key, [])


def _laid_to(
    keys: set[str], at: datetime, moved: Mapping[Key, str], policy: Policy, *, excused: bool
) -> dict[str, list[Obligation]]:
    lapsed = Obligation.objects.filter(LAPSED, lapsed_at__gte=begins(at), lapsed_at__lte=at)
    lapsed = lapsed.exclude(excuse="") if excused else lapsed.filter(excuse="")
    ours = Q(accountable__in=keys) | Q(holder__in=keys)
    for key in keys:  # who held it when it ran out may be neither the first nor the last
        ours |= Q(segments__icontains=f'"{key}"')
    ours |= Q(stream__in={stream for stream, _clause, _cause in moved})
    binding = queries.that_bind(lapsed.filter(ours), policy)
    found: dict[str, list[Obligation]] = {}
    for duty in binding.only(*FIELDS).order_by("-lapsed_at", "-pk"):
        who = moved.get(key_of(duty)) or duty.answerable
        if who in keys:
            found.setdefault(who, []).append(duty)
    return found


def candidates(staff: Iterable[Employee], at: datetime) -> list[Candidate]:
    """Those of these people who have lapses to be asked about: those whom the policy proposes first, the most serious first.

    Nine queries, however many people.
    """
    known = {one.key: one for one in staff}
    policy = policies.in_force(policies.newest(), at)
    lapses, least = open_breaches(known.values(), at, policy), threshold(policy)
    those = [known[key] for key in lapses]
    duty_times, promised, before = _duty_times(those, at), _promised(lapses, at), _before(those, at)
    past: dict[str, list[Past]] = {}
    rows = Sanction.objects.filter(employee__in=those, state__in=COUNTS).select_related("employee")
    for one in rows:
        if one.issued_at is not None:
            past.setdefault(one.employee.key, []).append(Past(one.kind, one.issued_at))
    found = []
    for key, duties in lapses.items():
        weighed = [_weighed(duty, duty_times.get(key, ()), least, at) for duty in duties]
        groups = _groups(key, weighed, promised, before, least)
        counting = tuple(past.get(key, ()))
        isolated = deduction.is_isolated(len(duties), counting, at)
        step = deduction.TALK if isolated else deduction.proposed(counting, at, severity="minor", loss=False)
        found.append(Candidate(known[key], groups, counting, step))
    return sorted(found, key=lambda one: (not one.proposed, -one.groups[0].serious, -one.count, one.employee.number))


def candidate(employee: Employee, at: datetime) -> Candidate | None:
    """What somebody could be asked about; None where there is nothing."""
    return next(iter(candidates([employee], at)), None)


def _ran_out(duty: Obligation) -> datetime:
    assert duty.lapsed_at is not None  # only lapses are looked at
    return duty.lapsed_at


def _weighed(duty: Obligation, there: Times, least: Threshold, at: datetime) -> Lapse:
    ran_out = _ran_out(duty)
    late = max((duty.met_at or duty.voided_at or at) - (duty.due_at or ran_out), timedelta())
    slight = duty.met_at is not None and late <= timedelta(microseconds=duty.limit_us) * least.slight / 100
    off = bool(there) and not any(since <= ran_out < until for since, until in there)
    return Lapse(duty, late, duty.met_at is not None, slight, off, least.answerable_from(ran_out))


def _groups(
    key: str, lapses: Iterable[Lapse], promised: Mapping[tuple[str, str], int],
    before: Mapping[tuple[str, str], datetime], least: Threshold,
) -> tuple[Group, ...]:  # fmt: skip
    by_clause: dict[str, list[Lapse]] = defaultdict(list)
    for one in lapses:
        by_clause[one.duty.clause].append(one)
    groups = [
        Group(clause, tuple(those), promised.get((key, clause), 0), before.get((key, clause)), least)
        for clause, those in by_clause.items()
    ]
    return tuple(sorted(groups, key=lambda one: (not one.proposed, -one.serious, -len(one.lapses), one.clause)))


def _duty_times(staff: Sequence[Employee], at: datetime) -> dict[str, list[tuple[datetime, datetime]]]:
    """When these people were on duty; nothing of whoever has no roster. One query."""
    rows = Duty.objects.filter(employee__in=staff, ends_at__gt=begins(at), starts_at__lte=at).order_by("starts_at")
    found: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for number, since, until in rows.values_list("employee__number", "starts_at", "ends_at"):
        found[f"staff:{number}"].append((since, until))
    return found


def _promised(lapses: Mapping[str, Sequence[Obligation]], at: datetime) -> dict[tuple[str, str], int]:
    """How many promises of these clauses these people had that ended or ran out: kept ones, and those that lapsed. One query."""
    clauses = {duty.clause for duties in lapses.values() for duty in duties}
    kept = Obligation.objects.filter(
        due_at__gte=begins(at), due_at__lte=at, clause__in=clauses, holder__in=lapses, state="met", lapsed_at=None
    )
    found = Counter((key, duty.clause) for key, duties in lapses.items() for duty in duties)
    for key, clause, count in kept.order_by().values_list("holder", "clause").annotate(Count("pk")):
        found[key, clause] += count
    return found


def _before(staff: Sequence[Employee], at: datetime) -> dict[tuple[str, str], datetime]:
    """When a clause was last talked over with these people, or punished, within three months. Two queries."""
    talked = Breach.objects.filter(employee__in=staff, standing=Breach.Standing.TALKED, noted_at__gte=begins(at))
    given = Sanction.objects.filter(employee__in=staff, state__in=COUNTS, issued_at__gte=begins(at), issued_at__lte=at)
    found: dict[tuple[str, str], datetime] = {}
    for rows, when in ((talked, "noted_at"), (given, "issued_at")):
        for number, clause, then in rows.values_list("employee__number", "clause", when):
            key = (f"staff:{number}", clause)
            found[key] = max(then, found.get(key, then))
    return found
