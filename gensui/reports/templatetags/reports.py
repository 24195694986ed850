"""Filters of reports."""

from collections.abc import Mapping
from typing import Any

from django import template

from gensui.reports import words

register = template.Library()


@register.filter
def of(values: Mapping[str, Any], key: str) -> Any:
    """What stands under this key; nothing, if nothing does."""
    return values.get(key, "")


@register.filter
def starred(month: str, partial: Mapping[str, Any]) -> str:
    """A month as heads and lists call it: one that was not whole bears a star."""
    return words.starred(month, partial)


@register.filter
def percent(share: float | None) -> str:
    """A share as people read it."""
    return words.percent(share)


@register.filter
def excuse(reason: str) -> str:
    """Why a lapse counts for nobody, in words."""
    return words.excuse(reason)
