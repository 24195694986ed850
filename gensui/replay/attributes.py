"""The attributes of events: which values each may have, and how a text of the table becomes one."""

import types
import typing

from gensui.replay.folding import folded
from gensui.replay.sentences import Sentence, say
from gensui.replay.terms import Plain

YES = frozenset(("true", "yes", "y", "1", "是", "有", "已"))
NO = frozenset(("false", "no", "n", "0", "否", "無", "无", "未"))


class BadValue(ValueError):
    """The value does not suit the attribute; ``sentence`` says why."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def is_time(wanted: object) -> bool:
    """Whether the attribute is a time (the vocabulary's only union: a time, or none)."""
    return isinstance(wanted, types.UnionType)


def is_list(wanted: object) -> bool:
    """Whether the attribute lists the fields of a form."""
    return typing.get_origin(wanted) is tuple


def choices(wanted: object) -> tuple[str, ...]:
    """The values the attribute is limited to, the empty one left out; none if it is not limited."""
    if typing.get_origin(wanted) is not typing.Literal:
        return ()
    return tuple(choice for choice in typing.get_args(wanted) if choice)


def checked(name: str, wanted: object, value: object) -> Plain:
    """The value as written in a mapping, if the attribute may have it."""
    allowed = choices(wanted)
    if allowed:
        if value == "" or value in allowed:
            return value
        raise _not_among(name, value, allowed)
    if type(value) is wanted:
        return typing.cast("Plain", value)
    if wanted is bool:
        raise BadValue(say("{name} is true or false, not {value}.", name=name, value=repr(value)))
    if wanted is int:
        raise BadValue(say("{name} is a whole number, not {value}.", name=name, value=repr(value)))
    raise BadValue(say("{name} is a text, not {value}.", name=name, value=repr(value)))


def from_text(name: str, wanted: object, text: str) -> Plain:
    """What the text of a cell means for the attribute."""
    if wanted is str:
        return " ".join(text.split())
    if wanted is int:
        if text.isdecimal():
            return int(text)
        raise BadValue(say("{name} is a whole number, not {value}.", name=name, value=repr(text)))
    fold = folded(text)
    if wanted is bool:
        if fold in YES or fold in NO:
            return fold in YES
        raise BadValue(say("{name} is yes or no, not {value}.", name=name, value=repr(text)))
    for choice in choices(wanted):
        if folded(choice) == fold:
            return choice
    raise _not_among(name, text, choices(wanted))


def _not_among(name: str, value: object, allowed: tuple[str, ...]) -> BadValue:
    text = "{name} cannot be {value}; it is one of {allowed}."
    return BadValue(say(text, name=name, value=repr(value), allowed=", ".join(allowed)))
