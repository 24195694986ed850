"""What is taught: modules, and a bank of questions."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a training is for."""

    INDUCTION = "induction", _("induction")
    QUARTERLY = "quarterly", _("quarterly training")
    SPECIAL = "special", _("training by post")
    DRILL = "drill", _("drill and skills")


TONGUES = {"zh-Hant": "繁體中文", "zh-Hans": "简体中文", "en": "English"}
"""The languages in which a course asks."""


def spoken(texts: Any) -> str:
    """A text of a course in the language of the reader, or in the one there is."""
    wanted = {"zh-hant": "zh-Hant", "zh-hans": "zh-Hans"}.get(get_language() or "", "en")
    return str(texts.get(wanted) or next(iter(texts.values()), ""))


class Course(models.Model):
    """Something that is taught. ``modules`` are keys that the policy asks for; ``questions`` each have options and right ones."""

    key = models.SlugField(max_length=40)
    kind = models.CharField(max_length=10, choices=Kind)
    name: Any = models.JSONField()
    modules: Any = models.JSONField(default=list)
    questions: Any = models.JSONField(default=list)
    pass_mark = models.PositiveSmallIntegerField(default=80)
    minutes = models.PositiveSmallIntegerField(default=20, help_text="for the test")
    tries = models.PositiveSmallIntegerField(default=3, help_text="the first test and its make-ups")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], name="course_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="course_kind"),
            models.CheckConstraint(condition=Q(pass_mark__lte=100), name="course_pass_mark"),
        ]

    def __str__(self) -> str:
        return spoken(self.name)

    @property
    def filled(self) -> tuple[str, ...]:
        """The modules, as the policy asks for them."""
        return tuple(f"module_{key}" for key in self.modules)
