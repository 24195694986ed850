"""Who waits for a case that somebody else is writing finds it as it then stands, with whom it was given to."""

import threading
import time

import pytest
from django.db import connection, transaction

from gensui.cases.actions import turn
from gensui.cases.models import Case
from tests.cases.conftest import Walk
from tests.cast import Cast

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


def test_who_waited_sees_who_has_it_now(walk: Walk, cast: Cast) -> None:
    case = walk("assigned")
    seen: list[Case] = []

    def wait() -> None:
        with transaction.atomic():
            seen.append(turn.lock(case))
        connection.close()

    other = threading.Thread(target=wait)
    with transaction.atomic():
        held = turn.lock(case)
        other.start()
        time.sleep(0.5)
        held.handler = cast.zhao
        held.save(update_fields=["handler"])
    other.join(30)
    assert [one.handler for one in seen] == [cast.zhao]
