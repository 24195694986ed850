"""A plan with its prices, before it is laid before anybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from gensui.cases.models import PriceItem, Quote
from gensui.cases.refusals import OverTotal
from gensui.cases.work_refusals import NoPrices, NotFree

CENT = Decimal("0.01")
MOST = Decimal("9_999_999.99")
"""What a plan costs at most in all."""


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
    """What was found, why, and what is to be done at which price; ``explained`` says how the owner had it explained, if so;
    ``free`` that nothing is charged."""

    findings: str
    cause: str
    plan: str
    payer: str
    lines: Sequence[Line] = ()
    complexity: str = "general"
    eta_at: datetime | None = None
    impact: str = ""
    explained: str = ""
    free: bool = False

    @property
    def total(self) -> Decimal:
        """What it costs in all."""
        return sum((line.amount for line in self.lines), Decimal())

    @property
    def needs_parts(self) -> bool:
        """Whether a part is replaced."""
        return any(line.kind == PriceItem.Kind.MATERIAL for line in self.lines)


def check_prices(plan: Plan) -> None:
    """What the owner pays has prices, or is said to be free of charge. Refuses neither (``NoPrices``), both (``NotFree``), and more
    in all than can be kept (``OverTotal``).
    """
    if plan.total > MOST:
        raise OverTotal(f"{MOST:,}")
    if plan.free and plan.total:
        raise NotFree(plan.total)
    if plan.payer == Quote.Payer.OWNER and not plan.lines and not plan.free:
        raise NoPrices
