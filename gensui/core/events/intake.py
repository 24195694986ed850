"""From the first ring to a confirmed, classified request, and what becomes of it as a whole.

``timed`` is false where nobody noted when it began, or where what is due follows in the same act: a promise to be quick that opened
there would be kept in no time and could not fail.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from gensui.core.events.base import CaseEvent, happens


@happens("contact.ringing")
class ContactRinging(CaseEvent):
    """A call is offered to the front desk."""


@happens("contact.answered")
class ContactAnswered(CaseEvent):
    """The call was taken, at the latest now where it is not ``timed``; ``rings`` counts the rings heard before that, where
    telephony tells.
    """

    rings: int = 0
    timed: bool = True


@happens("contact.abandoned")
class ContactAbandoned(CaseEvent):
    """The caller hung up unanswered after ``waited`` seconds; ``reported`` is false where nobody told of the end."""

    waited: int = 0
    reported: bool = True


@happens("contact.called_back")
class ContactCalledBack(CaseEvent):
    """A missed caller was called back."""


@happens("contact.call_back_failed")
class ContactCallBackFailed(CaseEvent):
    """A missed caller was called back and did not answer; ``attempt`` counts from 1."""

    attempt: int = 0


@happens("visit.arrived")
class VisitArrived(CaseEvent):
    """An owner came to the front desk."""


@happens("visit.received")
class VisitReceived(CaseEvent):
    """The owner at the desk was greeted and asked for the matter, at the latest now where it is not ``timed``."""

    timed: bool = True


@happens("message.received")
class MessageReceived(CaseEvent):
    """A written request came in (WeChat, app, text message, e-mail), at the latest now where it is not ``timed``."""

    timed: bool = True


@happens("intake.opened")
class IntakeOpened(CaseEvent):
    """Recording of the request began."""


INSTEAD: Mapping[str, frozenset[str]] = {
    "written_by_owner": frozenset({"owner_confirmed"}),
    "receipt": frozenset({"accept_notice"}),
    "found_by_staff": frozenset({"owner_confirmed", "accept_notice"}),
    "taken_over": frozenset({"owner_confirmed", "accept_notice"}),
}
"""What counts for a field that a policy asks for, though nobody read anything back: the owner's own written words, the receipt
that answers them, that no owner asked at all, and that another system had accepted it. A log names it as what it is; without
this a policy that knows no condition for it would refuse the request."""


def counted(filled: Iterable[str]) -> frozenset[str]:
    """The fields that count as filled."""
    named = frozenset(filled)
    return named.union(*(INSTEAD[name] for name in named if name in INSTEAD))


@happens("intake.saved")
class IntakeSaved(CaseEvent):
    """The intake record was saved; ``filled`` names the fields of the form that carry a value."""

    filled: tuple[str, ...] = ()


@happens("intake.confirmed")
class IntakeConfirmed(CaseEvent):
    """The record stands as the request, and ``filled`` says by what: read back and agreed to, or one of ``INSTEAD``. It is not
    ``timed`` where it is sent on or answered in the same act.
    """

    filled: tuple[str, ...] = ()
    timed: bool = True


@happens("intake.answered")
class IntakeAnswered(CaseEvent):
    """A simple question was answered in the same contact; no work order follows."""

    filled: tuple[str, ...] = ()


@happens("case.classified")
class CaseClassified(CaseEvent):
    """The request was given its category and with it department, priority and complexity."""


@happens("case.reclassified")
class CaseReclassified(CaseEvent):
    """Category, priority or complexity were changed, with a reason; ``required_by`` is the time by which a repair that became
    complex is to be done from then on.
    """

    required_by: datetime | None = None


@happens("case.cancelled")
class CaseCancelled(CaseEvent):
    """The request was withdrawn, found out of scope, or approved as void; ``by_owner``: something shows that the owner wants it."""

    by_owner: bool = False


@happens("cancel.contested", follows="case.cancelled")
class CancelContested(CaseEvent):
    """Whoever asked objects to a cancel that staff entered: the request goes on, in a new round."""


@happens("case.merged")
class CaseMerged(CaseEvent):
    """The request was found to repeat another and ended there. Named by logs from before requests that are joined went on."""

    into: str = ""


@happens("case.joined")
class CaseJoined(CaseEvent):
    """The request was found to repeat another and is handled with it, ``into``; whoever asked is followed to the end."""

    into: str = ""


@happens("joined.completed")
class JoinedCompleted(CaseEvent):
    """The request that this request was joined to is done: whoever asked is to be told the result."""


@happens("joined.parted")
class JoinedParted(CaseEvent):
    """The request that this request was joined to ended undone: this request goes on by itself."""


@happens("joined.unread")
class JoinedUnread(CaseEvent):
    """The request that this request was joined to ended undone: this request, not read back yet, is with the desk again."""


@happens("case.unlinked")
class CaseUnlinked(CaseEvent):
    """The fault of the building that the request was part of is over: the request goes on by itself."""


@happens("case.split")
class CaseSplit(CaseEvent):
    """A second matter said in the same contact became a case of its own; ``into`` is its number."""

    into: str = ""


@happens("case.imported")
class CaseImported(CaseEvent):
    """A closed request of another system was brought in, which was opened there at ``opened_at``. Nothing is promised by it."""

    opened_at: datetime | None = None


@happens("case.reopened")
class CaseReopened(CaseEvent):
    """The same fault came back within the time in which it counts as rework."""


@happens("case.closed")
class CaseClosed(CaseEvent):
    """Nothing is left to do: the return visit is over and its issues are forwarded."""


@happens("case.hurried")
class CaseHurried(CaseEvent):
    """The owner asked to hurry."""


@happens("follower.named")
class FollowerNamed(CaseEvent):
    """A named person of the role ``role`` became responsible for following the request to its end."""

    role: str = ""


@happens("follower.handed_over")
class FollowerHandedOver(CaseEvent):
    """The next agent, of the role ``role``, accepted the request at the change of shift."""

    role: str = ""


@happens("follower.left")
class FollowerLeft(CaseEvent):
    """The follower gave the request up and nobody has taken it yet."""


@happens("requester.left")
class RequesterLeft(CaseEvent):
    """Whoever asked moved out while the request was open. It is followed to its end, by telephone and in writing."""


@happens("owner.inquired")
class OwnerInquired(CaseEvent):
    """The owner asked something about the request; ``inquiry`` is the key of the question."""

    inquiry: str = ""


@happens("inquiry.answered", follows="owner.inquired", same="inquiry")
class InquiryAnswered(CaseEvent):
    """The owner has the answer to a question; evidence ``delivery``, ``call`` or ``noted``."""

    inquiry: str = ""


@happens("intake.corrected")
class IntakeCorrected(CaseEvent):
    """The intake record was put right, with a reason; ``filled`` names what was changed."""

    filled: tuple[str, ...] = ()


@happens("case.linked")
class CaseLinked(CaseEvent):
    """The request was found to be part of a fault of the whole building; ``into`` is the number of that case."""

    into: str = ""


@happens("follower.offered")
class FollowerOffered(CaseEvent):
    """The follower offered the request to ``to``, the next agent; until it is taken the follower keeps it."""

    to: str = ""


@happens("follower.offer_ended")
class FollowerOfferEnded(CaseEvent):
    """An offer came to nothing, and the request stays with its follower. ``how``: ``declined`` by whom it was made to,
    ``withdrawn`` by who made it, or one of both has ``left`` the company.
    """

    how: str = ""
