"""Who knows which version of the policy."""

from django.db import models

from gensui.people.models import Employee


class SignOff(models.Model):
    """That a version of the policy lies before somebody, and when the person said to have read it."""

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="sign_offs")
    version = models.CharField(max_length=40)
    presented_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["employee", "version"], name="sign_off_once")]
        indexes = [
            # who has to be reminded
            models.Index(fields=["presented_at"], name="sign_off_waiting", condition=models.Q(signed_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.employee} {self.version}"
