"""The tables under everything. Rows of ``Event`` and ``PolicyVersion`` are never changed, nor is a lapse; triggers see to it.

No row points at a person or a place: streams, actors and subjects are named by key, so that the log survives their erasure.
"""

from datetime import UTC, datetime, timedelta

from django.db import models
from django.db.models import F, Q


class PolicyVersion(models.Model):
    """A version of the policy as it was adopted: its files, word for word, and from when on it governs what opens."""

    version = models.CharField(max_length=40)
    starts_at = models.DateTimeField()
    adopted_at = models.DateTimeField()
    adopted_by = models.CharField(max_length=80)
    files = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version"], name="policy_version_once"),
            models.UniqueConstraint(fields=["starts_at"], name="policy_version_one_start"),
        ]

    def __str__(self) -> str:
        return self.version


class Event(models.Model):
    """Something that happened. ``hash`` covers this row and the hash of the one before it in the stream.

    ``version`` is the version of the policy that judged the event. ``digests`` are salted digests of the words that were
    written with it and of the request that caused it, as ``place:digest``. Both are NULL in events of older releases.
    """

    stream = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=60)
    actor = models.CharField(max_length=80)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    data = models.JSONField()
    roles = models.JSONField()
    client_key = models.CharField(max_length=80, null=True)  # noqa: DJ001  null: most events carry none, and none is equal to none
    hash = models.CharField(max_length=64)
    version = models.CharField(max_length=40, null=True)  # noqa: DJ001  null: events of older releases
    digests = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stream", "number"], name="event_number_in_stream"),
            models.UniqueConstraint(
                fields=["client_key"], name="event_client_key_once", condition=Q(client_key__isnull=False)
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="event_number_from_one"),
            models.CheckConstraint(condition=Q(occurred_at__lte=F("recorded_at")), name="event_not_from_the_future"),
        ]
        indexes = [
            # who changed what of the master data, across all streams
            models.Index(fields=["-id"], name="event_master", condition=Q(kind="master.changed")),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.number} {self.kind}"


class Salt(models.Model):
    """The random salt of an event's digests. It is deleted when the words are erased: then nobody can guess them."""

    stream = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    salt = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "number"], name="salt_of_event")]

    def __str__(self) -> str:
        return f"{self.stream} {self.number}"


class Obligation(models.Model):
    """A promise that runs or ran. Its row is what the log says of it, kept ready; ``gensui verify`` compares the two."""

    class State(models.TextChoices):
        OPEN = "open"
        MET = "met"
        VOID = "void"

    stream = models.CharField(max_length=80)
    clause = models.CharField(max_length=80)
    cause = models.PositiveIntegerField()
    version = models.CharField(max_length=40)
    role = models.CharField(max_length=40)
    accountable = models.CharField(max_length=80)
    holder = models.CharField(max_length=80)
    segments = models.JSONField()
    opened_at = models.DateTimeField()
    running_since = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    limit_us = models.BigIntegerField(help_text="microseconds of the clause's calendar")
    used_us = models.BigIntegerField(help_text="microseconds of the clause's calendar")
    same = models.JSONField()
    urgent = models.BooleanField()
    stage = models.PositiveSmallIntegerField()
    next_check_at = models.DateTimeField(null=True)
    pausing = models.JSONField()
    paused_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=4, choices=State)
    lapsed_at = models.DateTimeField(null=True)
    met_at = models.DateTimeField(null=True)
    met_by = models.PositiveIntegerField(null=True)
    voided_at = models.DateTimeField(null=True)
    voided_by = models.CharField(max_length=60)
    early_at = models.DateTimeField(null=True)
    excuse = models.CharField(max_length=80)
    charged_to = models.CharField(max_length=80)
    judged_due_at = models.DateTimeField(null=True)
    set_aside = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stream", "clause", "cause"], name="obligation_once_for_a_cause"),
            models.CheckConstraint(condition=Q(state__in=["open", "met", "void"]), name="obligation_state"),
            models.CheckConstraint(
                condition=Q(state="open", met_at=None, voided_at=None)
                | Q(state="met", met_at__isnull=False, met_by__isnull=False)
                | Q(state="void", met_at=None, voided_at__isnull=False),
                name="obligation_state_agrees",
            ),
            models.CheckConstraint(
                condition=Q(met_at=None) | Q(met_at__gte=F("opened_at")), name="obligation_met_after_opening"
            ),
        ]
        indexes = [
            # the worker: what has to be looked at next
            models.Index(fields=["next_check_at"], name="obligation_check", condition=Q(next_check_at__isnull=False)),
            # a stream's open duties, for every event that is recorded in it
            models.Index(fields=["stream"], name="obligation_open", condition=Q(state="open")),
            # a worklist: what runs out next for somebody. Its condition is narrower than that of a stream's open duties, or
            # PostgreSQL, before it knows the tables, may take this index for those and read all of it
            models.Index(
                fields=["holder", "due_at"], name="obligation_mine", condition=Q(state="open", due_at__isnull=False)
            ),
            # the slots of a day, whatever became of them
            models.Index(fields=["due_at"], name="obligation_slot", condition=Q(not_before__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.clause}#{self.cause}"

    @property
    def is_lapse(self) -> bool:
        """Whether its time ran out; not where somebody before in the chain was late, and it was kept by the later time."""
        by_later = self.charged_to and self.judged_due_at and self.met_at and self.met_at <= self.judged_due_at
        return self.lapsed_at is not None and not by_later

    @property
    def answerable(self) -> str:
        """Who a lapse is laid to: whoever held the duty when its time ran out; but whoever was late before, where it was kept by
        the later time. Of what has not lapsed, who answers for it.
        """
        if self.lapsed_at is None:
            return self.accountable
        if not self.is_lapse:
            return self.charged_to
        held = [who for who, since in self.segments if datetime.fromisoformat(since) <= self.lapsed_at]
        return held[-1] if held else self.accountable

    @property
    def lateness(self) -> timedelta | None:
        """How long after its due time the duty was met; None while it is not, or has no due time."""
        if self.met_at is None or self.due_at is None:
            return None
        return max(self.met_at - self.due_at, timedelta())


NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""When a message is tried next that waits for its reader alone."""


class Outgoing(models.Model):
    """That somebody is to hear of something. Written with the event that causes it, sent by a worker.

    ``body`` holds what a person wrote, only until it is sent. ``next_try_at`` is also the lease of the worker that has it.
    """

    stream = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    clause = models.CharField(max_length=80)
    cause = models.PositiveIntegerField()
    what = models.CharField(max_length=20)
    to = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    body = models.TextField(blank=True, db_default="")
    sent_at = models.DateTimeField(null=True)
    sent_by = models.CharField(max_length=20, blank=True, db_default="")
    tries = models.PositiveSmallIntegerField(db_default=0)
    next_try_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True, help_text="it is not sent from then on, and its words go")
    failed_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True, db_default="")

    class Meta:
        # told once to each: the event's number is unique in its stream, and both are written together
        indexes = [
            # what is to be sent
            models.Index(fields=["id"], name="outgoing_waiting", condition=Q(sent_at=None, failed_at=None)),
            models.Index(fields=["stream"], name="outgoing_of_stream"),  # what became of a case's messages
        ]

    def __str__(self) -> str:
        return f"{self.what} to {self.to}"

    @property
    def is_on_its_way(self) -> bool:
        """Whether the house has still to send it."""
        return self.sent_at is None and self.failed_at is None and not self.waits_in_inbox

    @property
    def waits_in_inbox(self) -> bool:
        """Whether it lies on the reader's page until it is opened there: there is no other way to the reader."""
        return self.sent_at is None and self.next_try_at == NEVER

    @property
    def key(self) -> str:
        """What mail server and gateway know it by, so that a second copy is known for one. A database that is brought back to an
        earlier state gives a row number out again, but never at the same instant.
        """
        return f"outgoing-{self.pk}-{self.created_at.astimezone(UTC):%Y%m%dT%H%M%S%f}"


class Schedule(models.Model):
    """That a scheduled clause applies to a stream: its slots are planned ahead, so that *nothing happened* is a row."""

    stream = models.CharField(max_length=80)
    clause = models.CharField(max_length=80)
    subject = models.CharField(max_length=80)
    rule = models.CharField(max_length=300)
    first_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    zone = models.CharField(max_length=60)
    tolerance_minutes = models.PositiveIntegerField(default=0, help_text="0: that of the clause")
    roles = models.JSONField()
    planned_until = models.DateTimeField()
    set_aside = models.CharField(max_length=300, blank=True, db_default="", help_text="why it cannot be planned")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stream", "clause", "subject"], name="schedule_once"),
        ]
        indexes = [models.Index(fields=["planned_until"], name="schedule_next")]  # what is to be planned further

    def __str__(self) -> str:
        return f"{self.stream} {self.clause} {self.subject}"


class Heartbeat(models.Model):
    """That a worker is alive, and what it did last.

    Under a name that begins with ``KEEPER``, whoever keeps the processes up says which of them ends again and again.
    """

    KEEPER = "serve:"

    worker = models.CharField(max_length=120)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    checked = models.PositiveBigIntegerField()
    found_late = models.PositiveBigIntegerField()
    failing = models.CharField(max_length=300, blank=True, db_default="", help_text="names of the work that fails")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["worker"], name="heartbeat_one_per_worker")]

    def __str__(self) -> str:
        return self.worker


class Progress(models.Model):
    """How far along time the workers have come with something, so that one that begins goes on from there."""

    what = models.CharField(max_length=40)
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["what"], name="progress_once")]

    def __str__(self) -> str:
        return f"{self.what} {self.until:%Y-%m-%d %H:%M}"
