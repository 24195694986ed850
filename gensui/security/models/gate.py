"""Who comes in from outside, and who was given a pass."""

from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gensui.people.models import Employee, Resident, Site, Unit


class Kind(models.TextChoices):
    """What somebody from outside is."""

    VISITOR = "visitor", _("visitor")
    COURIER = "courier", _("courier")
    CONTRACTOR = "contractor", _("contractor")
    HELPER = "helper", _("household help")
    VEHICLE = "vehicle", _("vehicle")


class Pass(models.Model):
    """That a resident expects somebody: good from a time to a time, for so many entries, until taken back."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="passes")
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="passes")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=40, blank=True)
    plate = models.CharField(max_length=12, blank=True)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    uses = models.PositiveSmallIntegerField(default=1)
    used = models.PositiveSmallIntegerField(default=0)
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="pass_kind"),
            models.CheckConstraint(condition=Q(valid_until__gt=F("valid_from")), name="pass_ends_after_start"),
            models.CheckConstraint(condition=Q(used__lte=F("uses")), name="pass_used_within_uses"),
        ]
        indexes = [
            models.Index(fields=["resident", "-id"], name="pass_of_resident"),  # a resident's passes
            models.Index(fields=["valid_until"], name="pass_to_erase", condition=Q(erased_at=None)),  # today's; erasure
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What people call it."""
        return f"P{self.pk:06d}"

    @property
    def stream(self) -> str:
        """What the ledger calls it."""
        return f"pass:{self.number}"

    def is_good(self, at: datetime) -> bool:
        """Whether it opens the gate now. Who moved out expects nobody here; read the resident's household with the pass."""
        unused = self.revoked_at is None and self.used < self.uses
        return unused and self.valid_from <= at < self.valid_until and self.resident.is_present


class GateEntryQuerySet(models.QuerySet["GateEntry"]):
    """Entries, by how they stand."""

    def numbered(self, number: str) -> "GateEntryQuerySet":
        """The entry of this number, as G000123; none where it is no number."""
        row = number.removeprefix("G")
        return self.filter(pk=int(row)) if row.isdecimal() and len(row) < 12 else self.none()

    def queued(self) -> "GateEntryQuerySet":
        """Those at the gate: not decided, or asked to wait."""
        return self.filter(decision__in=("", "waiting"), left_at=None)

    def inside(self) -> "GateEntryQuerySet":
        """Those who came in and have not left. Couriers are gone in minutes and not followed."""
        return self.filter(decision="admitted", left_at=None).exclude(kind=Kind.COURIER)

    def with_places(self) -> "GateEntryQuerySet":
        """With all that a page says of an entry."""
        return self.select_related("site", "unit", "decided_by", "permit")


class GateEntry(models.Model):
    """A line of the gate register. ``name`` may be a surname; no number of an identity paper is ever kept."""

    class Decision(models.TextChoices):
        ADMITTED = "admitted", _("admitted")
        REFUSED = "refused", _("refused")
        WAITING = "waiting", _("asked to wait")

    class Reply(models.TextChoices):
        AGREED = "agreed", _("owner says yes")
        REFUSED = "refused", _("owner says no")
        UNREACHABLE = "unreachable", _("owner not reached")
        PASS = "pass", _("by the owner's pass")

    class Way(models.TextChoices):
        LINK = "link", _("by the link")
        APP = "app", _("on the owners' page")
        CALL = "call", _("by telephone")

    site = models.ForeignKey(Site, models.PROTECT, related_name="gate_entries")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=40, blank=True)
    plate = models.CharField(max_length=12, blank=True)
    persons = models.PositiveSmallIntegerField(default=1)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="gate_entries")
    purpose = models.CharField(max_length=60, blank=True)
    permit = models.ForeignKey(Pass, models.PROTECT, null=True, related_name="entries")
    registered_by = models.ForeignKey(Employee, models.PROTECT, related_name="+")

    arrived_at = models.DateTimeField()
    entered_at = models.DateTimeField(
        help_text="when it was written down; later than it happened, where paper came first"
    )
    asked_at = models.DateTimeField(null=True)
    reply = models.CharField(max_length=11, choices=Reply, blank=True)
    way = models.CharField(max_length=4, choices=Way, blank=True)
    replied_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=8, choices=Decision, blank=True)
    first_decided_at = models.DateTimeField(null=True, help_text="when they first had an answer, be it to wait")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    left_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["GateEntry"]] = GateEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="gate_kind"),
            models.CheckConstraint(
                condition=Q(decision__in=["", "admitted", "refused", "waiting"]), name="gate_decision"
            ),
            models.CheckConstraint(
                condition=Q(reply__in=["", "agreed", "refused", "unreachable", "pass"]), name="gate_reply"
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None) | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="gate_decided_with_a_time",
            ),
            models.CheckConstraint(condition=Q(persons__gte=1, persons__lte=99), name="gate_persons"),
            models.CheckConstraint(condition=Q(entered_at__gte=F("arrived_at")), name="gate_entered_after_arrival"),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(name="", plate="", purpose="", unit=None), name="gate_erased_is_empty"
            ),
        ]
        indexes = [
            # the queue at the gate, and who is inside
            models.Index(fields=["site", "arrived_at"], name="gate_open", condition=Q(left_at=None)),
            models.Index(fields=["site", "-arrived_at"], name="gate_register"),  # the register of a day
            models.Index(fields=["unit"], name="gate_of_unit", condition=Q(decision__in=["", "waiting"])),  # /my/
            models.Index(fields=["arrived_at"], name="gate_to_erase", condition=Q(erased_at=None)),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What people call the entry."""
        return f"G{self.pk:06d}"

    @property
    def stream(self) -> str:
        """What the ledger calls the entry."""
        return f"gate:{self.number}"

    @property
    def who(self) -> str:
        """Name and plate, as far as there are any; what they are, where there is neither."""
        return " ".join(filter(None, [self.name, self.plate])) or str(self.get_kind_display())

    @property
    def is_open(self) -> bool:
        """Whether they still stand at the gate."""
        return self.decision in ("", "waiting") and self.left_at is None

    @property
    def is_late_entry(self) -> bool:
        """Whether it was written down after it happened."""
        return (self.entered_at - self.arrived_at).total_seconds() > 60

    def local(self, at: datetime) -> datetime:
        """A time as the clocks of the community show it."""
        return at.astimezone(ZoneInfo(self.site.zone))
