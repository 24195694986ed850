"""Courses: the house's own, brought in from its files, and those made in the desk."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from gensui.people.models import Employee
from gensui.training import access
from gensui.training.models import Course
from gensui.training.questions import check


@transaction.atomic
def bring_course(
    *, key: str, kind: str, name: Mapping[str, str], modules: Sequence[str], questions: Sequence[Mapping[str, Any]],
    pass_mark: int, actor: str, at: datetime,
) -> int:  # fmt: skip
    """Have a course of the house that is not there yet; one that is stays as it is. How many were new."""
    values = {"kind": kind, "name": dict(name), "modules": list(modules), "questions": list(questions)}
    _course, new = Course.objects.get_or_create(key=key, defaults={**values, "pass_mark": pass_mark})
    return int(new)


@transaction.atomic
def keep_course(
    *, key: str, kind: str, name: Mapping[str, str], modules: Sequence[str], questions: Sequence[Mapping[str, Any]],
    pass_mark: int, minutes: int, tries: int, actor: Employee, at: datetime,
) -> Course:  # fmt: skip
    """Make a course, or give it other modules and questions. Tests that have begun keep the questions they were asked.

    Refuses who does not plan trainings (``NotYours``), and questions without a right answer (``BadQuestions``).
    """
    access.require_plans(actor)
    check(questions)
    values = {
        "kind": kind, "name": dict(name), "modules": list(modules), "questions": list(questions), "pass_mark": pass_mark,
        "minutes": minutes, "tries": tries,
    }  # fmt: skip
    course, _new = Course.objects.update_or_create(key=key, defaults=values)
    return course
