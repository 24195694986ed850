"""Reads about the yearly survey: what is open for a resident, and what owners think, in numbers that name nobody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import mean

from gensui.oversight.models import Survey, SurveyAnswer
from gensui.people.models import Department, Resident
from gensui.people.secret import digest

ASKED_OF = ("customer_service", "maintenance", "security", "cleaning", "greening")
"""The departments that owners mark."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What owners think of a department: the mean of its stars, from how many; no mean from too few."""

    department: str
    count: int
    stars: float | None

    @property
    def name(self) -> str:
        """The department, in the reader's language."""
        return str(Department.Kind(self.department).label)


@dataclass(frozen=True, slots=True)
class Results:
    """What a survey told so far."""

    answered: int
    marks: tuple[Mark, ...]
    texts: tuple[str, ...]


def token_of(survey: Survey, resident: Resident) -> str:
    """By what an answer is known: the same for the same resident, and of no use without the key."""
    return digest(f"survey:{survey.pk}:{resident.pk}")


def open_for(resident: Resident, at: datetime) -> Survey | None:
    """The survey that this resident can still answer. Two queries at most."""
    site = resident.household.unit.building.site_id
    survey = Survey.objects.filter(site=site, closed_at=None, until__gt=at).first()
    if survey is None or survey.answers.filter(token=token_of(survey, resident)).exists():
        return None
    return survey


def results(survey: Survey, fewest: int) -> Results:
    """Means by department and the words, in no order that tells who came when. One query.

    Nothing of fewer than ``fewest`` answers is told: somebody could be recognised.
    """
    answers = list(survey.answers.all())
    texts = sorted(answer.text for answer in answers if answer.text) if len(answers) >= fewest else []
    return Results(len(answers), tuple(_mark(kind, answers, fewest) for kind in ASKED_OF), tuple(texts))


def _mark(department: str, answers: Iterable[SurveyAnswer], fewest: int) -> Mark:
    stars = [answer.marks[department] for answer in answers if department in answer.marks]
    return Mark(department, len(stars), round(mean(stars), 2) if len(stars) >= fewest else None)
