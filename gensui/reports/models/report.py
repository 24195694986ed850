"""A report from its asking to its erasure, and the figures of a month that owners may read."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gensui.cases.models import Case
from gensui.people.models import Employee, Site


class Language(models.TextChoices):
    """The languages a report can be set in, each by its own name."""

    ZH_HANT = "zh-hant", "繁體中文"
    ZH_HANS = "zh-hans", "简体中文"
    EN = "en", "English"


class Report(models.Model):
    """A report that was asked for. The worker makes it; ``figures`` are counted once and then stand.

    ``leased_until`` is the lease of the worker that makes it, ``tries`` the number of that worker's try: one that comes back
    after its lease ran out finds another number, and leaves the report alone.
    """

    class Kind(models.TextChoices):
        MONTH = "month", _("the month's report")
        BRIEF = "brief", _("one page for the management")
        CASE = "case", _("evidence pack of a case")

    class State(models.TextChoices):
        QUEUED = "queued", _("waits for the worker")
        RUNNING = "running", _("being made")
        DONE = "done", _("ready")
        FAILED = "failed", _("not made")

    class Stage(models.TextChoices):
        WAITING = "", _("in the queue")
        COUNTING = "counting", _("counting")
        SETTING = "setting", _("setting the pages")
        KEEPING = "keeping", _("putting it away")

    class Trouble(models.TextChoices):
        NO_PDF = "no_pdf", _("A PDF cannot be set on this machine: the libraries for it are missing. Ask the operator.")
        GAVE_UP = (
            "gave_up",
            _("The worker broke off three times while it made this report. Ask the operator for the log."),
        )
        BROKEN = (
            "broken",
            _("The report could not be made; the reason is in the worker's log. Nothing else is touched."),
        )

    site = models.ForeignKey(Site, models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=5, choices=Kind)
    month = models.DateField(null=True, help_text="its first day")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="packs")
    language = models.CharField(max_length=7, choices=Language)
    asked_by = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=7, choices=State, default=State.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0)
    stage = models.CharField(max_length=8, choices=Stage, blank=True)
    leased_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=7, choices=Trouble, blank=True)
    made_at = models.DateTimeField(null=True)
    figures = models.JSONField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    file = models.FileField(upload_to="reports/%Y/%m", max_length=160, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["month", "brief", "case"]), name="report_kind"),
            models.CheckConstraint(condition=Q(state__in=["queued", "running", "done", "failed"]), name="report_state"),
            models.CheckConstraint(
                condition=Q(kind="case", case__isnull=False, month=None)
                | (~Q(kind="case") & Q(case=None, month__isnull=False)),
                name="report_of_a_case_or_a_month",
            ),
            models.CheckConstraint(
                condition=(Q(state="done") & Q(made_at__isnull=False)) | (~Q(state="done") & Q(made_at=None)),
                name="report_done_has_its_time",
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="report_progress"),
            # asked for twice at once, it is made once
            models.UniqueConstraint(
                fields=["site", "kind", "month", "language"], name="report_of_a_month_waits_once",
                condition=Q(state__in=["queued", "running"], month__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["case", "language"], name="report_of_a_case_waits_once",
                condition=Q(state__in=["queued", "running"], case__isnull=False),
            ),
        ]  # fmt: skip
        indexes = [
            # what the worker makes next
            models.Index(fields=["id"], name="report_waiting", condition=Q(state__in=["queued", "running"])),
            models.Index(fields=["site", "-id"], name="report_newest"),  # the list
            models.Index(fields=["asked_at"], name="report_old"),  # what is erased
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"

    @property
    def subject(self) -> str:
        """The month or the case it is about."""
        return f"{self.month:%Y-%m}" if self.month else self.case.number if self.case else ""

    @property
    def name(self) -> str:
        """What the file is called."""
        return f"gensui-{self.kind}-{self.subject}-{self.language}.pdf"

    @property
    def waits(self) -> bool:
        """Whether it is still to be made."""
        return self.state in (self.State.QUEUED, self.State.RUNNING)


class Published(models.Model):
    """The figures of a month as owners may read them: no names, and no number small enough to point at somebody."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="published")
    month = models.DateField(help_text="its first day")
    figures = models.JSONField()
    digest = models.CharField(max_length=64, help_text="of the report's figures it was taken from")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Employee, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "month"], name="published_month_once")]

    def __str__(self) -> str:
        return f"{self.site} {self.month:%Y-%m}"
