"""A complaint is put into nobody's hands whom it concerns: not proposed, and not taken."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client

from gensui.cases import queries, relief
from gensui.cases.actions import follow, leaving, sending
from gensui.cases.models import Case, Complaint
from gensui.cases.work_refusals import IsConcerned
from gensui.people.acting import SYSTEM
from gensui.people.models import Employee
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn
from tests.desk.test_complaint_hidden import complain

__all__ = ["complain"]
pytestmark = pytest.mark.database
Complain = Callable[..., Case]


def offered(client: Client, case: Case, act: str, field: str) -> list[int]:
    """Whom the form of an act proposes, the best first."""
    form: Any = client.get(f"/cases/{case.number}/{act}/").context["form"]
    choices = [getattr(value, "value", value) for value, _label in form.fields[field].choices]
    return [int(value) for value in choices if value]


def test_whom_it_is_about_handles_no_complaint(cast: Cast, english: SignIn, complain: Complain) -> None:
    """About the general manager, who would come first of the administration."""
    case, desk = complain(cast.li, accused=[cast.gm.pk]), english(cast.qin)
    with time_machine.travel(minutes(70), tick=False):
        found = offered(desk, case, "assign_case", "handler")
        assert found
        assert cast.gm.pk not in found
        address = f"/cases/{case.number}/assign_case/"
        assert desk.post(address, {"handler": cast.gm.pk, "once": "h1"}).status_code == 422
        with pytest.raises(IsConcerned, match=cast.gm.name):
            sending.check_hands(cast.gm, Case.objects.get(pk=case.pk), minutes(70))
        assert desk.post(address, {"handler": cast.hr.pk, "once": "h2"}).status_code == 302
        assert cast.gm.pk not in offered(desk, case, "assign_case", "handler")
    assert Case.objects.get(pk=case.pk).handler == cast.hr


def test_any_other_complaint_is_the_general_managers_too(cast: Cast, english: SignIn, complain: Complain) -> None:
    case = complain(cast.li, accused=[cast.chen.pk])
    with time_machine.travel(minutes(70), tick=False):
        assert offered(english(cast.qin), case, "assign_case", "handler")[0] == cast.gm.pk


@pytest.mark.parametrize("accused", ["person", "department"])
def test_whom_it_is_about_follows_no_complaint(cast: Cast, english: SignIn, complain: Complain, accused: str) -> None:
    said = {"accused": [cast.lin.pk]} if accused == "person" else {"accused_department": "customer_service"}
    apart = {cast.lin.pk, cast.head.pk} | ({cast.li.pk} if accused == "department" else set())
    case, desk = complain(cast.li, **said), english(cast.qin)
    with time_machine.travel(minutes(70), tick=False):
        assert not apart & set(offered(desk, case, "name_follower", "follower"))
        for number, pk in enumerate(sorted(apart)):
            given = {"follower": pk, "note": "x", "once": f"f{number}"}
            assert desk.post(f"/cases/{case.number}/name_follower/", given).status_code == 422
    for one in Employee.objects.filter(pk__in=apart):
        with pytest.raises(IsConcerned):
            sending.check_desk(one, case)


def test_no_hand_over_gives_it_to_whom_it_is_about(cast: Cast, complain: Complain) -> None:
    case = complain(cast.li, accused=[cast.lin.pk])
    with pytest.raises(IsConcerned):
        follow.offer_handover(cases=[case], to=cast.lin, actor=cast.li, at=minutes(70))
    assert Case.objects.get(pk=case.pk).handover is None


def test_who_is_ill_passes_it_to_nobody_it_is_about(cast: Cast, english: SignIn, complain: Complain) -> None:
    case, desk = complain(cast.li, accused=[cast.gm.pk]), english(cast.qin)
    with time_machine.travel(minutes(70), tick=False):
        given = {"handler": cast.hr.pk, "once": "h2"}
        assert desk.post(f"/cases/{case.number}/assign_case/", given).status_code == 302
    (proposal,) = relief.proposals(cast.hr, SYSTEM, minutes(80))
    assert cast.gm not in [one.employee for one in proposal.candidates]
    leaving.pass_on_requests(
        employee=cast.hr, orders_to=None, follower=None, reason="離職", actor=SYSTEM, at=minutes(80)
    )
    assert Case.objects.get(pk=case.pk).handler not in (cast.gm, cast.hr)


def test_whom_it_is_about_is_not_offered_to_look_into_it(cast: Cast, english: SignIn, complain: Complain) -> None:
    case = complain(cast.li, accused=[cast.gm.pk])
    with time_machine.travel(minutes(70), tick=False):
        found = offered(english(cast.qin), case, "assess_complaint", "investigator")
    assert cast.qin.pk in found
    assert cast.gm.pk not in found


def test_a_request_that_is_no_complaint_goes_into_any_hands(walk: Walk, cast: Cast, complain: Complain) -> None:
    """Also into those of whom the home complained about: only the complaint is kept from them."""
    complain(cast.li, accused=[cast.chen.pk])
    order = walk("dispatched")
    assert queries.candidates(order, minutes(70), cast.zhao)[0].employee == cast.chen
    assert Complaint.objects.count() == 1
