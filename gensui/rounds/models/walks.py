"""What was done of a plan, one time after the other."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gensui.people.models import Employee
from gensui.rounds.models.plans import Plan


class Round(models.Model):
    """One time that a plan was walked or worked on; or, of what is announced, is to be.

    ``slot`` is the number of the event that planned its slot; two phones may walk the same one, each with a round of its own.
    ``missed`` are the points that nobody proved in that slot. ``came`` tells how it came to be entered.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        LEFT = "left", _("left undone")
        CANCELLED = "cancelled", _("cancelled")

    class Came(models.TextChoices):
        PHONE = "phone", _("by phone")
        PAPER = "paper", _("from the paper register")

    key = models.CharField(max_length=40)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="rounds")
    slot = models.PositiveIntegerField(null=True)
    planned_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=9, choices=State)
    came = models.CharField(max_length=5, choices=Came, default=Came.PHONE)
    worker = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="rounds")
    device = models.CharField(max_length=40, blank=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True, help_text="when the house heard of its end")
    missed = models.JSONField(default=list)
    flags = models.JSONField(default=list)
    note = models.TextField(blank=True)
    passed = models.BooleanField(null=True)
    score = models.PositiveSmallIntegerField(null=True)
    remark = models.TextField(blank=True)
    checked_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    redo_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="redone")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], name="round_key"),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "running", "done", "left", "cancelled"]), name="round_state"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["running", "done"]) | Q(started_at__isnull=False, worker__isnull=False),
                name="round_of_somebody",
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(finished_at__gte=F("started_at")), name="round_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(score=None) | Q(score__range=(1, 5)), name="round_score"),
        ]
        indexes = [
            models.Index(fields=["plan", "-started_at"], name="round_history"),  # history of a route
            models.Index(fields=["worker", "-started_at"], name="round_of_worker"),  # history of a person
            models.Index(fields=["plan", "slot"], name="round_of_slot"),  # who else walked it
            models.Index(fields=["started_at"], name="round_running", condition=Q(state="running")),  # those left lying
            models.Index(fields=["planned_at"], name="round_to_come", condition=Q(state="planned")),  # the calendar
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.key}"

    @property
    def task(self) -> str:
        """What the ledger calls it within its plan."""
        return self.key

    @property
    def is_announced(self) -> bool:
        """Whether it stands on the calendar, to be announced before it starts."""
        return self.state == self.State.PLANNED and self.redo_of_id is None

    def local(self, at: datetime) -> datetime:
        """A time as the clocks of the community show it."""
        return at.astimezone(ZoneInfo(self.plan.site.zone))
