"""Photographs and signatures of a case."""

from datetime import datetime

from django.core.files.base import ContentFile

from gensui.cases import pictures
from gensui.cases.access import Actor
from gensui.cases.actions.turn import NOW, Entry, act, happen
from gensui.cases.models import Attachment, Case
from gensui.core.events import follow_up


@act(follow_up.AttachmentAdded)
def attach(*, case: Case, actor: Actor, at: datetime, kind: str, content: bytes, entry: Entry = NOW) -> Case:
    """Keep a picture with the case: smaller, turned upright, without the place it was taken at. The same again is kept once.

    Refuses what is no picture, or too large a one (``BadPicture``).
    """
    picture = pictures.clean(content)
    if Attachment.objects.filter(case=case, digest=picture.digest, kind=kind).exists():
        return case
    attachment = Attachment(
        case=case, kind=kind, digest=picture.digest, width=picture.width, height=picture.height, author_key=actor.key,
        added_at=at,
    )  # fmt: skip
    attachment.file.save(f"{picture.digest[:32]}.webp", ContentFile(picture.content), save=False)
    attachment.save()

    event = follow_up.AttachmentAdded(attachment=picture.digest[:12])
    return happen(case, event, actor=actor, at=at, entry=entry)
