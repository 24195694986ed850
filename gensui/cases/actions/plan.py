"""The plan and its prices, and the owner's answer to them (F04)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from gensui.cases import access, listed, plans, proofs, stead
from gensui.cases.actions import promising, together
from gensui.cases.actions.priced import Plan, check_prices
from gensui.cases.actions.telling import head_of, tell_asker, tell_home, tell_owner, tell_staff
from gensui.cases.actions.turn import act, happen
from gensui.cases.models import Case, Quote, QuoteLine
from gensui.cases.models.choices import PauseReason
from gensui.cases.refusals import (
    AlreadyExplained,
    NoEta,
    NoPlan,
    NotTheirSay,
    OverPrice,
    WrongState,
)
from gensui.cases.work_refusals import IsPart, NoResolution, NoSuchCall, NoSuchMessage, WorkIsOver
from gensui.core import lifecycle
from gensui.core.events import Event, handling, intake
from gensui.core.plain import says_something
from gensui.ledger.compiled import insert, update
from gensui.people.acting import NOW, Actor, Entry
from gensui.people.models import Employee, Resident


@act(handling.PlanProposed)
def propose_plan(*, case: Case, actor: Employee, at: datetime, plan: Plan, entry: Entry = NOW) -> Case:
    """Lay plan and prices before the owner, who is told. A new version takes the place of one that waits.

    What was agreed and work that has begun go on as they are, also by their time: the new one holds once it is agreed to.
    Refuses a price over the list's limit unless a head proposes it (``OverPrice``), words for a part that stands in the list
    (``IsPart``), prices that do not hold (see ``check_prices``), a complex repair without the time by which it
    will be done (``NoEta``), a time that may not be promised (see ``promising.check_time``), and a plan of work that is over,
    unless it began in an emergency and lacks one (``WorkIsOver``).
    """
    if not plans.may_be_proposed(case):
        raise WrongState(case.number, str(case.get_state_display())) if case.state == "paused" else WorkIsOver
    for line in plan.lines:
        if line.item is None and (known := listed.part_in(line.name)):
            raise IsPart(known)
        if line.item is not None and line.unit_price > line.item.most and not access.heads(actor, case):
            raise OverPrice(line.name, line.item.most)
    check_prices(plan)
    if plan.complexity == "complex" and plan.eta_at is None:
        raise NoEta
    if plan.eta_at is not None:
        promising.check_time(case, plan.eta_at, actor, entry.when(at))
    running = case.state in lifecycle.BEGUN
    waits = running or plans.agreed_plan(case) is not None
    quote = _write(case, plan, actor, entry.when(at))
    promised = [] if waits else promising.promised(case, quote)
    case.plan_version, case.plan_answer = quote.version, quote.consent

    changed = ("complexity", "eta_at", *ANSWERED)
    case = happen(
        case,
        *_events(plan, quote, running),
        *promised,
        actor=actor,
        at=at,
        entry=entry,
        changed=changed,
        rows=(quote, *quote.lines.all()),
    )
    _tell_who_decides(case, quote, actor, at)
    promising.tell(case, promised, at, asked=True)
    return case


def _tell_who_decides(case: Case, quote: Quote, actor: Employee, at: datetime) -> None:
    """Ask the owner, or the head where the house pays; the owner then hears that nothing is asked."""
    if not quote.house_pays:
        tell_owner(case, FIRST if quote.version == 1 else ANOTHER, at, total=quote.total)
        return
    tell_owner(case, NOT_ASKED, at, payer=Quote.Payer(quote.payer).label)
    head = head_of(case, case.department, at)
    if head != actor:
        tell_staff(case, [head], TO_DECIDE, at, total=quote.total, payer=Quote.Payer(quote.payer).label)


NOT_ASKED = _(
    "The plan for your request {number} is ready. Its cost is borne by {payer}: the head of the department decides, and there is "
    "nothing for you to pay."
)
TO_DECIDE = _("{where}, request {number}: a plan of ¥{total}, borne by {payer}, waits for your decision.")


ANSWERED = ("plan_version", "plan_answer")
"""What a case keeps of its newest plan: the version, and how it was answered."""
FIRST = _(
    "Plan and prices for your request {number} are ready: ¥{total}. Please agree, decline, or say what to change."
)
ANOTHER = _(
    "There is a new plan for your request {number}: ¥{total}. It takes the place of the last one. "
    "Please agree, decline, or say what to change."
)


def _write(case: Case, plan: Plan, actor: Employee, proposed_at: datetime) -> Quote:
    before = case.quotes.filter(round=case.round)
    before.filter(consent=Quote.Consent.PENDING).update(consent=Quote.Consent.CHANGED)
    quote = Quote(
        case=case, round=case.round, version=before.count() + 1, findings=plan.findings, cause=plan.cause, plan=plan.plan,
        complexity=plan.complexity, eta_at=plan.eta_at, impact=plan.impact, payer=plan.payer, total=plan.total,
        proposed_at=proposed_at, proposed_by=actor, explained_how=plan.explained,
        explained_at=proposed_at if plan.explained else None,
        override_reason=plans.danger(case) if case.state in lifecycle.BEGUN else "",
    )  # fmt: skip
    insert(quote)
    QuoteLine.objects.bulk_create(
        QuoteLine(
            quote=quote, item=line.item, name=line.name, kind=line.kind, specification=line.specification,
            unit=line.unit, quantity=line.quantity, unit_price=line.unit_price, amount=line.amount,
        )
        for line in plan.lines
    )  # fmt: skip
    return quote


def _events(plan: Plan, quote: Quote, running: bool) -> list[Event]:
    typed = tuple(name for name in ("findings", "cause", "plan") if says_something(getattr(plan, name)))
    prices = ("items", "total") if plan.lines else ()
    events: list[Event] = [
        handling.PlanProposed(
            filled=(*typed, *prices), version=quote.version, parts=plan.needs_parts, running=running, payer=quote.payer
        )
    ]
    if prices:
        events.append(handling.QuoteIssued(filled=prices))
    if plan.explained:
        events.append(handling.PlanExplained(how=plan.explained, prices=bool(prices)))
    return events


@act(handling.PlanExplained)
def explain_plan(*, case: Case, actor: Employee, at: datetime, how: str, entry: Entry = NOW) -> Case:
    """Say that the newest plan was explained to who decides, and how. Refuses a second time (``AlreadyExplained``)."""
    quote = _newest(case)
    if quote.explained_at is not None:
        raise AlreadyExplained
    quote.explained_at, quote.explained_how = entry.when(at), how
    update(quote, "explained_at", "explained_how")

    event = handling.PlanExplained(how=how, prices=quote.lines.exists())
    return happen(case, event, actor=actor, at=at, entry=entry)


def _newest(case: Case) -> Quote:
    """The newest plan of the round. Refuses where there is none (``NoPlan``)."""
    quote = plans.newest(case)
    if quote is None:
        raise NoPlan
    return quote


def _waiting(case: Case) -> Quote:
    """The plan that waits for the owner's answer. Refuses where none does (``NoPlan``)."""
    if not plans.is_answerable(case):
        raise NoPlan
    return _newest(case)


MESSAGE = "message:"
"""What the key of a consent in writing begins with, where it came in as a message."""
METHODS = {"sign": "signature", "app": "app", "recorded_call": "call", "sms": "message"}


@act(handling.PlanConsented)
def consent_to_plan(
    *, case: Case, actor: Actor, at: datetime, method: str, key: str, by: str = "", person: Resident | None = None,
    entry: Entry = NOW,
) -> Case:  # fmt: skip
    """Who decides about the money agrees to plan and prices: the owner by hand on the screen, on the owners' page, in a recorded
    call or in writing; where the house pays, the head of the department by this act, and owner and handler are told.
    Who agrees on the own page has read there what is done at which price: with it, the plan is explained, in writing.

    ``person`` is who agreed, where somebody else notes it; ``by`` is the name, where the owner is in no register; ``key`` names
    the proof: a call of the telephone log, ``message:`` and the row of what they wrote here, the digest of a picture, or the
    resolution of the owners' committee by which their fund pays. The plan of work that began in an emergency can be agreed to
    also after a no, until it is decided who bears the cost.

    Refuses where no plan waits (``NoPlan``), whoever has no say for who pays (``NotTheirSay``), a call or message with that
    person since the plan was laid that is not there (``NoSuchCall``, ``NoSuchMessage``), and the fund's money without a
    resolution (``NoResolution``).
    """
    quote = plans.undecided(case) or _waiting(case)
    decider = actor if isinstance(actor, Resident) else person
    _require_say(case, quote, actor, decider, at)
    name = decider.name if decider is not None else by or getattr(actor, "name", "")
    proof: Mapping[str, str] = {}
    if quote.house_pays:
        method, name = Quote.Method.HEAD, getattr(actor, "name", "")
        proof = _resolved(quote, key)
    else:
        proof = _proof(case, quote, decider, method, key, at)
    quote.consent, quote.consent_by, quote.consent_method = Quote.Consent.AGREED, name, method
    quote.consent_at = entry.when(at)
    read = _read_there(case, quote, actor)
    update(quote, "consent", "consent_by", "consent_method", "consent_at", "explained_at", "explained_how")
    case.plan_answer = quote.consent

    timed = quote.eta_at is not None
    consented = handling.PlanConsented(version=quote.version, payer=quote.payer, timed=timed, evidence=proof)
    events: list[Event] = [*_goes_on(case), *read, consented]
    if quote.lines.exists():
        events.append(handling.QuoteConsented(payer=quote.payer, evidence=proof))
    promised = promising.promised(case, quote) if plans.came_later(case, quote) else []
    changed = ("complexity", "eta_at", *ANSWERED)
    case = happen(case, *events, *promised, actor=actor, at=at, entry=entry, changed=changed, rows=[quote])
    promising.tell(case, promised, at, asked=not quote.house_pays)
    if quote.house_pays:
        told: dict[str, object] = {"payer": Quote.Payer(quote.payer).label, "name": name}
        tell_owner(case, DECIDED, at, **told)
        tell_staff(case, (one for one in (case.handler, case.follower) if one != actor), DECIDED, at, **told)
    elif isinstance(actor, Resident):
        tell_staff(case, [case.handler], AGREED, at, name=name, total=quote.total)
    else:  # somebody else noted it, or held the telephone that was signed on
        how = Quote.Method(quote.consent_method).label  # in the language of whoever reads it
        tell_home(case, (decider, case.resident), RECORDED, at, name=name, total=quote.total, how=how, plan=quote.plan)
    return case


def _read_there(case: Case, quote: Quote, actor: Actor) -> list[Event]:
    """Who agreed on the own page read it there; nothing, where it was explained before."""
    fits = handling.PlanExplained.kind in lifecycle.legal(case.state, case.before_pause)
    if quote.explained_at is not None or not isinstance(actor, Resident) or not fits:
        return []
    quote.explained_at, quote.explained_how = quote.consent_at, Quote.Explained.READ
    return [handling.PlanExplained(how=quote.explained_how, prices=quote.lines.exists())]


def _goes_on(case: Case) -> list[Event]:
    """Work that waited for the owner's word goes on with it; what waits for something else waits on."""
    waited = case.state == "paused" and case.pause_reason == PauseReason.OWNER_CONSENT
    return [handling.WorkResumed(reason=case.pause_reason)] if waited else []


RECORDED = _(
    "Request {number}, {where}: an agreement of {name} was recorded, to the plan “{plan}” for ¥{total} ({how}). If this is not so, "
    "say it on the page of the request under “I did not agree to this”, or call us: it stands on the request and is answered."
)
AGREED = _("Request {number}, {where}: {name} agreed to the plan, ¥{total}. Work may begin.")
DECIDED = _("Request {number}: the plan is decided. Its cost is borne by {payer}; {name} decided it.")


def _resolved(quote: Quote, key: str) -> Mapping[str, str]:
    """The owners decide about their fund together: by a resolution of their committee, which the head names."""
    if quote.payer != Quote.Payer.FUND:
        return {}
    if not says_something(key):
        raise NoResolution
    return {"document": key.strip()}


def _proof(
    case: Case, quote: Quote, decider: Resident | None, method: str, key: str, at: datetime
) -> Mapping[str, str]:
    if method == Quote.Method.CALL:
        made = proofs.calls(case, proofs.numbers_of(case, decider), since=quote.proposed_at, until=at)
        if not made.filter(key=key).exists():
            raise NoSuchCall
        return {METHODS[method]: key, "telephony": key}
    if method == Quote.Method.SMS and key.startswith(MESSAGE):
        wrote = proofs.written_by(case, filter(None, [decider]), since=quote.proposed_at)
        if key.removeprefix(MESSAGE) not in {str(pk) for pk in wrote.values_list("pk", flat=True)}:
            raise NoSuchMessage
    return {METHODS[method]: key}


def _require_say(case: Case, quote: Quote, actor: Actor, decider: Resident | None, at: datetime) -> None:
    """Refuses whoever does not decide for who pays: the head of the department for the house, the owner's side for the home."""
    if quote.house_pays:
        has_say = stead.heads(actor, handling.PlanConsented.kind, case, at)
    elif decider is not None:
        has_say = access.binds(decider, case)
    else:  # an owner in no register, as taken down at intake
        has_say = case.relation == Resident.Relation.OWNER and not case.for_another and not plans.deciders(case)
    if not has_say:
        raise NotTheirSay(str(quote.get_payer_display()), house=quote.house_pays)


@act(handling.PlanDeclined, "reason")
def decline_plan(*, case: Case, actor: Actor, at: datetime, by: str, reason: str, entry: Entry = NOW) -> Case:
    """The owner does not want this plan: it goes back to the handler with the owner's words, and another is owed.

    Work that has begun goes on under the version that was agreed; where it began in an emergency, the head of the department
    owes a decision who bears the cost. Refuses where no plan waits (``NoPlan``).
    """
    quote = _answer(case, Quote.Consent.DECLINED, by, reason, entry.when(at))
    case = _send_back(case, quote, handling.PlanDeclined, actor=actor, at=at, entry=entry)
    people = (case.handler, case.follower, head_of(case, case.department, at) if quote.override_reason else None)
    tell_staff(case, people, REFUSED if quote.override_reason else DECLINED, at, words=reason)
    _tell_noted(case, quote, actor, at)
    return case


@act(handling.PlanChangeAsked, "wish")
def ask_for_changes(*, case: Case, actor: Actor, at: datetime, by: str, wish: str, entry: Entry = NOW) -> Case:
    """The owner wants the plan changed: it goes back to the handler with the wish, and the next version is owed.

    Work that has begun goes on under the version that was agreed. Refuses where no plan waits (``NoPlan``).
    """
    quote = _answer(case, Quote.Consent.ASKED, by, wish, entry.when(at))
    case = _send_back(case, quote, handling.PlanChangeAsked, actor=actor, at=at, entry=entry)
    tell_staff(case, (case.handler, case.follower), ASKED, at, words=wish)
    _tell_noted(case, quote, actor, at)
    return case


DECLINED = _("{where}, request {number}: the owner declined the plan. “{words}” Another plan is due.")
REFUSED = _(
    "{where}, request {number}: the owner refuses the plan of the work that began because of danger. “{words}” "
    "The head of the department decides who bears the cost."
)
ASKED = _("{where}, request {number}: the owner asks for changes to the plan. “{words}” The next version is due.")


def _tell_noted(case: Case, quote: Quote, actor: Actor, at: datetime) -> None:
    """What somebody else noted in the owner's name, the owner hears."""
    if not isinstance(actor, Resident):
        tell_owner(case, NOT_AGREED, at, name=quote.consent_by, plan=quote.plan, words=quote.answer)


NOT_AGREED = _(
    "Request {number}, {where}: it was recorded that {name} does not agree to the plan “{plan}”: “{words}” If this is not so, "
    "write to us on the page of the request, or call us."
)


def _answer(case: Case, answer: Quote.Consent, by: str, words: str, answered_at: datetime) -> Quote:
    quote = _waiting(case)
    quote.consent, quote.consent_by, quote.consent_at, quote.answer = answer, by, answered_at, words
    update(quote, "consent", "consent_by", "consent_at", "answer")
    return quote


def _send_back(
    case: Case, quote: Quote, answered: type[handling.PlanDeclined | handling.PlanChangeAsked], *, actor: Actor,
    at: datetime, entry: Entry,
) -> Case:  # fmt: skip
    """The answer is recorded. Where nothing was agreed and no work has begun, no time of completion is promised any more. Work that
    was begun without the owner's word waits on.
    """
    holds, contested = plans.agreed_plan(case), plans.is_contested(case)
    running = case.stage in lifecycle.BEGUN and not contested
    ahead = case.required_by if case.required_by is not None and case.required_by > at else None
    answer = answered(version=quote.version, running=running, required_by=ahead)
    if isinstance(answer, handling.PlanDeclined):
        answer = replace(answer, after_emergency=bool(quote.override_reason))
    events: list[Event] = [*([] if contested else _goes_on(case)), answer]
    case.plan_answer = quote.consent
    if not running and holds is None:
        case.eta_at = None
    elif not running and case.eta_at is not None:  # what ended with the answer goes on
        events.append(handling.EtaSet(eta_at=case.eta_at))

    note = entry.saying(quote.answer)
    return happen(case, *events, actor=actor, at=at, entry=note, changed=("eta_at", *ANSWERED), rows=[quote])


@act(intake.CaseCancelled, "reason")
def leave_repair(*, case: Case, actor: Actor, at: datetime, by: str, reason: str, entry: Entry = NOW) -> Case:
    """The owner saw the plan and wants nothing done at all. The request ends as cancelled, before any work.

    Where staff entered it, the owner is told, and can object (``result.contest_cancel``). Refuses where there is no plan, or one
    that was agreed to (``NoPlan``).
    """
    quote = _newest(case)
    if quote.consent == Quote.Consent.AGREED:
        raise NoPlan
    if quote.consent == Quote.Consent.PENDING:
        quote = _answer(case, Quote.Consent.DECLINED, by, reason, entry.when(at))
    case.plan_answer = Quote.Consent.DECLINED

    own = isinstance(actor, Resident)
    note = entry.saying(reason if own else f"{by}: {reason}")
    proof = entry.answered(actor, reason)
    ended = intake.CaseCancelled(by_owner="noted" not in proof, evidence=proof)
    case = happen(case, ended, actor=actor, at=at, entry=note, changed=ANSWERED, rows=[quote])
    tell_staff(case, (case.handler, case.follower), LEFT, at, words=reason)
    if not own:
        tell_asker(case, ENDED, at, name=by, words=reason)
    return together.carry_along(case=case, kind="case.cancelled", when=note.when(at), actor=actor, at=at)


LEFT = _("{where}, request {number}: the owner wants nothing done. “{words}” The request is cancelled.")
ENDED = _(
    "Your request {number} has ended: it was noted that {name} wants nothing done: “{words}” If this is not so, say it on its page "
    "or call us: it goes on then."
)
