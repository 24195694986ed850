"""A mail as a complaint: who wrote it, its words and pictures; or why it is none."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import errors, message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr
from html.parser import HTMLParser

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from gensui.cases import pictures
from gensui.cases.models.mailbox import Letter
from gensui.cases.pictures import Picture
from gensui.cases.refusals import BadPicture
from gensui.core.plain import plain

Reason = Letter.Reason
MOST_WORDS = 2_000
"""So many characters as the owners' form takes."""
BROKEN = (ValueError, LookupError, TypeError, AttributeError, RecursionError, errors.MessageError)
"""What the standard library raises on headers that keep to no rule."""
BULK = ("List-Id", "List-Unsubscribe", "List-Post", "List-Help")


class Unreadable(Exception):
    """The bytes are no mail that can be read."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it was read. ``left_out`` says in words what of it was not kept."""

    key: str
    content_digest: str
    message_id: str
    sender: str
    name: str
    subject: str
    words: str
    pictures: tuple[Picture, ...]
    left_out: tuple[str, ...]
    no_complaint: str
    """Why it is no complaint of a person (``Letter.Reason``); empty where nothing speaks against it."""

    @property
    def content(self) -> str:
        """Subject and words, as the matter of a case."""
        return "\n\n".join(filter(None, (self.subject, self.words)))


def read(raw: bytes) -> Mail:
    """Read a mail. It takes a second for each picture: do it before a row is locked. Refuses (``Unreadable``)."""
    try:
        return _read(message_from_bytes(raw, policy=policy.default), raw)
    except BROKEN as broken:
        raise Unreadable(f"{type(broken).__name__}: {broken}"[:300]) from broken


def digest_of(raw: bytes) -> str:
    """By what a mail is known that has no id."""
    return hashlib.sha256(raw).hexdigest()


def _read(mail: EmailMessage, raw: bytes) -> Mail:
    name, sender = parseaddr(str(mail.get("From", "")))
    subject, words = plain(" ".join(str(mail.get("Subject", "")).split())), _words(mail)
    kept, left_out = _pictures(mail)
    content = "\n".join((sender, str(mail.get("Date", "")), subject, words, *(one.digest for one in kept)))
    digest = hashlib.sha256(content.encode()).hexdigest()
    message_id = "".join(str(mail.get("Message-ID", "")).split())
    room = MOST_WORDS - len(subject) - 2
    if len(words) > room:
        left_out = (_("The mail is longer; the rest is in the mailbox."), *left_out)
    return Mail(
        key=hashlib.sha256(message_id.encode()).hexdigest() if message_id else digest,
        content_digest=digest,
        message_id=message_id,
        sender=_address(sender),
        name=plain(name)[:80],
        subject=subject[:200],
        words=words[: max(room, 0)],
        pictures=kept,
        left_out=left_out,
        no_complaint=_why_none(mail, sender, message_id),
    )


def _address(typed: str) -> str:
    """The address in lower case; empty where mail cannot be sent to it."""
    try:
        validate_email(typed)
    except ValidationError:
        return ""
    return typed.casefold()


def _why_none(mail: EmailMessage, sender: str, message_id: str) -> str:
    """Why this is no complaint: machines write to machines (RFC 3834), lists to everybody (RFC 2369, 2919)."""
    own = {settings.DEFAULT_FROM_EMAIL.casefold(), parseaddr(settings.DEFAULT_FROM_EMAIL)[1].casefold()}
    if sender.casefold() in own or message_id.endswith("@gensui>"):
        return Reason.OWN
    returned = mail.get("Return-Path")
    is_report = mail.get_content_type() == "multipart/report"
    if is_report or (returned is not None and str(returned).strip() == "<>") or _is_daemon(sender):
        return Reason.BOUNCE
    if str(mail.get("Auto-Submitted", "no")).partition(";")[0].strip().casefold() != "no":
        return Reason.AUTOMATIC
    if "X-Autoreply" in mail or "X-Autorespond" in mail or _precedence(mail) == "auto_reply":
        return Reason.AUTOMATIC
    if any(name in mail for name in BULK) or _precedence(mail) in ("bulk", "list", "junk"):
        return Reason.BULK
    return Reason.NONE


def _is_daemon(sender: str) -> bool:
    return sender.partition("@")[0].casefold() in ("mailer-daemon", "postmaster")


def _precedence(mail: EmailMessage) -> str:
    return str(mail.get("Precedence", "")).strip().casefold()


def _words(mail: EmailMessage) -> str:
    """The text of the mail; of HTML what a person reads of it."""
    body = mail.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    text = _text(body)
    if body.get_content_subtype() == "html":
        text = _Reader.text_of(text)
    return re.sub(r"\n{3,}", "\n\n", plain(text.replace("\r\n", "\n"))).strip()


def _text(part: MIMEPart) -> str:
    """The text of a part. A character set that is missing, unknown or wrong is taken for UTF-8 or GB 18030."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    named = part.get_content_charset("utf-8")
    for charset in ("gb18030" if named in ("gb2312", "gbk", "x-gbk") else named, "utf-8", "gb18030"):
        try:
            return content.decode(charset)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("utf-8", "replace")


def _pictures(mail: EmailMessage) -> tuple[tuple[Picture, ...], tuple[str, ...]]:
    """The pictures that come with it, within the limits of a form, and what was left out and why."""
    kept: list[Picture] = []
    left_out: list[str] = []
    most = settings.PICTURES_MOST
    for part in _parts(mail):
        name = plain(part.get_filename(part.get_content_type()))[:80]
        if part.get_content_maintype() != "image":
            left_out.append(_("{name}: only pictures are kept with a request.").format(name=name))
        elif len(kept) == most:
            left_out.append(_("{name}: more than {most} pictures.").format(name=name, most=most))
        else:
            try:
                kept.append(pictures.clean(_bytes(part)))
            except BadPicture as refusal:
                left_out.append(f"{name}: {refusal.sentence}")
    return tuple(kept), tuple(left_out)


def _parts(mail: EmailMessage) -> Iterator[EmailMessage]:
    """What is neither the text nor holds other parts."""
    text = mail.get_body(preferencelist=("plain", "html"))
    for part in mail.walk():
        if part.is_multipart() or part is text:
            continue
        if part.get_content_maintype() != "text" or part.is_attachment():
            yield part


def _bytes(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


class _Reader(HTMLParser):
    """Reads HTML as text: lines where a browser begins one, nothing of what a browser does not show."""

    UNSEEN = frozenset({"script", "style", "head", "title", "template"})
    LINES = frozenset("p div br tr li h1 h2 h3 h4 h5 h6 blockquote table ul ol hr".split())

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.unseen = 0

    @classmethod
    def text_of(cls, html: str) -> str:
        """What a person reads of it."""
        reader = cls()
        reader.feed(html)
        reader.close()
        lines = ("".join(reader.text)).split("\n")
        return "\n".join(" ".join(line.split()) for line in lines)

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        """A line begins, or what is not shown."""
        self.unseen += tag in self.UNSEEN
        if tag in self.LINES:
            self.text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """A line ends, or what is not shown."""
        self.unseen = max(0, self.unseen - (tag in self.UNSEEN))
        if tag in self.LINES and tag != "br":
            self.text.append("\n")

    def handle_data(self, data: str) -> None:
        """Words; a new line in the source is a space."""
        if not self.unseen:
            self.text.append(data.replace("\n", " "))
