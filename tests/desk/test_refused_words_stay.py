"""What somebody typed is there again when the form is refused, with the reason beside it."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from gensui.cases.actions import result
from gensui.cases.models import Case, Complaint, Note
from gensui.ledger.due import sweep
from gensui.ledger.models import Obligation
from gensui.oversight.actions import awards, inspecting
from gensui.oversight.models import Breach, Inspection
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn, english
from tests.desk.test_recognition_pages import AT as STARRED
from tests.desk.test_supervision import NOW as SIGNED
from tests.oversight.conftest import Team, closed, judged, team, weekly
from tests.oversight.filed import FILE_AT, Lapse, lapse
from tests.portal.conftest import ComeIn, come_in

__all__ = ["closed", "come_in", "english", "lapse", "team", "weekly"]
pytestmark = pytest.mark.database
SENTENCE = "Write it in words."


def folds(page: str, address: str) -> str:
    """The form of the page that posts to this address."""
    (form,) = re.findall(rf'<form[^>]*action="{re.escape(address)}".*?</form>', page, re.S)
    return str(form)


def late(walk: Walk) -> tuple[Case, Obligation]:
    """A case with a promise that ran out."""
    case = walk("dispatched")
    sweep(at=minutes(300))
    found = Obligation.objects.filter(stream=case.stream).exclude(lapsed_at=None).order_by("pk").first()
    assert found is not None
    return case, found


def test_a_reason_that_is_refused_stays_at_its_form(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, lapsed = late(walk)
    address = reverse("excuse", args=[case.number, lapsed.pk])
    with time_machine.travel(minutes(301), tick=False):
        answer = english(cast.qin).post(address, {"reason": "…", "once": "e:1"})
        page = answer.content.decode()
        assert answer.status_code == 409
        assert 'value="…"' in folds(page, address)
        assert f'role="alert">{SENTENCE}' in page
        lapsed.refresh_from_db()
        assert not lapsed.excuse
        stranger = english(cast.stranger).post(address, {"reason": "全區停電", "once": "e:2"})
        assert stranger.status_code == 404
        own = english(cast.cleaner).post(address, {"reason": "全區停電", "once": "e:3"})
        assert own.status_code in (403, 404)
        assert english(cast.qin).post(address, {"reason": "全區停電", "once": "e:4"}).status_code == 302
    assert Obligation.objects.get(pk=lapsed.pk).excuse == "accepted"


def test_a_correction_that_is_refused_stays_at_its_form(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = walk("told")
    result.dispute_result(case=case, actor=cast.mei, at=minutes(40), dispute="還在漏水")
    note = Note.objects.filter(case=case, corrects=None).order_by("pk").last()
    assert note is not None
    address = reverse("correct", args=[case.number, note.pk])
    with time_machine.travel(minutes(41), tick=False):
        given = {"text": "廚房還在漏水", "reason": ".", "once": "c:1"}
        answer = english(cast.qin).post(address, given)
        form = folds(answer.content.decode(), address)
        assert answer.status_code == 409
        assert "廚房還在漏水" in form
        assert SENTENCE in form
        assert not Note.objects.filter(corrects=note).exists()
        assert english(cast.qin).post(address, given | {"reason": "寫錯了", "once": "c:2"}).status_code == 302
    assert Note.objects.filter(corrects=note).count() == 1


def test_an_owners_complaint_keeps_all_she_said(walk: Walk, cast: Cast, come_in: ComeIn, settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"
    case = walk("working")
    given = {"text": ".", "remedy": "請他道歉", "about": [cast.chen.key], "once": "m:1"}
    address = reverse("my_act", args=[case.number, "complain"])
    with time_machine.travel(minutes(40), tick=False):
        mei = come_in(cast.mei)
        form = folds(mei.post(address, given).content.decode(), address)
        assert "請他道歉" in form
        assert re.search(rf'value="{cast.chen.key}"[^>]*checked', form)
        assert not Complaint.objects.exists()
        assert mei.post(address, given | {"text": "態度不好"}).status_code == 302
    assert Complaint.objects.count() == 1


def test_what_is_no_longer_possible_still_shows_her_words(
    walk: Walk, cast: Cast, come_in: ComeIn, settings: Any
) -> None:
    settings.LANGUAGE_CODE = "en"
    case = walk("told")
    seen = case.seen
    result.accept_result(case=case, actor=cast.mei, at=minutes(35))
    given = {"text": "廚房還在漏水", "seen": seen, "once": "m:1"}
    with time_machine.travel(minutes(40), tick=False):
        page = come_in(cast.mei).post(reverse("my_act", args=[case.number, "cancel"]), given).content.decode()
    assert "廚房還在漏水" in page


def test_stars_that_are_missing_lose_no_comment(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    case = walk("told")
    address = reverse("my_act", args=[case.number, "rate"])
    with time_machine.travel(minutes(40), tick=False):
        page = come_in(cast.mei).post(address, {"comment": "師傅沒清理", "once": "r:1"}).content.decode()
    assert "師傅沒清理" in folds(page, address)


def test_a_summary_that_comes_too_early_stays(weekly: Inspection, team: Team, english: SignIn) -> None:
    with time_machine.travel(SIGNED, tick=False):
        inspecting.draw_sample(inspection=weekly, actor=team.security, at=SIGNED)
        address = reverse("inspection_act", args=[weekly.number, "sign"])
        answer = english(team.leader).post(address, {"summary": "一處未擦", "once": "s:1"})
        assert answer.status_code == 409
        assert "一處未擦" in folds(answer.content.decode(), address)
        judged(weekly, team.security)
        assert english(team.leader).post(address, {"summary": "一處未擦", "once": "s:2"}).status_code == 302


def test_why_a_lapse_is_not_mine_stays(cast: Cast, lapse: Lapse, english: SignIn) -> None:
    one = lapse(1)[0]
    address = reverse("breach_doubt", args=[one.pk])
    with time_machine.travel(FILE_AT + timedelta(hours=6), tick=False):
        answer = english(cast.chen).post(address, {"words": "."})
        assert answer.status_code == 409
        assert 'value="."' in folds(answer.content.decode(), address)
        assert not Breach.objects.exists()
        assert english(cast.chen).post(address, {"words": "已轉單"}).status_code == 302


def test_why_an_award_is_withdrawn_stays(cast: Cast, walk: Walk, english: SignIn) -> None:
    for _case in range(2):
        walk("visit_due")
    award = awards.nominate_star(
        employee=cast.chen, month=date(2026, 11, 1), reason="及時", bonus_fen=35_000, actor=cast.hr, at=STARRED
    )
    address = reverse("award_act", args=[award.number, "withdraw"])
    with time_machine.travel(STARRED, tick=False):
        answer = english(cast.gm).post(address, {"words": "…"})
    assert answer.status_code == 409
    assert ">…</textarea>" in folds(answer.content.decode(), address)
    award.refresh_from_db()
    assert award.state == "nominated"
