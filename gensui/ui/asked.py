"""What an address or a page names in text: a day, a month, a row. What it cannot name is passed over, whatever was sent."""

import re
from datetime import date

FIRST, LAST = 2000, 2099
"""The years that mean something here; others are slips, and may be more than the clock of another time zone can say."""
ROW = re.compile(r"[0-9]{1,18}")


def is_near(day: date) -> bool:
    """Whether a day, or a time, lies in a year that means something here."""
    return FIRST <= day.year <= LAST


def day_in(text: str) -> date | None:
    """The day of a text such as 2026-03-31; None where it names none of this century."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if is_near(day) else None


def month_in(text: str) -> date | None:
    """The first day of the month of a text such as 2026-03; None where it names none of this century."""
    return day_in(f"{text}-01")


def row_in(text: str) -> int:
    """The number of a row; 0, which no row has, where the text names none."""
    return int(text) if ROW.fullmatch(text) else 0
