"""Photographs of an emergency: what it looked like, and what was done."""

from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from gensui.cases import pictures
from gensui.core.events import security as events
from gensui.people.acting import NOW, Entry
from gensui.people.models import Employee
from gensui.security import access
from gensui.security.actions.turn import happen, lock_incident, roles
from gensui.security.models import Incident, IncidentPhoto
from gensui.security.refusals import WrongStage

MOST = 40


@transaction.atomic
def add_photo(
    *, incident: Incident, content: bytes, actor: Employee, at: datetime, entry: Entry = NOW
) -> IncidentPhoto:
    """Put a photograph with the incident: made small, without where and by what it was taken. The same again is there once.

    Refuses who does not work there (``NotYours``), an incident that is reviewed or has forty of them (``WrongStage``), and what is
    no picture (``BadPicture``).
    """
    found = lock_incident(incident)
    access.require(actor, "add_photo", found.site)
    picture = pictures.clean(content)
    known = found.photos.filter(digest=picture.digest).first()
    if known is not None:
        return known
    if found.state == Incident.State.REVIEWED or found.photos.count() >= MOST:
        raise WrongStage(found.number, str(found.get_state_display()))
    photo = IncidentPhoto(
        incident=found, digest=picture.digest, width=picture.width, height=picture.height, author=actor, added_at=at
    )
    photo.file.save(f"{picture.digest[:32]}.webp", ContentFile(picture.content), save=False)
    photo.save()

    event = events.IncidentPhotoAdded(
        incident=found.number, severity=found.severity, drill=found.drill, photo=picture.digest[:12],  # type: ignore[arg-type]
        evidence={"photo": picture.digest[:12]},
    )  # fmt: skip
    happen(found.stream, event, actor=actor, holding=roles(found.site, at), at=at, entry=entry)
    return photo
