"""An owner's data go from the whole house: the own rows and requests, and name and number wherever somebody wrote them."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

from gensui.cases.actions import erasure
from gensui.cases.models import Case, PhoneCall
from gensui.cases.written import GONE
from gensui.core.events.privacy import WordsMasked
from gensui.ledger.models import Outgoing, Salt
from gensui.ledger.record import record
from gensui.ledger.written import Place, Written, carried, written_with
from gensui.notices.models import Notice
from gensui.people import queries as people
from gensui.people.models import Resident
from gensui.people.secret import digests
from gensui.reports import masking
from gensui.reports.masking import Marks
from gensui.reports.models import Report
from gensui.reports.written import WRITTEN
from gensui.security.actions import register

Changed = list[tuple[Any, dict[str, Any]]]
Told = tuple[Place, str, Any]


@transaction.atomic
def erase_owner(*, resident: Resident, actor: Resident, at: datetime) -> None:
    """Take away what identifies a person: in every home, in the requests, in notices, the outbox, the call log, passes, evidence
    packs, and in the words of others. What happened stays, by key, and the ledger stays verifiable.

    A name that somebody else bears too stays in the words about other people's requests: nobody can tell whom it means. Refuses
    while a request of one of the homes is open (``StillOpen``): then nothing goes.
    """
    rows = people.rows_of(resident)
    numbers = {mark for one in rows if one.phone for mark in digests(one.phone)}
    cases = Case.objects.filter(resident__in=[one.pk for one in rows])
    called = set(cases.filter(phone_digest__in=numbers).values_list("requester_name", flat=True))
    marks = Marks.of(rows, called)
    streams, keys = [case.stream for case in cases.only("year")], [one.key for one in rows]
    for one in rows:
        erasure.erase_person(resident=one, actor=one, at=at)
        register.erase_passes(resident=one, actor=one, at=at)
    for report in Report.objects.filter(case__in=cases.values("pk")):
        report.file.delete(save=False)
        report.delete()
    for told in (Notice.objects.filter(recipient_key__in=keys), Notice.objects.filter(stream__in=streams)):
        told.update(title=GONE, text=GONE)
    for sent in (Outgoing.objects.filter(to__in=keys), Outgoing.objects.filter(stream__in=streams)):
        sent.update(body="")
    blank = {"phone_digest": "", "phone_tail": ""}
    Case.objects.filter(phone_digest__in=numbers).update(phone="", **blank)
    PhoneCall.objects.filter(phone_digest__in=numbers).update(**blank)
    if marks:
        _mask(marks, resident.key, at)


def _mask(marks: Marks, actor: str, at: datetime) -> None:
    """Take the marks out of all words. One query for each table with words, and a few for each stream that is concerned."""
    found = {model: masking.rows_with(model, columns, marks) for model, columns in masking.swept().items()}
    concerned = [entry for room in WRITTEN for entry in _concerned(room, found)]
    for model, changed in found.items():
        for row, new in changed:
            model._default_manager.filter(pk=row.pk).update(**new)
    for stream, number, told in concerned:
        words = dict(place.written(type(row)._default_manager.get(pk=row.pk)) for place, _digest, row in told)
        event = WordsMasked(replaced=tuple(digest for _place, digest, _row in told))
        Salt.objects.filter(stream=stream, number=number).delete()  # the old digests tell nothing any more
        record(stream=stream, event=event, actor=actor, roles={}, at=at, words=words)


def _concerned(room: Written, found: Mapping[type[Model], Changed]) -> Iterator[tuple[str, int, list[Told]]]:
    """The events whose words are about to change: stream, number, and all words that the event carries the digests of."""
    places = {place.name: place for place in room.places}
    streams: dict[str, list[Any]] = {}
    for place in room.places:
        for model in (place.model, *place.parts):
            for row, _new in found.get(model, ()):
                whole = place.whole(row)
                streams.setdefault(place.stream(whole), []).append(whole)
    for stream, rows in streams.items():
        if not stream.startswith(room.prefix):
            continue
        told: dict[int, list[Told]] = {}
        for one, row in written_with(room, stream, carried(stream)).items():
            told.setdefault(one.number, []).append((places[one.name], one.digest, row))
        for number, all_of_it in told.items():
            if any(row in rows for _place, _digest, row in all_of_it):
                yield stream, number, all_of_it
