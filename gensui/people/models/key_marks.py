"""By which keys the data of this database were made: marks of the keys, never the keys."""

from django.db import models


class KeyMark(models.Model):
    """That a key was used here. The mark is a keyed digest of a fixed text, so that nobody reads the key from it."""

    class Kind(models.TextChoices):
        FIELD = "field"
        DIGEST = "digest"

    kind = models.CharField(max_length=6, choices=Kind)
    mark = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(kind__in=["field", "digest"]), name="key_mark_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.mark[:8]}"
