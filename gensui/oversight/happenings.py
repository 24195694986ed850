"""Indicators that single events tell of: what was taken in and sent on, what owners said, what was scanned and inspected."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from gensui.cases.models import Case, ReturnVisit
from gensui.core import standing
from gensui.core.scoring import Tally
from gensui.ledger import policies
from gensui.ledger.models import Event
from gensui.oversight import walked
from gensui.oversight.scope import Found, Scope, Verdict, read_once

CONTENT, MOST_OF_A_PAIR = 4, 3
"""Stars that count as content; evaluations of one owner for one employee that count in a month."""
POOR, POOR_ANSWERS, ENOUGH_ANSWERS, POOR_MEAN = 2, 2, 5, Fraction(7, 2)
PROVED = frozenset({"call", "delivery", "app", "message", "signature"})
SAID = ReturnVisit.CONTENT | {ReturnVisit.Outcome.DISSATISFIED}
VALID = ("valid", "partly")
TOLD = ("evaluation.saved", "return_visit.done", "task.checked", "inspection.judged", "complaint.resolved")
DOERS = ("cleaner", "gardener", "patrol_guard")
"""Whose work it was, by the role that the event names."""


def _month(scope: Scope, *kinds: str) -> QuerySet[Event, Any]:
    return Event.objects.filter(
        kind__in=kinds, occurred_at__gte=scope.since, occurred_at__lt=scope.until, recorded_at__lte=scope.as_of
    )


@read_once
def _all_told(scope: Scope) -> list[Event]:
    return list(_month(scope, *TOLD).order_by("occurred_at", "number"))


def _told(scope: Scope, *kinds: str) -> list[Event]:
    """What single events tell of, in their order. One query for all of them."""
    return [event for event in _all_told(scope) if event.kind in kinds]


def _later(scope: Scope, *kinds: str) -> QuerySet[Event, Any]:
    """Events of the stream after this one."""
    return Event.objects.filter(
        kind__in=kinds, stream=OuterRef("stream"), number__gt=OuterRef("number"), recorded_at__lte=scope.as_of
    )


def _by_actor(scope: Scope, events: QuerySet[Event, Any], good: Exists | Q) -> list[Found]:
    """What somebody did, and whether it was good."""
    rows = events.filter(actor__in=scope.staff).annotate(good=good).order_by("occurred_at", "number")
    return [
        Found(actor, stream, "", number, at, "kept" if fine else "failed")
        for actor, stream, number, at, fine in rows.values_list("actor", "stream", "number", "occurred_at", "good")
    ]


def _first(found: Iterable[Found]) -> list[Found]:
    """Of each person's facts in a stream the first."""
    once: dict[tuple[str, str], Found] = {}
    for one in found:
        once.setdefault((one.who, one.stream), one)
    return list(once.values())


@read_once
def dispatches(scope: Scope) -> list[Found]:
    """K05: orders sent to a department, and whether one came back as not its own. One query."""
    returned = Exists(_later(scope, "work_order.returned"))
    return _first(_by_actor(scope, _month(scope, "work_order.dispatched"), ~Q(returned)))


def repairs(scope: Scope) -> list[Found]:
    """K20: repairs done, and whether the same had to be done again soon, by the policy. *Kept* is what came back. One query."""
    soon = policies.span(scope.policy, "done_again_within")
    again = _later(scope, "case.reopened", "rework.ordered").filter(occurred_at__lte=OuterRef("occurred_at") + soon)
    done = _month(scope, "work.completed").filter(data__department="maintenance")
    return _by_actor(scope, done, Exists(again))


@read_once
def evaluations(scope: Scope) -> list[Found]:
    """K19: what owners said of whoever handled their case and of whoever followed it; guarded as 5.2.6 asks. One query.

    Stars that staff enter count only with a call, or another proof, on record. The later answer for a round prevails; of one
    owner for one employee three count in a month, the last ones. Who does not answer says neither.
    """
    last: dict[tuple[str, str, int], Found] = {}
    owners: dict[tuple[str, str, int], str] = {}
    for event in _told(scope, "evaluation.saved", "return_visit.done"):
        stars = int(event.data.get("stars", 0))
        if not stars or not (event.actor.startswith("resident:") or PROVED & set(event.data.get("evidence", {}))):
            continue
        verdict: Verdict = "kept" if _is_content(event, stars) else "failed"
        for who in dict.fromkeys(standing.anybody(event.roles, role) for role in ("handler", "follower")):
            if who in scope.staff:
                key = (who, event.stream, int(event.data.get("round", 1)))
                last[key] = Found(who, event.stream, "", event.number, event.occurred_at, verdict, stars=stars)
                owners[key] = event.roles.get("owner", event.stream)
    return _three_of_a_pair(last, owners)


def _is_content(event: Event, stars: int) -> bool:
    """What the owner said in words at a return visit goes before the stars: who is basically satisfied is content."""
    said = event.data.get("outcome", "")
    return said in ReturnVisit.CONTENT if said in SAID else stars >= CONTENT


def rated_poorly(scope: Scope) -> set[str]:
    """Whom two owners or more gave two stars or fewer, or five or more gave less than three and a half on average."""
    stars: dict[str, list[int]] = defaultdict(list)
    for one in found(scope, "K19"):
        if one.verdict != "left_out":
            stars[one.who].append(one.stars)
    return {
        who
        for who, given in stars.items()
        if sum(1 for one in given if one <= POOR) >= POOR_ANSWERS
        or (len(given) >= ENOUGH_ANSWERS and Fraction(sum(given), len(given)) < POOR_MEAN)
    }


def _three_of_a_pair(last: dict[tuple[str, str, int], Found], owners: dict[tuple[str, str, int], str]) -> list[Found]:
    pairs: dict[tuple[str, str], list[Found]] = defaultdict(list)
    for key, one in last.items():
        pairs[one.who, owners[key]].append(one)
    found = []
    for every in pairs.values():
        every.sort(key=lambda one: (one.at, one.stream, one.number))
        found += [replace(one, verdict="left_out") for one in every[:-MOST_OF_A_PAIR]] + every[-MOST_OF_A_PAIR:]
    return found


def checks(scope: Scope) -> list[Found]:
    """K30: tasks and patrols that were looked at, for whoever did them. Two queries at most. A round that was to be confirmed
    stands among the points of its walker already (K24), as whoever looked at it found them.
    """
    found = []
    events = _told(scope, "task.checked")
    confirmed = walked.confirmed(scope, [event for event in events if not event.data.get("work")])
    for event in events:
        if event.data.get("task") in confirmed:
            continue
        who = next((event.roles[role] for role in DOERS if event.roles.get(role)), "")
        if who in scope.staff:
            verdict: Verdict = "kept" if event.data.get("passed", True) else "failed"
            found.append(Found(who, event.stream, "", event.number, event.occurred_at, verdict))
    return found


def judged(scope: Scope, indicator: str) -> list[Found]:
    """K30 and CALLS by inspections: each item that passed or did not, for whose work was looked at. One query."""
    sheet = "calls" if indicator == "CALLS" else "work"
    found = []
    for event in _told(scope, "inspection.judged"):
        who, items = str(event.data.get("employee", "")), int(event.data.get("items", 0))
        if who in scope.staff and event.data.get("sheet", "work") == sheet:
            passed = min(int(event.data.get("passed", 0)), items)
            one = Found(who, event.stream, "", event.number, event.occurred_at, "kept")
            found += [one] * passed + [replace(one, verdict="failed")] * (items - passed)
    return found


def complaints(scope: Scope) -> list[Found]:
    """K23: complaints found justified, once for each whom they concern. One query."""
    return _first(
        Found(who, event.stream, "", event.number, event.occurred_at, "failed")
        for event in _told(scope, "complaint.resolved")
        for who in event.data.get("about", ())
        if who in scope.staff and event.data.get("valid") in VALID
    )


BY_EVENTS: dict[str, Callable[[Scope], Iterable[Found]]] = {
    "K05": dispatches, "K19": evaluations, "K20": repairs, "K23": complaints,
    "K24": walked.points,
    "K30": lambda scope: [*checks(scope), *judged(scope, "K30")], "CALLS": lambda scope: judged(scope, "CALLS"),
}  # fmt: skip
"""Of errors (K23) only what nothing else tells of: the others are made of these and of promises (``together``)."""


def found(scope: Scope, indicator: str) -> list[Found]:
    """The facts of an indicator, those left out by decision among them, each with whom it is laid to."""
    return [_decided(scope, one) for one in BY_EVENTS[indicator](scope)]


def _decided(scope: Scope, one: Found) -> Found:
    if one.key in scope.waived:
        return replace(one, verdict="left_out")
    return replace(one, who=scope.moved[one.key]) if one.key in scope.moved else one


def count(scope: Scope) -> dict[tuple[str, str], Tally]:
    """Each person's tally by indicator, but for errors. Seven queries."""
    counted: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for indicator in BY_EVENTS.keys() - {"K23"}:
        for one in found(scope, indicator):
            counted[one.who, indicator] += tally(scope, one)
    return dict(counted)


def tally(scope: Scope, one: Found) -> Tally:
    """What one fact adds."""
    counts = one.verdict != "left_out"
    return Tally(Fraction(int(one.verdict == "kept")), int(counts), waived=int(one.key in scope.waived))


def _here(scope: Scope) -> Q:
    """Calls to the community: they name its house, the oldest of them the head of its desk alone."""
    named = Q(roles__house__startswith=f"house:{scope.site}.")
    return named | Q(roles__house__isnull=True, roles__service_head__in=list(scope.staff))


def _valid_complaints(scope: Scope) -> int:
    """Complaints of the community found justified, whoever was on duty then. One query, where there is any."""
    valid = [one for one in _told(scope, "complaint.resolved") if one.data.get("valid") in VALID]
    rows = [int(one.stream.rpartition("-")[2]) for one in valid]
    here = set(Case.objects.filter(pk__in=rows, site__key=scope.site).values_list("pk", flat=True)) if rows else set()
    return sum(row in here for row in rows)


def of_the_community(scope: Scope, homes: int) -> dict[str, Tally]:
    """K02 and K21, which are nobody's own: calls abandoned of those offered, valid complaints by homes. At most two queries."""
    rows = _month(scope, "contact.ringing", "contact.abandoned")
    counted = rows.filter(_here(scope)).aggregate(
        offered=Count("pk", filter=Q(kind="contact.ringing")),
        abandoned=Count("pk", filter=Q(kind="contact.abandoned", data__waited__gte=5)),
    )
    return {
        "K02": Tally(Fraction(counted["abandoned"]), counted["offered"]),
        "K21": Tally(Fraction(_valid_complaints(scope)), homes),
    }
