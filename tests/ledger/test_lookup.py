"""A row found by a statement that was compiled once is the row the queryset gives, with the same refusals."""

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from gensui.cases.actions.turn import HELD
from gensui.cases.models import Case
from gensui.ledger.lookup import Lookup
from tests.cases.conftest import Walk, cast, walk

pytestmark = pytest.mark.database
__all__ = ["cast", "walk"]

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
