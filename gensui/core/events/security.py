"""Shifts, patrols, the gate, and emergencies."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from gensui.core.events.base import Event, Severity, happens

Visitor = Literal["", "visitor", "courier", "contractor", "helper", "vehicle"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundEvent(Event):
    """Anything a guard does on the grounds; ``route``, ``post`` say where."""

    route: str = ""
    post: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentEvent(Event):
    """Anything in the course of an emergency; ``drill`` marks an exercise."""

    incident: str = ""
    severity: Severity = ""
    drill: bool = False


@happens("shift.started")
class ShiftStarted(GroundEvent):
    """A post was manned."""


@happens("shift.ended", follows="shift.started", same="post")
class ShiftEnded(GroundEvent):
    """A post was left at the end of the shift."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolEvent(GroundEvent):
    """Anything on a patrol's round; ``slot`` is the number of the event that planned its slot, ``sort`` the sort of plan."""

    round: str = ""
    sort: str = ""
    slot: int = 0


@happens("patrol.round_started")
class PatrolRoundStarted(PatrolEvent):
    """A patrol set out on ``route``."""


@happens("patrol.point_scanned", follows="patrol.round_started", same="round")
class PatrolPointScanned(PatrolEvent):
    """A point of the route was proved by a scan; ``checked``: its checklist was filled; ``flags``: what is odd about it."""

    point: str = ""
    checked: bool = True
    flags: tuple[str, ...] = ()


@happens("patrol.round_finished", follows="patrol.round_started patrol.point_scanned", same="round")
class PatrolRoundFinished(PatrolEvent):
    """The patrol came back; ``missed`` counts the points that were not proved, ``points`` names them. ``to_confirm``: so many were
    proved without a scan that whoever leads looks at the round first.
    """

    missed: int = 0
    points: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()
    to_confirm: bool = False


@happens("anomaly.found")
class AnomalyFound(GroundEvent):
    """A patrol found something out of order; ``finding`` is its key."""

    finding: str = ""


@happens("anomaly.reported", follows="anomaly.found", same="finding")
class AnomalyReported(GroundEvent):
    """The finding was handled and reported."""

    finding: str = ""


@happens("hazard.found")
class HazardFound(GroundEvent):
    """A hazard was found; ``finding`` is its key."""

    finding: str = ""


@happens("hazard.reported", follows="hazard.found", same="finding")
class HazardReported(GroundEvent):
    """Customer service knows of the hazard."""

    finding: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GateEvent(GroundEvent):
    """Anything about somebody from outside; ``entry`` is the key of the entry in the register, ``visitor`` what they are."""

    entry: str = ""
    visitor: Visitor = ""


@happens("gate.arrived")
class GateArrived(GateEvent):
    """Somebody from outside stands at the gate."""


@happens("gate.owner_asked", follows="gate.arrived", same="entry")
class GateOwnerAsked(GateEvent):
    """The owner was asked; ``asked`` counts the residents who got the link."""

    asked: int = 0


@happens("gate.owner_answered", follows="gate.arrived gate.owner_asked", same="entry")
class GateOwnerAnswered(GateEvent):
    """The owner answered, or could not be reached; ``way`` says how that is known."""

    reply: Literal["", "agreed", "refused", "unreachable"] = ""
    way: Literal["", "link", "app", "call"] = ""


@happens("gate.decided", follows="gate.arrived gate.owner_answered", same="entry")
class GateDecided(GateEvent):
    """The entry was admitted, refused, or asked to wait."""

    decision: Literal["", "admitted", "refused", "waiting"] = ""
    filled: tuple[str, ...] = ()


@happens("gate.stay_checked", follows="gate.decided", same="entry")
class GateStayChecked(GateEvent):
    """Somebody who should have left was looked for, and may stay for a while."""


@happens("gate.left", follows="gate.arrived gate.decided gate.stay_checked", same="entry")
class GateLeft(GateEvent):
    """The visitor left."""


@happens("gate.register_erased")
class GateRegisterErased(GateEvent):
    """What identifies people was taken out of ``entries`` old entries and ``passes`` old passes; the figures stay."""

    entries: int = 0
    passes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PassEvent(GroundEvent):
    """Anything about a pass that a resident gives a visitor; ``permit`` is its key."""

    permit: str = ""


@happens("pass.issued")
class PassIssued(PassEvent):
    """A resident gave somebody a pass, good for ``uses`` entries."""

    uses: int = 1


@happens("pass.revoked", follows="pass.issued", same="permit")
class PassRevoked(PassEvent):
    """The resident took the pass back."""


@happens("daily_report.due")
class DailyReportDue(GroundEvent):
    """The day that the security report covers ended. Named by policies adopted before the report had a schedule."""


@happens("daily_report.submitted")
class DailyReportSubmitted(GroundEvent):
    """The security report of the day reached customer service."""

    filled: tuple[str, ...] = ()
    reconciled: bool = True


@happens("daily_report.explained", follows="daily_report.submitted")
class DailyReportExplained(GroundEvent):
    """A figure of the report was explained; the figures themselves stay."""


@happens("daily_report.accepted", follows="daily_report.submitted daily_report.explained")
class DailyReportAccepted(GroundEvent):
    """The report was accepted; ``filled`` names the figures that still agree with the registers, or were explained."""

    filled: tuple[str, ...] = ()
    reconciled: bool = True


@happens("incident.reported")
class IncidentReported(IncidentEvent):
    """An emergency was reported and the first guard told; ``plan`` is the key of its contingency plan."""

    plan: str = ""


@happens("incident.on_scene", follows="incident.reported", same="incident")
class IncidentOnScene(IncidentEvent):
    """The first guard is on the scene."""


@happens("incident.plan_started", follows="incident.reported", same="incident")
class IncidentPlanStarted(IncidentEvent):
    """The contingency plan runs."""


@happens("incident.step_due", follows="incident.reported incident.plan_started", same="incident")
class IncidentStepDue(IncidentEvent):
    """A step of the contingency plan has to be done by ``due_at``."""

    step: str = ""
    due_at: datetime | None = None


@happens("incident.step_done", follows="incident.reported incident.plan_started", same="incident")
class IncidentStepDone(IncidentEvent):
    """A step of the plan was done, or is not needed here."""

    step: str = ""
    outcome: Literal["done", "not_needed"] = "done"


@happens("incident.photo_added", follows="incident.reported", same="incident")
class IncidentPhotoAdded(IncidentEvent):
    """A photograph was put with the incident; ``photo`` begins its digest."""

    photo: str = ""


@happens("incident.told", follows="incident.reported", same="incident")
class IncidentTold(IncidentEvent):
    """Somebody on the list of the plan was sent word; ``notice`` is its key."""

    notice: str = ""


@happens("incident.acknowledged", follows="incident.told", same="notice")
class IncidentAcknowledged(IncidentEvent):
    """Whoever was sent word knows: by an answer, or by telephone; or it was ``over`` before they answered."""

    notice: str = ""
    answer: Literal["known", "over"] = "known"


@happens("incident.notified", follows="incident.reported", same="incident")
class IncidentNotified(IncidentEvent):
    """``party`` was told of the incident."""

    party: Literal["", "customer_service", "leaders", "owners", "authorities"] = ""


@happens("incident.controlled", follows="incident.reported incident.on_scene", same="incident")
class IncidentControlled(IncidentEvent):
    """The danger is under control."""


@happens(
    "incident.closed",
    follows="incident.reported incident.on_scene incident.controlled incident.step_done",
    same="incident",
)
class IncidentClosed(IncidentEvent):
    """The incident is over and written up."""

    filled: tuple[str, ...] = ()


@happens("incident.reviewed", follows="incident.closed", same="incident")
class IncidentReviewed(IncidentEvent):
    """The incident was reviewed; ``filled`` holds ``contained`` where the danger was contained by what was done."""

    filled: tuple[str, ...] = ()


@happens("incident.suspected_crime", follows="incident.reported", same="incident")
class IncidentSuspectedCrime(IncidentEvent):
    """A crime is suspected."""


@happens("police.reported", follows="incident.reported incident.suspected_crime", same="incident")
class PoliceReported(IncidentEvent):
    """The police were told."""
