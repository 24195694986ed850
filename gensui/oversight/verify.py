"""Whether each published month is what the ledger counts: counted again, and compared figure by figure."""

from collections.abc import Iterator

from gensui.core.scoring import half_up
from gensui.ledger.verify import Fault, going_on
from gensui.oversight import counting
from gensui.oversight.counting import Counted
from gensui.oversight.models import Month, ScoreLine


def check_months() -> Iterator[Fault]:
    """Count every published month again, and yield where its sheets say otherwise. Thirty-two queries a month.

    A month that was counted by the rules of an earlier release is passed over: see ``by_earlier_rules``.
    """
    published = Month.objects.select_related("site").filter(state="published", rules=counting.RULES)
    for month in published.order_by("first_on", "pk"):
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
    stored = {
        (line.sheet.employee_id, line.indicator): (line.part, line.whole, line.score)
        for line in ScoreLine.objects.filter(sheet__month=month).select_related("sheet")
    }
    sheets = {sheet.employee_id: sheet for sheet in month.sheets.all()}
    for one in counted.sheets:
        sheet, total = sheets[one.person.pk], one.result.total
        where = f"{month.period} {one.person.key}"
        if (sheet.exact, sheet.grade) != ("" if total is None else str(total), one.grade):
            yield Fault(
                _name(month), where, f"the sheet says {sheet.total} {sheet.grade}, but by the log it is {one.grade}"
            )
        for line in one.lines:
            tally = line.tally
            said = (str(tally.part), tally.whole, half_up(line.score))
            kept = stored.pop((one.person.pk, line.indicator), None)
            if kept != said:
                yield Fault(
                    _name(month), f"{where} {line.indicator}", f"the sheet says {kept}, but by the log it is {said}"
                )
    for _who, indicator in stored:
        yield Fault(_name(month), f"{month.period} {indicator}", "there is a line that nothing in the log counts")
