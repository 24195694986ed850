"""The month's assessment: drafted as often as wanted, and talked about."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy

from gensui.core.events import company
from gensui.core.events import people as events
from gensui.ledger import policies
from gensui.oversight import counting, promises, sheet_access, sheet_queries, sheet_rows
from gensui.oversight.counting import Counted
from gensui.oversight.models import Dispute, Figure, Month, MonthSheet, Remark, ScoreLine
from gensui.oversight.sheet_refusals import (
    AlreadyDecided,
    AlreadyDisputed,
    EngineBehind,
    MonthClosed,
    MonthRuns,
    NoSuchFact,
    NotMovable,
    OnOwnSheet,
    WindowOver,
)
from gensui.oversight.sheet_streams import (
    happen_to_month,
    lock_month,
    tell_each,
    tell_of_sheet,
    tell_of_sheets,
    tell_person,
)
from gensui.oversight.streams import shown, term
from gensui.people.acting import System
from gensui.people.models import Employee, Site
from gensui.people.refusals import need_words

DRAFTED = gettext_lazy(
    "Your sheet of {period} is drafted. Until {until} you may object to what counts against you, or write something to it."
)
MOVED_HERE = gettext_lazy(
    "In {period} a fact was laid to you that counted for somebody else before. Your sheet shows it; you may object."
)


@transaction.atomic
def draft_month(*, site: Site, first_on: date, actor: Employee | System, at: datetime) -> Month:
    """Count a month that is over, or count it anew. Whose sheet is new, or another than before, may object for a while; a sheet
    that changed is confirmed again.

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
    until = term("objection_window", at)
    new = _count(month, at, until)

    counted = counting.counted_under(policies.in_force(policies.newest(), month.until))
    tell_each(new, events.AssessmentComputed(filled=counted), actor.key, at)
    changed = month.sheets.filter(objections_until=until).select_related("employee__user").order_by("pk")
    for sheet in changed:
        sheet.month = month
    tell_of_sheets(changed, DRAFTED, at, until=shown(site, until))
    for department in sheet_queries.departments_to_confirm(month, at):
        waiting = company.SheetsCounted(department=department, period=month.period)  # type: ignore[arg-type]  # of the choices
        happen_to_month(month, waiting, actor, at, department)
    return month


def _count(month: Month, at: datetime, objections_until: datetime | None = None) -> list[MonthSheet]:
    """Write the month as it counts now; the sheets that were not there before. Where an end of objections is given, it holds for
    the sheets that are new or changed.
    """
    _persons, counted = counting.draft(month.site, month.first_on, month, at)
    if month.confirmed_by is not None:
        month.sheets.filter(confirmed_by=month.confirmed_by).update(confirmed_by=None, confirmed_at=None)
    month.state, month.confirmed_by, month.confirmed_at = Month.State.DRAFT, None, None
    month.save()
    known = {sheet.employee_id: sheet for sheet in month.sheets.all()}
    sheets = [sheet_rows.sheet_of(month, one, known.get(one.person.pk), objections_until) for one in counted.sheets]
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


@transaction.atomic
def comment_sheet(*, sheet: MonthSheet, text: str, actor: Employee, at: datetime) -> Remark:
    """Write something to a sheet. Refuses who has nothing to do with it (``NotYours``), and no words (``NoWords``)."""
    sheet_access.require(actor, "comment_sheet", sheet)
    need_words(text)
    remark = Remark.objects.create(sheet=sheet, text=text.strip(), author=actor, written_at=at)

    tell_person(sheet, events.AssessmentCommented(), actor.key, at)
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
    (``NoWords``), what was objected to before (``AlreadyDisputed``), and when the time for it is over (``WindowOver``).
    """
    sheet_access.require(actor, "dispute_fact", sheet)
    month = lock_month(sheet.month)
    if sheet.objections_until is not None and at > sheet.objections_until:
        raise WindowOver(shown(month.site, sheet.objections_until))
    need_words(text)
    if (stream, clause, number) not in sheet_queries.against(month, sheet, indicator):
        raise NoSuchFact
    try:
        with transaction.atomic():
            dispute = Dispute.objects.create(
                sheet=sheet, indicator=indicator, stream=stream, clause=clause, number=number, text=text.strip(), raised_at=at
            )  # fmt: skip
    except IntegrityError:
        raise AlreadyDisputed from None
    MonthSheet.objects.filter(pk=sheet.pk).update(accepted_at=None)

    tell_person(sheet, events.AssessmentDisputed(indicator=indicator), actor.key, at)
    return dispute


@transaction.atomic
def grant_dispute(*, dispute: Dispute, reason: str, actor: Employee, at: datetime) -> Dispute:
    """The fact is left out of the month, which is counted anew. Refuses as ``refuse_dispute`` does, and whoever the same indicator
    weighs for in that month (``OnOwnSheet``): nobody takes away what counts against oneself.
    """
    _require_no_part(dispute, actor)
    found = _decide(dispute, Dispute.Decision.GRANTED, reason, actor, at)
    _count(lock_month(found.sheet.month), at)

    tell_person(found.sheet, events.AssessmentDisputeDecided(indicator=found.indicator, granted=True), actor.key, at)
    return found


@transaction.atomic
def refuse_dispute(*, dispute: Dispute, reason: str, actor: Employee, at: datetime) -> Dispute:
    """The fact counts. Refuses who neither leads the person nor stands above (``NotYours``), no reason (``NoWords``), what was
    decided (``AlreadyDecided``), and a published month (``MonthClosed``).
    """
    found = _decide(dispute, Dispute.Decision.REFUSED, reason, actor, at)

    tell_person(found.sheet, events.AssessmentDisputeDecided(indicator=found.indicator), actor.key, at)
    return found


@transaction.atomic
def move_dispute(*, dispute: Dispute, to: MonthSheet, reason: str, actor: Employee, at: datetime) -> Dispute:
    """The fact is laid to somebody else, who may object in turn; the month is counted anew, and that person is told.

    Refuses as ``grant_dispute`` does where it leaves the department, whoever does not decide for that person too (``NotYours``),
    the same person or one of another month (``NotMovable``), and what counts only because of what came after it
    (``NotMovable``): that is left out, or stays.
    """
    sheet_access.require(actor, "decide_dispute", to)
    sheet = dispute.sheet
    same = to.pk == sheet.pk or to.month_id != sheet.month_id
    if same or dispute.fact not in sheet_queries.movable(sheet.month, sheet, dispute.indicator):
        raise NotMovable
    if to.department != sheet.department:
        _require_no_part(dispute, actor)
    found = _decide(dispute, Dispute.Decision.MOVED, reason, actor, at, to.employee)
    _count(lock_month(found.sheet.month), at)
    until = term("objection_window", at)
    MonthSheet.objects.filter(pk=to.pk).update(
        objections_until=until, accepted_at=None, confirmed_by=None, confirmed_at=None
    )

    event = events.AssessmentDisputeDecided(indicator=found.indicator, granted=True, moved_to=to.employee.key)
    tell_person(found.sheet, event, actor.key, at)
    tell_of_sheet(to, to.employee, MOVED_HERE, at)
    return found


def _require_no_part(dispute: Dispute, actor: Employee) -> None:
    own = ScoreLine.objects.filter(sheet__month=dispute.sheet.month_id, sheet__employee=actor, usual_weight__gt=0)
    if own.filter(indicator=dispute.indicator).exists():
        raise OnOwnSheet


def _decide(
    dispute: Dispute, decision: str, reason: str, actor: Employee, at: datetime, to: Employee | None = None
) -> Dispute:
    sheet_access.require(actor, "decide_dispute", dispute.sheet)
    lock_month(dispute.sheet.month)
    need_words(reason)
    found = Dispute.objects.select_related("sheet__month__site", "sheet__employee").get(pk=dispute.pk)
    if found.decision:
        raise AlreadyDecided
    found.decision, found.reason, found.decided_by, found.decided_at = decision, reason.strip(), actor, at
    found.moved_to = to
    found.save(update_fields=["decision", "reason", "decided_by", "decided_at", "moved_to"])
    return found
