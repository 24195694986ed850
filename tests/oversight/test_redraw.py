"""The sample is drawn again by a command, and a hand that changed seed, list or sample is found."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from gensui.oversight.actions import inspecting
from gensui.oversight.models import Inspection
from tests.oversight.conftest import Team
from tests.oversight.test_inspect import LATER

pytestmark = pytest.mark.database


def sample(number: str) -> list[str]:
    out = StringIO()
    call_command("sample", number, stdout=out)
    return out.getvalue().splitlines()


@pytest.fixture
def drawn(weekly: Inspection, team: Team) -> Inspection:
    return inspecting.draw_sample(inspection=weekly, actor=team.security, at=LATER)


def test_it_is_the_same_again(drawn: Inspection) -> None:
    told = sample(drawn.number)
    assert drawn.seed in told[0]
    assert told[1:-1] == list(drawn.items.order_by("place").values_list("subject", flat=True))


def test_another_seed_is_found(drawn: Inspection) -> None:
    Inspection.objects.update(seed="0" * 64)
    with pytest.raises(CommandError, match="seed is not the one"):
        sample(drawn.number)


def test_another_list_is_found(drawn: Inspection) -> None:
    Inspection.objects.update(frame={"case": drawn.frame["case"][1:]})
    with pytest.raises(CommandError, match="list is not the one"):
        sample(drawn.number)


def test_something_left_out_is_found(drawn: Inspection) -> None:
    left_out = drawn.items.order_by("place")[0]
    subject = left_out.subject
    left_out.delete()
    with pytest.raises(CommandError, match=subject):
        sample(drawn.number)


def test_what_was_not_drawn_is_not_compared(weekly: Inspection) -> None:
    for number in (weekly.number, "V999999", "nonsense"):
        with pytest.raises(CommandError, match="was drawn"):
            sample(number)
