"""A copy of everything kept of a person, for the person: whole, and in words that people read."""

import base64
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gensui.cases.models import Attachment, Case, HandlingRecord, Quote
from gensui.ledger import queries as ledger
from gensui.ledger.wording import LINES
from gensui.people.models import Resident

SAID_BY_OWNER = frozenset(
    {
        "owner.dissatisfied", "dispute.recorded", "explanation.rejected", "consent.contested", "cancel.contested", "plan.declined",
        "plan.change_asked", "case.reopened",
    }
)  # fmt: skip
"""What is written beside these are the owner's words, whoever typed them."""
KEPT: dict[str, Any] = {
    "personal_data.revealed": _("Something of yours that is masked was shown in full, for what stands beside it"),
    "personal_data.corrected": _("Your data were put right"),
    "personal_data.proved": _("Your number was proved to be yours"),
    "personal_data.exported": _("A copy of your data was handed out"),
    "personal_data.erased": _("What identifies you was taken away"),
    "words.masked": _("Your name or number was taken out of words written earlier"),
}
"""What the log has of a person alone, and not of a request."""


def everything_of(resident: Resident) -> dict[str, Any]:
    """A copy of everything kept of a person, in plain values; times are left as such (``plain``)."""
    cases = Case.objects.with_people().filter(resident=resident).order_by("pk")
    proved = resident.has_proved_phone
    return {
        "name": resident.name, "asked_name": resident.asked_name, "relation": resident.get_relation_display(),
        "phone": resident.phone, "phone_proved_by": resident.get_phone_proved_by_display() if proved else "",
        "phone_proved_at": resident.phone_proved_at if proved else None, "email": resident.email,
        "preference": resident.get_preference_display(), "quiet_from": resident.quiet_from,
        "quiet_until": resident.quiet_until, "language": resident.language, "home": str(resident.household.unit),
        "since": resident.since_on, "until": resident.until_on, "tenancy_until": resident.tenancy_until,
        "authorised": resident.authorised, "cases": [_case(case, resident) for case in cases],
        "log": [
            (event.occurred_at, KEPT[event.kind], event.data.get("purpose", ""))
            for event in ledger.events_of(resident.key) if event.kind in KEPT
        ],
    }  # fmt: skip


def _case(case: Case, me: Resident) -> dict[str, Any]:
    said = case.notes.filter(Q(author_key=me.key) | Q(kind__in=SAID_BY_OWNER)).order_by("pk")
    pictures = case.attachments.filter(Q(author_key=me.key) | Q(kind__in=("report", "signature"))).order_by("pk")
    return {
        "number": case.number, "opened_at": case.opened_at, "closed_at": case.closed_at, "state": case.get_state_display(),
        "content": case.content, "place": case.place, "category": str(case.category or ""), "requester": case.requester_name,
        "phone": case.phone, "convenient_time": case.convenient_time, "appointment_at": case.appointment_at,
        "expected_at": case.eta_at,
        "messages": [(one.written_at, one.get_purpose_display(), one.text) for one in case.messages.order_by("pk")],
        "your_words": [(one.happened_at, LINES.get(one.kind, one.kind), one.text) for one in said],
        "plans": [_plan(quote) for quote in case.quotes.prefetch_related("lines").order_by("pk")],
        "work": [_work(one) for one in case.records.order_by("pk")],
        "return_visits": [
            (one.visited_at, one.get_outcome_display(), one.visited_person, one.opinion)
            for one in case.visits.order_by("pk")
        ],
        "stars": [(one.overall, one.comment) for one in case.evaluations.order_by("pk")],
        "pictures": [_picture(one) for one in pictures],
    }  # fmt: skip


def _plan(quote: Quote) -> dict[str, Any]:
    return {
        "version": quote.version, "proposed_at": quote.proposed_at, "findings": quote.findings, "cause": quote.cause,
        "plan": quote.plan, "expected_at": quote.eta_at, "payer": quote.get_payer_display(), "total": quote.total,
        "prices": [
            (line.name, line.specification, f"{line.count} {line.unit}".strip(), line.unit_price, line.amount)
            for line in quote.lines.all()
        ],
        "answer": quote.answered, "answered_by": quote.consent_by, "answered_at": quote.consent_at,
        "answered_how": quote.get_consent_method_display(), "your_words": quote.answer,
    }  # fmt: skip


def _work(record: HandlingRecord) -> dict[str, Any]:
    return {
        "completed_at": record.completed_at, "result": record.get_result_display(), "cause": record.cause,
        "process": record.process, "used": record.used, "cost": record.cost,
    }  # fmt: skip


def _picture(found: Attachment) -> dict[str, Any]:
    try:
        with found.file.open("rb") as file:
            content = "data:image/webp;base64," + base64.b64encode(file.read()).decode()
    except FileNotFoundError:
        content = ""
    return {"kind": found.get_kind_display(), "added_at": found.added_at, "picture": content}


def plain(value: Any, zone: ZoneInfo) -> str:
    """A value as somebody reads it: a time by the clocks of the community, to the minute."""
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M}"
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)
