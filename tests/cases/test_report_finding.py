"""Whoever works there reports what is out of order; the desk confirms it and sends it on."""

import pytest

from gensui.cases import access
from gensui.cases.actions import intake, reporting
from gensui.cases.models import Case
from gensui.cases.recorded import Request
from gensui.ledger.models import Obligation
from gensui.people.access import NotYours
from gensui.people.acting import Entry
from tests.cast import Cast, minutes

pytestmark = pytest.mark.database


def found(cast: Cast) -> Request:
    return cast.request(
        channel="patrol", requester_name="孫虎", relation="staff", phone="", unit=None, resident=None, area=cast.lobby,
        category=cast.dirt, content="地上有油", place="大堂",
    )  # fmt: skip


def test_a_finding_is_recorded_and_the_desk_confirms_it(cast: Cast) -> None:
    entry = Entry(happened_at=minutes(0), once="finding:1")
    case = reporting.report_finding(site=cast.site, request=found(cast), actor=cast.guard, at=minutes(30), entry=entry)
    assert (case.state, case.channel, case.opened_at) == ("recording", "patrol", minutes(0))
    assert Obligation.objects.filter(stream=case.stream, state="open").exists()  # the desk's clock runs

    confirmed = intake.confirm_intake(
        case=case, actor=cast.li, at=minutes(31), category=cast.dirt, priority="", complexity=""
    )
    assert (confirmed.state, confirmed.department) == ("dispatched", "cleaning")


def test_the_same_finding_twice_is_one_case(cast: Cast) -> None:
    entry = Entry(once="finding:1")
    cases = {
        reporting.report_finding(site=cast.site, request=found(cast), actor=cast.guard, at=minutes(1), entry=entry).pk
        for _twice in range(2)
    }
    assert len(cases) == Case.objects.count() == 1


def test_a_stranger_reports_nothing_here_and_an_owner_not_this_way(cast: Cast) -> None:
    with pytest.raises(NotYours):
        reporting.report_finding(site=cast.site, request=found(cast), actor=cast.stranger, at=minutes(1))
    assert Case.objects.count() == 0
    assert not access.may(cast.mei, "report_finding", Case(site=cast.site))
