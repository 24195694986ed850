"""How a notice reaches the person: taken on the own page; else on paper, shown by a picture and confirmed by who saw it."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from gensui.core.events import files
from gensui.core.events import people as events
from gensui.oversight import notices
from gensui.oversight import sanction_access as access
from gensui.oversight.actions.enclosing import enclose
from gensui.oversight.models import Enclosure, Sanction
from gensui.oversight.sanction_refusals import BadWitness, NoPaper
from gensui.oversight.streams import happen, lock, shown, stands, tell, term
from gensui.people.acting import NOW, Entry, repeatable, was_done
from gensui.people.models import Employee
from gensui.people.refusals import need_words

HANDED: Any = _(
    "{name} notes that the notice {number} was handed to {whose} on paper on {when}, and names you as witness. "
    "Say on your page My file whether you saw it: before, it is not served."
)
SERVED: Any = _(
    "The notice {number} counts as received by you on {when}: {measure}. You may appeal on your page until {until}; somebody "
    "who had no part in it decides, and nothing is deducted before."
)
DENIED: Any = _("{name} did not see the notice {number} handed over: {words}. It is not served.")


@repeatable
def acknowledge_sanction(*, sanction: Sanction, actor: Employee, at: datetime, entry: Entry = NOW) -> Sanction:
    """The person takes the notice on the own page. It says only that it was read; the term for an appeal begins."""
    found = lock(sanction)
    access.require(actor, "acknowledge_sanction", found.employee)
    if was_done(entry):
        return found
    stands(found, "issued")
    found.served_by, found.signature, found.witness, found.handed_at = actor, Sanction.Signature.SIGNED, None, None
    return _served(found, actor, "app", at, entry)


@repeatable
def hand_over_notice(
    *, sanction: Sanction, signature: str, witness: Employee | None, paper: bytes, actor: Employee, at: datetime,
    entry: Entry = NOW,
) -> Sanction:  # fmt: skip
    """The notice was handed over on paper: signed, or the person refused to, or could not. It is not served by that: the
    witness has to confirm it. Noted again, another witness may be named.

    Refuses without a picture of the paper (``NoPaper``, ``BadPicture``), a witness who had a part in the file (``BadWitness``),
    and a file that is not issued (``WrongStage``).
    """
    found = lock(sanction)
    access.require(actor, "hand_over_notice", found.employee)
    if was_done(entry):
        return found
    stands(found, "issued")
    if witness is None or not access.may_witness(witness, found, actor):
        raise BadWitness
    if not paper:
        raise NoPaper
    enclose(sanction=found, kind=Enclosure.Kind.NOTICE, content=paper, actor=actor, at=at)
    found.served_by, found.signature, found.witness, found.handed_at = actor, signature, witness, at
    found.save(update_fields=["served_by", "signature", "witness", "handed_at"])

    handed = files.NoticeHandedOver(violation=found.number, witness=witness.key, signature=signature)
    happen(found.stream, found.employee, handed, actor=actor, at=at, entry=entry)
    when = shown(found.site, at)
    tell(found.stream, witness, HANDED, at, name=actor.name, number=found.number, whose=found.employee.name, when=when)
    return found


@repeatable
def confirm_handing(*, sanction: Sanction, actor: Employee, at: datetime, entry: Entry = NOW) -> Sanction:
    """The witness saw the notice handed over: it is served, and the term for an appeal begins now.

    Refuses anybody else (``NotYours``), and where nothing waits for a witness (``WrongStage``).
    """
    found = lock(sanction)
    if was_done(entry):
        return found
    access.require_witness(actor, found)
    return _served(found, actor, "document", at, entry)


@repeatable
def deny_handing(*, sanction: Sanction, words: str, actor: Employee, at: datetime, entry: Entry = NOW) -> Sanction:
    """Who was named as witness did not see it: it is not served, and whoever noted it hears why.

    Refuses anybody else (``NotYours``), no words (``NoWords``), and where nothing waits for a witness (``WrongStage``).
    """
    found = lock(sanction)
    if was_done(entry):
        return found
    access.require_witness(actor, found)
    need_words(words)
    server = found.served_by
    found.served_by, found.signature, found.witness, found.handed_at = None, "", None, None
    found.save(update_fields=["served_by", "signature", "witness", "handed_at"])

    denied = files.NoticeDenied(violation=found.number)
    happen(found.stream, found.employee, denied, actor=actor, at=at, entry=entry)
    if server is not None:
        told = {"name": actor.name, "number": found.number, "words": words.strip()}
        tell(found.stream, server, DENIED, at, **told)
    return found


def _served(found: Sanction, actor: Employee, proof: str, at: datetime, entry: Entry) -> Sanction:
    found.state, found.served_at, found.appeal_until = Sanction.State.SERVED, at, term("appeal_term", at)
    found.save(update_fields=["state", "served_at", "served_by", "signature", "witness", "handed_at", "appeal_until"])

    measure: events.Measure = found.kind  # type: ignore[assignment]  # a check constraint keeps it
    served = events.SanctionServed(
        violation=found.number, measure=measure, filled=notices.stated(found), evidence={proof: found.number}
    )
    happen(found.stream, found.employee, served, actor=actor, at=at, entry=entry)
    when, until = shown(found.site, found.handed_at or at), shown(found.site, found.appeal_until)
    told = {"number": found.number, "when": when, "until": until, "measure": notices.measured(found)}
    tell(found.stream, found.employee, SERVED, at, **told)
    return found
