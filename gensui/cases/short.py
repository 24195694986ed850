"""A case in short, for a message to staff: what, where and until when. No name and no number of whoever asked stands in it."""

import json
from collections.abc import Iterable

from gensui.cases.models import Case
from gensui.people import phones


def told(other: str, cases: Iterable[Case], *, until: bool = True) -> str:
    """The body of a message: the key of the person on the other side, and each case in short. ``notices`` puts it into words, in
    the reader's language.
    """
    return json.dumps({"other": other, "about": [_of(case, until) for case in cases]}, ensure_ascii=False)


def _of(case: Case, until: bool) -> dict[str, object]:
    by = case.required_by if until else None
    return {
        "what": case.category.name if case.category is not None else {},
        "where": _where(case),
        "until": case.local(by).isoformat() if by is not None else "",
    }


def _where(case: Case) -> str:
    """Home or area; of a request from nowhere else the place as it was told, without the name and the numbers of who asked."""
    if case.unit is not None or case.area is not None:
        return case.where
    place = phones.without_numbers(case.place)
    return place.replace(case.requester_name, "").strip() if case.requester_name else place
