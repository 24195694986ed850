"""The work itself: begun, waiting, going on, done and reported (F03)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from gensui.cases import access, charging, listed, plans
from gensui.cases.actions import promising, sending, together, waiting
from gensui.cases.actions.telling import head_of, tell_staff
from gensui.cases.actions.turn import act, happen
from gensui.cases.models import Case, Category, HandlingRecord, PauseReason, PriceItem, Quote, QuoteLine
from gensui.cases.refusals import NoEta, NoRecord
from gensui.cases.work_refusals import (
    IsPart,
    LeaderOnDuty,
    NoEmergency,
    NotAgreed,
    NotDone,
    NothingAsked,
    NoTimeHere,
    NotUsed,
    OverAgreed,
    PartWaits,
)
from gensui.core.events import Event, handling, intake
from gensui.core.plain import says_something
from gensui.ledger import policies
from gensui.people import spelling
from gensui.people.access import NotYours
from gensui.people.acting import NOW, Entry
from gensui.people.models import Employee
from gensui.people.refusals import need_words

NONE = Decimal()


@dataclass(frozen=True, slots=True)
class Part:
    """A part that was put in: of the price list, or another by name and price."""

    item: PriceItem | None
    quantity: Decimal
    name: str = ""
    price: Decimal = NONE

    def __str__(self) -> str:
        each = "" if self.item is not None else f" ¥{self.price}"
        return f"{self.item or self.name} × {self.quantity.normalize():f}{each}"

    @property
    def key(self) -> str:
        """What it is known by: the key of the price list, else its name."""
        return self.item.pk if self.item is not None else _known_as(self.name)


def _known_as(name: str) -> str:
    """A part outside the price list, however it is written."""
    return f"other:{spelling.folded(name)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """The handling record as it was filled in. What is empty, zero or ``None`` was not filled in."""

    result: str
    process: str = ""
    labour_minutes: int = 0
    cause: str = ""
    parts: Sequence[Part] = ()
    materials: str = ""
    no_materials: bool = False
    cost: Decimal | None = None
    site_cleaned: bool = False
    tested: bool = False
    warranty_until: date | None = None
    late_reason: str = ""


@act(handling.WorkStarted)
def start_work(*, case: Case, actor: Employee, at: datetime, entry: Entry = NOW) -> Case:
    """Begin. The policy refuses it before the owner agreed to plan and prices (4.2.5, 2.2.8: ``NotAllowedYet``)."""
    quote = plans.agreed_plan(case)
    event = handling.WorkStarted(
        planned=case.plan_version > 0,
        charged=quote is not None and quote.total > 0,
        parts=quote is not None and quote.lines.filter(kind="material").exists(),
    )
    return happen(case, event, actor=actor, at=at, entry=entry)


@act(handling.WorkStarted, "reason")
def start_in_emergency(
    *,
    case: Case,
    actor: Employee,
    at: datetime,
    reason: str,
    photo: str,
    word_by: Employee | None = None,
    entry: Entry = NOW,
) -> Case:
    """Begin before consent because danger cannot wait (C14): a leader's word, with reason and photograph; consent follows.

    Where the actor does not lead, ``word_by`` gave the word by telephone; without one the handler begins alone. Either way the
    head hears at once and confirms it afterwards. Where there is no plan yet, one follows before the result is reported. Refuses
    to begin alone while somebody who leads is on duty (``LeaderOnDuty``), and the word of whoever has none to give (``NotYours``).
    """
    word = _word(case, actor, word_by, entry.when(at))
    quote = case.quotes.filter(round=case.round).order_by("-version").first()
    if quote is not None:
        quote.override_reason = reason
        quote.save(update_fields=["override_reason"])

    note = entry.saying(reason)
    event = handling.WorkStarted(
        emergency_override=True,
        planned=quote is not None,
        word=word,
        word_by=word_by.key if word == "telephone" and word_by is not None else "",
        evidence={"photo": photo},
    )
    case = happen(case, event, actor=actor, at=at, entry=note, rows=[quote] if quote is not None else [])
    if word:
        told = (head_of(case, case.department, at), word_by, case.follower)
        within = lazy(policies.words_at, str)("override_confirmed", at)  # in the language of whoever reads it
        tell_staff(case, [one for one in told if one != actor], BEGUN, at, who=actor.name, words=reason, within=within)
    return case


def _word(case: Case, actor: Employee, word_by: Employee | None, when: datetime) -> Literal["", "telephone", "alone"]:
    """Whose word it is: the own one of who leads, that of somebody on the telephone, or nobody's but the handler's."""
    if access.leads(actor, case):
        return ""
    if word_by is not None:
        if word_by not in plans.gives_word(case, when):
            raise NotYours(str(word_by.get_role_display()))
        return "telephone"
    leader = plans.leader_on_duty(case, when)
    if leader is not None:
        raise LeaderOnDuty(leader.name)
    return "alone"


BEGUN = _(
    "{where}, request {number}: {who} began the work at once because of danger, with no leader there. “{words}” The head of the "
    "department confirms it within {within}."
)


@act(handling.EmergencyConfirmed, "reason")
def confirm_emergency(
    *, case: Case, actor: Employee, at: datetime, right: bool, reason: str, entry: Entry = NOW
) -> Case:
    """The head says, with a reason, whether it was right to begin without a leader on the spot; the handler is told.

    Refuses where nothing of the kind waits (``NoEmergency``).
    """
    if not plans.unconfirmed(case):
        raise NoEmergency
    note = entry.saying(reason)
    case = happen(case, handling.EmergencyConfirmed(right=right), actor=actor, at=at, entry=note)
    tell_staff(case, (case.handler,), RIGHT if right else NOT_RIGHT, at, words=reason)
    return case


RIGHT = _("{where}, request {number}: the head confirms that danger did not allow to wait. “{words}”")
NOT_RIGHT = _("{where}, request {number}: the head finds that the work could have waited for consent. “{words}”")


@act(handling.WorkPaused)
def pause_work(
    *,
    case: Case,
    actor: Employee,
    at: datetime,
    reason: str,
    until: datetime | None = None,
    parts: str = "",
    entry: Entry = NOW,
) -> Case:
    """Wait, for a listed reason, until a time, else until it is looked at again; who asked hears both. Which clocks stand still
    meanwhile is the policy's to say. Of a wait for parts, ``parts`` says which; who asked hears them too, and of a general repair
    also the head, who can make it a complex one in time.

    Refuses a time that has passed (``TimePassed``) or is further away than the policy allows (``TimeTooFar``), the quiet of
    the night by day (``NotQuiet``), a wait for parts that names none (``NoWords``), and one for consent that nobody asks for
    (``NothingAsked``).
    """
    if reason == PauseReason.OWNER_CONSENT and not plans.is_answerable(case):
        raise NothingAsked
    if reason == PauseReason.PARTS:
        need_words(parts)
        entry = replace(entry, note="\n".join(filter(None, (parts, entry.note))))
    case.pause_reason, case.paused_until = reason, waiting.until(case, reason, until, entry.when(at))
    case.missing_parts = parts if reason == PauseReason.PARTS else ""

    decide_by = waiting.decide_by(case, reason)
    event = handling.WorkPaused(reason=reason, until=case.paused_until, decide_by=decide_by)
    changed = ("pause_reason", "paused_until", "missing_parts")
    case = happen(case, event, actor=actor, at=at, entry=entry, changed=changed)
    waiting.tell_wait(case, at)
    waiting.tell_head(case, at)
    return case


@act(handling.WorkResumed)
def resume_work(*, case: Case, actor: Employee, at: datetime, entry: Entry = NOW) -> Case:
    """Go on where it stopped. Refuses while the owner says that they did not agree to what was begun (``NotAgreed``)."""
    if plans.is_contested(case):
        raise NotAgreed
    return happen(case, handling.WorkResumed(reason=case.pause_reason), actor=actor, at=at, entry=entry)


@act(handling.PauseReviewed)
def review_pause(
    *, case: Case, actor: Employee, at: datetime, until: datetime | None = None, entry: Entry = NOW
) -> Case:
    """The head looked at a wait and confirms it: until the day that stands, another, or until it is looked at again; who asked
    hears a new day. Refuses a time as ``pause_work`` does.
    """
    before, since = case.paused_until, entry.when(at)
    stands = before if until is None and before is not None and before > since else until
    case.paused_until = waiting.until(case, case.pause_reason, stands, since)

    event = handling.PauseReviewed(reason=case.pause_reason, until=case.paused_until)
    case = happen(case, event, actor=actor, at=at, entry=entry, changed=("paused_until",))
    if case.paused_until != before:
        waiting.tell_wait(case, at)
    return case


@act(handling.ProblemMet, "note")
def meet_problem(*, case: Case, actor: Employee, at: datetime, entry: Entry = NOW) -> Case:
    """Ask the head for help; what the trouble is stands in ``entry.note``."""
    return happen(case, handling.ProblemMet(), actor=actor, at=at, entry=entry)


@act(handling.EtaRevised, "reason")
def revise_eta(*, case: Case, actor: Employee, at: datetime, eta_at: datetime, reason: str, entry: Entry = NOW) -> Case:
    """Tell the owner another time of completion, with a reason. From the second time on the head of the department does it.

    Refuses a handler who moved it before (``HeadRevises``), a time that has passed (``TimePassed``), and one further away
    than the policy allows (``TimeTooFar``).
    """
    promising.check_time(case, eta_at, actor, entry.when(at))
    events = [promising.promise(case, eta_at), *waiting.ended_by(case, eta_at)]

    note = entry.saying(reason)
    case = happen(case, *events, actor=actor, at=at, entry=note, changed=("eta_at", "paused_until"))
    promising.tell_time(case, at, reason)
    return case


@act(intake.CaseReclassified, "reason")
def reclassify_case(
    *, case: Case, actor: Employee, at: datetime, reason: str, category: Category, priority: str, complexity: str,
    eta_at: datetime | None = None, entry: Entry = NOW,
) -> Case:  # fmt: skip
    """Change category, priority or complexity, with a reason. What becomes complex once somebody was there needs its time
    (``NoEta``), which is told with the reason, and by which a wait ends; before, the time comes with the plan. The order has the
    time of a complex one then, until a plan with another is agreed to.

    Refuses a time that would be promised to nobody (``NoTimeHere``), that has passed (``TimePassed``) or is further away than the
    policy allows (``TimeTooFar``).
    """
    timed = complexity == "complex" and case.complexity != "complex" and promising.may_promise(case)
    if timed and eta_at is None:
        raise NoEta
    if not timed and eta_at is not None:
        raise NoTimeHere
    if eta_at is not None:
        promising.check_time(case, eta_at, actor, entry.when(at))
    case.category, case.request_type = category, category.request_type
    was, case.priority, case.complexity = case.complexity, priority, complexity
    events: list[Event] = [sending.reclassified(case, at, was=was)]
    if eta_at is not None:
        events += [promising.promise(case, eta_at), *waiting.ended_by(case, eta_at)]

    note = entry.saying(reason)
    changed = ("category", "request_type", "priority", "complexity", "eta_at", "paused_until", "required_by")
    case = happen(case, *events, actor=actor, at=at, entry=note, changed=changed)
    if eta_at is not None:
        promising.tell_time(case, at, reason)
    return case


@act(handling.WorkCompleted)
def complete_work(
    *, case: Case, actor: Employee, at: datetime, handling_record: Handling, photo: str, entry: Entry = NOW
) -> Case:
    """Done: the record is written, and the place left clean, with a photograph to show it (``photo`` is its key).

    Refuses a result that leaves something to do (``NotDone``). Refuses while a part waits for its price (``PartWaits``); the
    policy, parts that stand in no plan that was agreed to (``NotAllowedYet``). Danger waits for neither price nor plan. Refuses a
    cost above what was agreed to (``OverAgreed``), one that charges a part that was not put in (``NotUsed``), and a part that is
    told in words alone (``IsPart``).
    """
    if handling_record.result not in HandlingRecord.DONE:
        raise NotDone
    if plans.part_waits(case) and not plans.started_in_emergency(case):
        raise PartWaits
    _check_cost(case, handling_record.cost)
    _check_words(case, handling_record.materials)
    done_at = entry.when(at)
    case.completed_at = done_at
    record = _write(case, handling_record, done_at)
    settled = _settle_unanswered(case, done_at)

    events: list[Event] = _replaced(case, handling_record.parts)
    if handling_record.site_cleaned and photo:
        events.append(handling.SiteCleaned(evidence={"photo": photo}))
    events.append(handling.WorkCompleted(filled=_filled(case, record), settled=settled))
    changed = ("completed_at", "plan_answer")
    case = happen(case, *events, actor=actor, at=at, entry=entry, changed=changed, rows=[record])
    _check_unused(case, record)  # a part that stands in no plan is refused before
    return together.carry_along(case=case, kind="work.completed", when=done_at, actor=actor, at=at)


def _check_cost(case: Case, cost: Decimal | None) -> None:
    """Nobody pays more than what was agreed to, and without a plan nothing; only danger waits for no price."""
    plan = plans.agreed_plan(case)
    agreed = plan.total if plan is not None else Decimal()
    if cost is not None and cost > agreed and (plan is not None or not plans.started_in_emergency(case)):
        raise OverAgreed(cost, agreed)


def _check_unused(case: Case, record: HandlingRecord) -> None:
    """An agreed part that was not put in is not charged."""
    plan = plans.agreed_plan(case)
    if plan is not None and record.cost and (free := charging.unused(plan, record)):
        most = max(plan.total - free, NONE)
        if record.cost > most:
            raise NotUsed(record.cost, most)


def _check_words(case: Case, materials: str) -> None:
    """Parts are entered by item, or by name and price, so that their consent is looked for: words tell none."""
    plan = plans.agreed_plan(case) if materials.strip() else None
    lines = plan.lines.filter(kind=PriceItem.Kind.MATERIAL, item=None) if plan is not None else QuoteLine.objects.none()
    if part := listed.part_in(materials, lines.values_list("name", flat=True)):
        raise IsPart(part)


def _settle_unanswered(case: Case, done_at: datetime) -> bool:
    """The work is done under the plan that was agreed to: a later version nobody answered is over. After danger it still waits.

    Whether there was any.
    """
    waiting = case.quotes.filter(round=case.round, consent=Quote.Consent.PENDING, override_reason="")
    settled = bool(waiting.update(consent=Quote.Consent.SILENT, consent_at=done_at))
    if settled:
        case.plan_answer = Quote.Consent.SILENT
    return settled


def _write(case: Case, given: Handling, done_at: datetime) -> HandlingRecord:
    record, _new = HandlingRecord.objects.update_or_create(
        case=case, round=case.round,
        defaults={
            "process": given.process, "result": given.result, "labour_minutes": given.labour_minutes, "cause": given.cause,
            "parts": "\n".join(map(str, given.parts)), "materials": given.materials.strip(),
            "no_materials": given.no_materials, "cost": given.cost,
            "site_cleaned": given.site_cleaned, "tested": given.tested, "warranty_until": given.warranty_until,
            "late_reason": given.late_reason, "completed_at": done_at,
        },
    )  # fmt: skip
    return record


def _replaced(case: Case, parts: Sequence[Part]) -> list[Event]:
    """The replacement of parts. Of those that stand in no agreed plan, the need was never said: it is said with it."""
    if not parts:
        return []
    plan = plans.agreed_plan(case)
    lines = list(plan.lines.filter(kind=PriceItem.Kind.MATERIAL)) if plan is not None else []
    used, allowed, dearest = dict[str, Decimal](), dict[str, Decimal](), dict[str, Decimal]()
    for part in parts:
        used[part.key] = used.get(part.key, NONE) + part.quantity
    for line in lines:
        key = line.item_id or _known_as(line.name)
        allowed[key] = allowed.get(key, NONE) + line.quantity
        dearest[key] = max(line.unit_price, dearest.get(key, NONE))
    dear = any(part.price > dearest.get(part.key, NONE) for part in parts if part.item is None)
    agreed = not dear and all(quantity <= allowed.get(key, NONE) for key, quantity in used.items())
    danger = not agreed and plans.started_in_emergency(case)
    keys = tuple(dict.fromkeys(part.item.pk if part.item is not None else "other" for part in parts))
    replaced = handling.PartsReplaced(parts=keys, agreed=agreed, emergency_override=danger)
    return [replaced] if agreed else [handling.PartsNeeded(), replaced]


def _filled(case: Case, record: HandlingRecord) -> tuple[str, ...]:
    """What of the record was filled in. Where nothing is charged, there is no cost to tell."""
    plan = plans.agreed_plan(case)
    free = plan is None or plan.total == 0
    entered = {
        "process": says_something(record.process),
        "materials": says_something(record.used) or record.no_materials,
        "result": record.result, "labour": record.labour_minutes, "cost": free or record.cost is not None,
    }  # fmt: skip
    return tuple(name for name, value in entered.items() if value)


@act(handling.HandlingRecordFilled)
def fill_record(
    *, case: Case, actor: Employee, at: datetime, process: str, materials: str, no_materials: bool, labour_minutes: int,
    cost: Decimal | None, photo: str = "", entry: Entry = NOW,
) -> Case:  # fmt: skip
    """Complete the handling record of the round, before it is reported. Refuses where the work has none (``NoRecord``), a cost
    above what was agreed to (``OverAgreed``) or put in (``NotUsed``), and a part that is told in words alone (``IsPart``).

    ``photo`` is the key of the picture that shows the place clean, where that is said only now.
    """
    record = HandlingRecord.objects.filter(case=case, round=case.round).first()
    if record is None:
        raise NoRecord
    _check_cost(case, cost)
    _check_words(case, "\n".join(set(materials.splitlines()) - set(record.materials.splitlines())))
    record.process, record.materials, record.no_materials = process, materials, no_materials
    record.labour_minutes, record.cost = labour_minutes, cost
    _check_unused(case, record)
    record.site_cleaned = record.site_cleaned or bool(photo)
    record.save(update_fields=["process", "materials", "no_materials", "labour_minutes", "cost", "site_cleaned"])

    cleaned = [handling.SiteCleaned(evidence={"photo": photo})] if photo else []
    event = handling.HandlingRecordFilled(filled=_filled(case, record))
    return happen(case, *cleaned, event, actor=actor, at=at, entry=entry, rows=[record])


@act(handling.ResultReported)
def report_result(*, case: Case, actor: Employee, at: datetime, entry: Entry = NOW) -> Case:
    """Hand the handling record to customer service.

    The policy refuses it while the place is not clean, or work that began in an emergency has no plan (``NotAllowedYet``), and
    where the record lacks something (``Incomplete``). Refuses a cost above what was agreed to since (``OverAgreed``).
    """
    record = HandlingRecord.objects.filter(case=case, round=case.round).first()
    if record is not None:
        _check_cost(case, record.cost)
    filled = _filled(case, record) if record is not None else ()
    return happen(case, handling.ResultReported(filled=filled), actor=actor, at=at, entry=entry)
