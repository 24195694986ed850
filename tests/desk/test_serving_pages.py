"""The pages on which a file is answered and its notice reaches the person."""

from datetime import timedelta

import pytest
from django.urls import reverse

from gensui.ledger.models import Obligation
from gensui.oversight.models import Talk
from tests.cast import Cast
from tests.desk.conftest import SignIn
from tests.oversight.filed import FILE_AT, Lapse, Open, lapse, opened
from tests.register.acts.vocabulary import photo

__all__ = ["lapse", "opened"]
pytestmark = pytest.mark.database

HOUR = timedelta(hours=1)
NOW = FILE_AT + 4 * HOUR


def test_the_pages_ask_for_the_own_tick_and_the_witness_answers_on_the_own_page(
    cast: Cast, opened: Open, english: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gensui.desk.doors.timezone.now", lambda: NOW)
    found = opened("issued")

    def act(name: str) -> str:
        return reverse("sanction_act", args=[found.number, name])

    chen, hr, li = english(cast.chen), english(cast.hr), english(cast.li)
    assert "Taken now, you may appeal until" in chen.get(reverse("sanction", args=[found.number])).content.decode()
    assert chen.post(act("acknowledge_sanction"), {"once": "file:a"}).status_code == 422  # without the tick
    paper = {"signature": "refused", "witness": cast.li.pk, "once": "file:b"}
    assert hr.post(act("hand_over_notice"), paper).status_code == 422  # without the picture
    assert hr.post(act("hand_over_notice"), {**paper, "witness": cast.qin.pk, "paper": photo()}).status_code == 422
    assert hr.post(act("hand_over_notice"), {**paper, "paper": photo()}).status_code == 302

    enclosed = reverse("enclosure", args=[found.enclosures.get().pk])
    for who, status in ((li, 200), (hr, 200), (chen, 200), (english(cast.zhao), 404), (english(cast.stranger), 404)):
        assert who.get(enclosed).status_code == status
    assert li.get(reverse("sanction", args=[found.number])).headers["Location"] == reverse("own_file")
    assert found.number in li.get(reverse("own_file")).content.decode()
    saw = reverse("witness_answer", args=[found.number, "saw"])
    assert english(cast.zhao).post(saw).status_code == 404
    assert li.post(saw).status_code == 302
    found.refresh_from_db()
    assert (found.state, found.witness) == ("served", cast.li)
    assert li.get(enclosed).status_code == 404  # the paper is no longer theirs to see


def test_a_tick_is_the_own_act(cast: Cast, opened: Open, english: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gensui.desk.doors.timezone.now", lambda: NOW)
    found = opened("issued")
    said = {"read": "on", "once": "file:a"}
    address = reverse("sanction_act", args=[found.number, "acknowledge_sanction"])
    for who in (cast.hr, cast.chief, cast.gm):
        english(who).post(address, said)
        found.refresh_from_db()
        assert found.state == "issued"
    english(cast.chen).post(address, said)
    found.refresh_from_db()
    assert found.state == "served"


def test_the_pages_offer_what_can_be_done_now(
    cast: Cast, opened: Open, english: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gensui.desk.doors.timezone.now", lambda: FILE_AT + HOUR)
    found = opened("asked")
    page, act = reverse("sanction", args=[found.number]), reverse("sanction_act", args=[found.number, "give_statement"])
    chen, head = english(cast.chen), english(cast.chief)
    assert "note_silence" not in head.get(page).content.decode()  # the term runs
    assert chen.post(act, {"text": "同時有爆管", "pictures": photo(), "once": "file:a"}).status_code == 302
    assert "More may be added until" in chen.get(page).content.decode()
    assert "decide_sanction" not in head.get(page).content.decode()
    assert chen.post(act, {"text": "", "all_said": "on", "once": "file:b"}).status_code == 302
    assert "decide_sanction" in head.get(page).content.decode()
    assert "give_statement" in chen.get(page).content.decode()
    monkeypatch.setattr("gensui.desk.doors.timezone.now", lambda: FILE_AT + 60 * HOUR)
    other = opened("asked", at=FILE_AT)
    late = reverse("sanction", args=[other.number])
    assert "note_silence" in english(cast.chief).get(late).content.decode()


def test_the_own_page_shows_a_talk_and_takes_the_answer(
    cast: Cast, lapse: Lapse, english: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gensui.desk.doors.timezone.now", lambda: NOW)
    rows = [one.pk for one in lapse(1)]
    said = {"breach": rows, "words": "先聯繫業主", "once": "t1", "act": "talk"}
    assert english(cast.chief).post(reverse("talk", args=["M07"]), said).status_code == 302
    chen, answer = english(cast.chen), reverse("talk_answer", args=[Talk.objects.get().pk])
    assert "先聯繫業主" in chen.get(reverse("own_file")).content.decode()
    assert english(cast.zhao).post(answer, {"words": "x"}).status_code == 404
    assert chen.post(answer, {"words": "當時有爆管"}).status_code == 302
    assert "當時有爆管" in chen.get(reverse("own_file")).content.decode()


def test_what_does_not_count_is_not_offered_for_a_file(
    cast: Cast, lapse: Lapse, english: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gensui.desk.doors.timezone.now", lambda: NOW)
    one, *_others = lapse(1)
    page, box = reverse("sanction_new", args=["M07"]), f'name="breaches" value="{one.pk}"'
    assert box in english(cast.chief).get(page).content.decode()
    assert one.due_at is not None
    Obligation.objects.filter(pk=one.pk).update(state="met", met_at=one.due_at + timedelta(seconds=1), met_by=1)
    shown = english(cast.chief).get(page).content.decode()
    assert box not in shown
    assert "is not counted, and no file rests on it" in shown
