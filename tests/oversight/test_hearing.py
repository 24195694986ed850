"""What the person says of a file: nothing is decided before the term ends or the person says that this is all."""

from datetime import timedelta

import pytest

from gensui.ledger import policies, verify
from gensui.ledger import queries as ledger
from gensui.oversight.actions import hearing, sanctions
from gensui.oversight.sanction_refusals import NotHeard, WrongStage
from gensui.people.access import NotYours
from gensui.people.refusals import NoWords
from tests.cases.test_follow_and_together import picture
from tests.cast import Cast
from tests.oversight.filed import FILE_AT, WARNING, Open

pytestmark = pytest.mark.database

HOUR = timedelta(hours=1)


def test_the_term_stays_open_after_the_first_words(cast: Cast, opened: Open) -> None:
    found = opened("asked")
    found = hearing.give_statement(sanction=found, text="同時有爆管", actor=cast.chen, at=FILE_AT + HOUR)
    with pytest.raises(NotHeard):
        sanctions.decide_sanction(sanction=found, measure=WARNING, actor=cast.chief, at=FILE_AT + 2 * HOUR)
    found = hearing.give_statement(
        sanction=found, text="這是當天的通話", pictures=[picture()], actor=cast.chen, at=FILE_AT + 3 * HOUR
    )
    assert found.defence.startswith("同時有爆管")
    assert found.defence.endswith("這是當天的通話")
    assert found.enclosures.get().kind == "statement"
    assert [one.kind for one in ledger.events_of(found.stream)].count("defence.heard") == 1
    last = found.defence_until
    with pytest.raises(NotHeard):
        sanctions.decide_sanction(sanction=found, measure=WARNING, actor=cast.chief, at=last - timedelta(seconds=1))
    found = sanctions.decide_sanction(sanction=found, measure=WARNING, actor=cast.chief, at=last)
    with pytest.raises(WrongStage):
        hearing.give_statement(sanction=found, text="還有", actor=cast.chen, at=last + HOUR)
    assert [one for one in verify.check_log(policies.newest()) if isinstance(one, verify.Fault)] == []


def test_whoever_says_that_this_is_all_may_still_add(cast: Cast, opened: Open) -> None:
    found = opened("asked")
    with pytest.raises(NoWords):
        hearing.give_statement(sanction=found, text="", all_said=True, actor=cast.chen, at=FILE_AT + HOUR)
    found = hearing.give_statement(sanction=found, text="同時有爆管", actor=cast.chen, at=FILE_AT + HOUR)
    with pytest.raises(NotYours):
        hearing.give_statement(sanction=found, text="", all_said=True, actor=cast.chief, at=FILE_AT + HOUR)
    found = hearing.give_statement(sanction=found, text="", all_said=True, actor=cast.chen, at=FILE_AT + HOUR)
    found = hearing.give_statement(sanction=found, text="還有一句", actor=cast.chen, at=FILE_AT + 2 * HOUR)
    assert "還有一句" in found.defence
    found = sanctions.decide_sanction(sanction=found, measure=WARNING, actor=cast.chief, at=FILE_AT + 2 * HOUR)
    assert found.state == "proposed"
