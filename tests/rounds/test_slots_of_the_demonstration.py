"""The demonstration's own slots: each was held by somebody who stood on its post when it was done or ran out, else by the house."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from gensui.core import standing
from gensui.ledger import policies, verify
from gensui.ledger.models import Obligation
from gensui.oversight.promises import held_at
from gensui.people.models import Duty
from gensui.rounds.models import Plan
from gensui.sim.community import ZONE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]
NOW = datetime(2026, 11, 24, 20, 30, tzinfo=ZONE)
"""Half past eight in the evening: the ten hours on the grounds before it see the changes of shift of cleaners and guards."""


@pytest.fixture
def lived(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A day of a smaller community, made by the demonstration itself."""
    settings.DATA, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    call_command("demo", "--no-serve", days=1, households=60, verbosity=0)


def over() -> list[Obligation]:
    """The slots of the grounds that are done or ran out."""
    slots = Obligation.objects.filter(stream__startswith="plan:", not_before__isnull=False, due_at__lte=NOW)
    return list(slots.exclude(state="void", lapsed_at=None).order_by("pk"))


def misplaced(slots: list[Obligation]) -> tuple[Counter[str], list[str]]:
    """How many slots were of whom when they were done, else when they ran out; and those that were of the wrong person.

    Whoever stood on the plan's post; where nobody did, a leader of the department who was on duty; else the house.
    """
    plans = {plan.stream: plan for plan in Plan.objects.select_related("post__department")}
    whose: Counter[str] = Counter()
    wrong = []
    for slot in slots:
        assert slot.due_at is not None
        at, plan = min(slot.met_at or slot.due_at, slot.due_at), plans[slot.stream]
        who = held_at(slot.segments, at)
        assert plan.post is not None, plan.name
        there = Duty.objects.filter(starts_at__lte=at, ends_at__gte=at).select_related("employee")
        on_post = {duty.employee.key for duty in there.filter(post=plan.post, ends_at__gt=at)}
        leading = {one.employee.key for one in there.filter(employee__department=plan.post.department) if leads(one)}
        if who in {duty.employee.key for duty in there.filter(post=plan.post)}:
            whose["post"] += 1
        elif not on_post and who in leading:
            whose["leader"] += 1
        elif not on_post and not leading and standing.is_of_house(who):
            whose["house"] += 1
        else:
            wrong.append(f"{slot.clause} of {plan.name}, {at.astimezone(ZONE):%d %H:%M}: {who}")
    return whose, wrong


def leads(duty: Duty) -> bool:
    return duty.employee.role in ("team_leader", "dept_head")


def test_every_slot_was_of_who_stood_on_its_post(lived: None) -> None:
    slots = over()
    whose, wrong = misplaced(slots)
    assert wrong == []
    assert whose["post"] > 100
    count = Counter(slot.clause for slot in slots)
    assert count["4.3.2"] >= 10
    assert count["4.4.3"] >= 40
    evening = [slot for slot in slots if slot.due_at and slot.due_at.astimezone(ZONE).hour >= 18]
    assert {"4.3.2", "4.4.2"} <= {slot.clause for slot in evening}
    assert len({held_at(slot.segments, slot.due_at) for slot in slots if slot.clause == "4.3.2" and slot.due_at}) > 2
    assert [one for one in verify.check_log(policies.newest()) if isinstance(one, verify.Fault)] == []
