"""An owner who sees that it is not solved says so at once: nobody waits to be told the result first."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from gensui.cases.models import Case
from gensui.cases.verify import check_cases
from gensui.ledger import policies, verify
from gensui.ledger.models import Obligation, Outgoing
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn, english
from tests.portal.conftest import ComeIn

__all__ = ["english"]
pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def _reads_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def object_to(case: Case, who: Any, come_in: ComeIn, text: str = "還在漏", once: str = "n:1") -> Any:
    with time_machine.travel(minutes(40), tick=False):
        given = {"text": text, "once": once}
        return come_in(who).post(reverse("my_act", args=[case.number, "not-solved"]), given)


def state(case: Case, clause: str) -> list[str]:
    return list(Obligation.objects.filter(stream=case.stream, clause=clause).values_list("state", flat=True))


@pytest.mark.parametrize("stands", ["completed", "reported"])
def test_it_goes_back_with_the_owners_words(
    walk: Walk, cast: Cast, come_in: ComeIn, english: SignIn, stands: str
) -> None:
    case = walk(stands)
    with time_machine.travel(minutes(39), tick=False):
        assert "It is not solved" in come_in(cast.mei).get(reverse("my_case", args=[case.number])).content.decode()
    for _time in range(2):  # two taps
        assert object_to(case, cast.mei, come_in).status_code == 302
    case.refresh_from_db()
    assert case.state == "disputed"
    told = Outgoing.objects.filter(stream=case.stream, what="result.disputed")
    assert {one.to for one in told} >= {cast.chen.key, cast.li.key, cast.chief.key}
    assert {one.body for one in told} == {"還在漏"}
    assert [state(case, clause)[-1] for clause in ("3.3.8", "4.1.9", "3.4.1")] == ["open", "void", "void"]
    assert state(case, "4.2.12") == ["void" if stands == "completed" else "met"]
    with time_machine.travel(minutes(41), tick=False):
        assert "還在漏" in english(cast.chen).get(reverse("step", args=[case.number])).content.decode()
    found = verify.check_log(policies.newest())
    assert not [one for one in (*found, *check_cases()) if isinstance(one, verify.Fault)]


def test_nothing_is_objected_to_before_it_is_done(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    case = walk("working")
    assert object_to(case, cast.mei, come_in).status_code == 200
    assert object_to(walk("completed"), cast.wu, come_in).status_code == 404  # a stranger
    case.refresh_from_db()
    assert case.state == "working"
