"""Who reacts to what: the rules of a whole policy, by kind of event, so that nothing is searched while events come in."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from gensui.core.policy.values import Clause, Ladder, Pause, Policy, Reactions, Rule

Thing = TypeVar("Thing")


def reactions_of(
    clauses: Mapping[str, Clause], pauses: Mapping[str, Pause], handovers: Mapping[str, frozenset[str]]
) -> tuple[dict[str, Reactions], frozenset[str]]:
    """The reactions by kind of event; and the clauses whose lapse needs a look at the other duties of the stream."""
    live = [clause for clause in clauses.values() if clause.is_live]
    duties = [clause for clause in live if clause.kind != "record"]
    opens = _pairs((clause, clause.opens) for clause in duties)
    records = _pairs((clause, clause.opens) for clause in live if clause.kind == "record")
    starts = _pairs((pause, pause.starts) for pause in pauses.values())
    stops = _pairs((pause, pause.ends) for pause in pauses.values())
    words = {word: _by_clause(duties, word) for word in ("closes", "ends", "voids", "blocks")}
    kinds = {*opens, *records, *starts, *stops, *handovers, *(kind for found in words.values() for kind in found)}
    reactions = {
        kind: Reactions(
            opens=tuple(opens.get(kind, ())),
            closes=words["closes"].get(kind, {}),
            ends=words["ends"].get(kind, {}),
            voids=words["voids"].get(kind, {}),
            blocks=words["blocks"].get(kind, {}),
            records=tuple(records.get(kind, ())),
            pauses=tuple(starts.get(kind, ())),
            resumes=tuple(stops.get(kind, ())),
            hands_over=handovers.get(kind, frozenset()),
        )
        for kind in kinds
    }
    answered = {str(value) for clause in duties for rule in clause.opens if rule.on == "obligation.lapsed"
                for name, given in rule.when if name == "clause" for value in given}  # fmt: skip
    linked = {clause.id for clause in duties if clause.late_link}
    return reactions, frozenset(answered | linked)


def _pairs(found: Iterable[tuple[Thing, tuple[Rule, ...]]]) -> dict[str, list[tuple[Thing, tuple[Rule, ...]]]]:
    """Kind of event -> the things whose rules name it, with just those rules."""
    by_kind: dict[str, list[tuple[Thing, tuple[Rule, ...]]]] = defaultdict(list)
    for thing, rules in found:
        for kind in dict.fromkeys(rule.on for rule in rules):
            by_kind[kind].append((thing, tuple(rule for rule in rules if rule.on == kind)))
    return by_kind


def _by_clause(clauses: Iterable[Clause], word: str) -> dict[str, dict[str, tuple[Rule, ...]]]:
    """Kind of event -> clause -> its rules of this word that name the event."""
    found: dict[str, dict[str, list[Rule]]] = defaultdict(lambda: defaultdict(list))
    for clause in clauses:
        for rule in getattr(clause, word):
            found[rule.on][clause.id].append(rule)
    return {kind: {key: tuple(rules) for key, rules in by.items()} for kind, by in found.items()}


def narrowed(policy: Policy, keys: Collection[str]) -> Policy:
    """The policy with these clauses only, and nobody told: for judging what is past."""
    clauses = {key: replace(policy.clauses[key], ladder=Ladder()) for key in policy.clauses if key in keys}
    handovers = {kind: found.hands_over for kind, found in policy.reactions.items() if found.hands_over}
    reactions, looks_around = reactions_of(clauses, policy.pauses, handovers)
    return replace(policy, clauses=clauses, reactions=reactions, looks_around=looks_around)
