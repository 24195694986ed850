"""Whether each published month is what the ledger counts: counted again, and compared figure by figure."""

import json
from collections.abc import Collection, Iterator
from decimal import Decimal

from django.db.models import Model

from gensui.ledger.verify import Fault, going_on
from gensui.oversight import counting, sheet_rows
from gensui.oversight.counting import Counted
from gensui.oversight.models import Month, ScoreLine


def check_months(broken: Collection[str] = ()) -> Iterator[Fault]:
    """Count every published month again, and yield where its sheets say otherwise. Thirty-two queries a month.

    A month that was counted by the rules of an earlier release is passed over: see ``by_earlier_rules``. One that was counted by
    a ``broken`` version of the policy cannot be counted again.
    """
    published = Month.objects.select_related("site").filter(state="published", rules=counting.RULES)
    for month in published.order_by("first_on", "pk"):
        if month.policy_version in broken:
            yield Fault(
                _name(month), month.period, f"it cannot be counted again: version {month.policy_version} is broken"
            )
            continue
        yield from going_on(_name(month), month.period, _check_month(month))


def _check_month(month: Month) -> Iterator[Fault]:
    counted = counting.recount(month)
    faults = list(_differences(month, counted))
    yield from faults
    if not faults and counted.digest != month.digest:
        yield Fault(_name(month), "digest", "the figures are as the log counts them, but what was signed is not")


def by_earlier_rules() -> int:
    """How many published months were counted by rules that this release no longer has. One query."""
    return Month.objects.filter(state="published").exclude(rules=counting.RULES).count()


def _name(month: Month) -> str:
    return f"month:{month.site.key}"


def _differences(month: Month, counted: Counted) -> Iterator[Fault]:
    sheets = {sheet.employee_id: sheet for sheet in month.sheets.all()}
    kept, by_log = {}, {}
    for line in ScoreLine.objects.filter(sheet__month=month).select_related("sheet__employee"):
        kept[line.sheet.employee.key, line.indicator] = _values(line, LINE)
    for one in counted.sheets:
        key = one.person.key
        by_log[key, ""] = _values(sheet_rows.sheet_of(month, one, None), SHEET)
        kept[key, ""] = _values(sheets[one.person.pk], SHEET)
        by_log |= {
            (key, line.indicator): _values(sheet_rows.line_of(sheets[one.person.pk], line), LINE) for line in one.lines
        }
    kept |= {(row.department or "all", row.indicator): _values(row, FIGURE) for row in month.figures.all()}
    by_log |= {
        (row.department or "all", row.indicator): _values(row, FIGURE) for row in sheet_rows.figures_of(month, counted)
    }
    for row in sorted(kept.keys() | by_log.keys()):
        where = f"{month.period} {' '.join(row)}".rstrip()
        if row not in by_log:
            yield Fault(_name(month), where, "there is a line that nothing in the log counts")
        elif row not in kept:
            yield Fault(_name(month), where, f"a line is gone; by the log it is {by_log[row]}")
        elif kept[row] != by_log[row]:
            yield Fault(_name(month), where, f"the sheet says {kept[row]}, but by the log it is {by_log[row]}")


SHEET = ("exact", "total", "grade", "coefficient", "reason", "circumstances")
LINE = ("part", "whole", "rate", "judged", "basis", "weight", "usual_weight", "score")
FIGURE = ("part", "whole")
"""What is counted. Beside it stands what is only shown."""


def _values(row: Model, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_plain(getattr(row, name)) for name in names)


def _plain(value: object) -> str:
    """As text, the same before and after it was written: ``10`` and ``10.0`` are one weight."""
    if isinstance(value, dict):
        return json.dumps(value, sort_keys=True)
    if isinstance(value, int | Decimal):
        return f"{Decimal(value).normalize():f}"
    return "" if value is None else str(value)
