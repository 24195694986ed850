"""Nobody ends the employment of the general manager alone: a second confirms it, and until then nothing ends."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from gensui.ledger.models import Event, Outgoing
from gensui.oversight.actions import leaving
from gensui.oversight.models import Leaving
from gensui.oversight.refusals import SecondNeeded
from gensui.people.acting import SYSTEM
from gensui.people.models import Employee
from tests.cast import Cast
from tests.desk.test_leaving import enter, leave
from tests.desk.test_leaving_ahead import end_of, last_day
from tests.rounds.conftest import hire

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def _reads_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def confirm(whom: Employee, by: Employee) -> str:
    answer = enter(by).post(reverse("leaving_confirm", args=[whom.number]), follow=True)
    return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)


def still_works(whom: Employee) -> bool:
    whom.refresh_from_db()
    return whom.left_on is None


def test_personnel_alone_ends_it_not_even_today(cast: Cast) -> None:
    assert leave(cast.gm, cast.hr).status_code == 302
    assert still_works(cast.gm)
    assert leaving.end_planned(actor=SYSTEM, at=end_of(timezone.localdate())) == 0
    assert still_works(cast.gm), "the last day is over, and nobody has confirmed it"
    assert "Somebody else has to look at it" in confirm(cast.gm, cast.hr)
    assert confirm(cast.gm, cast.zhao) == "403"
    with pytest.raises(SecondNeeded):
        leaving.end_employment(employee=cast.gm, actor=cast.hr, at=timezone.now())
    assert still_works(cast.gm)


def test_it_waits_for_the_manager_who_is_told_and_ends_it(cast: Cast) -> None:
    leave(cast.gm, cast.hr)
    assert cast.gm.name in Outgoing.objects.get(to=cast.qin.key, what="leaving").body
    assert "yours to confirm" in enter(cast.qin).get(reverse("personnel")).content.decode()
    beside = enter(cast.hr).get(reverse("personnel")).content.decode()
    assert "Waits for a second person" in beside
    assert "yours to confirm" not in beside
    assert "leaves at the end of" not in beside
    door = reverse("leaving_confirm", args=[cast.gm.number])
    assert door in enter(cast.qin).get(reverse("leaving", args=[cast.gm.number])).content.decode()
    assert door not in enter(cast.hr).get(reverse("leaving", args=[cast.gm.number])).content.decode()

    assert f"Confirmed: {cast.gm.name} leaves." in confirm(cast.gm, cast.qin)
    assert not still_works(cast.gm)
    planned = Leaving.objects.get()
    assert (planned.noted_by, planned.countersigned_by) == (cast.hr, cast.qin)
    assert Event.objects.get(stream=cast.gm.key, kind="leaving.confirmed").actor == cast.qin.key
    assert "has left" not in confirm(cast.chen, cast.qin)


def test_a_day_to_come_is_kept_once_it_is_confirmed(cast: Cast) -> None:
    leave(cast.gm, cast.hr, last_on=f"{last_day()}")
    confirm(cast.gm, cast.qin)
    assert still_works(cast.gm)
    assert f"leaves at the end of {last_day()}" in enter(cast.hr).get(reverse("personnel")).content.decode()
    leave(cast.gm, cast.hr, last_on=f"{last_day() + timedelta(days=1)}")
    assert Leaving.objects.get().countersigned_by is None, "another day is another word"
    confirm(cast.gm, cast.qin)
    assert leaving.end_planned(actor=SYSTEM, at=end_of(last_day() + timedelta(days=1))) == 1
    assert not still_works(cast.gm)


def test_what_the_manager_notes_personnel_confirms(cast: Cast) -> None:
    leave(cast.gm, cast.qin)
    assert still_works(cast.gm)
    confirm(cast.gm, cast.hr)
    assert not still_works(cast.gm)


def test_where_a_manager_could_another_of_personnel_may_not(cast: Cast) -> None:
    other = hire(cast, timezone.now(), "A09", "程立", "hr", "administration")
    leave(cast.gm, cast.hr)
    assert "not for the role" in confirm(cast.gm, other)
    assert still_works(cast.gm)
    enter(cast.qin).post(reverse("staying", args=[cast.gm.number]))
    assert not Leaving.objects.exists()
    assert "waits to be confirmed" in confirm(cast.gm, cast.qin)
