"""Whether master data and accounts are as the log has them: each value that an event told last, and what nobody here gives."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import orjson
from django.db.models import ForeignKey, JSONField, Model

from gensui.cases.models import Category, PriceItem
from gensui.core.events.master import MasterChanged
from gensui.ledger.told import Columns, Line, Row, Told
from gensui.ledger.verify import Fault, Unread, each_as
from gensui.people.actions.master import COMPUTED, CUT, LONGEST, UNFIT, said
from gensui.people.models import Area, Building, Employee, Post, Shift, Site, Unit, User
from gensui.training.models import Course

ROWS: Mapping[str, type[Model]] = {
    "area": Area,
    "building": Building,
    "category": Category,
    "course": Course,
    "employee": Employee,
    "home": Unit,
    "post": Post,
    "price": PriceItem,
    "shift": Shift,
    "site": Site,
}
"""What an event calls a row, and its table."""


def _told(name: str, model: type[Model]) -> Told:
    fields = {one.name: one for one in model._meta.concrete_fields if not one.primary_key}
    wanted = [one for one in fields if one not in COMPUTED and one in OF_STAFF.get(model, fields)]
    may_stay_empty = [one for name, one in fields.items() if name in wanted and (one.blank or one.null)]
    empty: dict[str, str | frozenset[str]] = {
        one.name: _plain(one, said(one.get_default())) for one in may_stay_empty if not one.has_db_default()
    }

    def leads(lines: Iterable[Line]) -> Mapping[str, Columns]:
        """The last value that was told of each field; of a row whose making was told, what no event names is empty still.

        An older release cut long values, and told no digest of them.
        """
        row: dict[str, str | frozenset[str]] = {}
        for line in lines:
            if line.data.get("row") == name:
                row = empty | row if line.data.get("is_new") else row
                pairs = zip(line.data.get("fields", ()), line.data.get("after", ()), strict=False)
                for one, text in pairs:
                    if len(text) == LONGEST:
                        row.pop(one, None)
                    elif one in wanted:
                        row[one] = _plain(fields[one], text)
        return {"": row}

    def read(row: Any) -> Row:
        columns = {one: _plain(fields[one], said(getattr(row, one))) for one in wanted}
        return STREAM.get(model, _stream)(row, name), "", columns

    def rows() -> Iterator[Row | Unread]:
        keys = [one.name for one in fields.values() if isinstance(one, ForeignKey)]
        return each_as(read, model._default_manager.select_related(*keys).order_by("pk"))

    return Told(name, PREFIX.get(model, f"{name}:"), frozenset({MasterChanged.kind}), leads, rows, all_told=False)


def _stream(row: Any, name: str) -> str:
    return f"{name}:{UNFIT.sub('-', str(row.pk))}"


STREAM: Mapping[type[Model], Callable[[Any, str], str]] = {
    Employee: lambda row, _name: row.key,
    Site: lambda row, _name: f"site:{row.key}",
}
PREFIX: Mapping[type[Model], str] = {Employee: "staff:"}
"""Where the streams of a table are not called after it."""
OF_STAFF: Mapping[type[Model], frozenset[str]] = {Employee: frozenset({"department", "role"})}
"""What of somebody is the post's and not personal."""


def _plain(field: Any, text: str) -> str:
    """The same before and after it was written: ``10`` and ``10.00`` are one price."""
    if not text or isinstance(field, ForeignKey) or CUT in text:
        return text
    if isinstance(field, JSONField):
        return said(orjson.loads(text))
    value = field.to_python(text)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return said(value.astimezone(UTC) if isinstance(value, datetime) else value)


def check_powers() -> Iterator[Fault]:
    """Yield each account that may do what nobody here gives: everything, or what belongs to the operator."""
    accounts = User.objects.filter(is_staff=True) | User.objects.filter(is_superuser=True)
    granted = User.objects.exclude(groups=None) | User.objects.exclude(user_permissions=None)
    for user in accounts.select_related("employee").order_by("pk"):
        role = getattr(getattr(user, "employee", None), "role", "")
        if user.is_superuser:
            yield Fault("accounts", user.username, "it may do everything, and nothing here makes such an account")
        if user.is_staff and role != Employee.Role.OPERATOR:
            yield Fault("accounts", user.username, "it opens the technicians' room, but is not the operator's")
    for name in granted.order_by("username").values_list("username", flat=True).distinct():
        yield Fault("accounts", name, "it has rights of its own, and nothing here gives any")


TOLD = tuple(_told(name, model) for name, model in ROWS.items())
