"""What somebody finds in the inbox."""

from django.db import models
from django.db.models import Q

from gensui.ledger.models import Outgoing


class Notice(models.Model):
    """A message in somebody's inbox, unread until it is opened. The recipient is named by key, as in the ledger."""

    recipient_key = models.CharField(max_length=80)
    what = models.CharField(max_length=20)
    stream = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    urgent = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    outgoing = models.OneToOneField(Outgoing, models.CASCADE, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["recipient_key", "-id"], name="notice_inbox"),
            models.Index(fields=["recipient_key"], name="notice_unread", condition=Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return self.title
