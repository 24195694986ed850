"""What owners are told before work starts, and what customer service is told after a week."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gensui.people.models import Building, Department, Employee, Site
from gensui.rounds.models.walks import Round


class Announcement(models.Model):
    """The notice of a task (F11): what is done where and when, and what it means for those who live there."""

    class Channel(models.TextChoices):
        BOARD = "board", _("notice board")
        LIFT = "lift", _("in the lifts")
        WECHAT = "wechat", "WeChat"
        APP = "app", _("owners' page")
        SMS = "sms", _("text message")

    round = models.ForeignKey(Round, models.PROTECT, related_name="announcements")
    title = models.CharField(max_length=120)
    work = models.TextField()
    place = models.CharField(max_length=120)
    buildings = models.ManyToManyField(Building, related_name="+")
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    agent = models.CharField(max_length=120, blank=True)
    impact = models.TextField()
    contact = models.CharField(max_length=120)
    channels = models.JSONField(default=list)
    told = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(to_at__gt=F("from_at")), name="announcement_ends_after_start"),
            models.UniqueConstraint(
                fields=["round"], name="announcement_one_good", condition=Q(cancelled_at__isnull=True)
            ),
        ]
        indexes = [
            models.Index(fields=["to_at"], name="announcement_ahead", condition=Q(cancelled_at=None))
        ]  # owners' page

    def __str__(self) -> str:
        return self.title


class Report(models.Model):
    """What a department reports for a week (F12): drafted from what happened, submitted, received by customer service."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    department = models.CharField(max_length=20, choices=Department.Kind)
    period = models.CharField(max_length=8, help_text="2026-W47")
    since = models.DateTimeField()
    until = models.DateTimeField()
    planned = models.PositiveIntegerField()
    kept = models.PositiveIntegerField()
    figures = models.JSONField(default=dict)
    problems = models.TextField(blank=True)
    patterns = models.TextField(blank=True)
    ahead = models.TextField(blank=True)
    drafted_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "department", "period"], name="report_once"),
            models.CheckConstraint(condition=Q(kept__lte=F("planned")), name="report_adds_up"),
            models.CheckConstraint(
                condition=Q(received_at=None) | Q(submitted_at__isnull=False), name="report_submitted_first"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.period}"

    @property
    def stream(self) -> str:
        """What the ledger calls the reports of this department."""
        return f"reports:{self.site_id}:{self.department}"
