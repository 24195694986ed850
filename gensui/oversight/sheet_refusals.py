"""What a month's assessment refuses."""

from django.utils.translation import gettext as _

from gensui.core.refusal import Refusal


class MonthRuns(Refusal):
    """The month is not over."""

    code = "month_runs"

    def __init__(self, period: str) -> None:
        super().__init__(_("{period} is not over yet. A month is counted when it has ended.").format(period=period))


class EngineBehind(Refusal):
    """Promises of the month ran out, and the engine has not reported it yet."""

    code = "engine_behind"

    def __init__(self, period: str, count: int) -> None:
        super().__init__(
            _("{count} promises of {period} are not judged yet. Let the engine catch up, then count the month.").format(
                count=count, period=period
            )
        )


class MonthClosed(Refusal):
    """The month was published."""

    code = "month_closed"

    def __init__(self, period: str) -> None:
        super().__init__(_("{period} was published. Its figures never change again.").format(period=period))


class NotConfirmed(Refusal):
    """Somebody has to confirm first."""

    code = "not_confirmed"

    def __init__(self, count: int) -> None:
        super().__init__(
            _("{count} sheets are not confirmed yet. Their heads go first, then the administration manager.").format(
                count=count
            )
        )


class DisputesOpen(Refusal):
    """Objections wait to be decided."""

    code = "disputes_open"

    def __init__(self, count: int) -> None:
        super().__init__(_("{count} objections are not decided yet. Decide them first.").format(count=count))


class NoSuchFact(Refusal):
    """The fact is none that counts against this person."""

    code = "no_such_fact"

    def __init__(self) -> None:
        super().__init__(_("This is not among what counts against you in this month."))


class AlreadyDisputed(Refusal):
    """It was objected to before."""

    code = "already_disputed"

    def __init__(self) -> None:
        super().__init__(_("This was objected to before; it is decided once."))


class AlreadyDecided(Refusal):
    """The objection was decided."""

    code = "already_decided"

    def __init__(self) -> None:
        super().__init__(_("This objection was decided just now by somebody else."))


class OnOwnSheet(Refusal):
    """Whoever would leave a fact out is judged by it too."""

    code = "on_own_sheet"

    def __init__(self) -> None:
        super().__init__(
            _(
                "This weighs on your own sheet as well. Whoever stands above you decides whether it is left out; you may only let "
                "it count."
            )
        )


class NotMovable(Refusal):
    """The fact cannot be laid to that person."""

    code = "not_movable"

    def __init__(self) -> None:
        super().__init__(_("This cannot be laid to that person. Leave it out, or let it count."))


class WindowOpen(Refusal):
    """There is still time to object."""

    code = "window_open"

    def __init__(self, until: str) -> None:
        super().__init__(
            _(
                "Objections may be raised until {until}. It goes on then, or once everybody concerned has nothing to object."
            ).format(until=until)
        )


class WindowOver(Refusal):
    """The time to object is over."""

    code = "window_over"

    def __init__(self, until: str) -> None:
        super().__init__(_("Objections could be raised until {until}.").format(until=until))


class SamePerson(Refusal):
    """Whoever took the step before does not take this one."""

    code = "same_person"

    def __init__(self) -> None:
        super().__init__(_("You took the step before this one. Somebody else takes this one."))


class OwnSheetOpen(Refusal):
    """The sheet of whoever confirmed the month waits for somebody else."""

    code = "own_sheet_open"

    def __init__(self, name: str) -> None:
        super().__init__(
            _(
                "{name} confirmed the month, and nobody confirms the own sheet. The general manager confirms that sheet first."
            ).format(name=name)
        )


class AppealedBefore(Refusal):
    """There is an appeal against the sheet."""

    code = "appealed_before"

    def __init__(self) -> None:
        super().__init__(_("You appealed against this sheet before; it is decided once."))


class NotBetter(Refusal):
    """An appeal that is allowed gives a better grade."""

    code = "not_better"

    def __init__(self) -> None:
        super().__init__(_("An appeal that is allowed gives a better grade than the sheet has. Name it."))
