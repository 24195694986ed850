"""An appeal against a published sheet: by whose it is, within its term; decided by somebody who had no part and is not below."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from gensui.core.events import files
from gensui.core.events import people as events
from gensui.core.plain import says_something
from gensui.core.scoring import COEFFICIENTS, Grade
from gensui.notices.wording import OWN_PAGE
from gensui.oversight import reviewers, sheet_access, sheet_queries
from gensui.oversight.actions import entered
from gensui.oversight.actions.turn import keep
from gensui.oversight.models import Appeal, MonthSheet, SheetAppeal
from gensui.oversight.sanction_refusals import TermOver, WhichFacts
from gensui.oversight.sheet_refusals import AlreadyDecided, AppealedBefore, NotBetter, NotConfirmed
from gensui.oversight.sheet_streams import tell_of_sheet, tell_person
from gensui.oversight.streams import shown, tell, term
from gensui.people.models import Employee
from gensui.people.refusals import NoWords, need_words

BETTER: tuple[Grade, ...] = ("pass", "good", "excellent")
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
    """Reject the appeal, or allow it: a better grade holds from then on, and the sheet stays as it was published. What was decided
    outside is only entered by it: it counts once a second has confirmed it.

    Refuses who decides none here (``NotYours``), who had a part (``SecondPerson``), no name or no paper where somebody outside has
    to decide (``NobodyOutside``), no reasons (``NoWords``, ``TooFewWords``), what is no better grade (``NotBetter``), a better
    one without a word on which facts have changed (``WhichFacts``), a bad picture (``BadPicture``), what was decided
    (``AlreadyDecided``), and what was entered already (``EnteredBefore``).
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
        if not says_something(changed):
            raise WhichFacts
    else:
        grade = changed = ""
    if outside:
        _enter(appeal, decision, grade, actor, at, paper, {"reasons": reasons, "outside": outside, "changed": changed})
        return appeal
    if appeal.entered:
        tell_person(sheet, files.AppealReturned(), actor.key, at)
    entered.clear(appeal)
    appeal.reasons, appeal.outside, appeal.changed = reasons.strip(), "", changed.strip()
    appeal.decided_by = actor
    return _settle(appeal, decision, grade, actor, at)


def _enter(
    appeal: SheetAppeal,
    decision: str,
    grade: str,
    actor: Employee,
    at: datetime,
    paper: bytes,
    words: Mapping[str, str],
) -> None:
    sheet = appeal.sheet
    if not appeal.entered:
        appeal.paper = keep(paper, site=sheet.month.site, actor=actor, at=at)
        for name, text in words.items():
            setattr(appeal, name, text.strip())
    entered.enter(appeal, decision, {"grade": grade}, actor, at)
    tell_person(sheet, files.AppealEntered(), actor.key, at)
    for second, told in entered.told(appeal, sheet_access.matter_of(sheet)):
        tell(sheet.employee.key, second, entered.WAITS, at, what=OWN_PAGE, **told)


def _lock(sheet: MonthSheet) -> SheetAppeal:
    rows = SheetAppeal.objects.select_related("entered_by").select_for_update(of=("self",))
    appeal = rows.filter(sheet=sheet).first()
    if appeal is None or appeal.decision:
        raise AlreadyDecided
    return appeal


@transaction.atomic
def confirm_entered(*, sheet: MonthSheet, actor: Employee, at: datetime) -> SheetAppeal:
    """The second word for what somebody entered as decided outside: from now on it holds. Refuses as ``require_second`` does, and
    what was decided (``AlreadyDecided``).
    """
    appeal = _lock(sheet)
    appeal.decided_by = entered.require_second(appeal, sheet_access.matter_of(sheet), actor)
    appeal.countersigned_by = actor
    decision, grade = appeal.entered, appeal.entered_terms["grade"]
    entered.clear(appeal)
    return _settle(appeal, decision, grade, actor, at)


@transaction.atomic
def return_entered(*, sheet: MonthSheet, words: str, actor: Employee, at: datetime) -> SheetAppeal:
    """The second does not confirm it: whoever entered it hears why. Refuses as ``confirm_entered`` does, and no words
    (``NoWords``).
    """
    appeal = _lock(sheet)
    by = entered.require_second(appeal, sheet_access.matter_of(sheet), actor)
    need_words(words)
    entered.clear(appeal)
    appeal.reasons, appeal.outside, appeal.changed, appeal.paper = "", "", "", None
    appeal.save()
    tell_person(sheet, files.AppealReturned(), actor.key, at)
    told = {"by": actor.name, "name": sheet.employee.name, "words": words.strip()}
    tell_of_sheet(sheet, by, entered.SENT_BACK, at, **told)
    return appeal


def _settle(appeal: SheetAppeal, decision: str, grade: str, actor: Employee, at: datetime) -> SheetAppeal:
    sheet = appeal.sheet
    appeal.decision, appeal.grade, appeal.decided_at = decision, grade, at
    appeal.save()

    said: Any = decision
    tell_person(sheet, events.AppealDecided(decision=said), actor.key, at)
    tell_of_sheet(sheet, sheet.employee, TOLD[decision], at)
    return appeal
