"""One row that does not read is named by its number, and all others of its kind are compared."""

import pytest
from django.core.management import CommandError, call_command

from gensui.cases.models import Quote
from gensui.ledger.models import Obligation
from gensui.rounds.models import Scan
from tests.cases.conftest import Walk, walk
from tests.cast import minutes
from tests.cli.test_heads import lift
from tests.rounds.conftest import Grounds, cast, ground, hours
from tests.rounds.test_sync import send, whole

pytestmark = pytest.mark.database
__all__ = ["cast", "ground", "walk"]


def told(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What verify finds, which ends with a fault."""
    capsys.readouterr()
    with pytest.raises(CommandError, match="found"):
        call_command("verify", "--quiet")
    return capsys.readouterr().out.splitlines()


def test_a_scan(ground: Grounds, capsys: pytest.CaptureFixture[str]) -> None:
    send(ground, whole(ground), at=hours(6))
    call_command("verify", "--quiet")
    first, *_between, last = Scan.objects.order_by("pk")
    lift("UPDATE rounds_scan SET flags = 'null' WHERE id = %s", str(first.pk))
    Scan.objects.filter(pk=last.pk).update(at=minutes(600))
    broken, missing, changed = told(capsys)
    assert broken.startswith(f"rounds_scan: row {first.pk}: it cannot be read: ")
    assert first.point.stream in missing
    assert missing.endswith("its row is gone, or is one that cannot be read")
    assert last.point.stream in changed
    assert ": at is " in changed


def test_a_duty_and_the_right_name_of_what_was_changed(walk: Walk, capsys: pytest.CaptureFixture[str]) -> None:
    case, other = walk("working"), walk("assigned")
    unread, changed, *_rest = Obligation.objects.filter(stream=case.stream).order_by("pk")
    lift('UPDATE ledger_obligation SET segments = \'[["staff:1", "never"]]\' WHERE id = %s', str(unread.pk))
    Obligation.objects.filter(pk=changed.pk).update(accountable="staff:nobody")
    held = Obligation.objects.filter(stream=other.stream).earliest("pk")
    Obligation.objects.filter(pk=held.pk).update(holder="staff:nobody")
    lines = told(capsys)
    assert [one for one in lines if f"duty {unread.clause}#{unread.cause}: it cannot be read" in one]
    (accountable,) = [one for one in lines if f"duty {changed.clause}#{changed.cause}: " in one and case.stream in one]
    assert ": accountable is 'staff:nobody', but by the log it is " in accountable
    (holder,) = [one for one in lines if one.startswith(other.stream)]
    assert ": holder is 'staff:nobody', but by the log it is " in holder


def test_what_stands_beside_an_unreadable_record_is_compared(walk: Walk, capsys: pytest.CaptureFixture[str]) -> None:
    """A row met by several comparisons is one line."""
    case = walk("told")
    quote = Quote.objects.get(case=case)
    lift("UPDATE cases_handlingrecord SET parts = 'null' WHERE case_id = %s", str(case.pk))
    Quote.objects.filter(pk=quote.pk).update(consent="declined")
    lines = told(capsys)
    assert len(lines) == len(set(lines))
    assert [one for one in lines if one.startswith(case.stream) and "consent is" in one]
