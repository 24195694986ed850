"""A talk with somebody instead of a file, and what the person answers to what was noted of it."""

from django.db import models

from gensui.people.models import Employee


class Talk(models.Model):
    """What was said and agreed, by the words of who held the talk."""

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="talks")
    words = models.TextField()
    held_by = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    held_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["employee", "-held_at"], name="talk_of_employee")]

    def __str__(self) -> str:
        return f"talk with {self.employee_id}"
