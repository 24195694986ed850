"""One-time codes: sent to a telephone, typed on the owners' pages, and proof that the number is in somebody's hands."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F, QuerySet

from gensui.core.events.privacy import PersonalDataCorrected
from gensui.ledger import outbox
from gensui.ledger.record import record
from gensui.people import limits, phones
from gensui.people import queries as people
from gensui.people.actions import proving
from gensui.people.models import Employee, OneTimeCode, Resident, User
from gensui.people.refusals import WrongCode
from gensui.people.secret import digest, digests, seal

GOOD = timedelta(minutes=5)
ENROLS = timedelta(hours=24)
"""For how long a code is good that sets up a second proof."""
TRIES = 15
"""Guesses at a code from all addresses together; one address has five."""


def request_code(*, phone: str, source: str, actor: str, at: datetime) -> bool:
    """Send a code to a telephone that belongs to a resident. To any other number nothing is sent, and nobody is told so.
    Returns whether the number may have a further code now, whoever it belongs to.

    ``source`` is the address that asks. Beyond five codes an hour a number gets one in five minutes: whoever has the telephone
    always holds a good code, however often others ask for one. Refuses a bad number (``BadPhone``) and an address that asks
    for too many codes (``TooManyTries``).
    """
    number = phones.normal(phone)
    if _is_enough(number, source, at):
        return False
    found = Resident.objects.filter(phone_digest__in=digests(number), erased_at=None).select_related("household")
    resident = min(found, key=lambda one: (not one.is_present, one.pk), default=None)
    _send(number, of=None, to=resident, at=at)
    return True


def request_number(*, resident: Resident, phone: str, source: str, actor: Resident, at: datetime) -> bool:
    """Send a code to the new number of a resident. The old number stays until the code is typed (``prove_new_number``).
    Returns whether a code was sent.

    Refuses a bad number (``BadPhone``) and an address that asks for too many codes (``TooManyTries``).
    """
    number = phones.normal(phone)
    if _is_enough(f"{resident.key} {number}", source, at):
        return False
    _send(number, of=resident, to=resident, at=at)
    return True


def request_address(*, resident: Resident, source: str, actor: Resident, at: datetime) -> bool:
    """Send a code to a resident's address of mail: whoever types it has the address (``prove_address``). Returns whether one was
    sent.

    Refuses an address of the network that asks for too many codes (``TooManyTries``).
    """
    address = resident.email.casefold()
    if not address or _is_enough(f"{resident.key} {address}", source, at):
        return False
    _send(address, of=resident, to=resident, at=at, what="code.mail")
    return True


def _is_enough(whose: str, source: str, at: datetime) -> bool:
    """Whether no further code is sent because the last one is good for a while. Refuses an address that asks too often."""
    limits.require(limits.CODES_OF_ADDRESS, source, at=at)
    if limits.take(limits.CODES_OF_NUMBER, whose, at=at):
        return False
    return not limits.take(limits.CODES_BEYOND, whose, at=at)


@transaction.atomic
def _send(number: str, *, of: Resident | None, to: Resident | None, at: datetime, what: str = "") -> None:
    code = f"{secrets.randbelow(1_000_000):06d}"
    row = OneTimeCode.objects.create(
        phone_digest=digest(number), code_digest=_mark(number, code, of), created_at=at, expires_at=at + GOOD, resident=of,
        phone=number if of and not what else "",
    )  # fmt: skip
    if to is not None:
        what = what or ("code.new" if of else "code")
        outbox.queue(stream=f"code:{row.pk}", to=to.key, what=what, body=seal(code), at=at, until=row.expires_at)


def prove_number(*, phone: str, code: str, source: str, actor: str, at: datetime) -> list[Resident]:
    """Those who may come in by this telephone, for whoever knows a code that was sent to it: who lives here now comes first.

    Refuses a wrong, used or old code (``WrongCode``), and whoever guesses too often (``TooManyTries``).
    """
    number = phones.normal(phone)
    marks = digests(number)
    _use(number, code, OneTimeCode.objects.filter(phone_digest__in=marks, resident=None), None, source, at)
    found = Resident.objects.filter(phone_digest__in=marks, erased_at=None).select_related(
        "household__unit__building__site"
    )
    residents = sorted(found, key=lambda one: (not one.is_present, one.pk))
    if not residents:
        raise WrongCode
    return residents


@transaction.atomic
def open_account(*, resident: Resident, actor: str, at: datetime) -> User:
    """The account of a resident whose number was proved, which stays on record; made on first use."""
    proving.note_number(resident=resident, number=resident.phone, how=Resident.Proof.CODE, actor=resident, at=at)
    held = Resident.objects.select_for_update().get(pk=resident.pk)
    if held.user is None:
        user = User(username=held.key, date_joined=at, language=held.language)
        user.set_unusable_password()
        user.save()
        held.user = user
        held.save(update_fields=["user"])
    return held.user


def prove_new_number(*, resident: Resident, code: str, source: str, actor: Resident, at: datetime) -> Resident:
    """From now on the new number of a resident counts: the code that was sent to it was typed.

    Refuses a wrong, used or old code (``WrongCode``), and whoever guesses too often (``TooManyTries``).
    """
    asked = people.number_asked(resident, at)
    if asked is None:
        raise WrongCode
    number = asked.phone
    same = OneTimeCode.objects.filter(resident=resident, phone_digest=asked.phone_digest)
    _use(number, code, same, resident, source, at)
    return _change_number(resident, number, actor, at)


def prove_address(*, resident: Resident, code: str, source: str, actor: Resident, at: datetime) -> None:
    """From now on mail from a resident's address is the resident's, in every home of the person: its code was typed.

    Refuses a wrong, used or old code (``WrongCode``), and whoever guesses too often (``TooManyTries``).
    """
    address = resident.email.casefold()
    sent = OneTimeCode.objects.filter(resident=resident, phone_digest__in=digests(address), phone="")
    _use(address, code, sent, resident, source, at)
    _note_proof(resident, address, actor, at)


def issue_enrolment(*, employee: Employee, actor: str, at: datetime) -> str:
    """A code with which somebody sets up the second proof of an account: good once and for a day, and the last one alone.

    It goes from hand to hand, so that who has only the password of another sets up nothing.
    """
    whose, code = _enrolment_of(employee), secrets.token_hex(5)
    OneTimeCode.objects.filter(phone_digest__in=digests(whose), used_at=None).update(used_at=at)
    OneTimeCode.objects.create(
        phone_digest=digest(whose), code_digest=_mark(whose, code, None), created_at=at, expires_at=at + ENROLS
    )
    return code


def prove_enrolment(
    *, employee: Employee, code: str, source: str, actor: Employee, at: datetime, session: str | None = None
) -> None:
    """Use up the code that the operator gave, and end every session of the account but this: what the password alone opened
    elsewhere is no longer enough.

    Refuses a wrong, used or old code (``WrongCode``), and whoever guesses too often (``TooManyTries``).
    """
    whose = _enrolment_of(employee)
    given = OneTimeCode.objects.filter(phone_digest__in=digests(whose), resident=None)
    limits.require(limits.ENROLMENTS_OF_PERSON, employee.key, at=at)
    _use(whose, code.replace(" ", "").casefold(), given, None, source, at)
    limits.give_back(limits.ENROLMENTS_OF_PERSON, employee.key, at=at)
    for running in Session.objects.filter(expire_date__gt=at).exclude(session_key=session).iterator():
        if running.get_decoded().get(SESSION_KEY) == str(employee.user_id):  # a session names its account only inside
            running.delete()


def _enrolment_of(employee: Employee) -> str:
    return f"second proof of {employee.key} "


@transaction.atomic
def _note_proof(resident: Resident, address: str, actor: Resident, at: datetime) -> None:
    for row in people.rows_of(resident):
        held = Resident.objects.select_for_update().get(pk=row.pk)
        if held.email.casefold() == address:
            held.email_proof = digest(address)
            held.save(update_fields=["email_proof"])
            record(stream=held.key, event=PersonalDataCorrected(fields=("email",)), actor=actor.key, roles={}, at=at)


@transaction.atomic
def _change_number(resident: Resident, number: str, actor: Resident, at: datetime) -> Resident:
    """In every home of the person, or the homes would fall apart."""
    for row in people.rows_of(resident):
        held = Resident.objects.select_for_update().get(pk=row.pk)
        held.phone, held.phone_digest, held.phone_tail = number, digest(number), number[-phones.SEEN :]
        held.phone_proof, held.phone_proved_by, held.phone_proved_at = held.phone_digest, Resident.Proof.CODE, at
        held.save(
            update_fields=["phone", "phone_digest", "phone_tail", "phone_proof", "phone_proved_by", "phone_proved_at"]
        )
        record(stream=held.key, event=PersonalDataCorrected(fields=("phone",)), actor=actor.key, roles={}, at=at)
    return Resident.objects.select_related("household").get(pk=resident.pk)


def _use(
    number: str, code: str, sent: QuerySet[OneTimeCode], resident: Resident | None, source: str, at: datetime
) -> None:
    """Use up the code among those sent that was typed. The guess is counted before it is compared, and stays counted."""
    good = sent.filter(used_at=None, expires_at__gt=at, tries__lt=TRIES)
    codes = list(good.order_by("-created_at")[:20])
    limits.require(limits.GUESSES_OF_ADDRESS, source, at=at)
    if not codes:
        raise WrongCode
    limits.require(limits.GUESSES_AT_ADDRESS, f"{codes[0].pk} {source}", at=at)
    good.update(tries=F("tries") + 1)
    right = _which(codes, _mark(number, code.strip(), resident))
    if right is None or not OneTimeCode.objects.filter(pk=right.pk, used_at=None).update(used_at=at):
        raise WrongCode
    outbox.drop(stream=f"code:{right.pk}", at=at)
    limits.give_back(limits.GUESSES_OF_ADDRESS, source, at=at)


def _which(codes: Sequence[OneTimeCode], mark: str) -> OneTimeCode | None:
    return next((one for one in codes if secrets.compare_digest(one.code_digest, mark)), None)


def _mark(number: str, code: str, resident: Resident | None) -> str:
    """A code for a new number opens no account, nor the other way round."""
    return digest(f"{resident.key} {number} {code}" if resident else number + code)
