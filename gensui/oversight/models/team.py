"""The supervision team, as the general manager appointed it (6.1.1)."""

from django.db import models

from gensui.people.models import Employee, Site


class Team(models.Model):
    """Who leads the supervision of a community, and who is on it, by which document. The newest appointment holds."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="supervision_teams")
    leader = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    members = models.ManyToManyField(Employee, related_name="+")
    document = models.CharField(max_length=120, help_text="number or title of the appointment")
    appointed_by = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    appointed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["site", "-appointed_at"], name="team_newest")]  # the page

    def __str__(self) -> str:
        return f"{self.site} {self.appointed_at:%Y-%m-%d}"
