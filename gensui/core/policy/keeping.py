"""How each clause is kept: by a clock, by a refusal, by a sample, by a document, or by nobody yet."""

from collections.abc import Collection

from gensui.core.policy.values import Clause, Lapse, Policy

WAYS = ("clock", "record", "refusal", "sample", "figure", "act", "document", "nobody")
"""From what the engine itself sees to what nobody sees."""
BY_PEOPLE = ("act", "document")


def how_kept(policy: Policy, clause: Clause, sampled: Collection[str]) -> str:
    """One of ``WAYS``. A clause kept by others is kept as the first of those that the engine sees best.

    ``sampled`` holds the clauses that a checklist of the inspections asks after: without a line there, a clause that says it is
    looked at by inspection is looked at by nobody.
    """
    if clause.kept_by:
        ways = [how_kept(policy, policy.clauses[one], sampled) for one in clause.kept_by]
        return min(ways, key=WAYS.index)
    if clause.is_live:
        return _by_the_engine(clause)
    if clause.id in sampled:
        return "sample"
    if clause.indicators:
        return "figure"
    return next((way for way in BY_PEOPLE if way in clause.checked), "nobody")


def _by_the_engine(clause: Clause) -> str:
    if clause.kind == "record":
        return "refusal" if clause.refuses_missing and clause.limit is None else "record"
    if clause.kind == "gate" and not any(rule.ahead for rule in clause.opens):
        return "refusal"
    return "clock"


def can_lapse(clause: Clause) -> bool:
    """Whether a promise of this clause can be broken. What is refused until it is right always counts as kept, and says nothing."""
    return clause.is_live and _by_the_engine(clause) != "refusal"


def counts(clause: Clause) -> bool:
    """Whether figures count its promises: they can be broken, and are more than a comparison."""
    return can_lapse(clause) and clause.lapse != "comparison"


def binds(clause: Clause) -> bool:
    """Whether a lapse of it is a person's: it counts, and is not the house's."""
    return counts(clause) and clause.lapse == "binding"


def never_lapsing(policy: Policy) -> frozenset[str]:
    """The clauses under which promises are made that cannot be broken."""
    return frozenset(clause.id for clause in policy.clauses.values() if clause.is_live and not can_lapse(clause))


def untimed(policy: Policy) -> frozenset[str]:
    """The clauses that ask what is on record and not by when: they can be broken, and nothing of them is *in time*."""
    return frozenset(clause.id for clause in policy.clauses.values() if clause.kind == "record")


def lapsing_as(policy: Policy, *lapses: Lapse) -> frozenset[str]:
    """The clauses whose lapse is one of these."""
    return frozenset(clause.id for clause in policy.clauses.values() if clause.lapse in lapses)
