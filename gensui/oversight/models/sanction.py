"""A sanction from the file that is opened to the day it no longer counts (F20), what it rests on, and the appeal (F21)."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gensui.oversight.models.inspection import Picture
from gensui.oversight.models.outside import Outside
from gensui.people.models import Employee, Site


class SanctionQuerySet(models.QuerySet["Sanction"]):
    """Files, by how they stand."""

    def numbered(self, number: str) -> "SanctionQuerySet":
        """The file of this number, as D000012; none where it is no number."""
        row = number.removeprefix("D")
        return self.filter(pk=int(row)) if row.isdecimal() and len(row) < 12 else self.none()

    def with_people(self) -> "SanctionQuerySet":
        """With everybody a page or a notice names."""
        return self.select_related(
            "site", "employee__user", "employee__department__site", "opened_by", "decided_by__user", "countersigned_by",
            "served_by", "witness", "rectified_by",
        )  # fmt: skip

    def settled(self) -> "SanctionQuerySet":
        """Those that bind: past their appeal, and not taken back."""
        return self.filter(state__in=(Sanction.State.EFFECTIVE, Sanction.State.EXPIRED))

    def unsettled(self) -> "SanctionQuerySet":
        """Those that bind nobody: still to be decided, still open to an appeal, or taken back."""
        return self.exclude(state__in=(Sanction.State.EFFECTIVE, Sanction.State.EXPIRED))


class Sanction(models.Model):
    """A file on what somebody is said to have done: the facts, the own words, the decision, and what followed."""

    class Severity(models.TextChoices):
        MINOR = "minor", _("minor")
        GENERAL = "general", _("general")
        MAJOR = "major", _("major")
        CRITICAL = "critical", _("critical")

    class State(models.TextChoices):
        ASKED = "asked", _("asked for a statement")
        HEARD = "heard", _("heard, to be decided")
        PROPOSED = "proposed", _("decided, to be countersigned")
        ISSUED = "issued", _("to be served")
        SERVED = "served", _("served, may be appealed")
        APPEALED = "appealed", _("under appeal")
        EFFECTIVE = "effective", _("in effect")
        EXPIRED = "expired", _("no longer counts")
        REVOKED = "revoked", _("taken back")
        DROPPED = "dropped", _("closed without a sanction")

    class Kind(models.TextChoices):
        WARNING = "warning", _("warning")
        DEMERIT = "demerit", _("demerit")
        PERFORMANCE = "performance", _("less performance pay")
        COMPENSATION = "compensation", _("compensation for loss")
        FINE = "fine", _("fine")
        DEMOTION = "demotion", _("demotion or transfer")
        DISMISSAL = "dismissal", _("dismissal")

    class Negligence(models.TextChoices):
        SLIGHT = "slight", _("slight negligence")
        GENERAL = "general", _("negligence")
        GROSS = "gross", _("gross negligence")
        INTENT = "intent", _("intent")

    class Hearing(models.TextChoices):
        GIVEN = "given", _("statement given")
        SILENT = "silent", _("no statement within the term")

    class Signature(models.TextChoices):
        SIGNED = "signed", _("signed")
        REFUSED = "refused", _("refused to sign, with a witness")
        UNABLE = "unable", _("could not sign, with a witness")

    site = models.ForeignKey(Site, models.PROTECT, related_name="sanctions")
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="sanctions")
    state = models.CharField(max_length=9, choices=State, default=State.ASKED)
    clause = models.CharField(max_length=20)
    severity = models.CharField(max_length=8, choices=Severity)
    offence = models.PositiveSmallIntegerField(help_text="which within three months, counted when the file was opened")
    facts = models.TextField()
    evidence = models.TextField(blank=True)
    loss_fen = models.PositiveBigIntegerField(default=0)
    third_party = models.BooleanField(default=False, help_text="the loss is what the company paid to somebody else")
    opened_by = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    defence_until = models.DateTimeField()
    hearing = models.CharField(max_length=6, choices=Hearing, blank=True)
    defence = models.TextField(blank=True)
    heard_at = models.DateTimeField(null=True)
    heard_out_at = models.DateTimeField(null=True, help_text="when the person said that this is all")

    kind = models.CharField(max_length=12, choices=Kind, blank=True)
    reasons = models.TextField(blank=True)
    basis = models.TextField(
        blank=True, help_text="what the measure rests on: clause of the contract, agreement, published rule"
    )
    check_note = models.TextField(blank=True, help_text="of grave measures: what union or human resources said")
    negligence = models.CharField(max_length=7, choices=Negligence, blank=True)
    claim_fen = models.PositiveBigIntegerField(default=0)
    percent = models.PositiveSmallIntegerField(default=0, help_text="of the month's performance pay")
    decided_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    countersigned_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(null=True)
    expires_on = models.DateField(null=True)

    served_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    handed_at = models.DateTimeField(null=True, help_text="on paper; it is served once the witness confirms it")
    served_at = models.DateTimeField(null=True)
    signature = models.CharField(max_length=7, choices=Signature, blank=True)
    witness = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    appeal_until = models.DateTimeField(null=True)

    self_criticism = models.TextField(blank=True)
    self_criticism_at = models.DateTimeField(null=True)
    put_right = models.TextField(blank=True, help_text="what the person did, in the own words")
    put_right_at = models.DateTimeField(null=True)
    checked = models.TextField(blank=True, help_text="what was looked at when it was checked")
    not_theirs = models.BooleanField(default=False, help_text="closed, because it was not this person's")
    rectified_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    rectified_at = models.DateTimeField(null=True)
    effective_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="dropped, taken back or expired")

    objects: ClassVar[models.Manager["Sanction"]] = SanctionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "asked", "heard", "proposed", "issued", "served", "appealed", "effective", "expired", "revoked", "dropped",
                    ]
                ),
                name="sanction_state",
            ),
            models.CheckConstraint(
                condition=Q(severity__in=["minor", "general", "major", "critical"]), name="sanction_severity"
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=["", "warning", "demerit", "performance", "compensation", "fine", "demotion", "dismissal"]
                ),
                name="sanction_kind",
            ),
            models.CheckConstraint(
                condition=Q(negligence__in=["", "slight", "general", "gross", "intent"]), name="sanction_negligence"
            ),
            models.CheckConstraint(condition=Q(hearing__in=["", "given", "silent"]), name="sanction_hearing"),
            models.CheckConstraint(condition=Q(signature__in=["", "signed", "refused", "unable"]), name="sanction_signature"),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "dropped"]) | Q(heard_at__isnull=False), name="sanction_heard_first"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(countersigned_by=None) | ~Q(decided_by=F("countersigned_by")),
                name="sanction_by_two",
            ),
            models.CheckConstraint(
                condition=~Q(signature__in=["refused", "unable"]) | Q(witness__isnull=False), name="sanction_refusal_has_a_witness"
            ),
            models.CheckConstraint(condition=Q(percent__lte=20), name="sanction_percent"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["employee", "-opened_at"], name="sanction_of_employee"),  # the own file, the ladder
            models.Index(fields=["site", "state"], name="sanction_by_state"),  # the lists, what a term ends for
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What people call the file."""
        return f"D{self.pk:06d}"

    @property
    def stream(self) -> str:
        """What the ledger calls the file."""
        return f"sanction:{self.number}"

    @property
    def awaits_witness(self) -> bool:
        """Whether it was handed over on paper, and whoever saw it has not said so yet."""
        return self.state == Sanction.State.ISSUED and self.handed_at is not None

    def heard_out(self, at: datetime) -> bool:
        """Whether the person has nothing to add any more: it was said, or the term is over."""
        return self.state != Sanction.State.ASKED and (self.heard_out_at is not None or at >= self.defence_until)

    @property
    def takes_money(self) -> bool:
        """Whether something is taken from wages."""
        return self.kind in ("compensation", "fine") and self.claim_fen > 0


class Enclosure(models.Model):
    """A picture in a file: the notice as it was handed over on paper, or what the person adds to the statement."""

    class Kind(models.TextChoices):
        NOTICE = "notice", _("the notice on paper")
        STATEMENT = "statement", _("with the statement")

    sanction = models.ForeignKey(Sanction, models.PROTECT, related_name="enclosures")
    kind = models.CharField(max_length=9, choices=Kind)
    digest = models.CharField(max_length=64)
    file = models.FileField(upload_to="files/%Y/%m", max_length=160)
    author = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sanction", "kind", "digest"], name="enclosure_once"),
            models.CheckConstraint(condition=Q(kind__in=["notice", "statement"]), name="enclosure_kind"),
        ]

    def __str__(self) -> str:
        return self.digest[:12]


class Breach(models.Model):
    """A lapse of the ledger that people have dealt with: laid to somebody in a file, talked over, doubted, or set aside.

    It names the duty by its key, because the ledger's row says only what happened, never what people made of it.
    """

    class Standing(models.TextChoices):
        CHARGED = "charged", _("in a file")
        TALKED = "talked", _("talked over")
        DOUBTED = "doubted", _("doubted by the person")
        CLEARED = "cleared", _("does not count")

    stream = models.CharField(max_length=80)
    clause = models.CharField(max_length=80)
    cause = models.PositiveIntegerField()
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="breaches")
    sanction = models.ForeignKey(Sanction, models.PROTECT, null=True, related_name="breaches")
    standing = models.CharField(max_length=7, choices=Standing)
    lapsed_at = models.DateTimeField()
    words = models.TextField(blank=True)
    noted_by = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stream", "clause", "cause"], name="breach_once"),
            models.CheckConstraint(
                condition=Q(standing__in=["charged", "talked", "doubted", "cleared"]), name="breach_standing"
            ),
            models.CheckConstraint(
                condition=~Q(standing="charged") | Q(sanction__isnull=False), name="breach_charged_in_a_file"
            ),
        ]
        indexes = [models.Index(fields=["employee", "lapsed_at"], name="breach_of_employee")]  # what is dealt with

    def __str__(self) -> str:
        return f"{self.stream} {self.clause}#{self.cause}"


class Appeal(Outside):
    """That somebody appealed against a sanction, and what somebody else made of it."""

    class Grounds(models.TextChoices):
        FACT = "fact", _("the facts are wrong")
        PROCEDURE = "procedure", _("the procedure was not kept")
        STANDARD = "standard", _("the rule does not apply, or the measure is too hard")
        CALCULATION = "calculation", _("the figures are wrong")
        BIAS = "bias", _("somebody was biased")

    class Decision(models.TextChoices):
        ALLOWED = "allowed", _("allowed")
        CHANGED = "changed", _("allowed in part")
        REJECTED = "rejected", _("rejected")

    sanction = models.OneToOneField(Sanction, models.PROTECT, related_name="appeal")
    grounds = models.CharField(max_length=11, choices=Grounds)
    statement = models.TextField()
    filed_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decision = models.CharField(max_length=8, choices=Decision, blank=True)
    hearing = models.TextField(blank=True)
    reasons = models.TextField(blank=True)
    outside = models.CharField(max_length=120, blank=True, help_text="who decided, where nobody in the house could")
    paper = models.ForeignKey(
        Picture, models.PROTECT, null=True, related_name="of_files", help_text="on which it was decided outside"
    )
    decided_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    kind_before = models.CharField(max_length=12, choices=Sanction.Kind, blank=True, help_text="of one made milder")
    claim_fen_before = models.PositiveBigIntegerField(default=0)
    percent_before = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(grounds__in=["fact", "procedure", "standard", "calculation", "bias"]), name="appeal_grounds"
            ),
            models.CheckConstraint(
                condition=Q(decision__in=["", "allowed", "changed", "rejected"]), name="appeal_decision"
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_by=None, decided_at=None)
                | (~Q(decision="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="appeal_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(countersigned_by=None) | ~Q(countersigned_by=F("decided_by")), name="appeal_outside_by_two"
            ),
            models.CheckConstraint(
                condition=Q(decision="changed") ^ Q(kind_before=""), name="appeal_changed_keeps_what_was"
            ),
        ]

    def __str__(self) -> str:
        return f"appeal of {self.sanction_id}"
