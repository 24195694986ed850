"""All that can be done with messages: sent, found in the inbox, read."""

import json
import logging
from collections.abc import Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from gensui.core import standing
from gensui.ledger import outbox
from gensui.ledger.models import Obligation, Outgoing
from gensui.notices import channels, wording
from gensui.notices.channels import NotSent
from gensui.notices.models import Notice
from gensui.notices.wording import Words
from gensui.people import queries as people
from gensui.people.languages import in_language
from gensui.people.models import Employee, Resident
from gensui.people.secret import unseal

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]
LETTERS = frozenset({"lapse", "escalation", "incident", "report.urgent"})
"""What is urgent. Staff hear of it by mail too."""
MAILED = LETTERS | {"report.new"}
"""What goes by mail too, because nobody at the desk saw it come; the rest waits in the inbox."""


def deliver(*, actor: str, at: datetime, most: int = 100, clock: Clock | None = None) -> int:
    """Send what waits, each message leased by this worker; how many were dealt with. One query where nothing waits.

    What cannot be sent is tried again, at growing distances, and stands on the case as failed after the last. ``clock`` is read
    when a message is taken up and when its provider has answered; without it, all of it happens at ``at``.
    """
    clock = clock or (lambda: at)
    count = 0
    for message in outbox.lease(clock=clock, most=most):
        count += 1
        try:
            _deliver(message, clock)
        except NotSent as trouble:
            outbox.failed(message, error=str(trouble), at=clock())
        except Exception as fault:
            log.exception("Message %s could not be sent.", message.pk)
            outbox.failed(message, error=f"{type(fault).__name__}: {fault}", at=clock())
    return count


OF_NO_USE = frozenset({"order.gone", "follow.gone", "password"})
"""What nobody else needs to hear, or may, where its reader has left."""


def _deliver(message: Outgoing, clock: Clock) -> None:
    at = clock()
    kind, _colon, name = message.to.partition(":")
    if kind == "staff":
        employee = Employee.objects.select_related("user", "department__site").filter(number=name).first()
        if employee is not None and employee.left_on is not None:
            employee = None if message.what in OF_NO_USE else _instead_of(employee, at)
        if employee is not None:
            return _to_staff(message, employee, clock)
    if kind == "resident" and name.isdecimal():
        resident = Resident.objects.select_related("household__unit__building__site").filter(pk=int(name)).first()
        if resident is not None and resident.erased_at is None:
            return _to_resident(message, resident, clock)
    if kind == "mail":
        return _to_address(message, clock)
    if kind == "caller" and message.body:
        return _to_caller(message, clock)
    outbox.undeliverable(message, error="nobody", at=at)
    return None


def _to_address(message: Outgoing, clock: Clock) -> None:
    """Answer a mail at the address that wrote it; the message brings the address along, sealed."""
    given: dict[str, str] = json.loads(unseal(message.body))
    words = wording.words_for(message, given["language"], clock())
    channels.send_mail(given["address"], words, message.key, sender=given.get("site", ""), answers=given["answers"])
    outbox.sent(message, by="email", at=clock())


def _to_caller(message: Outgoing, clock: Clock) -> None:
    """Tell whoever called for somebody else, at the number that the message brings along, sealed. There is no page to lead to."""
    given: dict[str, str] = json.loads(unseal(message.body))
    with in_language(given["language"]):
        words = Words(_("A notice from the service"), given["text"], whole=True)
    channels.send_text(given["number"], words, message.key, sender=given.get("site", ""))
    outbox.sent(message, by="sms", at=clock())


def _instead_of(gone: Employee, at: datetime) -> Employee | None:
    """Who hears what was meant for somebody who has left: who leads the department now."""
    leading = people.roles_at(gone.department.site, gone.department.kind, at)
    key = standing.anybody(leading, "dept_head") or standing.anybody(leading, "admin_manager")
    staff = Employee.objects.working().select_related("user", "department__site")
    return staff.filter(number=key.removeprefix("staff:")).first()


def _to_staff(message: Outgoing, employee: Employee, clock: Clock) -> None:
    at = clock()
    if message.what == "password":
        return _send_password(message, employee, clock)
    if message.what == "reminder" and not _is_urgent(message):
        if (back_at := _comes_back(employee, at)) is not None:  # nobody is reminded at home
            return outbox.postpone(message, until=back_at)
        if _waited_in_vain(message, at):
            return outbox.undeliverable(message, error="expired", at=at)
    words = wording.words_for(message, employee.user.language, at)
    _put_in_inbox(message, employee.key, words, at)
    by = "inbox"
    if message.what in MAILED and employee.user.email:
        channels.send_mail(employee.user.email, words, message.key, sender=employee.department.site.name)
        by = "email"
    outbox.sent(message, by=by, at=clock())
    return None


def _comes_back(employee: Employee, at: datetime) -> datetime | None:
    """When somebody who is not on duty comes on duty next; none of who is there, or has no duty ahead. Two queries at most."""
    if any(one.number == employee.number for one in people.there_at(employee.department.site, at)):
        return None
    return people.next_duty(employee, at)


def _is_urgent(message: Outgoing) -> bool:
    """Whether what it reminds of waits for no shift. One query."""
    named = {"stream": message.stream, "clause": message.clause, "cause": message.cause}
    return Obligation.objects.filter(**named, urgent=True).exists()


def _waited_in_vain(message: Outgoing, at: datetime) -> bool:
    """Whether it waited, for its reader or for a worker that stood still, and what it reminds of was done, ran out or was reminded
    of again meanwhile. Two queries, where it waited.
    """
    if at - message.created_at < WAITED:
        return False
    named = {"stream": message.stream, "clause": message.clause, "cause": message.cause}
    again = Outgoing.objects.filter(**named, to=message.to, what="reminder", pk__gt=message.pk)
    return again.exists() or not Obligation.objects.filter(**named, state="open", lapsed_at=None).exists()


WAITED = timedelta(minutes=2)
"""What reaches its reader so long after it was due had waited."""


def _send_password(message: Outgoing, employee: Employee, clock: Clock) -> None:
    """By mail alone: who sees the inbox has come in. What a server says of a failure names the address, and is not kept."""
    words = wording.of_password(message, employee)
    try:
        channels.send_mail(employee.user.email, words, message.key, sender=employee.department.site.name)
    except NotSent as trouble:
        raise NotSent(type(trouble.__cause__).__name__) from None
    outbox.sent(message, by="email", at=clock())


def _to_resident(message: Outgoing, resident: Resident, clock: Clock) -> None:
    at = clock()
    words = wording.words_for(message, resident.language, at)
    key, sender = message.key, resident.household.unit.building.site.name
    if message.what in ("code", "code.new"):
        number = resident.phone if message.what == "code" else people.number_of_code(message.stream)
        channels.send_text(number, words, key, sender=sender)
        outbox.sent(message, by="sms", at=clock())
        return
    if message.what == "code.mail":
        channels.send_mail(resident.email, words, key, sender=sender)
        outbox.sent(message, by="email", at=clock())
        return
    if message.what == "gate.ask" and resident.has_proved_phone:  # somebody waits: no quiet hours, the telephone first
        channels.send_text(resident.phone, words, key, sender=sender)
        outbox.sent(message, by="sms", at=clock())
        return
    _put_in_inbox(message, resident.key, words, at)
    if resident.has_proved_email:
        channels.send_mail(resident.email, words, key, sender=sender)
        outbox.sent(message, by="email", at=clock())
    elif resident.phone and (until := _quiet_until(resident, at)) is not None:
        outbox.postpone(message, until=until)
    elif resident.has_proved_phone:
        channels.send_text(resident.phone, words, key, sender=sender)
        outbox.sent(message, by="sms", at=clock())
    else:  # delivered once it is opened
        if resident.phone:
            news = _that_there_is_news(resident, _request_of(message))
            channels.send_text(resident.phone, news, key, sender=sender)
        elif resident.email:
            channels.send_mail(resident.email, _that_there_is_news(resident), key, sender=sender)
        outbox.wait_in_inbox(message)


def _request_of(message: Outgoing) -> str:
    kind, _colon, number = message.stream.partition(":")
    return number if kind == "case" else ""


def _that_there_is_news(resident: Resident, request: str = "") -> Words:
    """What a number or an address that nobody proved may read: anybody could have written it there. It names no home, nobody and
    nothing that was said, at most the ``request`` by its number; its link asks for a code, which proves the number.
    """
    hotline = resident.household.unit.building.site.hotline
    with in_language(resident.language):
        there_is = (
            _("There is a message about your request {number}.").format(number=request)
            if request
            else _("There is news for you.")
        )
        why = _(
            "What it says is not sent to a number or an address that was not proved: sign in on the owners' pages, or call us."
        )
        said = f"{there_is} {why} {hotline}".strip()
        return Words(_("A notice from the service"), said, f"{settings.BASE_URL}/my/")


def _quiet_until(resident: Resident, at: datetime) -> datetime | None:
    """When this resident's quiet hours end, if they have begun."""
    if resident.quiet_from is None or resident.quiet_until is None:
        return None
    zone = ZoneInfo(resident.household.unit.building.site.zone)
    now = at.astimezone(zone)
    if not _within(now.time(), resident.quiet_from, resident.quiet_until):
        return None
    end = now.replace(hour=resident.quiet_until.hour, minute=resident.quiet_until.minute, second=0, microsecond=0)
    return end if end > now else end + timedelta(days=1)


def _within(now: time, since: time, until: time) -> bool:
    return since <= now < until if since < until else now >= since or now < until


def _put_in_inbox(message: Outgoing, to: str, words: Words, at: datetime) -> None:
    """Once for a message, also where it is tried again."""
    notice = Notice(
        outgoing=message,
        recipient_key=to,
        what=message.what,
        stream=message.stream,
        title=words.title,
        text=words.text,
        urgent=message.what in LETTERS,
        created_at=at,
    )
    Notice.objects.bulk_create([notice], ignore_conflicts=True)


@transaction.atomic
def read(*, recipient_key: str, actor: str, at: datetime, notice: int | None = None, stream: str = "") -> int:
    """Mark one notice as read, those of one stream, or all; how many were unread.

    What had no other way out is thereby delivered.
    """
    unread = Notice.objects.filter(recipient_key=recipient_key, read_at=None)
    if stream:
        unread = unread.filter(stream=stream)
    if notice is not None:
        unread = unread.filter(pk=notice)
    waiting = Outgoing.objects.filter(pk__in=unread.values("outgoing"), sent_at=None, failed_at=None)
    for message in waiting:
        outbox.sent(message, by="inbox", at=at)
    return unread.update(read_at=at)
