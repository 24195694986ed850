"""In whose language something is written: the reader's, never the one of whoever happens to act."""

from django.conf import settings
from django.utils import translation


def in_language(language: str) -> translation.override:
    """What is written meanwhile is in this language; in that of the house, where the reader has chosen none."""
    return translation.override(language or settings.LANGUAGE_CODE)
