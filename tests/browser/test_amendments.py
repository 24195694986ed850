"""The policy's own life, as it looks: nothing wider than the screen, nothing the browser or axe complains of."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from gensui.amendments.actions import deciding, drafting, studying
from gensui.amendments.models import Study
from gensui.cli import studying as worker
from gensui.ledger import due
from tests.amendments.conftest import TWO
from tests.amendments.test_studies import Going
from tests.browser.conftest import Visit
from tests.browser.test_rooms import look
from tests.cases.conftest import Walk
from tests.cast import MONDAY, Cast, minutes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(280)]
DAY = timedelta(days=1)
FIVE = {
    "title": {"zh-Hant": "五分鐘聯繫", "zh-Hans": "五分钟联系", "en": "Contact in five minutes"},
    "text": {
        "zh-Hant": "維修單派到後五分鐘內聯繫業主。",
        "zh-Hans": "维修单派到后五分钟内联系业主。",
        "en": "Within five minutes of getting a repair the handler speaks with the owner.",
    },
}


@pytest.mark.parametrize("language", ["zh-hant", "en"])
def test_amendments(visit: Visit, walk: Walk, cast: Cast, pictures: Path, language: str) -> None:
    walk("working")
    walk("assigned")
    due.sweep(at=minutes(30))
    draft = drafting.start_draft(title="從容一些", version="2027.1", actor=cast.qin, at=MONDAY)
    drafting.change_clause(draft=draft, clause="4.2.1", words={"limit": "5 min"} | FIVE, actor=cast.qin, at=MONDAY)
    drafting.change_clause(draft=draft, clause="3.1.3", words={"limit": "2 min"} | TWO, actor=cast.qin, at=MONDAY)
    with time_machine.travel(minutes(90)):
        due.beat(worker="test", started_at=minutes(90), at=minutes(90), done=due.Swept())
        studying.ask_what_if(draft=draft, since=MONDAY - DAY, until=minutes(89), actor=cast.qin, at=minutes(90))
        studying.ask_staffing(since=MONDAY - 56 * DAY, until=minutes(89), actor=cast.qin, at=minutes(90))
        while worker.look(Going()):
            pass
        what_if, staffing = Study.objects.order_by("pk")
        qin = visit(language).sign_in("A02")
        look(qin, f"/amendments/{draft.pk}/clause/3.1.3/", pictures / f"amend-clause-{language}")
        deciding.ask_staff(draft=draft, until=MONDAY + DAY, actor=cast.qin, at=minutes(80))
        deciding.comment(draft=draft, clause="3.1.3", text="兩分鐘可以", actor=cast.chen, at=minutes(85))
        look(qin, "/amendments/", pictures / f"amendments-{language}")
        look(qin, f"/amendments/{draft.pk}/", pictures / f"amendment-{language}")
        look(qin, f"/studies/{what_if.pk}/", pictures / f"what-if-{language}")
        look(qin, f"/studies/{staffing.pk}/", pictures / f"staffing-{language}")
        look(qin, "/policy/?q=4.2", pictures / f"policy-{language}")
        look(qin, "/policy/4.2.1/", pictures / f"clause-{language}")
