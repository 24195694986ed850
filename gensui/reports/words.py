"""What a report calls its figures, in the reader's language."""

from collections.abc import Container, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

GROUPS: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("requests", gettext_lazy("Requests"), ("cases_in", "cases_out", "answered", "cancelled", "standing")),
    ("satisfaction", gettext_lazy("Satisfaction"),
     ("stars", "stars_good", "visits", "visits_content", "visits_said", "visits_unreached")),
    ("complaints", gettext_lazy("Complaints and rework"),
     ("complaints", "complaints_major", "complaints_valid", "complaints_found", "objections", "works_done", "reworks")),
    ("grounds", gettext_lazy("Grounds and gate"),
     ("rounds_walked", "rounds_gaps", "hazards", "entries", "entries_refused", "incidents", "drills")),
)  # fmt: skip
"""Figures that are counted one by one, in the order in which they are read."""
MEASURES = ("patterns_reported", "inspections", "findings", "rectifications", "rectified", "sanctions", "awards")
NAMES: Mapping[str, Any] = {
    "cases_in": gettext_lazy("taken in"),
    "cases_out": gettext_lazy("closed"),
    "answered": gettext_lazy("of them answered on the spot"),
    "cancelled": gettext_lazy("of them cancelled"),
    "standing": gettext_lazy("open at the end of the month"),
    "stars": gettext_lazy("ratings in stars"),
    "stars_good": gettext_lazy("of them four or five stars"),
    "visits": gettext_lazy("return visits in which the owner was reached"),
    "visits_content": gettext_lazy("of them satisfied or basically satisfied, and something on record shows it"),
    "visits_said": gettext_lazy("of them satisfied by the word of staff alone"),
    "visits_unreached": gettext_lazy("return visits that reached nobody"),
    "complaints": gettext_lazy("complaints"),
    "complaints_major": gettext_lazy("of them major"),
    "complaints_valid": gettext_lazy("of them justified, wholly or in part"),
    "complaints_found": gettext_lazy("complaints decided in the month and found justified, whenever they came"),
    "objections": gettext_lazy("owners not content with a result"),
    "works_done": gettext_lazy("works completed"),
    "reworks": gettext_lazy("works done again"),
    "rounds_walked": gettext_lazy("patrol rounds brought home"),
    "rounds_gaps": gettext_lazy("of them with points missed"),
    "hazards": gettext_lazy("hazards found"),
    "entries": gettext_lazy("entries at the gate"),
    "entries_refused": gettext_lazy("of them refused"),
    "incidents": gettext_lazy("emergencies reported"),
    "drills": gettext_lazy("drills"),
    "patterns": gettext_lazy("general troubles found"),
    "patterns_reported": gettext_lazy("general troubles reported to superiors"),
    "inspections": gettext_lazy("inspections held"),
    "findings": gettext_lazy("findings of inspections"),
    "rectifications": gettext_lazy("corrections ordered"),
    "rectified": gettext_lazy("corrections verified"),
    "sanctions": gettext_lazy("sanctions issued"),
    "awards": gettext_lazy("awards decided"),
}
VERDICTS: Mapping[str, Any] = {
    "due": gettext_lazy("Fell due"),
    "kept": gettext_lazy("In time"),
    "late": pgettext_lazy("count", "Late"),
    "overdue": gettext_lazy("Late, not done"),
    "running": gettext_lazy("Running"),
    "excused": gettext_lazy("Excused"),
    "waited": gettext_lazy("Clock stood still"),
}
EXCUSES: Mapping[str, Any] = {
    "late_entry": gettext_lazy("done in time, entered late"),
    "entered_late": gettext_lazy("had run out before it was entered"),
    "accepted": gettext_lazy("accepted by the head"),
}
SERVICES: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (gettext_lazy("Intake and dispatch"), ("K01", "K03")),
    (gettext_lazy("Contact and arrival"), ("K06", "K07")),
    (gettext_lazy("Repairs in time"), ("K09", "K10")),
    (gettext_lazy("Results and progress told"), ("K11", "K12", "K13")),
    (gettext_lazy("Return visits"), ("K16", "K17")),
    (gettext_lazy("Complaints handled"), ("K22",)),
    (gettext_lazy("Patrols"), ("K25",)),
    (gettext_lazy("Gate decided in time"), ("K26",)),
    (gettext_lazy("On the scene within a minute"), ("K27",)),
    (gettext_lazy("Cleaning"), ("K29",)),
    (gettext_lazy("Greening"), ("K31",)),
    (gettext_lazy("Training"), ("K32",)),
    (gettext_lazy("Corrections"), ("K33",)),
)
"""Promises by what they serve: the indicators whose clauses are taken together."""


PROMISES: Any = gettext_lazy(
    "Promises with a time, by which they can be broken, that were kept by then, of those that fell due in the month."
)
"""What the share of promises kept counts."""
UNSTAFFED: Any = gettext_lazy(
    "Promises that ran out in the month while nobody was on duty for them. They stand on nobody’s sheet: it is staffing."
)
"""What the lapses of unstaffed posts count."""
FELL_DUE: Any = gettext_lazy(
    "A promise belongs to the month in which it falls due. The share is that of those whose time is over."
)
"""How promises are counted, wherever their numbers stand."""
CONTENT: Any = gettext_lazy(
    "Return visits at which the owner was satisfied or basically satisfied and something on record shows it, of those that reached "
    "the owner. What is satisfied by the word of staff alone counts in neither; stars are counted apart."
)
"""What the share of content owners at return visits counts."""


def name_of(figure: str) -> str:
    """What a figure is called."""
    return str(NAMES.get(figure, figure))


def excuse(reason: str) -> str:
    """A reason for which a lapse was excused; one that people wrote into the policy or the form, as it stands."""
    return str(EXCUSES.get(reason, reason.replace("_", " ")))


def clock_of(at: datetime, zone: str) -> str:
    """On whose clock a time stands, as people and computers of any language read it: by how far it is from that of Greenwich."""
    said = f"{at.astimezone(ZoneInfo(zone)):%z}"
    return f"UTC{said[:3]}:{said[3:]}"


def part_of(month: str, days: tuple[str, str] | None) -> str:
    """That a month was not whole; nothing of a whole one."""
    if days is None:
        return ""
    return _("{month} is not a whole month: counted from {since} to {until}, and not compared with whole ones.").format(
        month=month, since=days[0], until=days[1]
    )


def starred(month: str, partial: Container[str]) -> str:
    """A month as drawings and heads call it: one that was not whole bears a star."""
    return f"{month}*" if month in partial else month


def percent(share: float | None) -> str:
    """A share as people read it; a dash where nothing was decided."""
    return "–" if share is None else f"{100 * share:.1f} %"


def change(now: float, before: float, points: bool = False) -> str:
    """How much more or less than before, with its sign."""
    grown = now - before
    if not grown:
        return _("as before")
    return f"{grown:+.1f}" if points else f"{grown:+,.0f}"
