"""What was written goes into the log as a digest: words changed behind the ledger's back are found, erased ones are not missed."""

import pytest

from gensui.cases.actions import erasure, follow, intake, words
from gensui.cases.actions.turn import Entry
from gensui.cases.models import Case, Message, Note
from gensui.ledger.models import Event, Salt
from gensui.ledger.written import check_words
from gensui.reports.written import WRITTEN
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes

pytestmark = pytest.mark.database


def faults() -> list[str]:
    return [str(fault) for fault in check_words(WRITTEN)]


@pytest.fixture
def written(cast: Cast, walk: Walk) -> Case:
    """A case with a note, a message and a matter."""
    case = walk("working")
    follow.follow_progress(case=case, actor=cast.li, at=minutes(50), entry=Entry(note="下午三點到"))
    return words.send_message(case=case, actor=cast.li, at=minutes(51), text="師傅下午三點到。")


def test_words_that_stand_as_they_were_written_are_no_fault(written: Case, cast: Cast) -> None:
    assert faults() == []
    intake.correct_intake(
        case=written, actor=cast.li, at=minutes(60), reason="聽錯了", content="浴室漏水", place="浴室",
        requester_name="陳美", phone="",
    )  # fmt: skip
    assert faults() == []


def test_changed_words_are_found(written: Case) -> None:
    Note.objects.filter(text="下午三點到").update(text="上午九點到")
    Message.objects.filter(case=written).update(text="改了")
    Case.objects.filter(pk=written.pk).update(content="別的事")
    assert {fault.split("(")[1].split(")")[0] for fault in faults()} == {"note", "message", "case"}


def test_words_taken_away_are_found(written: Case) -> None:
    Note.objects.filter(text="下午三點到").delete()
    assert len(faults()) == 1
    Salt.objects.filter(stream=written.stream).delete()
    assert any("salt" in fault for fault in faults())


def test_lawful_erasure_is_no_fault_and_leaves_nothing_to_guess(cast: Cast, written: Case) -> None:
    Case.objects.filter(pk=written.pk).update(state="closed", closed_at=minutes(100))
    erasure.erase_person(resident=cast.mei, actor=cast.mei, at=minutes(200))
    assert faults() == []
    assert not Salt.objects.filter(stream=written.stream).exists()


def test_the_log_holds_no_words(written: Case) -> None:
    assert not any("下午三點" in str(event.digests) + str(event.data) for event in Event.objects.all())
