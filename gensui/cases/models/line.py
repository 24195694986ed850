"""What people write, send and show beside what happens to a case."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gensui.cases.models.case import Case
from gensui.ledger.models import Outgoing
from gensui.people.models import Employee, Site


class Note(models.Model):
    """What somebody wrote beside an event. It is never changed; ``corrects`` says which one it puts right."""

    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="notes")
    number = models.PositiveIntegerField(help_text="of the event in the case's stream")
    kind = models.CharField(max_length=60)
    text = models.TextField()
    author_key = models.CharField(max_length=80)
    happened_at = models.DateTimeField()
    written_at = models.DateTimeField()
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrected_by")

    class Meta:
        indexes = [models.Index(fields=["case", "number"], name="note_of_case")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Attachment(models.Model):
    """A photograph or signature: checked by its content, made smaller, without the place it was taken at."""

    class Kind(models.TextChoices):
        REPORT = "report", _("from the owner")
        BEFORE = "before", _("before the work")
        AFTER = "after", _("after the work")
        ARRIVAL = "arrival", _("arrival")
        SIGNATURE = "signature", _("signature")

    case = models.ForeignKey(Case, models.PROTECT, related_name="attachments")
    kind = models.CharField(max_length=9, choices=Kind)
    file = models.FileField(upload_to="cases/%Y/%m", max_length=160)
    digest = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    author_key = models.CharField(max_length=80)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "digest", "kind"], name="attachment_once")]

    def __str__(self) -> str:
        return f"{self.case.number} {self.kind}"


class Message(models.Model):
    """Words between the owner and those who serve, as they stand on the case. ``outgoing`` tells what became of them."""

    class Purpose(models.TextChoices):
        CHAT = "chat", _("message")
        PROGRESS = "progress", _("progress")
        RESULT = "result", _("result")
        CONTACT = "contact", _("first contact")
        NOTICE = "notice", _("notice")
        QUESTION = "question", _("question")
        ANSWER = "answer", _("answer")
        EXPLAIN = "explain", _("explanation")

    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="messages")
    purpose = models.CharField(max_length=8, choices=Purpose)
    author_key = models.CharField(max_length=80)
    to_key = models.CharField(max_length=80)
    text = models.TextField()
    written_at = models.DateTimeField()
    outgoing = models.OneToOneField(Outgoing, models.PROTECT, null=True, related_name="+")
    answers = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="answered_by")
    noted_at = models.DateTimeField(null=True, help_text="when its delivery was put on record")

    class Meta:
        indexes = [
            models.Index(fields=["case", "id"], name="message_of_case"),
            # deliveries that the case does not know of yet
            models.Index(
                fields=["outgoing"], name="message_unnoted", condition=Q(noted_at=None, outgoing__isnull=False)
            ),
            models.Index(fields=["answers"], name="message_of_question", condition=Q(answers__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.case.number} {self.purpose}"


class PhoneCall(models.Model):
    """A call that somebody here made, as the telephone system logged it: the proof that an owner was called."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    key = models.CharField(max_length=40, help_text="what the telephone system calls it")
    phone_digest = models.CharField(max_length=64)
    phone_tail = models.CharField(max_length=4)
    caller = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    talked_seconds = models.PositiveIntegerField(help_text="0: nobody answered")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "key"], name="phone_call_once")]
        indexes = [models.Index(fields=["phone_digest", "-began_at"], name="phone_call_of_number")]

    def __str__(self) -> str:
        return self.key


class Draft(models.Model):
    """An intake that is being typed, kept as it goes, so that a lost connection loses nothing: one for each form, for two callers
    may be on the line.
    """

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="drafts", db_index=False)
    form = models.CharField(max_length=60, blank=True, help_text="the key of the form's request")
    fields: Any = models.JSONField()
    begun_at = models.DateTimeField(help_text="when the first word was typed: the owner is being heard since then")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["employee", "form"], name="draft_of_a_form")]

    def __str__(self) -> str:
        return f"{self.employee} {self.saved_at:%H:%M}"


class KeptPicture(models.Model):
    """A picture of a form that could not be carried out yet: it waits for the next try, so that nobody has to choose it twice."""

    person = models.CharField(max_length=80, help_text="the key of whoever fills in the form")
    form = models.CharField(max_length=60, help_text="the key of the form's request")
    field = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    content = models.BinaryField()
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "form", "field", "digest"], name="kept_picture_once"),
        ]
        indexes = [models.Index(fields=["kept_at"], name="kept_picture_old")]  # what is erased

    def __str__(self) -> str:
        return f"{self.person} {self.field}"


class SavedFilter(models.Model):
    """A filter of the case list that somebody keeps under a name."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="filters")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=400)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["employee", "name"], name="saved_filter_name_once")]

    def __str__(self) -> str:
        return self.name
