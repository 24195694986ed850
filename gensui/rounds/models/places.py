"""Where a round goes: points, each with its tag."""

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from gensui.people.models import Area, Building, Employee, Site


class Point(models.Model):
    """A place that is visited, with a tag to be scanned there.

    ``x`` and ``y`` say where it is on the plan of the community, in thousandths of its width and height.
    ``tag`` counts the keys the tag was given: only the last one is good, so that a tag that was copied or lost is void.
    ``fault`` says what is wrong with the tag that hangs there, from ``faulty_at`` until it has a new key.
    """

    class Fault(models.TextChoices):
        DAMAGED = "damaged", pgettext_lazy("tag", "damaged")
        MISSING = "missing", pgettext_lazy("tag", "missing")
        MOVED = "moved", pgettext_lazy("tag", "hangs elsewhere")

    site = models.ForeignKey(Site, models.PROTECT, related_name="points")
    name = models.CharField(max_length=80)
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="points")
    building = models.ForeignKey(Building, models.PROTECT, null=True, related_name="points")
    x = models.PositiveSmallIntegerField()
    y = models.PositiveSmallIntegerField()
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    tag = models.PositiveSmallIntegerField(default=1)
    keyed_at = models.DateTimeField()
    fault = models.CharField(max_length=7, choices=Fault, blank=True)
    faulty_at = models.DateTimeField(null=True)
    fault_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "name"], name="point_once_in_site"),
            models.CheckConstraint(condition=Q(x__lte=1000) & Q(y__lte=1000), name="point_on_the_plan"),
            models.CheckConstraint(
                condition=Q(fault="", faulty_at=None)
                | Q(fault__in=["damaged", "missing", "moved"], faulty_at__isnull=False),
                name="point_fault_since",
            ),
            models.CheckConstraint(condition=Q(tag__gte=1), name="point_tag_from_one"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | (Q(latitude__range=(-90, 90)) & Q(longitude__range=(-180, 180))),
                name="point_on_the_globe",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def stream(self) -> str:
        """What the ledger calls the point."""
        return f"point:{self.pk}"
