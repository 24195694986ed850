"""The events of a mapping, and the attributes they carry, read from TOML."""

from collections import abc

from gensui.core import events
from gensui.core.events import engine
from gensui.core.events.base import PROOFS
from gensui.replay import attributes, dates
from gensui.replay.folding import nearest
from gensui.replay.sentences import say
from gensui.replay.terms import Column, Entry, Mistake, Plain, Value
from gensui.replay.words import Words, fold_cell

MAPPED = {kind: event for kind, event in events.VOCABULARY.items() if not issubclass(event, engine.EngineEvent)}


def value_of(words: Words, name: str, wanted: object) -> Value | None:
    """The attribute of this name: a text is a column, a table tells more, anything else is the value itself."""
    given = words.given.get(name)
    if given is None:
        return None
    if isinstance(given, str):
        return Value(wanted, column=words.column(name, words.text(name)))
    if not isinstance(given, dict):
        return Value(wanted, value=_checked(words, name, name, wanted, words.take(name)))
    table = words.table(name)
    column = table.text("column")
    found = Value(
        wanted,
        column=table.column("column", column) if column else None,
        value=_checked(table, "value", name, wanted, table.take("value")),
        values=_translations(table.table("values"), name, wanted),
        otherwise=_checked(table, "otherwise", name, wanted, table.take("otherwise")),
    )
    table.done()
    if not column and "value" not in table:
        words.wrong(name, say("{name} needs a column or a value.", name=name))
    return found


def _translations(table: Words, name: str, wanted: object) -> abc.Mapping[str, Plain]:
    checked = {fold_cell(text): _checked(table, text, name, wanted, table.take(text)) for text in table.given}
    return {text: value for text, value in checked.items() if value is not None}


def _checked(words: Words, word: str, name: str, wanted: object, value: object) -> Plain | None:
    if value is None:
        return None
    try:
        return attributes.checked(name, wanted, value)
    except attributes.BadValue as bad:
        words.wrong(word, bad.sentence)
        return None


def entries_of(words: Words, formats: tuple[str, ...]) -> tuple[Entry, ...]:
    """All events, in the order in which they stand in the file."""
    found: list[tuple[int, Entry]] = []
    for kind, table, word in _by_kind(words):
        event = MAPPED.get(kind)
        if event is None:
            _no_such_event(table, word, kind)
            continue
        given = table.given[word]
        for one in given if isinstance(given, list) and any(isinstance(one, dict) for one in given) else [given]:
            one_word = Words(words.notes, (*table.path, word), one if isinstance(one, dict) else {"at": one})
            found.append((words.notes.line(one_word.path), _entry(one_word, kind, event, formats)))
    _refuse_repeated(words, [entry for _, entry in found])
    return tuple(entry for _, entry in sorted(found, key=lambda pair: pair[0]))


def _by_kind(words: Words) -> abc.Iterator[tuple[str, Words, str]]:
    """Names with a dot stand either in quotation marks or as a table of a table."""
    for word, given in words.given.items():
        words.asked.add(word)
        if "." in word or not isinstance(given, dict):
            yield word, words, word
        else:
            table = words.table(word)
            yield from ((f"{word}.{rest}", table, rest) for rest in table.given)


def _no_such_event(words: Words, word: str, kind: str) -> None:
    if kind in events.VOCABULARY:
        words.wrong(word, say("{event} is reported by the engine itself and cannot be mapped.", event=kind))
        return
    near = ", ".join(nearest(kind, MAPPED))
    words.wrong(word, say("There is no event called {event}; there is {near}.", event=repr(kind), near=near))


def _entry(words: Words, kind: str, event: type[events.Event], formats: tuple[str, ...]) -> Entry:
    known = events.types_of(event)
    at = words.columns("at")
    if not at and not isinstance(words.given.get("at"), int | float | dict):
        words.wrong("", say("{event} needs at: the column of its time.", event=kind))
    own = formats_of(words) if "formats" in words else formats
    filled = _pairs(words, "filled") if "filled" in known else ()
    evidence = _pairs(words, "evidence")
    for proof, _ in evidence:
        if proof not in PROOFS:
            listed = ", ".join(sorted(PROOFS))
            reason = say("{proof} is no kind of evidence; it is one of {proofs}.", proof=repr(proof), proofs=listed)
            words.wrong("evidence", reason)
    own_attributes = {
        name: value
        for name, wanted in known.items()
        if name != "filled" and (value := _attribute(words, name, wanted)) is not None
    }
    entry = Entry(
        kind, event, at, own, own_attributes, filled, evidence, words.conditions("when"), words.conditions("unless")
    )
    words.done(known)
    return entry


def _attribute(words: Words, name: str, wanted: object) -> Value | None:
    if not attributes.is_time(wanted):
        return value_of(words, name, wanted)
    column = words.text(name)
    return Value(wanted, column=words.column(name, column)) if column else None


def _pairs(words: Words, word: str) -> tuple[tuple[str, Column | None], ...]:
    """``"call"`` or a list: always; a table: where the column named is filled."""
    if not isinstance(words.given.get(word), dict):
        return tuple((name, None) for name in words.texts(word))
    table = words.table(word)
    return tuple((name, table.column(name, table.text(name))) for name in table.given)


def formats_of(words: Words) -> tuple[str, ...]:
    """The formats of times, each checked."""
    found: list[str] = []
    for form in words.texts("formats"):
        try:
            dates.reader(form)
        except dates.BadFormat as bad:
            words.wrong("formats", say("{format}: {reason}", format=repr(form), reason=bad.sentence))
        else:
            found.append(form)
    return tuple(found)


def _refuse_repeated(words: Words, entries: list[Entry]) -> None:
    """The same column twice under one event and one condition would count everything double."""
    seen: set[object] = set()
    for entry in entries:
        for column in entry.at:
            mark = (entry.kind, column.name, entry.when, entry.unless)
            if mark in seen:
                reason = say("{event} takes column {column} twice.", event=entry.kind, column=repr(column.name))
                words.notes.mistakes.append(Mistake(column.line, column.where.removesuffix(".at"), reason))
            seen.add(mark)
