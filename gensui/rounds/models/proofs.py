"""What proves a round: scans, photographs, findings; and what phones sent, word for word."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gensui.cases.models import Case, Category
from gensui.people.models import Employee, Site
from gensui.rounds.models.places import Point
from gensui.rounds.models.walks import Round


class Photo(models.Model):
    """A photograph from a phone, known by the digest of what the phone took. It may come before or after what speaks of it."""

    digest = models.CharField(max_length=64)
    file = models.FileField(upload_to="rounds/%Y/%m", max_length=160)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    author = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest"], name="photo_once")]

    def __str__(self) -> str:
        return self.digest[:12]


class Scan(models.Model):
    """That somebody was at a point, as the phone says it: ``device_at`` by its own clock, ``at`` by ours.

    ``TYPED`` is the code under the tag, ``PLACE`` the phone's word for where it is, ``MANUAL`` the walker's word alone.
    ``flags`` say what is odd about it, for whoever looks; nothing odd is refused.
    """

    class Proof(models.TextChoices):
        NFC = "nfc", _("tag")
        QR = "qr", _("QR code")
        TYPED = "typed", _("code typed")
        PLACE = "place", _("by position")
        MANUAL = "manual", _("by hand")
        PAPER = "paper", _("on paper")

    SCANNED = (Proof.NFC, Proof.QR)
    UNSCANNED = (Proof.TYPED, Proof.PLACE, Proof.MANUAL)
    """What the walker says without a tag read by the phone; it is counted apart, and has a reason."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="scans")
    point = models.ForeignKey(Point, models.PROTECT, related_name="scans")
    proof = models.CharField(max_length=6, choices=Proof)
    at = models.DateTimeField()
    device_at = models.DateTimeField()
    received_at = models.DateTimeField()
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    accuracy = models.FloatField(null=True, help_text="metres")
    answers = models.JSONField(default=dict)
    flags = models.JSONField(default=list)
    photos = models.JSONField(default=list)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(proof__in=["nfc", "qr", "typed", "place", "manual", "paper"]), name="scan_proof"
            ),
        ]
        indexes = [
            models.Index(fields=["point", "-at"], name="scan_last"),  # the last visit of a point
            models.Index(
                fields=["received_at"], name="scan_placed", condition=Q(latitude__isnull=False)
            ),  # tracks to forget
        ]

    def __str__(self) -> str:
        return f"{self.point_id} {self.proof}"


class Finding(models.Model):
    """Something found out of order, with its photographs; it becomes a case at once."""

    class Kind(models.TextChoices):
        ANOMALY = "anomaly", _("something wrong")
        HAZARD = "hazard", _("a hazard")
        BIN_FULL = "bin_full", _("a full bin")

    key = models.CharField(max_length=40)
    site = models.ForeignKey(Site, models.PROTECT, related_name="findings")
    round = models.ForeignKey(Round, models.PROTECT, null=True, related_name="findings")
    point = models.ForeignKey(Point, models.PROTECT, null=True, related_name="findings")
    kind = models.CharField(max_length=8, choices=Kind)
    category = models.ForeignKey(Category, models.PROTECT, related_name="+")
    words = models.TextField(blank=True)
    photos = models.JSONField(default=list)
    reporter = models.ForeignKey(Employee, models.PROTECT, related_name="findings")
    found_at = models.DateTimeField()
    received_at = models.DateTimeField()
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="findings")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], name="finding_key"),
            models.CheckConstraint(condition=Q(kind__in=["anomaly", "hazard", "bin_full"]), name="finding_kind"),
        ]
        indexes = [models.Index(fields=["site", "-found_at"], name="finding_newest")]  # today's page, the report

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Sent(models.Model):
    """One entry that a phone sent, by the key the phone gave it: what came of it, told again whenever it is sent again."""

    class Outcome(models.TextChoices):
        TAKEN = "taken", _("taken")
        REFUSED = "refused", _("refused")

    key = models.CharField(max_length=40)
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    device = models.CharField(max_length=40)
    number = models.PositiveIntegerField(help_text="in the order of the phone")
    kind = models.CharField(max_length=10)
    device_at = models.DateTimeField()
    received_at = models.DateTimeField()
    outcome = models.CharField(max_length=7, choices=Outcome)
    code = models.CharField(max_length=40, blank=True)
    sentence = models.CharField(max_length=400, blank=True)
    said = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True, default="", help_text="of what was sent, to know it again")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["employee", "key"], name="sent_once_by_each"),
            models.CheckConstraint(condition=Q(outcome__in=["taken", "refused"]), name="sent_outcome"),
        ]
        indexes = [
            models.Index(
                fields=["-received_at"], name="sent_refused", condition=Q(outcome="refused")
            ),  # for the inspector
            models.Index(fields=["received_at"], name="sent_old", condition=~Q(said={}, digest="")),  # words to forget
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.outcome}"
