"""What the log tells of files, of who is to leave, and of published months: who decided, how it stands, which day was named."""

from collections.abc import Iterable, Iterator, Mapping

from gensui.core.events import files, people
from gensui.ledger.told import Columns, Line, Row, Told
from gensui.ledger.verify import Unread, each_as
from gensui.oversight.models import Deduction, Leaving, Month, MonthSheet, Sanction
from gensui.people.models import Employee

LEADS = {
    "violation.confirmed": "asked",
    "defence.heard": "heard",
    "violation.dropped": "dropped",
    "sanction.proposed": "proposed",
    "sanction.returned": "heard",
    "sanction.issued": "issued",
    "sanction.served": "served",
    "appeal.filed": "appealed",
    "sanction.effective": "effective",
    "sanction.expired": "expired",
    "sanction.revoked": "revoked",
}
"""Where an event leads a file."""
BY = {
    "violation.confirmed": "opened_by",
    "sanction.proposed": "decided_by",
    "sanction.issued": "countersigned_by",
    "notice.handed_over": "served_by",
    "sanction.rectified": "rectified_by",
    "appeal.decided": "appeal_decided_by",
}
"""Whose act an event is."""
ASIDE = (files.NoticeDenied.kind, files.AppealEntered.kind, files.AppealReturned.kind)
"""What takes a step back, or waits for a second person."""
SAYS = {
    "severity": "severity",
    "answer": "hearing",
    "measure": "measure",
    "decision": "appeal_decision",
    "signature": "signature",
    "witness": "witness",
}
"""What an event says, and the column that keeps it."""


def _file(lines: Iterable[Line]) -> Mapping[str, Columns]:
    told = dict.fromkeys(
        (*BY.values(), "appeal_countersigned_by", "severity", "hearing", "measure", "appeal_decision"), ""
    )
    entered = ""
    for line in lines:
        told["state"] = LEADS.get(line.kind, told.get("state", ""))
        if line.kind in BY:
            told[BY[line.kind]] = line.actor
        if line.kind in (files.AppealEntered.kind, files.AppealReturned.kind):
            entered = line.actor if line.kind == files.AppealEntered.kind else ""
        if line.kind == people.AppealDecided.kind and entered:
            told |= {"appeal_decided_by": entered, "appeal_countersigned_by": line.actor}
        if line.kind == people.SanctionReturned.kind:
            told["decided_by"] = ""
        told |= _service(line, told)
        told |= {SAYS[name]: str(value) for name, value in line.data.items() if name in SAYS}
    return {"": told}


def _service(line: Line, told: Mapping[str, str]) -> dict[str, str]:
    """By whom a notice reached the person: taken on the own page; on paper, as its witness said. Older releases had no witness'
    own act: whoever noted it, served it.
    """
    if line.kind == files.NoticeDenied.kind:
        return {"served_by": "", "witness": "", "signature": ""}
    if line.kind != people.SanctionServed.kind:
        return {}
    if "app" in line.data.get("evidence", ()):
        return {"served_by": line.actor, "witness": "", "signature": "signed"}
    return {"witness": line.actor} if told["served_by"] else {"served_by": line.actor}


def _key(employee: Employee | None) -> str:
    return employee.key if employee is not None else ""


def _files() -> Iterator[Row | Unread]:
    own = [name for name in BY.values() if name != "appeal_decided_by"]

    def read(row: Sanction) -> Row:
        appeal = getattr(row, "appeal", None)
        return (
            row.stream,
            "",
            {
                **{name: _key(getattr(row, name)) for name in own},
                "state": row.state,
                "severity": row.severity,
                "signature": row.signature,
                "witness": _key(row.witness),
                "hearing": row.hearing,
                "measure": appeal.kind_before or row.kind if appeal else row.kind,
                "appeal_decision": appeal.decision if appeal else "",
                "appeal_decided_by": _key(appeal.decided_by) if appeal else "",
                "appeal_countersigned_by": _key(appeal.countersigned_by) if appeal else "",
            },
        )

    of_appeal = ("appeal__decided_by", "appeal__countersigned_by")
    return each_as(read, Sanction.objects.select_related(*own, "witness", *of_appeal).order_by("pk"))


def _taken(lines: Iterable[Line]) -> Mapping[str, Columns]:
    return {
        line.data.get("period", ""): {"amount_fen": str(line.data.get("fen", 0)), "made_by": line.actor}
        for line in lines
    }


def _deductions() -> Iterator[Row | Unread]:
    def read(row: Deduction) -> Row:
        told = {"amount_fen": str(row.amount_fen), "made_by": row.made_by.key}
        return row.sanction.stream, f"{row.month:%Y-%m}", told

    return each_as(read, Deduction.objects.select_related("sanction", "made_by").order_by("pk"))


def _planned(lines: Iterable[Line]) -> Mapping[str, Columns]:
    told: dict[str, str] = {}
    for line in lines:
        if line.kind == people.LeavingPlanned.kind:
            told = {"last_on": line.data.get("last_on", ""), "noted_by": line.actor, "countersigned_by": ""}
        elif line.kind == people.LeavingConfirmed.kind:
            told["countersigned_by"] = line.actor
        else:
            told = {}
    return {"": told} if told else {}


def _leaving() -> Iterator[Row | Unread]:
    def read(row: Leaving) -> Row:
        by = {"noted_by": row.noted_by.key, "countersigned_by": _key(row.countersigned_by)}
        return row.employee.key, "", {"last_on": row.last_on.isoformat(), **by}

    rows = Leaving.objects.filter(done_at=None).select_related("employee", "noted_by", "countersigned_by")
    return each_as(read, rows.order_by("pk"))


def _published(lines: Iterable[Line]) -> Mapping[str, Columns]:
    months: dict[str, dict[str, str | frozenset[str]]] = {}
    confirmed: dict[str, str] = {}
    for line in lines:
        period = line.data.get("period", "")
        if line.kind == "month.confirmed":
            confirmed[period] = line.actor
        else:
            digest = line.data.get("digest", "")  # older events do not name it
            told = {"confirmed_by": confirmed.get(period, ""), "published_by": line.actor}
            months[period] = told | ({"digest": digest} if digest else {})
    return months


def _months() -> Iterator[Row | Unread]:
    def read(row: Month) -> Row:
        by = {"confirmed_by": _key(row.confirmed_by), "published_by": _key(row.published_by)}
        return f"month:{row.site.key}", row.period, by | {"digest": row.digest}

    rows = Month.objects.filter(state="published").select_related("site", "confirmed_by", "published_by")
    return each_as(read, rows.order_by("pk"))


def _grades(lines: Iterable[Line]) -> Mapping[str, Columns]:
    """Counted anew, a sheet is confirmed anew; whoever leads or sits in the office has no head to confirm it."""
    confirmed: dict[str, str] = {}
    sheets: dict[str, Columns] = {}
    for line in lines:
        period = line.data.get("period", "")
        if line.kind == people.AssessmentConfirmed.kind:
            confirmed[period] = line.actor
        else:
            by = frozenset({"", confirmed.get(period, "")})
            sheets[period] = {"grade": line.data.get("grade", ""), "confirmed_by": by}
    return sheets


def _sheets() -> Iterator[Row | Unread]:
    def read(row: MonthSheet) -> Row:
        return row.employee.key, row.month.period, {"grade": row.grade, "confirmed_by": _key(row.confirmed_by)}

    rows = MonthSheet.objects.filter(month__state="published").select_related("month", "employee", "confirmed_by")
    return each_as(read, rows.order_by("pk"))


TOLD = (
    Told("file", "sanction:", frozenset({*LEADS, *BY, *ASIDE}), _file, _files),
    Told("deduction", "sanction:", frozenset({people.DeductionMade.kind}), _taken, _deductions),
    Told(
        "leaving",
        "staff:",
        frozenset(
            {
                people.LeavingPlanned.kind,
                people.LeavingWithdrawn.kind,
                people.LeavingConfirmed.kind,
                people.EmploymentEnded.kind,
            }
        ),
        _planned,
        _leaving,
    ),
    Told("month", "month:", frozenset({"month.confirmed", "indicators.published"}), _published, _months),
    Told(
        "sheet",
        "staff:",
        frozenset({people.AssessmentConfirmed.kind, people.AssessmentPublished.kind}),
        _grades,
        _sheets,
    ),
)
