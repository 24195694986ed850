"""What the owner is told, what the owner says, and the return visit."""

from typing import Literal

from gensui.core.events.base import CaseEvent, Department, happens


@happens("progress.followed")
class ProgressFollowed(CaseEvent):
    """The follower learned how the work stands."""


@happens("progress.told")
class ProgressTold(CaseEvent):
    """The owner was told how the work stands; evidence ``delivery``, ``call`` or ``noted``. ``by_head``: by who heads the
    department.
    """

    by_head: bool = False


@happens("result.told")
class ResultTold(CaseEvent):
    """The owner was told the result; ``filled`` holds ``asked`` where the owner was asked whether it satisfies."""

    filled: tuple[str, ...] = ()


@happens("owner.satisfied")
class OwnerSatisfied(CaseEvent):
    """The owner is content with the result, or gave no answer in time; ``disputed``: after an objection."""

    answered: bool = True
    disputed: bool = False


@happens("owner.dissatisfied")
class OwnerDissatisfied(CaseEvent):
    """The owner is not content."""


@happens("dispute.recorded")
class DisputeRecorded(CaseEvent):
    """What the owner objects to was written down in full."""

    filled: tuple[str, ...] = ()


@happens("rework.ordered")
class ReworkOrdered(CaseEvent):
    """The work is to be done again; a new round begins."""


@happens("explanation.given")
class ExplanationGiven(CaseEvent):
    """The department explained itself to the owner; ``answered`` tells whether the owner said at once what they think."""

    answered: bool = False


@happens("explanation.rejected")
class ExplanationRejected(CaseEvent):
    """The owner does not accept the explanation: a redo or another answer is owed."""


@happens("return_visit.due")
class ReturnVisitDue(CaseEvent):
    """The window of the return visit opened."""


@happens("return_visit.attempted")
class ReturnVisitAttempted(CaseEvent):
    """Somebody tried to reach the owner for the return visit; ``attempt`` counts them."""

    attempt: int = 1
    method: Literal["", "phone", "sms", "wechat", "door"] = ""


@happens("return_visit.done")
class ReturnVisitDone(CaseEvent):
    """The return visit took place; ``issue`` tells whether it brought anything up, ``stars`` what the service was worth,
    ``outcome`` what the owner said of it.
    """

    issue: bool = False
    outcome: Literal["", "satisfied", "basically", "dissatisfied", "refused"] = ""
    stars: int = 0
    filled: tuple[str, ...] = ()
    method: Literal["", "phone", "sms", "wechat", "door"] = ""
    preferred: bool = False
    phone_attempted: bool = False


@happens("return_visit.exhausted")
class ReturnVisitExhausted(CaseEvent):
    """All attempts of the return visit failed; it ends as unreachable. ``filled`` names what was tried."""

    filled: tuple[str, ...] = ()


@happens("issue.recorded")
class IssueRecorded(CaseEvent):
    """A complaint or suggestion of the return visit was written down; ``issue`` is its key."""

    issue: str = ""
    filled: tuple[str, ...] = ()


@happens("issue.forwarded", follows="issue.recorded", same="issue")
class IssueForwarded(CaseEvent):
    """The issue was sent to the department ``to``."""

    issue: str = ""
    to: Department = ""


@happens("evaluation.saved")
class EvaluationSaved(CaseEvent):
    """The owner rated the service; ``stars`` from 1 to 5."""

    stars: int = 0


@happens("praise.received")
class PraiseReceived(CaseEvent):
    """An owner praised somebody."""


@happens("message.sent")
class MessageSent(CaseEvent):
    """Somebody wrote to the other side; ``to`` is the key of who is to read it."""

    to: str = ""
    purpose: Literal["", "chat", "progress", "result", "contact", "notice", "question", "answer", "explain"] = ""


@happens("attachment.added")
class AttachmentAdded(CaseEvent):
    """A photograph or signature was added; ``attachment`` is the beginning of its digest."""

    attachment: str = ""


@happens("note.corrected")
class NoteCorrected(CaseEvent):
    """What was written beside event ``number`` was put right by a new entry."""

    number: int = 0


@happens("case.exported")
class CaseExported(CaseEvent):
    """Everything kept of the case was handed out as a file."""
