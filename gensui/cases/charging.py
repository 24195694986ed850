"""What may be charged for work that is done: what was agreed to, without the agreed parts that were not put in."""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from gensui.cases.models import HandlingRecord, PriceItem, Quote
from gensui.people import spelling

CENT = Decimal("0.01")


def unused(plan: Quote | None, record: HandlingRecord, *, said: bool = False) -> Decimal:
    """What the agreed parts cost that the record does not name; nothing while it says nothing of parts, unless that was ``said``.

    At most two queries.
    """
    if plan is None or not (record.parts or record.no_materials or said):
        return Decimal()
    left = _used(record.parts)
    free = Decimal()
    for line in plan.lines.filter(kind=PriceItem.Kind.MATERIAL).select_related("item").order_by("-unit_price", "pk"):
        names = {line.name, *(line.item.name.values() if line.item is not None else ())}
        known = next((name for name in map(spelling.folded, names) if left.get(name)), "")
        taken = min(line.quantity, left[known])
        left[known] -= taken
        free += ((line.quantity - taken) * line.unit_price).quantize(CENT, ROUND_HALF_UP)
    return free


def _used(parts: str) -> dict[str, Decimal]:
    """How many of each part, by its name, as the record tells them: ``Angle valve × 2`` (``work.Part``)."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for line in parts.splitlines():
        name, _times, rest = line.rpartition(" × ")
        try:
            found[spelling.folded(name)] += Decimal(rest.partition(" ")[0])
        except InvalidOperation:
            continue
    return found
