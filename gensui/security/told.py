"""What the log tells of emergencies: how they stand, who was there first, which steps were done, and who answered."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from gensui.core.events import VOCABULARY
from gensui.core.events.security import IncidentEvent
from gensui.ledger.told import Columns, Line, Row, Told
from gensui.ledger.verify import Unread, each_as
from gensui.people.models import Employee
from gensui.security.models import Incident, IncidentNotice, IncidentStep

OF_INCIDENTS = frozenset(kind for kind, event in VOCABULARY.items() if issubclass(event, IncidentEvent))
LEADS = {
    "incident.reported": "reported",
    "incident.on_scene": "on_scene",
    "incident.plan_started": "running",
    "incident.controlled": "controlled",
    "incident.closed": "closed",
    "incident.reviewed": "reviewed",
}
"""Where an event leads an emergency."""
AT = {"reported": "reported_at", "on_scene": "on_scene_at", "controlled": "controlled_at"}
BY = {"reported": "reporter", "on_scene": "first_guard"}


def _minute(at: datetime | None) -> str:
    """Within a minute that somebody typed, an event takes the first instant that its order allows."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}" if at else ""


def _key(employee: Employee | None) -> str:
    return employee.key if employee is not None else ""


def _course(lines: Iterable[Line]) -> Mapping[str, Columns]:
    """The last event tells how severe it is by then, and whether it is a drill."""
    told = dict.fromkeys((*AT.values(), *BY.values()), "")
    for line in lines:
        told |= {"severity": line.data.get("severity", ""), "drill": str(line.data.get("drill", False))}
        if (state := LEADS.get(line.kind)) is not None:
            told["state"] = state
            told |= {AT[state]: _minute(line.occurred_at)} if state in AT else {}
            told |= {BY[state]: line.actor} if state in BY else {}
    return {"": told}


def _incidents() -> Iterator[Row | Unread]:
    def read(row: Incident) -> Row:
        columns = {"state": row.state, "severity": row.severity, "drill": str(row.drill)}
        columns |= {name: _minute(getattr(row, name)) for name in AT.values()}
        columns |= {name: _key(getattr(row, name)) for name in BY.values()}
        return row.stream, "", columns

    return each_as(read, Incident.objects.select_related("reporter", "first_guard").order_by("pk"))


def _steps(lines: Iterable[Line]) -> Mapping[str, Columns]:
    steps: dict[str, dict[str, str | frozenset[str]]] = {}
    for line in lines:
        told = steps.setdefault(line.data["step"], {"outcome": "", "done_by": ""})
        if line.kind == "incident.step_due":
            told["due_at"] = datetime.fromisoformat(line.data["due_at"]).astimezone(UTC).isoformat()
        else:
            told |= {"outcome": line.data.get("outcome", "done"), "done_by": line.actor}
    return steps


def _step_rows() -> Iterator[Row | Unread]:
    def read(row: IncidentStep) -> Row:
        due_at = row.due_at.astimezone(UTC).isoformat()
        return row.incident.stream, row.key, {"outcome": row.outcome, "done_by": _key(row.done_by), "due_at": due_at}

    return each_as(read, IncidentStep.objects.select_related("incident", "done_by").order_by("pk"))


def _answers(lines: Iterable[Line]) -> Mapping[str, Columns]:
    """Whoever had not answered when it was over never did."""
    answers: dict[str, Columns] = {}
    for line in lines:
        known = line.kind == "incident.acknowledged" and line.data.get("answer", "known") == "known"
        answers[line.data["notice"]] = (
            {"noted_by": line.actor, "known": "yes"} if known else {"noted_by": "", "known": ""}
        )
    return answers


def _notices() -> Iterator[Row | Unread]:
    """Of guards, who answer by coming, and of bodies outside the log does not tell by name."""

    def read(row: IncidentNotice) -> Row:
        known = "yes" if row.acknowledged_at else ""
        return row.incident.stream, f"N{row.pk}", {"noted_by": _key(row.noted_by), "known": known}

    rows = IncidentNotice.objects.exclude(employee=None).select_related("incident", "noted_by")
    return each_as(read, rows.order_by("pk"))


TOLD = (
    Told("incident", "incident:", OF_INCIDENTS, _course, _incidents),
    Told("step", "incident:", frozenset({"incident.step_due", "incident.step_done"}), _steps, _step_rows),
    Told(
        "notice",
        "incident:",
        frozenset({"incident.told", "incident.acknowledged"}),
        _answers,
        _notices,
        all_told=False,
    ),
)
