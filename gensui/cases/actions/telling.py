"""Telling people of a case by themselves what happened to it: through the outbox, each in the language they read."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from gensui.cases import access, short
from gensui.cases.models import Case
from gensui.ledger import outbox
from gensui.people import duty_roster
from gensui.people import queries as people
from gensui.people.languages import in_language
from gensui.people.models import Department, Employee, Resident
from gensui.people.secret import seal


def tell_staff(case: Case, whom: Iterable[Employee | None], sentence: Any, at: datetime, **details: object) -> None:
    """Send each of these employees a notice about the case, once. ``sentence`` is lazy; ``None`` stands for nobody."""
    for employee in {one.pk: one for one in whom if one is not None}.values():
        _send(case, employee.key, employee.user.language, sentence, at, details)


def tell_owner(case: Case, sentence: Any, at: datetime, **details: object) -> None:
    """Send whoever asked a notice about the case, where the house knows who that is."""
    tell_home(case, [case.resident], sentence, at, **details)


def tell_home(case: Case, whom: Iterable[Resident | None], sentence: Any, at: datetime, **details: object) -> None:
    """Send each of these residents a notice about the case, once; ``None`` stands for nobody."""
    for resident in {one.pk: one for one in whom if one is not None}.values():
        _send(case, resident.key, resident.language, sentence, at, details)


def tell_asker(case: Case, sentence: Any, at: datetime, **details: object) -> None:
    """Tell the owner, and whoever called for the owner. What is about plan and money is the owner's alone (``tell_owner``)."""
    tell_owner(case, sentence, at, **details)
    with in_language(case.resident.language if case.resident else ""):
        tell_caller(case, str(sentence).format(number=case.number, where=case.where, **details), at)


def must_hear(case: Case, sentence: Any, at: datetime, **details: object) -> None:
    """As ``tell_asker``, of what changes for who asked: where nobody of them can be written to, whoever follows the request is told
    to call them.
    """
    tell_asker(case, sentence, at, **details)
    if case.resident is None and case.phone and not _is_written_to(case) and case.follower is not None:
        with in_language(case.follower.user.language):
            said = str(sentence).format(number=case.number, where=case.where, **details)
        tell_staff(case, [case.follower], CALL_THEM, at, said=said)


def _is_written_to(case: Case) -> bool:
    """Whether the number of who called for somebody else may be written to."""
    return bool(case.for_another and case.phone_proved and case.phone)


CALL_THEM = _("{where}, request {number}: whoever asked cannot be written to. Call them and say: “{said}”")


def tell_caller(case: Case, text: str, at: datetime) -> None:
    """Whoever called for somebody of the home hears it too, at the number the telephone system saw; at no number that was only
    said. It is no proof that the owner was told. The number goes along sealed, and is gone once the words are sent.
    """
    if _is_written_to(case):
        language = case.resident.language if case.resident else ""
        if case.number not in text:
            with in_language(language):
                text = str(ABOUT).format(number=case.number, words=text)
        given = {"number": case.phone, "text": text, "language": language, "site": case.site.name}
        body = seal(json.dumps(given))
        outbox.queue(stream=case.stream, to=f"caller:{case.number}", what="message.notice", body=body, at=at)


ABOUT = _("About request {number}: {words}")
URGENT = _("Danger reported: {what}, {where}")


def tell_urgent(case: Case, at: datetime, number: int, told: frozenset[str]) -> frozenset[str]:
    """Tell the desk and the department of a danger that was reported just now: each agent and guard there, and who leads them.

    Where nobody who leads is there, the head hears of it all the same. ``told`` are those who know, or may not. Gives the keys of
    those told by this. Five queries at most.
    """
    kinds = access.led_with({"customer_service", case.department})
    keys = {
        one.key
        for one in people.there_at(case.site, at)
        if one.fills in duty_roster.EVERYWHERE or (one.kind in kinds and {one.role, one.fills} & ALARMED)
    }
    heads = [head_of(case, kind, at) for kind in dict.fromkeys(("customer_service", case.department))]
    keys |= {head.key for head in heads if head is not None}
    numbers = [key.removeprefix("staff:") for key in keys - told]
    staff = Employee.objects.working().filter(number__in=numbers).select_related("user").order_by("pk")
    for employee in staff:
        with in_language(employee.user.language):
            title = str(URGENT).format(what=case.category, where=case.where)
        said = "\n".join([title, case.place, case.content])
        outbox.queue(stream=case.stream, to=employee.key, what="report.urgent", body=said, at=at, number=number)
    return frozenset(employee.key for employee in staff)


def tell_pool(case: Case, at: datetime, number: int, told: frozenset[str]) -> None:
    """Tell each of the department who is there that an order waits for whoever takes it: nobody leads there who would name
    somebody. Two queries.
    """
    kinds = access.led_with({case.department})
    there = [one for one in people.there_at(case.site, at) if one.kind in kinds and one.key not in told]
    for employee in Employee.objects.working().filter(number__in=[one.number for one in there]).order_by("pk"):
        said = short.told("", [case])
        outbox.queue(stream=case.stream, to=employee.key, what="order.sent", body=said, at=at, number=number)


ALARMED = access.LEADERS | {"agent", "guard"}
"""Who hears of a danger at once, of the desk and of the department that it belongs to."""


def head_of(case: Case, department: str, at: datetime) -> Employee | None:
    """Who leads that department at this moment; where nobody on duty does, its head all the same, to hear of it."""
    key = people.roles_at(case.site, department, at).get("dept_head", "")
    staff = Employee.objects.working().select_related("user").filter(department__site=case.site)
    found = staff.filter(number=key.removeprefix("staff:")).first() if key.startswith("staff:") else None
    heads = staff.filter(department__kind=department, role__in=("dept_head", "service_head"))
    return found or heads.order_by("number").first()


def heads_of(case: Case, department: str, at: datetime) -> list[Employee]:
    """Whoever answers for that department now: its head, and where no head is on duty, the leader of a team who is."""
    roles = people.roles_at(case.site, department, at)
    head, leader = head_of(case, department, at), "" if roles.get("dept_head") else roles.get("team_leader", "")
    there = (
        Employee.objects.working().select_related("user").filter(number=leader.removeprefix("staff:")) if leader else ()
    )
    return [one for one in (head, *there) if one is not None]


def who_has(case: Case) -> object:
    """Who has the order, to be said in a sentence: the handler, else the department in the reader's language."""
    return case.handler.name if case.handler is not None else Department.Kind(case.department).label


def _send(case: Case, to: str, language: str, sentence: Any, at: datetime, details: dict[str, object]) -> None:
    with in_language(language):
        body = str(sentence).format(number=case.number, where=case.where, **details)
    outbox.queue(stream=case.stream, to=to, what="message.notice", body=body, at=at)
