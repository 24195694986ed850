"""Who is to leave the company on a day to come, and into whose hands goes then what the person holds."""

from django.db import models

from gensui.people.models import Employee


class Leaving(models.Model):
    """That somebody works here until the end of ``last_on``. The row stays until the worker has carried it out.

    ``trouble`` tells why what was open then could not go into the hands that were chosen.
    """

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
    done_at = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["last_on"], name="leaving_ahead", condition=models.Q(done_at=None)),  # the worker
        ]

    def __str__(self) -> str:
        return f"{self.employee} {self.last_on}"
