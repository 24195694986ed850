"""A planned session is held at another time, elsewhere, by somebody else; and a note that somebody is new was a mistake."""

from datetime import timedelta

import pytest

from gensui.ledger.models import Event, Obligation, Outgoing
from gensui.ledger.refusals import KeyReused
from gensui.people.access import NotYours
from gensui.people.actions import one as people
from gensui.people.actions import roster
from gensui.people.refusals import NotNew
from gensui.training import codes
from gensui.training.actions import attendance, sessions
from gensui.training.models import Session
from gensui.training.refusals import BadSession, OwnTrainer, SessionBegun, SessionOver, TooShort
from tests.cast import MONDAY, Cast
from tests.training.test_at_once import at_once
from tests.training.test_induction import HOUR, plan, sittings

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


def later(days: int = 7) -> list[sessions.Sitting]:
    """The same half days, so many days later."""
    shift = timedelta(days=days)
    return [sessions.Sitting(one.starts_at + shift, one.ends_at + shift, one.hours) for one in sittings()]


def move(cast: Cast, session: Session, **changed: object) -> Session:
    words = {"trainer": cast.zhao, "place": "Hall", "sittings": later(), "actor": cast.hr, "at": MONDAY}
    return sessions.move_session(session=session, **(words | changed))  # type: ignore[arg-type]


def test_it_is_moved_and_who_is_on_the_list_is_told(cast: Cast) -> None:
    session, before = plan(cast), Outgoing.objects.count()
    moved = move(cast, session, once="move:1")
    assert (moved.trainer, moved.place, moved.starts_at) == (cast.zhao, "Hall", later()[0].starts_at)
    assert [one.starts_at for one in moved.half_days.order_by("starts_at")] == [one.starts_at for one in later()]
    told = Outgoing.objects.order_by("pk")[before:]
    assert [(one.to, "Hall" in one.body) for one in told] == [(cast.chen.key, True)]
    assert Event.objects.filter(stream=session.stream).last().kind == "training.moved"  # type: ignore[union-attr]

    assert move(cast, session, once="move:1").place == "Hall"  # the same request again
    with pytest.raises(KeyReused):
        move(cast, session, once="move:1", place="Roof")
    half_day = moved.half_days.order_by("starts_at")[0]
    attendance.sign_in(code=codes.token(half_day, half_day.starts_at), actor=cast.chen, at=half_day.starts_at)
    with pytest.raises(SessionBegun):
        move(cast, session, sittings=later(14), at=half_day.ends_at)


def test_what_is_refused_leaves_it_as_it_was(cast: Cast) -> None:
    session = plan(cast)
    with pytest.raises(NotYours):
        move(cast, session, actor=cast.li)
    with pytest.raises(NotYours):
        move(cast, session, actor=cast.stranger)
    with pytest.raises(TooShort):
        move(cast, session, sittings=later()[:2])
    with pytest.raises(BadSession):
        move(cast, session, sittings=[])
    with pytest.raises(BadSession):
        move(cast, session, sittings=[*later(), later()[0]])
    with pytest.raises(OwnTrainer):
        move(cast, session, trainer=cast.chen)
    session.refresh_from_db()
    assert (session.place, session.half_days.count()) == ("B1", 4)
    sessions.cancel_session(session=session, actor=cast.hr, at=MONDAY)
    with pytest.raises(SessionOver):
        move(cast, session)


def test_two_at_once_move_it_one_after_the_other(cast: Cast) -> None:
    session = plan(cast)
    assert at_once(lambda: move(cast, session)) == ["done", "done"]
    assert session.half_days.count() == 4


def test_somebody_was_noted_as_new_by_mistake(cast: Cast) -> None:
    people.welcome(employee=cast.chen, actor=cast.hr, at=MONDAY)
    with pytest.raises(NotYours):
        people.correct_welcome(employee=cast.chen, actor=cast.li, at=MONDAY)
    freed = people.correct_welcome(employee=cast.chen, actor=cast.hr, at=MONDAY + HOUR)
    assert freed.newcomer_since is None
    duty = Obligation.objects.get(stream=cast.chen.key, clause="5.1.1")
    assert (duty.state, duty.lapsed_at) == ("void", None)
    starts_at = MONDAY + 48 * HOUR
    roster.plan_duty(
        employee=cast.chen, starts_at=starts_at, ends_at=starts_at + HOUR, actor=cast.zhao, at=MONDAY + HOUR
    )
    with pytest.raises(NotNew):
        people.correct_welcome(employee=cast.chen, actor=cast.hr, at=MONDAY + HOUR)

    people.welcome(employee=cast.chen, actor=cast.hr, at=MONDAY + 2 * HOUR)  # and new after all
    assert Obligation.objects.filter(stream=cast.chen.key, clause="5.1.1", state="open").count() == 1
