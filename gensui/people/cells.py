"""What goes into a spreadsheet."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise

from gensui.core.plain import plain

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula; with Chinese settings the full-width signs too."""


def harmless(said: object) -> str:
    """The text as it is read: never a formula, and without control characters, which no spreadsheet can hold."""
    text = plain(str(said))
    return f"'{text}" if text.startswith(FORMULA) else text


def row(values: Iterable[Any]) -> list[Any]:
    """A row for a spreadsheet or a CSV file: texts made harmless, numbers and times as they are."""
    return [harmless(one) if isinstance(one, str | Promise) else one for one in values]
