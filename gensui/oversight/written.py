"""Where the words of supervision stand: an event of a file carries the digest of all that stands in the file by then."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

import orjson
from dateutil.relativedelta import relativedelta
from django.db.models import Exists, Max, Model, OuterRef, QuerySet

from gensui.core.events.people import SanctionExpired, SanctionRevoked, ViolationDropped
from gensui.ledger.models import Event
from gensui.ledger.words import Fields, Words
from gensui.ledger.written import Place, Written
from gensui.oversight.models import (
    Appeal,
    Award,
    Breach,
    Dispute,
    Enclosure,
    Idea,
    Inspection,
    Item,
    Judgement,
    Pattern,
    PayTerms,
    Rectification,
    Remark,
    Reply,
    Sanction,
    SheetAppeal,
    Survey,
    SurveyAnswer,
    Talk,
)
from gensui.people.models import Employee

KEPT = relativedelta(months=36)
"""For how long a file is kept whole after it ended, and a wage after another took its place (7.5)."""
ENDS = (SanctionExpired.kind, SanctionRevoked.kind, ViolationDropped.kind)


def _file(
    prefix: str, model: type[Model], said: Callable[[Any], Fields], **parts: tuple[type[Model], Callable[[Any], Any]]
) -> Place:
    """A row with a stream of its own, named by the prefix and its number, with all that hangs on it."""

    def of(stream: str) -> QuerySet[Any]:
        row = stream.removeprefix(prefix).lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        return (
            model._default_manager.filter(pk=int(row))
            if row.isdecimal() and len(row) < 12
            else model._default_manager.none()
        )

    return Place(
        prefix.rstrip(":"), model, of, lambda row: row.stream, said, rewritten=True, parts=dict(parts.values())
    )


def _all(rows: QuerySet[Any], *names: str) -> Fields:
    """What stands in these columns, row by row in the order they were made."""
    return [_said(value) for line in rows.order_by("pk").values_list(*names) for value in line]


def _said(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def _own(row: Model, *names: str) -> Fields:
    return [_said(getattr(row, name)) for name in names]


def _inspection(row: Inspection) -> Fields:
    """Until it is signed, judgements may change from day to day; what was signed stays."""
    own = _own(row, "period", "summary")
    if row.state != Inspection.State.DONE:
        return own
    lines = Judgement.objects.filter(item__inspection=row)
    return [
        *own,
        *_all(row.items.all(), "subject", "reasons", "remark"),
        *_all(lines, "item__subject", "line", "clause", "verdict", "severity", "note"),
    ]


def _finding(row: Rectification) -> Fields:
    replies = _all(row.replies.all(), "round", "cause", "measures", "result", "remark")
    return [*_own(row, "clause", "severity", "about", "problem"), *replies]


def _sanction(row: Sanction) -> Fields:
    own = _own(
        row,
        "clause",
        "severity",
        "facts",
        "evidence",
        "loss_fen",
        "hearing",
        "defence",
        "kind",
        "reasons",
        "basis",
        "check_note",
        "negligence",
        "claim_fen",
        "percent",
        "signature",
        "self_criticism",
    )
    appeals = Appeal.objects.filter(sanction=row)
    return [
        *own,
        *_all(appeals, "grounds", "statement", "hearing", "decision", "reasons"),
        *_all(appeals.exclude(outside=""), "outside"),
        *_all(appeals.exclude(entered="", entered_terms={}), "entered", "entered_terms"),
        *_all(row.enclosures.all(), "kind", "digest"),
        *(f"{name}: {getattr(row, name)}" for name in ("put_right", "checked") if getattr(row, name)),
    ]


def _sanction_erased_at(stream: str) -> datetime | None:
    newest = Event.objects.aggregate(at=Max("recorded_at"))["at"]
    ended = Event.objects.filter(stream=stream, kind__in=ENDS, occurred_at__lt=newest - KEPT)
    return newest if ended.exists() else None


_OF_ACCOUNT: tuple[tuple[QuerySet[Any], str, tuple[str, ...]], ...] = (
    (Breach.objects.filter(sanction=None), "employee", ("stream", "clause", "cause", "standing", "words")),
    (Talk.objects.all(), "employee", ("words", "held_by__number", "answer")),
    (Remark.objects.all(), "sheet__employee", ("text", "author__number")),
    (
        Dispute.objects.all(),
        "sheet__employee",
        ("indicator", "stream", "clause", "number", "text", "decision", "reason"),
    ),
    (SheetAppeal.objects.all(), "sheet__employee", ("grounds", "statement", "decision", "grade", "reasons", "outside")),
    (SheetAppeal.objects.exclude(changed=""), "sheet__employee", ("changed",)),
    (SheetAppeal.objects.exclude(entered="", entered_terms={}), "sheet__employee", ("entered", "entered_terms")),
)
"""What was said of and by somebody outside of files: talks, doubts, words to the month's sheet and objections; by whose it is."""


def _account(row: Employee) -> Fields:
    return [said for rows, whose, names in _OF_ACCOUNT for said in _all(rows.filter(**{whose: row}), *names)]


def accounts(employees: Iterable[Employee]) -> dict[str, Words]:
    """What stands in the own streams of these people, by their keys, as ``words_at`` says it of one. The same number of queries,
    however many they are.
    """
    staff = {one.pk: one for one in employees}
    said: dict[int, list[str]] = {pk: [] for pk in staff}
    for rows, whose, names in _OF_ACCOUNT:
        found = rows.filter(**{f"{whose}__in": list(staff)}).order_by("pk")
        for owner, *values in found.values_list(whose, *names):
            said[owner] += map(_said, values)
    words: dict[str, Words] = {one.key: {ACCOUNT.name: tuple(said[pk])} for pk, one in staff.items()}
    for terms in _newest(PayTerms.objects.filter(employee__in=list(staff))):
        place, fields = PAY.written(terms)
        words[terms.employee.key] = {**words[terms.employee.key], place: fields}
    return words


def _awards(stream: str) -> QuerySet[Award]:
    """The awards of a stream: the stars of a month, or the one of an idea or a team."""
    kind, _colon, rest = stream.partition(":")
    if kind == "stars":
        site, _colon, month = rest.rpartition(":")
        first = date.fromisoformat(f"{month}-01")
        return Award.objects.filter(kind=Award.Kind.STAR, site__key=site, month=first).select_related("site")
    number = rest[1:]
    if not (number.isdecimal() and len(number) < 12):
        return Award.objects.none()
    found = Award.objects.exclude(kind=Award.Kind.STAR).select_related("site")
    return found.filter(idea=int(number)) if kind == "idea" else found.filter(pk=int(number), idea=None)


AWARD = Place(
    "award",
    Award,
    _awards,
    lambda row: row.stream,
    lambda row: _own(row, "reason", "figures", "objection"),
    rewritten=True,
    key=lambda row: row.number,
)
SURVEY = _file(
    "survey:",
    Survey,
    lambda row: _all(row.answers.all(), "marks", "text"),
    answers=(SurveyAnswer, lambda row: row.survey),
)
INSPECTION = _file(
    "inspection:",
    Inspection,
    _inspection,
    items=(Item, lambda row: row.inspection),
    judgements=(Judgement, lambda row: row.item.inspection),
)
FINDING = _file("finding:", Rectification, _finding, replies=(Reply, lambda row: row.rectification))
PATTERN = _file("pattern:", Pattern, lambda row: _own(row, "kind", "where", "measures"))
SANCTION = _file(
    "sanction:",
    Sanction,
    _sanction,
    appeal=(Appeal, lambda row: row.sanction),
    enclosure=(Enclosure, lambda row: row.sanction),
)
IDEA = _file("idea:", Idea, lambda row: _own(row, "title", "proposal", "effect", "answer", "before", "after"))
ACCOUNT = Place(
    "account",
    Employee,
    lambda stream: Employee.objects.filter(number=stream.removeprefix("staff:")),
    lambda row: row.key,
    _account,
    rewritten=True,
    parts={
        Breach: lambda row: row.employee,
        Talk: lambda row: row.employee,
        Remark: lambda row: row.sheet.employee,
        Dispute: lambda row: row.sheet.employee,
        SheetAppeal: lambda row: row.sheet.employee,
    },
)


def _newest(rows: QuerySet[PayTerms]) -> QuerySet[PayTerms]:
    """The last terms of each; those before them are forgotten in their time."""
    later = PayTerms.objects.filter(employee=OuterRef("employee"), since_on__gt=OuterRef("since_on"))
    return rows.filter(~Exists(later)).select_related("employee")


PAY = Place(
    "pay",
    PayTerms,
    lambda stream: _newest(PayTerms.objects.filter(employee__number=stream.removeprefix("staff:"))),
    lambda row: row.employee.key,
    lambda row: _own(row, "since_on", "contract", "compensation_clause", "city"),
    rewritten=True,
    some=_newest,
)
"""Not the wage: from a digest whose salt stands beside it, so short a number could be guessed."""

WRITTEN = (
    Written("inspection:", (INSPECTION,)),
    Written("finding:", (FINDING,)),
    Written("pattern:", (PATTERN,)),
    Written("sanction:", (SANCTION,), _sanction_erased_at),
    Written("idea:", (IDEA, AWARD)),
    Written("award:", (AWARD,)),
    Written("stars:", (AWARD,)),
    Written("survey:", (SURVEY,)),
    Written("staff:", (ACCOUNT, PAY)),
)
