"""Days and times as people type them.

A year outside this century is a slip of typing, and may be more than the clock of another time zone can say.
"""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gensui.ui.asked import FIRST, LAST, is_near

OUTSIDE = _("This year cannot be right: write one between %(first)s and %(last)s.")


class Moment(forms.DateTimeInput):
    """A day and a time, by the browser's own means."""

    input_type = "datetime-local"

    def __init__(self, **words: Any) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", **words)


class MomentField(forms.DateTimeField):
    """A day and a time on the clocks of the community."""

    widget = Moment
    input_formats = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S")

    def __init__(self, **words: Any) -> None:
        super().__init__(input_formats=self.input_formats, **words)

    def to_python(self, value: Any) -> datetime | None:
        """The time; refuses a year that cannot be right."""
        try:
            found = super().to_python(value)
        except OverflowError:
            raise _outside() from None
        if found is not None and not is_near(found):
            raise _outside()
        return found


class DayInput(forms.DateInput):
    """A day, by the browser's own means."""

    input_type = "date"

    def __init__(self, **words: Any) -> None:
        super().__init__(format="%Y-%m-%d", **words)


class DayField(forms.DateField):
    """A day."""

    widget = DayInput

    def to_python(self, value: Any) -> date | None:
        """The day; refuses a year that cannot be right."""
        found = super().to_python(value)
        if found is not None and not is_near(found):
            raise _outside()
        return found


class HourInput(forms.TimeInput):
    """A time of day, by the browser's own means."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def _outside() -> forms.ValidationError:
    return forms.ValidationError(OUTSIDE, params={"first": FIRST, "last": LAST})
