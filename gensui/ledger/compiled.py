"""Statements on one row that are compiled once: it is found with those it points to, written anew, or written for the first time.

Of a join over eight tables Django's compiler takes more time than the database, and of a few columns its ``save`` does; every
act on a case begins with the one and ends with the other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections
from django.db.models import Field, Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.transaction import TransactionManagementError

from gensui.ledger import rows

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class _Compiled(Generic[M]):
    model: type[M]
    sql: str
    holds: bool
    names: Sequence[str]
    """The model's own columns, in their order; they come first in a row."""
    converters: Sequence[tuple[int, Sequence[Callable[[Any, Any, Any], Any]], Any]]
    populators: Sequence[Any]


class Lookup(Generic[M]):
    """Finds one row of ``asked()``, a queryset with its joins and locks but no condition, by its primary key. One statement.

    Refuses a key that no row has (``DoesNotExist``), and to hold a row outside a transaction (``TransactionManagementError``),
    as the queryset does.
    """

    def __init__(self, asked: Callable[[], QuerySet[M]]) -> None:
        self._asked = asked
        self._compiled: dict[str, _Compiled[M]] = {}

    def get(self, key: int) -> M:
        """The row as it stands."""
        found = self._compiled.get(connection.vendor)
        if found is None:
            found = self._compiled[connection.vendor] = _compile(self._asked())
        if found.holds and not connection.in_atomic_block:
            raise TransactionManagementError("A row is held only within a transaction.")
        answer = rows.run(found.sql, (key,))
        if not answer:
            return self._asked().get(pk=key)  # which says what is missing
        row = list(answer[0])
        for place, converters, expression in found.converters:
            for convert in converters:
                row[place] = convert(row[place], expression, connection)
        one = found.model.from_db(DEFAULT_DB_ALIAS, found.names, row[: len(found.names)])
        for populator in found.populators:
            populator.populate(row, one)
        return self.get(key) if found.holds and _moved(one) else one


def _moved(row: Model) -> bool:
    """Whether what was joined is not what the row points to. PostgreSQL waits for the row, but joins what it found before: where
    somebody else has put another there meanwhile, there is none.
    """
    there = [field for field in row._meta.concrete_fields if field.is_relation and field.is_cached(row)]  # type: ignore[attr-defined]
    return any(getattr(row, field.attname) is not None and field.get_cached_value(row) is None for field in there)  # type: ignore[attr-defined]


def _compile(asked: QuerySet[M]) -> _Compiled[M]:
    """What Django would compile each time; the parts are those its own iteration over models uses."""
    compiler = asked.filter(pk=0).query.get_compiler(using=DEFAULT_DB_ALIAS)
    sql, values = compiler.as_sql()
    assert values == (0,), "a lookup has no condition but its key"
    columns, own = compiler.select, compiler.klass_info["select_fields"]
    assert own == list(range(len(own))), "the model's own columns come first"
    return _Compiled(
        model=asked.model,
        sql=sql,
        holds=asked.query.select_for_update and connection.features.has_select_for_update,
        names=[columns[place][0].target.attname for place in own],
        converters=[(place, *both) for place, both in compiler.get_converters([one[0] for one in columns]).items()],
        populators=get_related_populators(compiler.klass_info, columns, DEFAULT_DB_ALIAS),  # type: ignore[call-arg]
    )


def insert(row: M) -> M:
    """Write a new row, as ``save`` would, and give it. Its key comes from the database; if it has one, nobody waits for the answer.

    The database may have no other values to add (``AssertionError``).
    """
    keyed = row.pk is not None
    sql, fields = _insert(type(row), keyed)
    values = _values(row, fields, adding=True)
    if keyed:
        rows.send(sql, values)
    else:
        row.pk = rows.run(sql, values)[0][0]
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return row


def _values(row: Model, fields: "Sequence[Field[Any, Any]]", *, adding: bool) -> list[Any]:
    at = connections[DEFAULT_DB_ALIAS]  # itself: what stands for it looks for it again with each question of each field
    return [field.get_db_prep_save(field.pre_save(row, adding), at) for field in fields]


@cache
def _insert(model: type[Model], keyed: bool) -> "tuple[str, Sequence[Field[Any, Any]]]":
    fields = [field for field in model._meta.concrete_fields if keyed or not field.primary_key]
    assert not model._meta.parents, "one table has the whole row"
    assert not any(field.has_db_default() for field in fields), "what the database adds would have to be read again"
    names = ", ".join(map(_name, fields))
    sql = f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({", ".join(["%s"] * len(fields))})'
    return (sql if keyed else f"{sql} RETURNING {_name(model._meta.pk)}"), fields


def update(row: Model, *names: str) -> None:
    """Write these fields of a row, as ``save(update_fields=names)`` would. Refuses a row that is gone (``DatabaseError``)."""
    sql, fields = _update(type(row), names)
    values = _values(row, fields, adding=False)
    if not rows.run(sql, [*values, row.pk]):
        raise DatabaseError(f"{row._meta.label} {row.pk} is gone: nothing was written.")


@cache
def _update(model: type[Model], names: tuple[str, ...]) -> "tuple[str, Sequence[Field[Any, Any]]]":
    known = {field.name: field for field in model._meta.local_concrete_fields}
    key, fields = _name(model._meta.pk), [known[name] for name in names]
    changed = ", ".join(f"{_name(field)} = %s" for field in fields)
    return f'UPDATE "{model._meta.db_table}" SET {changed} WHERE {key} = %s RETURNING {key}', fields


def _name(field: "Field[Any, Any]") -> str:
    return f'"{field.column}"'
