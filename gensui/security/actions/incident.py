"""An emergency, from the red button to its review. A drill is the same, marked as one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gensui.core.events import security as events
from gensui.ledger import late
from gensui.ledger import queries as ledger
from gensui.people.acting import NOW, Entry, done_in, repeatable, was_done
from gensui.people.models import Area, Employee, Site, Unit
from gensui.people.refusals import need_words
from gensui.security import access, plans
from gensui.security.actions import sending
from gensui.security.actions.turn import happen, lock_incident, roles
from gensui.security.models import Incident, IncidentNotice, IncidentStep
from gensui.security.plans import Plan
from gensui.security.refusals import NoPlace, NoSuchPlan, OnlyADrill, PoliceTold, StepsOpen, StillToTell, WrongStage


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """What the red button says: where, and what it is, if that is known."""

    plan: str = plans.UNCLEAR
    area: Area | None = None
    unit: Unit | None = None
    place: str = ""
    drill: bool = False
    severity: str = ""


@repeatable
def report_incident(*, site: Site, alarm: Alarm, actor: Employee, at: datetime, entry: Entry = NOW) -> Incident:
    """The red button: whoever is to know by the plan is told at once, and the first guard's minute runs.

    Refuses who does not work there (``NotYours``), nowhere (``NoPlace``), an unknown plan (``NoSuchPlan``), and a time long ago
    (``TooLongAgo``). The same ``entry.once`` again gives the same incident.
    """
    access.require(actor, "report_incident", site)
    if stream := done_in(entry):
        return Incident.objects.with_people().numbered(stream.removeprefix("incident:")).get()
    plan = _plan(alarm.plan)
    area = alarm.area if alarm.area and alarm.area.site_id == site.pk else None
    unit = alarm.unit if alarm.unit and alarm.unit.building.site_id == site.pk else None
    place = alarm.place.strip()[:120]
    if not (area or unit or place):
        raise NoPlace

    late.require_recent(entry.when(at), at)
    found = Incident.objects.create(
        site=site, plan=plan.key, name=dict(plan.name), severity=alarm.severity or plan.severity, drill=alarm.drill,
        area=area, unit=unit, place=place, reporter=actor, reported_at=entry.when(at),
    )  # fmt: skip
    told = sending.tell(found, plan, actor, at)
    reported = events.IncidentReported(plan=plan.key, **_known(found))
    return _happen(found, reported, *_told(found, told), actor=actor, at=at, entry=entry)


def _plan(key: str) -> Plan:
    plan = plans.standard().get(key)
    if plan is None:
        raise NoSuchPlan
    return plan


def _known(found: Incident) -> dict[str, Any]:
    return {"incident": found.number, "severity": found.severity, "drill": found.drill}


def _told(found: Incident, notices: list[IncidentNotice]) -> list[events.IncidentEvent]:
    """That word was sent: an answer is awaited of those who lead or serve; guards answer by coming."""
    awaited = [one for one in notices if one.party != IncidentNotice.Party.GUARDS]
    return [events.IncidentTold(notice=f"N{one.pk}", **_known(found)) for one in awaited]


def _happen(
    found: Incident, *happened: events.IncidentEvent, actor: Employee, at: datetime, entry: Entry = NOW
) -> Incident:
    first = found.first_guard or (found.reporter if found.reporter.role == "guard" else None)
    holding = roles(found.site, at, guard=first.key if first else "")
    happen(found.stream, *happened, actor=actor, holding=holding, at=at, entry=entry)
    return found


def _stands(found: Incident, *states: str) -> None:
    if found.state not in states:
        raise WrongStage(found.number, str(found.get_state_display()))


@repeatable
def arrive_on_scene(*, incident: Incident, actor: Employee, at: datetime, entry: Entry = NOW) -> Incident:
    """The first is on the scene. Refuses who does not work there (``NotYours``); who comes second is told (``WrongStage``)."""
    found = lock_incident(incident)
    access.require(actor, "arrive_on_scene", found.site)
    if was_done(entry):
        return found
    _stands(found, "reported")
    found.state, found.on_scene_at, found.first_guard = Incident.State.ON_SCENE, entry.when(at), actor
    found.save(update_fields=["state", "on_scene_at", "first_guard"])

    known = found.notices.filter(acknowledged_at__isnull=False, party__in=("customer_service", "leaders"))
    parties = sorted({*known.values_list("party", flat=True), *_party_of(found.reporter)})
    informed = [_notified(found, party, "app") for party in parties]  # they answered before anybody was there
    return _happen(found, events.IncidentOnScene(**_known(found)), *informed, actor=actor, at=at, entry=entry)


def _party_of(one: Employee) -> set[str]:
    """Who knows when this person reports, or writes it up: customer service, or the leaders."""
    if one.department.kind == "customer_service":
        return {"customer_service"}
    leading = one.role in access.ABOVE or (one.role in access.LEADING and one.department.kind == "security")
    return {"leaders"} if leading else set()


def _informed(found: Incident) -> set[str]:
    """Who is on record as informed. One query."""
    return {one.data["party"] for one in ledger.events_of(found.stream) if one.kind == "incident.notified"}


def _notified(found: Incident, party: str, way: str) -> events.IncidentNotified:
    said: dict[str, Any] = {"party": party, "evidence": {way: found.number}}
    return events.IncidentNotified(**said, **_known(found))


@repeatable
def start_plan(*, incident: Incident, plan: str, actor: Employee, at: datetime, entry: Entry = NOW) -> Incident:
    """The plan runs: each step with its own time. Where it was not clear what it is, the plan that fits takes over.

    Refuses who does not work there (``NotYours``), an unknown plan (``NoSuchPlan``), and another stage (``WrongStage``).
    """
    found = lock_incident(incident)
    access.require(actor, "start_plan", found.site)
    if was_done(entry):
        return found
    chosen = _plan(plan)
    takes_over = found.state == "running" and found.plan == plans.UNCLEAR != chosen.key
    if not takes_over:
        _stands(found, "on_scene")
    happened: list[events.IncidentEvent] = []
    for step in found.steps.filter(outcome="").select_related("incident"):
        happened.append(_finish(found, step, IncidentStep.Outcome.NOT_NEEDED, actor, at, ""))

    changed = chosen.key != found.plan
    found.state, found.plan, found.name = Incident.State.RUNNING, chosen.key, dict(chosen.name)
    found.plan_started_at = found.plan_started_at or at
    if changed:
        found.severity = chosen.severity
        happened += _told(found, sending.tell(found, chosen, actor, at))
    found.save(update_fields=["state", "plan", "name", "severity", "plan_started_at"])
    if not takes_over:
        happened.insert(0, events.IncidentPlanStarted(**_known(found)))
    happened += _steps(found, chosen, at)
    return _happen(found, *happened, actor=actor, at=at, entry=entry)


def _steps(found: Incident, plan: Plan, at: datetime) -> list[events.IncidentEvent]:
    before = found.steps.count()
    rows = [
        IncidentStep(
            incident=found, key=f"{plan.key[:8]}.{step.key[:11]}", place=before + place, text=dict(step.text),
            call=step.call, due_at=at + step.limit,
        )
        for place, step in enumerate(plan.steps, 1)
    ]  # fmt: skip
    IncidentStep.objects.bulk_create(rows)
    return [events.IncidentStepDue(step=row.key, due_at=row.due_at, **_known(found)) for row in rows]


def _finish(
    found: Incident, step: IncidentStep, outcome: str, actor: Employee, at: datetime, note: str
) -> events.IncidentStepDone:
    step.outcome, step.done_at, step.done_by, step.note = outcome, at, actor, note.strip()[:300]
    step.save(update_fields=["outcome", "done_at", "done_by", "note"])
    said: dict[str, Any] = {"step": step.key, "outcome": outcome}
    return events.IncidentStepDone(**said, **_known(found))


@repeatable
def do_step(
    *, incident: Incident, step: int, outcome: str, actor: Employee, at: datetime, note: str = "", entry: Entry = NOW
) -> Incident:
    """A step is done, or not needed here. Ticked by two at once, it is done once.

    Refuses who does not work there (``NotYours``), and an incident that is over (``WrongStage``).
    """
    found = lock_incident(incident)
    access.require(actor, "do_step", found.site)
    row = found.steps.filter(pk=step).first()
    if was_done(entry) or row is None or row.outcome:
        return found
    _stands(found, "running", "controlled")

    done = _finish(found, row, outcome, actor, at, note)
    return _happen(found, done, actor=actor, at=at, entry=entry)


@repeatable
def acknowledge(*, incident: Incident, actor: Employee, at: datetime, entry: Entry = NOW) -> Incident:
    """*I know*: somebody who was sent word answers. Answered before, or not on the list, it changes nothing."""
    found = lock_incident(incident)
    access.require(actor, "acknowledge", found.site)
    notice = found.notices.filter(employee=actor, acknowledged_at=None).first()
    if was_done(entry) or notice is None or found.closed_at is not None:
        return found
    return _knows(found, notice, "app", actor, at, entry)


@repeatable
def note_told(*, incident: Incident, notice: int, actor: Employee, at: datetime, entry: Entry = NOW) -> Incident:
    """Somebody was told by telephone: a colleague who did not answer, the owners, or a body outside.

    Refuses who does not work there (``NotYours``), and an incident that is over (``WrongStage``). Where a crime is suspected the
    police are told also then, and it is noted by who leads or had a part in it (``NotYours``).
    """
    found = lock_incident(incident)
    access.require(actor, "note_told", found.site)
    row = found.notices.select_related("employee").filter(pk=notice, acknowledged_at=None).first()
    if was_done(entry) or row is None:
        return found
    if found.closed_at is not None:
        if row.call != plans.police().call or not _is_suspected(found):
            raise WrongStage(found.number, str(found.get_state_display()))
        access.require_tells_police(actor, found)
    return _knows(found, row, "call", actor, at, entry)


def _knows(found: Incident, notice: IncidentNotice, way: str, actor: Employee, at: datetime, entry: Entry) -> Incident:
    notice.told_at, notice.acknowledged_at, notice.way, notice.noted_by = notice.told_at or at, at, way, actor
    notice.save(update_fields=["told_at", "acknowledged_at", "way", "noted_by"])

    happened: list[events.IncidentEvent] = []
    if notice.employee_id:
        happened.append(events.IncidentAcknowledged(notice=f"N{notice.pk}", **_known(found)))
    if notice.party in ("customer_service", "leaders", "owners", "authorities") and found.on_scene_at is not None:
        happened.append(_notified(found, notice.party, way))
    if notice.call == plans.police().call:
        happened.append(events.PoliceReported(**_known(found)))
    if not happened:  # outside help was called before anybody was there
        happened.append(_notified(found, notice.party, way))
    return _happen(found, *happened, actor=actor, at=at, entry=entry)


@repeatable
def suspect_crime(*, incident: Incident, actor: Employee, at: datetime, entry: Entry = NOW) -> Incident:
    """A crime is suspected: the police are to be told (6.3.10), and stand on the call list. Suspected before, it changes nothing.

    Refuses who does not work there (``NotYours``), a drill (``OnlyADrill``), and where the police were told already
    (``PoliceTold``).
    """
    found = lock_incident(incident)
    access.require(actor, "suspect_crime", found.site)
    if was_done(entry) or _is_suspected(found):
        return found
    if found.drill:
        raise OnlyADrill
    police = found.notices.filter(call=plans.police().call).order_by("pk").first()
    if police is not None and police.acknowledged_at is not None:
        raise PoliceTold
    if police is None:
        sending.list_police(found)

    return _happen(found, events.IncidentSuspectedCrime(**_known(found)), actor=actor, at=at, entry=entry)


def _is_suspected(found: Incident) -> bool:
    return bool(ledger.happened(found.stream, events.IncidentSuspectedCrime.kind))


@repeatable
def control_incident(*, incident: Incident, actor: Employee, at: datetime, entry: Entry = NOW) -> Incident:
    """The danger is under control; three days for the review begin. Refuses another stage (``WrongStage``)."""
    found = lock_incident(incident)
    access.require(actor, "control_incident", found.site)
    if was_done(entry):
        return found
    _stands(found, "running")
    found.state, found.controlled_at = Incident.State.CONTROLLED, entry.when(at)
    found.save(update_fields=["state", "controlled_at"])

    return _happen(found, events.IncidentControlled(**_known(found)), actor=actor, at=at, entry=entry)


@repeatable
def close_incident(
    *, incident: Incident, cause: str, injured: int, evidence: list[int], actor: Employee, at: datetime, entry: Entry = NOW
) -> Incident:  # fmt: skip
    """It is over and written up: why, who was hurt, and which of the plan's evidence is there, by its place in the list.

    Refuses who does not lead (``NotYours``), another stage (``WrongStage``), steps that are open (``StepsOpen``), no cause
    (``NoWords``), and while customer service knows nothing of it (``StillToTell``).
    """
    found = lock_incident(incident)
    access.require(actor, "close_incident", found.site)
    if was_done(entry):
        return found
    _stands(found, "controlled")
    if open_steps := found.steps.filter(outcome="").count():
        raise StepsOpen(open_steps)
    need_words(cause)
    informed = _informed(found)
    if "customer_service" not in informed:
        raise StillToTell
    asked = _plan(found.plan).evidence
    found.evidence = [{"text": dict(text), "there": place in evidence} for place, text in enumerate(asked)]
    found.state, found.closed_at, found.cause, found.injured = Incident.State.CLOSED, at, cause.strip(), injured
    found.save(update_fields=["state", "closed_at", "cause", "injured", "evidence"])

    filled = ("cause", "injured", *(["evidence"] if any(one["there"] for one in found.evidence) else []))
    silent = found.notices.filter(acknowledged_at=None, employee__isnull=False).exclude(party="guards").order_by("pk")
    late = [_notified(found, party, "app") for party in sorted(_party_of(actor) - informed)]
    over = [events.IncidentAcknowledged(notice=f"N{row.pk}", answer="over", **_known(found)) for row in silent]
    closed = events.IncidentClosed(filled=filled, **_known(found))
    return _happen(found, *late, *over, closed, actor=actor, at=at, entry=entry)


@repeatable
def review_incident(
    *,
    incident: Incident,
    review: str,
    measures: str,
    contained: bool,
    actor: Employee,
    at: datetime,
    entry: Entry = NOW,
) -> Incident:
    """What went well, what did not, what is done about it, and whether the danger was contained (4.3.11).

    Refuses no words, and no measures where it was not contained (``NoWords``); another stage (``WrongStage``).
    """
    found = lock_incident(incident)
    access.require(actor, "review_incident", found.site)
    if was_done(entry):
        return found
    _stands(found, "closed")
    need_words(review, *(() if contained else (measures,)))
    found.state, found.reviewed_at = Incident.State.REVIEWED, at
    found.review, found.measures = review.strip(), measures.strip()
    found.save(update_fields=["state", "reviewed_at", "review", "measures"])
    filled = ("contained",) if contained else ()

    return _happen(found, events.IncidentReviewed(filled=filled, **_known(found)), actor=actor, at=at, entry=entry)
