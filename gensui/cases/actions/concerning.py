"""What a complaint adds to its case when it comes in: its own record, and nobody it concerns in any role (C22)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from gensui.cases import apart
from gensui.cases.apart import Concerned
from gensui.cases.models import Case, Complaint
from gensui.cases.written import WRITTEN
from gensui.core.events import Event, complaint
from gensui.ledger import outbox
from gensui.ledger.words import Words


def keep_apart(case: Case, concerned: Concerned, at: datetime) -> frozenset[str]:
    """The keys of those the complaint concerns. Where the follower is one of them, somebody above follows it instead."""
    if case.request_type != "complaint":
        return frozenset()
    keys = apart.keys(case.site, concerned, line=apart.hides_line(at))
    if case.follower is not None and case.follower.key in keys:
        case.follower = apart.follower(case.site, keys, at)
    return keys


def received(case: Case, concerned: Concerned, *, told: bool) -> Iterator[Event]:
    """A complaint came in; ``told`` says whether the complainant heard at once that it is being looked into."""
    if case.request_type != "complaint":
        return
    yield complaint.ComplaintReceived(severity="general")
    if told:
        yield complaint.ComplaintAcknowledged(severity="general")
    if concerned:
        yield complaint.ComplaintConcerned(severity="general")


def from_arrival(
    happened: Sequence[Event | tuple[Event, datetime]], came_at: datetime
) -> list[Event | tuple[Event, datetime]]:
    """The same, with what makes it a complaint at the time it came; what happened at a time of its own comes first."""
    timed = [one for one in happened if isinstance(one, tuple)]
    events = [one for one in happened if not isinstance(one, tuple)]
    received = [(one, came_at) for one in events if isinstance(one, complaint.ComplaintEvent)]
    return [*timed, *received, *(one for one in events if not isinstance(one, complaint.ComplaintEvent))]


def words(case: Case, remedy: str = "") -> Words:
    """What the first event of a complaint carries the digest of: its record as ``write`` makes it; nothing of another case."""
    return WRITTEN.words_of(Complaint(remedy_sought=remedy)) if case.request_type == "complaint" else {}


def write(
    case: Case, concerned: Concerned, keys: frozenset[str], at: datetime, *, about: Case | None = None, remedy: str = ""
) -> None:
    """Write the complaint's own record, and take back what those it concerns were told of it."""
    if case.request_type != "complaint":
        return
    against = Complaint.Against.PERSON if concerned.people else Complaint.Against.SERVICE
    made = Complaint.objects.create(
        case=case, about=about, against=against, accused_department=concerned.department, remedy_sought=remedy,
        hides_line=apart.hides_line(at), severity=Complaint.Severity.GENERAL,
    )  # fmt: skip
    if concerned.people:
        made.accused.set(concerned.people)
    if keys:
        outbox.withdraw(stream=case.stream, to=keys, at=at)
