"""An appeal against a published sheet: by whose it is, within its term; decided by somebody who had no part and is not below."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from gensui.core.events import people as events
from gensui.core.plain import says_something
from gensui.core.scoring import COEFFICIENTS, Grade
from gensui.oversight import reviewers, sheet_access, sheet_queries
from gensui.oversight.actions.turn import keep
from gensui.oversight.models import Appeal, MonthSheet, SheetAppeal
from gensui.oversight.sanction_refusals import TermOver, WhichFacts
from gensui.oversight.sheet_refusals import AlreadyDecided, AppealedBefore, NotBetter, NotConfirmed
from gensui.oversight.sheet_streams import tell_of_sheet, tell_person
from gensui.oversight.streams import shown, term
from gensui.people.models import Employee
from gensui.people.refusals import NoWords

STEPS: tuple[Grade, ...] = ("fail", "pass", "good", "excellent")
BETTER = STEPS[1:]
WAITS = _("{name} appeals against the sheet of {period}. It is yours to decide, by {until}.")
TOLD: dict[str, Any] = {
    "allowed": _("Your appeal against the sheet of {period} was allowed. Another grade holds; the sheet shows it."),
    "rejected": _("Your appeal against the sheet of {period} was rejected. The reasons stand on the sheet."),
}


@transaction.atomic
def appeal_sheet(*, sheet: MonthSheet, grounds: str, statement: str, actor: Employee, at: datetime) -> SheetAppeal:
    """Appeal against the own sheet once it is published.

    Refuses another's (``NotYours``), before it is published (``NotConfirmed``), after the term (``TermOver``), no words
    (``NoWords``), and a second time (``AppealedBefore``).
    """
    sheet_access.require(actor, "appeal_sheet", sheet)
    until = sheet_queries.appeal_until(sheet)
    if until is None:
        raise NotConfirmed(1)
    if at > until:
        raise TermOver(shown(sheet.month.site, until))
    if not says_something(statement) or grounds not in Appeal.Grounds.values:
        raise NoWords
    try:
        with transaction.atomic():
            appeal = SheetAppeal.objects.create(
                sheet=sheet, grounds=grounds, statement=statement.strip(), filed_at=at, due_at=term("appeal_limit", at)
            )
    except IntegrityError:
        raise AppealedBefore from None

    decider = reviewers.holder(sheet_access.matter_of(sheet))
    tell_person(sheet, events.AppealFiled(), actor.key, at, named={"admin_manager": decider.key if decider else ""})
    if decider is not None:
        ends = shown(sheet.month.site, appeal.due_at)
        tell_of_sheet(sheet, decider, WAITS, at, name=sheet.employee.name, until=ends)
    return appeal


@transaction.atomic
def decide_sheet_appeal(
    *, sheet: MonthSheet, decision: str, reasons: str, actor: Employee, at: datetime, grade: str = "", outside: str = "",
    paper: bytes = b"", changed: str = "",
) -> SheetAppeal:  # fmt: skip
    """Reject the appeal, or allow it: a better grade holds from then on, and the sheet stays as it was published.

    Refuses who decides none here (``NotYours``), who had a part (``SecondPerson``), no name or no paper where somebody outside has
    to decide (``NobodyOutside``), no reasons (``NoWords``, ``TooFewWords``), what is no better grade (``NotBetter``), more than one
    grade better without a word on which facts changed (``WhichFacts``), a bad picture (``BadPicture``), and what was decided
    (``AlreadyDecided``).
    """
    sheet_access.require(actor, "decide_sheet_appeal", sheet)
    outside = reviewers.require(actor, sheet_access.matter_of(sheet), outside, paper)
    appeal = SheetAppeal.objects.select_for_update().filter(sheet=sheet).first()
    if appeal is None or appeal.decision:
        raise AlreadyDecided
    if decision not in SheetAppeal.Decision.values:
        raise NoWords
    reviewers.need_reasons(reasons, at)
    if decision == SheetAppeal.Decision.ALLOWED:
        if grade not in BETTER or COEFFICIENTS[grade] <= (sheet.coefficient or 0):
            raise NotBetter
        if _is_leap(sheet, grade) and not says_something(changed):
            raise WhichFacts
        appeal.grade, appeal.changed = grade, changed.strip()
    if outside:
        appeal.paper = keep(paper, site=sheet.month.site, actor=actor, at=at)
    appeal.decision, appeal.reasons, appeal.outside = decision, reasons.strip(), outside
    appeal.decided_by, appeal.decided_at = actor, at
    appeal.save()

    said: Any = decision
    tell_person(sheet, events.AppealDecided(decision=said), actor.key, at)
    tell_of_sheet(sheet, sheet.employee, TOLD[decision], at)
    return appeal


def _is_leap(sheet: MonthSheet, grade: Grade) -> bool:
    """Whether that is more than one grade better than the sheet; a sheet without one is none away from any."""
    return sheet.grade not in STEPS or STEPS.index(grade) - STEPS.index(sheet.grade) > 1
