"""An appeal against the published sheet of a month (F21)."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gensui.core.scoring import COEFFICIENTS
from gensui.oversight.models.inspection import Picture
from gensui.oversight.models.outside import Outside
from gensui.oversight.models.sanction import Appeal
from gensui.oversight.models.sheet import MonthSheet
from gensui.people.models import Employee


class SheetAppeal(Outside):
    """That somebody appealed against the own sheet, and what somebody else made of it. The sheet stays as it was published; one
    that is allowed has another ``grade``, which holds instead.
    """

    class Decision(models.TextChoices):
        ALLOWED = "allowed", _("allowed")
        REJECTED = "rejected", _("rejected")

    sheet = models.OneToOneField(MonthSheet, models.PROTECT, related_name="appeal")
    grounds = models.CharField(max_length=11, choices=Appeal.Grounds)
    statement = models.TextField()
    filed_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decision = models.CharField(max_length=8, choices=Decision, blank=True)
    grade = models.CharField(max_length=9, choices=MonthSheet.Grade, blank=True, help_text="that holds instead")
    reasons = models.TextField(blank=True)
    outside = models.CharField(max_length=120, blank=True, help_text="who decided, where nobody in the house could")
    paper = models.ForeignKey(
        Picture, models.PROTECT, null=True, related_name="of_sheets", help_text="on which it was decided outside"
    )
    changed = models.TextField(blank=True, help_text="which facts of the sheet have changed, if it was allowed")
    decided_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(countersigned_by=None) | ~Q(countersigned_by=F("decided_by")), name="sheet_appeal_outside_by_two"
            ),
            models.CheckConstraint(
                condition=Q(grounds__in=["fact", "procedure", "standard", "calculation", "bias"]),
                name="sheet_appeal_grounds",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_by=None, decided_at=None, grade="")
                | Q(decision="rejected", decided_by__isnull=False, decided_at__isnull=False, grade="")
                | Q(
                    decision="allowed", decided_by__isnull=False, decided_at__isnull=False,
                    grade__in=["excellent", "good", "pass"],
                ),
                name="sheet_appeal_decided_by_somebody",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"appeal of sheet {self.sheet_id}"

    @property
    def coefficient(self) -> Decimal | None:
        """The coefficient on the variable pay that goes with the grade."""
        return next((factor for grade, factor in COEFFICIENTS.items() if grade == self.grade), None)
