"""Who is to leave the company on a day to come, and into whose hands goes then what the person holds."""

from typing import ClassVar

from django.db import models

from gensui.people.models import Employee


class LeavingQuerySet(models.QuerySet["Leaving"]):
    """Who is to leave, by how it stands."""

    def unconfirmed(self) -> "LeavingQuerySet":
        """Those that are nothing yet: a second person has to confirm them."""
        return self.filter(done_at=None, countersigned_by=None, employee__role__in=Leaving.BY_TWO)


class Leaving(models.Model):
    """That somebody works here until the end of ``last_on``. The row stays until the worker has carried it out.

    Whose post stands in ``BY_TWO`` leaves by nobody's word alone: it is nothing before ``countersigned_by`` has confirmed it.
    ``trouble`` tells why what was open then could not go into the hands that were chosen.
    """

    BY_TWO = ("general_manager",)

    employee = models.OneToOneField(Employee, models.PROTECT, related_name="leaving")
    last_on = models.DateField()
    orders_to = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    follower = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    plans_to = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    complaints_to = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    courses_to = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=400, blank=True)
    noted_by = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    countersigned_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True)

    objects: ClassVar[models.Manager["Leaving"]] = LeavingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(countersigned_by=None) | ~models.Q(countersigned_by=models.F("noted_by")),
                name="leaving_by_two",
            )
        ]
        indexes = [
            models.Index(fields=["last_on"], name="leaving_ahead", condition=models.Q(done_at=None)),  # the worker
        ]

    def __str__(self) -> str:
        return f"{self.employee} {self.last_on}"

    @property
    def awaits_second(self) -> bool:
        """Whether it is nothing yet: a second person has to confirm it."""
        return self.done_at is None and self.countersigned_by_id is None and self.employee.role in Leaving.BY_TWO
