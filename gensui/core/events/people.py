"""Training, assessment, reward and penalty: what concerns one employee."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from gensui.core.events.base import Department, Event, Severity, happens

Measure = Literal["", "warning", "demerit", "performance", "compensation", "fine", "demotion", "dismissal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEvent(Event):
    """Anything that concerns one employee, by key."""

    employee: str = ""
    department: Department = ""
    training: Literal["", "induction", "quarterly", "special", "drill"] = ""
    period: str = ""


@happens("employment.started")
class EmploymentStarted(PersonEvent):
    """Somebody was hired."""


@happens("employment.corrected")
class EmploymentCorrected(PersonEvent):
    """Somebody was noted as new by mistake: the last start that was noted was none."""


@happens("employment.ended")
class EmploymentEnded(PersonEvent):
    """Somebody left the company."""


@happens("leaving.planned")
class LeavingPlanned(PersonEvent):
    """Somebody is to leave the company: ``last_on`` is the last day, as 2026-12-05. Said again, the later word holds."""

    last_on: str = ""


@happens("leaving.withdrawn", follows="leaving.planned")
class LeavingWithdrawn(PersonEvent):
    """Somebody stays who was to leave."""


@happens("leaving.confirmed", follows="leaving.planned")
class LeavingConfirmed(PersonEvent):
    """A second person confirmed that somebody leaves whose employment nobody ends alone."""


@happens("holder.left")
class HolderLeft(Event):
    """Whoever was to keep promises of this stream left the company: they pass to who falls in. ``holder`` is the key."""

    holder: str = ""


@happens("training.planned")
class TrainingPlanned(PersonEvent):
    """A training was planned."""

    filled: tuple[str, ...] = ()


@happens("training.due")
class TrainingDue(PersonEvent):
    """A training falls due in this period, which began ``since``."""

    since: datetime | None = None


@happens("training.started")
class TrainingStarted(PersonEvent):
    """A training began."""


@happens("training.done")
class TrainingDone(PersonEvent):
    """The training was attended; ``hours`` counts course hours, ``days`` the days they took."""

    hours: int = 0
    days: int = 0
    filled: tuple[str, ...] = ()


@happens("training.passed")
class TrainingPassed(PersonEvent):
    """The test of the training was passed; ``score`` out of 100."""

    score: int = 0


@happens("training.corrected")
class TrainingCorrected(PersonEvent):
    """The result of a test was put right; ``score`` is what it is now, out of 100."""

    score: int = 0


@happens("training.cancelled")
class TrainingCancelled(PersonEvent):
    """A training that was planned will not be held."""


@happens("training.moved")
class TrainingMoved(PersonEvent):
    """A training that was planned will be held at another time or place, or by somebody else."""


@happens("policy.presented")
class PolicyPresented(PersonEvent):
    """A version of the policy lies before an employee, to be read and signed; ``period`` is the version."""


@happens("policy.signed")
class PolicySigned(PersonEvent):
    """An employee signed that he knows the policy; ``period`` is the version."""


@happens("assessment.computed")
class AssessmentComputed(PersonEvent):
    """The month's sheet of an employee was computed."""

    filled: tuple[str, ...] = ()


@happens("assessment.published", follows="assessment.computed", same="period")
class AssessmentPublished(PersonEvent):
    """The month's sheet was published to the employee."""

    grade: Literal["", "excellent", "good", "pass", "fail"] = ""


@happens("assessment.acknowledged", follows="assessment.published", same="period")
class AssessmentAcknowledged(PersonEvent):
    """The employee took note of the sheet."""


@happens("assessment.accepted", follows="assessment.computed", same="period")
class AssessmentAccepted(PersonEvent):
    """The employee has nothing to object to the sheet, before it is published."""


@happens("assessment.commented")
class AssessmentCommented(PersonEvent):
    """Somebody wrote something to the sheet of the month."""


@happens("assessment.disputed", follows="assessment.published", same="period")
class AssessmentDisputed(PersonEvent):
    """The employee said that a fact behind ``indicator`` is not to be laid to him."""

    indicator: str = ""


@happens("assessment.dispute_decided", follows="assessment.disputed", same="period")
class AssessmentDisputeDecided(PersonEvent):
    """The objection was decided; what is ``granted`` is left out of the month, or laid to whom ``moved_to`` names by key."""

    indicator: str = ""
    granted: bool = False
    moved_to: str = ""


@happens("assessment.confirmed", follows="assessment.computed assessment.published", same="period")
class AssessmentConfirmed(PersonEvent):
    """The head of the department confirmed the sheet."""


@happens("poor_rating.flagged")
class PoorRatingFlagged(PersonEvent):
    """Owners rated an employee poorly often enough to act."""


@happens("talk.recorded")
class TalkRecorded(PersonEvent):
    """A talk with the employee was held and recorded."""


@happens("award.nominated")
class AwardNominated(PersonEvent):
    """Somebody was put forward for an award."""

    filled: tuple[str, ...] = ()


@happens("award.proposed")
class AwardProposed(PersonEvent):
    """A team or an idea was put forward for an award; ``award`` is its key."""

    award: str = ""


@happens("award.decided")
class AwardDecided(PersonEvent):
    """An award was decided."""

    filled: tuple[str, ...] = ()


@happens("award.published", follows="award.decided")
class AwardPublished(PersonEvent):
    """The award was put up for everybody to see; ``award`` is its key."""

    award: str = ""


@happens("award.withdrawn", follows="award.decided award.published")
class AwardWithdrawn(PersonEvent):
    """The award was withdrawn before it was given; ``award`` is its key."""

    award: str = ""


@happens("award.given", follows="award.decided award.published")
class AwardGiven(PersonEvent):
    """The award was handed over."""


@happens("idea.submitted")
class IdeaSubmitted(PersonEvent):
    """An employee proposed an improvement; ``idea`` is its key."""

    idea: str = ""
    filled: tuple[str, ...] = ()


@happens("idea.decided", follows="idea.submitted", same="idea")
class IdeaDecided(PersonEvent):
    """The proposal was decided upon."""

    idea: str = ""
    filled: tuple[str, ...] = ()


@happens("idea.piloted", follows="idea.submitted idea.decided", same="idea")
class IdeaPiloted(PersonEvent):
    """What the proposal brought was measured."""

    idea: str = ""
    filled: tuple[str, ...] = ()


@happens("violation.confirmed")
class ViolationConfirmed(PersonEvent):
    """A violation was confirmed; ``violation`` is its key."""

    violation: str = ""
    severity: Severity = ""
    repeated: bool = False
    loss: bool = False


@happens("defence.invited", follows="violation.confirmed", same="violation")
class DefenceInvited(PersonEvent):
    """The employee was asked for his side."""

    violation: str = ""


@happens("defence.heard", follows="violation.confirmed defence.invited", same="violation")
class DefenceHeard(PersonEvent):
    """The employee gave his side, or let the time for it pass; ``answer`` tells which."""

    violation: str = ""
    answer: Literal["", "given", "silent"] = ""


@happens("violation.dropped", follows="violation.confirmed defence.invited defence.heard", same="violation")
class ViolationDropped(PersonEvent):
    """The file was closed without a sanction."""

    violation: str = ""


@happens("sanction.proposed", follows="violation.confirmed defence.invited defence.heard", same="violation")
class SanctionProposed(PersonEvent):
    """A sanction was decided and waits for the second signature."""

    violation: str = ""
    measure: Measure = ""


@happens("sanction.returned", follows="sanction.proposed", same="violation")
class SanctionReturned(PersonEvent):
    """The second signature was refused; it is to be decided anew."""

    violation: str = ""


@happens("sanction.issued", follows="sanction.proposed", same="violation")
class SanctionIssued(PersonEvent):
    """A sanction was decided, by two people; ``measure`` says which."""

    violation: str = ""
    measure: Measure = ""
    filled: tuple[str, ...] = ()


@happens("sanction.served", follows="sanction.issued", same="violation")
class SanctionServed(PersonEvent):
    """The notice of the sanction has reached the person: taken on the own page, or on paper, as a witness confirmed."""

    violation: str = ""
    measure: Measure = ""
    filled: tuple[str, ...] = ()


@happens("sanction.effective", follows="sanction.issued sanction.served appeal.decided", same="violation")
class SanctionEffective(PersonEvent):
    """The sanction can no longer be appealed."""

    violation: str = ""


@happens("sanction.expired", follows="sanction.issued sanction.served sanction.effective", same="violation")
class SanctionExpired(PersonEvent):
    """The sanction no longer counts for repetition."""

    violation: str = ""


@happens("sanction.revoked", follows="sanction.issued sanction.served", same="violation")
class SanctionRevoked(PersonEvent):
    """The sanction was taken back."""

    violation: str = ""


@happens("sanction.rectified", follows="sanction.issued sanction.served", same="violation")
class SanctionRectified(PersonEvent):
    """What was wrong was put right by the person, and that was checked."""

    violation: str = ""


@happens("self_criticism.submitted", follows="violation.confirmed sanction.issued", same="violation")
class SelfCriticismSubmitted(PersonEvent):
    """The written self-criticism was handed in."""

    violation: str = ""


@happens("appeal.filed", follows="sanction.issued sanction.served", same="violation")
class AppealFiled(PersonEvent):
    """The employee appealed."""

    violation: str = ""


@happens("appeal.decided", follows="appeal.filed", same="violation")
class AppealDecided(PersonEvent):
    """Somebody else decided the appeal; ``decision`` tells how."""

    violation: str = ""
    decision: Literal["", "allowed", "changed", "rejected"] = ""


@happens("deduction.made", follows="sanction.issued", same="violation")
class DeductionMade(PersonEvent):
    """A deduction went into the wages: so many fen, of a month that ``period`` names."""

    violation: str = ""
    fen: int = 0
    filled: tuple[str, ...] = ()


@happens("contract.terminated", follows="sanction.issued", same="violation")
class ContractTerminated(PersonEvent):
    """The contract was ended."""

    violation: str = ""
    filled: tuple[str, ...] = ()


@happens("duty.planned")
class DutyPlanned(PersonEvent):
    """Somebody was put on the roster from ``starts_at`` to before ``ends_at``."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None


@happens("duty.changed")
class DutyChanged(PersonEvent):
    """A duty on the roster was given other hours, another shift or another post."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None


@happens("duty.cancelled")
class DutyCancelled(PersonEvent):
    """A duty was taken off the roster, or the rest of one that had begun."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None


@happens("absence.reported")
class AbsenceReported(PersonEvent):
    """Somebody cannot work from ``starts_at`` to before ``ends_at``. Why is kept with the person, not in the log."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None


@happens("absence.ended")
class AbsenceEnded(PersonEvent):
    """Somebody works again sooner than was reported; ``ends_at`` is from when."""

    ends_at: datetime | None = None


@happens("breach.doubted")
class BreachDoubted(PersonEvent):
    """Somebody said that a breach laid to him is not his; ``breach`` is its key."""

    breach: str = ""


@happens("breach.cleared", follows="breach.doubted", same="breach")
class BreachCleared(PersonEvent):
    """A breach was taken off a person's account; the lapse itself stays."""

    breach: str = ""


@happens("breach.upheld", follows="breach.doubted", same="breach")
class BreachUpheld(PersonEvent):
    """A breach that was doubted stays on the person's account."""

    breach: str = ""


@happens("pay_terms.noted")
class PayTermsNoted(PersonEvent):
    """Contract, city and wage of somebody were noted; the figures themselves stand sealed, elsewhere."""


@happens("wage.revealed")
class WageRevealed(PersonEvent):
    """Somebody was shown the wage; ``purpose`` is a key or a word."""

    purpose: str = ""
