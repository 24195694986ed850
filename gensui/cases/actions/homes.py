"""Homes change hands, and what becomes of the requests of who leaves.

Open requests of who moved out go on: whoever follows them is told and keeps to the telephone, and messages go to the number and
address the person left. The person has no page for them any longer; the household that comes next does not see them.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gensui.cases.actions import turn
from gensui.cases.actions.turn import happen
from gensui.cases.models import Case
from gensui.core.events import intake
from gensui.core.events.homes import Why
from gensui.ledger import outbox
from gensui.people import queries
from gensui.people.acting import SYSTEM, Actor, System
from gensui.people.actions import homes as people
from gensui.people.actions.homes import Person
from gensui.people.languages import in_language
from gensui.people.models import Employee, Resident, Unit


@transaction.atomic
def move_out(*, resident: Resident, on: date, actor: Employee | System, at: datetime, why: Why = "moved") -> list[Case]:
    """Somebody moves out; the open requests of the person, which go on. Refuses what ``people.actions.homes.move_out`` does."""
    left = people.move_out(resident=resident, on=on, actor=_person(actor), at=at, why=why)
    return _go_on([left], actor, at)


@transaction.atomic
def sell_home(
    *, unit: Unit, buyers: Sequence[Person], staying: Sequence[int], on: date, actor: Employee | System, at: datetime
) -> list[Case]:
    """A home is sold; the open requests of those who left, which go on. Refuses what ``people.actions.homes.sell_home`` does."""
    left, _bought = people.sell_home(unit=unit, buyers=buyers, staying=staying, on=on, actor=_person(actor), at=at)
    return _go_on(left, actor, at)


def end_tenancies(*, actor: System, at: datetime) -> int:
    """Tenants whose last day is over move out; how many. One query where there are none."""
    over = queries.tenancies_over(at)
    for resident in over:
        assert resident.tenancy_until is not None
        move_out(resident=resident, on=resident.tenancy_until, actor=SYSTEM, at=at, why="tenancy_ended")
    return len(over)


def _person(actor: Employee | System) -> Employee | str:
    return actor if isinstance(actor, Employee) else actor.key


def _go_on(left: Iterable[Resident], actor: Actor, at: datetime) -> list[Case]:
    """Note on each open request that whoever asked has moved out, and tell who follows it."""
    rows = Case.objects.open().filter(resident__in=[one.pk for one in left]).order_by("pk").values_list("pk", flat=True)
    gone_on = [happen(turn.lock(Case(pk=pk)), intake.RequesterLeft(), actor=actor, at=at) for pk in list(rows)]
    for case in gone_on:
        if case.follower is not None:
            _tell(case, case.follower, at)
    return gone_on


def _tell(case: Case, follower: Employee, at: datetime) -> None:
    with in_language(follower.user.language):
        body = _(
            "{name}, who asked for {number}, has moved out of {home}. The request goes on and stays yours: keep {name} posted by "
            "telephone. Who lives there now sees nothing of it."
        ).format(name=case.requester_name, number=case.number, home=case.where)
    outbox.queue(stream=case.stream, to=follower.key, what="message.notice", body=body, at=at)
