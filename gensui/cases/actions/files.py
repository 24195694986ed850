"""Photographs and signatures of a case."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from gensui.cases.actions.turn import act, happen
from gensui.cases.models import Attachment, Case
from gensui.cases.pictures import clean
from gensui.core.events import follow_up
from gensui.people.acting import NOW, Actor, Entry


@contextmanager
def attaching(*, case: Case, actor: Actor, at: datetime, given: Iterable[tuple[str, bytes]]) -> Iterator[None]:
    """Keep these pictures, each with its kind, together with what is done inside. What is refused leaves neither row nor file."""
    pictures = list(given)
    if not pictures:
        yield
        return
    before = set(case.attachments.values_list("pk", flat=True))
    added: list[Attachment] = []
    try:
        with transaction.atomic():
            for kind, content in pictures:
                attach(case=case, actor=actor, at=at, kind=kind, content=content)
            added = list(case.attachments.filter(author_key=actor.key, added_at=at).exclude(pk__in=before))
            yield
    except BaseException:
        for one in added:
            one.file.delete(save=False)
        raise


@act(follow_up.AttachmentAdded)
def attach(*, case: Case, actor: Actor, at: datetime, kind: str, content: bytes, entry: Entry = NOW) -> Case:
    """Keep a picture with the case: smaller, turned upright, without the place it was taken at. The same again is kept once.

    Refuses what is no picture, or too large a one (``BadPicture``).
    """
    picture = clean(content)
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
