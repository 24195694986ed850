"""Somebody leaves on a day to come: until its end nothing changes, then the worker closes the doors and passes all on."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from gensui.amendments.models import Draft as PolicyDraft
from gensui.cases.models import Draft
from gensui.ledger.models import Event, Obligation, Outgoing, PolicyVersion
from gensui.oversight import leavers
from gensui.oversight.actions import leaving
from gensui.oversight.models import Leaving
from gensui.oversight.refusals import BadSuccessor
from gensui.people.acting import SYSTEM
from gensui.people.models import Employee
from gensui.training.models import Course, Seat, Session
from tests.cases.conftest import Walk
from tests.cast import Cast
from tests.desk.test_leaving import complained, enter, held_by, leave, on_duty_now

pytestmark = pytest.mark.database
LAST = timedelta(days=3)


@pytest.fixture(autouse=True)
def _reads_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def last_day() -> date:
    return timezone.localdate() + LAST


def end_of(day: date) -> datetime:
    """The first instant after this day, by the clocks of the community."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), datetime.min.time()))


def plan(whom: Employee, by: Employee, **fields: Any) -> Any:
    return leave(whom, by, last_on=f"{last_day()}", **fields)


def test_until_the_end_of_the_day_nothing_changes(walk: Walk, cast: Cast) -> None:
    case = walk("dispatched")
    on_duty_now(cast.head)
    assert plan(cast.li, cast.hr).status_code == 302
    assert Event.objects.get(stream=cast.li.key, kind="leaving.planned").data["last_on"] == f"{last_day()}"
    before = end_of(last_day()) - timedelta(seconds=1)

    assert leaving.end_planned(actor=SYSTEM, at=before) == 0
    case.refresh_from_db()
    cast.li.refresh_from_db()
    assert (case.follower, cast.li.left_on) == (cast.li, None)
    assert held_by(cast.li)
    assert enter(cast.li).get(reverse("worklist")).status_code == 200
    assert f"leaves at the end of {last_day()}" in enter(cast.hr).get(reverse("personnel")).content.decode()


def test_then_the_doors_close_and_the_gap_is_watched(walk: Walk, cast: Cast) -> None:
    case = walk("dispatched")
    on_duty_now(cast.head)
    plan(cast.li, cast.hr)
    over = end_of(last_day())

    assert leaving.end_planned(actor=SYSTEM, at=over) == 1
    assert leaving.end_planned(actor=SYSTEM, at=over) == 0
    case.refresh_from_db()
    cast.li.refresh_from_db()
    assert (case.follower, cast.li.left_on) == (None, last_day())
    assert Obligation.objects.get(stream=case.stream, clause="1.3.2").state == "open"
    assert held_by(cast.li) == []
    assert enter(cast.li).get(reverse("worklist")).status_code == 302
    assert Event.objects.filter(stream=cast.li.key, kind="employment.ended").count() == 1
    assert "left on" in enter(cast.hr).get(reverse("leaving", args=[cast.li.number])).content.decode()


def test_what_is_open_goes_into_the_hands_that_were_chosen(walk: Walk, cast: Cast) -> None:
    case = walk("dispatched")
    plan(cast.li, cast.hr, follower=cast.lin.pk)
    leaving.end_planned(actor=SYSTEM, at=end_of(last_day()))
    case.refresh_from_db()
    assert case.follower == cast.lin
    assert Leaving.objects.get().trouble == ""


def test_who_was_chosen_may_have_left_by_then(walk: Walk, cast: Cast) -> None:
    case = walk("working")
    plan(cast.chen, cast.hr, orders_to=cast.zhao.pk)
    leave(cast.zhao, cast.hr)
    leaving.end_planned(actor=SYSTEM, at=end_of(last_day()))
    case.refresh_from_db()
    cast.chen.refresh_from_db()
    assert cast.chen.left_on == last_day()
    assert case.handler not in (cast.chen, cast.zhao, None)


def test_what_cannot_go_as_chosen_goes_to_who_falls_in_and_is_told(walk: Walk, cast: Cast) -> None:
    case = walk("dispatched")
    plan(cast.li, cast.hr, follower=cast.lin.pk)
    Employee.objects.filter(pk=cast.lin.pk).update(role="cleaner", department=cast.cleaner.department)
    leaving.end_planned(actor=SYSTEM, at=end_of(last_day()))
    case.refresh_from_db()
    cast.li.refresh_from_db()
    assert (case.follower, cast.li.left_on) == (None, last_day())
    told = Outgoing.objects.get(to=cast.hr.key, what="leaving")
    assert cast.li.name in told.body
    assert Leaving.objects.get().trouble in enter(cast.hr).get(reverse("personnel")).content.decode()


def test_the_later_word_holds_and_somebody_may_stay(cast: Cast) -> None:
    plan(cast.chen, cast.hr)
    later = last_day() + LAST
    assert leave(cast.chen, cast.hr, last_on=f"{later}").status_code == 302
    assert Leaving.objects.get().last_on == later
    for _twice in range(2):
        assert enter(cast.hr).post(reverse("staying", args=[cast.chen.number])).status_code == 302
    assert not Leaving.objects.exists()
    assert Event.objects.filter(stream=cast.chen.key, kind="leaving.withdrawn").count() == 1
    assert leaving.end_planned(actor=SYSTEM, at=end_of(later)) == 0
    cast.chen.refresh_from_db()
    assert cast.chen.left_on is None


def test_who_leaves_earlier_after_all_leaves_once(cast: Cast) -> None:
    plan(cast.chen, cast.hr)
    leave(cast.chen, cast.hr)
    assert leaving.end_planned(actor=SYSTEM, at=end_of(last_day())) == 0
    assert Event.objects.filter(stream=cast.chen.key, kind="employment.ended").count() == 1


@pytest.mark.parametrize("days", [-1, 400])
def test_a_day_that_cannot_be_is_refused(cast: Cast, days: int) -> None:
    day = timezone.localdate() + timedelta(days=days)
    answer = leave(cast.chen, cast.hr, last_on=f"{day}", reason="辭職")
    assert (answer.status_code, "辭職" in answer.content.decode()) == (422, True)
    assert not Leaving.objects.exists()


def test_strangers_plan_nothing_and_take_nothing_back(cast: Cast) -> None:
    for who in (cast.head, cast.chief, cast.gm, cast.chen):
        assert plan(cast.li, who).status_code == 403
        assert enter(who).post(reverse("staying", args=[cast.li.number])).status_code == 403
    assert plan(cast.hr, cast.hr).status_code == 422
    assert enter(cast.hr).post(reverse("staying", args=["Z99"])).status_code == 404


def test_whom_a_complaint_concerns_is_refused_when_it_is_planned(cast: Cast) -> None:
    case = complained(cast, cast.head)
    assert plan(cast.head, cast.hr, complaints_to=cast.chief.pk).status_code == 422
    case.refresh_from_db()
    cast.head.refresh_from_db()
    assert (case.complaint.investigator, cast.head.left_on) == (cast.head, None)
    assert not Leaving.objects.exists()
    assert not Event.objects.filter(kind="employment.ended").exists()


def course_of(cast: Cast, trainer: Employee, *attending: Employee) -> Session:
    course = Course.objects.get_or_create(key="gas", kind="special", name={"en": "Gas leaks"})[0]
    at = timezone.now()
    session = Session.objects.create(
        course=course,
        site=cast.site,
        trainer=trainer,
        place="會議室",
        starts_at=at + timedelta(days=9),
        planned_by=cast.hr,
        planned_at=at,
    )
    Seat.objects.bulk_create(Seat(session=session, employee=one) for one in attending)
    return session


@pytest.mark.parametrize("named", [True, False])
def test_courses_seats_and_a_half_typed_intake_are_passed_on(cast: Cast, named: bool) -> None:
    held, sat_in = course_of(cast, cast.li, cast.chen), course_of(cast, cast.chief, cast.li, cast.chen)
    now = timezone.now()
    Draft.objects.create(employee=cast.li, fields={"content": "漏水"}, begun_at=now, saved_at=now)
    shown = enter(cast.qin).get(reverse("leaving", args=[cast.li.number])).content.decode()
    for said in ("holds this course", "comes off it", "An intake half typed"):
        assert said in shown

    assert leave(cast.li, cast.qin, courses_to=cast.head.pk if named else "").status_code == 302
    held.refresh_from_db()
    assert held.trainer == (cast.head if named else cast.hr)
    assert list(sat_in.seats.values_list("employee", flat=True)) == [cast.chen.pk]
    assert Draft.objects.get().employee == cast.head
    assert Outgoing.objects.filter(to=cast.head.key, what="draft.given").exists()
    assert Event.objects.filter(stream=held.stream, kind="training.moved").count() == 1


def test_nobody_on_the_list_becomes_the_trainer(cast: Cast) -> None:
    held = course_of(cast, cast.li, cast.head)
    assert leave(cast.li, cast.hr, courses_to=cast.head.pk).status_code == 422
    held.refresh_from_db()
    assert held.trainer == cast.li


def test_what_was_begun_is_listed(cast: Cast) -> None:
    base = PolicyVersion.objects.first()
    assert base is not None
    now = timezone.now()
    PolicyDraft.objects.create(
        title="巡查加密", version="2027.1", base=base, files={}, drafted_by=cast.head, drafted_at=now, changed_at=now
    )
    shown = enter(cast.hr).get(reverse("leaving", args=[cast.head.number])).content.decode()
    assert "巡查加密 2027.1" in shown


OWES = {
    "cases.Case.follower",
    "cases.Case.handler",
    "cases.Handover.from_employee",
    "cases.Handover.to_employee",
    "cases.Complaint.investigator",
    "cases.Draft.employee",
    "rounds.Plan.assignee",
    "training.Session.trainer",
    "training.Seat.employee",
    "people.Duty.employee",
    "people.AccessToken.employee",
}
"""Passed on, or ended, when somebody leaves; each has its test."""
LISTED = {
    "oversight.Inspection.drawn_by",
    "oversight.Rectification.found_by",
    "oversight.Survey.opened_by",
    "amendments.Draft.drafted_by",
    "oversight.Team.leader",
    "oversight.Team.members",
}
"""Shown, and left under the name of who did it: others of the office go on with it, or somebody is appointed anew."""
ENDS_ITSELF = {
    "rounds.Round.worker",  # a round that is never brought back is ended by the worker
    "training.SignOff.employee",
    "security.IncidentNotice.employee",
    "cases.SavedFilter.employee",
    "people.Absence.employee",
}
"""Asked of nobody who has left."""
OF_WHOM = {
    "oversight.Leaving.employee",
    "oversight.Sanction.employee",
    "oversight.Breach.employee",
    "oversight.PayTerms.employee",
    "oversight.MonthSheet.employee",
    "oversight.Share.employee",
    "oversight.Idea.employee",
    "oversight.Vote.member",
    "cases.Complaint.accused",
    "oversight.Dispute.moved_to",
    "oversight.Sanction.witness",
    "security.Incident.first_guard",
    "security.Incident.reporter",
    "cases.PhoneCall.caller",
    "cases.ReturnVisit.visitor",
    "rounds.Finding.reporter",
    "rounds.Sent.employee",
    "oversight.Leaving.orders_to",
    "oversight.Leaving.follower",
    "oversight.Leaving.plans_to",
    "oversight.Leaving.complaints_to",
    "oversight.Leaving.courses_to",
    "oversight.Talk.employee",
}
"""Whom a record is about, or who did something that is over."""


def relations() -> set[str]:
    """Every field of a table that names somebody who works here, but for those that say by whom something was done."""
    found = set()
    for model in apps.get_models():
        if not model.__module__.startswith("gensui."):
            continue
        for field in (*model._meta.get_fields(),):
            names = field.many_to_one or field.one_to_one or field.many_to_many
            if names and not field.auto_created and field.related_model is Employee:
                found.add(f"{model._meta.label}.{field.name}")
    return found


def test_every_field_that_names_somebody_says_whether_something_is_owed() -> None:
    """A new field that names a colleague belongs into one of the sets: whoever leaves must leave nothing behind."""
    done = {one for one in relations() if one.endswith(("_by", ".author")) and one not in LISTED}
    told = OWES | LISTED | ENDS_ITSELF | OF_WHOM
    assert relations() - done - told == set()
    assert told - relations() == set()


def test_nothing_that_is_owed_is_left_with_who_has_left(walk: Walk, cast: Cast) -> None:
    walk("working")
    course_of(cast, cast.chen, cast.zhao)
    course_of(cast, cast.zhao, cast.chen)
    leave(cast.chen, cast.hr)
    assert owed_by(cast.chen) == []
    held = leavers.open_of(cast.chen, timezone.now())
    assert (held.orders, held.followed, held.sessions, held.seats, held.promises, held.duties) == ([], [], [], [], 0, 0)


def owed_by(employee: Employee) -> list[Model]:
    """The rows under which somebody still holds something."""
    over = {"closed_at", "cancelled_at", "accepted_at", "declined_at", "revoked_at", "retired_at"}
    found: list[Model] = []
    for label in OWES:
        model = apps.get_model(label.rpartition(".")[0])
        open_ones = {name: None for name in over if any(field.name == name for field in model._meta.get_fields())}
        rows = model._default_manager.filter(**{label.rpartition(".")[2]: employee}, **open_ones)
        if label == "people.Duty.employee":
            rows = rows.filter(ends_at__gt=timezone.now())
        found += rows
    return found


@pytest.mark.parametrize(("days", "answer"), [(-1, 422), (0, 422), (1, 302)])
def test_who_leaves_by_then_takes_nothing_over(walk: Walk, cast: Cast, days: int, answer: int) -> None:
    walk("dispatched")
    his = last_day() + timedelta(days=days)
    assert leave(cast.lin, cast.hr, last_on=f"{his}").status_code == 302
    told = plan(cast.li, cast.hr, follower=cast.lin.pk)
    assert told.status_code == answer
    assert Leaving.objects.filter(employee=cast.li).exists() == (answer == 302)
    if answer == 422:
        assert f"{cast.lin.name} leaves at the end of {his} and cannot take over" in told.content.decode()


def test_a_successor_who_stays_after_all_takes_over(walk: Walk, cast: Cast) -> None:
    walk("dispatched")
    leave(cast.lin, cast.hr, last_on=f"{last_day()}")
    enter(cast.hr).post(reverse("staying", args=[cast.lin.number]))
    assert plan(cast.li, cast.hr, follower=cast.lin.pk).status_code == 302


@pytest.mark.parametrize("kind", ["orders_to", "follower", "plans_to", "complaints_to", "courses_to"])
def test_who_is_named_works_there_and_has_the_post(cast: Cast, kind: str) -> None:
    """Also where nothing is held yet that would go there."""
    now = timezone.now()
    cast.qin.left_on = timezone.localdate()
    cast.qin.save()
    able = {
        "orders_to": cast.lin,
        "follower": cast.lin,
        "plans_to": cast.lin,
        "complaints_to": cast.gm,
        "courses_to": cast.chen,
    }
    unable = [cast.li, cast.stranger, cast.qin] + ([cast.chen] if kind != "courses_to" else [])
    for named in unable:
        hands: Any = {kind: named}
        for end in (
            lambda given: leaving.plan_leaving(
                employee=cast.li, actor=cast.hr, at=now, last_on=last_day(), hands=leaving.Hands(**given)
            ),
            lambda given: leaving.end_employment(employee=cast.li, actor=cast.hr, at=now, hands=leaving.Hands(**given)),
        ):
            with pytest.raises(BadSuccessor):
                end(hands)
    given: Any = {kind: able[kind]}
    leaving.plan_leaving(employee=cast.li, actor=cast.hr, at=now, last_on=last_day(), hands=leaving.Hands(**given))
