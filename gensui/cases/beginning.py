"""What has to be known before a case exists, read at once: of the busiest act of the house each trip to the database counts."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model

from gensui.cases.models import Category
from gensui.core.standing import house_key
from gensui.ledger import rows
from gensui.ledger.requests import RequestKey
from gensui.ledger.rows import Beginning
from gensui.people import duty_roster, spelling
from gensui.people.models import Building, Department, Employee, Resident, Site, Unit, User

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Known:
    """What the stream begins with, and who leads in the department."""

    beginning: Beginning
    leaders: Mapping[str, str]
    row: int = 0
    """The row that is kept free for the case; none on a database without sequences."""


FIRST = 3
LAST = FIRST + len(duty_roster.COLUMNS)
"""Between which columns of the statements stands who leads."""

ROW = {"postgresql": "(SELECT nextval(pg_get_serial_sequence('cases_case', 'id')))", "sqlite": "0"}
LEADING = ", ".join(f"l.{name}" for name in duty_roster.COLUMNS)
IN_ORDER = "ORDER BY l.away, l.since DESC, l.number"
KNOWN = f"""
SELECT {rows.BEGINNING}, {{row}}, {LEADING}
FROM (SELECT 1) AS one LEFT JOIN ({duty_roster.LEADERS}) AS l ON l.site_id = %(site)s {IN_ORDER}
"""


def known(site: Site, department: str, key: RequestKey | None, at: datetime) -> Known:
    """What is known before a case of this department begins. One query."""
    words = {"client_key": key and key.stored, "site": site.pk, **duty_roster.moment(site.zone, at)}
    found = rows.run(KNOWN.format(row=ROW[connection.vendor]), words)
    return _known(found, site.key, department, at)


def _known(found: Sequence[Sequence[Any]], site: str, department: str, at: datetime) -> Known:
    newest, before, row = found[0][:FIRST]
    leading = duty_roster.places(one[FIRST:LAST] for one in found if one[FIRST] is not None)
    leaders = duty_roster.leaders(leading, department, house_key(site, department), at)
    return Known(Beginning(newest or 0, before or ""), leaders, row)


@dataclass(frozen=True, slots=True)
class Caller:
    """A program that shows a token: for whom it speaks, and the things it named, where they are there."""

    employee: Employee
    category: Category | None
    unit: Unit | None
    resident: Resident | None
    known: Known


READ: dict[type[Model], tuple[str, set[str]]] = {
    User: ("u", {"id", "language"}),
    Employee: ("e", {"id", "user_id", "department_id", "number", "name", "role"}),
    Department: ("d", {"id", "site_id", "kind"}),
    Site: ("s", {"id", "key", "name", "zone", "hotline"}),
    Category: ("c", {"key", "name", "department", "priority", "complexity", "request_type"}),
    Unit: ("h", {"id", "building_id", "label"}),
    Building: ("b", {"id", "site_id", "name"}),
    Resident: ("r", {"id"}),
}
"""What is read of each, by its letter in the statement."""
NAMES = {
    model: [field.attname for field in model._meta.concrete_fields if field.attname in names]
    for model, (_letter, names) in READ.items()
}
"""In the order of the model, in which a row is made of them."""
COLUMNS = ", ".join(f"{letter}.{name}" for model, (letter, _names) in READ.items() for name in NAMES[model])
CALLER = f"""
SELECT {rows.BEGINNING}, {{row}}, {LEADING}, {COLUMNS}
FROM people_accesstoken AS t
JOIN people_employee AS e ON e.id = t.employee_id AND e.left_on IS NULL
JOIN people_user AS u ON u.id = e.user_id AND u.is_active
JOIN people_department AS d ON d.id = e.department_id
JOIN people_site AS s ON s.id = d.site_id
LEFT JOIN cases_category AS c ON c.key = %(category)s AND c.retired_at IS NULL
LEFT JOIN (people_unit AS h JOIN people_building AS b ON b.id = h.building_id)
  ON h.label IN (%(home)s, %(read)s) AND b.site_id = s.id
LEFT JOIN people_resident AS r ON r.id = (
  SELECT min(x.id) FROM people_resident AS x JOIN people_household AS f ON f.id = x.household_id
  WHERE x.phone_digest IN ({{phones}}) AND f.unit_id = h.id AND f.until_on IS NULL
    AND x.until_on IS NULL AND x.erased_at IS NULL)
LEFT JOIN ({duty_roster.LEADERS}) AS l ON l.site_id = s.id
WHERE t.digest IN ({{tokens}}) AND t.revoked_at IS NULL AND t.expires_at > %(now)s
{IN_ORDER}
"""


def caller(
    *, tokens: Sequence[str], category: str, home: str, phones: Sequence[str], key: RequestKey | None, at: datetime
) -> Caller | None:
    """Who speaks by this token, and what it named; none where the token is not good. One query.

    ``tokens`` are the digests of the token by each key, ``phones`` those of the number of somebody who lives in the home;
    ``home`` is a label as 3-1-502.
    """
    marks = {f"token{place}": mark for place, mark in enumerate(tokens)}
    numbers = {f"phone{place}": mark for place, mark in enumerate(phones)}
    words = {
        "client_key": key and key.stored,
        "category": category,
        "home": home,
        "read": spelling.home(home),
        **marks,
        **numbers,
    }
    words |= duty_roster.moment(settings.TIME_ZONE, at)
    sql = CALLER.format(row=ROW[connection.vendor], tokens=_listed(marks), phones=_listed(numbers))
    found = rows.run(sql, words)
    if not found:
        return None
    values = iter(found[0][LAST:])
    made = {model: _made(model, names, [next(values) for _name in names]) for model, names in NAMES.items()}
    employee: Any = made[Employee]
    employee.user, employee.department, made[Department].site = made[User], made[Department], made[Site]  # type: ignore[union-attr]
    unit: Any = made[Unit]
    if unit is not None:
        unit.building = made[Building]
    category_: Any = made[Category]
    if category_ is not None and isinstance(category_.name, str):
        category_.name = json.loads(category_.name)  # a database hands JSON out as text
    resident: Any = made[Resident]
    return Caller(
        employee,
        category_,
        unit,
        resident,
        _known(found, employee.department.site.key, category_.department if category_ is not None else "", at),
    )


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"%({word})s" for word in words)


def _made(model: type[M], names: Sequence[str], values: Sequence[Any]) -> M | None:
    """The row, or none where the outer join found none. What was not read is asked for when somebody wants it."""
    return model.from_db(DEFAULT_DB_ALIAS, names, values) if values[0] is not None else None
