"""Finding a person's name and numbers in words, however they are spelled, and what stands in their place."""

import json
import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Any, Self, TypeAlias
from urllib.parse import quote, quote_plus

from django.apps import apps
from django.db.models import CharField, F, Field, JSONField, Model, Q, TextField
from django.db.models.functions import Cast

from gensui.cases.written import GONE
from gensui.ledger.models import Outgoing
from gensui.people.models import Employee, Resident, User
from gensui.people.secret import SealedField

Column: TypeAlias = "Field[Any, Any]"

SHORTEST = 2
"""A name of one sign would be found in every other word."""
APART = r"[\s\-.()]{0,2}"
"""What people put between the digits of a number."""
NATIONAL = 11
"""So many digits, from the end, are dialled inside the country."""
NOT_SWEPT: dict[type[Model], str] = {
    Resident: "other people's own names; the person's row is erased before",
    Employee: "other people's own names",
    User: "the name of an account is a staff number or a key",
}
KEPT_APPS: dict[str, str] = {
    "ledger": "names nobody but by key, and triggers keep it as it is; the outbox alone holds words"
}


@dataclass(frozen=True, slots=True)
class Marks:
    """What a person is known by in words: ``names`` that nobody else here bears, and ``numbers`` by their digits."""

    names: tuple[str, ...]
    numbers: tuple[str, ...]

    @classmethod
    def of(cls, people: Sequence[Resident], called: Set[str]) -> Self:
        """The marks of a person's rows, with other names the person was ``called`` by. Two queries for each name."""
        gone = [one.pk for one in people]
        names = {name for name in called | {one.name for one in people} if len(name) >= SHORTEST}
        numbers = {re.sub(r"\D", "", one.phone)[-NATIONAL:] for one in people if one.phone}
        return cls(tuple(sorted(name for name in names if not _is_shared(name, gone))), tuple(sorted(numbers)))

    def __bool__(self) -> bool:
        return bool(self.names or self.numbers)

    def masked(self, text: str) -> str:
        """The text without them."""
        for pattern in self._patterns():
            text = pattern.sub(GONE, text)
        return text

    def masked_value(self, value: Any) -> Any:
        """A value of a JSON column without them, keys and all."""
        if isinstance(value, str):
            return self.masked(value)
        if isinstance(value, dict):
            return {self.masked(key): self.masked_value(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self.masked_value(one) for one in value]
        return value

    def _patterns(self) -> list[re.Pattern[str]]:
        told = [spelled for name in self.names for spelled in (quote(name), quote_plus(name), name)]
        names = [re.compile(_whole(one)) for one in dict.fromkeys(told)]
        return names + [re.compile(rf"(?<!\d)(?:\+?86{APART})?{APART.join(digits)}(?!\d)") for digits in self.numbers]

    def where(self, field: str) -> Q:
        """Rows in which one of them may stand."""
        found = Q()
        for name in self.names:
            for spelled in dict.fromkeys((name, json.dumps(name)[1:-1], quote(name), quote_plus(name))):
                found |= Q(**{f"{field}__contains": spelled})
        for digits in self.numbers:
            found |= Q(**{f"{field}__regex": APART.join(digits)})
        return found


def _whole(name: str) -> str:
    """A name in letters is a whole word; Chinese has no spaces between words."""
    return rf"(?<!\w){re.escape(name)}(?!\w)" if name.isascii() else re.escape(name)


def _is_shared(name: str, gone: list[int]) -> bool:
    """Whether somebody else's name holds this name: then words do not tell whom they mean."""
    others = Resident.objects.filter(name__contains=name, erased_at=None).exclude(pk__in=gone)
    return others.exists() or Employee.objects.filter(name__contains=name).exists()


def swept() -> dict[type[Model], list[Column]]:
    """The columns of the house that hold words, by table."""
    found: dict[type[Model], list[Column]] = {}
    for model in apps.get_models():
        ours = model.__module__.startswith("gensui.") and model not in NOT_SWEPT
        if ours and (model is Outgoing or model._meta.app_label not in KEPT_APPS):
            columns = [field for field in model._meta.fields if holds_words(field)]
            found |= {model: columns} if columns else {}
    return found


def holds_words(field: Column) -> bool:
    """Whether people write into it: no choice, no key, nothing sealed."""
    if not isinstance(field, CharField | TextField | JSONField) or isinstance(field, SealedField):
        return False
    return not (field.choices or field.unique or field.primary_key)


def rows_with(model: type[Model], columns: list[Column], marks: Marks) -> list[tuple[Any, dict[str, Any]]]:
    """The rows of a table in which one of the marks stands, each with what its columns say without. One query."""
    rows = model._default_manager.all()
    found = Q()
    for column in columns:
        name = column.name
        if isinstance(column, JSONField):
            name = f"{column.name}_as_text"
            rows = rows.annotate(**{name: Cast(F(column.name), TextField())})
        found |= marks.where(name)
    changed = []
    for row in rows.filter(found):
        new = {column.name: marks.masked_value(getattr(row, column.name)) for column in columns}
        differing = {name: value for name, value in new.items() if value != getattr(row, name)}
        if differing:
            changed.append((row, differing))
    return changed
