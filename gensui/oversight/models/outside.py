"""A decision that was made outside the house: one person enters it, and it counts once another has confirmed it."""

from django.db import models

from gensui.people.models import Employee


class Outside(models.Model):
    """Beside an appeal: what was ``entered``, by whom, and who confirmed it. Empty again once it counts or was sent back.

    The words and the paper stand in the appeal from the first; ``entered_terms`` are the figures that go with the decision.
    """

    entered = models.CharField(max_length=8, blank=True, help_text="decided outside; nothing before it is confirmed")
    entered_terms = models.JSONField(default=dict)
    entered_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField(null=True)
    countersigned_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True
