"""An owner on the telephone: signs in, reports, decides, says what is wrong, and sees only what is the owner's."""

import io
import json
import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from gensui.cases.actions import files, follow
from gensui.cases.models import Case, Category, Complaint
from gensui.ledger.models import Obligation, Outgoing
from gensui.notices import actions as notices
from gensui.people.models import OneTimeCode, Resident
from gensui.people.secret import unseal
from gensui.security.actions import gate, register
from gensui.security.actions.turn import Arrival
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn, english
from tests.portal.conftest import ComeIn

__all__ = ["english"]
pytestmark = pytest.mark.database


def test_a_code_opens_the_door_once(cast: Cast) -> None:
    browser = Client()
    assert browser.post(reverse("my_sign_in"), {"phone": "139 0000 0001"}).status_code == 200
    code = unseal(Outgoing.objects.get(what="code").body)

    wrong = browser.post(
        reverse("my_sign_in"), {"phone": "+8613900000001", "code": "000000" if code != "000000" else "1"}
    )
    right = browser.post(reverse("my_sign_in"), {"phone": "+8613900000001", "code": code})
    again = Client().post(reverse("my_sign_in"), {"phone": "+8613900000001", "code": code})

    assert (wrong.status_code, right.status_code, again.status_code) == (422, 302, 422)
    assert "陳美" in browser.get(reverse("my_cases")).content.decode()


def test_five_guesses_and_no_more(cast: Cast) -> None:
    browser = Client()
    browser.post(reverse("my_sign_in"), {"phone": "13900000001"})
    code = unseal(Outgoing.objects.get(what="code").body)
    for _guess in range(5):
        browser.post(reverse("my_sign_in"), {"phone": "+8613900000001", "code": "x"})

    assert OneTimeCode.objects.get().tries == 5
    assert browser.post(reverse("my_sign_in"), {"phone": "+8613900000001", "code": code}).status_code == 422


def test_an_unknown_number_is_told_the_same(cast: Cast) -> None:
    known = Client().post(reverse("my_sign_in"), {"phone": "13900000001"}).content.decode()
    unknown = Client().post(reverse("my_sign_in"), {"phone": "13911112222"}).content.decode()

    assert Outgoing.objects.filter(what="code").count() == 1
    assert known.replace("13900000001", "").count("<form") == unknown.replace("13911112222", "").count("<form")


def test_a_report_sent_twice_is_one_case(cast: Cast, come_in: ComeIn) -> None:
    browser = come_in(cast.mei)
    said = {"content": "漏水", "matter": "REP.WAT.LEAK", "where": "home", "place": "廚房", "once": "my:1"}

    first = browser.post(reverse("my_report"), said)
    second = browser.post(reverse("my_report"), said)

    assert first.status_code == second.status_code == 302
    case = Case.objects.get()
    assert (case.state, case.channel, case.unit_id) == ("recording", "app", cast.mei.household.unit_id)


def test_what_is_missing_is_said_and_what_was_typed_is_kept(cast: Cast, come_in: ComeIn) -> None:
    answer = come_in(cast.mei).post(
        reverse("my_report"), {"content": "漏水了", "matter": "REP.WAT.LEAK", "once": "my:1"}
    )
    assert answer.status_code == 422
    assert "漏水了" in answer.content.decode()
    assert set(answer.context["form"].errors) == {"where", "place"}


def test_the_owner_agrees_and_is_content(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    case = walk("plan_pending")
    browser = come_in(cast.mei)

    assert "172" in browser.get(reverse("my_case", args=[case.number])).content.decode()
    said = {"once": "my:2", "seen": case.seen}
    assert browser.post(reverse("my_act", args=[case.number, "agree"]), said).status_code == 302
    case.refresh_from_db()
    assert case.quotes.get().consent == "agreed"


def test_not_solved_after_the_result(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    case = walk("told")
    browser = come_in(cast.mei)

    silent = browser.post(reverse("my_act", args=[case.number, "not-solved"]), {"text": " "})
    said = browser.post(reverse("my_act", args=[case.number, "not-solved"]), {"text": "還在滴"})

    assert (silent.status_code, said.status_code) == (200, 302)
    case.refresh_from_db()
    assert case.state == "disputed"


def test_a_neighbour_sees_nothing(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    case = walk("plan_pending")
    browser = come_in(cast.wu)
    assert browser.get(reverse("my_case", args=[case.number])).status_code == 404
    assert browser.post(reverse("my_act", args=[case.number, "agree"]), {"once": "x"}).status_code == 404


def test_a_complaint_does_not_exist_for_the_accused(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    case = walk("working")
    come_in(cast.mei).post(
        reverse("my_act", args=[case.number, "complain"]), {"text": "態度不好", "remedy": "", "once": "my:9"}
    )

    found = Complaint.objects.get().case
    for who, status in ((cast.li, 404), (cast.chen, 404), (cast.lin, 200), (cast.qin, 200)):
        desk = Client()
        desk.force_login(who.user, backend="gensui.people.backends.StaffBackend")
        assert desk.get(reverse("case", args=[found.number])).status_code == status, who


def test_the_copy_is_whole_and_in_words(walk: Walk, cast: Cast, come_in: ComeIn, settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"
    case, browser = walk("told"), come_in(cast.mei)
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        browser.post(reverse("my_act", args=[case.number, "not-solved"]), {"text": "還在滴水", "once": "n:1"})
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(file, "PNG")
    files.attach(case=case, kind="report", content=file.getvalue(), actor=cast.mei, at=now)
    files.attach(case=case, kind="signature", content=file.getvalue(), actor=cast.chen, at=now)
    files.attach(case=case, kind="after", content=file.getvalue(), actor=cast.chen, at=now)
    notices.deliver(actor="worker", at=now)
    follow.reveal_phone(case=case, actor=cast.chen, at=now)

    answer = browser.post(reverse("my_export"))
    assert [line[1:] for line in json.loads(answer.content)["log"]] == [
        ["Something of yours that is masked was shown in full, for what stands beside it", case.number],
        ["A copy of your data was handed out", ""],
    ]
    (kept,) = json.loads(answer.content)["cases"]
    assert "還在滴水" in [words for _at, _what, words in kept["your_words"]]
    (agreed,) = kept["plans"]
    assert [(name, amount) for name, _spec, _count, _price, amount in agreed["prices"]] == [
        ("角閥", "92.00"), ("人工", "80.00"),
    ]  # fmt: skip
    assert (agreed["answer"], agreed["answered_by"], kept["state"]) == ("agreed", "陳美", "owner dissatisfied")
    assert [one["kind"] for one in kept["pictures"]] == ["from the owner", "signature"]
    assert all(one["picture"].startswith("data:image/webp;base64,UklG") for one in kept["pictures"])
    told = json.loads(answer.content)["notices"]
    assert told
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", at) for at, _title, _text in told)
    assert kept["opened_at"] == f"{case.local(case.opened_at):%Y-%m-%d %H:%M}"
    assert "+00:00" not in answer.content.decode()


def test_own_data_can_be_seen_copied_corrected_and_erased(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    case = walk("plan_pending")
    browser = come_in(cast.mei)
    now = timezone.now()
    permit = register.issue_pass(
        kind="visitor", name="王", plate="滬A1", valid_from=now, valid_until=now + timedelta(days=1), uses=2, actor=cast.mei, at=now,
    )  # fmt: skip
    entry = gate.arrive_by_pass(permit=permit, actor=cast.guard, at=now)
    gate.leave(gate=entry, actor=cast.guard, at=now)
    told = json.loads(browser.post(reverse("my_export")).content)
    assert told["cases"][0]["number"] == case.number
    assert (told["passes"][0]["name"], told["passes"][0]["used"]) == ("王", 1)
    assert (told["visitors"][0]["number"], "name" in told["visitors"][0]) == (entry.number, False)

    given = {"name": "陳美玲", "phone": "13900000001", "email": "", "preference": "message", "language": "en"}
    assert browser.post(reverse("my_data"), given).status_code == 302
    asked = Resident.objects.get(pk=cast.mei.pk)
    assert (asked.name, asked.asked_name) == ("陳美", "陳美玲")  # the desk confirms it

    refused = browser.post(reverse("my_erase"), {"sure": "yes"})
    assert refused.status_code == 409  # something is open

    browser.post(reverse("my_act", args=[case.number, "cancel"]), {"text": "搬家"})
    assert browser.post(reverse("my_erase"), {"sure": "yes"}).status_code == 302
    erased = Resident.objects.get(pk=cast.mei.pk)
    assert (erased.name, erased.asked_name, erased.phone, erased.user) == ("", "", "", None)
    permit.refresh_from_db()
    entry.refresh_from_db()
    assert (permit.name, permit.plate, permit.is_good(now), entry.name, entry.unit) == ("", "", False, "", None)
    case.refresh_from_db()
    assert (case.requester_name, case.phone, case.content) == ("", "", "—")


def test_progress_counts_once_the_message_is_delivered(walk: Walk, cast: Cast) -> None:
    case = walk("working")
    desk = Client()
    desk.force_login(cast.li.user, backend="gensui.people.backends.StaffBackend")
    desk.post(
        reverse("act", args=[case.number, "send_message"]), {"purpose": "progress", "text": "零件已到", "once": "act:7"}
    )
    at = timezone.now() + timedelta(seconds=1)

    assert Outgoing.objects.get(what="message.progress").sent_at is None
    notices.deliver(actor="engine", at=at)
    assert Outgoing.objects.get(what="message.progress").sent_by == "sms"


def test_other_words_under_the_key_of_a_report_are_refused_and_kept(cast: Cast, come_in: ComeIn) -> None:
    said = {"content": "漏水", "matter": "REP.WAT.LEAK", "where": "home", "place": "廚房", "once": "my:1"}
    browser = come_in(cast.mei)
    browser.post(reverse("my_report"), said)
    other = browser.post(reverse("my_report"), said | {"content": "停電"})
    assert other.status_code == 422
    assert "停電" in other.content.decode()
    assert 'value="my:1"' not in other.content.decode()
    assert Case.objects.count() == 1

    come_in(cast.wu).post(reverse("my_report"), said | {"content": "隔壁也漏"})  # the key is Mei's, not the house's
    assert Case.objects.count() == 2


def test_a_report_cannot_use_up_the_answer_of_a_neighbour(cast: Cast, come_in: ComeIn) -> None:
    arrival = Arrival(kind="visitor", unit=cast.mei.household.unit, name="王")
    entry = gate.arrive(site=cast.site, arrival=arrival, actor=cast.guard, at=timezone.now())
    said = {"content": "x", "matter": "REP.WAT.LEAK", "where": "home", "place": "y"}
    for way in ("app", "link"):
        used_up = f"gate:{entry.number}:no:{way}:{cast.mei.pk}"
        assert come_in(cast.wu).post(reverse("my_report"), said | {"once": used_up}).status_code == 302

    come_in(cast.mei).post(reverse("my_at_gate", args=[entry.number, "no"]))
    entry.refresh_from_db()
    assert entry.reply == "refused"


@pytest.mark.parametrize("content", ["廚房水管一直滴水", "厨房水管一直滴水", "there is a water leak"])
def test_what_it_is_about_follows_from_the_words(cast: Cast, come_in: ComeIn, content: str) -> None:
    Category.objects.filter(pk=cast.leak.pk).update(words={"zh-Hant": ["水管 滴水"], "en": ["leak"]})
    said = {"content": content, "matter": "words", "where": "home", "place": "廚房", "once": "my:1"}
    assert come_in(cast.mei).post(reverse("my_report"), said).status_code == 302
    assert Case.objects.get().category == cast.leak


def test_words_like_a_complaint_are_asked_about(cast: Cast, come_in: ComeIn) -> None:
    said = {"content": "服務態度投訴", "matter": "words", "where": "home", "place": "廚房", "once": "my:1"}
    answer = come_in(cast.mei).post(reverse("my_report"), said)
    assert answer.status_code == 422
    assert "您寫的像是投訴" in answer.content.decode()
    assert not Case.objects.exists()


@pytest.mark.parametrize("matter", [{"matter": "words"}, {}])
def test_where_the_words_do_not_tell_the_desk_sorts_it(
    cast: Cast, come_in: ComeIn, english: SignIn, matter: dict[str, str]
) -> None:
    said = {"content": "zzz", "where": "home", "place": "廚房", "once": "my:1"} | matter
    with time_machine.travel(minutes(0), tick=False):
        assert come_in(cast.mei).post(reverse("my_report"), said).status_code == 302
        case = Case.objects.get()
        assert (case.category, case.priority, case.state) == (None, "", "recording")
        assert come_in(cast.mei).get(reverse("my_case", args=[case.number])).status_code == 200
    read_back = Obligation.objects.filter(stream=case.stream, state="open").exclude(due_at=None)
    assert read_back.exists()
    assert Outgoing.objects.filter(stream=case.stream, what="report.new").exists()

    confirm = reverse("act", args=[case.number, "confirm_intake"])
    with time_machine.travel(minutes(2), tick=False):
        desk = english(cast.li)
        for name in ("worklist", "case_list", "case_export", "inbox", "board"):
            assert desk.get(reverse(name)).status_code == 200
        assert desk.get(reverse("case", args=[case.number])).status_code == 200
        assert "selected>---" in desk.get(confirm).content.decode()
        unsorted = desk.post(confirm, {"read_back": "on", "once": "a:1"})
        assert unsorted.status_code == 422
        sorted_ = {"category": cast.leak.pk, "read_back": "on", "once": "a:2"}
        assert desk.post(confirm, sorted_).status_code == 302
    case.refresh_from_db()
    assert (case.category, case.department, case.state) == (cast.leak, "maintenance", "dispatched")
    call_command("verify", quiet=True, stdout=StringIO())
