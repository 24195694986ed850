"""Newcomers and training, the policy itself, and the records that go when their time is over."""

from collections.abc import Sequence
from datetime import time, timedelta
from typing import Any

from gensui.amendments.models import Draft
from gensui.people.models import Employee
from gensui.training.models import Course, Seat, Session
from tests.register.acts.vocabulary import act
from tests.register.story import ZONE, Story, typed

# Newcomers and training

HALVES = ((time(9), time(12)), (time(14), time(17)))
QUESTION = "三聲之內接電話嗎？\n* 是\n- 否"


@act
def joined(story: Story) -> None:
    """The personnel office notes that Chen is new."""
    story.fill_in(story.cast.hr, "/training/", form="/newcomers/", number="M07")


def _course(story: Story, kind: str, modules: str = "") -> Course:
    """The course of the house; or with these modules, or where the house has none, one that the office makes."""
    hr = story.cast.hr
    story.fill_in(hr, "/training/courses/", form="/house/")
    if modules or not Course.objects.filter(kind=kind).exists():
        taught = [one for one in modules.split(",") if one]
        named = {"name_zh_hant": "自訂課程", "questions_zh_hant": QUESTION}
        story.fill_in(hr, "/training/courses/new/", kind=kind, modules=taught, **named)
        return Course.objects.filter(kind=kind).latest("pk")
    return Course.objects.filter(kind=kind).order_by("pk")[0]


def _planned(
    story: Story, course: Course, trainer: Employee, who: Sequence[Employee], days: int, halves: int
) -> Session:
    """The office plans it on so many days that end by now."""
    here = story.now.astimezone(ZONE)
    last = here.date() - timedelta(days=0 if here.time() >= HALVES[halves - 1][1] else 1)
    rows = [(last - timedelta(days=back), *half) for back in reversed(range(days)) for half in HALVES[:halves]]
    answers: dict[str, Any] = {}
    for row, (day, begins, ends) in enumerate(rows, 1):
        times = {"day": day.isoformat(), "from": f"{begins:%H:%M}", "until": f"{ends:%H:%M}", "hours": 3}
        answers |= {f"{name}{row}": value for name, value in times.items()}
    where = story.fill_in(
        story.cast.hr,
        "/training/sessions/new/",
        course=course,
        trainer=trainer,
        place="B1",
        owing=False,
        persons=[one.pk for one in who],
        **answers,
    )
    return Session.objects.get(pk=int(where.strip("/").rpartition("/")[2]))


def _held(
    story: Story, course: Course, trainer: Employee, who: Sequence[Employee], days: int = 1, halves: int = 1
) -> None:
    """It was held with the printed sheet; its trainer enters who signed, and closes it."""
    session = _planned(story, course, trainer, who, days, halves)
    url = f"/training/sessions/{session.pk}/"
    for seat in session.seats.order_by("pk"):
        for half_day in session.half_days.order_by("starts_at"):
            came = typed(half_day.starts_at)
            story.fill_in(trainer, url, form="/paper/", seat=seat, half_day=half_day, came_at=came)
    story.fill_in(trainer, url, form="/close/")


@act
def induction(story: Story, days: int = 2) -> None:
    """Chen sat in the induction on so many days, and passes its test now."""
    chen = story.cast.chen
    _held(story, _course(story, "induction"), story.cast.qin, [chen], int(days), halves=2)
    url = f"/training/tests/{Seat.objects.filter(employee=chen).latest('pk').pk}/"
    story.send(chen, url, {"begin": "1"})
    asked = Seat.objects.filter(employee=chen).latest("pk").attempts.get().questions
    story.fill_in(chen, url, **{f"q{place}": _right(one) for place, one in enumerate(asked)})


def _right(question: Any) -> Any:
    right = [str(one) for one in question["right"]]
    return right if len(right) > 1 else right[0]


@act
def induction_planned(story: Story, modules: str = "") -> None:
    """The office plans an induction for Chen that teaches these modules; those of the house, if none is named."""
    _planned(story, _course(story, "induction", modules), story.cast.qin, [story.cast.chen], days=2, halves=2)


@act
def everybody_trained(story: Story, kind: str, modules: str = "") -> None:
    """Everybody sat in a training of this kind: Qin holds it, and for her the personnel office does."""
    hr, qin = story.cast.hr, story.cast.qin
    course = _course(story, kind, modules)
    others = Employee.objects.filter(department__site=story.cast.site).exclude(pk=qin.pk).order_by("pk")
    _held(story, course, qin, list(others))
    _held(story, course, hr, [qin])


# The policy


@act
def everybody_signs(story: Story) -> None:
    """Everybody who works in the community has read the policy, and signs for it."""
    for one in Employee.objects.filter(department__site=story.cast.site).order_by("pk"):
        story.fill_in(one, "/training/mine/policy/", form="/sign/")


@act
def policy_drafted(story: Story, clause: str = "4.1.8", drop: str = "") -> None:
    """Qin begins a draft, changes a clause in it, and asks everybody for a day."""
    qin = story.cast.qin
    url = story.fill_in(qin, "/amendments/", title="下一版", version="2026.12")
    place = f"{url}clause/{clause}/"
    form = story.open(qin, place).form(having="others")
    others = "\n".join(line for line in form.fields["others"].values[0].splitlines() if not drop or drop not in line)
    story.send(qin, place, form.filled(text_en="As it was said, and agreed with the staff.", others=others))
    story.fill_in(qin, url, form="/ask/", until=typed(story.now + timedelta(days=1)))


@act
def policy_approved(story: Story) -> None:
    """The general manager adopts the draft; it begins now."""
    url, now = f"/amendments/{Draft.objects.latest('pk').pk}/", typed(story.now + timedelta(minutes=1))
    story.fill_in(story.cast.gm, url, form="/approve/", published_at=now, starts_at=now)


@act
def policy_reviewed(story: Story) -> None:
    """Qin puts on record that the policy was reviewed and stays as it is."""
    story.fill_in(story.cast.qin, "/amendments/", form="/reviewed/")


# The worker


@act
def worker_stopped(story: Story) -> None:
    """Nobody starts the worker again after the machine did."""
    story.works = False


@act
def worker_started(story: Story) -> None:
    """The worker runs again."""
    story.works = True
    story.go(story.now)
