"""A first mapping for a table nobody has mapped yet, from its headings and its cells; each line says why."""

import json
from collections import abc
from dataclasses import dataclass

from gensui.replay import headings, study
from gensui.replay.sentences import say
from gensui.replay.study import Column, Times
from gensui.replay.table import ANY_SOURCE, Rows, Unreadable

# How each time becomes an event, in the order of a request's life. ``opened`` and ``closed`` depend on the others.
EVENTS = {
    "opened": "intake.confirmed",
    "dispatched": "work_order.dispatched",
    "assigned": "work_order.assigned",
    "accepted": "work_order.accepted",
    "contacted": "owner.contacted",
    "arrived": "site.arrived",
    "proposed": "plan.proposed",
    "consented": "plan.consented",
    "started": "work.started",
    "completed": "work.completed",
    "told": "result.told",
    "visited": "return_visit.done",
    "closed": "case.closed",
    "cancelled": "case.cancelled",
}
DISPATCHED = EVENTS["dispatched"]
MOST_VALUES = 60

NO_TIMES = say("No column reads as times, so no event can be guessed; write the mapping by hand.")


@dataclass(frozen=True, slots=True)
class Timed:
    """A column of times and how it reads."""

    column: Column
    times: Times


def propose(rows: Rows, zone: str = "Asia/Shanghai") -> str:
    """The text of a mapping that loads and fits these rows. Refuses (``Unreadable``) a table without rows or times."""
    columns = study.columns(rows)
    timed = _timed(columns)
    if not timed:
        raise Unreadable(rows.path, None, NO_TIMES)
    others = [column for column in columns if column not in [one.column for one in timed]]
    parts = _parts_of(timed)
    events = _events(parts, timed)
    due = parts.get("due")
    used = [*events.values(), *([due] if due else [])]
    formats = _formats(used)
    name = _namer(rows.headings)
    lines = [
        "# Proposed from the headings and the cells of the table. Check every line, above all zone and events.",
        "",
        f"zone = {_text(zone)}  # the table does not tell where its times were written: check",
        *_head(used, formats, rows),
        "",
        *_key(others, name),
        *_category(others, name),
    ]
    tables = [line for attribute in headings.ATTRIBUTES for line in _attribute(attribute, others, name)]
    lines += [*tables, "", "[events]  # the first one opens the request"]
    for event, one in events.items():
        lines += _event(event, one, due if event == DISPATCHED else None, formats, name)
    lines += [f"# not used: {name(one.column)}" for one in timed if all(one is not other for other in used)]
    return "\n".join(lines) + "\n"


def _timed(columns: list[Column]) -> list[Timed]:
    """The columns of times. What one shows of the order of day and month holds for all."""
    named = {column.place: _is_named_time(column.heading) for column in columns}
    first = [study.times(column, named[column.place]) for column in columns]
    shown = frozenset(
        form for times in first if times for form in times.formats if study.exchanged(form) and form != times.doubt
    )
    second = [study.times(column, named[column.place], shown) for column in columns]
    return [Timed(column, times) for column, times in zip(columns, second, strict=True) if times]


def _is_named_time(heading: str) -> bool:
    general = ("time", "date", "at", "timestamp", "時間", "时间", "日期")
    return headings.likeness(heading, [*general, *(word for words in headings.TIMES.values() for word in words)]) > 0


def _parts_of(timed: list[Timed]) -> dict[str, Timed]:
    """Which column tells which step: the best pair of step and heading first, each used once."""
    pairs = sorted(
        (
            (headings.likeness(one.column.heading, phrases), -order, -one.column.place, part, one)
            for order, (part, phrases) in enumerate(headings.TIMES.items())
            for one in timed
        ),
        key=lambda pair: pair[:3],
        reverse=True,
    )
    found: dict[str, Timed] = {}
    for fit, _, _, part, one in pairs:
        if fit > 0 and part not in found and all(one is not other for other in found.values()):
            found[part] = one
    return found


def _events(parts: dict[str, Timed], timed: list[Timed]) -> dict[str, Timed]:
    """The events in the order of a request's life; without a column that opens it, the first of the times does."""
    steps = {EVENTS[part]: parts[part] for part in EVENTS if part in parts}
    if "opened" not in parts and DISPATCHED not in steps:
        free = [one for one in timed if all(one is not other for other in parts.values())]
        steps = {EVENTS["opened"]: (free or timed)[0], **steps}
    if DISPATCHED not in steps:  # then the request is with its department as soon as it is received
        steps = {DISPATCHED if event == EVENTS["opened"] else event: one for event, one in steps.items()}
    if "completed" not in parts:
        steps = {EVENTS["completed"] if event == EVENTS["closed"] else event: one for event, one in steps.items()}
    return steps


def _formats(timed: abc.Iterable[Timed]) -> tuple[str, ...]:
    """The formats for the whole table: all that do not read the same cell in two ways."""
    found: list[str] = []
    for one in timed:
        found += [form for form in one.times.formats if form not in found and not _contradicts(form, found)]
    return tuple(found)


def _contradicts(form: str, others: abc.Iterable[str]) -> bool:
    return any(other == study.exchanged(form) or {form, other} == {"epoch", "excel"} for other in others)


def _head(timed: list[Timed], formats: tuple[str, ...], rows: Rows) -> list[str]:
    lines: list[str] = []
    if doubts := sorted({one.times.doubt for one in timed if one.times.doubt and one.times.doubt in formats}):
        listed = ", ".join(f"{form} or {study.exchanged(form)}" for form in doubts)
        lines.append(f"# Undecidable: no cell shows whether day or month stands first ({listed}): check")
    elif any(study.exchanged(form) for form in formats):
        lines.append(
            "# Some cells have a number above 12 where the day stands: that decides the order of day and month."
        )
    if formats:
        lines.append(f"formats = {_texts(formats)}")
    markers = [marker for one in timed for marker in study.markers(one.column)]
    lines.append(f"empty = {_texts(dict.fromkeys([*study.EMPTY, *markers]))}")
    if rows.source != ANY_SOURCE:
        source = rows.source
        lines.append(
            f"file = {{ sheet = {_text(source.sheet)}, encoding = {_text(source.encoding)}"
            + (f", heading = {source.heading} }}" if source.heading else " }")
        )
    return lines


def _key(columns: list[Column], name: abc.Callable[[Column], str]) -> list[str]:
    fit = {column.place: headings.likeness(column.heading, headings.KEY) for column in columns}
    unique = [column for column in columns if column.is_unique and (fit[column.place] or column.looks_like_keys)]
    best = max(unique, key=lambda column: (fit[column.place], -column.place), default=None)
    if best is None:
        return ["key = { numbered = true }  # no column is different in every row"]
    return [f"key = {name(best)}  # {len(best.texts):,} different texts in {best.rows:,} rows"]


def _category(columns: list[Column], name: abc.Callable[[Column], str]) -> list[str]:
    fit = {column.place: headings.likeness(column.heading, headings.CATEGORY) for column in columns}
    likely = [column for column in columns if fit[column.place] and 2 <= len(column.texts) <= max(20, column.rows / 3)]
    if not likely:
        return ['# category = "..."  # no column is clearly one']
    best = max(likely, key=lambda column: (fit[column.place], len(column.texts)))
    return [f"category = {name(best)}  # {len(best.texts):,} different ones"]


def _attribute(attribute: str, columns: list[Column], name: abc.Callable[[Column], str]) -> list[str]:
    phrases = headings.ATTRIBUTES[attribute]
    likely = [one for one in columns if one.texts and headings.likeness(one.heading, phrases)]
    best = max(likely, key=lambda one: (headings.likeness(one.heading, phrases), -one.place), default=None)
    texts = [text for text, _ in best.texts.most_common(MOST_VALUES)] if best else []
    known = {text: meant for text in texts if (meant := headings.meaning(text, headings.MEANINGS[attribute]))}
    if best is None or not known:
        if attribute == "department":
            return ["", 'department = { value = "maintenance" }  # no column tells it']
        return []
    unknown = ", ".join(_text(text) for text in texts if text not in known)
    return [
        "",
        f"[{attribute}]",
        f"column = {name(best)}",
        f"otherwise = {_text('other' if attribute == 'channel' else '')}" + (f"  # {unknown}" if unknown else ""),
        f"[{attribute}.values]",
        *(f"{_text(text)} = {_text(meant)}" for text, meant in known.items()),
    ]


def _event(
    event: str, one: Timed, due: Timed | None, formats: tuple[str, ...], name: abc.Callable[[Column], str]
) -> list[str]:
    own = "" if set(one.times.formats) <= set(formats) else f", formats = {_texts(one.times.formats)}"
    required = ""
    if due is not None and due is not one and set(due.times.formats) <= set(formats):
        required = f", required_by = {name(due.column)}"
    how = " or ".join(one.times.formats) or "dates"
    why = f"{one.column.filled:,} of {one.column.rows:,} cells are filled, {one.times.share:.0%} of them read as {how}"
    return [f"# {why}", f"{event} = {{ at = {name(one.column)}{required}{own} }}"]


def _namer(given: abc.Sequence[str]) -> abc.Callable[[Column], str]:
    """Columns are named by their heading; one without, or with one that stands twice, by its place."""
    return lambda column: _text(
        column.heading if column.heading and given.count(column.heading) == 1 else f"#{column.place + 1}"
    )


def _text(text: str) -> str:
    """The text in TOML; JSON writes it alike but for one character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _texts(texts: abc.Iterable[str]) -> str:
    return f"[{', '.join(_text(text) for text in texts)}]"
