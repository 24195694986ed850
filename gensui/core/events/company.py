"""Departments, supervision and the policy's own life: what concerns many."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from gensui.core.events.base import Department, Event, Severity, happens


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentEvent(Event):
    """Anything that concerns a department as a whole."""

    department: Department = ""
    period: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyEvent(Event):
    """Anything that concerns the company as a whole."""

    period: str = ""


@happens("report.due")
class ReportDue(DepartmentEvent):
    """A reporting period ended."""


@happens("report.submitted")
class ReportSubmitted(DepartmentEvent):
    """The periodic report of the department reached customer service."""

    filled: tuple[str, ...] = ()


@happens("report.received", follows="report.submitted", same="period")
class ReportReceived(DepartmentEvent):
    """Customer service has read the report."""


@happens("pattern.detected")
class PatternDetected(DepartmentEvent):
    """The same trouble came up often enough to count as general; ``pattern`` is its key."""

    pattern: str = ""


@happens("pattern.reported", follows="pattern.detected", same="pattern")
class PatternReported(DepartmentEvent):
    """Superiors know of the general trouble."""

    pattern: str = ""


@happens("sheets.counted")
class SheetsCounted(DepartmentEvent):
    """The month's sheets of a department were counted, and wait for its head."""


@happens("sheets.confirmed", follows="sheets.counted", same="period")
class SheetsConfirmed(DepartmentEvent):
    """The head of a department has confirmed the last of the month's sheets."""


@happens("month.confirmed")
class MonthConfirmed(CompanyEvent):
    """The administration manager confirmed the month's sheets."""


@happens("indicators.published")
class IndicatorsPublished(CompanyEvent):
    """A month was published with the set of indicators by which it was assessed; ``year`` is that of the month.

    ``digest`` is that of all its sheets and figures.
    """

    year: str = ""
    digest: str = ""


@happens("month.ended")
class MonthEnded(CompanyEvent):
    """A calendar month ended."""


@happens("quarter.started")
class QuarterStarted(CompanyEvent):
    """A quarter began."""


@happens("year.started")
class YearStarted(CompanyEvent):
    """A year began; ``year`` says which, as ``period`` does."""

    year: str = ""


@happens("year.ended")
class YearEnded(CompanyEvent):
    """A year ended."""


@happens("draft.withdrawn")
class DraftWithdrawn(CompanyEvent):
    """A draft of the policy was given up before it was approved; ``draft`` is its row."""

    draft: int = 0


@happens("survey.opened")
class SurveyOpened(CompanyEvent):
    """Owners are asked for their opinion; ``asked`` is how many were told of it."""

    asked: int = 0


@happens("survey.answered")
class SurveyAnswered(CompanyEvent):
    """Somebody answered a survey; the log does not say who."""


@happens("survey.held")
class SurveyHeld(CompanyEvent):
    """A survey is over: ``answered`` of those who were ``asked`` gave their opinion."""

    asked: int = 0
    answered: int = 0


@happens("award.due")
class AwardDue(CompanyEvent):
    """The month's stars are to be chosen."""


@happens("payroll.exported")
class PayrollExported(CompanyEvent):
    """The month's figures went to the payroll."""


@happens("minimum_wage.noted")
class MinimumWageNoted(CompanyEvent):
    """The minimum wage of a city was noted."""


@happens("legal_basis.entered")
class LegalBasisEntered(CompanyEvent):
    """A ground for fining without a loss was entered; it does not hold yet."""


@happens("legal_basis.approved", follows="legal_basis.entered")
class LegalBasisApproved(CompanyEvent):
    """Somebody agreed to that ground; ``holds`` once a second person has."""

    holds: bool = False


@happens("legal_basis.withdrawn", follows="legal_basis.entered")
class LegalBasisWithdrawn(CompanyEvent):
    """That ground is no longer relied on."""


@happens("team.appointed")
class TeamAppointed(CompanyEvent):
    """The supervision team was appointed."""

    filled: tuple[str, ...] = ()


@happens("channel.published")
class ChannelPublished(CompanyEvent):
    """The ways to complain were made known."""


@happens("inspection.due")
class InspectionDue(DepartmentEvent):
    """An inspection is to be held."""


@happens("inspection.drawn", follows="inspection.due")
class InspectionDrawn(DepartmentEvent):
    """It is settled what the inspection looks at: so many of a list of this digest, drawn by this seed."""

    seed: str = ""
    digest: str = ""
    population: int = 0
    chosen: int = 0


@happens("inspection.extended", follows="inspection.drawn")
class InspectionExtended(DepartmentEvent):
    """Something is looked at beside the sample; ``subject`` is its key."""

    subject: str = ""


@happens("inspection.done", follows="inspection.due inspection.drawn inspection.judged")
class InspectionDone(DepartmentEvent):
    """An inspection was held."""

    filled: tuple[str, ...] = ()


@happens("inspection.judged", follows="inspection.due inspection.drawn")
class InspectionJudged(DepartmentEvent):
    """The work of ``employee`` was inspected: so many ``items``, of which so many ``passed``; of ``sheet`` calls, points."""

    employee: str = ""
    sheet: Literal["work", "calls"] = "work"
    items: int = 0
    passed: int = 0


@happens("finding.recorded")
class FindingRecorded(DepartmentEvent):
    """Something is to be put right; ``finding`` is its key, ``source`` where it came up, ``clause`` what was not kept."""

    finding: str = ""
    severity: Severity = ""
    clause: str = ""
    source: Literal["", "inspection", "complaint", "pattern", "visit"] = ""


@happens("rectification.issued", follows="finding.recorded", same="finding")
class RectificationIssued(DepartmentEvent):
    """The department was told to put it right; again, in another ``round``, where that did not suffice."""

    finding: str = ""
    severity: Severity = ""
    source: Literal["", "inspection", "complaint", "pattern", "visit"] = ""
    round: int = 1
    filled: tuple[str, ...] = ()


@happens("rectification.replied", follows="rectification.issued", same="finding")
class RectificationReplied(DepartmentEvent):
    """The department answered with what it did."""

    finding: str = ""
    round: int = 1


@happens("rectification.verified", follows="rectification.issued rectification.replied", same="finding")
class RectificationVerified(DepartmentEvent):
    """The correction was checked; ``passed`` tells the outcome."""

    finding: str = ""
    passed: bool = True
    round: int = 1


@happens("policy.approved")
class PolicyApproved(CompanyEvent):
    """A version of the policy was approved; ``digest`` is that of its text."""

    version: str = ""
    digest: str = ""


@happens("policy.effective", follows="policy.approved", same="version")
class PolicyEffective(CompanyEvent):
    """A version of the policy came into force; ``digest`` is that of its text."""

    version: str = ""
    digest: str = ""


@happens("policy.revised")
class PolicyRevised(CompanyEvent):
    """The policy was reviewed; ``version`` is the one that came of it, if one did."""

    version: str = ""


@happens("clock.accepted")
class ClockAccepted(CompanyEvent):
    """An operator said that the machine's clock is right. ``believed`` is how far workers had come, ``doubted`` what it showed when
    it had jumped ahead.
    """

    believed: datetime | None = None
    doubted: datetime | None = None


RecordType = Literal["", "case", "video", "visitor", "wage", "contract", "sanction"]


@happens("record.created")
class RecordCreated(CompanyEvent):
    """A record with a retention period was made; ``record`` is its key."""

    record: str = ""
    record_type: RecordType = ""


@happens("record.purged", follows="record.created", same="record")
class RecordPurged(CompanyEvent):
    """The record was erased at the end of its time."""

    record: str = ""


@happens("figures.published")
class FiguresPublished(CompanyEvent):
    """The figures of a month were laid open to the owners; ``digest`` is that of the figures they were taken from, ``shown`` that
    of what owners may read.
    """

    digest: str = ""
    shown: str = ""
