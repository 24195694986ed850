"""What the ledger refuses."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gensui.core.refusal import Refusal
from gensui.ledger.wording import name_of, names_of


class NoPolicy(Refusal):
    code = "no_policy"

    def __init__(self) -> None:
        super().__init__(_("No policy is in force yet. Adopt one first: gensui policy adopt"))


class ClockBehind(Refusal):
    """The machine's clock shows a time before what happened already: whatever is done now would stand at a wrong time."""

    code = "clock_behind"

    def __init__(self) -> None:
        super().__init__(
            _(
                "The clock of this machine was set back, so nothing can be recorded at its true time. Tell the operators."
            )
        )


class BadKey(Refusal):
    code = "bad_key"

    def __init__(self, what: str, key: object) -> None:
        super().__init__(
            _("{key} cannot be the key of a {what}: letters, digits and . _ : - / are allowed, 80 at most.").format(
                key=repr(key)[:100], what=what
            )
        )


class FutureEvent(Refusal):
    code = "future_event"

    def __init__(self, occurred_at: datetime, at: datetime) -> None:
        super().__init__(
            _(
                "This is said to have happened at {occurred_at}, but it is only {at}. Check the clock of the device."
            ).format(occurred_at=_shown(occurred_at), at=_shown(at))
        )


class TooLongAgo(Refusal):
    """A story is said to have begun longer ago than it may be entered late."""

    code = "too_long_ago"

    def __init__(self, begun_at: datetime, days: int) -> None:
        super().__init__(
            _(
                "{begun_at} is too long ago: what was written on paper is entered within {days} days. Correct the time."
            ).format(begun_at=date_format(localtime(begun_at), "Y-m-d H:i"), days=days)
        )


class OutOfOrder(Refusal):
    """An event is said to have happened before another that it can only follow. ``earliest`` is when it may have happened."""

    code = "out_of_order"

    def __init__(self, kind: str, occurred_at: datetime, followed: str, earliest: datetime) -> None:
        self.kind, self.followed, self.earliest = kind, followed, earliest
        super().__init__(
            _(
                "“{event}” is said to have happened at {occurred_at}, but “{followed}” happened at {earliest} and comes first."
                " Correct the time."
            ).format(
                event=name_of(kind),
                followed=name_of(followed),
                occurred_at=_shown(occurred_at),
                earliest=_shown(earliest),
            )
        )


def _shown(at: datetime) -> str:
    """A time on the clocks of the community."""
    return date_format(localtime(at), "m-d H:i:s")


class TooLarge(Refusal):
    code = "too_large"

    def __init__(self, kind: str, size: int, most: int) -> None:
        super().__init__(
            _("The event {kind} carries {size} bytes; {most} are allowed. Keep long texts where they belong.").format(
                kind=kind, size=size, most=most
            )
        )


class StreamMoved(Refusal):
    """Of two writers to one stream at once, one wins and the other is told."""

    code = "stream_moved"

    def __init__(self, stream: str) -> None:
        self.stream = stream
        super().__init__(
            _("Somebody else has just recorded something here. Look again, then repeat what is still needed.")
        )


class KeyReused(Refusal):
    code = "key_reused"

    def __init__(self) -> None:
        super().__init__(
            _(
                "This form was sent before with other contents, and that is recorded. What you sent now is not. "
                "Check it and send it again."
            )
        )


class NotAllowedYet(Refusal):
    """A gate of the policy is not passed."""

    code = "not_allowed_yet"

    def __init__(self, clause: str, text: str) -> None:
        self.clause = clause
        super().__init__(_("Not allowed yet by clause {clause}: {text}").format(clause=clause, text=text))


class Incomplete(Refusal):
    """A record lacks fields that the policy asks for."""

    code = "incomplete"

    def __init__(self, clause: str, missing: tuple[str, ...]) -> None:
        self.clause, self.missing = clause, missing
        super().__init__(
            _("Clause {clause} asks for more: {missing}.").format(clause=clause, missing=names_of(missing))
        )


class UnknownClause(Refusal):
    code = "unknown_clause"

    def __init__(self, clause: str) -> None:
        super().__init__(_("The policy in force has no scheduled clause {clause}.").format(clause=clause))


class BadVersion(Refusal):
    """A version of the policy cannot be adopted so."""

    code = "bad_version"
