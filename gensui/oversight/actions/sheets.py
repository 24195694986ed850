"""The month's assessment: drafted as often as wanted, talked about, confirmed by two, and published once."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy

from gensui.core.events import Event, company
from gensui.core.events import people as events
from gensui.ledger import policies
from gensui.ledger.record import NOTHING_WRITTEN, record, record_all
from gensui.ledger.requests import RequestKey, house_key
from gensui.ledger.words import Words
from gensui.ledger.written import words_at
from gensui.oversight import counting, happenings, promises, sheet_access, sheet_queries, sheet_rows, staff
from gensui.oversight.counting import Counted
from gensui.oversight.models import Dispute, Figure, Month, MonthSheet, Remark, ScoreLine
from gensui.oversight.sheet_access import System
from gensui.oversight.sheet_refusals import (
    AlreadyDecided,
    AlreadyDisputed,
    DisputesOpen,
    EngineBehind,
    MonthClosed,
    MonthRuns,
    NoSuchFact,
    NotConfirmed,
    NotMovable,
    NoWords,
)
from gensui.oversight.streams import tell
from gensui.oversight.written import WRITTEN
from gensui.people import queries as people
from gensui.people.models import Employee, Site

MOVED_HERE = gettext_lazy(
    "In {period} a fact of {indicator} was laid to you instead of somebody else. Your sheet shows it; you may object."
)


def _lock(month: Month) -> Month:
    found = Month.objects.select_related("site").select_for_update(of=("self",)).get(pk=month.pk)
    if found.is_published:
        raise MonthClosed(found.period)
    return found


@transaction.atomic
def draft_month(*, site: Site, first_on: date, actor: Employee | System, at: datetime) -> Month:
    """Count a month that is over, or count it anew. Whoever confirmed before confirms again.

    Refuses who is not of the office (``NotYours``), a month that runs (``MonthRuns``) or that the engine is still at
    (``EngineBehind``), and a published one (``MonthClosed``).
    """
    sheet_access.require_here(actor, "draft_month", site)
    first_on = first_on.replace(day=1)
    found = Month.objects.select_related("site").select_for_update(of=("self",)).filter(site=site, first_on=first_on)
    month = found.first() or Month(site=site, first_on=first_on)
    if month.is_published:
        raise MonthClosed(month.period)
    if month.until > at:
        raise MonthRuns(month.period)
    if behind := promises.unjudged(month.since, month.until):
        raise EngineBehind(month.period, behind)
    new = _count(month, at)

    counted = counting.counted_under(policies.in_force(policies.newest(), month.until))
    for sheet in new:
        _tell(sheet, events.AssessmentComputed(filled=counted), actor.key, at)
    return month


def _count(month: Month, at: datetime) -> list[MonthSheet]:
    """Write the month as it counts now; the sheets that were not there before."""
    _persons, counted = counting.draft(month.site, month.first_on, month, at)
    month.state, month.confirmed_by, month.confirmed_at = Month.State.DRAFT, None, None
    month.save()
    known = {sheet.employee_id: sheet for sheet in month.sheets.all()}
    sheets = [sheet_rows.sheet_of(month, one, known.get(one.person.pk)) for one in counted.sheets]
    gone = set(known) - {sheet.employee_id for sheet in sheets}
    ScoreLine.objects.filter(sheet__month=month).delete()
    month.sheets.filter(employee__in=gone, disputes=None, remarks=None).delete()
    fields = [field.name for field in MonthSheet._meta.concrete_fields if field.name not in ("id", "month", "employee")]
    new = MonthSheet.objects.bulk_create([sheet for sheet in sheets if sheet.employee_id not in known])
    MonthSheet.objects.bulk_update([sheet for sheet in sheets if sheet.employee_id in known], fields, batch_size=200)
    ScoreLine.objects.bulk_create(
        sheet_rows.line_of(sheet, line) for sheet, one in zip(sheets, counted.sheets, strict=True) for line in one.lines
    )
    _write_figures(month, counted)
    return new


def _write_figures(month: Month, counted: Counted) -> None:
    month.figures.all().delete()
    Figure.objects.bulk_create(sheet_rows.figures_of(month, counted))


def _tell(sheet: MonthSheet, event: Event, actor: str, at: datetime) -> None:
    _tell_all(sheet, [event], actor, at, words=words_at(WRITTEN, sheet.employee.key))


def _tell_all(
    sheet: MonthSheet,
    happened: Iterable[Any],
    actor: str,
    at: datetime,
    once: RequestKey | None = None,
    words: Words = NOTHING_WRITTEN,
) -> None:
    """Let it happen to the person whose sheet it is, in that person's own stream."""
    month, who = sheet.month, sheet.employee
    known = {"employee": who.key, "department": sheet.department, "period": month.period}
    holding = people.roles_at(month.site, sheet.department, at) | {"employee": who.key}
    pairs = [(type(event)(**known, **_said(event)), at) for event in happened]
    record_all(stream=who.key, happened=pairs, actor=actor, roles=holding, at=at, client_key=once, words=words)


def _said(event: Any) -> dict[str, Any]:
    own = ("filled", "grade", "indicator", "granted", "moved_to")
    return {name: getattr(event, name) for name in own if hasattr(event, name)}


@transaction.atomic
def comment_sheet(*, sheet: MonthSheet, text: str, actor: Employee, at: datetime) -> Remark:
    """Write something to a sheet. Refuses who has nothing to do with it (``NotYours``), and no words (``NoWords``)."""
    sheet_access.require(actor, "comment_sheet", sheet)
    if not text.strip():
        raise NoWords
    remark = Remark.objects.create(sheet=sheet, text=text.strip(), author=actor, written_at=at)

    _tell(sheet, events.AssessmentCommented(), actor.key, at)
    return remark


@transaction.atomic
def dispute_fact(
    *,
    sheet: MonthSheet,
    indicator: str,
    stream: str,
    clause: str,
    number: int,
    text: str,
    actor: Employee,
    at: datetime,
) -> Dispute:
    """Object to a fact that counts against oneself.

    Refuses another's sheet (``NotYours``), a published month (``MonthClosed``), what does not count (``NoSuchFact``), no words
    (``NoWords``), and what was objected to before (``AlreadyDisputed``).
    """
    sheet_access.require(actor, "dispute_fact", sheet)
    month = _lock(sheet.month)
    if not text.strip():
        raise NoWords
    if (stream, clause, number) not in sheet_queries.against(month, sheet, indicator):
        raise NoSuchFact
    try:
        with transaction.atomic():
            dispute = Dispute.objects.create(
                sheet=sheet, indicator=indicator, stream=stream, clause=clause, number=number, text=text.strip(), raised_at=at
            )  # fmt: skip
    except IntegrityError:
        raise AlreadyDisputed from None

    _tell(sheet, events.AssessmentDisputed(indicator=indicator), actor.key, at)
    return dispute


@transaction.atomic
def grant_dispute(*, dispute: Dispute, reason: str, actor: Employee, at: datetime) -> Dispute:
    """The fact is left out of the month, which is counted anew. Refuses as ``refuse_dispute`` does."""
    found = _decide(dispute, Dispute.Decision.GRANTED, reason, actor, at)
    _count(_lock(found.sheet.month), at)

    _tell(found.sheet, events.AssessmentDisputeDecided(indicator=found.indicator, granted=True), actor.key, at)
    return found


@transaction.atomic
def refuse_dispute(*, dispute: Dispute, reason: str, actor: Employee, at: datetime) -> Dispute:
    """The fact counts. Refuses who neither leads the person nor stands above (``NotYours``), no reason (``NoWords``), what was
    decided (``AlreadyDecided``), and a published month (``MonthClosed``).
    """
    found = _decide(dispute, Dispute.Decision.REFUSED, reason, actor, at)

    _tell(found.sheet, events.AssessmentDisputeDecided(indicator=found.indicator), actor.key, at)
    return found


@transaction.atomic
def move_dispute(*, dispute: Dispute, to: MonthSheet, reason: str, actor: Employee, at: datetime) -> Dispute:
    """The fact is laid to somebody else, who may object in turn; the month is counted anew, and that person is told.

    Refuses as ``refuse_dispute`` does, whoever does not decide for that person too (``NotYours``), the same person or one of
    another month (``NotMovable``), and what counts only because of what came after it (``NotMovable``): that is left out, or stays.
    """
    sheet_access.require(actor, "decide_dispute", to)
    sheet = dispute.sheet
    same = to.pk == sheet.pk or to.month_id != sheet.month_id
    if same or dispute.fact not in sheet_queries.movable(sheet.month, sheet, dispute.indicator):
        raise NotMovable
    found = _decide(dispute, Dispute.Decision.MOVED, reason, actor, at, to.employee)
    _count(_lock(found.sheet.month), at)

    event = events.AssessmentDisputeDecided(indicator=found.indicator, granted=True, moved_to=to.employee.key)
    _tell(found.sheet, event, actor.key, at)
    tell(to.employee.key, to.employee, MOVED_HERE, at, period=sheet.month.period, indicator=found.indicator)
    return found


def _decide(
    dispute: Dispute, decision: str, reason: str, actor: Employee, at: datetime, to: Employee | None = None
) -> Dispute:
    sheet_access.require(actor, "decide_dispute", dispute.sheet)
    _lock(dispute.sheet.month)
    if not reason.strip():
        raise NoWords
    found = Dispute.objects.select_related("sheet__month__site", "sheet__employee").get(pk=dispute.pk)
    if found.decision:
        raise AlreadyDecided
    found.decision, found.reason, found.decided_by, found.decided_at = decision, reason.strip(), actor, at
    found.moved_to = to
    found.save(update_fields=["decision", "reason", "decided_by", "decided_at", "moved_to"])
    return found


@transaction.atomic
def confirm_sheet(*, sheet: MonthSheet, actor: Employee, at: datetime) -> MonthSheet:
    """The head stands by the sheet. Done before, it changes nothing.

    Refuses who does not lead the person (``NotYours``), open objections (``DisputesOpen``), a published month (``MonthClosed``).
    """
    sheet_access.require(actor, "confirm_sheet", sheet)
    _lock(sheet.month)
    if waiting := Dispute.objects.filter(sheet=sheet, decision="").count():
        raise DisputesOpen(waiting)
    found = MonthSheet.objects.select_related("month__site", "employee").get(pk=sheet.pk)
    if found.confirmed_at is None:
        found.confirmed_by, found.confirmed_at = actor, at
        found.save(update_fields=["confirmed_by", "confirmed_at"])
        _tell(found, events.AssessmentConfirmed(), actor.key, at)
    return found


@transaction.atomic
def confirm_month(*, month: Month, actor: Employee, at: datetime) -> Month:
    """The administration manager stands by all sheets, those of the heads and of the office among them.

    Refuses others (``NotYours``), sheets that their heads have not confirmed (``NotConfirmed``), open objections
    (``DisputesOpen``), and a published month (``MonthClosed``).
    """
    sheet_access.require_here(actor, "confirm_month", month.site)
    found = _lock(month)
    if waiting := Dispute.objects.filter(sheet__month=found, decision="").count():
        raise DisputesOpen(waiting)
    if missing := sheet_queries.unconfirmed(found).count():
        raise NotConfirmed(missing)
    found.state, found.confirmed_by, found.confirmed_at = Month.State.CONFIRMED, actor, at
    found.save(update_fields=["state", "confirmed_by", "confirmed_at"])

    _happen(found, company.MonthConfirmed(period=found.period), actor, at)
    return found


def _happen(month: Month, event: Event, actor: Employee, at: datetime) -> None:
    holding = people.roles_at(month.site, "administration", at)
    record(stream=f"month:{month.site.key}", event=event, actor=actor.key, roles=holding, at=at)


@transaction.atomic
def publish_month(*, month: Month, actor: Employee, at: datetime) -> Month:
    """Every employee has the sheet of the month, which never changes again. Who was rated poorly is named to the head.

    Refuses who is not of the office (``NotYours``), a month that is not confirmed (``NotConfirmed``), and a second time
    (``MonthClosed``).
    """
    sheet_access.require_here(actor, "publish_month", month.site)
    found = _lock(month)
    if found.state != Month.State.CONFIRMED:
        raise NotConfirmed(sheet_queries.unconfirmed(found).count() or found.sheets.count())
    found.state, found.published_by, found.published_at = Month.State.PUBLISHED, actor, at
    found.save(update_fields=["state", "published_by", "published_at"])

    poor = happenings.rated_poorly(counting.scope_of(found, staff.of_sheets(found)))
    for sheet in found.sheets.select_related("employee").order_by("employee__number"):
        sheet.month = found
        happened: list[Event] = [events.AssessmentPublished(grade=sheet.grade)]  # type: ignore[arg-type]  # a check constraint
        if sheet.employee.key in poor:
            happened.append(events.PoorRatingFlagged())
        _tell_all(sheet, happened, actor.key, at)
    _happen(
        found,
        company.IndicatorsPublished(period=found.period, year=found.period[:4], digest=found.digest),
        actor,
        at,
    )
    return found


@transaction.atomic
def acknowledge_sheet(*, sheet: MonthSheet, actor: Employee, at: datetime) -> MonthSheet:
    """Whose sheet it is has read it. Refuses others (``NotYours``), and a month that is not published (``NotConfirmed``)."""
    sheet_access.require(actor, "acknowledge_sheet", sheet)
    if not sheet.month.is_published:
        raise NotConfirmed(1)

    _tell_all(sheet, [events.AssessmentAcknowledged()], actor.key, at, once=house_key(f"sheet:{sheet.pk}:read"))
    return sheet


@transaction.atomic
def export_payroll(*, month: Month, actor: Employee, at: datetime) -> list[MonthSheet]:
    """The sheets that go to the payroll, in the order of their numbers; that they went is on record.

    Refuses who does not do the pay (``NotYours``), and a month that is not published (``NotConfirmed``).
    """
    sheet_access.require_here(actor, "export_payroll", month.site)
    if not month.is_published:
        raise NotConfirmed(month.sheets.count())

    _happen(month, company.PayrollExported(period=month.period), actor, at)
    return list(month.sheets.select_related("employee").order_by("employee__number"))
