"""The yearly survey of owners (5.2.7): marks for each department and a few words, without a name."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from gensui.people.models import Employee, Site


class Survey(models.Model):
    """Owners of a community are asked for their opinion until a day; one survey at a time."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="surveys")
    opened_by = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    asked = models.PositiveIntegerField(help_text="residents who were told of it")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site"], name="survey_one_at_a_time", condition=Q(closed_at=None)),
            models.CheckConstraint(condition=Q(until__gt=F("opened_at")), name="survey_ends_after_its_start"),
        ]

    def __str__(self) -> str:
        return f"{self.site} {self.opened_at:%Y}"

    @property
    def stream(self) -> str:
        """What the ledger calls it."""
        return f"survey:{self.pk}"


class SurveyAnswer(models.Model):
    """What one resident thinks. ``token`` is a keyed digest, so that each answers once and nobody reads who it was."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="answers")
    token = models.CharField(max_length=64)
    marks: Any = models.JSONField(help_text="stars from 1 to 5 by department")
    text = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "token"], name="survey_answered_once")]

    def __str__(self) -> str:
        return f"{self.survey} {self.pk}"
