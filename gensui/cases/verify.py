"""Whether each case, its plans and its pictures stand where the log leads."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import groupby

from gensui.cases.models import Attachment, Case, Quote
from gensui.cases.written import WRITTEN
from gensui.core import lifecycle
from gensui.core.events import VOCABULARY, CaseEvent, follow_up
from gensui.core.lifecycle import IllegalMove
from gensui.ledger.models import Event
from gensui.ledger.told import Columns, Line, Row, Told
from gensui.ledger.verify import Fault, Unread, each, each_as, readable, unread


def check_cases() -> Iterator[Fault]:
    """Go through the log of every case, and yield where its state differs. Two queries, read in pieces."""
    states: dict[str, str] = {}
    for case in each(Case.objects.only("year", "state").order_by("pk")):
        if isinstance(case, Unread):
            yield unread(case)
        else:
            states[case.stream] = case.state
    events = Event.objects.filter(stream__startswith="case:").order_by("stream", "number")
    lines = readable(events.values_list("stream", "kind", "digests"))
    for stream, steps in groupby(lines, key=lambda line: line[0]):
        stands = states.get(stream)
        if stands is None:
            continue  # that its row is gone is told once for all tables
        try:
            leads = lifecycle.follow((kind, digests is None) for _stream, kind, digests in steps)
        except IllegalMove as illegal:
            yield Fault(stream, "state", str(illegal))
            continue
        if stands not in leads:
            yield Fault(stream, "state", f"the case is {stands}, but its log leads to {' or '.join(sorted(leads))}")


KNOWN = {
    "department": "",
    "priority": "",
    "complexity": "",
    "channel": "",
    "request_type": "",
    "category": "",
    "round": 1,
    "entered_at": "",
}
"""What every event of a case tells of it, and what is left out where it says so."""
OF_CASES = frozenset(kind for kind, event in VOCABULARY.items() if issubclass(event, CaseEvent))


def _instant(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat() if at else ""


def _known(lines: Iterable[Line]) -> Mapping[str, Columns]:
    """The last event tells how the case was classified by then."""
    *_before, last = lines
    told = {name: last.data.get(name, default) for name, default in KNOWN.items()}
    entered_at = told["entered_at"] and _instant(datetime.fromisoformat(str(told["entered_at"])))
    return {"": {name: str(value) for name, value in (told | {"entered_at": entered_at}).items()}}


def _cases() -> Iterator[Row | Unread]:
    def read(case: Case) -> Row:
        columns = {name: str(getattr(case, name)) for name in KNOWN if name not in ("category", "entered_at")}
        columns |= {"category": case.category_id or "", "entered_at": _instant(case.entered_at)}
        return case.stream, "", columns

    return each_as(read, Case.objects.only("year", *KNOWN).order_by("pk"))


ANSWERS = {"plan.consented": "agreed", "plan.declined": "declined", "plan.change_asked": "asked"}
METHODS = {"signature": "sign", "app": "app", "call": "recorded_call", "message": "sms"}
OPEN = frozenset({"pending", "declined"})
"""What a plan can be that nobody had answered when its request was cancelled: whoever wants nothing done declines it by that."""


def _plans(lines: Iterable[Line]) -> Mapping[str, Columns]:
    """How each version of a plan was answered, who was to pay it, and who pays it in the end."""
    plans: dict[str, dict[str, str | frozenset[str]]] = {}
    for line in lines:
        handled = line.data.get("round", 1)
        key = f"{handled}.{line.data.get('version', 1)}"
        waiting = [one for name, one in plans.items() if name.startswith(f"{handled}.") and one["consent"] == "pending"]
        if line.kind == "plan.proposed":
            for one in waiting:
                one["consent"] = "changed"
            payer = line.data.get("payer", "")
            plans[key] = {"consent": "pending", "bearer": ""} | ({"payer": payer} if payer else {})
        elif line.kind == "consent.contested" and line.data.get("undone") and key in plans:
            later = any(name.startswith(f"{handled}.") and _place(name) > _place(key) for name in plans)
            plans[key] |= {"consent": "changed" if later else "pending", "method": ""}
        elif line.kind in ANSWERS and key in plans:
            plans[key] |= {"consent": ANSWERS[line.kind], "method": _method(line)}
        elif line.kind == "work.completed" and line.data.get("settled"):
            for one in waiting:
                one["consent"] = "silent"
        elif line.kind == "case.cancelled":
            for one in waiting:
                one["consent"] = OPEN
        elif line.kind == "cost.decided" and plans:
            last = max((one for one in plans if plans[one]["consent"] == "declined"), key=_place, default=None)
            if last is not None:
                plans[last]["bearer"] = line.data.get("bearer", "")
    return plans


def _place(key: str) -> list[int]:
    return [int(one) for one in key.split(".")]


def _method(line: Line) -> str:
    """By which way a plan was agreed to: the proof tells; where the house pays, the head decides."""
    if line.kind != "plan.consented":
        return ""
    house = line.data.get("payer") in Quote.HOUSE
    return "head" if house else next((METHODS[one] for one in line.data.get("evidence", {}) if one in METHODS), "")


def _quotes() -> Iterator[Row | Unread]:
    def read(row: Quote) -> Row:
        columns = {"consent": row.consent, "payer": row.payer, "bearer": row.bearer, "method": row.consent_method}
        return row.case.stream, f"{row.round}.{row.version}", columns

    rows = Quote.objects.select_related("case").only(
        "case__year", "round", "version", "consent", "payer", "bearer", "consent_method"
    )
    return each_as(read, rows.order_by("pk"))


def _pictures(lines: Iterable[Line]) -> Mapping[str, Columns]:
    return {line.data["attachment"]: {} for line in lines}


def _attachments() -> Iterator[Row | Unread]:
    def read(row: Attachment) -> Row:
        return row.case.stream, row.digest[:12], {}

    return each_as(read, Attachment.objects.select_related("case").only("case__year", "digest").order_by("pk"))


def _is_erased(stream: str) -> bool:
    return WRITTEN.erased_at(stream) is not None


TOLD = (
    Told("case", "case:", OF_CASES, _known, _cases),
    Told(
        "plan",
        "case:",
        frozenset({"plan.proposed", "consent.contested", *ANSWERS, "work.completed", "case.cancelled", "cost.decided"}),
        _plans,
        _quotes,
    ),
    Told("picture", "case:", frozenset({follow_up.AttachmentAdded.kind}), _pictures, _attachments, _is_erased),
)
