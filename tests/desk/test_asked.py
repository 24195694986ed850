"""Who is asked about what: by clause, above the policy's threshold, nothing chosen before, and only what could be answered."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from gensui.cases.actions import follow
from gensui.cases.models import Case
from gensui.ledger import due, policies
from gensui.ledger.models import Obligation
from gensui.oversight.models import Breach, Sanction
from gensui.people.models import Absence, Duty
from gensui.policies import files
from gensui.reports import words
from tests.cases.conftest import Walk
from tests.cast import MONDAY, Cast, minutes
from tests.desk.conftest import SignIn
from tests.oversight.filed import FILE_AT, Lapse, lapse

__all__ = ["lapse"]
pytestmark = pytest.mark.database
CONTACT = "4.2.1"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The pages' clock, on Tuesday afternoon until a test sets it."""

    def to(at: datetime) -> None:
        monkeypatch.setattr("gensui.desk.doors.timezone.now", lambda: at)

    to(FILE_AT)
    return to


def body(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


def listed(client: Any) -> tuple[str, str]:
    """What the list proposes, and what stands below the threshold."""
    page = body(client.get(reverse("candidates")))
    above, _mark, below = page.partition("Below the threshold")
    return above, below


def offered(client: Any) -> list[int]:
    page = body(client.get(reverse("sanction_new", args=["M07"])))
    return [int(one) for one in re.findall(r'name="breaches" value="(\d+)"', page)]


def contacts() -> list[Obligation]:
    return list(Obligation.objects.filter(clause=CONTACT, lapsed_at__isnull=False).order_by("pk"))


def later_ones_only(kept: int) -> None:
    """Of the lapses of the contact so many are left; a reason was accepted for all others."""
    rows = [one.pk for one in contacts()[:kept]]
    Obligation.objects.filter(lapsed_at__isnull=False).exclude(pk__in=rows).update(excuse="waived")


def test_nothing_is_chosen_when_the_form_opens(cast: Cast, lapse: Lapse, english: SignIn, clock: Any) -> None:
    duties = lapse(3)
    head = english(cast.chief)
    page = body(head.get(reverse("sanction_new", args=["M07"])))
    assert sorted(offered(head)) == sorted(one.pk for one in duties)
    assert "checked" not in page.partition("Clause that was broken")[0]
    opening = {"clause": CONTACT, "severity": "minor", "facts": "", "breaches": [duties[0].pk], "once": "file:a"}
    again = body(head.post(reverse("sanction_new", args=["M07"]), opening))
    assert f'value="{duties[0].pk}" checked' in again  # what the head chose stays chosen
    assert again.partition("Clause that was broken")[0].count(" checked") == 1


@pytest.mark.parametrize(("late", "proposed"), [(2, False), (3, True)])
def test_so_many_of_a_clause_are_proposed(
    cast: Cast, lapse: Lapse, english: SignIn, clock: Any, late: int, proposed: bool
) -> None:
    lapse(3)
    later_ones_only(late)
    above, below = listed(english(cast.chief))
    assert (("陳志" in above), ("陳志" in below)) == (proposed, not proposed)
    assert ("often" in above) == proposed
    assert (f"{late} of {late} (100.0 %)" in above) == proposed


def test_the_threshold_is_the_policys(cast: Cast, lapse: Lapse, english: SignIn, clock: Any) -> None:
    lapse(1)
    later_ones_only(1)
    assert "陳志" not in listed(english(cast.chief))[0]
    texts = files.standard()
    version = re.search(r'version = "([\d.]+)"', texts["00-policy.toml"])
    assert version is not None
    texts["00-policy.toml"] = texts["00-policy.toml"].replace(version[1], f"{version[1]}-1")
    texts["01-settings.toml"] = texts["01-settings.toml"].replace("asked_lapses = 3", "asked_lapses = 1")
    policies.adopt(files=texts, actor="staff:Z01", starts_at=minutes(180), at=minutes(170))
    assert "陳志" in listed(english(cast.chief))[0]


def test_a_small_part_of_much_work_is_not_proposed(cast: Cast, lapse: Lapse, english: SignIn, clock: Any) -> None:
    lapse(3)
    later_ones_only(3)
    one = contacts()[0]
    for number in range(60):
        one.pk, one.stream, one.cause = None, f"case:kept-{number}", 1
        one.state, one.lapsed_at, one.met_at, one.holder = "met", None, one.opened_at, cast.chen.key
        one.met_by, one.next_check_at, one.accountable = 2, None, cast.chen.key
        one.save(force_insert=True)
    above, below = listed(english(cast.chief))
    assert ("陳志" in above, "陳志" in below) == (False, True)


def test_what_ran_out_off_duty_weighs_nothing(cast: Cast, lapse: Lapse, english: SignIn, clock: Any) -> None:
    lapse(3)
    later_ones_only(3)
    Duty.objects.filter(employee=cast.chen, starts_at__lt=MONDAY).update(ends_at=minutes(5))
    Absence.objects.create(
        employee=cast.chen, reason="ill", since_on="2026-11-20", last_on="2026-11-21", noted_by=cast.hr, noted_at=MONDAY
    )
    head = english(cast.chief)
    assert "陳志" not in listed(head)[0]
    page = body(head.get(reverse("sanction_new", args=["M07"])))
    assert "3 lapses are not counted, and no file rests on them" in " ".join(page.split())
    assert ("11-20 – 11-21" in page, "ill" in page) == (True, True)


def test_hardly_late_weighs_nothing(cast: Cast, walk: Walk, english: SignIn, clock: Any) -> None:
    for _one in range(3):
        walk("assigned")
        due.sweep(at=minutes(20))
    lapsed = contacts()
    assert len(lapsed) == 3
    limit = timedelta(microseconds=lapsed[0].limit_us)
    for one in lapsed:
        assert one.due_at is not None
        Obligation.objects.filter(pk=one.pk).update(
            state="met", met_by=2, next_check_at=None, met_at=one.due_at + limit / 20
        )
    later_ones_only(3)
    head = english(cast.chief)
    above, below = listed(head)
    assert ("陳志" in above, "陳志" in below) == (False, True)
    page = " ".join(body(head.get(reverse("sanction_new", args=["M07"]))).split())
    assert "3 lapses are not counted, and no file rests on them" in page


def test_again_after_a_talk_one_is_enough(cast: Cast, lapse: Lapse, english: SignIn, clock: Any) -> None:
    lapse(2)
    later_ones_only(2)
    first, _second = contacts()
    head = english(cast.chief)
    talked = {"breach": [first.pk], "words": "已談", "once": "t1", "act": "talk"}
    assert head.post(reverse("talk", args=["M07"]), talked).status_code == 302
    assert "陳志" not in listed(head)[0]  # the other ran out before the talk
    Breach.objects.update(noted_at=minutes(5))
    above, _below = listed(head)
    assert ("陳志" in above, "again after 11-23" in above) == (True, True)


def test_one_of_top_priority_is_enough(cast: Cast, lapse: Lapse, english: SignIn, clock: Any) -> None:
    lapse(1)
    later_ones_only(1)
    Obligation.objects.filter(pk=contacts()[0].pk).update(urgent=True)
    assert "陳志" in listed(english(cast.chief))[0]


def test_a_file_rests_on_what_could_be_read_and_answered(cast: Cast, lapse: Lapse, english: SignIn, clock: Any) -> None:
    duties = lapse(1)
    head, chen = english(cast.chief), english(cast.chen)
    clock(minutes(130))
    assert offered(head) == []
    assert "can be chosen only once" in body(head.get(reverse("sanction_new", args=["M07"])))
    own = body(chen.get(reverse("own_file")))
    assert own.count("in no file before") == len(duties)
    opening = {
        "clause": CONTACT, "severity": "minor", "facts": "x", "breaches": [duties[0].pk], "once": "file:a",
    }  # fmt: skip
    assert head.post(reverse("sanction_new", args=["M07"]), opening).status_code == 422
    assert not Sanction.objects.exists()
    clock(FILE_AT)
    assert "in no file before" not in body(chen.get(reverse("own_file")))
    assert head.post(reverse("sanction_new", args=["M07"]), opening).status_code == 302
    assert Breach.objects.get().sanction == Sanction.objects.get()


def test_the_own_page_shows_all_that_could_be_held_against_somebody(
    cast: Cast, lapse: Lapse, english: SignIn, clock: Any
) -> None:
    duties = lapse(8)
    assert len(duties) > 12
    own = body(english(cast.chen).get(reverse("own_file")))
    for one in duties:
        assert reverse("breach_doubt", args=[one.pk]) in own
    last = duties[-1]
    english(cast.chen).post(reverse("breach_doubt", args=[last.pk]), {"words": "已轉單"})
    assert Breach.objects.get().standing == "doubted"


def test_an_excuse_stands_beside_the_form(cast: Cast, lapse: Lapse, english: SignIn, clock: Any) -> None:
    lapse(1)
    (contact,) = contacts()
    case = Case.objects.numbered(contact.stream.removeprefix("case:")).get()
    follow.excuse_lapse(case=case, actor=cast.qin, at=minutes(200), duty=contact, reason="全區停電")
    head = english(cast.chief)
    assert contact.pk not in offered(head)
    page = body(head.get(reverse("sanction_new", args=["M07"])))
    beside = page.partition("Excused, and not held against anybody")[2].partition("What follows")[0]
    assert contact.stream.removeprefix("case:") in beside
    assert words.excuse("accepted") in beside
