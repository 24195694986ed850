"""Where the words of a case stand."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Max, Model, QuerySet

from gensui.cases.models import (
    Case,
    Complaint,
    Coordination,
    Evaluation,
    HandlingRecord,
    Message,
    Note,
    Quote,
    QuoteLine,
    ReturnVisit,
)
from gensui.core import lifecycle
from gensui.core.events.privacy import PersonalDataErased
from gensui.ledger.models import Event
from gensui.ledger.words import Fields
from gensui.ledger.written import Place, Written

GONE = "—"
"""What stands for the matter of a case whose words were erased."""
KEPT = relativedelta(months=36)
"""For how long a closed case is kept whole (7.5)."""


def _case(stream: str) -> QuerySet[Case]:
    return Case.objects.numbered(stream.removeprefix("case:"))


ENDS = [kind for kind, move in lifecycle.MOVES.items() if move.to in lifecycle.FINAL]


def _erased_at(stream: str) -> datetime | None:
    """When the log says that the words of a case were erased: with its owner, or because it ended so long ago. Four queries."""
    events = Event.objects.filter(stream=stream)
    owners = {roles.get("owner") for roles in events.order_by().values_list("roles", flat=True)}
    erased = Event.objects.filter(stream__in=owners - {None}, kind=PersonalDataErased.kind).order_by("-recorded_at")
    if (last := erased.values_list("recorded_at", flat=True).first()) is not None:
        return last
    newest = Event.objects.aggregate(at=Max("recorded_at"))["at"]
    return newest if events.filter(kind__in=ENDS, occurred_at__lt=newest - KEPT).exists() else None


def _beside(name: str, model: type[Model], said: Callable[[Any], Fields], **words: Any) -> Place:
    """Words in rows that belong to a case."""

    def of(stream: str) -> QuerySet[Any]:
        return model._default_manager.filter(case__in=_case(stream).values("pk")).order_by("pk")

    return Place(name, model, of, lambda row: row.case.stream, said, owner="case", **words)


def _visit(row: ReturnVisit) -> Fields:
    scores = (row.service_score, row.result_score, row.punctual, row.tidy, row.charge_clear)
    return (row.outcome, row.method, row.visited_person, row.opinion, *(str(score) for score in scores))


def _record(row: HandlingRecord) -> Fields:
    return (
        row.result,
        row.process,
        row.cause,
        row.used,
        row.late_reason,
        _amount(row.cost),
        str(row.labour_minutes),
    )


def _amount(value: Decimal | float | None) -> str:
    return "" if value is None else f"{value:.2f}"


WRITTEN = Written(
    "case:",
    (
        Place("case", Case, _case, lambda case: case.stream, lambda case: (case.content,), rewritten=True),
        _beside("note", Note, lambda row: (row.kind, row.author_key, row.text)),
        _beside("message", Message, lambda row: (row.purpose, row.author_key, row.text)),
        _beside(
            "quote",
            Quote,
            lambda row: (
                row.findings,
                row.cause,
                row.plan,
                row.impact,
                _amount(row.total),
                row.consent_by,
                row.answer,
                row.override_reason,
                row.bearer_reason,
            ),
            rewritten=True,
            key=lambda row: f"{row.round}.{row.version}",
        ),
        Place(
            "line",
            QuoteLine,
            lambda stream: QuoteLine.objects.filter(quote__case__in=_case(stream).values("pk")),
            lambda row: row.quote.case.stream,
            lambda row: (
                row.name,
                row.specification,
                row.unit,
                *map(_amount, (row.quantity, row.unit_price, row.amount)),
            ),
            rewritten=True,
            key=lambda row: str(row.pk),
            owner="quote__case",
        ),
        _beside("record", HandlingRecord, _record, rewritten=True, key=lambda row: str(row.round)),
        _beside("visit", ReturnVisit, _visit, rewritten=True, key=lambda row: str(row.round)),
        _beside(
            "stars",
            Evaluation,
            lambda row: (str(row.overall), row.comment),
            rewritten=True,
            key=lambda row: f"{row.round}.{row.pk}",
        ),
        _beside(
            "complaint",
            Complaint,
            lambda row: (
                row.remedy_sought,
                row.facts,
                row.valid,
                row.decision,
                row.prevention,
                *([row.statement] if row.statement else []),
            ),
            rewritten=True,
        ),
        _beside(
            "coordination",
            Coordination,
            lambda row: (row.matter, row.refusal, row.decision),
            rewritten=True,
            key=lambda row: str(row.number),
        ),
    ),
    _erased_at,
)
