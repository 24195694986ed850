"""Indicators that promises tell of: what fell due in the month, by clause, for whoever held it when it fell due.

A promise counts in the month in which it fell due. Kept is laid to who did it, where a post does it together and nobody was named
before: a round to the guard who walked it. Not kept, it is laid to who held it: the leader, if nobody did. A lapse is one
whatever came later; what was waived, excused or cancelled is left out, and listed. A pause moves the due time, so that what waits
belongs to a later month. Where somebody before was late, the next in the chain is judged by the later time, and the failure
stays with who caused it. What is refused until it is right cannot be broken, so that it is kept counts for nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, NullIf

from gensui.core.policy import Policy
from gensui.core.policy.keeping import binds
from gensui.core.scoring import Tally
from gensui.ledger import policies, queries
from gensui.ledger.models import Event, Obligation
from gensui.ledger.verdicts import KEPT
from gensui.oversight.scope import Found, Scope, Verdict

BY_PROMISES = tuple(
    "K01 K03 K04 K06 K07 K08 K09 K10 K11 K12 K13 K14 K15 K17 K22 K25 K26 K27 K28 K29 K31 K32 K33 PLAN APPEALS".split()
)
"""Whose numerator is *kept in time* and whose denominator is *fell due*."""
OF_RECORDS = ("K04",)
"""Of these, the ones that count records; that a report is right is another question than whether it was handed in in time."""
PAUSES = {"work.paused": True, "work.resumed": False}
TOGETHER = ("agent", "follower", "handler", "patrol_guard", "gate_guard", "guard", "cleaner", "gardener")
"""Roles by shift: whose a promise is changes with the shift, and who kept it shows when it is done."""
SHOWN = ("stream", "clause", "cause", "due_at", "segments", "excuse", "charged_to")
Counted = dict[tuple[str, str], Tally]
Step = tuple[str, str]
"""A step of a case: the clause, and the stream."""
Rows = QuerySet[Any, Any]
"""Obligations, each with its outcome."""


@dataclass(frozen=True, slots=True)
class Handled:
    """What errors (K23) are told of: how many promises of each clause each person had, and the steps at which one failed."""

    promises: Mapping[str, Mapping[str, int]]
    failed: Mapping[str, Collection[Step]]


def indicators_of(policy: Policy) -> dict[str, tuple[str, ...]]:
    """Which indicators each clause that binds people counts toward, as the policy says. A task and its notice are one fact
    (K31): the task's.
    """
    found: dict[str, tuple[str, ...]] = {}
    asking = {key: policies.asking(policy, key) for key in BY_PROMISES}
    announced, visited = policies.meaning(policy, "announced"), policies.meaning(policy, "visited")
    for clause in policy.clauses.values():
        if not binds(clause):
            continue
        counted = OF_RECORDS if clause.kind == "record" else BY_PROMISES
        named = [key for key in counted if clause.id in asking[key] and clause.id not in announced]
        if clause.id in visited:
            named += ["K16", "K18"]
        found[clause.id] = tuple(named)
    return found


def cohort(scope: Scope) -> Rows:
    """What fell due in the month, each row with its outcome, kept, failed, left out or waiting; and with who did it (``doer``)."""
    waits = Q(lapsed_at=None, state="open") & (Q(paused_at__isnull=False) | Q(due_at__gt=scope.as_of))
    waits |= Q(charged_to__gt="", judged_due_at=None) | Q(
        state="open", charged_to__gt="", judged_due_at__gt=scope.as_of
    )
    waits |= Q(pk__in=scope.pending)
    outcome = Case(
        When(waits, then=Value("waiting")),
        When(Q(state="void", lapsed_at=None) | Q(pk__in=_waived(scope)), then=Value("left_out")),
        When(KEPT, then=Value("kept")),
        default=Value("failed"),
        output_field=CharField(),
    )
    rows = Obligation.objects.filter(due_at__gte=scope.since, due_at__lt=scope.until)
    return queries.that_bind(rows, scope.policy).annotate(outcome=outcome, doer=_doer())


def _doer() -> Coalesce:
    """Who held the role when it was done; else who holds it."""
    ended = Event.objects.filter(stream=OuterRef("stream"), number=OuterRef("met_by"))
    by_role = [When(role=role, then=Subquery(ended.values_list(KT(f"roles__{role}"))[:1])) for role in TOGETHER]
    return Coalesce(NullIf(Case(*by_role, default=None), Value("")), F("holder"), output_field=CharField())


def _waived(scope: Scope) -> list[int]:
    streams = {stream for stream, clause, _number in scope.waived if clause}
    rows = Obligation.objects.filter(stream__in=streams).values_list("pk", "stream", "clause", "cause")
    return [pk for pk, *key in rows if tuple(key) in scope.waived] if streams else []


def undecided(scope: Scope) -> list[int]:
    """The rows that wait: they are kept with the month, so that it can be counted again alike. One query."""
    return list(cohort(scope).filter(outcome="waiting").order_by("pk").values_list("pk", flat=True))


def unjudged(since: datetime, until: datetime) -> int:
    """How many promises ran out in the month and were not reported yet. One query."""
    open_ = Obligation.objects.filter(state="open", lapsed_at=None, paused_at=None, set_aside="")
    return open_.filter(due_at__gte=since, due_at__lt=until, next_check_at__lt=until).count()


def held_at(segments: list[list[str]], at: datetime) -> str:
    """Who held a promise at a time."""
    found = segments[0][0]
    for who, since in segments:
        if datetime.fromisoformat(since) <= at:
            found = who
    return found


def count(scope: Scope) -> tuple[Counted, Handled]:
    """Each person's tally by indicator; and what each handled, of which errors are told. Ten queries: what was kept is counted
    by the database, what was not is read, because it is laid to whoever held it when it fell due.
    """
    wanted = indicators_of(scope.policy)
    found: Counted = defaultdict(Tally)
    had: dict[str, Counter[str]] = defaultdict(Counter)
    failed: dict[str, set[Step]] = defaultdict(set)
    rows = cohort(scope).values("clause", "doer").order_by()
    for row in rows.annotate(
        kept=Count("pk", filter=Q(outcome="kept")),
        left=Count("pk", filter=Q(outcome="left_out", lapsed_at__isnull=False)),
    ):
        if row["doer"] not in scope.staff:  # here, for the database would find out a second time who it was
            continue
        tally = Tally(Fraction(row["kept"]), row["kept"], waived=row["left"])
        for key in wanted.get(row["clause"], ()):
            if key not in ("K16", "K18"):
                found[row["doer"], key] += tally
        had[row["doer"]][row["clause"]] += row["kept"]
    for who, clause, stream in _laid(scope):
        for key in wanted.get(clause, ()):
            if key not in ("K16", "K18"):
                found[who, key] += Tally(whole=1)
        had[who][clause] += 1
        failed[who].add((clause, stream))
    for who, key, points in _special(scope):
        found[who, key] += Tally(points)
    for who, key, tally in _visits(scope):
        found[who, key] += tally
    for who, key, minutes in _pauses(scope, wanted):
        found[who, key] += Tally(paused_minutes=minutes)
    return {key: tally for key, tally in found.items() if tally != Tally()}, Handled(had, failed)


def _laid(scope: Scope) -> Iterator[tuple[str, str, str]]:
    """Each failure of somebody who works here: whom it is laid to, its clause and stream. One query."""
    names = ("clause", "segments", "due_at", "stream", "cause")
    failed = cohort(scope).filter(outcome="failed").values_list(*names)
    for clause, segments, due_at, stream, cause in failed.order_by().iterator(chunk_size=2_000):
        who = scope.moved.get((stream, clause, cause)) or held_at(segments, due_at)
        if who in scope.staff:
            yield who, clause, stream


def failed_by(scope: Scope) -> Iterator[tuple[str, bool]]:
    """Each failure by whom it is laid to, and whether it was of top priority. One query."""
    names = ("segments", "due_at", "stream", "clause", "cause", "urgent")
    failed = cohort(scope).filter(outcome="failed").values_list(*names).order_by()
    for segments, due_at, stream, clause, cause, urgent in failed.iterator(chunk_size=2_000):
        yield scope.moved.get((stream, clause, cause)) or held_at(segments, due_at), urgent


def _special(scope: Scope) -> Iterator[tuple[str, str, Fraction]]:
    """What is taken off again of what was kept: a time of completion that was revised, and work that came back."""
    kept = cohort(scope).filter(outcome="kept", doer__in=scope.staff)
    for who, times in _revised(scope, kept).values():
        yield who, "K10", Fraction(-1, 2) if times == 1 else Fraction(-1)
    for _pk, who in kept.filter(_came_back(scope), clause__in=policies.meant("required_time")).values_list(
        "pk", "doer"
    ):
        yield who, "K15", Fraction(-1)
    unannounced = _unannounced(scope)
    tasks = kept.filter(clause__in=policies.meant("task_done"), stream__in={stream for stream, _task in unannounced})
    for who, stream, same in tasks.values_list("doer", "stream", "same"):
        if (stream, tuple(same)) in unannounced:
            yield who, "K31", Fraction(-1)


def _revised(scope: Scope, kept: Rows) -> dict[int, tuple[str, int]]:
    """How often the time of a complex repair was changed before the work was done, by row."""
    revised = Event.objects.filter(kind="eta.revised", recorded_at__lte=scope.as_of)
    rows = kept.filter(Exists(revised.filter(stream=OuterRef("stream"))), clause__in=policies.meant("promised_time"))
    duties = list(rows.values_list("pk", "doer", "stream", "met_by"))
    numbers: dict[str, list[int]] = defaultdict(list)
    for stream, number in revised.filter(stream__in={duty[2] for duty in duties}).values_list("stream", "number"):
        numbers[stream].append(number)
    times = {pk: (who, sum(1 for one in numbers[stream] if one < met_by)) for pk, who, stream, met_by in duties}
    return {pk: (who, count) for pk, (who, count) in times.items() if count}


def _came_back(scope: Scope) -> Exists:
    back = Event.objects.filter(
        kind__in=["case.reopened", "rework.ordered"], occurred_at__gte=scope.since, occurred_at__lt=scope.until,
        recorded_at__lte=scope.as_of, stream=OuterRef("stream"), number__gt=OuterRef("met_by"),
    )  # fmt: skip
    return Exists(back)


def _unannounced(scope: Scope) -> set[tuple[str, tuple[str, ...]]]:
    """The tasks, by stream and key, that were not announced in time. One query."""
    late = Obligation.objects.filter(clause__in=policies.meant("announced"), lapsed_at__lte=scope.as_of)
    return {(stream, tuple(same)) for stream, same in late.values_list("stream", "same")}


def _visits(scope: Scope) -> Iterator[tuple[str, str, Tally]]:
    """Return visits whose window ended: made at all, late or not; and at which the owner answered."""
    for one in visits(scope):
        if one.verdict in ("kept", "failed"):
            reached = one.excuse == "return_visit.done"
            yield one.who, "K16", Tally(Fraction(int(bool(one.excuse))), 1)
            yield one.who, "K18", Tally(Fraction(int(reached)), 1)


def visits(scope: Scope) -> list[Found]:
    """Return visits that fell due, with the kind of event that ended each as far as it was known then. Two queries."""
    due = cohort(scope).filter(clause__in=policies.meant("visited")).exclude(outcome="waiting")
    rows = list(due.only(*SHOWN, "met_by").order_by("due_at", "pk"))
    ended = Event.objects.filter(
        stream__in={row.stream for row in rows}, kind__startswith="return_visit.", recorded_at__lte=scope.as_of
    )
    kinds = {(stream, number): kind for stream, number, kind in ended.values_list("stream", "number", "kind")}
    found = [_found(scope, row, row.outcome) for row in rows]
    how = [
        replace(one, excuse=kinds.get((row.stream, row.met_by or 0), "")) for one, row in zip(found, rows, strict=True)
    ]
    return [one for one in how if one.who in scope.staff]


def _found(scope: Scope, row: Any, verdict: Verdict) -> Found:
    due_at = row.due_at
    assert due_at is not None  # the cohort has only rows with a due time
    who = row.doer
    if row.outcome == "failed":
        who = scope.moved.get((row.stream, row.clause, row.cause)) or held_at(row.segments, due_at)
    return Found(who, row.stream, row.clause, row.cause, due_at, verdict, row.excuse, row.charged_to)


def _pauses(scope: Scope, wanted: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str, int]]:
    """For how long promises stood still, by the reasons that their clause allows. Two queries."""
    clauses = {one.id: one.paused_by for one in scope.policy.clauses.values() if one.paused_by and wanted.get(one.id)}
    intervals = _intervals(scope)
    rows = cohort(scope).filter(clause__in=clauses, stream__in=intervals, outcome__in=["kept", "failed"])
    for row in rows.only(*SHOWN, "opened_at", "met_at"):
        stops = [(start, end) for reason, start, end in intervals[row.stream] if reason in clauses[row.clause]]
        last = row.met_at or scope.as_of
        still = sum((_overlap(start, end, row.opened_at, last) for start, end in stops), timedelta())
        who = _found(scope, row, row.outcome).who
        if still and who in scope.staff:
            for key in wanted[row.clause]:
                yield who, key, int(still / timedelta(minutes=1))


def _intervals(scope: Scope) -> dict[str, list[tuple[str, datetime, datetime]]]:
    known = Event.objects.filter(
        kind__in=PAUSES, occurred_at__gte=scope.since - timedelta(days=62), recorded_at__lte=scope.as_of
    )
    found: dict[str, list[tuple[str, datetime, datetime]]] = defaultdict(list)
    running: dict[tuple[str, str], datetime] = {}
    for stream, kind, data, at in known.order_by("stream", "number").values_list(
        "stream", "kind", "data", "occurred_at"
    ):
        reason = str(data.get("reason", ""))
        if PAUSES[kind]:
            running.setdefault((stream, reason), at)
        elif (stream, reason) in running:
            found[stream].append((reason, running.pop((stream, reason)), at))
    return found


def _overlap(start: datetime, end: datetime, since: datetime, until: datetime) -> timedelta:
    return max(min(end, until) - max(start, since), timedelta())


def weighing_elsewhere(policy: Policy, weighed: Container[str]) -> frozenset[str]:
    """The clauses whose promises weigh by themselves on a sheet with these indicators, so that they are no errors (K23) as well.
    What a record lacks is what an indicator counts of which single events tell.
    """
    found = {clause for clause, keys in indicators_of(policy).items() if any(key in weighed for key in keys)}
    records = [one for one in policy.clauses.values() if one.kind == "record"]
    told = {key for one in records for key in one.indicators if key in weighed and key not in BY_PROMISES}
    found |= {one.id for one in records if told & set(one.indicators)}
    return frozenset(found | (set(policies.meaning(policy, "announced")) if "K31" in weighed else set()))


def behind(scope: Scope, who: Container[str], indicator: str, weighed: Container[str] = ()) -> list[Found]:
    """The promises behind one figure of somebody, by their due time, what was left out among them. Errors (K23) are told
    without those that weigh by themselves among the indicators named.
    """
    if indicator in ("K16", "K18"):
        return [_judged(one, indicator) for one in visits(scope) if one.who in who]
    rows = cohort(scope).exclude(outcome="waiting").filter(Q(doer__in=scope.staff) | Q(outcome="failed"))
    if indicator == "K23":
        rows = rows.filter(outcome="failed").exclude(clause__in=weighing_elsewhere(scope.policy, weighed))
    else:
        rows = rows.filter(clause__in=[one for one, keys in indicators_of(scope.policy).items() if indicator in keys])
    listed = list(rows.order_by("due_at", "pk"))
    lowered = _lowered(scope, listed, indicator)
    found = [_found(scope, row, lowered.get(row.pk, row.outcome)) for row in listed]
    own = [one for one in found if one.who in who]
    return _once_a_step(own) if indicator == "K23" else own


def failures(scope: Scope, found: Iterable[Found]) -> list[Found]:
    """Those of the promises that failed by themselves, not because of what came after. One query."""
    failed = cohort(scope).filter(outcome="failed", stream__in={one.stream for one in found if one.clause})
    keys = set(failed.values_list("stream", "clause", "cause"))
    return [one for one in found if one.key in keys]


def _once_a_step(found: Iterable[Found]) -> list[Found]:
    """An error counts once for each case and step, however many of these people had a part in it."""
    once: dict[Step, Found] = {}
    for one in found:
        once.setdefault((one.clause, one.stream), one)
    return list(once.values())


def _judged(one: Found, indicator: str) -> Found:
    if one.verdict == "left_out":
        return one
    good = bool(one.excuse) if indicator == "K16" else one.excuse == "return_visit.done"
    return replace(one, verdict="kept" if good else "failed", excuse="")


def _lowered(scope: Scope, rows: Iterable[Any], indicator: str) -> dict[int, Verdict]:
    """Rows that were kept and count for less all the same."""
    kept = cohort(scope).filter(outcome="kept", doer__in=scope.staff)
    if indicator == "K10":
        return {pk: "half" if times == 1 else "failed" for pk, (_who, times) in _revised(scope, kept).items()}
    if indicator == "K15":
        back = kept.filter(_came_back(scope), clause__in=policies.meant("required_time"))
        return dict.fromkeys(back.values_list("pk", flat=True), "failed")
    if indicator == "K31":
        unannounced = _unannounced(scope)
        return {
            row.pk: "failed" for row in rows if row.outcome == "kept" and (row.stream, tuple(row.same)) in unannounced
        }
    return {}
