"""A month's assessment (F14): what was counted, the sheet of each employee, and what people said to it.

What was counted is kept as it was; the exact fractions stand beside the rounded figures, so that a month can be counted again.
"""

from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gensui.core.scoring import UNJUDGED, half_up
from gensui.people.models import Department, Employee, Site


class Month(models.Model):
    """The assessment of a community for a month. A draft is counted anew as often as wanted; a published one never changes.

    ``pending`` names promises that were undecided when it was counted: they belong to no month, whatever became of them.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        CONFIRMED = "confirmed", _("confirmed")
        PUBLISHED = "published", _("published")

    site = models.ForeignKey(Site, models.PROTECT, related_name="months")
    first_on = models.DateField()
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    policy_version = models.CharField(max_length=40)
    rules = models.PositiveSmallIntegerField(
        default=1, help_text="of counting: a release that counts otherwise raises them"
    )
    computed_at = models.DateTimeField()
    left_out: Any = models.JSONField(
        default=list, help_text="lapses that counted for nobody when the month was counted"
    )
    pending: Any = models.JSONField(default=list)
    homes = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    confirmed_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "first_on"], name="month_once"),
            models.CheckConstraint(condition=Q(first_on__day=1), name="month_begins_with_its_first_day"),
            models.CheckConstraint(condition=Q(state__in=["draft", "confirmed", "published"]), name="month_state"),
            models.CheckConstraint(
                condition=Q(state="published", published_at__isnull=False, confirmed_at__isnull=False)
                | (~Q(state="published") & Q(published_at=None)),
                name="month_published_after_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site} {self.period}"

    @property
    def period(self) -> str:
        """The month as the ledger names it: 2026-11."""
        return f"{self.first_on:%Y-%m}"

    @property
    def since(self) -> datetime:
        """When it began, on the clocks of the community."""
        return datetime(self.first_on.year, self.first_on.month, 1, tzinfo=ZoneInfo(self.site.zone))

    @property
    def until(self) -> datetime:
        """When it was over."""
        last = following(self.first_on)
        return datetime(last.year, last.month, 1, tzinfo=ZoneInfo(self.site.zone))

    @property
    def is_published(self) -> bool:
        """Whether nothing of it changes any more."""
        return self.state == self.State.PUBLISHED


class Counting(models.Model):
    """That a month is to be counted: somebody asked for it, or it is over. A worker does it, once the engine has judged the
    ``waits_for`` promises that ran out meanwhile.
    """

    class Trouble(models.TextChoices):
        REFUSED = "refused", _("the month is not to be counted now")
        BROKEN = "broken", _("it could not be counted; the log of the worker says why")

    site = models.ForeignKey(Site, models.PROTECT, related_name="countings")
    first_on = models.DateField()
    asked_by = models.ForeignKey(
        Employee, models.PROTECT, null=True, related_name="+", help_text="nobody: the calendar"
    )
    asked_at = models.DateTimeField()
    waits_for = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=7, choices=Trouble, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "first_on"], name="counting_one_at_a_time", condition=Q(ended_at=None)
            ),
            models.CheckConstraint(condition=Q(trouble__in=["", "refused", "broken"]), name="counting_trouble"),
        ]
        indexes = [models.Index(fields=["id"], name="counting_waiting", condition=Q(ended_at=None))]  # the worker

    def __str__(self) -> str:
        return f"{self.site} {self.period}"

    @property
    def period(self) -> str:
        """The month as the ledger names it: 2026-11."""
        return f"{self.first_on:%Y-%m}"

    @property
    def waits(self) -> bool:
        """Whether it is still to be done."""
        return self.ended_at is None


def following(first_on: date) -> date:
    """The first day of the next month."""
    return (first_on + timedelta(days=32)).replace(day=1)


class MonthSheet(models.Model):
    """The sheet of an employee for a month. ``exact`` is the total as a fraction, by which the grade is decided."""

    class Grade(models.TextChoices):
        EXCELLENT = "excellent", _("excellent")
        GOOD = "good", _("good")
        PASS = "pass", _("pass")
        FAIL = "fail", _("fail")

    class Reason(models.TextChoices):
        NEWCOMER = "newcomer", _("came less than fifteen days before")
        LEAVE = "leave", _("away for more than half of the month")
        NO_DATA = "no_data", _("nothing was counted")
        THIN = "thin", _("too little is known for a grade")
        VETO = "veto", _("a veto: something that fails whatever the score")

    month = models.ForeignKey(Month, models.PROTECT, related_name="sheets")
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="month_sheets")
    post = models.CharField(max_length=20, help_text="the post held longest in the month; its weights count")
    role = models.CharField(max_length=20, choices=Employee.Role)
    department = models.CharField(max_length=20, choices=Department.Kind)
    moved = models.BooleanField(default=False, help_text="worked in another department too; its lines weigh nothing")
    circumstances: Any = models.JSONField(default=dict)
    exact = models.TextField(blank=True)
    total = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    grade = models.CharField(max_length=9, choices=Grade, blank=True)
    coefficient = models.DecimalField(max_digits=2, decimal_places=1, null=True)
    reason = models.CharField(max_length=8, choices=Reason, blank=True)
    objections_until = models.DateTimeField(
        null=True, help_text="nobody stands by it before, but for what was accepted"
    )
    accepted_at = models.DateTimeField(null=True, help_text="whose it is has nothing to object")
    confirmed_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "employee"], name="month_sheet_once"),
            models.CheckConstraint(
                condition=Q(grade__in=["", "excellent", "good", "pass", "fail"]), name="month_sheet_grade"
            ),
            models.CheckConstraint(
                condition=Q(reason__in=["", "newcomer", "leave", "no_data", "thin", "veto"]), name="month_sheet_reason"
            ),
            models.CheckConstraint(
                condition=Q(grade="", coefficient=None, total=None)
                | Q(grade="", reason="thin", coefficient=UNJUDGED, total=None)
                | (~Q(grade="") & Q(coefficient__isnull=False)),
                name="month_sheet_coefficient_by_grade",
            ),
        ]
        indexes = [models.Index(fields=["employee", "month"], name="month_sheet_of_employee")]  # somebody's trend

    def __str__(self) -> str:
        return f"{self.employee} {self.month.period}"

    @property
    def won(self) -> Any:
        """The appeal that gave it another grade; none, where nothing did. The published grade stays beside it."""
        appeal = getattr(self, "appeal", None)
        return appeal if appeal is not None and appeal.grade else None

    @property
    def in_force(self) -> Any:
        """Where the grade and the coefficient stand that hold: the appeal that was won, else the sheet."""
        return self.won or self

    def is_heard(self, at: datetime) -> bool:
        """Whether its person has had the time to object, or has nothing to object."""
        return self.accepted_at is not None or self.objections_until is None or at >= self.objections_until


class ScoreLine(models.Model):
    """One indicator of a sheet: so many of so many, the rate it is judged by, its weight and score."""

    class Basis(models.TextChoices):
        OWN = "own", _("own rate")
        LEANING = "leaning", _("leans on what is good")
        NONE = "none", _("nothing counted: as the rest of the sheet, good at most")
        SHRUNK = "shrunk", _("few: leans on the department")
        DEPARTMENT = "department", _("too few: the department's rate")

    sheet = models.ForeignKey(MonthSheet, models.CASCADE, related_name="lines")
    indicator = models.CharField(max_length=8)
    part = models.TextField(help_text="an exact fraction")
    whole = models.PositiveIntegerField()
    rate = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    judged = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    basis = models.CharField(max_length=10, choices=Basis)
    weight = models.DecimalField(max_digits=4, decimal_places=1)
    usual_weight = models.PositiveSmallIntegerField()
    score = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    paused_minutes = models.PositiveIntegerField(default=0)
    excused = models.PositiveIntegerField(default=0, help_text="by earlier rules, which counted them")
    waived = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "indicator"], name="score_line_once"),
            models.CheckConstraint(
                condition=Q(basis__in=["own", "leaning", "none", "shrunk", "department"]), name="score_line_basis"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.part}/{self.whole}"

    @property
    def shown_part(self) -> str:
        """The numerator as people read it."""
        part = Fraction(self.part)
        return str(part if part.denominator == 1 else half_up(part))


class Figure(models.Model):
    """One indicator of a department, or of the community where ``department`` is empty: the rollup the pages read."""

    month = models.ForeignKey(Month, models.PROTECT, related_name="figures")
    department = models.CharField(max_length=20, blank=True)
    indicator = models.CharField(max_length=8)
    part = models.TextField(help_text="an exact fraction")
    whole = models.PositiveIntegerField()
    paused_minutes = models.PositiveIntegerField(default=0)
    excused = models.PositiveIntegerField(default=0, help_text="by earlier rules, which counted them")
    waived = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "department", "indicator"], name="figure_once")]

    def __str__(self) -> str:
        return f"{self.department} {self.indicator} {self.part}/{self.whole}"


class Remark(models.Model):
    """Words to a sheet, by name and time. It is never changed."""

    sheet = models.ForeignKey(MonthSheet, models.PROTECT, related_name="remarks")
    text = models.TextField()
    author = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text[:40]


class DisputeQuerySet(models.QuerySet["Dispute"]):
    """Objections, by how they stand."""

    def open(self) -> "DisputeQuerySet":
        """Those nobody has decided."""
        return self.filter(decision="")


class Dispute(models.Model):
    """That somebody says a fact is not to be laid to him. What is granted is left out of the month, and listed; or it is laid to
    ``moved_to`` instead.
    """

    class Decision(models.TextChoices):
        GRANTED = "granted", _("granted")
        REFUSED = "refused", pgettext_lazy("objection", "refused")
        MOVED = "moved", _("laid to somebody else")

    sheet = models.ForeignKey(MonthSheet, models.PROTECT, related_name="disputes")
    indicator = models.CharField(max_length=8)
    stream = models.CharField(max_length=80)
    number = models.PositiveIntegerField(help_text="of the event, or of the one that opened the promise")
    clause = models.CharField(max_length=80, blank=True, help_text="of the promise; empty for an event")
    text = models.TextField()
    raised_at = models.DateTimeField()
    decision = models.CharField(max_length=7, choices=Decision, blank=True)
    moved_to = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Dispute"]] = DisputeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "stream", "clause", "number", "indicator"], name="dispute_once"),
            models.CheckConstraint(
                condition=Q(decision__in=["", "granted", "refused", "moved"]), name="dispute_decision"
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None) | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="dispute_decided_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(decision="moved", moved_to__isnull=False) | (~Q(decision="moved") & Q(moved_to=None)),
                name="dispute_moved_to_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.clause}#{self.number}"

    @property
    def fact(self) -> tuple[str, str, int]:
        """What is objected to: its stream, clause and number."""
        return self.stream, self.clause, self.number
