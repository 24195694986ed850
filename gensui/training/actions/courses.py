"""Courses: those that come with Gensui, and those made in the desk."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from gensui.people.actions import master
from gensui.people.models import Employee
from gensui.training import access, house
from gensui.training.models import Course
from gensui.training.questions import check
from gensui.training.refusals import BadQuestions


@transaction.atomic
def bring_courses(*, actor: str, at: datetime) -> int:
    """Have the courses of the house that are not there yet; one that is stays as it is. How many were new."""
    return sum(
        Course.objects.get_or_create(key=one["key"], defaults={k: v for k, v in one.items() if k != "key"})[1]
        for one in house.courses()
    )


@transaction.atomic
def keep_course(
    *, key: str, kind: str, name: Mapping[str, str], modules: Sequence[str], questions: Sequence[Mapping[str, Any]],
    pass_mark: int, minutes: int, tries: int, actor: Employee, at: datetime,
) -> Course:  # fmt: skip
    """Make a course, or give it other modules and questions. Tests that have begun keep the questions they were asked.

    Refuses who does not plan trainings (``NotYours``), questions without a right answer, and an induction without a test
    (``BadQuestions``).
    """
    access.require_plans(actor)
    check(questions)
    if kind == "induction" and not questions:
        raise BadQuestions(1)
    values = {
        "kind": kind, "name": dict(name), "modules": list(modules), "questions": list(questions), "pass_mark": pass_mark,
        "minutes": minutes, "tries": tries,
    }  # fmt: skip
    return master.keep(Course, {"key": key}, values, actor=actor.key, at=at)[0]
