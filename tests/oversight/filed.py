"""The cast where something went wrong: Chen accepted an order late, and his head Ma asks about it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from gensui.cases.models import Case
from gensui.ledger import due
from gensui.ledger import queries as ledger
from gensui.ledger.models import Obligation
from gensui.oversight.actions import appeals, hearing, sanctions, serving
from gensui.oversight.actions.sanctions import Facts
from gensui.oversight.measures import Measure
from gensui.oversight.models import Sanction
from gensui.people.models import Duty
from tests.cases.conftest import Walk, cast, walk
from tests.cast import MONDAY, Cast, minutes

__all__ = ["MONDAY", "cast", "minutes", "walk"]

WORDS = "三單均未在時限內聯繫業主，亦未說明原因"
DAY = timedelta(days=1)
EVIDENCE = "工單時間線"
WARNING = Measure(kind="warning", reasons="初次，情節較輕")
FILE_AT = MONDAY + timedelta(days=1, hours=5)
"""Tuesday: what lapsed on Monday could be read and answered for a day."""

Lapse = Callable[..., list[Obligation]]
Open = Callable[..., Sanction]


def on_tuesday_too() -> None:
    """Whoever works on that Monday works on Tuesday too."""
    rows = [
        Duty(employee_id=one.employee_id, starts_at=one.starts_at + DAY, ends_at=one.ends_at + DAY)
        for one in Duty.objects.filter(starts_at=MONDAY - timedelta(hours=2))
    ]
    Duty.objects.bulk_create(rows, ignore_conflicts=True)


@pytest.fixture
def lapse(cast: Cast, walk: Walk) -> Lapse:
    """Chen accepts so many orders and lets an hour pass: what lapsed for him."""

    def late(count: int = 2) -> list[Obligation]:
        on_tuesday_too()
        cases: list[Case] = [walk("assigned") for _more in range(count)]
        due.sweep(at=minutes(120))
        duties = ledger.duties_of([case.stream for case in cases])
        lapsed = [duty for found in duties.values() for duty in found if duty.lapsed_at]
        return [duty for duty in lapsed if duty.answerable == cast.chen.key]

    return late


@pytest.fixture
def opened(cast: Cast) -> Open:
    """A file on Chen, taken to where a test begins."""

    def to(state: str = "asked", measure: Measure = WARNING, **words: Any) -> Sanction:
        on_tuesday_too()
        given: dict[str, Any] = {"clause": "4.2.1", "severity": "minor", "facts": WORDS, "evidence": EVIDENCE}
        facts = Facts(**(given | {k: v for k, v in words.items() if k not in ("at", "decider", "second")}))
        at: datetime = words.get("at", FILE_AT)
        decider, second = words.get("decider", cast.chief), words.get("second", cast.qin)

        def step(hours: float) -> datetime:
            return at + timedelta(hours=hours)

        found = sanctions.open_file(employee=cast.chen, facts=facts, actor=cast.chief, at=at)
        steps: list[Callable[[Sanction], Any]] = [
            lambda f: hearing.give_statement(
                sanction=f, text="當天同時有兩處爆管", all_said=True, actor=cast.chen, at=step(1)
            ),
            lambda f: sanctions.decide_sanction(sanction=f, measure=measure, actor=decider, at=step(2)),
            lambda f: sanctions.countersign(sanction=f, actor=second, at=step(3)),
            lambda f: serving.acknowledge_sanction(sanction=f, actor=cast.chen, at=step(4)),
            lambda f: appeals.file_appeal(
                sanction=f, grounds="fact", statement="爆管優先，已報告班長", actor=cast.chen, at=step(5)
            ),
        ]  # fmt: skip
        for take in steps:
            if found.state == state:
                return found
            take(found)
            found.refresh_from_db()
        assert found.state == state
        return found

    return to
