"""Telling people of a case by themselves what happened to it: through the outbox, each in the language they read."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from gensui.cases.models import Case
from gensui.ledger import outbox
from gensui.people import queries as people
from gensui.people.languages import in_language
from gensui.people.models import Employee


def tell_staff(case: Case, whom: Iterable[Employee | None], sentence: Any, at: datetime, **details: object) -> None:
    """Send each of these employees a notice about the case, once. ``sentence`` is lazy; ``None`` stands for nobody."""
    for employee in {one.pk: one for one in whom if one is not None}.values():
        _send(case, employee.key, employee.user.language, sentence, at, details)


def tell_owner(case: Case, sentence: Any, at: datetime, **details: object) -> None:
    """Send whoever asked a notice about the case, where the house knows who that is."""
    if case.resident is not None:
        _send(case, case.resident.key, case.resident.language, sentence, at, details)


def head_of(case: Case, department: str, at: datetime) -> Employee | None:
    """Who leads that department at this moment; where nobody on duty does, its head all the same, to hear of it."""
    key = people.roles_at(case.site, department, at).get("dept_head", "")
    staff = Employee.objects.working().select_related("user").filter(department__site=case.site)
    found = staff.filter(number=key.removeprefix("staff:")).first() if key.startswith("staff:") else None
    heads = staff.filter(department__kind=department, role__in=("dept_head", "service_head"))
    return found or heads.order_by("number").first()


def _send(case: Case, to: str, language: str, sentence: Any, at: datetime, details: dict[str, object]) -> None:
    with in_language(language):
        body = str(sentence).format(number=case.number, where=case.where, **details)
    outbox.queue(stream=case.stream, to=to, what="message.notice", body=body, at=at)
