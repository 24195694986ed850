"""What the gate, an emergency and the day's report refuse."""

from django.utils.translation import gettext as _

from gensui.core.refusal import Refusal


class AlreadyDecided(Refusal):
    """Somebody else was first."""

    code = "already_decided"

    def __init__(self, decision: str, by: str) -> None:
        super().__init__(_("This entry was decided by {by} just now: {decision}.").format(decision=decision, by=by))


class NotAtTheGate(Refusal):
    """This cannot be done with an entry that stands so."""

    code = "not_at_the_gate"

    def __init__(self, number: str, state: str) -> None:
        super().__init__(
            _("Entry {number} is now: {state}. This cannot be done with it as it stands.").format(
                number=number, state=state
            )
        )


class IdentityNumber(Refusal):
    """Something typed looks like the number of an identity paper."""

    code = "identity_number"

    def __init__(self) -> None:
        super().__init__(
            _("This looks like the number of an identity paper. Look at the paper, but write no number of it down.")
        )


class NoHome(Refusal):
    """A visitor visits somebody."""

    code = "no_home"

    def __init__(self) -> None:
        super().__init__(_("Whom do they visit? Write the home as 3-1-502."))


class NobodyToAsk(Refusal):
    """Nobody of the home can be reached by a link."""

    code = "nobody_to_ask"

    def __init__(self) -> None:
        super().__init__(_("Nobody of this home can be reached by a link. Call, and note the answer."))


class BadLink(Refusal):
    """The link is none of ours, or was cut short."""

    code = "bad_link"

    def __init__(self) -> None:
        super().__init__(_("This link is not whole. Open it again from the message, or call the service line."))


class LinkUsedUp(Refusal):
    """The question of a link is no longer open."""

    code = "link_used_up"

    def __init__(self) -> None:
        super().__init__(_("This question is no longer open: it was answered, or decided at the gate."))


class PassNotGood(Refusal):
    """The pass does not open the gate now."""

    code = "pass_not_good"

    def __init__(self) -> None:
        super().__init__(
            _("This pass is not good now: used up, taken back, or for another time. Ask the owner instead.")
        )


class BadSheet(Refusal):
    """A sheet of the paper register that nobody could find again."""

    code = "bad_sheet"

    def __init__(self) -> None:
        super().__init__(_("Say on which sheet and line it stands, as 12-3: letters, digits, - . / and no spaces."))


class BadTime(Refusal):
    """Times that make no sense together; of a pass, how many ``days`` it may last."""

    code = "bad_time"

    def __init__(self, days: int = 0) -> None:
        said = _("These times do not fit together. Look at them again.")
        if days:
            said = _("These times do not fit together. Look at them again; a pass lasts {days} days at most.").format(
                days=days
            )
        super().__init__(said)


class WrongStage(Refusal):
    """The incident stands elsewhere."""

    code = "wrong_stage"

    def __init__(self, number: str, state: str) -> None:
        super().__init__(
            _("Incident {number} is now: {state}. That comes at another stage.").format(number=number, state=state)
        )


class NoPlace(Refusal):
    """Nobody can run to nowhere."""

    code = "no_place"

    def __init__(self) -> None:
        super().__init__(_("Where is it? Choose a place, or write it."))


class NoSuchPlan(Refusal):
    """There is no such contingency plan."""

    code = "no_such_plan"

    def __init__(self) -> None:
        super().__init__(_("There is no such contingency plan."))


class StepsOpen(Refusal):
    """The plan is not through."""

    code = "steps_open"

    def __init__(self, count: int) -> None:
        super().__init__(
            _("{count} steps are neither done nor marked as not needed. Go through them first.").format(count=count)
        )


class StillToTell(Refusal):
    """Customer service has not heard of it."""

    code = "still_to_tell"

    def __init__(self) -> None:
        super().__init__(_("Customer service does not know of it yet. Call, and note that they were told."))


class OnlyADrill(Refusal):
    code = "only_a_drill"

    def __init__(self) -> None:
        super().__init__(_("This is a drill. Report a real emergency of its own."))


class PoliceTold(Refusal):
    code = "police_told"

    def __init__(self) -> None:
        super().__init__(_("The police were told already; that stands on the record."))


class DoesNotAddUp(Refusal):
    """The registers and the ledger disagree, and nobody has said why."""

    code = "does_not_add_up"

    def __init__(self, figures: str) -> None:
        super().__init__(
            _("These figures differ between register and ledger: {figures}. Explain them first.").format(
                figures=figures
            )
        )


class HandedIn(Refusal):
    """The report stands elsewhere."""

    code = "handed_in"

    def __init__(self) -> None:
        super().__init__(
            _("This report was handed in or accepted already. What is to be added goes into an explanation.")
        )
