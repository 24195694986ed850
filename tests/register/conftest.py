"""A community that is made once for each file of stories; every test begins from it and leaves nothing behind."""

from collections.abc import Iterator

import pytest
import time_machine
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.cast import Cast
from tests.register.story import community, moment
from tests.register.telling import Teller


@pytest.fixture(scope="module")
def everybody(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """The cast at its work, before anything happens."""
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(moment("0 12:00:00"), tick=False):
            cast = community()
        yield cast
        transaction.set_rollback(True)


@pytest.fixture
def teller(everybody: Cast, db: None) -> Teller:
    """Somebody who tells stories that begin at the first midnight."""
    return Teller(everybody)
