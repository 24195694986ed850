"""Shifts, patrols, the gate, and emergencies."""

from dataclasses import dataclass
from typing import Literal

from gensui.core.events.base import Event, Severity, happens


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


@happens("shift.ended")
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


@happens("patrol.point_scanned")
class PatrolPointScanned(PatrolEvent):
    """A point of the route was proved by a scan; ``checked``: its checklist was filled; ``flags``: what is odd about it."""

    point: str = ""
    checked: bool = True
    flags: tuple[str, ...] = ()


@happens("patrol.round_finished")
class PatrolRoundFinished(PatrolEvent):
    """The patrol came back; ``missed`` counts the points that were not proved, ``points`` names them."""

    missed: int = 0
    points: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()


@happens("anomaly.found")
class AnomalyFound(GroundEvent):
    """A patrol found something out of order; ``finding`` is its key."""

    finding: str = ""


@happens("anomaly.reported")
class AnomalyReported(GroundEvent):
    """The finding was handled and reported."""

    finding: str = ""


@happens("hazard.found")
class HazardFound(GroundEvent):
    """A hazard was found; ``finding`` is its key."""

    finding: str = ""


@happens("hazard.reported")
class HazardReported(GroundEvent):
    """Customer service knows of the hazard."""

    finding: str = ""


@happens("gate.arrived")
class GateArrived(GroundEvent):
    """Somebody from outside stands at the gate; ``entry`` is the key of the entry."""

    entry: str = ""


@happens("gate.decided")
class GateDecided(GroundEvent):
    """The entry was admitted, refused, or asked to wait."""

    entry: str = ""
    decision: Literal["", "admitted", "refused", "waiting"] = ""
    filled: tuple[str, ...] = ()


@happens("gate.left")
class GateLeft(GroundEvent):
    """The visitor left."""

    entry: str = ""


@happens("daily_report.due")
class DailyReportDue(GroundEvent):
    """The day that the security report covers ended."""


@happens("daily_report.submitted")
class DailyReportSubmitted(GroundEvent):
    """The security report of the day reached customer service."""

    filled: tuple[str, ...] = ()


@happens("daily_report.accepted")
class DailyReportAccepted(GroundEvent):
    """The report agrees with the registers and was accepted."""

    reconciled: bool = True


@happens("incident.reported")
class IncidentReported(IncidentEvent):
    """An emergency was reported and the first guard told."""


@happens("incident.on_scene")
class IncidentOnScene(IncidentEvent):
    """The first guard is on the scene."""


@happens("incident.plan_started")
class IncidentPlanStarted(IncidentEvent):
    """The contingency plan runs."""


@happens("incident.notified")
class IncidentNotified(IncidentEvent):
    """``party`` was told of the incident."""

    party: Literal["", "customer_service", "leaders", "owners", "authorities"] = ""


@happens("incident.controlled")
class IncidentControlled(IncidentEvent):
    """The danger is under control."""


@happens("incident.closed")
class IncidentClosed(IncidentEvent):
    """The incident is over and written up."""

    filled: tuple[str, ...] = ()


@happens("incident.reviewed")
class IncidentReviewed(IncidentEvent):
    """The incident was reviewed."""


@happens("incident.suspected_crime")
class IncidentSuspectedCrime(IncidentEvent):
    """A crime is suspected."""


@happens("police.reported")
class PoliceReported(IncidentEvent):
    """The police were told."""
