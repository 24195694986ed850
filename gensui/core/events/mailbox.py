"""The mailbox for complaints: whether somebody looks into it, and what came of mail that could not be taken in."""

from dataclasses import dataclass

from gensui.core.events.base import Event, happens


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxEvent(Event):
    """Anything about the mailbox for complaints. ``mail`` is the key of a single mail, empty where it is about them all."""

    mail: str = ""


@happens("mailbox.opened")
class MailboxOpened(MailboxEvent):
    """The mailbox was set up: from now on it is to be read."""


@happens("mailbox.read", follows="mailbox.opened")
class MailboxRead(MailboxEvent):
    """The mailbox was read to its end; ``taken`` complaints came in since it was read before."""

    taken: int = 0


@happens("mailbox.closed", follows="mailbox.opened")
class MailboxClosed(MailboxEvent):
    """The mailbox is no longer among the settings: nobody is to read it."""


@happens("mail.set_aside")
class MailSetAside(MailboxEvent):
    """A mail could not be taken in as a complaint and waits for somebody to look at it."""


@happens("mail.seen", follows="mail.set_aside", same="mail")
class MailSeen(MailboxEvent):
    """Somebody looked at a mail that was set aside, and said what came of it."""
