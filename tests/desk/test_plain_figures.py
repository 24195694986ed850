"""What people read is written for people: quantities as said, and no code of the house on a page."""

import pytest
import time_machine
from django.urls import reverse

from gensui.cases.models import QuoteLine
from gensui.ledger.models import Obligation
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database


def test_a_quantity_is_written_as_people_say_it(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = walk("plan_pending")
    lines = QuoteLine.objects.filter(quote__case=case)
    with time_machine.travel(minutes(60), tick=False):
        for quantity, said in (("1.00", "1 次"), ("1.50", "1.5 次"), ("20.00", "20 次")):
            lines.update(quantity=quantity, unit="次")
            page = english(cast.chen).get(reverse("case", args=[case.number])).content.decode()
            assert f">{said}<" in page
            assert f"{quantity} 次" not in page


def test_a_refusal_shows_its_sentence_and_no_code(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = walk("working")
    duty = Obligation.objects.filter(stream=case.stream).first()
    assert duty is not None
    given = {"reason": "下雨", "once": "x"}
    answer = english(cast.chen).post(reverse("excuse", args=[case.number, duty.pk]), given)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "This was not done" in page
    assert ">not_yours<" not in page
