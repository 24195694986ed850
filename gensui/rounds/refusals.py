"""What rounds refuse."""

from django.utils.translation import gettext as _

from gensui.core.refusal import Refusal


class UnknownTag(Refusal):
    code = "unknown_tag"

    def __init__(self) -> None:
        super().__init__(_("This tag is none of ours. Nothing was noted as proved; tell your leader where it hangs."))


class OldTag(Refusal):
    code = "old_tag"

    def __init__(self, point: str, keyed_on: str) -> None:
        super().__init__(
            _("The tag of {point} was replaced on {keyed_on}; this is the old one. Scan the new one beside it.").format(
                point=point, keyed_on=keyed_on
            )
        )


class ForeignTag(Refusal):
    code = "foreign_tag"

    def __init__(self, site: str) -> None:
        super().__init__(_("This tag belongs to {site}, another community.").format(site=site))


class WrongCode(Refusal):
    code = "wrong_code"

    def __init__(self, point: str) -> None:
        super().__init__(
            _("This is not the code of {point}. Nothing was noted as proved; read it again, or sign by hand.").format(
                point=point
            )
        )


class NoReason(Refusal):
    code = "no_reason"

    def __init__(self, point: str) -> None:
        super().__init__(_("{point} was not scanned: say why.").format(point=point))


class NotOnRoute(Refusal):
    code = "not_on_route"

    def __init__(self, point: str, plan: str) -> None:
        super().__init__(_("{point} is not on {plan}.").format(point=point, plan=plan))


class Unanswered(Refusal):
    code = "unanswered"

    def __init__(self, asked: str) -> None:
        super().__init__(_("This is asked for here: {asked}.").format(asked=asked))


class BadAnswer(Refusal):
    code = "bad_answer"

    def __init__(self, asked: str) -> None:
        super().__init__(
            _("The answer to {asked} cannot be read: yes or no, a number, or up to 500 letters.").format(asked=asked)
        )


class NothingProved(Refusal):
    code = "nothing_proved"

    def __init__(self, plan: str) -> None:
        super().__init__(
            _("No point of {plan} was proved; it is not done. Scan, or note why it cannot be.").format(plan=plan)
        )


class Over(Refusal):
    """What is asked of a round does not go with how it stands."""

    code = "round_over"

    def __init__(self, plan: str, state: str) -> None:
        super().__init__(_("This round of {plan} is now: {state}. Look at it again.").format(plan=plan, state=state))


class PlanRetired(Refusal):
    code = "plan_retired"

    def __init__(self, plan: str) -> None:
        super().__init__(_("{plan} is no longer followed.").format(plan=plan))


class BadPlan(Refusal):
    code = "bad_plan"


class TooLate(Refusal):
    """The notice comes too shortly before the work."""

    code = "notice_too_late"

    def __init__(self, hours: int) -> None:
        super().__init__(
            _(
                "This notice comes too late: it is published at least {hours} hours before the work. Put the work off first."
            ).format(hours=hours)
        )


class WrongPlace(Refusal):
    code = "other_site"

    def __init__(self) -> None:
        super().__init__(_("This belongs to another community."))


class HalfSent(Refusal):
    code = "half_sent"

    def __init__(self) -> None:
        super().__init__(_("Only part of the photo arrived. It is sent again by itself; nothing is lost."))


class BadEntry(Refusal):
    code = "bad_entry"

    def __init__(self, what: str) -> None:
        super().__init__(_("The phone sent something we cannot read: {what}.").format(what=what))


class NotSubmitted(Refusal):
    code = "not_submitted"

    def __init__(self) -> None:
        super().__init__(_("This report was not submitted yet."))


class Submitted(Refusal):
    code = "submitted"

    def __init__(self) -> None:
        super().__init__(_("This report is with customer service already."))


class TooOld(Refusal):
    code = "too_old"

    def __init__(self, days: int) -> None:
        super().__init__(
            _("This is said to have happened more than {days} days ago. Check the clock of the phone.").format(
                days=days
            )
        )
