"""The plan and its prices, and the owner's word on them (F04)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from gensui.cases import access
from gensui.cases.access import Actor
from gensui.cases.actions.turn import NOW, Entry, act, happen
from gensui.cases.models import Case, PriceItem, Quote, QuoteLine
from gensui.cases.refusals import NoEta, NoPlan, OverPrice
from gensui.core.events import Event, handling
from gensui.ledger.compiled import insert, update
from gensui.people.models import Employee

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Line:
    """One price of a plan."""

    name: str
    kind: str
    quantity: Decimal
    unit_price: Decimal
    item: PriceItem | None = None
    specification: str = ""
    unit: str = ""

    @property
    def amount(self) -> Decimal:
        """Quantity times price, to the cent."""
        return (self.quantity * self.unit_price).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What was found, why, and what is to be done at which price."""

    findings: str
    cause: str
    plan: str
    payer: str
    lines: Sequence[Line] = ()
    complexity: str = "general"
    eta_at: datetime | None = None
    impact: str = ""

    @property
    def total(self) -> Decimal:
        """What it costs in all."""
        return sum((line.amount for line in self.lines), Decimal())

    @property
    def needs_parts(self) -> bool:
        """Whether a part is replaced."""
        return any(line.kind == PriceItem.Kind.MATERIAL for line in self.lines)


@act(handling.PlanProposed)
def propose_plan(*, case: Case, actor: Employee, at: datetime, plan: Plan, entry: Entry = NOW) -> Case:
    """Lay plan and prices before the owner. A new one takes the place of one that waits.

    Refuses a price over the list's limit unless a head proposes it (``OverPrice``), and a complex repair without the time by
    which it will be done (``NoEta``).
    """
    for line in plan.lines:
        if line.item is not None and line.unit_price > line.item.most and not access.heads(actor, case):
            raise OverPrice(line.name, line.item.most)
    if plan.complexity == "complex" and (plan.eta_at is None or plan.eta_at <= at):
        raise NoEta
    case.complexity, case.eta_at = plan.complexity, plan.eta_at
    _write(case, plan, actor, entry.when(at))

    return happen(case, *_events(case, plan), actor=actor, at=at, entry=entry, changed=("complexity", "eta_at"))


def _write(case: Case, plan: Plan, actor: Employee, proposed_at: datetime) -> Quote:
    before = case.quotes.filter(round=case.round)
    before.filter(consent=Quote.Consent.PENDING).update(consent=Quote.Consent.CHANGED)
    quote = Quote(
        case=case, round=case.round, version=before.count() + 1, findings=plan.findings, cause=plan.cause, plan=plan.plan,
        complexity=plan.complexity, eta_at=plan.eta_at, impact=plan.impact, payer=plan.payer, total=plan.total,
        proposed_at=proposed_at, proposed_by=actor,
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


def _events(case: Case, plan: Plan) -> list[Event]:
    filled = ("findings", "cause", "plan", *(["items", "total"] if plan.lines else []))
    events: list[Event] = []
    if plan.needs_parts:
        events.append(handling.PartsNeeded())
    events += [handling.PlanProposed(filled=filled), handling.PlanExplained()]
    if plan.lines:
        events.append(handling.QuoteIssued(filled=("items", "total")))
    if plan.eta_at is not None:
        events.append(handling.EtaSet(eta_at=plan.eta_at))
    return events


def _waiting(case: Case) -> Quote:
    """The plan that waits for the owner's word. Refuses where none does (``NoPlan``)."""
    quote = case.quotes.filter(round=case.round, consent=Quote.Consent.PENDING).order_by("-version").first()
    if quote is None:
        raise NoPlan
    return quote


METHODS = {"sign": "signature", "app": "app", "recorded_call": "call", "sms": "message"}


@act(handling.PlanConsented)
def consent_to_plan(
    *, case: Case, actor: Actor, at: datetime, method: str, by: str, key: str, entry: Entry = NOW
) -> Case:
    """The owner agrees to plan and prices: by hand on the screen, on the owners' page, in a recorded call or in writing.

    ``by`` is who agreed, ``key`` names the proof. Refuses where no plan waits (``NoPlan``).
    """
    quote = _waiting(case)
    quote.consent, quote.consent_by, quote.consent_method = Quote.Consent.AGREED, by, method
    quote.consent_at = entry.when(at)
    update(quote, "consent", "consent_by", "consent_method", "consent_at")

    proof = {METHODS[method]: key}
    events: list[Event] = [handling.PlanConsented(evidence=proof)]
    if quote.lines.exists():
        events.append(handling.QuoteConsented(evidence=proof))
    return happen(case, *events, actor=actor, at=at, entry=entry)


@act(handling.PlanDeclined)
def decline_plan(*, case: Case, actor: Actor, at: datetime, by: str, reason: str, entry: Entry = NOW) -> Case:
    """The owner declines; the case goes back to be told and ended. Refuses where no plan waits (``NoPlan``)."""
    quote = _waiting(case)
    quote.consent, quote.consent_by, quote.consent_at = Quote.Consent.DECLINED, by, entry.when(at)
    update(quote, "consent", "consent_by", "consent_at")
    case.completed_at = entry.when(at)

    note = Entry(happened_at=entry.happened_at, once=entry.once, note=reason)
    return happen(case, handling.PlanDeclined(), actor=actor, at=at, entry=note, changed=("completed_at",))
