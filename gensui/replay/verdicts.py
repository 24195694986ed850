"""The words for the verdicts, in the reader's language."""

from django.utils.translation import pgettext


def verdict_names() -> dict[str, str]:
    """The words for the four verdicts, in the reader's language."""
    return {
        "kept": pgettext("promise", "kept"),
        "late": pgettext("promise", "kept late"),
        "open": pgettext("promise", "still open"),
        "overdue": pgettext("promise", "overdue"),
    }
