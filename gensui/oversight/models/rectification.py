"""Findings, and how departments put them right (F17); and what keeps coming up."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gensui.cases.models import Case, Category, spoken
from gensui.oversight.models.inspection import Item, Picture, Severity
from gensui.people.models import Department, Employee, Site


class RectificationQuerySet(models.QuerySet["Rectification"]):
    """Rectifications, by how they stand."""

    def numbered(self, number: str) -> "RectificationQuerySet":
        """The one of this number, as F000012; none where it is no number."""
        row = number.strip().removeprefix("F")
        return self.filter(pk=int(row)) if row.isdecimal() and len(row) < 12 else self.none()


class Rectification(models.Model):
    """Something found, and how it is put right: recorded, issued, replied to, checked again until it is well."""

    class Source(models.TextChoices):
        INSPECTION = "inspection", _("inspection")
        COMPLAINT = "complaint", _("complaint")
        PATTERN = "pattern", _("repeated trouble")
        VISIT = "visit", _("return visit")

    class State(models.TextChoices):
        FOUND = "found", _("notice to be issued")
        ISSUED = "issued", _("with the department")
        REPLIED = "replied", _("to be checked again")
        PASSED = "passed", pgettext_lazy("rectification", "put right")

    site = models.ForeignKey(Site, models.PROTECT, related_name="rectifications")
    department = models.CharField(max_length=20, choices=Department.Kind)
    source = models.CharField(max_length=10, choices=Source)
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="findings")
    about = models.CharField(
        max_length=80, blank=True, help_text="the complaint or the repeated trouble, by its stream"
    )
    clause = models.CharField(max_length=20)
    problem = models.TextField()
    severity = models.CharField(max_length=7, choices=Severity)
    picture = models.ForeignKey(Picture, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=7, choices=State, default=State.FOUND)
    round = models.PositiveSmallIntegerField(default=1)
    found_at = models.DateTimeField()
    found_by = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    passed_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Rectification"]] = RectificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(source__in=["inspection", "complaint", "pattern", "visit"]), name="rectification_source"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["found", "issued", "replied", "passed"]), name="rectification_state"
            ),
            models.CheckConstraint(
                condition=Q(severity__in=["minor", "general", "major"]), name="rectification_severity"
            ),
            models.CheckConstraint(
                condition=Q(state="found") | Q(issued_at__isnull=False), name="rectification_issued_with_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["site", "department"], name="rectification_open", condition=~Q(state="passed")),
            models.Index(fields=["site", "-found_at"], name="rectification_newest"),  # the list of what is put right
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What people call it."""
        return f"F{self.pk:06d}"

    @property
    def stream(self) -> str:
        """What the ledger calls it."""
        return f"finding:{self.number}"


class Reply(models.Model):
    """What the department did, in one round, and what the re-check said of it."""

    class Result(models.TextChoices):
        PASSED = "passed", pgettext_lazy("rectification", "put right")
        FAILED = "failed", pgettext_lazy("rectification", "not put right")

    rectification = models.ForeignKey(Rectification, models.PROTECT, related_name="replies")
    round = models.PositiveSmallIntegerField()
    cause = models.TextField()
    measures = models.TextField()
    picture = models.ForeignKey(Picture, models.PROTECT, null=True, related_name="+")
    replied_by = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    replied_at = models.DateTimeField()
    result = models.CharField(max_length=6, choices=Result, blank=True)
    remark = models.TextField(blank=True)
    checked_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rectification", "round"], name="reply_once_a_round"),
            models.CheckConstraint(
                condition=Q(result="", checked_at=None) | Q(result__in=["passed", "failed"], checked_at__isnull=False),
                name="reply_checked_with_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rectification_id} {self.round}"


class Pattern(models.Model):
    """The same trouble, coming up more often than usual: what, where, in which stretch, and every case of it (C16)."""

    class Kind(models.TextChoices):
        REPEAT = "repeat", _("keeps coming up")
        SURGE = "surge", _("more than usual")
        DISSATISFIED = "unhappy", _("owners dissatisfied")

    key = models.CharField(max_length=80)
    site = models.ForeignKey(Site, models.PROTECT, related_name="patterns")
    kind = models.CharField(max_length=7, choices=Kind)
    category = models.ForeignKey(Category, models.PROTECT, related_name="+")
    place = models.CharField(max_length=80, blank=True, help_text="building:3 or area:7; empty: the whole estate")
    where = models.CharField(max_length=90, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField()
    count = models.PositiveIntegerField()
    usual = models.FloatField(null=True, help_text="how many would be usual, if that is known")
    chance = models.FloatField(null=True, help_text="how likely chance alone makes so many")
    cases = models.ManyToManyField(Case, related_name="patterns")
    found_at = models.DateTimeField()
    reported_at = models.DateTimeField(null=True)
    reported_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    measures = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "key", "until"], name="pattern_once"),
            models.CheckConstraint(condition=Q(kind__in=["repeat", "surge", "unhappy"]), name="pattern_kind"),
        ]
        indexes = [
            models.Index(fields=["site", "-found_at"], name="pattern_newest")
        ]  # the page, what was found already

    def __str__(self) -> str:
        return f"{spoken(self.category.name)} {self.where}"

    @property
    def number(self) -> str:
        """What people call it."""
        return f"T{self.pk:06d}"

    @property
    def stream(self) -> str:
        """What the ledger calls it."""
        return f"pattern:{self.number}"
