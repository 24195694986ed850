"""All that can be done with people and accounts."""

from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction

from gensui.core.events.people import (
    DutyCancelled,
    EmploymentCorrected,
    EmploymentEnded,
    EmploymentStarted,
    PersonEvent,
)
from gensui.core.events.privacy import (
    PersonalDataCorrected,
    PersonalDataErased,
    PersonalDataExported,
    PersonalDataRevealed,
)
from gensui.ledger import policies
from gensui.ledger.record import record, record_all
from gensui.ledger.requests import house_key
from gensui.people import access, passwords, phones, spelling
from gensui.people import queries as people
from gensui.people.actions import naming, roster
from gensui.people.models import (
    Department,
    Duty,
    Employee,
    Post,
    Resident,
    User,
)
from gensui.people.refusals import NotNew, NumberNotProved, NumberTaken
from gensui.people.secret import digest


@transaction.atomic
def hire(
    *, department: Department, number: str, name: str, role: str, password: str, actor: str, at: datetime,
    email: str = "", phone: str = "", skills: tuple[str, ...] = (),
) -> Employee:  # fmt: skip
    """Give somebody a place and an account, whose name is the staff number.

    Refuses a number that is taken (``NumberTaken``), a password that is too easy (``WeakPassword``), a bad number (``BadPhone``).
    """
    user = User(username=number, email=email, date_joined=at, is_staff=role == Employee.Role.OPERATOR)
    passwords.set_password(user, password)
    try:
        with transaction.atomic():
            user.save()
            employee = Employee(
                user=user, department=department, number=number, name=name, role=role, skills=list(skills),
                phone=phones.normal(phone) if phone else "",
            )  # fmt: skip
            employee.save()
    except IntegrityError:
        raise NumberTaken(number) from None
    return employee


@transaction.atomic
def welcome(*, employee: Employee, actor: Employee, at: datetime) -> Employee:
    """Note that somebody is new: until the induction is passed, no shift alone. Said twice, it is so once.

    Refuses whoever hires nobody (``NotYours``).
    """
    access.require(actor, "hire")
    return _begin(employee, actor.key, at)


@transaction.atomic
def begin_employment(*, employee: Employee, actor: str, at: datetime) -> Employee:
    """Note that somebody who was just given an account is new. Who is there before any policy is in force counts as inducted."""
    return _begin(employee, actor, at) if policies.newest() else employee


def _begin(employee: Employee, actor: str, at: datetime) -> Employee:
    held = _held(employee)
    return held if held.newcomer_since is not None else _note(held, EmploymentStarted, at, actor, at)


@transaction.atomic
def correct_welcome(*, employee: Employee, actor: Employee, at: datetime) -> Employee:
    """Somebody was noted as new by mistake: nothing is promised any longer, and shifts are as for everybody.

    Refuses whoever hires nobody (``NotYours``), and for somebody who is not noted as new (``NotNew``).
    """
    access.require(actor, "hire")
    held = _held(employee)
    if held.newcomer_since is None:
        raise NotNew(held.name)
    return _note(held, EmploymentCorrected, None, actor.key, at)


def _held(employee: Employee) -> Employee:
    return Employee.objects.select_for_update(of=("self",)).select_related("department__site").get(pk=employee.pk)


def _note(
    held: Employee, event: type[PersonEvent], newcomer_since: datetime | None, actor: str, at: datetime
) -> Employee:
    held.newcomer_since = newcomer_since
    held.save(update_fields=["newcomer_since"])

    department: Any = held.department.kind
    happened = event(employee=held.key, department=department)
    roles = people.roles_at(held.department.site, department, at) | {"employee": held.key}
    record(stream=held.key, event=happened, actor=actor, roles=roles, at=at)
    return held


@transaction.atomic
def finish_induction(*, employee: Employee, actor: str, at: datetime) -> None:
    """Somebody is a newcomer no longer. That the induction was passed, the caller puts on record."""
    Employee.objects.filter(pk=employee.pk).update(newcomer_since=None)


@transaction.atomic
def put_on_duty(
    *, employee: Employee, starts_at: datetime, ends_at: datetime, actor: str, at: datetime, post: Post | None = None
) -> Duty:
    """Put somebody on the roster; said twice, it is there once."""
    duty, _new = Duty.objects.update_or_create(
        employee=employee, starts_at=starts_at, defaults={"ends_at": ends_at, "post": post}
    )
    return duty


@transaction.atomic
def reveal_phone(*, resident: Resident, purpose: str, actor: Employee, at: datetime) -> str:
    """The whole number, for somebody whose work needs it now; that it was shown, and for which case, stays on record."""
    access.require(actor, "reveal_phone")

    record(
        stream=resident.key,
        event=PersonalDataRevealed(field="phone", purpose=purpose),
        actor=actor.key,
        roles={},
        at=at,
    )
    return phones.readable(resident.phone)


@transaction.atomic
def correct_resident(
    *, resident: Resident, actor: Employee | Resident, at: datetime, name: str, phone: str, email: str, preference: str,
    quiet_from: time | None, quiet_until: time | None, language: str,
) -> Resident:  # fmt: skip
    """Put right what is kept of a person, by the front desk or by the person. What was changed is on record, not from what.

    Another name is only asked for by the person itself, until the desk confirms it (``naming.answer_name``); another way of
    writing it counts at once. A person's own new number has to be proved first (``codes.prove_new_number``). Refuses a number
    that was not (``NumberNotProved``), a bad number (``BadPhone``), and whoever is neither (``NotYours``).
    """
    resident = Resident.objects.select_for_update().get(pk=resident.pk)
    _require_self_or(actor, resident, "correct_resident")

    number = phones.normal(phone) if phone else ""
    if isinstance(actor, Resident) and number != resident.phone:
        raise NumberNotProved
    other = isinstance(actor, Resident) and spelling.folded(name) != spelling.folded(resident.name)
    new = {
        "name": resident.name if other else name, "asked_name": name if other else "", "phone": number,
        "phone_digest": digest(number), "phone_tail": number[-phones.SEEN :], "email": email, "preference": preference,
        "quiet_from": quiet_from, "quiet_until": quiet_until, "language": language,
    }  # fmt: skip
    changed = [field for field, value in new.items() if getattr(resident, field) != value]
    before = spelling.first_letter(resident.name) if "name" in changed else ""
    for field in changed:
        setattr(resident, field, new[field])
    resident.save(update_fields=changed)

    if changed:
        fields = tuple(field for field in changed if not field.startswith("phone_"))
        record(
            stream=resident.key,
            event=PersonalDataCorrected(fields=fields, before=before),
            actor=actor.key,
            roles={},
            at=at,
        )
    return resident


@transaction.atomic
def correct_own_data(*, resident: Resident, actor: Resident, at: datetime, **new: Any) -> None:
    """Put right what is kept of a person in every home of the person: the number stays. Refuses what ``correct_resident`` does."""
    put_right = [
        correct_resident(resident=one, actor=one, at=at, **new | {"phone": one.phone})
        for one in people.rows_of(resident)
    ]
    asked_before = {resident.asked_name, ""}
    if put_right[0].asked_name not in asked_before:
        naming.tell_desk(resident=put_right[0], actor=actor, at=at)


@transaction.atomic
def note_export(*, resident: Resident, actor: Employee | Resident, at: datetime) -> None:
    """Put on record that a person's data were handed out, to the person or for the person."""
    _require_self_or(actor, resident, "correct_resident")

    record(stream=resident.key, event=PersonalDataExported(), actor=actor.key, roles={}, at=at)


@transaction.atomic
def erase_resident(*, resident: Resident, actor: Employee | Resident, at: datetime) -> Resident:
    """Take away what identifies a person: name, number, address and account. What happened in the house stays, by key.

    The caller sees to it that no request of the person is open: cases lie above people (``cases.actions.erase_person``).
    """
    resident = Resident.objects.select_for_update().get(pk=resident.pk)
    _require_self_or(actor, resident, "erase_resident")

    user = resident.user
    resident.name, resident.phone, resident.phone_digest, resident.phone_tail, resident.email = "", "", "", "", ""
    resident.asked_name = resident.phone_proof = resident.phone_proved_by = ""
    resident.phone_proved_at = None
    resident.user, resident.erased_at, resident.email_proof = None, at, ""
    gone = [
        "name",
        "asked_name",
        "phone",
        "phone_digest",
        "phone_tail",
        "email",
        "email_proof",
        "phone_proof",
        "phone_proved_by",
    ]
    resident.save(update_fields=[*gone, "phone_proved_at", "user", "erased_at"])
    if user is not None:
        user.is_active = False
        user.save(update_fields=["is_active"])

    record(stream=resident.key, event=PersonalDataErased(), actor=actor.key, roles={}, at=at)
    return resident


def _require_self_or(actor: Employee | Resident, resident: Resident, right: str) -> None:
    if isinstance(actor, Employee):
        access.require(actor, right)
    elif actor.pk != resident.pk:
        raise access.NotYours(str(actor.get_relation_display()))


@transaction.atomic
def leave(*, employee: Employee, on: date, actor: str, at: datetime) -> Employee:
    """End somebody's work here: the account closes, and with it every session and token; duties from now on come off the
    roster. What was done stays. Said twice, it is so once.

    What the person holds has been passed on by the caller (``oversight.actions.leaving``).
    """
    held = _held(employee)
    if held.left_on is not None:
        return held
    held.left_on = on
    held.save(update_fields=["left_on"])
    User.objects.filter(pk=held.user_id).update(is_active=False)
    held.tokens.filter(revoked_at=None).update(revoked_at=at)
    dropped = roster.take_off(employee=held, actor=actor, at=at)

    department: Any = held.department.kind
    happened = [
        EmploymentEnded(employee=held.key, department=department),
        *(
            DutyCancelled(employee=held.key, department=department, starts_at=since, ends_at=until)
            for since, until in dropped
        ),
    ]
    roles = people.roles_at(held.department.site, department, at) | {"employee": held.key}
    record_all(
        stream=held.key, happened=[(event, at) for event in happened], actor=actor, roles=roles, at=at,
        client_key=house_key(f"left:{held.number}:{on}"),
    )  # fmt: skip
    return held


@transaction.atomic
def choose_language(*, user: User, language: str, actor: str, at: datetime) -> User:
    """Remember the language somebody reads."""
    user.language = language
    user.save(update_fields=["language"])
    return user
