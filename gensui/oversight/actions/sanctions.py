"""A file, from the first question to the day it no longer counts. Nothing here happens by itself but the end of a term."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gensui.core import deduction
from gensui.core.events import files
from gensui.core.events import people as events
from gensui.core.plain import says_something
from gensui.ledger import policies
from gensui.ledger.models import Obligation
from gensui.oversight import candidates, ladder, measures, notices
from gensui.oversight import sanction_access as access
from gensui.oversight.actions import leaving
from gensui.oversight.actions.leaving import Hands
from gensui.oversight.measures import Measure
from gensui.oversight.models import Breach, Sanction
from gensui.oversight.sanction_refusals import (
    BreachTaken,
    NoEvidence,
    NoSuchClause,
    NotAnswered,
    NotCounted,
    NotHeard,
    NotReported,
    SameCharge,
    SecondPerson,
    WrongStage,
)
from gensui.oversight.streams import filled, happen, local, lock, shown, stands, tell, term
from gensui.people.acting import NOW, Entry, System, done_in, repeatable, was_done
from gensui.people.models import Employee
from gensui.people.refusals import need_words

ISSUED: Any = _(
    "The decision on file {number} is: {measure}. Its reasons stand on your page: read it there and confirm that you have. "
    "From then on you may appeal for the time the policy gives: taken today, until {until}. Nothing is deducted before."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is said to have happened: the clause, how grave, the facts in words, and the lapses of the ledger they rest on."""

    clause: str
    severity: str
    facts: str
    evidence: str = ""
    loss_fen: int = 0
    third_party: bool = False
    breaches: Sequence[int] = ()


@repeatable
def open_file(*, employee: Employee, facts: Facts, actor: Employee, at: datetime, entry: Entry = NOW) -> Sanction:
    """Open a file, and ask the person for a statement. Nothing is decided by it.

    Refuses whoever does not look after the person (``NotYours``), no facts (``NoWords``), facts that neither a lapse nor words of
    evidence show (``NoEvidence``), an unknown clause (``NoSuchClause``), and breaches that are not this person's or are dealt with
    (``BreachTaken``), that do not count (``NotCounted``) or that the person had no time to answer (``NotAnswered``), and what
    another file was closed about as not the person's (``SameCharge``).
    """
    employee = _person(employee)
    access.require(actor, "open_file", employee)
    if stream := done_in(entry):
        return Sanction.objects.with_people().numbered(stream.removeprefix("sanction:")).get()
    need_words(facts.facts)
    if facts.clause not in policies.in_force(policies.newest(), at).clauses:
        raise NoSuchClause(facts.clause)
    duties = _duties(employee, facts.breaches, at)
    if not duties and not says_something(facts.evidence):
        raise NoEvidence
    _not_the_same(employee, facts, duties)
    offence = len(deduction.counting(ladder.past_of(employee), at)) + 1

    found = Sanction.objects.create(
        site=employee.department.site, employee=employee, clause=facts.clause, severity=facts.severity, offence=offence,
        facts=facts.facts.strip(), evidence=facts.evidence.strip(), loss_fen=facts.loss_fen, third_party=facts.third_party,
        opened_by=actor, opened_at=at, defence_until=term("defence_term", at),
    )  # fmt: skip
    _charge(found, duties, actor, at)
    severity: Any = facts.severity
    confirmed = events.ViolationConfirmed(
        violation=found.number, severity=severity, repeated=offence > 1, loss=facts.loss_fen > 0
    )
    happen(
        found.stream,
        employee,
        confirmed,
        events.DefenceInvited(violation=found.number),
        actor=actor,
        at=at,
        entry=entry,
    )
    _tell(
        found,
        _(
            "A file {number} was opened about clause {clause}. Please write your side of it by {until}; nothing is decided before."
        ),
        at,
    )
    return found


def _person(employee: Employee) -> Employee:
    return Employee.objects.select_related("user", "department__site").get(pk=employee.pk)


def _duties(employee: Employee, rows: Sequence[int], at: datetime) -> list[Obligation]:
    """The lapses of these rows. Refuses any that is not open to be laid to this person (``BreachTaken``), does not count
    (``NotCounted``), or is not open for long enough (``NotAnswered``).
    """
    if not rows:
        return []
    asked = candidates.candidate(employee, at)
    open_ones = {one.duty.pk: one for group in (asked.groups if asked else ()) for one in group.lapses}
    for duty in Obligation.objects.filter(pk__in=rows):
        if duty.pk not in open_ones:
            raise BreachTaken(duty.clause)
        if not open_ones[duty.pk].serious:
            raise NotCounted(duty.clause)
        since = open_ones[duty.pk].answerable_from
        if at < since:
            raise NotAnswered(duty.clause, shown(employee.department.site, since))
    return [open_ones[row].duty for row in dict.fromkeys(rows) if row in open_ones]


def _not_the_same(employee: Employee, facts: Facts, duties: Sequence[Obligation]) -> None:
    """Refuses what a file was closed about because it was not this person's: the same facts, or lapses of the clause from before
    it was opened (``SameCharge``).
    """
    for before in Sanction.objects.filter(employee=employee, clause=facts.clause, not_theirs=True):
        older = any(
            one.clause == facts.clause and (one.lapsed_at or before.opened_at) < before.opened_at for one in duties
        )
        if older or before.facts == facts.facts.strip():
            raise SameCharge(before.number)


def _charge(found: Sanction, duties: Sequence[Obligation], actor: Employee, at: datetime) -> None:
    rows = [
        Breach(
            stream=duty.stream, clause=duty.clause, cause=duty.cause, employee=found.employee, sanction=found,
            standing=Breach.Standing.CHARGED, lapsed_at=duty.lapsed_at or at, noted_by=actor, noted_at=at,
        )
        for duty in duties
    ]  # fmt: skip
    Breach.objects.bulk_create(rows)


def _tell(found: Sanction, text: Any, at: datetime) -> None:
    values = {"number": found.number, "clause": found.clause, "until": shown(found.site, found.defence_until)}
    tell(found.stream, found.employee, text, at, **values)


@repeatable
def decide_sanction(
    *, sanction: Sanction, measure: Measure, actor: Employee, at: datetime, entry: Entry = NOW
) -> Sanction:
    """Decide what is given. It is nothing yet: a second person has to sign.

    Refuses before the person was heard out (``NotHeard``), whoever this step is above (``NotYours``), and what facts, matrix or law
    do not carry (``TooHard``, ``OverMost``, ``NoBasis``, ``FinesOff``, ``NoDeduction``, ``MissingFigures``).
    """
    found = lock(sanction)
    access.require_decide(actor, deduction.step_for(measure.kind, measure.claim_fen), found.employee)
    if was_done(entry):
        return found
    stands(found, "asked", "heard")
    if not found.heard_out(at):
        raise NotHeard(found.employee.name, shown(found.site, found.defence_until))
    stands(found, "heard")
    measures.check(found, measure, ladder.past_of(found.employee), at)
    for name in ("kind", "negligence", "claim_fen", "percent"):
        setattr(found, name, getattr(measure, name))
    found.reasons, found.basis, found.check_note = measure.reasons.strip(), measure.basis.strip(), measure.check.strip()
    found.state, found.decided_by, found.decided_at = Sanction.State.PROPOSED, actor, at
    found.save(
        update_fields=[
            "kind", "negligence", "claim_fen", "percent", "reasons", "basis", "check_note", "state", "decided_by", "decided_at",
        ]
    )  # fmt: skip

    proposed = events.SanctionProposed(violation=found.number, measure=_measure(found))
    happen(found.stream, found.employee, proposed, actor=actor, at=at, entry=entry)
    return found


def _measure(found: Sanction) -> events.Measure:
    kind: events.Measure = found.kind  # type: ignore[assignment]  # a check constraint keeps it
    return kind


def _step(found: Sanction) -> deduction.Step:
    return deduction.step_for(found.kind, found.claim_fen)


@repeatable
def countersign(*, sanction: Sanction, actor: Employee, at: datetime, entry: Entry = NOW) -> Sanction:
    """The second signature: the sanction is issued.

    Refuses whoever decided (``SecondPerson``), and who is not the second of this step (``NotYours``).
    """
    found = lock(sanction)
    if was_done(entry):
        return found
    stands(found, "proposed")
    _require_second(found, actor)
    found.state, found.countersigned_by, found.issued_at = Sanction.State.ISSUED, actor, at
    found.expires_on = local(found.site, at).date() + relativedelta(months=deduction.EXPIRY_MONTHS)
    found.save(update_fields=["state", "countersigned_by", "issued_at", "expires_on"])

    issued = events.SanctionIssued(
        violation=found.number, measure=_measure(found), filled=filled(clause=found.clause, facts=found.facts)
    )
    happen(found.stream, found.employee, issued, actor=actor, at=at, entry=entry)
    until = shown(found.site, term("appeal_term", at))
    tell(found.stream, found.employee, ISSUED, at, number=found.number, measure=notices.measured(found), until=until)
    return found


def _require_second(found: Sanction, actor: Employee) -> None:
    access.require_agree(actor, _step(found), found.employee)
    if actor.pk == found.decided_by_id:
        raise SecondPerson


@repeatable
def return_decision(*, sanction: Sanction, words: str, actor: Employee, at: datetime, entry: Entry = NOW) -> Sanction:
    """The second does not sign: whoever decided hears why, and it is decided anew. Refuses no words (``NoWords``)."""
    found = lock(sanction)
    if was_done(entry):
        return found
    stands(found, "proposed")
    _require_second(found, actor)
    need_words(words)
    decider = found.decided_by or found.opened_by
    found.state, found.decided_by, found.decided_at = Sanction.State.HEARD, None, None
    found.save(update_fields=["state", "decided_by", "decided_at"])

    happen(
        found.stream, found.employee, events.SanctionReturned(violation=found.number), actor=actor, at=at, entry=entry
    )
    tell(
        found.stream,
        decider,
        _("File {number} came back unsigned: {words}"),
        at,
        number=found.number,
        words=words.strip(),
    )
    return found


@repeatable
def drop_file(
    *, sanction: Sanction, words: str, actor: Employee, at: datetime, not_theirs: bool = False, entry: Entry = NOW
) -> Sanction:
    """Close the file without a sanction; its breaches no longer count. Where it was ``not_theirs``, none is opened about it again.

    Refuses no reason (``NoWords``), once it is issued (``WrongStage``), and once it is decided whoever did not decide
    (``NotYours``): the second sends it back unsigned.
    """
    found = lock(sanction)
    access.require(actor, "drop_file", found.employee)
    if was_done(entry):
        return found
    stands(found, "asked", "heard", "proposed")
    access.require_drop(actor, found)
    need_words(words)
    found.state, found.reasons, found.ended_at = Sanction.State.DROPPED, words.strip(), at
    found.not_theirs = not_theirs
    found.save(update_fields=["state", "reasons", "ended_at", "not_theirs"])
    found.breaches.update(standing=Breach.Standing.CLEARED)

    happen(
        found.stream, found.employee, events.ViolationDropped(violation=found.number), actor=actor, at=at, entry=entry
    )
    _tell(found, _("File {number} was closed without a sanction."), at)
    return found


@repeatable
def submit_self_criticism(
    *, sanction: Sanction, text: str, actor: Employee, at: datetime, entry: Entry = NOW
) -> Sanction:
    """What the person says of the own part, in writing. Refuses anybody else (``NotYours``), no words (``NoWords``)."""
    found = lock(sanction)
    access.require(actor, "submit_self_criticism", found.employee)
    if was_done(entry):
        return found
    stands(found, "served", "appealed", "effective")
    need_words(text)
    found.self_criticism, found.self_criticism_at = text.strip(), at
    found.save(update_fields=["self_criticism", "self_criticism_at"])

    written = events.SelfCriticismSubmitted(violation=found.number)
    happen(found.stream, found.employee, written, actor=actor, at=at, entry=entry)
    return found


@repeatable
def report_put_right(*, sanction: Sanction, text: str, actor: Employee, at: datetime, entry: Entry = NOW) -> Sanction:
    """What the person did to put it right, in writing. Refuses anybody else (``NotYours``), no words (``NoWords``)."""
    found = lock(sanction)
    access.require(actor, "report_put_right", found.employee)
    if was_done(entry):
        return found
    stands(found, "served", "appealed", "effective")
    need_words(text)
    found.put_right, found.put_right_at = text.strip(), at
    found.save(update_fields=["put_right", "put_right_at"])

    reported = files.RectificationReported(violation=found.number)
    happen(found.stream, found.employee, reported, actor=actor, at=at, entry=entry)
    return found


@repeatable
def verify_rectification(
    *, sanction: Sanction, words: str, actor: Employee, at: datetime, entry: Entry = NOW
) -> Sanction:
    """The person wrote what was put right, and somebody who looks after the person looked at it: at what, say the words. Noted
    twice, it is noted once.

    Refuses before the person's own report (``NotReported``), and no words (``NoWords``).
    """
    found = lock(sanction)
    access.require(actor, "verify_rectification", found.employee)
    if was_done(entry) or found.rectified_at is not None:
        return found
    stands(found, "served", "appealed", "effective")
    if found.put_right_at is None:
        raise NotReported(found.employee.name)
    need_words(words)
    found.rectified_at, found.rectified_by, found.checked = at, actor, words.strip()
    found.save(update_fields=["rectified_at", "rectified_by", "checked"])

    happen(
        found.stream, found.employee, events.SanctionRectified(violation=found.number), actor=actor, at=at, entry=entry
    )
    return found


@repeatable
def end_contract(*, sanction: Sanction, actor: Employee, at: datetime, entry: Entry = NOW) -> Sanction:
    """A dismissal that can no longer be appealed is carried out: the contract ends, the account closes."""
    found = lock(sanction)
    access.require(actor, "end_contract", found.employee)
    if was_done(entry):
        return found
    stands(found, "effective")
    if found.kind != Sanction.Kind.DISMISSAL or found.employee.left_on is not None:
        raise WrongStage(found.number, str(found.get_kind_display()))
    ended = events.ContractTerminated(
        violation=found.number,
        filled=filled(published_rule=found.basis, union_or_hr_check=found.check_note, facts=found.facts),
        evidence={"document": found.number},
    )
    happen(found.stream, found.employee, ended, actor=actor, at=at, entry=entry)
    leaving.carry_out(employee=found.employee, actor=actor, at=at, hands=Hands(reason=str(found.get_kind_display())))
    return found


def settle(*, actor: System, at: datetime) -> int:
    """End what a term ends: a sanction nobody appealed takes effect, one of twelve months ago no longer counts; how many."""
    waiting = Sanction.objects.filter(state="served", appeal_until__lte=at).values_list("pk", flat=True)
    over = Sanction.objects.filter(state="effective", expires_on__lte=at.date() + relativedelta(days=1))
    done = sum(_take_effect(row, actor, at) for row in list(waiting))
    return done + sum(_expire(row, actor, at) for row in list(over.values_list("pk", flat=True)))


@transaction.atomic
def _take_effect(row: int, actor: System, at: datetime) -> int:
    found = lock(Sanction(pk=row))
    if found.state != Sanction.State.SERVED or found.appeal_until is None or found.appeal_until > at:
        return 0
    found.state, found.effective_at = Sanction.State.EFFECTIVE, found.appeal_until
    found.save(update_fields=["state", "effective_at"])

    effective = events.SanctionEffective(violation=found.number)
    happen(found.stream, found.employee, (effective, found.appeal_until), actor=actor, at=at)
    return 1


@transaction.atomic
def _expire(row: int, actor: System, at: datetime) -> int:
    found = lock(Sanction(pk=row))
    if (
        found.state != Sanction.State.EFFECTIVE
        or found.expires_on is None
        or found.expires_on > local(found.site, at).date()
    ):
        return 0
    expired_at = max(ladder.midnight(found.site, found.expires_on), found.effective_at or at)
    found.state, found.ended_at = Sanction.State.EXPIRED, expired_at
    found.save(update_fields=["state", "ended_at"])

    expired = events.SanctionExpired(violation=found.number)
    happen(found.stream, found.employee, (expired, expired_at), actor=actor, at=at)
    return 1
