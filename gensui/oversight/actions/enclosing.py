"""Pictures that are put into a file."""

from datetime import datetime

from django.core.files.base import ContentFile

from gensui.cases import pictures
from gensui.oversight.models import Enclosure, Sanction
from gensui.people.models import Employee


def enclose(*, sanction: Sanction, kind: Enclosure.Kind, content: bytes, actor: Employee, at: datetime) -> Enclosure:
    """Keep a picture in a file; the same again is kept once. Refuses what is no picture (``BadPicture``)."""
    clean = pictures.clean(content)
    known = Enclosure.objects.filter(sanction=sanction, kind=kind, digest=clean.digest).first()
    if known is not None:
        return known
    made = Enclosure(sanction=sanction, kind=kind, digest=clean.digest, author=actor, added_at=at)
    made.file.save(f"{clean.digest[:32]}.webp", ContentFile(clean.content), save=False)
    made.save()
    return made
