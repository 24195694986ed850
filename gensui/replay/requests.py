"""From rows to requests: each row is understood whole, or told with the column, the value and the reason."""

from collections import abc
from operator import itemgetter

from gensui.replay.plan import BadCell, Plan, Story
from gensui.replay.sentences import say
from gensui.replay.table import Rows
from gensui.replay.terms import BadMapping, BadRow, Mapping, Request

NO_OPENING = say("The time at which the request was opened is missing.")
NOTHING_HAPPENED = say("No event of the mapping fits this row.")


def requests(rows: Rows, mapping: Mapping) -> abc.Iterator[Request | BadRow]:
    """Each row as a request, or why it is none; rows that ``only`` leaves out are not told (``rows.count`` counts all).

    Refuses (``BadMapping``) at once a mapping that names columns which the table lacks. Of ``duplicates = "merge"`` all
    requests come at the end, in the order of their first rows; otherwise memory holds the keys and no rows.
    """
    plan = Plan(rows.headings, mapping)
    if plan.mistakes:
        raise BadMapping(mapping.path, plan.mistakes)
    return _merged(rows, plan) if mapping.duplicates == "merge" else _single(rows, plan)


def _single(rows: Rows, plan: Plan) -> abc.Iterator[Request | BadRow]:
    seen: dict[str, int] = {}
    for number, row in rows:
        try:
            story = plan.story(number, row)
            if story is None:
                continue
            if story.opened is None:
                raise BadCell(plan.opening, None, NO_OPENING)
            if seen.setdefault(story.key, number) != number:
                raise BadCell(plan.key_name, story.key, say("Row {first} has the same key.", first=seen[story.key]))
            request = _request([story])
        except BadCell as bad:
            yield bad.of(number)
        else:
            yield request


def _merged(rows: Rows, plan: Plan) -> abc.Iterator[Request | BadRow]:
    stories: dict[str, list[Story]] = {}
    for number, row in rows:
        try:
            story = plan.story(number, row)
        except BadCell as bad:
            yield bad.of(number)
        else:
            if story is not None:
                stories.setdefault(story.key, []).append(story)
    for parts in stories.values():
        opened = min((part.opened for part in parts if part.opened), default=None)
        if opened is None:
            yield BadRow(parts[0].row, plan.opening, "", NO_OPENING)
            continue
        sound: list[Story] = []
        for part in parts:
            try:
                part.refuse_before(opened.astimezone(plan.zone))
            except BadCell as bad:
                yield bad.of(part.row)
            else:
                sound.append(part)
        try:
            yield _request(sound)
        except BadCell as bad:
            yield bad.of(parts[0].row)


def _request(parts: abc.Sequence[Story]) -> Request:
    """One request of all its rows; what two of them tell alike happened once."""
    first = parts[0]
    happenings = [one for part in parts for one in part.happenings]
    if not happenings:
        raise BadCell("", None, NOTHING_HAPPENED)
    if len(parts) > 1:
        happenings = [one for index, one in enumerate(happenings) if one not in happenings[:index]]
    happenings.sort(key=itemgetter(0))
    category = next((part.category for part in parts if part.category), "")
    roles = {role: holder for part in reversed(parts) for role, holder in part.roles.items()}
    return Request(first.row, first.key, category, tuple(happenings), roles)
