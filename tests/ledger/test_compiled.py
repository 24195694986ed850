"""A row found by a statement that was compiled once is the row the queryset gives, with the same refusals."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from gensui.cases.actions.turn import HELD
from gensui.cases.models import Case
from gensui.ledger.compiled import Lookup, insert, update
from gensui.ledger.models import Outgoing
from tests.cases.conftest import Walk, cast, walk

pytestmark = pytest.mark.database
__all__ = ["cast", "walk"]

LATER = datetime(2026, 12, 24, 18, 30, 0, 123456, tzinfo=UTC)
PEOPLE = ("site", "unit", "area", "category", "follower", "handler", "resident")


def values(one: Case) -> dict[str, object]:
    return {field.attname: getattr(one, field.attname) for field in one._meta.concrete_fields}


def test_the_row_and_its_neighbours_are_those_of_the_queryset(walk: Walk) -> None:
    case = walk("working")
    asked = Case.objects.with_people().get(pk=case.pk)
    for _twice in range(2):
        found = HELD.get(case.pk)
        assert values(found) == values(asked)
        assert {name: getattr(found, name) for name in PEOPLE} == {name: getattr(asked, name) for name in PEOPLE}
        assert found.area is None
        assert not found._state.adding
        assert found._state.db == "default"


def test_it_costs_one_statement_with_all_its_neighbours(walk: Walk) -> None:
    case = walk()
    HELD.get(case.pk)
    with CaptureQueriesContext(connection) as seen:
        found = HELD.get(case.pk)
        assert found.follower is not None
        assert found.follower.name
        assert found.unit
        assert found.resident
    assert len(seen) == (0 if connection.vendor == "postgresql" else 1)  # PostgreSQL's goes by its own cursor


def test_it_sees_what_was_written_meanwhile(walk: Walk) -> None:
    case = walk()
    before = HELD.get(case.pk)
    Case.objects.filter(pk=case.pk).update(place="三樓走廊")
    assert (before.place, HELD.get(case.pk).place) == (case.place, "三樓走廊")


def test_a_key_that_no_row_has_is_refused(walk: Walk) -> None:
    with pytest.raises(Case.DoesNotExist):
        HELD.get(walk().pk + 1)


def test_a_condition_of_its_own_is_refused() -> None:
    with pytest.raises(AssertionError, match="no condition"):
        Lookup(lambda: Case.objects.filter(year=2026)).get(1)


@pytest.mark.django_db(transaction=True)
def test_a_row_is_not_held_outside_a_transaction() -> None:
    if connection.vendor == "postgresql":
        with pytest.raises(TransactionManagementError):
            HELD.get(1)
    with transaction.atomic(), pytest.raises(Case.DoesNotExist):
        HELD.get(1)


def test_fields_are_written_as_save_would_and_no_others(walk: Walk) -> None:
    case = walk("working")
    case.place, case.state, case.paused_until, case.content = "三樓走廊", "assigned", LATER, "不寫"
    update(case, "place", "state", "paused_until")
    found = Case.objects.get(pk=case.pk)
    assert (found.place, found.state, found.paused_until) == ("三樓走廊", "assigned", LATER)
    assert found.content != "不寫"


def test_what_is_sealed_is_written_sealed(walk: Walk) -> None:
    case = walk()
    case.phone = "13900000009"
    update(case, "phone")
    assert Case.objects.get(pk=case.pk).phone == "13900000009"
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM cases_case WHERE id = %s", [case.pk])
        assert "13900000009" not in cursor.fetchone()[0]


def test_a_row_that_is_gone_is_refused(walk: Walk) -> None:
    case = walk()
    case.pk += 1
    with pytest.raises(DatabaseError, match="is gone"):
        update(case, "place")


@pytest.mark.parametrize("keyed", [True, False], ids=["with a key", "without"])
def test_a_new_row_is_written_as_save_would(walk: Walk, keyed: bool) -> None:
    case = walk("working")
    case.pk = case.pk + 10 if keyed else None
    case._state.adding = True
    insert(case)
    assert not case._state.adding
    assert values(case) == values(Case.objects.get(pk=case.pk))
    assert Case.objects.count() == 2


def test_what_the_database_refuses_is_told_as_of_save(walk: Walk) -> None:
    case = walk()
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Case(pk=case.pk, site=case.site, category=case.category, year=2026, opened_at=case.opened_at))
    case.state = "nowhere"
    with pytest.raises(IntegrityError), transaction.atomic():
        update(case, "state")


def test_a_row_to_which_the_database_adds_something_is_not_for_it() -> None:
    with pytest.raises(AssertionError, match="read again"):
        insert(Outgoing(stream="case:1", to="A01", what="code", body="1"))
