"""What a request can be about, and what things cost."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from gensui.cases.models import Category, PriceItem
from gensui.people.actions.master import Outcome, keep


@transaction.atomic
def keep_category(
    *,
    key: str,
    name: Mapping[str, str],
    department: str,
    priority: str,
    complexity: str,
    request_type: str,
    actor: str,
    at: datetime,
    initials: str = "",
    words: Mapping[str, Sequence[str]] | None = None,
    questions: Mapping[str, Sequence[str]] | None = None,
) -> Outcome:
    """Have a category of this key. One that is there takes these values, and keeps its words and questions where
    none are given.
    """
    given = {"words": words, "questions": questions}
    values: dict[str, object] = {
        name: {language: list(texts) for language, texts in one.items()}
        for name, one in given.items()
        if one is not None
    }
    values |= {
        "name": dict(name),
        "department": department,
        "priority": priority,
        "complexity": complexity,
        "request_type": request_type,
        "initials": initials[:120],
        "retired_at": None,
    }
    return keep(Category, {"key": key}, values, actor=actor, at=at)[1]


@transaction.atomic
def keep_price(
    *,
    key: str,
    name: Mapping[str, str],
    kind: str,
    unit: str,
    price: Decimal | float,
    most: Decimal | float,
    actor: str,
    at: datetime,
    specification: str = "",
) -> Outcome:
    """Have a price of this key. Quotes keep the price they were made with."""
    values = {
        "name": dict(name),
        "kind": kind,
        "unit": unit,
        "price": Decimal(str(price)),
        "most": Decimal(str(most)),
        "specification": specification,
        "retired_at": None,
    }
    return keep(PriceItem, {"key": key}, values, actor=actor, at=at, row="price")[1]
