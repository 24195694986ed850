"""A course that is held: when and where, who is on the list, who signed for which half day, and how the test went."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gensui.people.models import Employee, Site
from gensui.training.models.course import Course


class Session(models.Model):
    """A course on certain half days. It ends by being closed; what is wrong in it is corrected beside it, never deleted."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="sessions")
    site = models.ForeignKey(Site, models.PROTECT, related_name="trainings")
    trainer = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    place = models.CharField(max_length=60)
    starts_at = models.DateTimeField()
    planned_by = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(cancelled_at=None), name="session_closed_or_cancelled"
            )
        ]
        indexes = [models.Index(fields=["site", "starts_at"], name="session_of_year")]  # the calendar

    def __str__(self) -> str:
        return f"{self.course} {self.starts_at:%Y-%m-%d}"

    @property
    def stream(self) -> str:
        """What the ledger calls the session."""
        return f"training:{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether people still sign in."""
        return self.closed_at is None and self.cancelled_at is None


class HalfDay(models.Model):
    """One sitting of a session, signed for by itself."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="half_days")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    hours = models.PositiveSmallIntegerField(help_text="course hours")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "starts_at"], name="half_day_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="half_day_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%m-%d %H:%M}"


class Seat(models.Model):
    """That somebody is on the list of a session, and what came of it."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="seats")
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="seats")
    attended_at = models.DateTimeField(null=True, help_text="when the session was closed with every half day signed")
    score = models.PositiveSmallIntegerField(null=True, help_text="the best, out of 100")
    passed_at = models.DateTimeField(null=True)
    certificate = models.CharField(max_length=20, null=True)  # noqa: DJ001  null: most have none, and none is equal to none

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "employee"], name="seat_once"),
            models.UniqueConstraint(fields=["certificate"], name="certificate_once"),
            models.CheckConstraint(condition=Q(score=None) | Q(score__lte=100), name="seat_score"),
        ]
        indexes = [models.Index(fields=["employee", "-id"], name="seat_of_employee")]  # somebody's own trainings

    def __str__(self) -> str:
        return f"{self.employee} {self.session}"


class SignIn(models.Model):
    """That somebody was there for a half day: when the person came, when and by whom that was entered."""

    class Way(models.TextChoices):
        CODE = "code", _("code in the room")
        PAPER = "paper", _("entered from paper")

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="sign_ins")
    half_day = models.ForeignKey(HalfDay, models.PROTECT, related_name="sign_ins")
    way = models.CharField(max_length=5, choices=Way)
    came_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    struck_at = models.DateTimeField(null=True)
    struck_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    struck_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seat", "half_day"], name="sign_in_once", condition=Q(struck_at=None)),
            models.CheckConstraint(condition=Q(way__in=["code", "paper"]), name="sign_in_way"),
            models.CheckConstraint(condition=Q(came_at__lte=F("entered_at")), name="sign_in_entered_after"),
        ]

    def __str__(self) -> str:
        return f"{self.seat} {self.half_day}"


class Attempt(models.Model):
    """One sitting of the test: the questions as they were asked, until when, and the answers as they were given."""

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    questions: Any = models.JSONField()
    answers: Any = models.JSONField(default=list)
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True)
    score = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seat", "number"], name="attempt_number"),
            models.CheckConstraint(condition=Q(score=None) | Q(score__lte=100), name="attempt_score"),
        ]

    def __str__(self) -> str:
        return f"{self.seat} {self.number}"


class Correction(models.Model):
    """That a result was put right: from what to what, by whom, and why. It is never changed."""

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="corrections")
    before = models.PositiveSmallIntegerField(null=True)
    after = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=400)
    corrected_by = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(after__lte=100), name="correction_score")]

    def __str__(self) -> str:
        return f"{self.seat}: {self.after}"
