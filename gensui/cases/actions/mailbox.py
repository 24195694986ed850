"""The mailbox for complaints: each mail becomes a complaint, once; what cannot is set aside and looked at by somebody."""

import json
import logging
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from gensui.cases import access, apart, imap, letters
from gensui.cases.actions import files, intake
from gensui.cases.imap import Arrived, Box, Unreachable
from gensui.cases.letters import Mail, Unreadable
from gensui.cases.mail_refusals import NoComplaints
from gensui.cases.models import Case, Category, Letter, Mailbox
from gensui.cases.recorded import Request
from gensui.core.events import mailbox as events
from gensui.core.events.mailbox import MailboxEvent
from gensui.core.refusal import Refusal
from gensui.ledger import outbox
from gensui.ledger.record import record_all
from gensui.ledger.requests import house_key
from gensui.people import limits
from gensui.people import queries as people
from gensui.people.access import NotYours
from gensui.people.acting import NOW, Entry, System, repeatable, was_done
from gensui.people.models import Employee, Resident, Site
from gensui.people.refusals import need_words
from gensui.people.secret import seal

log = logging.getLogger(__name__)
EVERY = timedelta(minutes=1)
"""How often the mailbox is read."""
ON_RECORD = timedelta(hours=1)
"""How often it is put on record that it was read, while nothing comes in."""
AT_ONCE = 50
FOLDERS = {
    Letter.State.TAKEN: "Gensui-taken",
    Letter.State.OTHER: "Gensui-no-complaint",
    Letter.State.ASIDE: "Gensui-aside",
}
"""Where a mail goes, by what became of it. Plain names, which no server reads as a path."""
State, Reason = Letter.State, Letter.Reason


def read_mailbox(*, actor: System, at: datetime) -> int:
    """Take in what came to the mailbox, if it is time to look; how many mails were dealt with. One query where it is not.

    A mail is moved out of the inbox after it was taken in: a worker that is killed in between finds it again, knows it, and
    only moves it. What cannot be reached is tried again, and its trouble stands on the page.
    """
    site = _site_of_mailbox() if settings.MAILBOX else None
    if site is None:
        return _close(actor, at)
    box = _claim(site, actor, at)
    if box is None:
        return 0
    try:
        with imap.opened(settings.MAILBOX) as server:
            dealt_with = [_deal_with(box, server, mail, actor, at) for mail in server.arrived(box.since_at)[:AT_ONCE]]
    except Unreachable as trouble:
        _note_trouble(box, str(trouble), actor, at)
        return 0
    _note_reading(box, sum(dealt_with), actor, at)
    return len(dealt_with)


def _site_of_mailbox() -> Site | None:
    """The community that mail of strangers belongs to: the only one there is, or the one that the settings name."""
    if settings.MAILBOX_SITE:
        return Site.objects.filter(key=settings.MAILBOX_SITE).first()
    sites = list(Site.objects.order_by("pk")[:2])
    return sites[0] if len(sites) == 1 else None


@transaction.atomic
def _claim(site: Site, actor: System, at: datetime) -> Mailbox | None:
    """The mailbox, held by this worker until the next look; None where another has it, or it was read just now."""
    box, is_new = Mailbox.objects.get_or_create(
        site=site, defaults={"address": imap.shown(settings.MAILBOX), "since_at": at, "next_look_at": at}
    )
    due = Q(next_look_at__lte=at) | ~Q(address=imap.shown(settings.MAILBOX))
    if not Mailbox.objects.filter(due, pk=box.pk).update(next_look_at=at + EVERY, address=imap.shown(settings.MAILBOX)):
        return None
    if is_new or box.closed_at is not None:
        Mailbox.objects.filter(pk=box.pk).update(since_at=at, noted_at=None, read_at=None, closed_at=None, trouble="")
        _happen(box, events.MailboxOpened(), at, actor, at)
    return Mailbox.objects.select_related("site").get(pk=box.pk)


@transaction.atomic
def _close(actor: System, at: datetime) -> int:
    """The mailbox is not among the settings any more: nobody is to read it."""
    gone = list(Mailbox.objects.select_related("site").filter(closed_at=None))
    for box in gone:
        if Mailbox.objects.filter(pk=box.pk, closed_at=None).update(closed_at=at):
            _happen(box, events.MailboxClosed(), at, actor, at)
    return len(gone)


def _happen(box: Mailbox, event: MailboxEvent, when: datetime, actor: System | Employee, at: datetime) -> None:
    roles = people.roles_at(box.site, "administration", at)
    record_all(stream=box.stream, happened=[(event, when)], actor=actor.key, roles=roles, at=at)


@transaction.atomic
def _note_reading(box: Mailbox, taken: int, actor: System, at: datetime) -> None:
    """It was read to its end; once an hour, and whenever something came in, it goes on record."""
    Mailbox.objects.filter(pk=box.pk).update(read_at=at, trouble="")
    if taken or box.noted_at is None or at - box.noted_at >= ON_RECORD:
        Mailbox.objects.filter(pk=box.pk).update(noted_at=at)
        _happen(box, events.MailboxRead(taken=taken), at, actor, at)


@transaction.atomic
def _note_trouble(box: Mailbox, trouble: str, actor: System, at: datetime) -> None:
    """It cannot be read. When it was read last goes on record now: the time in which it is to be read counts from there."""
    log.warning("The mailbox for complaints cannot be read: %s", trouble)
    Mailbox.objects.filter(pk=box.pk).update(trouble=trouble[:300])
    if box.read_at is not None and box.noted_at is not None and box.read_at > box.noted_at:
        Mailbox.objects.filter(pk=box.pk).update(noted_at=box.read_at)
        _happen(box, events.MailboxRead(), box.read_at, actor, at)


def _deal_with(box: Mailbox, server: Box, mail: Arrived, actor: System, at: datetime) -> bool:
    """Deal with a mail and move it out of the inbox; whether it became a complaint now."""
    letter, is_new = _letter(box, server, mail, actor, at)
    server.file(mail, FOLDERS[State(letter.state)])
    Letter.objects.filter(pk=letter.pk, filed_at=None).update(filed_at=at)
    return is_new and letter.state == State.TAKEN


class _Kept(NamedTuple):
    """A mail as it is remembered: by its key, from whom, about what, and what became of it."""

    key: str
    content_digest: str
    sender: str
    subject: str
    state: str
    reason: str
    trouble: str = ""


def _letter(box: Mailbox, server: Box, arrived: Arrived, actor: System, at: datetime) -> tuple[Letter, bool]:
    """What became of a mail, and whether that is new."""
    is_large = arrived.size > settings.UPLOAD_MOST_BYTES
    raw = server.head(arrived) if is_large else server.whole(arrived)
    try:
        mail = letters.read(raw)
    except Unreadable as trouble:
        digest = letters.digest_of(raw)
        return _keep(box, _Kept(digest, digest, "", "", State.ASIDE, Reason.BROKEN, str(trouble)), arrived, actor, at)

    known = Letter.objects.filter(mailbox=box, key=mail.key).first()
    if known is not None and known.content_digest != mail.content_digest and not is_large:
        kept = _kept(mail, State.ASIDE, Reason.SAME)._replace(key=mail.content_digest)
        return _keep(box, kept, arrived, actor, at)
    is_put_back = known is not None and known.state != State.TAKEN and known.filed_at is not None
    if known is not None and not is_put_back:
        return known, False

    reason = Reason.LARGE if is_large else _why_aside(mail)
    if reason:
        return _keep(box, _kept(mail, State.ASIDE, reason), arrived, actor, at)
    if mail.no_complaint and not is_put_back:
        return _keep(box, _kept(mail, State.OTHER, mail.no_complaint), arrived, actor, at)
    if not is_put_back and not limits.take(limits.COMPLAINTS_BY_MAIL, mail.sender, at=at):
        return _keep(box, _kept(mail, State.ASIDE, Reason.MANY), arrived, actor, at)
    try:
        return _take(box, mail, arrived, actor, at)
    except Refusal as refusal:
        return _keep(box, _kept(mail, State.ASIDE, Reason.REFUSED, refusal.sentence), arrived, actor, at)
    except Exception as fault:
        log.exception("A mail to the mailbox for complaints could not be taken in.")
        return _keep(box, _kept(mail, State.ASIDE, Reason.FAILED, type(fault).__name__), arrived, actor, at)


def _why_aside(mail: Mail) -> str:
    if not mail.sender:
        return Reason.SENDER
    return Reason.NONE if mail.words or mail.subject or mail.pictures else Reason.EMPTY


def _kept(mail: Mail, state: str, reason: str, trouble: str = "") -> _Kept:
    return _Kept(mail.key, mail.content_digest, mail.sender, mail.subject, state, reason, trouble)


@transaction.atomic
def _keep(box: Mailbox, kept: _Kept, arrived: Arrived, actor: System, at: datetime) -> tuple[Letter, bool]:
    """Remember a mail; one that is set aside waits for somebody. A second time it only may be set aside for another reason."""
    letter, is_new = Letter.objects.get_or_create(
        mailbox=box,
        key=kept.key,
        defaults={
            "content_digest": kept.content_digest,
            "sender": kept.sender,
            "subject": kept.subject,
            "state": kept.state,
            "reason": kept.reason,
            "trouble": kept.trouble[:300],
            "arrived_at": min(arrived.at, at),
            "taken_at": at,
        },
    )
    before = (letter.state, letter.reason)
    is_moved = not is_new and kept.state == State.ASIDE and letter.case_id is None and before != kept[4:6]
    if is_moved:
        letter.state, letter.reason, letter.trouble, letter.seen_at = *kept[4:6], kept.trouble[:300], None
        letter.save(update_fields=["state", "reason", "trouble", "seen_at"])
    if (is_new and letter.state == State.ASIDE) or (is_moved and before[0] != State.ASIDE):
        _happen(box, events.MailSetAside(mail=str(letter.pk)), at, actor, at)
    return letter, is_new


@transaction.atomic
def _take(box: Mailbox, mail: Mail, arrived: Arrived, actor: System, at: datetime) -> tuple[Letter, bool]:
    """The mail becomes a complaint, by the act that the desk uses; whoever wrote it is told its number."""
    letter, _is_new = _keep(box, _kept(mail, State.TAKEN, Reason.NONE), arrived, actor, at)
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    if letter.case_id is not None:
        return letter, False
    was_aside = letter.state == State.ASIDE and letter.seen_at is None
    resident = _resident_of(mail.sender)
    site = resident.household.unit.building.site if resident is not None else box.site
    when = min(arrived.at, at)
    entry = Entry(once=house_key(f"mail:{letter.pk}"), note="\n".join(mail.left_out))
    case = intake.take_in(site=site, request=_request(site, mail, resident, when), actor=actor, at=at, entry=entry)
    for picture in mail.pictures:
        files.attach(case=case, actor=actor, at=at, kind="report", content=picture)
    letter.case, letter.state, letter.reason, letter.is_proved = case, State.TAKEN, Reason.NONE, resident is not None
    letter.save(update_fields=["case", "state", "reason", "is_proved"])
    if was_aside:
        _happen(box, events.MailSeen(mail=str(letter.pk)), at, actor, at)
    _acknowledge(case, letter, mail, resident, at)
    return letter, True


def _resident_of(sender: str) -> Resident | None:
    """The resident who proved this address; nobody where it is not proved, or was by several people."""
    found = people.proved_by_mail(sender)
    return found[0] if len({one.phone_digest or one.key for one in found}) == 1 else None


def _request(site: Site, mail: Mail, resident: Resident | None, when: datetime) -> Request:
    """The intake record. The words are the complainant's own, and the receipt goes out with it."""
    homes = people.homes_of(resident) if resident is not None else []
    who = (
        {
            "requester_name": resident.name,
            "relation": resident.relation,
            "phone": resident.phone,
            "resident": resident,
            "unit": resident.household.unit if len(homes) == 1 else None,
        }
        if resident is not None
        else {
            "requester_name": mail.name or mail.sender[:80],
            "relation": Resident.Relation.ANONYMOUS,
            "phone": "",
        }
    )
    category = Category.of_complaints()
    if category is None:
        raise NoComplaints
    content = mail.content or _("A complaint in pictures.")
    return Request(
        channel="email",
        content=content,
        place="",
        category=category,
        rang_at=when,
        instead=("written_by_owner", "receipt"),
        concerned=apart.named_in(site, content),
        **who,
    )


def _acknowledge(case: Case, letter: Letter, mail: Mail, resident: Resident | None, at: datetime) -> None:
    """The receipt, once: it goes to the address that wrote, proved or not. Until it is sent the address stands there sealed."""
    language = resident.language if resident is not None else ""
    given = {"address": mail.sender, "answers": mail.message_id[:900], "language": language, "site": case.site.name}
    body = json.dumps(given)
    outbox.queue(stream=case.stream, to=f"mail:{letter.pk}", what="complaint.arrived", body=seal(body), at=at)


@repeatable
def see_letter(*, letter: Letter, outcome: str, actor: Employee, at: datetime, entry: Entry = NOW) -> Letter:
    """Say what came of a mail that was set aside.

    Refuses whoever does not stand above (``NotYours``), and no words (``NoOutcome``).
    """
    held = Letter.objects.select_related("mailbox__site").select_for_update(of=("self",)).get(pk=letter.pk)
    if not access.reads_mailbox(actor):
        raise NotYours(str(actor.get_role_display()))
    if was_done(entry) or held.seen_at is not None:
        return held
    need_words(outcome)
    held.seen_at, held.seen_by, held.outcome = at, actor, outcome.strip()[:300]
    held.save(update_fields=["seen_at", "seen_by", "outcome"])

    roles = people.roles_at(held.mailbox.site, "administration", at)
    event = events.MailSeen(mail=str(held.pk))
    record_all(
        stream=held.mailbox.stream, happened=[(event, at)], actor=actor.key, roles=roles, at=at, client_key=entry.key
    )
    return held
