"""An appeal: by the person, within its term; decided by somebody who had no part before. Until then nothing is deducted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from gensui.core import deduction
from gensui.core.events import files
from gensui.core.events import people as events
from gensui.core.plain import says_something
from gensui.notices.wording import OWN_PAGE
from gensui.oversight import measures, reviewers
from gensui.oversight import sanction_access as access
from gensui.oversight.actions import entered
from gensui.oversight.actions.turn import keep
from gensui.oversight.models import Appeal, Breach, Sanction
from gensui.oversight.sanction_refusals import NoTalk, NotMilder, TermOver
from gensui.oversight.streams import happen, lock, shown, stands, tell, term
from gensui.people.acting import NOW, Entry, repeatable, was_done
from gensui.people.models import Employee
from gensui.people.refusals import need_words


class Milder(NamedTuple):
    """What is left of a measure: its kind, the sum in fen, the percent of performance pay."""

    kind: str
    claim_fen: int = 0
    percent: int = 0

    @property
    def takes_nothing_it_should(self) -> bool:
        """Whether the kind asks for money and none is named, or the other way round."""
        wanted = self.kind in ("compensation", "fine"), self.kind == "performance"
        return wanted != (self.claim_fen > 0, self.percent > 0)


WAITS = _("{name} appeals against the sanction of file {number}. It is yours to decide, by {until}.")
TOLD: dict[str, Any] = {
    "allowed": _("Your appeal against {number} was allowed. The sanction is taken back, with all it cost."),
    "changed": _("Your appeal against {number} was allowed in part. What is left of the sanction stands on your page."),
    "rejected": _("Your appeal against {number} was rejected. The reasons stand on your page."),
}


@repeatable
def file_appeal(
    *, sanction: Sanction, grounds: str, statement: str, actor: Employee, at: datetime, entry: Entry = NOW
) -> Appeal:
    """Appeal against a sanction that was served. It waits, and so does every deduction.

    Refuses anybody else (``NotYours``), no words (``NoWords``), another stage (``WrongStage``), and after the term (``TermOver``).
    """
    found = lock(sanction)
    access.require(actor, "file_appeal", found.employee)
    if was_done(entry):
        return found.appeal
    stands(found, "served")
    if found.appeal_until is not None and at > found.appeal_until:
        raise TermOver(shown(found.site, found.appeal_until))
    need_words(statement)
    appeal = Appeal.objects.create(
        sanction=found, grounds=grounds, statement=statement.strip(), filed_at=at, due_at=term("appeal_limit", at)
    )
    found.state = Sanction.State.APPEALED
    found.save(update_fields=["state"])

    decider = reviewers.holder(access.matter_of(found))
    whose, filed = decider.key if decider else "", events.AppealFiled(violation=found.number)
    happen(found.stream, found.employee, filed, actor=actor, at=at, entry=entry, admin_manager=whose)
    if decider is not None:
        until = shown(found.site, appeal.due_at)
        tell(found.stream, decider, WAITS, at, name=found.employee.name, number=found.number, until=until)
    return appeal


@repeatable
def decide_appeal(
    *, sanction: Sanction, decision: str, reasons: str, actor: Employee, at: datetime, hearing: str = "",
    outside: str = "", paper: bytes = b"", milder: Milder | None = None, entry: Entry = NOW,
) -> Appeal:  # fmt: skip
    """Allow the appeal: the sanction is taken back, with all it cost, and its breaches no longer count. Or reject it, or allow
    it in part: the sanction takes effect, as it was or as something ``milder``.

    What was decided outside is only entered by it: it counts once a second has confirmed it (``confirm_entered``).

    Refuses who had a part in it (``SecondPerson``), who decides no appeals or stands below whoever had a part (``NotYours``), where
    nobody in the house may no name of whoever decided outside, or no paper (``NobodyOutside``), too few words as reasons
    (``TooFewWords``), a bad picture (``BadPicture``), in part what is not milder (``NotMilder``) or a fine without a legal ground
    (``FinesOff``), not to allow it without a word of the talk with the person (``NoTalk``), and what was entered already
    (``EnteredBefore``).
    """
    found = lock(sanction)
    access.require(actor, "decide_appeal", found.employee)
    if was_done(entry):
        return found.appeal
    stands(found, "appealed")
    outside = reviewers.require(actor, access.matter_of(found), outside, paper)
    reviewers.need_reasons(reasons, at)
    appeal = found.appeal
    if decision == Appeal.Decision.CHANGED:
        _need_milder(found, milder)
    if decision != Appeal.Decision.ALLOWED and not outside and not says_something(hearing):
        raise NoTalk(found.employee.name)
    if outside:
        left = milder._asdict() if milder is not None else {}
        _enter(found, decision, left, actor, at, reasons, hearing, outside, paper)
        waits = files.AppealEntered(violation=found.number)
        happen(found.stream, found.employee, waits, actor=actor, at=at, entry=entry)
        for second, words in entered.told(appeal, access.matter_of(found)):
            tell(found.stream, second, entered.WAITS, at, what=OWN_PAGE, **words)
        return appeal
    before = (files.AppealReturned(violation=found.number),) if appeal.entered else ()
    entered.clear(appeal)
    appeal.reasons, appeal.hearing, appeal.outside = reasons.strip(), hearing.strip(), ""
    appeal.decided_by = actor
    return _settle(found, decision, milder, actor, at, entry, before)


def _enter(
    found: Sanction, decision: str, left: Mapping[str, Any], actor: Employee, at: datetime, reasons: str, hearing: str,
    outside: str, paper: bytes,
) -> None:  # fmt: skip
    appeal = found.appeal
    if not appeal.entered:
        appeal.paper = keep(paper, site=found.site, actor=actor, at=at)
        appeal.reasons, appeal.hearing, appeal.outside = reasons.strip(), hearing.strip(), outside
    entered.enter(appeal, decision, left, actor, at)


@repeatable
def confirm_entered(*, sanction: Sanction, actor: Employee, at: datetime, entry: Entry = NOW) -> Appeal:
    """The second word for what somebody entered as decided outside: from now on it holds. Refuses as ``require_second`` does."""
    found = lock(sanction)
    if was_done(entry):
        return found.appeal
    stands(found, "appealed")
    appeal = found.appeal
    appeal.decided_by = entered.require_second(appeal, access.matter_of(found), actor)
    appeal.countersigned_by = actor
    decision, milder = appeal.entered, Milder(**appeal.entered_terms) if appeal.entered_terms else None
    entered.clear(appeal)
    return _settle(found, decision, milder, actor, at, entry)


@repeatable
def return_entered(*, sanction: Sanction, words: str, actor: Employee, at: datetime, entry: Entry = NOW) -> Appeal:
    """The second does not confirm it: whoever entered it hears why. Refuses as ``require_second`` does, and no words
    (``NoWords``).
    """
    found = lock(sanction)
    if was_done(entry):
        return found.appeal
    appeal = found.appeal
    by = entered.require_second(appeal, access.matter_of(found), actor)
    need_words(words)
    entered.clear(appeal)
    appeal.reasons, appeal.hearing, appeal.outside, appeal.paper = "", "", "", None
    appeal.save()

    returned = files.AppealReturned(violation=found.number)
    happen(found.stream, found.employee, returned, actor=actor, at=at, entry=entry)
    told = {"by": actor.name, "name": found.employee.name, "words": words.strip()}
    tell(found.stream, by, entered.SENT_BACK, at, **told)
    return appeal


def _settle(
    found: Sanction, decision: str, milder: Milder | None, actor: Employee, at: datetime, entry: Entry,
    before: tuple[events.PersonEvent, ...] = (),
) -> Appeal:  # fmt: skip
    appeal = found.appeal
    if decision == Appeal.Decision.CHANGED:
        _soften(found, appeal, milder)
    appeal.decision, appeal.decided_at = decision, at
    appeal.save()

    followed = _take_back(found, at) if decision == Appeal.Decision.ALLOWED else _go_on(found, at)
    said: Any = decision
    decided = events.AppealDecided(violation=found.number, decision=said)
    happen(found.stream, found.employee, *before, decided, followed, actor=actor, at=at, entry=entry)
    tell(found.stream, found.employee, TOLD[decision], at, number=found.number)
    return appeal


def _need_milder(found: Sanction, milder: Milder | None) -> Milder:
    before = Milder(found.kind, found.claim_fen, found.percent)
    if milder is None or not deduction.is_milder(milder, before) or milder.takes_nothing_it_should:
        raise NotMilder
    if milder.kind == "fine" != found.kind:  # not what the file gave, so the ground for it is asked anew
        measures.require_fines(found.site)
    return milder


def _soften(found: Sanction, appeal: Appeal, milder: Milder | None) -> None:
    milder = _need_milder(found, milder)
    before = Milder(found.kind, found.claim_fen, found.percent)
    appeal.kind_before, appeal.claim_fen_before, appeal.percent_before = before
    found.kind, found.claim_fen, found.percent = milder
    found.save(update_fields=["kind", "claim_fen", "percent"])


def _take_back(found: Sanction, at: datetime) -> events.PersonEvent:
    found.state, found.ended_at = Sanction.State.REVOKED, at
    found.save(update_fields=["state", "ended_at"])
    found.breaches.update(standing=Breach.Standing.CLEARED)
    return events.SanctionRevoked(violation=found.number)


def _go_on(found: Sanction, at: datetime) -> events.PersonEvent:
    found.state, found.effective_at = Sanction.State.EFFECTIVE, at
    found.save(update_fields=["state", "effective_at"])
    return events.SanctionEffective(violation=found.number)
