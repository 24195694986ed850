"""How an act is done, in whichever room: how it came to be entered, by whom, and that a repeated request does nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from django.db import transaction

from gensui.core.plain import says_something
from gensui.ledger import queries as ledger
from gensui.ledger import requests
from gensui.ledger.requests import RequestKey
from gensui.ledger.twins import answered_alike
from gensui.people.models import Employee, Resident
from gensui.people.refusals import NothingProvesIt

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class System:
    """What the house does by itself, when the time has come."""

    key: str = "engine"


SYSTEM = System()
Actor = Employee | Resident | System


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """How an act came to be entered.

    ``happened_at`` is when it happened, where that was earlier than now; ``once`` names the request, so that a repeated one
    does nothing: a plain text is a key of the actor's own. ``note`` is what the person wrote beside it; ``proofs`` maps
    kinds of proof to their keys; ``seen`` is what the page showed from which the act was posted (``Case.seen``). ``typed``:
    somebody typed the time, which no machine took down.
    """

    happened_at: datetime | None = None
    once: str | RequestKey | None = None
    note: str = ""
    proofs: Mapping[str, str] = field(default_factory=dict)
    seen: str = ""
    typed: bool = False

    def saying(self, note: str) -> "Entry":
        """The same entry with other words beside it, of which nothing else is said."""
        return Entry(happened_at=self.happened_at, once=self.once, note=note, typed=self.typed)

    def when(self, at: datetime) -> datetime:
        """When it happened."""
        return self.happened_at or at

    def in_a_call(self, actor: Actor) -> Mapping[str, str]:
        """What proves that something was said in a call: the call of the telephone log, else that the actor says so."""
        return self.proofs or {"noted": actor.key}

    def answered(self, actor: Actor, words: str) -> Mapping[str, str]:
        """What proves an owner's answer: the owner's own page, or what came with it; else ``noted``, the word of staff.

        Refuses the word of staff without words: who was spoken to, and what they said (``NothingProvesIt``).
        """
        if not isinstance(actor, Employee):
            return {"app": actor.key} if isinstance(actor, Resident) else {}
        if not self.proofs and not says_something(words):
            raise NothingProvesIt
        return self.in_a_call(actor)

    def by_hand(self, actor: Actor) -> Mapping[str, str]:
        """What proves an entry that anybody could have typed: what came with it, else that the actor typed it."""
        return self.proofs or {"manual": actor.key}

    @property
    def key(self) -> RequestKey | None:
        """The key of the request, where it has one. Only inside an action, which knows the sender (``repeatable``, ``act``)."""
        assert not isinstance(self.once, str), "the action is not marked as repeatable"
        return self.once


NOW = Entry()
NOT_COMPARED = frozenset({"actor", "at", "entry", "known"})
"""Arguments that may differ between a request and its retry."""


def _of_sender(name: str, given: Mapping[str, Any]) -> Entry:
    """The entry with its key as the actor's own, and with a digest of what the request asks."""
    entry: Entry = given.get("entry", NOW)
    if entry.once is None:
        return entry
    asked = {what: value for what, value in given.items() if what not in NOT_COMPARED}
    request = requests.digest_of_request(name, asked | {"note": entry.note, "happened_at": entry.happened_at})
    if isinstance(entry.once, str):
        return replace(entry, once=requests.sent_by(given["actor"].key, entry.once, request))
    if entry.once.request or not entry.once.compared:
        return entry  # the action that called this one has asked already
    return replace(entry, once=replace(entry.once, request=request))


def repeatable(function: Callable[P, T]) -> Callable[P, T]:
    """Make an action safe to repeat: in one transaction, with the key of ``entry.once`` as the actor's own.

    The body asks the ledger whether the key was used. A key that was used for something else is refused (``KeyReused``). Of the
    same request twice at once, both get the same answer.
    """
    in_one = transaction.atomic(function)

    @wraps(function)
    def carried_out(*args: P.args, **words: P.kwargs) -> T:
        given = cast(dict[str, Any], words)
        entry = given["entry"] = _of_sender(function.__name__, given)
        return answered_alike(entry.key, lambda: in_one(*args, **words))

    return carried_out


def was_done(entry: Entry) -> bool:
    """Whether this request was carried out before. One query, where it names itself."""
    return entry.key is not None and ledger.was_recorded(entry.key)


def done_in(entry: Entry) -> str:
    """The stream in which this request was carried out before; the empty text if it was not. One query, where it has a key."""
    return ledger.stream_of(entry.key) if entry.key is not None else ""
