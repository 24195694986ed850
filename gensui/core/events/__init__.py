"""The vocabulary of everything that can happen, by noun; and events as plain values, to be stored and read back."""

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from datetime import datetime
from typing import Literal

from gensui.core.events import (
    company,
    complaint,
    engine,
    files,
    follow_up,
    grounds,
    handling,
    homes,
    intake,
    mailbox,
    master,
    people,
    privacy,
    security,
)
from gensui.core.events.base import VOCABULARY, CaseEvent, Event

__all__ = [
    "VOCABULARY",
    "BadEvent",
    "CaseEvent",
    "Event",
    "company",
    "complaint",
    "engine",
    "files",
    "follow_up",
    "grounds",
    "handling",
    "homes",
    "intake",
    "mailbox",
    "master",
    "payload",
    "people",
    "privacy",
    "read",
    "security",
]

Plain = str | int | bool | list[str] | dict[str, str] | None


class BadEvent(ValueError):
    """What was given is no event of the vocabulary; the message names the event, the field and the reason."""


_types: dict[type[Event], Mapping[str, object]] = {}
_defaults: dict[type[Event], tuple[tuple[str, object], ...]] = {}


def types_of(event: type[Event]) -> Mapping[str, object]:
    """The attributes of an event and their types, ``evidence`` left out: what a rule of the policy may ask for."""
    if event not in _types:
        hints = typing.get_type_hints(event)
        _types[event] = {f.name: hints[f.name] for f in fields(event) if f.name != "evidence"}
    return _types[event]


def _fields(event: type[Event]) -> tuple[tuple[str, object], ...]:
    """Each field with its default; mutable defaults are compared as their empty value."""
    if event not in _defaults:
        _defaults[event] = tuple((f.name, _default(f)) for f in fields(event))
    return _defaults[event]


def _default(a_field: Field[object]) -> object:
    if a_field.default is not MISSING:
        return a_field.default
    return {}


def payload(event: Event) -> dict[str, Plain]:
    """The event as plain values, ready for JSON. What equals its default is left out; times are written in UTC."""
    plain: dict[str, Plain] = {}
    for name, default in _fields(type(event)):
        value = getattr(event, name)
        if value == default and type(value) is type(default):
            continue
        if isinstance(value, datetime):
            plain[name] = value.isoformat()
        elif isinstance(value, tuple):
            plain[name] = list(value)
        elif isinstance(value, Mapping):
            plain[name] = dict(value)
        else:
            plain[name] = value
    return plain


def read(kind: str, plain: Mapping[str, object]) -> Event:
    """The event that ``payload`` wrote. Refuses an unknown kind, an unknown field and a value of the wrong type."""
    event = VOCABULARY.get(kind)
    if event is None:
        raise BadEvent(f"There is no event called {kind!r}.")
    known = types_of(event)
    values: dict[str, typing.Any] = {}
    for name, value in plain.items():
        if name == "evidence":
            values[name] = _proofs(kind, value)
        elif name in known:
            values[name] = _value(kind, name, known[name], value)
        else:
            raise BadEvent(f"{kind} has no field called {name!r}; it has {', '.join(known)}.")
    return event(**values)


def _proofs(kind: str, value: object) -> dict[str, str]:
    if isinstance(value, Mapping) and all(isinstance(v, str) for pair in value.items() for v in pair):
        return dict(value)
    raise BadEvent(f"{kind}: evidence maps a kind of proof to its key, both text.")


def _value(kind: str, name: str, wanted: object, value: object) -> object:
    if isinstance(wanted, types.UnionType):  # the vocabulary's only union: a time, or none yet
        return None if value is None else _instant(kind, name, value)
    if typing.get_origin(wanted) is Literal:
        if value in typing.get_args(wanted):
            return value
        allowed = ", ".join(str(choice) for choice in typing.get_args(wanted) if choice != "")
        raise BadEvent(f"{kind}: {name} cannot be {value!r}; it is one of {allowed}, or empty.")
    if typing.get_origin(wanted) is tuple:
        if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
            return tuple(value)
        raise BadEvent(f"{kind}: {name} is a list of texts, not {value!r}.")
    if type(value) is wanted:
        return value
    raise BadEvent(f"{kind}: {name} is of type {getattr(wanted, '__name__', wanted)}, not {value!r}.")


def _instant(kind: str, name: str, value: object) -> datetime:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise BadEvent(f"{kind}: {name} is not a time: {value!r}.") from None
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value
    raise BadEvent(f"{kind}: {name} is a time with its zone, not {value!r}.")
