"""What another policy would have made of what happened: the same streams run under both, and counted clause by clause.

Everything a person did happens at the time at which it happened; what the engine found (reminders, lapses) is found anew, under
each policy. Slots are those that were planned. Nobody is told anything, so the ladders are left out.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any

from gensui.core import events, obligations
from gensui.core.decisions import Obligation
from gensui.core.events.engine import EngineEvent, SlotPlanned
from gensui.core.obligations import PAUSE
from gensui.core.policy import Clause, Policy, narrowed
from gensui.core.timeline import Happening, Timeline

MOST_EXAMPLES = 40
Plain = tuple[str, Mapping[str, Any], Mapping[str, str], datetime]
"""An event as the ledger keeps it: kind, data, roles and when it happened."""
COUNTS = ("opened_before", "opened_after", "late_before", "late_after", "changed")


@dataclass(slots=True)
class Tally:
    """Counts by clause and by who held the duty, and some streams in which a clause came out otherwise."""

    clauses: dict[str, Counter[str]] = field(default_factory=dict)
    holders: dict[str, Counter[str]] = field(default_factory=dict)
    examples: dict[str, list[str]] = field(default_factory=dict)
    streams: int = 0

    @property
    def duties(self) -> int:
        """How many promises were made under both policies together."""
        return sum(one["opened_before"] + one["opened_after"] for one in self.clauses.values())

    def add(self, other: "Tally") -> None:
        """Take in what was counted elsewhere. The order in which parts come does not matter to the counts."""
        for mine, theirs in ((self.clauses, other.clauses), (self.holders, other.holders)):
            for key, counts in theirs.items():
                mine.setdefault(key, Counter()).update(counts)
        for clause, streams in other.examples.items():
            self.examples[clause] = sorted({*self.examples.get(clause, ()), *streams})[:MOST_EXAMPLES]
        self.streams += other.streams

    def told(self) -> dict[str, Any]:
        """As plain values, to be kept."""
        return {
            "clauses": {key: dict(counts) for key, counts in sorted(self.clauses.items())},
            "holders": {key: dict(counts) for key, counts in sorted(self.holders.items())},
            "examples": self.examples,
            "streams": self.streams,
        }


@dataclass(frozen=True, slots=True)
class Pair:
    """Two policies made ready: nobody is told, and the second one holds only what could come out otherwise (``affected``)."""

    before: Policy
    after: Policy
    affected: frozenset[str]


def pair(before: Policy, after: Policy) -> Pair:
    """Make two policies ready. What neither changed nor leans on what changed is run once, and counts the same for both."""
    old, new = (narrowed(policy, policy.clauses) for policy in (before, after))
    keys = {*old.clauses, *new.clauses}
    if (old.pauses, old.zone, _handovers(old)) == (new.pauses, new.zone, _handovers(new)):
        changed = {key for key in keys if old.clauses.get(key) != new.clauses.get(key)}
        keys = _leaning_on(changed, [*old.clauses.values(), *new.clauses.values()])
    return Pair(old, narrowed(new, keys), frozenset(keys))


def _handovers(policy: Policy) -> dict[str, frozenset[str]]:
    return {kind: found.hands_over for kind, found in policy.reactions.items() if found.hands_over}


def _leaning_on(changed: set[str], clauses: Iterable[Clause]) -> set[str]:
    """These clauses, and all that are tied to one of them: by going before it, by its lapse, by its being late."""
    ties: dict[str, set[str]] = {}
    for clause in clauses:
        behind = [clause.late_link.behind] if clause.late_link else []
        lapses = [str(one) for rule in clause.opens for name, given in rule.when if name == "clause" for one in given]
        for other in (*clause.before, *behind, *lapses):
            ties.setdefault(clause.id, set()).add(other)
            ties.setdefault(other, set()).add(clause.id)
    found, waiting = set(changed), list(changed)
    while waiting:
        fresh = ties.get(waiting.pop(), set()) - found
        found |= fresh
        waiting += fresh
    return found


def happenings(lines: Iterable[Plain]) -> list[Happening]:
    """The events of a stream as values, in the order in which they happened; what the engine reported is left out."""
    found = []
    for kind, data, roles, at in lines:
        wanted = events.VOCABULARY.get(kind)
        if wanted is not None and issubclass(wanted, EngineEvent) and wanted is not SlotPlanned:
            continue
        found.append(Happening(at, events.read(kind, data), roles))
    return sorted(found, key=attrgetter("at"))


def compare(
    policies: Pair, stream: str, happened: Sequence[Happening], since: datetime, until: datetime, tally: Tally
) -> None:
    """Run a stream under both policies up to ``until``, and count what opened from ``since`` on."""
    tally.streams += 1
    old: dict[str, list[tuple[datetime, bool]]] = {}
    new: dict[str, list[tuple[datetime, bool]]] = {}
    for duty, late in _judged(policies.before, happened, since, until):
        _count(tally, duty, "before", late)
        if duty.clause in policies.affected:
            old.setdefault(duty.clause, []).append((duty.opened_at, late))
        else:
            _count(tally, duty, "after", late)
    if not policies.affected:
        return
    for duty, late in _judged(policies.after, happened, since, until):
        _count(tally, duty, "after", late)
        new.setdefault(duty.clause, []).append((duty.opened_at, late))
    for clause in {*old, *new}:
        if sorted(old.get(clause, ())) != sorted(new.get(clause, ())):
            tally.clauses[clause]["changed"] += 1
            found = tally.examples.setdefault(clause, [])
            if len(found) < MOST_EXAMPLES:
                found.append(stream)


def _count(tally: Tally, duty: Obligation, side: str, late: bool) -> None:
    for counted, key in ((tally.clauses, duty.clause), (tally.holders, duty.holder)):
        counts = counted.get(key)
        if counts is None:
            counts = counted[key] = Counter()
        counts[f"opened_{side}"] += 1
        if late:
            counts[f"late_{side}"] += 1


def _judged(
    policy: Policy, happened: Sequence[Happening], since: datetime, until: datetime
) -> Iterator[tuple[Obligation, bool]]:
    """The promises made from ``since`` on that were not withdrawn in time, and whether each was late by ``until``."""
    timeline = Timeline(policy)
    for one in happened:
        if one.at >= until:
            break
        timeline.happen(one.event, one.roles, one.at)
    timeline.advance(until)
    for duty in timeline.duties.values():
        if duty.opened_at < since or duty.clause.startswith(PAUSE):
            continue
        verdict = obligations.verdict(duty, until)
        if verdict != "void":
            yield duty, verdict in ("late", "overdue")
