"""What deductions need to know of wages, and what was deducted. Wages are sealed like telephone numbers."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gensui.oversight.models.sanction import Sanction
from gensui.people.models import Employee, Site
from gensui.people.secret import SealedField


class PayTerms(models.Model):
    """Under which terms somebody works from a day on: the contract, the city whose minimum wage holds, the wage."""

    class Contract(models.TextChoices):
        OWN = "own", _("employed here")
        DISPATCHED = "dispatched", _("dispatched by an agency")
        CONTRACTOR = "contractor", _("a contractor's")

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="pay_terms")
    since_on = models.DateField()
    contract = models.CharField(max_length=10, choices=Contract)
    compensation_clause = models.BooleanField(help_text="the contract says that loss is made good")
    city = models.CharField(max_length=40)
    wage = SealedField(help_text="fen a month")
    noted_by = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["employee", "since_on"], name="pay_terms_once_a_day"),
            models.CheckConstraint(
                condition=Q(contract__in=["own", "dispatched", "contractor"]), name="pay_terms_contract"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee} {self.since_on}"


class MinimumWage(models.Model):
    """The least a full month's work earns in a city from a day on, and where that is published."""

    city = models.CharField(max_length=40)
    since_on = models.DateField()
    amount_fen = models.PositiveBigIntegerField()
    source = models.CharField(max_length=200)
    noted_by = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["city", "since_on"], name="minimum_wage_once_a_day"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="minimum_wage_is_something"),
        ]

    def __str__(self) -> str:
        return f"{self.city} {self.since_on}"


class LegalBasis(models.Model):
    """On what ground a community may fine without a loss. It holds once two people, neither of whom entered it, agreed."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="legal_bases")
    text = models.TextField()
    entered_by = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    first_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    first_at = models.DateTimeField(null=True)
    second_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    second_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site"], name="legal_basis_one_at_a_time", condition=Q(withdrawn_at=None)),
            models.CheckConstraint(
                condition=(Q(first_by=None) | ~Q(first_by=F("entered_by")))
                & (Q(second_by=None) | (~Q(second_by=F("entered_by")) & ~Q(second_by=F("first_by")))),
                name="legal_basis_by_three",
            ),
            models.CheckConstraint(
                condition=Q(second_by=None) | Q(first_by__isnull=False), name="legal_basis_one_after_the_other"
            ),
        ]

    def __str__(self) -> str:
        return f"legal basis of {self.site_id}"

    @property
    def holds(self) -> bool:
        """Whether it may be relied on."""
        return self.second_at is not None and self.withdrawn_at is None


class Deduction(models.Model):
    """What was taken from a month's wage for a sanction, and what is carried forward. ``month`` is its first day."""

    sanction = models.ForeignKey(Sanction, models.PROTECT, related_name="deductions")
    month = models.DateField()
    amount_fen = models.PositiveBigIntegerField()
    left_fen = models.PositiveBigIntegerField()
    cap_fen = models.PositiveBigIntegerField()
    made_by = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sanction", "month"], name="deduction_once_a_month"),
            models.CheckConstraint(condition=Q(amount_fen__lte=F("cap_fen")), name="deduction_within_its_cap"),
            models.CheckConstraint(condition=Q(month__day=1), name="deduction_of_a_month"),
        ]
        indexes = [models.Index(fields=["month"], name="deduction_month")]  # what goes to the payroll

    def __str__(self) -> str:
        return f"{self.sanction} {self.month:%Y-%m}"
