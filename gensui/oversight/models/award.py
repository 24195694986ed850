"""Ideas and awards (F19): proposed by figures or by people, always decided by people, shown to everybody, then given."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gensui.cases.models import Case
from gensui.oversight.models.sheet import MonthSheet
from gensui.people.models import Employee, Site


class Effect(models.TextChoices):
    """What an innovation is to bring."""

    EFFICIENCY = "efficiency", _("more speed")
    COST = "cost", _("less cost")
    SATISFACTION = "satisfaction", _("happier owners")


class Idea(models.Model):
    """What somebody proposes to do better; tried, measured, and voted on."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("to be answered")
        PILOT = "pilot", _("being tried")
        MEASURED = "measured", _("before the committee")
        AWARDED = "awarded", _("awarded")
        DECLINED = "declined", _("not taken up")

    site = models.ForeignKey(Site, models.PROTECT, related_name="ideas")
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="ideas")
    state = models.CharField(max_length=9, choices=State, default=State.SUBMITTED)
    title = models.CharField(max_length=80)
    proposal = models.TextField()
    effect = models.CharField(max_length=12, choices=Effect)
    submitted_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    pilot_until = models.DateField(null=True)
    before = models.CharField(max_length=200, blank=True)
    after = models.CharField(max_length=200, blank=True)
    measured_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["submitted", "pilot", "measured", "awarded", "declined"]), name="idea_state"
            ),
            models.CheckConstraint(condition=Q(effect__in=["efficiency", "cost", "satisfaction"]), name="idea_effect"),
        ]
        indexes = [models.Index(fields=["site", "state"], name="idea_by_state")]  # the page of awards

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What people call the idea."""
        return f"I{self.pk:06d}"

    @property
    def stream(self) -> str:
        """What the ledger calls the idea."""
        return f"idea:{self.number}"


class Vote(models.Model):
    """What a member of the committee says of a measured idea."""

    idea = models.ForeignKey(Idea, models.PROTECT, related_name="votes")
    member = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    voted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["idea", "member"], name="vote_once")]

    def __str__(self) -> str:
        return f"{self.member} {self.idea_id}"


CRITERIA: dict[str, Any] = {
    "grade": _("Grade of the month"), "timeliness": _("In time"), "satisfaction": _("Owners content"),
    "work": _("Promises to go by"), "urgent": _("No lapse of top priority"), "sanctions": _("No sanction in the month"),
    "row": _("Stars in a row before"),
}  # fmt: skip
"""What a star is measured by, as a reader calls it."""


GRADES: dict[str, Any] = dict(MonthSheet.Grade.choices)


def said(criterion: str, value: str) -> str:
    """A figure of a star in the reader's language: a grade is kept by its key."""
    return str(GRADES.get(value, value)) if criterion == "grade" else value


class AwardQuerySet(models.QuerySet["Award"]):
    """Awards, by how they stand."""

    def numbered(self, number: str) -> "AwardQuerySet":
        """The award of this number, as W000012; none where it is no number."""
        row = number.removeprefix("W")
        return self.filter(pk=int(row)) if row.isdecimal() and len(row) < 12 else self.none()

    def public(self) -> "AwardQuerySet":
        """Those that everybody may see."""
        return self.filter(state__in=["decided", "given"])


class Award(models.Model):
    """An award of a month: for whom stands in its shares, on what in its figures or its cases."""

    class Kind(models.TextChoices):
        STAR = "star", _("service star")
        INNOVATION = "innovation", _("innovation award")
        TEAMWORK = "teamwork", _("teamwork award")

    class State(models.TextChoices):
        NOMINATED = "nominated", _("nominated")
        DECIDED = "decided", _("on public notice")
        GIVEN = "given", _("given")
        WITHDRAWN = "withdrawn", _("withdrawn")

    site = models.ForeignKey(Site, models.PROTECT, related_name="awards")
    kind = models.CharField(max_length=10, choices=Kind)
    month = models.DateField(help_text="its first day")
    state = models.CharField(max_length=9, choices=State, default=State.NOMINATED)
    reason = models.TextField()
    figures: Any = models.JSONField(default=dict, help_text="what the shortlist said when the person was nominated")
    idea = models.OneToOneField(Idea, models.PROTECT, null=True, related_name="award")
    cases = models.ManyToManyField(Case, related_name="+")
    nominated_by = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    nominated_at = models.DateTimeField()
    decided_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    public_until = models.DateTimeField(null=True)
    given_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    objection = models.TextField(blank=True)

    objects: ClassVar[models.Manager["Award"]] = AwardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["star", "innovation", "teamwork"]), name="award_kind"),
            models.CheckConstraint(
                condition=Q(state__in=["nominated", "decided", "given", "withdrawn"]), name="award_state"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="award_of_a_month"),
            models.CheckConstraint(
                condition=~Q(state="given") | Q(decided_at__isnull=False), name="award_decided_first"
            ),
        ]
        indexes = [models.Index(fields=["site", "month"], name="award_of_site")]  # the public page, the payroll

    def __str__(self) -> str:
        return self.number

    def may_be_handed_over(self, at: datetime) -> bool:
        """Whether its public notice is over: until then somebody may know something against it."""
        over = self.public_until is None or at >= self.public_until
        return self.state == Award.State.GIVEN or (self.state == Award.State.DECIDED and over)

    @property
    def number(self) -> str:
        """What people call the award."""
        return f"W{self.pk:06d}"

    @property
    def period(self) -> str:
        """The month, as events say it."""
        return f"{self.month:%Y-%m}"

    @property
    def shown(self) -> list[tuple[Any, str]]:
        """The figures, each named in the reader's language."""
        return [(CRITERIA.get(name, name), said(name, value)) for name, value in self.figures]

    @property
    def stream(self) -> str:
        """Where the ledger has the award: stars with those of their month, an innovation with its idea."""
        if self.kind == Award.Kind.STAR:
            return f"stars:{self.site.key}:{self.period}"
        return f"idea:I{self.idea_id:06d}" if self.idea_id is not None else f"award:{self.number}"

    @property
    def certificate(self) -> str:
        """The number on the certificate."""
        return f"{self.month:%Y%m}-{self.pk:04d}"


class Share(models.Model):
    """Somebody's part of an award: the person, and the bonus in fen."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="shares")
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="awards")
    amount_fen = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["award", "employee"], name="share_once")]

    def __str__(self) -> str:
        return f"{self.employee} {self.award_id}"
