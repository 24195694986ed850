"""Which of the ledger's streams somebody may open, by the rights of the page that each has; so a list shows no others."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from string import ascii_uppercase as LETTERS
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from gensui.cases import access as case_access
from gensui.cases import queries as cases
from gensui.oversight import access as oversight
from gensui.oversight import sanction_access as files
from gensui.oversight import sheet_access as sheets
from gensui.people import access as people
from gensui.people.models import Employee
from gensui.reports import access as reports
from gensui.rounds import access as grounds
from gensui.rounds import queries as rounds
from gensui.security import access as security
from gensui.training import access as training

ROWS: Mapping[str, Callable[[Employee], QuerySet[Any]]] = {
    "gate": security.visible_entries, "pass": security.visible_passes, "incident": security.visible_incidents,
    "sanction": files.visible_sanctions, "idea": files.visible_ideas, "award": files.visible_awards,
    "inspection": oversight.visible_inspections, "finding": oversight.visible_rectifications,
    "pattern": oversight.visible_patterns, "survey": oversight.visible_surveys, "training": training.visible_sessions,
}  # fmt: skip
"""Nouns whose stream ends in the number of a row, some with a letter before it."""
OF_SITE: Mapping[str, Callable[[Employee], bool]] = {
    "month": lambda _actor: True,
    "pay": lambda actor: actor.role in sheets.OFFICE,
    "stars": lambda actor: actor.role in files.COMMITTEE,
    "team": lambda actor: actor.role in oversight.SEES_ALL,
    "figures": lambda actor: reports.may(actor, "month"),
}
"""What there is once in a community, by its key, and for whom of those who work there."""
PAGES = {
    "gate": "gate_entry", "incident": "incident", "sanction": "sanction", "idea": "idea", "award": "award",
    "inspection": "inspection", "finding": "rectification", "training": "session",
}  # fmt: skip

PLACES = {
    "pattern": "patterns", "survey": "surveys", "point": "grounds", "pass": "gate", "pay": "pay", "stars": "awards",
    "team": "supervision_team", "figures": "reporting", "daily": "daily_reports", "reports": "reports", "month": "assessment",
    "policy": "policy", "mailbox": "mailbox",
}  # fmt: skip
"""What has no page of its own, and the page on which it stands."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a stream is about, for somebody who may open it: its page, and what it is called where it has a name."""

    door: str = ""
    name: str = ""
    where: str = ""


def door_of(stream: str) -> str:
    """The page of what a stream is about; the empty text, where it has none."""
    kind, _colon, number = stream.partition(":")
    if kind == "staff":
        return reverse("training_record", args=[number])
    if kind in PLACES:
        return reverse(PLACES[kind])
    return reverse(PAGES[kind], args=[number]) if kind in PAGES else ""


def opened(actor: Employee, streams: Iterable[str]) -> dict[str, Opened]:
    """Those of the streams that this person may open, each with its page. What is not known here is opened by nobody.

    At most two queries for each kind of stream among them, however many there are.
    """
    by_kind: dict[str, set[str]] = defaultdict(set)
    for stream in streams:
        by_kind[stream.partition(":")[0]].add(stream)
    found: dict[str, Opened] = {}
    if "case" in by_kind:
        for stream, case in cases.cases_of(actor, by_kind.pop("case")).items():
            found[stream] = Opened(reverse("case", args=[case.number]), case.number, str(case.where))
    if "plan" in by_kind:
        for stream, plan in rounds.plans_of_streams(actor, by_kind.pop("plan")).items():
            found[stream] = Opened(reverse("plan", args=[plan.pk]), plan.name)
    if "point" in by_kind:
        numbers = {int(stream.partition(":")[2]): stream for stream in by_kind.pop("point")}
        for point in grounds.visible_points(actor).filter(pk__in=numbers):
            found[numbers[point.pk]] = Opened(reverse("grounds"), point.name)
    for kind, asked in by_kind.items():
        found |= {stream: Opened(door_of(stream)) for stream in _seen(actor, kind, asked)}
    return found


def _seen(actor: Employee, kind: str, streams: set[str]) -> Iterable[str]:
    ends = {stream: stream.partition(":")[2] for stream in streams}
    if kind in ROWS:
        numbers = {stream: end.lstrip(LETTERS) for stream, end in ends.items()}
        rows = {stream: int(number) for stream, number in numbers.items() if number.isdecimal() and len(number) < 12}
        seen: set[Any] = set(ROWS[kind](actor).filter(pk__in=set(rows.values())).values_list("pk", flat=True))
        return [stream for stream, row in rows.items() if row in seen]
    if kind == "staff":
        theirs = training.visible_staff(actor) if actor.role in training.OFFICE else Employee.objects.none()
        seen = {actor.number, *theirs.filter(number__in=set(ends.values())).values_list("number", flat=True)}
    elif kind == "daily":
        seen = set(security.visible_reports(actor).values_list("site__key", flat=True).distinct())
    elif kind == "reports":
        there = people.visible_sites(actor).values_list("pk", flat=True)
        seen = {f"{site}:{department}" for site in there for department in grounds.departments(actor)}
    elif kind == "mailbox" and actor.role in case_access.ABOVE:
        seen = set(ends.values())
    elif kind in OF_SITE and OF_SITE[kind](actor):
        keys = set(people.visible_sites(actor).values_list("key", flat=True))
        seen = {end for end in ends.values() if end.partition(":")[0] in keys}
    else:
        seen = set(ends.values()) if kind == "policy" else set()
    return [stream for stream, end in ends.items() if end in seen]
