"""A month is asked for at the desk and counted by a worker, once everything in it is judged."""

import pytest

from gensui.oversight.actions import months, sheets
from gensui.oversight.models import Counting, Month
from gensui.oversight.sheet_refusals import MonthClosed, MonthRuns
from gensui.people.access import NotYours
from gensui.people.acting import SYSTEM
from tests.cases.conftest import Walk
from tests.cast import MONDAY, Cast
from tests.oversight.counted import AFTER, NOVEMBER, catch_up

pytestmark = pytest.mark.database


def ask(cast: Cast) -> Counting:
    return months.ask_month(site=cast.site, first_on=NOVEMBER, actor=cast.hr, at=AFTER)


def test_what_was_asked_for_is_counted_once(cast: Cast, walk: Walk) -> None:
    walk("told")
    catch_up()
    asked = ask(cast)
    assert ask(cast).pk == asked.pk
    assert not Month.objects.exists()
    assert months.count_next(actor=SYSTEM, at=AFTER)
    assert not months.count_next(actor=SYSTEM, at=AFTER)
    asked.refresh_from_db()
    assert (asked.waits, asked.trouble) == (False, "")
    assert Month.objects.get().computed_at == AFTER
    assert ask(cast).pk != asked.pk


def test_it_waits_until_the_engine_has_judged_the_month(cast: Cast, walk: Walk) -> None:
    walk("assigned")
    asked = ask(cast)
    assert not months.count_next(actor=SYSTEM, at=AFTER)
    asked.refresh_from_db()
    assert asked.waits
    assert asked.waits_for > 0
    catch_up()
    assert months.count_next(actor=SYSTEM, at=AFTER)
    assert Month.objects.exists()


def test_what_cannot_be_counted_says_so_and_holds_up_nobody(november: Month, cast: Cast) -> None:
    asked = ask(cast)
    Month.objects.update(state="published", confirmed_at=AFTER, published_at=AFTER)
    assert months.count_next(actor=SYSTEM, at=AFTER)
    asked.refresh_from_db()
    assert (asked.waits, asked.trouble) == (False, "refused")


def test_what_is_refused(november: Month, cast: Cast) -> None:
    for stranger in (cast.chen, cast.chief, cast.zhao, cast.stranger):
        with pytest.raises(NotYours):
            months.ask_month(site=cast.site, first_on=NOVEMBER, actor=stranger, at=AFTER)
    with pytest.raises(MonthRuns):
        months.ask_month(site=cast.site, first_on=NOVEMBER, actor=cast.hr, at=MONDAY)
    Month.objects.update(state="published", confirmed_at=AFTER, published_at=AFTER)
    with pytest.raises(MonthClosed):
        ask(cast)
    assert not Counting.objects.exists()


def test_a_draft_at_the_same_time_changes_nothing(cast: Cast, walk: Walk) -> None:
    walk("told")
    catch_up()
    ask(cast)
    first = sheets.draft_month(site=cast.site, first_on=NOVEMBER, actor=cast.hr, at=AFTER)
    assert months.count_next(actor=SYSTEM, at=AFTER)
    assert Month.objects.get().digest == first.digest
