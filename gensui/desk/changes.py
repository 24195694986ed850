"""Who changed what of the data that everything else stands on."""

from itertools import zip_longest

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from gensui.desk.doors import StaffRequest, page, staff
from gensui.ledger import queries as ledger
from gensui.people import queries as people
from gensui.people.access import COMPANY_WIDE
from gensui.people.actions.master import CUT
from gensui.ui.wording import ROWS

PER_PAGE = 50


@require_safe
@staff(*sorted(COMPANY_WIDE))
def changes(request: StaffRequest) -> HttpResponse:
    """Changes of master data, the newest first; of one kind, or of one row. Four queries beside the rail's."""
    row, of = request.GET.get("row", ""), request.GET.get("of", "")[:80]
    found = ledger.of_kind("master.changed")
    if row in ROWS:
        found = found.filter(data__row=row)
    if of:
        found = found.filter(stream=of)
    current = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    told = [(event, _lines(event.data)) for event in current]
    names = people.names_of({event.actor for event, _lines in told})
    context = {"told": told, "current": current, "names": names, "rows": ROWS.items(), "row": row, "of": of}
    return page(request, "desk/changes.html", context)


def _lines(data: dict[str, object]) -> list[tuple[str, str, str]]:
    """Field, before and after; of what is a person's own the field alone. What was cut is shown without its digest."""
    fields, before, after = (
        [str(one).partition(CUT)[0] for one in data.get(part) or ()]  # type: ignore[attr-defined]
        for part in ("fields", "before", "after")
    )
    return list(zip_longest(fields, before, after, fillvalue=""))
