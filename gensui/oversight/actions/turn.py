"""What the acts share: a repeated request ends, what happens goes into the ledger, a picture is kept once."""

from datetime import datetime

from django.core.files.base import ContentFile

from gensui.cases import pictures
from gensui.core import standing
from gensui.core.events import Event
from gensui.ledger.record import Recorded, record_all
from gensui.ledger.written import words_at
from gensui.oversight.access import Actor
from gensui.oversight.models import Picture
from gensui.oversight.written import WRITTEN
from gensui.people import queries as people
from gensui.people.acting import NOW, Entry, done_in, repeatable, was_done
from gensui.people.models import Employee, Site

__all__ = ["NOW", "Entry", "done_in", "happen", "keep", "repeatable", "roles", "was_done"]


def roles(site: Site, department: str, at: datetime) -> dict[str, str]:
    """Who holds which role where a department is looked at. Over the administration stands its manager, who may not look there:
    the team's part in it is the head of service's (C23). One query.
    """
    found = people.roles_at(site, department, at)
    if department == "administration":
        for held in ("", standing.OFF):
            manager, other = found.get(f"{held}admin_manager"), found.get(f"{held}service_head")
            found |= {f"{held}dept_head": manager} if manager else {}
            found |= {f"{held}supervision_team": other} if other else {}
            if not other:
                found.pop(f"{held}supervision_team", None)
    return found


def happen(
    stream: str,
    *happened: Event | tuple[Event, datetime],
    actor: Actor,
    site: Site,
    department: str,
    at: datetime,
    entry: Entry = NOW,
) -> Recorded:
    """Let it happen: an event may bring its own time; the others happened when ``entry`` says. Rows are written before."""
    pairs = [one if isinstance(one, tuple) else (one, entry.when(at)) for one in happened]
    holding = roles(site, department, pairs[-1][1])
    return record_all(
        stream=stream,
        happened=pairs,
        actor=actor.key,
        roles=holding,
        at=at,
        client_key=entry.once,
        words=words_at(WRITTEN, stream),
    )


def keep(content: bytes, *, site: Site, actor: Employee, at: datetime) -> Picture:
    """Keep a picture: smaller, upright, without the place it was taken at; the same again is kept once.

    Refuses what is no picture, or too large a one (``BadPicture``).
    """
    clean = pictures.clean(content)
    known = Picture.objects.filter(site=site, digest=clean.digest).first()
    if known is not None:
        return known
    made = Picture(
        site=site, digest=clean.digest, width=clean.width, height=clean.height, author=actor, added_at=at
    )  # fmt: skip
    made.file.save(f"{clean.digest[:32]}.webp", ContentFile(clean.content), save=False)
    made.save()
    return made
