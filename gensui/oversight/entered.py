"""What was decided outside the house and waits for a second person: whose it is to confirm."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gensui.oversight import reviewers, sanction_access, sheet_access
from gensui.oversight.models import Appeal, MonthSheet, SheetAppeal
from gensui.oversight.models.sanction import Sanction
from gensui.oversight.reviewers import Matter
from gensui.people.models import Employee


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry that waits: of a ``file`` or of a ``sheet``, about whom, what it says was decided, and what goes with it."""

    kind: str
    appeal: Appeal | SheetAppeal
    about: Employee
    what: str
    decision: Any
    left: str


def to_second(actor: Employee) -> list[Waiting]:
    """What this person may confirm. No query of who never may; else two, and five for each that waits."""
    if actor.role not in reviewers.SECONDS:
        return []
    return [one for one, matter in _waiting() if actor in reviewers.seconds(matter, _by(one))]


def _by(one: Waiting) -> Employee:
    assert one.appeal.entered_by is not None  # whatever waits was entered by somebody
    return one.appeal.entered_by


def _waiting() -> Iterator[tuple[Waiting, Matter]]:
    of_files = Appeal.objects.exclude(entered="").select_related(
        "entered_by", "paper", "sanction__site", "sanction__employee__department", "sanction__opened_by",
        "sanction__decided_by", "sanction__countersigned_by",
    )  # fmt: skip
    for file in of_files.order_by("entered_at", "pk"):
        about, matter = file.sanction.employee, sanction_access.matter_of(file.sanction)
        yield (
            Waiting("file", file, about, file.sanction.number, Appeal.Decision(file.entered).label, _left(file)),
            matter,
        )
    of_sheets = SheetAppeal.objects.exclude(entered="").select_related(
        "entered_by", "paper", "sheet__employee__department", "sheet__month__site", "sheet__month__confirmed_by",
        "sheet__month__published_by", "sheet__confirmed_by",
    )  # fmt: skip
    for one in of_sheets.order_by("entered_at", "pk"):
        grade = one.entered_terms.get("grade", "")
        left = str(MonthSheet.Grade(grade).label) if grade else ""
        label = SheetAppeal.Decision(one.entered).label
        yield (
            Waiting("sheet", one, one.sheet.employee, one.sheet.month.period, label, left),
            sheet_access.matter_of(one.sheet),
        )


def _left(appeal: Appeal) -> str:
    """What is left of a measure, in words and figures."""
    terms = appeal.entered_terms
    if not terms:
        return ""
    sums = [f"¥ {terms['claim_fen'] / 100:.2f}"] if terms["claim_fen"] else []
    shares = [f"{terms['percent']} %"] if terms["percent"] else []
    return " · ".join([str(Sanction.Kind(terms["kind"]).label), *sums, *shares])
