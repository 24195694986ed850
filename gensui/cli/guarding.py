"""The gate, emergencies and daily reports of the simulated community, by the real actions."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from gensui.ledger import due
from gensui.ledger import queries as ledger
from gensui.ledger.requests import house_key
from gensui.people import queries as people
from gensui.people.acting import SYSTEM
from gensui.people.models import Area, Employee
from gensui.rounds import queries as rounds
from gensui.security import figures
from gensui.security.actions import daily, gate, incident
from gensui.security.actions.incident import Alarm
from gensui.security.actions.turn import Arrival
from gensui.security.models import DailyReport, GateEntry, Incident
from gensui.sim.life import Happening

if TYPE_CHECKING:
    from gensui.cli.demo import Players

EVERY_STEP = 0.6
CAUSES = "現場查明：設備老化，已處理"


def _arrive(here: "Players", now: Happening) -> None:
    said = dict(now.words)
    arrival = Arrival(unit=here.units[said.pop("home")], **said)
    ask = "link" if arrival.kind in ("visitor", "helper") and here.salt == "now" else "nobody"
    gate.arrive(site=here.site, arrival=arrival, actor=here.by(now), at=now.at, entry=here.entry(now), ask=ask)


def _line(here: "Players", now: Happening) -> GateEntry | None:
    stream = ledger.stream_of(house_key(f"sim:{here.salt}:{now.request}:0"))
    return GateEntry.objects.select_related("unit").numbered(stream.removeprefix("gate:")).first()


def _answer(here: "Players", now: Happening) -> None:
    entry = _line(here, now)
    if entry is None or not entry.is_open:
        return
    reply, owner = now.words["reply"], None
    if now.act == "gate_answer" and entry.asked_at is not None and entry.unit is not None:
        owner = next((one for one in people.residents_of(entry.unit) if one.may_decide), None)
    if owner is None:
        gate.note_answer(gate=entry, reply=reply, actor=here.by(now), at=now.at, entry=here.entry(now))
    else:
        gate.answer_gate(
            gate=entry, agrees=reply == "agreed", way="link", actor=owner, at=now.at, entry=here.entry(now)
        )


def _decide(here: "Players", now: Happening) -> None:
    entry = _line(here, now)
    if entry is not None and entry.is_open:
        gate.decide_entry(
            gate=entry, decision=now.words["decision"], actor=here.by(now), at=now.at, entry=here.entry(now)
        )


def _leave(here: "Players", now: Happening) -> None:
    entry = _line(here, now)
    if entry is not None and entry.left_at is None and entry.decision != "refused":
        gate.leave(gate=entry, actor=here.by(now), at=now.at, entry=here.entry(now))


def _report(here: "Players", now: Happening) -> None:
    said = now.words
    area = Area.objects.filter(site=here.site, name=said["area"]).first()
    alarm = Alarm(plan=said["plan"], area=area, place="" if area else said["area"], drill=said["drill"])
    incident.report_incident(site=here.site, alarm=alarm, actor=here.by(now), at=now.at, entry=here.entry(now))


def _incident(here: "Players", now: Happening) -> None:
    stream = ledger.stream_of(house_key(f"sim:{here.salt}:{now.request}:0"))
    found = Incident.objects.numbered(stream.removeprefix("incident:")).first()
    if found is not None:
        INCIDENT[now.act](here, now, found, here.by(now))


def _steps(here: "Players", now: Happening, found: Incident, guard: Employee) -> None:
    """The first steps are done, the rest are not needed this time."""
    rows = list(found.steps.order_by("place"))
    for place, row in enumerate(rows, 1):
        outcome = "done" if place <= len(rows) * EVERY_STEP else "not_needed"
        incident.do_step(
            incident=found,
            step=row.pk,
            outcome=outcome,
            actor=guard,
            at=now.at,
            entry=here.entry(now, part=f".{place}"),
        )


def _scene(here: "Players", now: Happening, found: Incident, guard: Employee) -> None:
    incident.arrive_on_scene(incident=found, actor=guard, at=now.at, entry=here.entry(now))


def _start(here: "Players", now: Happening, found: Incident, guard: Employee) -> None:
    incident.start_plan(incident=found, plan=now.words["plan"], actor=guard, at=now.at, entry=here.entry(now))


def _know(here: "Players", now: Happening, found: Incident, leader: Employee) -> None:
    for notice in found.notices.filter(acknowledged_at=None, employee__isnull=False).exclude(party="guards"):
        entry = here.entry(now, part=f".{notice.pk}")
        incident.note_told(incident=found, notice=notice.pk, actor=leader, at=now.at, entry=entry)


def _control(here: "Players", now: Happening, found: Incident, guard: Employee) -> None:
    incident.control_incident(incident=found, actor=guard, at=now.at, entry=here.entry(now))


def _close(here: "Players", now: Happening, found: Incident, leader: Employee) -> None:
    incident.close_incident(
        incident=found, cause=CAUSES, injured=0, evidence=[0, 1], actor=leader, at=now.at, entry=here.entry(now)
    )


def _review(here: "Players", now: Happening, found: Incident, leader: Employee) -> None:
    incident.review_incident(
        incident=found,
        review="到場及時，通知完整",
        measures="每月複查一次",
        contained=True,
        actor=leader,
        at=now.at,
        entry=here.entry(now),
    )


INCIDENT: Mapping[str, Callable[["Players", Happening, Incident, Employee], None]] = {
    "incident_scene": _scene, "incident_start": _start, "incident_know": _know, "incident_steps": _steps,
    "incident_control": _control, "incident_close": _close, "incident_review": _review,
}  # fmt: skip


def _compile(here: "Players", now: Happening) -> None:
    daily.keep_reports(actor=SYSTEM, at=now.at)
    due.plan(at=now.at, who=rounds.Roster())


def _daily(here: "Players", now: Happening) -> None:
    report = DailyReport.objects.filter(site=here.site, day=figures.last_day(here.site, now.at)).first()
    if report is None:
        return
    words: dict[str, Any] = {"report": report, "actor": here.by(now), "at": now.at, "entry": here.entry(now)}
    if now.act == "report_accept":
        daily.accept_report(**words)
        return
    for name in figures.count(here.site, report.day)[1]:
        daily.explain_report(report=report, figure=name, text="核對後說明", actor=here.by(now), at=now.at)
    daily.submit_report(handover="無特別事項", **words)


PLAYS: Mapping[str, Callable[["Players", Happening], None]] = {
    "gate_arrive": _arrive, "gate_answer": _answer, "gate_call": _answer, "gate_decide": _decide, "gate_leave": _leave,
    "incident_report": _report, **dict.fromkeys(INCIDENT, _incident),
    "report_compile": _compile, "report_submit": _daily, "report_accept": _daily,
}  # fmt: skip
