"""What an agent has typed of an intake and not sent yet."""

from collections.abc import Mapping

from gensui.cases.models import Draft
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
