"""The cast at work, and a case walked to where a test begins."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from gensui.cases.actions import intake, order, plan, result, work
from gensui.cases.actions.priced import Line, Plan
from gensui.cases.actions.work import Handling
from gensui.cases.models import Case
from tests.cast import Cast, gather, minutes

Walk = Callable[..., Case]


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody is there."""
    return gather()


def leak_plan(cast: Cast, **words: Any) -> Plan:
    """A new valve, and the work."""
    given: dict[str, Any] = {
        "findings": "角閥滴水", "cause": "墊圈老化", "plan": "更換角閥", "payer": "owner", "explained": "in_person",
        "lines": (
            Line("角閥", "material", Decimal(2), Decimal(46), cast.valve),
            Line("人工", "labour", Decimal(1), Decimal(80), cast.labour),
        ),
    }  # fmt: skip
    return Plan(**(given | words))


HANDLED = Handling(
    process="更換兩個角閥",
    result="fixed",
    labour_minutes=40,
    materials="生料帶 1",
    cost=Decimal(172),
    site_cleaned=True,
    tested=True,
)


@pytest.fixture
def walk(cast: Cast) -> Walk:
    """A request of Mei's, walked to a state: two minutes from one step to the next."""

    def to(state: str = "dispatched", **words: Any) -> Case:
        clock = iter(range(0, 400, 2))

        def at() -> datetime:
            return minutes(next(clock))

        case = intake.take_in(site=cast.site, request=cast.request(**words), actor=cast.li, at=at())
        steps: list[Callable[[Case], Case]] = [
            lambda c: order.accept_order(case=c, actor=cast.chen, at=at()),
            lambda c: order.contact_owner(case=c, actor=cast.chen, at=at()),
            lambda c: order.arrive(case=c, actor=cast.chen, at=at(), proof="scan", key="door"),
            lambda c: plan.propose_plan(case=c, actor=cast.chen, at=at(), plan=leak_plan(cast)),
            lambda c: work.start_work(
                case=plan.consent_to_plan(case=c, actor=cast.mei, at=at(), method="app", by="陳美", key="app"),
                actor=cast.chen, at=at(),
            ),
            lambda c: work.complete_work(case=c, actor=cast.chen, at=at(), handling_record=HANDLED, photo="p1"),
            lambda c: work.report_result(case=c, actor=cast.chen, at=at()),
            lambda c: result.tell_result(case=c, actor=cast.li, at=at(), asked=True),
            lambda c: result.accept_result(case=c, actor=cast.mei, at=at()),
        ]  # fmt: skip
        for step in steps:
            if case.state == state:
                return case
            case = step(case)
        assert case.state == state
        return case

    return to
