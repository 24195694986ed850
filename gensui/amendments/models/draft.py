"""A draft of the policy, kept word for word, and what staff said to it."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from gensui.ledger.models import PolicyVersion
from gensui.people.models import Employee


class DraftQuerySet(models.QuerySet["Draft"]):
    """Sets of drafts that the trade has a word for."""

    def with_people(self) -> "DraftQuerySet":
        """With who drafted and approved, and the version it is based on."""
        return self.select_related("drafted_by", "approved_by", "base")


class Draft(models.Model):
    """The next version of the policy while it is written. At all times it is a policy that reads without a mistake."""

    class State(models.TextChoices):
        WRITING = "writing", _("being written")
        CONSULTING = "consulting", _("in consultation")
        APPROVED = "approved", _("approved")
        WITHDRAWN = "withdrawn", _("withdrawn")

    title = models.CharField(max_length=120)
    version = models.CharField(max_length=40)
    base = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="+")
    files: Any = models.JSONField()
    state = models.CharField(max_length=10, choices=State, default=State.WRITING)
    drafted_by = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    comments_until = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    starts_at = models.DateTimeField(null=True)
    effective_at = models.DateTimeField(null=True, help_text="when it was put on record that it is in force")

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["writing", "consulting", "approved", "withdrawn"]), name="draft_state"
            ),
            models.CheckConstraint(
                condition=models.Q(state="approved", approved_by__isnull=False, starts_at__isnull=False)
                | ~models.Q(state="approved"),
                name="draft_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("drafted_by")),
                name="draft_two_persons",
            ),
            models.CheckConstraint(
                condition=models.Q(published_at=None) | models.Q(published_at__lte=models.F("starts_at")),
                name="draft_published_before_it_starts",
            ),
        ]
        indexes = [
            # the worker: what is approved and has begun
            models.Index(
                fields=["starts_at"], name="draft_to_begin", condition=models.Q(state="approved", effective_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.title}"

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided on it yet."""
        return self.state in (self.State.WRITING, self.State.CONSULTING)


def stream_of(key: str) -> str:
    """The stream in which the life of a policy stands."""
    return f"policy:{key}"


class Comment(models.Model):
    """What somebody said to a draft, to one clause or to the whole. It is never changed."""

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="comments")
    clause = models.CharField(max_length=20, blank=True)
    text = models.TextField()
    written_by = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text[:40]
