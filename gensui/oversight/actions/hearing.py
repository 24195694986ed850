"""What the person says of a file: a statement, and whatever is to be added to it until it is decided."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from gensui.core.events import files
from gensui.core.events import people as events
from gensui.oversight import sanction_access as access
from gensui.oversight.actions.enclosing import enclose
from gensui.oversight.models import Enclosure, Sanction
from gensui.oversight.sanction_refusals import TermRuns
from gensui.oversight.streams import happen, lock, shown, stands
from gensui.people.acting import NOW, Entry, repeatable, was_done
from gensui.people.models import Employee
from gensui.people.refusals import need_words


@repeatable
def give_statement(
    *, sanction: Sanction, text: str, actor: Employee, at: datetime, all_said: bool = False, pictures: Iterable[bytes] = (),
    entry: Entry = NOW,
) -> Sanction:  # fmt: skip
    """The person's own side. It may be added to until it is decided, also after the term; ``all_said`` ends the term.

    Refuses anybody else (``NotYours``), no words where there is nothing else (``NoWords``), a bad picture (``BadPicture``), and
    once it is decided (``WrongStage``).
    """
    found = lock(sanction)
    access.require(actor, "give_statement", found.employee)
    if was_done(entry):
        return found
    stands(found, "asked", "heard")
    shown_too = list(pictures)
    if found.hearing != Sanction.Hearing.GIVEN or not (shown_too or all_said):
        need_words(text)
    for content in shown_too:
        enclose(sanction=found, kind=Enclosure.Kind.STATEMENT, content=content, actor=actor, at=at)
    if all_said:
        found.heard_out_at = at
        found.save(update_fields=["heard_out_at"])
    if found.hearing != Sanction.Hearing.GIVEN:
        return _heard(found, Sanction.Hearing.GIVEN, text.strip(), actor, at, entry)

    if text.strip():
        found.defence = f"{found.defence}\n\n{shown(found.site, at)}\n{text.strip()}"
        found.save(update_fields=["defence"])
    added = files.DefenceAdded(violation=found.number, all_said=all_said)
    happen(found.stream, found.employee, added, actor=actor, at=at, entry=entry)
    return found


@repeatable
def note_silence(*, sanction: Sanction, actor: Employee, at: datetime, entry: Entry = NOW) -> Sanction:
    """Note that the term passed without a statement. Refuses while it runs (``TermRuns``)."""
    found = lock(sanction)
    access.require(actor, "note_silence", found.employee)
    if was_done(entry):
        return found
    stands(found, "asked")
    if at < found.defence_until:
        raise TermRuns(shown(found.site, found.defence_until))
    return _heard(found, Sanction.Hearing.SILENT, "", actor, at, entry)


def _heard(found: Sanction, hearing: Any, text: str, actor: Employee, at: datetime, entry: Entry) -> Sanction:
    found.state, found.hearing, found.defence, found.heard_at = Sanction.State.HEARD, hearing, text, at
    found.save(update_fields=["state", "hearing", "defence", "heard_at"])

    heard = events.DefenceHeard(violation=found.number, answer=hearing)
    happen(found.stream, found.employee, heard, actor=actor, at=at, entry=entry)
    return found
