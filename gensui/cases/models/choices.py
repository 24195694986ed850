"""The words a case is described in."""

from typing import TypeVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

Said = TypeVar("Said", str, list[str])
LANGUAGE_TAGS = {"zh-hant": "zh-Hant", "zh-hans": "zh-Hans", "en": "en"}


def spoken(texts: dict[str, str]) -> str:
    """The text in the reader's language; in another, where it is missing there."""
    return in_language(texts, "")


def in_language(texts: dict[str, Said], otherwise: Said) -> Said:
    """What stands there in the reader's language; in another, where it is missing there."""
    return texts.get(LANGUAGE_TAGS.get(get_language() or "", "zh-Hant")) or next(iter(texts.values()), otherwise)


class Priority(models.TextChoices):
    """How urgent: P1 is danger, P4 can be planned."""

    P1 = "P1", _("P1 danger")
    P2 = "P2", _("P2 urgent repair")
    P3 = "P3", _("P3 normal")
    P4 = "P4", _("P4 can be planned")


class Complexity(models.TextChoices):
    """Whether it is done in one go."""

    GENERAL = "general", _("general")
    COMPLEX = "complex", _("complex")


class Channel(models.TextChoices):
    """How a request comes."""

    PHONE = "phone", _("telephone")
    VISIT = "visit", _("at the desk")
    WECHAT = "wechat", _("WeChat")
    APP = "app", _("owners' page")
    SMS = "sms", _("text message")
    EMAIL = "email", _("e-mail")
    PATROL = "patrol", _("patrol")
    OTHER = "other", _("other")


class RequestType(models.TextChoices):
    """What a request is."""

    REPAIR = "repair", _("repair")
    COMPLAINT = "complaint", _("complaint")
    SUGGESTION = "suggestion", _("suggestion")
    CONSULTING = "consulting", _("consulting")
    SECURITY = "security", _("security")
    CLEANING = "cleaning", _("cleaning")
    GREENING = "greening", _("greening")
    PRAISE = "praise", _("praise")


class State(models.TextChoices):
    """How a case stands; the moves between are ``core.lifecycle``."""

    RINGING = "ringing", _("ringing")
    MISSED = "missed", _("missed")
    RECORDING = "recording", _("recording")
    ACCEPTED = "accepted", _("accepted")
    ANSWERED = "answered", _("answered on the spot")
    DISPATCHED = "dispatched", _("dispatched")
    ASSIGNED = "assigned", _("assigned")
    CONTACTED = "contacted", _("owner contacted")
    ON_SITE = "on_site", _("on site")
    PLAN_PENDING = "plan_pending", _("waiting for consent")
    WORKING = "working", _("in progress")
    PAUSED = "paused", _("paused")
    COMPLETED = "completed", _("work completed")
    REPORTED = "reported", _("result reported")
    JOINED = "joined", _("joined to another")
    TOLD = "told", _("owner informed")
    DISPUTED = "disputed", _("owner dissatisfied")
    VISIT_DUE = "visit_due", _("waiting for the return visit")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("cancelled")


class PauseReason(models.TextChoices):
    """Why work may wait."""

    OWNER_ABSENT = "owner_absent", _("owner away or another time")
    OWNER_CONSENT = "owner_consent", _("waiting for the owner's consent")
    PARTS = "parts", _("waiting for parts")
    THIRD_PARTY = "third_party", _("third party or warranty")
    SAFETY_WEATHER = "safety_weather", _("safety or weather")
    QUIET_HOURS = "quiet_hours", _("quiet hours at night")
