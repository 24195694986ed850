"""The mailbox for complaints, and what came by it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gensui.cases.models.case import Case
from gensui.people.models import Employee, Site
from gensui.people.secret import SealedField


class Mailbox(models.Model):
    """How the reading of a community's mailbox stands. How it is reached stands in the settings."""

    site = models.OneToOneField(Site, models.PROTECT, related_name="+")
    address = models.CharField(max_length=200, help_text="user, host and folder, without the password")
    since_at = models.DateTimeField(help_text="mail that came before is left alone")
    next_look_at = models.DateTimeField(help_text="also the lease of the worker that reads it")
    read_at = models.DateTimeField(null=True, help_text="when it was last read to its end")
    noted_at = models.DateTimeField(null=True, help_text="the last reading that is on record")
    trouble = models.CharField(max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.address

    @property
    def stream(self) -> str:
        """What the ledger calls it."""
        return f"mailbox:{self.site_id}"


class Letter(models.Model):
    """A mail that was dealt with, once: its words stand in its case, the mail itself stays in the mailbox."""

    class State(models.TextChoices):
        TAKEN = "taken", _("taken in")
        OTHER = "other", _("not a complaint")
        ASIDE = "aside", _("set aside")

    class Reason(models.TextChoices):
        NONE = "", ""
        AUTOMATIC = "automatic", _("an automatic answer")
        BOUNCE = "bounce", _("a mail that came back")
        BULK = "bulk", _("sent to many")
        OWN = "own", _("our own mail")
        LARGE = "large", _("too large")
        BROKEN = "broken", _("cannot be read")
        SENDER = "sender", _("no address to answer to")
        EMPTY = "empty", _("neither words nor pictures")
        SAME = "same", _("the id of another mail, with other words")
        MANY = "many", _("too many from one address in a day")
        REFUSED = "refused", _("refused")
        FAILED = "failed", _("a fault of the program")

    mailbox = models.ForeignKey(Mailbox, models.PROTECT, related_name="letters")
    key = models.CharField(max_length=64, help_text="a digest of its Message-ID, or of its content where it has none")
    content_digest = models.CharField(max_length=64)
    sender = SealedField(blank=True)
    subject = SealedField(blank=True)
    arrived_at = models.DateTimeField()
    taken_at = models.DateTimeField()
    state = models.CharField(max_length=5, choices=State)
    reason = models.CharField(max_length=9, choices=Reason, blank=True)
    trouble = models.CharField(max_length=300, blank=True)
    filed_at = models.DateTimeField(null=True, help_text="when it was moved out of the inbox")
    case = models.OneToOneField(Case, models.PROTECT, null=True, related_name="letter")
    is_proved = models.BooleanField(default=False, help_text="the address is proved for the resident of the case")
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(Employee, models.PROTECT, null=True, db_index=False, related_name="+")
    outcome = models.CharField(max_length=300, blank=True, help_text="what came of a mail that was set aside")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "key"], name="letter_once"),
            models.CheckConstraint(condition=Q(state__in=["taken", "other", "aside"]), name="letter_state"),
        ]
        indexes = [
            models.Index(fields=["mailbox", "id"], name="letter_unseen", condition=Q(state="aside", seen_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.mailbox_id}:{self.pk}"
