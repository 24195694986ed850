"""Telling people of a case by themselves what happened to it: through the outbox, each in the language they read."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import override

from gensui.cases.models import Case
from gensui.ledger import outbox
from gensui.people.models import Employee


def tell_staff(case: Case, people: Iterable[Employee | None], sentence: Any, at: datetime, **details: object) -> None:
    """Send each of these employees a notice about the case, once. ``sentence`` is lazy; ``None`` stands for nobody."""
    for employee in {one.pk: one for one in people if one is not None}.values():
        _send(case, employee.key, employee.user.language, sentence, at, details)


def tell_owner(case: Case, sentence: Any, at: datetime, **details: object) -> None:
    """Send whoever asked a notice about the case, where the house knows who that is."""
    if case.resident is not None:
        _send(case, case.resident.key, case.resident.language, sentence, at, details)


def _send(case: Case, to: str, language: str, sentence: Any, at: datetime, details: dict[str, object]) -> None:
    with override(language or None):
        body = str(sentence).format(number=case.number, where=case.where, **details)
    outbox.queue(stream=case.stream, to=to, what="message.notice", body=body, at=at)
