"""Everything kept of a case, as one file: what was promised, what happened, what was said, agreed, paid and photographed.

It says how the ledger vouches for it: the hash of each event, and whether the log, replayed, gives what is stored.
"""

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone, translation
from django.utils.translation import get_language
from PIL import Image

from gensui.cases import queries, thread
from gensui.cases.models import Attachment, Case
from gensui.cases.queries import Line
from gensui.ledger import policies, verify
from gensui.ledger import queries as ledger
from gensui.ledger.models import Event, Obligation
from gensui.people import queries as people
from gensui.reports import charts, words
from gensui.reports.models import Report
from gensui.ui import thread as threads
from gensui.ui import wording
from gensui.ui.pdf import pdf
from gensui.ui.thread import span

LONGEST = 720
"""Pictures stand in the file smaller than they are kept: enough to see what they prove."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A duty of the case, in words."""

    clause: str
    title: str
    who: str
    opened_at: datetime
    due_at: datetime | None
    met_at: datetime | None
    stands: str
    late: bool
    why: str


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of the case, in words, with both its times and the part its actor played."""

    line: Line
    what: str
    proofs: list[str]
    part: str


def of_case(report: Report, at: datetime) -> bytes:
    """The evidence pack as PDF, in the report's language. Refuses where none can be set (``NoPdf``)."""
    case = Case.objects.with_people().get(pk=report.case_id or 0)
    with translation.override(report.language), timezone.override(ZoneInfo(case.site.zone)):
        return pdf("reports/case_pdf.html", gather(case, report, at), report.language)


def gather(case: Case, report: Report, at: datetime) -> dict[str, Any]:
    """All that the pack shows, in the language in force."""
    events = ledger.events_of(case.stream)
    duties = ledger.duties_of([case.stream]).get(case.stream, [])
    lines = list(reversed(queries.line_of(case)))
    passed = {line.event.number: ledger.passed_to(line.event, duties) for line in lines}
    keys = (
        {one.answerable for one in duties} | set(passed.values()) | {one.author_key for one in case.attachments.all()}
    )
    names = people.names_of(
        keys | {one.author_key for one in case.messages.all()} | {one.to_key for one in case.messages.all()}
    )
    standings = thread.thread(case, duties, at, events)
    pictures = [(one, _data(one), names.get(one.author_key, one.author_key)) for one in case.attachments.order_by("pk")]
    return {
        "case": case, "report": report, "at": at, "zone": words.clock_of(at, case.site.zone),
        "thread": _thread(standings),
        "standings": [threads.speech().in_words(one, "") for one in standings],
        "promises": [promise for one in duties if (promise := _promise(one, names, at)) is not None],
        "events": [_happened(line, names.get(passed[line.event.number], "")) for line in lines],
        "messages": [(one, names.get(one.author_key, ""), names.get(one.to_key, "")) for one in _messages(case)],
        "quotes": case.quotes.prefetch_related("lines").order_by("round", "version"),
        "records": case.records.order_by("round"), "visits": case.visits.order_by("round"),
        "signatures": [one for one in pictures if one[0].kind == Attachment.Kind.SIGNATURE],
        "photos": [one for one in pictures if one[0].kind != Attachment.Kind.SIGNATURE],
        "head": events[-1] if events else None, "faults": faults(case.stream, events),
    }  # fmt: skip


def _messages(case: Case) -> Any:
    return case.messages.select_related("outgoing").order_by("pk")


def faults(stream: str, events: Sequence[Event]) -> list[str]:
    """What is wrong with the record of a case, by the check that ``gensui verify`` makes; nothing where all is well."""
    return [str(fault) for fault in verify.check_stream(stream, list(events), policies.newest())]


def _happened(line: Line, to: str) -> Happened:
    part = next((role for role, key in line.event.roles.items() if key == line.event.actor), "")
    return Happened(
        line, wording.happened(line.event, to), wording.proofs_of(line.event), _role(part, line.event.recorded_at)
    )


def _role(key: str, at: datetime) -> str:
    role = policies.in_force(policies.newest(), at).roles.get(key)
    return role.name[get_language() or ""] if role else ""


def _promise(duty: Obligation, names: dict[str, str], at: datetime) -> Promise | None:
    policy = policies.in_force(policies.newest(), at).under(duty.version)
    clause = policy.clauses.get(duty.clause)
    if clause is None or (duty.state == "void" and duty.lapsed_at is None):
        return None
    language = get_language() or ""
    return Promise(
        clause.id, clause.title[language], names.get(duty.answerable, duty.answerable), duty.opened_at, duty.due_at,
        duty.met_at, stands=_stands(duty), late=duty.is_lapse, why=_why(duty),
    )  # fmt: skip


def _stands(duty: Obligation) -> str:
    verdict = "running" if duty.lapsed_at is None else "overdue"
    if duty.state == "met":
        verdict = "late" if duty.is_lapse else "kept"
    return str(words.VERDICTS[verdict])


def _why(duty: Obligation) -> str:
    """How late, and what was said to it."""
    if not duty.is_lapse:
        return ""
    late = duty.lateness or timedelta()
    return " · ".join(
        filter(None, [f"+{span(late)}" if late else "", words.excuse(duty.excuse) if duty.excuse else ""])
    )


def _data(attachment: Attachment) -> str:
    """The picture itself, small, for the file; the empty text, where it is no longer kept."""
    try:
        with attachment.file.open("rb") as kept, Image.open(kept) as picture:
            picture.thumbnail((LONGEST, LONGEST))
            small = io.BytesIO()
            picture.convert("RGB").save(small, "JPEG", quality=80)
    except OSError:
        return ""
    return f"data:image/jpeg;base64,{base64.b64encode(small.getvalue()).decode()}"


def _thread(standings: Sequence[thread.Standing]) -> Any:
    """The thread on paper: a knot for each promise, met, met late, or not."""
    drawing = charts.Drawing(720, 84)
    box, knots = threads.draw(standings, "large")
    scale = 720 / box.width
    drawing.rule(box.margin * scale, 40, 720 - box.margin * scale, 40, width=2)
    for knot in knots:
        late = knot.shape in ("late", "over", "lost")
        if knot.used_to != knot.used_from:
            drawing.rule(knot.used_from * scale, 40, knot.used_to * scale, 40, "late" if late else "jade", 3)
    for knot in knots:
        done, late = knot.shape in ("met", "done"), knot.shape in ("late", "over", "lost")
        drawing.dot(knot.x * scale, 40, "late" if late else "jade" if done else "soft", 6)
        drawing.text(knot.x * scale, 20, knot.label, "ink", size=11)
        drawing.text(knot.x * scale, 62, knot.time, "late" if late else "quiet", size=10)
    return drawing.svg("")
