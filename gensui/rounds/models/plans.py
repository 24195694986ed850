"""What is to be done that nobody asks for: sorts of plans, plans, and the stops of each."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gensui.cases.models.choices import spoken
from gensui.people.models import Area, Building, Department, Employee, Post, Shift, Site
from gensui.rounds.models.places import Point


class Sort(models.Model):
    """A sort of plan: a patrol, the cleaning of a key area, mowing. New ones are data: ``sorts.toml``, or a row of one's own.

    ``clause`` is the scheduled clause that its plans follow; a sort without one is planned task by task, each announced before
    it starts. ``checklist`` is asked at each stop that has none of its own; ``categories`` are what is found on such a round.
    """

    class Walk(models.TextChoices):
        PATROL = "patrol", _("patrol")
        TASK = "task", _("task")

    key = models.SlugField(primary_key=True, max_length=40)
    name = models.JSONField()
    department = models.CharField(max_length=20, choices=Department.Kind)
    walk = models.CharField(max_length=6, choices=Walk)
    clause = models.CharField(max_length=80, blank=True)
    work = models.CharField(max_length=12, blank=True)
    heavy = models.BooleanField(default=False)
    key_area = models.BooleanField(default=False)
    rule = models.CharField(max_length=300)
    minutes = models.PositiveSmallIntegerField(help_text="how long a round takes, at most")
    checklist = models.JSONField(default=list, blank=True)
    categories = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(walk__in=["patrol", "task"]), name="sort_walk"),
            models.CheckConstraint(
                condition=Q(department__in=["security", "cleaning", "greening", "maintenance"]), name="sort_department"
            ),
            models.CheckConstraint(condition=~Q(walk="patrol") | ~Q(clause=""), name="sort_patrol_is_scheduled"),
        ]

    def __str__(self) -> str:
        return spoken(self.name)

    @property
    def is_patrol(self) -> bool:
        return self.walk == self.Walk.PATROL

    @property
    def is_announced(self) -> bool:
        """Whether its tasks are planned one by one, and announced before they start."""
        return not self.clause


class PlanQuerySet(models.QuerySet["Plan"]):
    """Plans, by how they stand."""

    def followed(self) -> "PlanQuerySet":
        return self.filter(retired_at=None)

    def going_on(self) -> "PlanQuerySet":
        """Those that are followed and that no other edition takes the place of."""
        return self.followed().filter(ends_at=None)


class Plan(models.Model):
    """A route or area, and when it is to be walked or worked on. What is due and done is in the ledger, under ``stream``.

    A plan is never changed: its next edition, which ``replaces`` it, is followed from the time at which this one ``ends_at``.
    """

    site = models.ForeignKey(Site, models.PROTECT, related_name="plans")
    sort = models.ForeignKey(Sort, models.PROTECT, related_name="plans")
    name = models.CharField(max_length=80)
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="plans")
    buildings = models.ManyToManyField(Building, related_name="plans", help_text="whom its notices concern; none: all")
    rule = models.CharField(max_length=300)
    first_at = models.DateTimeField()
    tolerance_minutes = models.PositiveIntegerField(default=0, help_text="0: that of the clause")
    minutes = models.PositiveSmallIntegerField(help_text="how long a round takes, at most")
    assignee = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="plans")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="plans")
    shift = models.ForeignKey(Shift, models.PROTECT, null=True, related_name="plans")
    planned_until = models.DateTimeField(help_text="up to when its tasks are on the plan, if it has tasks")
    edition = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    ends_at = models.DateTimeField(null=True, help_text="from when on its next edition is followed")
    retired_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Plan"]] = PlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "name"],
                name="plan_once_in_site",
                condition=Q(retired_at__isnull=True, ends_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(edition=1, replaces=None) | Q(edition__gt=1, replaces__isnull=False), name="plan_edition"
            ),
            models.CheckConstraint(condition=Q(minutes__gte=1), name="plan_takes_time"),
            models.CheckConstraint(
                condition=Q(assignee=None, post=None) | Q(assignee=None, shift=None) | Q(post=None, shift=None),
                name="plan_belongs_to_one",
            ),
        ]
        indexes = [
            models.Index(fields=["planned_until"], name="plan_next", condition=Q(retired_at=None))
        ]  # to be planned

    def __str__(self) -> str:
        return self.name

    @property
    def stream(self) -> str:
        """What the ledger calls the plan."""
        return f"plan:{self.pk}"

    @property
    def whose(self) -> Employee | Post | Shift | None:
        """Whom its slots belong to: a person, a post, a shift; or nobody by name."""
        return self.assignee or self.post or self.shift

    @property
    def takes(self) -> timedelta:
        """How long a round takes, at most."""
        return timedelta(minutes=self.minutes)


class Stop(models.Model):
    """That a plan visits a point, in its order, with what is looked at there. ``seconds`` is the way from the stop before."""

    class Picture(models.TextChoices):
        NONE = "none", _("no photo")
        FAILED = "failed", _("a photo where something is wrong")
        ALWAYS = "always", _("always a photo")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="stops")
    point = models.ForeignKey(Point, models.PROTECT, related_name="stops")
    order = models.PositiveSmallIntegerField()
    seconds = models.PositiveIntegerField(default=0)
    picture = models.CharField(max_length=6, choices=Picture, default=Picture.FAILED)
    checklist = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "order"], name="stop_order_once"),
            models.UniqueConstraint(fields=["plan", "point"], name="stop_point_once"),
            models.CheckConstraint(condition=Q(picture__in=["none", "failed", "always"]), name="stop_picture"),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.point_id}"
