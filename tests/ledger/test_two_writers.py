"""Two writers to one stream at once: one wins, the other is told."""

import threading

import pytest
from django.db import connection, transaction

from gensui.core.events import handling
from gensui.ledger import policies, rows, verify
from gensui.ledger.models import Event
from gensui.ledger.record import record
from gensui.ledger.refusals import StreamMoved
from tests.core.small import CAST, MONDAY, minutes
from tests.ledger.conftest import FILES, STREAM

pytestmark = pytest.mark.database


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("client_key", [None, "click:1"])
def test_one_wins_and_the_other_is_told(client_key: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    policies.adopt(files=FILES, actor="staff:qin", starts_at=MONDAY, at=MONDAY)
    both_have_read = threading.Barrier(2)
    serial = connection.vendor == "sqlite"  # there, the second writer waits until the first is done
    results: list[str] = []
    find = rows.find

    def slowly(*words: str) -> rows.Found:
        found = find(*words)
        if not serial:
            both_have_read.wait(10)
        return found

    def write() -> None:
        try:
            with transaction.atomic():
                done = record(
                    stream=STREAM, event=handling.WorkOrderDispatched(), actor="staff:li", roles=CAST, at=minutes(0),
                    client_key=client_key, after=0 if client_key is None else None,
                )  # fmt: skip
            results.append("repeated" if done.repeated else "recorded")
        except StreamMoved:
            results.append("told")
        finally:
            connection.close()

    monkeypatch.setattr(rows, "find", slowly)
    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(20)

    told = "repeated" if serial and client_key else "told"
    assert sorted(results) == sorted(["recorded", told])
    assert Event.objects.filter(kind="work_order.dispatched").count() == 1
    assert not [found for found in verify.check_log(policies.newest()) if isinstance(found, verify.Fault)]
