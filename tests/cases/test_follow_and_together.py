"""Following, handing over, words, other departments, the same request twice, pictures, complaints."""

import io

import pytest
from PIL import Image, ImageFile

from gensui.cases.actions import complaint, files, follow, intake, result, words
from gensui.cases.models import Attachment, Message
from gensui.cases.refusals import BadPicture, NoAddress, OfferedAlready, ToOneself
from gensui.ledger.models import Event, Obligation, Outgoing
from gensui.notices import actions as notices
from gensui.people.access import NotYours
from gensui.people.acting import SYSTEM, Entry
from tests.cases.asking import closing_questions, refuses
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes

pytestmark = pytest.mark.database


def picture(where: bool = False) -> bytes:
    exif = Image.Exif()
    if where:
        exif[0x8825] = {1: "N", 2: (31.0, 13.0, 0.0)}
        exif[0x010F] = "Telephone"
    file = io.BytesIO()
    Image.new("RGB", (2400, 1200), "teal").save(file, "JPEG", exif=exif)
    return file.getvalue()


def test_a_call_is_both_follow_up_and_notice(walk: Walk, cast: Cast) -> None:
    case = follow.tell_progress(case=walk("working"), actor=cast.li, at=minutes(60), entry=Entry(note="仍在修"))
    for clause in ("3.3.3", "4.1.6"):
        assert Obligation.objects.filter(stream=case.stream, clause=clause, state="met", met_at=minutes(60)).exists()


def test_progress_asks_its_questions(walk: Walk, cast: Cast) -> None:
    case, closed = walk("working"), walk("dispatched")
    result.cancel_case(case=closed, reason="不修了", actor=cast.li, at=minutes(50))
    closing_questions(follow.tell_progress, case, cast, wrong=closed, actor=cast.li)


def test_a_message_counts_only_once_it_is_delivered(walk: Walk, cast: Cast) -> None:
    case = words.send_message(
        case=walk("working"), text="配件明天到", purpose="progress", actor=cast.li, at=minutes(60)
    )
    assert Obligation.objects.get(stream=case.stream, clause="3.3.3").state == "open"
    assert words.note_deliveries(actor=SYSTEM, at=minutes(61)) == 0

    notices.deliver(actor="engine", at=minutes(62))
    assert words.note_deliveries(actor=SYSTEM, at=minutes(63)) == 1
    assert words.note_deliveries(actor=SYSTEM, at=minutes(64)) == 0
    assert Obligation.objects.filter(stream=case.stream, clause="3.3.3", met_at=minutes(62)).exists()
    assert Outgoing.objects.get(what="message.progress").body == ""
    assert Message.objects.get().text == "配件明天到"


def test_a_result_that_is_delivered_moves_the_case(walk: Walk, cast: Cast) -> None:
    case = words.send_message(case=walk("reported"), text="修好了", purpose="result", actor=cast.li, at=minutes(60))
    notices.deliver(actor="engine", at=minutes(61))
    words.note_deliveries(actor=SYSTEM, at=minutes(62))
    case.refresh_from_db()
    assert (case.state, case.told_at) == ("told", minutes(61))


def test_nobody_known_cannot_be_written_to(cast: Cast) -> None:
    case = intake.take_in(site=cast.site, request=cast.request(resident=None), actor=cast.li, at=minutes(0))
    refuses(words.send_message, case, NoAddress, text="x", actor=cast.li, at=minutes(1))


def test_a_handover_moves_the_clocks_once_it_is_taken(walk: Walk, cast: Cast) -> None:
    case = walk("working")
    handover = follow.offer_handover(cases=[case], to=cast.lin, actor=cast.li, at=minutes(60))
    case.refresh_from_db()
    assert case.follower == cast.li
    with pytest.raises(NotYours):
        follow.take_over(handover=handover, actor=cast.head, at=minutes(61))

    taken = follow.take_over(handover=handover, actor=cast.lin, at=minutes(62))
    assert [one.follower for one in taken] == [cast.lin]
    assert follow.take_over(handover=handover, actor=cast.lin, at=minutes(63)) == []
    duty = Obligation.objects.get(stream=case.stream, clause="3.3.3")
    assert [who for who, _since in duty.segments] == [cast.li.key, cast.lin.key]
    assert duty.accountable == cast.li.key


def test_a_picture_is_made_small_and_forgets_where_it_was_taken(walk: Walk, cast: Cast) -> None:
    case = walk("working")
    for _twice in range(2):
        files.attach(case=case, kind="before", content=picture(where=True), actor=cast.chen, at=minutes(30))
    kept = Attachment.objects.get()
    with Image.open(kept.file) as opened:
        assert (opened.format, opened.size, dict(opened.getexif())) == ("WEBP", (1600, 800), {})


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload=alert(1)>", b"\xff\xd8\xff broken", b"GIF89a" + b"0" * 99, picture()[:900]]
)
@pytest.mark.parametrize("lenient", [False, True])
def test_what_is_no_picture_is_refused(
    walk: Walk, cast: Cast, content: bytes, lenient: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", lenient)  # as who makes PDFs in this process leaves it
    refuses(files.attach, walk("working"), BadPicture, kind="before", content=content, actor=cast.chen, at=minutes(30))


def test_what_was_written_is_corrected_by_a_new_entry(walk: Walk, cast: Cast) -> None:
    case = follow.hurry_case(case=walk("working"), actor=cast.li, at=minutes(30), entry=Entry(note="很急"))
    note = case.notes.get()
    follow.correct_note(case=case, note=note, text="不急", reason="聽錯", actor=cast.li, at=minutes(31))
    assert [one.text for one in case.notes.order_by("pk")] == ["很急", "不急\n(聽錯)"]


def test_a_lapse_is_excused_by_somebody_else_and_stays(walk: Walk, cast: Cast) -> None:
    case = walk("dispatched")
    case = words.inquire(case=case, text="幾點到?", actor=cast.li, at=minutes(30))
    duty = Obligation.objects.get(stream=case.stream, clause="3.2.4")
    assert duty.lapsed_at is not None
    refuses(follow.excuse_lapse, case, NotYours, duty=duty, reason="x", actor=cast.zhao, at=minutes(40))
    follow.excuse_lapse(case=case, duty=duty, reason="颱風", actor=cast.chief, at=minutes(40))
    duty.refresh_from_db()
    assert (duty.excuse, duty.lapsed_at) == ("accepted", minutes(5))


def test_a_number_is_shown_on_record(walk: Walk, cast: Cast) -> None:
    case = walk("working")
    with pytest.raises(NotYours):
        follow.reveal_phone(case=case, actor=cast.hr, at=minutes(30))
    assert follow.reveal_phone(case=case, actor=cast.chen, at=minutes(30)) == "139 0000 0001"
    assert Event.objects.get(kind="personal_data.revealed").data == {"field": "phone", "purpose": case.number}


def test_a_complaint_goes_its_own_way(walk: Walk, cast: Cast) -> None:
    case = walk("working")
    found = complaint.complain(
        about=case, text="態度不好", remedy="道歉", accused=[cast.chen], actor=cast.mei, at=minutes(30)
    )
    assert (found.department, found.state) == ("administration", "dispatched")
    refuses(
        complaint.investigate_complaint, found, NotYours, severity="general", plan="x", actor=cast.li, at=minutes(31)
    )

    found = complaint.investigate_complaint(case=found, severity="general", plan="x", actor=cast.qin, at=minutes(40))
    found = complaint.note_investigation(case=found, facts="屬實", actor=cast.qin, at=minutes(80))
    found = complaint.decide_complaint(
        case=found,
        facts="屬實",
        statement="我說話是急了些",
        valid="valid",
        decision="道歉",
        prevention="培訓",
        actor=cast.qin,
        at=minutes(90),
    )
    found = complaint.tell_complainant(case=found, actor=cast.qin, at=minutes(100), asked=True)
    assert found.state == "told"
    assert Obligation.objects.get(stream=found.stream, clause="6.1.7").lapsed_at is None


def test_nobody_hands_over_to_oneself_nor_offers_twice_to_the_same(walk: Walk, cast: Cast) -> None:
    case = walk("working")
    with pytest.raises(ToOneself):
        follow.offer_handover(cases=[case], to=cast.li, actor=cast.li, at=minutes(60))
    first = follow.offer_handover(cases=[case], to=cast.lin, actor=cast.li, at=minutes(60))
    with pytest.raises(OfferedAlready):
        follow.offer_handover(cases=[case], to=cast.lin, actor=cast.li, at=minutes(61))
    assert [one.follower for one in follow.take_over(handover=first, actor=cast.lin, at=minutes(62))] == [cast.lin]


def test_a_declined_offer_may_be_made_again(walk: Walk, cast: Cast) -> None:
    case = walk("working")
    first = follow.offer_handover(cases=[case], to=cast.lin, actor=cast.li, at=minutes(60))
    follow.decline_handover(handover=first, actor=cast.lin, at=minutes(61))
    case.refresh_from_db()
    assert follow.offer_handover(cases=[case], to=cast.head, actor=cast.li, at=minutes(62)).to_employee == cast.head
