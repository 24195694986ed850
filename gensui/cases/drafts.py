"""What was typed or chosen in a form that is not carried out yet: an agent's intake, the pictures of any form."""

from collections import defaultdict
from collections.abc import Mapping

from gensui.cases.models import Draft, KeptPicture
from gensui.cases.pictures import Picture
from gensui.ledger import queries as ledger
from gensui.ledger.requests import KEY, sent_by
from gensui.people.models import Employee


def draft_of(employee: Employee) -> dict[str, str]:
    """What somebody has typed of an intake so far. A form that was sent has no draft: its key is used. Two queries."""
    draft = Draft.objects.filter(employee=employee).first()
    return draft.fields if draft is not None and not was_sent(employee, draft.fields) else {}


def was_sent(employee: Employee, fields: Mapping[str, str]) -> bool:
    """Whether the form with these fields was sent by this person: its key is used. One query."""
    key = fields.get("once", "")
    return bool(KEY.fullmatch(key)) and ledger.was_recorded(sent_by(employee.key, key))


def pictures_of(person: str, form: str) -> dict[str, list[Picture]]:
    """What this person chose at earlier tries of a form, by field, in the order it was chosen. One query."""
    held: dict[str, list[Picture]] = defaultdict(list)
    for row in KeptPicture.objects.filter(person=person, form=form).order_by("pk"):
        held[row.field].append(Picture.kept(bytes(row.content), row.width, row.height))
    return held
