"""The day's security report: figures the system counts, and words that people add."""

from typing import Any

from django.db import models

from gensui.people.models import Employee, Site


class DailyReport(models.Model):
    """What a day was, from eight to eight. Its figures never change once it is handed in; they are explained beside it."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="daily_reports")
    day = models.DateField(help_text="on which the day began, at eight in the morning")
    figures: Any = models.JSONField()
    differences: Any = models.JSONField(default=list, help_text="figures in which the register and the ledger disagree")
    handover = models.TextField(blank=True)
    compiled_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "day"], name="daily_report_once"),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None) | models.Q(submitted_at__isnull=False),
                name="daily_report_accepted_after_submitted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site} {self.day}"

    @property
    def stream(self) -> str:
        """What the ledger calls the reports of the community."""
        return stream_of(self.site)

    @property
    def state(self) -> str:
        """How far it is."""
        return "accepted" if self.accepted_at else "submitted" if self.submitted_at else "open"


def stream_of(site: Site) -> str:
    """The stream in which the reports of a community are promised and handed in."""
    return f"daily:{site.key}"


class DailyExplanation(models.Model):
    """Words to a figure of a report, by name and time. It is never changed."""

    report = models.ForeignKey(DailyReport, models.PROTECT, related_name="explanations")
    figure = models.CharField(max_length=20, blank=True)
    text = models.TextField()
    written_by = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text[:40]
