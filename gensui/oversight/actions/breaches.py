"""What people make of a lapse short of a file: a talk, a doubt, and whether it stays on somebody's account."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gensui.core.events import files
from gensui.core.events import people as events
from gensui.ledger.models import Obligation
from gensui.oversight import candidates
from gensui.oversight import sanction_access as access
from gensui.oversight.models import Breach, Talk
from gensui.oversight.sanction_refusals import AnsweredBefore, BreachTaken, WrongStage
from gensui.oversight.streams import happen, tell
from gensui.people.acting import NOW, Entry, repeatable, was_done
from gensui.people.models import Employee
from gensui.people.refusals import need_words

TALKED: Any = _(
    "{name} noted a talk with you: {words} It is no sanction, but if it happens again, it is asked about. On your page My file "
    "you can read it and answer."
)
ANSWERED: Any = _("{name} answers to what you noted of the talk: {words}")


def _open(employee: Employee, rows: Sequence[int], at: datetime) -> list[Obligation]:
    """The lapses of these rows, open to be dealt with. Refuses any other (``BreachTaken``)."""
    known = {duty.pk: duty for duty in candidates.open_breaches([employee], at).get(employee.key, [])}
    for row in rows:
        if row not in known:
            raise BreachTaken(Obligation.objects.filter(pk=row).values_list("clause", flat=True).first() or "?")
    return [known[row] for row in dict.fromkeys(rows)]


def _note(
    duties: Sequence[Obligation],
    employee: Employee,
    standing: Breach.Standing,
    words: str,
    actor: Employee,
    at: datetime,
) -> list[Breach]:
    rows = [
        Breach(
            stream=duty.stream, clause=duty.clause, cause=duty.cause, employee=employee, standing=standing,
            lapsed_at=duty.lapsed_at or at, words=words, noted_by=actor, noted_at=at,
        )
        for duty in duties
    ]  # fmt: skip
    return Breach.objects.bulk_create(rows)


@repeatable
def hold_talk(
    *, employee: Employee, breaches: Sequence[int], words: str, actor: Employee, at: datetime, entry: Entry = NOW
) -> list[Breach]:
    """A reminder and a talk (L0): no file, and the breaches are dealt with, if it is about any: owners may also have rated
    somebody poorly who broke nothing. The person is told what was noted, and may answer.

    Refuses who does not lead the person (``NotYours``), no words (``NoWords``), and what is dealt with (``BreachTaken``).
    """
    access.require(actor, "hold_talk", employee)
    if was_done(entry):
        return []
    need_words(words)
    noted = _note(_open(employee, breaches, at), employee, Breach.Standing.TALKED, words.strip(), actor, at)
    Talk.objects.create(employee=employee, words=words.strip(), held_by=actor, held_at=at)

    happen(employee.key, employee, events.TalkRecorded(), actor=actor, at=at, entry=entry)
    told = Employee.objects.select_related("user").get(pk=employee.pk)
    tell(employee.key, told, TALKED, at, name=actor.name, words=words.strip())
    return noted


@repeatable
def answer_talk(*, talk: Talk, text: str, actor: Employee, at: datetime, entry: Entry = NOW) -> Talk:
    """The person's own words to what was noted of a talk; whoever held it is told.

    Refuses anybody else (``NotYours``), no words (``NoWords``), and a second answer (``AnsweredBefore``).
    """
    Talk.objects.select_for_update().get(pk=talk.pk)
    found = Talk.objects.select_related("employee__department__site", "held_by__user").get(pk=talk.pk)
    access.require(actor, "answer_talk", found.employee)
    if was_done(entry):
        return found
    need_words(text)
    if found.answered_at is not None:
        raise AnsweredBefore
    found.answer, found.answered_at = text.strip(), at
    found.save(update_fields=["answer", "answered_at"])

    happen(actor.key, found.employee, files.TalkAnswered(), actor=actor, at=at, entry=entry)
    tell(actor.key, found.held_by, ANSWERED, at, name=actor.name, words=text.strip())
    return found


@transaction.atomic
def doubt_breach(*, breach: int, words: str, actor: Employee, at: datetime, entry: Entry = NOW) -> Breach:
    """Say that a breach is laid to the wrong person. Until it is answered, nobody is asked about it.

    Refuses a breach that is not the own or is dealt with (``BreachTaken``), and no words (``NoWords``).
    """
    need_words(words)
    (noted,) = _note(_open(actor, [breach], at), actor, Breach.Standing.DOUBTED, words.strip(), actor, at)

    happen(actor.key, actor, events.BreachDoubted(breach=str(breach)), actor=actor, at=at, entry=entry)
    return noted


@repeatable
def clear_breaches(
    *, employee: Employee, breaches: Sequence[int], words: str, actor: Employee, at: datetime, entry: Entry = NOW
) -> list[Breach]:
    """Take lapses off somebody's account: waived, a failure of the system, or somebody else's. The lapses themselves stay.

    Refuses who does not look after the person (``NotYours``), no reason (``NoWords``), what is dealt with (``BreachTaken``).
    """
    access.require(actor, "clear_breach", employee)
    if was_done(entry):
        return []
    need_words(words)
    if not breaches:
        raise BreachTaken("—")
    noted = _note(_open(employee, breaches, at), employee, Breach.Standing.CLEARED, words.strip(), actor, at)

    cleared = [events.BreachCleared(breach=str(one.pk)) for one in noted]
    if cleared:
        happen(employee.key, employee, *cleared, actor=actor, at=at, entry=entry)
    return noted


def _doubted(breach: Breach) -> Breach:
    found = Breach.objects.select_for_update().get(pk=breach.pk)
    if found.standing != Breach.Standing.DOUBTED:
        raise WrongStage(str(found), str(found.get_standing_display()))
    return found


@transaction.atomic
def accept_doubt(*, breach: Breach, actor: Employee, at: datetime, entry: Entry = NOW) -> Breach:
    """The doubt was right: the breach does not count. Refuses who does not look after the person (``NotYours``)."""
    found = _doubted(breach)
    access.require(actor, "clear_breach", found.employee)
    found.standing = Breach.Standing.CLEARED
    found.save(update_fields=["standing"])

    happen(
        found.employee.key, found.employee, events.BreachCleared(breach=str(found.pk)), actor=actor, at=at, entry=entry
    )
    return found


@transaction.atomic
def uphold_breach(*, breach: Breach, actor: Employee, at: datetime, entry: Entry = NOW) -> None:
    """The doubt was not right: the breach is open again. Refuses who does not look after the person (``NotYours``)."""
    found = _doubted(breach)
    access.require(actor, "uphold_breach", found.employee)
    Breach.objects.filter(pk=found.pk).delete()

    happen(
        found.employee.key, found.employee, events.BreachUpheld(breach=str(found.pk)), actor=actor, at=at, entry=entry
    )
