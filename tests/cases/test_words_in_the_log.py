"""What was written goes into the log as a digest: words changed behind the ledger's back are found, erased ones are not missed."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db.models import QuerySet
from django.urls import reverse

from gensui.cases import written as cases
from gensui.cases.actions import coordinating, erasure, follow, intake, words
from gensui.cases.actions.visit import Heard, visit_owner
from gensui.cases.models import (
    Case,
    Complaint,
    Coordination,
    Evaluation,
    HandlingRecord,
    Message,
    Note,
    Quote,
    QuoteLine,
    ReturnVisit,
)
from gensui.cases.written import GONE
from gensui.ledger.models import Event, Salt
from gensui.ledger.written import check_words
from gensui.people.acting import Entry
from gensui.reports import masking
from gensui.reports.written import WRITTEN
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.cli.test_heads import lift
from tests.portal.conftest import ComeIn, come_in

__all__ = ["come_in"]
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
        repeat_of=None,
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


def test_words_added_are_found(written: Case) -> None:
    """A note, a message, a record of the work: put in by SQL, each is one that no event wrote."""
    for row in (Note.objects.get(text="下午三點到"), Message.objects.get(case=written)):
        row.pk, row.text = None, "添一筆"
        if isinstance(row, Message):
            row.outgoing = None
        row.save(force_insert=True)
    HandlingRecord.objects.create(
        case=written, round=9, process="做完了", labour_minutes=5, result="fixed", completed_at=minutes(1)
    )
    told = faults()
    assert len(told) == 3
    for table in ("cases_note", "cases_message", "cases_handlingrecord"):
        assert any(f"words stand in {table} (1) that no event wrote" in one for one in told)


def test_the_same_words_twice_stand_there_twice(cast: Cast, written: Case) -> None:
    follow.follow_progress(case=written, actor=cast.li, at=minutes(61), entry=Entry(note="下午三點到"))
    follow.follow_progress(case=written, actor=cast.li, at=minutes(62), entry=Entry(note="下午三點到"))
    assert faults() == []
    Note.objects.filter(text="下午三點到").latest("pk").delete()
    assert len(faults()) == 1


def test_rows_of_a_history_without_digests_are_not_compared(written: Case) -> None:
    """As a release before digests wrote it."""
    lift("UPDATE ledger_event SET digests = NULL WHERE stream = %s AND number = 1", written.stream)
    Note.objects.create(
        case=written, number=1, kind="", text="舊", author_key="staff:A1", happened_at=minutes(1), written_at=minutes(1)
    )
    assert faults() == []


def test_lawful_erasure_is_no_fault_and_leaves_nothing_to_guess(cast: Cast, written: Case) -> None:
    Case.objects.filter(pk=written.pk).update(state="closed", closed_at=minutes(100))
    erasure.erase_person(resident=cast.mei, actor=cast.mei, at=minutes(200))
    assert faults() == []
    assert not Salt.objects.filter(stream=written.stream).exists()


def test_what_stands_for_erased_words_erases_nothing(written: Case) -> None:
    """Only the log says that words were erased: neither the row nor a salt that is gone."""
    Case.objects.filter(pk=written.pk).update(content=GONE)
    Note.objects.filter(case=written).update(text="改了")
    assert {fault.split("(")[1].split(")")[0] for fault in faults()} == {"note", "case"}
    Salt.objects.filter(stream=written.stream).delete()
    assert all("salt" in fault for fault in faults())
    assert len(faults()) == 6


def test_what_is_written_after_an_erasure_is_compared(cast: Cast, written: Case) -> None:
    Case.objects.filter(pk=written.pk).update(state="closed", closed_at=minutes(100))
    erasure.erase_person(resident=cast.mei, actor=cast.mei, at=minutes(200))
    words.send_message(case=written, actor=cast.li, at=minutes(210), text="已結案。")
    assert faults() == []
    Message.objects.filter(text="已結案。").update(text="改了")
    assert len(faults()) == 1
    Salt.objects.filter(stream=written.stream).delete()
    assert len(faults()) == 1


def test_whatever_is_written_in_a_whole_life_is_found_when_it_is_changed(
    walk: Walk, cast: Cast, come_in: ComeIn
) -> None:
    """Plan, lines, answer, record, visit, stars: by the faces, until the case is closed; then each column is changed behind."""
    case = walk("visit_due")
    said = {"stars": "5", "comment": "很好", "once": "my:stars"}
    assert come_in(cast.mei).post(reverse("my_act", args=[case.number, "rate"]), said).status_code == 302
    case.refresh_from_db()
    heard = Heard(
        method="phone", visited_person="陳美", outcome="satisfied", service_score=5, result_score=5, opinion="都好"
    )
    at = (case.visit_from or case.completed_at or minutes(0)) + timedelta(hours=25)
    visit_owner(case=case, actor=cast.li, at=at, heard=heard, entry=Entry(proofs={"call": "c:1"}))
    assert faults() == []
    changes: list[tuple[QuerySet[Any], dict[str, Any]]] = [
        (Quote.objects.filter(case=case), {"plan": "別的"}),
        (Quote.objects.filter(case=case), {"consent_by": "吳剛"}),
        (QuoteLine.objects.filter(quote__case=case), {"unit_price": 1}),
        (HandlingRecord.objects.filter(case=case), {"process": "沒做"}),
        (ReturnVisit.objects.filter(case=case), {"opinion": "不好"}),
        (ReturnVisit.objects.filter(case=case), {"service_score": 1}),
        (Evaluation.objects.filter(case=case), {"overall": 1}),
        (Evaluation.objects.filter(case=case), {"comment": "差"}),
    ]
    for rows, change in changes:
        (name,) = change
        before = dict(rows.values_list("pk", name))
        assert before, change
        rows.update(**change)
        assert faults(), change
        for pk, value in before.items():
            rows.model._default_manager.filter(pk=pk).update(**{name: value})
        assert faults() == []


def test_a_corrected_note_and_a_departments_answer_are_found(walk: Walk, cast: Cast) -> None:
    case = follow.follow_progress(case=walk("working"), actor=cast.li, at=minutes(50), entry=Entry(note="下午三點到"))
    follow.correct_note(
        case=case, note=case.notes.latest("pk"), text="四點到", reason="聽錯", actor=cast.li, at=minutes(51)
    )
    case = coordinating.request_coordination(
        case=case, department="security", matter="關閘門", actor=cast.li, at=minutes(52)
    )
    assert faults() == []
    Note.objects.filter(corrects__isnull=False).update(text="五點到")
    assert len(faults()) == 1
    Coordination.objects.filter(case=case).update(matter="開閘門")
    assert len(faults()) == 2


NOT_DIGESTED = {
    "cases.Case": "its words are its matter, which is digested; the rest is corrected by an act with a reason",
    "cases.Handover": "goes with the note of the hand-over",
    "cases.Attachment": "a picture is known by its own digest, which the event names",
    "cases.Letter": "the words of a mail stand in its case; the mail itself stays in the mailbox",
    "cases.Mailbox": "what the settings say, and the last trouble with it",
    "cases.PhoneCall": "told by the telephone system; holds no words",
    "cases.Draft": "not sent yet",
    "cases.KeptPicture": "not sent yet",
    "cases.SavedFilter": "somebody's own list",
    "cases.Category": "master data: what it said before and after stands in the event",
    "cases.PriceItem": "master data",
}


def test_a_new_column_for_words_of_a_case_is_digested_or_has_its_reason() -> None:
    """Every table of the room that people write into is named; a new one fails here until it is."""
    digested = {place.model for place in cases.WRITTEN.places}
    for model in apps.get_app_config("cases").get_models():
        if any(masking.holds_words(field) for field in model._meta.fields) and model not in digested:
            assert NOT_DIGESTED.get(model._meta.label), model


SAID = {
    Quote: {"findings", "cause", "plan", "impact", "consent_by", "answer", "override_reason", "bearer_reason"},
    HandlingRecord: {"cause", "process", "parts", "materials", "late_reason"},
    ReturnVisit: {"visited_person", "opinion"},
    Evaluation: {"comment"},
    Complaint: {"remedy_sought", "facts", "decision", "prevention", "statement"},
    Coordination: {"matter", "refusal", "decision"},
    QuoteLine: {"name", "specification", "unit"},
    Note: {"text"},
    Message: {"text"},
}


@pytest.mark.parametrize("model", SAID)
def test_a_new_column_beside_digested_ones_is_digested_too(model: Any) -> None:
    keys = {"kind", "author_key", "to_key"}
    assert {field.name for field in model._meta.fields if masking.holds_words(field)} - keys == SAID[model]
    place = next(one for one in cases.WRITTEN.places if one.model is model)
    for name in SAID[model]:
        row = model(**{name: "一"})
        assert place.said(row) != place.said(model(**{name: "二"})), name


def test_the_log_holds_no_words(written: Case) -> None:
    assert not any("下午三點" in str(event.digests) + str(event.data) for event in Event.objects.all())
