"""Which promises of a policy a history can tell anything about, and how each of them was kept."""

from collections import abc
from dataclasses import dataclass
from datetime import datetime, timedelta

from gensui.core import obligations
from gensui.core.decisions import Obligation
from gensui.core.obligations import PAUSE, Verdict
from gensui.core.policy import Clause, Policy, Rule, narrowed
from gensui.core.timeline import Happening, run
from gensui.replay.sentences import Sentence, say
from gensui.replay.terms import BadMapping, Entry, Mapping, Mistake, Request

SECOND = timedelta(seconds=1)
VERDICTS: tuple[Verdict, ...] = ("kept", "late", "open", "overdue")


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise of one request: when it was given, when it was due, when it was met, and what that makes of it."""

    key: str
    category: str
    clause: str
    holder: str
    opened: datetime
    due: datetime | None
    met: datetime | None
    verdict: Verdict
    lateness: int
    """Whole seconds after the due time; 0 where it was in time."""


@dataclass(frozen=True, slots=True)
class Judge:
    """A policy narrowed to what the mapping tells of; ``unjudged`` says of each other clause why it is left out."""

    policy: Policy
    unjudged: abc.Mapping[str, Sentence]
    as_of: datetime

    def promises(self, request: Request) -> abc.Iterator[Promise]:
        """Every promise of this request, as it stands at ``as_of``; those that were withdrawn in time are not counted."""
        happenings = [Happening(at, event, request.roles) for at, event in request.happenings]
        for duty in run(self.policy, happenings, self.as_of).duties.values():
            verdict = obligations.verdict(duty, self.as_of)
            if verdict != "void" and not duty.clause.startswith(PAUSE):
                yield self._promise(request, duty, verdict)

    def _promise(self, request: Request, duty: Obligation, verdict: Verdict) -> Promise:
        lateness = obligations.lateness(duty, self.as_of)
        return Promise(
            request.key,
            request.category,
            duty.clause,
            duty.holder,
            duty.opened_at,
            duty.due_at,
            duty.met_at,
            verdict,
            -(-lateness // SECOND) if lateness else 0,
        )


def judge(policy: Policy, mapping: Mapping, as_of: datetime) -> Judge:
    """Find what can be judged. Refuses (``BadMapping``) clauses that the policy lacks, and a mapping that allows none."""
    known = {entry.kind: entry for entry in mapping.entries}
    if mistakes := [
        Mistake(0, "clauses", say("The policy has no clause {clause} that the engine keeps.", clause=clause))
        for clause in mapping.clauses
        if clause not in policy.clauses or not policy.clauses[clause].is_live
    ]:
        raise BadMapping(mapping.path, mistakes)
    unjudged: dict[str, Sentence] = {}
    for clause in policy.clauses.values():
        if clause.is_live and (reason := _why_not(clause, known, mapping.clauses)):
            unjudged[clause.id] = reason
    judged = [clause.id for clause in policy.clauses.values() if clause.is_live and clause.id not in unjudged]
    if not judged:
        reason = say(
            "No clause of the policy both opens and closes with the events of this mapping, so nothing can be judged."
        )
        raise BadMapping(mapping.path, [Mistake(0, "events", reason)])
    return Judge(narrowed(policy, judged), unjudged, as_of)


def _why_not(clause: Clause, known: abc.Mapping[str, Entry], wanted: tuple[str, ...]) -> Sentence | None:
    """Why a clause cannot be judged; None if it can."""
    if wanted and clause.id not in wanted:
        return say("The mapping leaves it out.")
    if clause.kind == "schedule":
        return say("It is kept by a calendar, which a history of requests does not hold.")
    if not _known(clause.opens, known):
        return say("No column tells when it began: {events}.", events=_events(clause.opens))
    if clause.kind == "record":
        if not any(known[rule.on].filled for rule in clause.opens if rule.on in known):
            return say("No column tells which fields were filled.")
        return None
    if not _known(
        clause.closes[:1], known
    ):  # the first rule tells the usual way; the others alone would judge unfairly
        return say("No column tells when it was met: {events}.", events=_events(clause.closes[:1]))
    if clause.kind == "gate" and not _known(clause.blocks, known):
        return say("No column tells of what it holds back: {events}.", events=_events(clause.blocks))
    return None


def _known(rules: abc.Iterable[Rule], known: abc.Mapping[str, Entry]) -> bool:
    """Whether the mapping has the event of one of the rules, with the proof and the time that the rule asks for."""
    return any(rule.on in known and _tells(known[rule.on], rule) for rule in rules)


def _tells(entry: Entry, rule: Rule) -> bool:
    proofs = {name for name, _column in entry.evidence}
    return (not rule.evidence or bool(rule.evidence & proofs)) and (not rule.from_ or rule.from_ in entry.attributes)


def _events(rules: abc.Iterable[Rule]) -> str:
    return ", ".join(dict.fromkeys(rule.on for rule in rules))
