"""A long calculation that a worker carries out: it can be left and found again."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from gensui.amendments.models.draft import Draft
from gensui.people.models import Employee


class Study(models.Model):
    """What a draft would have changed in a stretch of time, or how many people each post needs."""

    class Kind(models.TextChoices):
        WHAT_IF = "what_if", _("what if")
        STAFFING = "staffing", _("staffing")

    class Trouble(models.TextChoices):
        AWAY = (
            "away",
            _(
                "The database was busy or away for so long that this could not be finished. Nothing was changed: ask for "
                "it again, best when less is going on."
            ),
        )
        POLICY = (
            "policy",
            _("The draft, or the version it is based on, does not read as a policy. Open it and set it right."),
        )
        NO_POLICY = "no_policy", _("No version of the policy is in force, so there are no promises to keep.")
        BROKEN = (
            "broken",
            _(
                "A mistake of the program kept this from being finished. The worker's log says which: show whoever looks "
                "after Gensui the number of this study."
            ),
        )

    kind = models.CharField(max_length=8, choices=Kind)
    draft = models.ForeignKey(Draft, models.PROTECT, null=True, related_name="studies")
    since = models.DateTimeField()
    until = models.DateTimeField()
    asked_by = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    progress_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    all = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)
    result: Any = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=["what_if", "staffing"]), name="study_kind"),
            models.CheckConstraint(condition=models.Q(until__gt=models.F("since")), name="study_period"),
        ]
        indexes = [
            # the worker: what is to be calculated
            models.Index(fields=["id"], name="study_waiting", condition=models.Q(finished_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.since:%Y-%m-%d}"

    @property
    def hindrance(self) -> str:
        """What kept it from being done, for whoever reads it; nothing, where nothing did. Older releases kept other words."""
        if not self.error:
            return ""
        known = self.error if self.error in self.Trouble else self.Trouble.BROKEN
        return str(self.Trouble(known).label)
