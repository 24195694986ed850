"""What is refused while work goes on, and after its end."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from gensui.core.refusal import Refusal


class PartWaits(Refusal):
    """A part was said to be needed, and its price was neither agreed to nor the need withdrawn."""

    code = "part_waits"

    def __init__(self) -> None:
        super().__init__(
            _(
                "A part has to be replaced, and nobody agreed to its price yet. Propose the plan with it and wait for the word, "
                "or enter “The part is not replaced after all”."
            )
        )


class IsPart(Refusal):
    """Free text names a part of the price list, whose price would count nowhere."""

    code = "is_part"

    def __init__(self, part: str) -> None:
        super().__init__(
            _(
                "“{part}” is a part with a price: choose it in the list of parts. Words are for what has no price."
            ).format(part=part)
        )


class IsConcerned(Refusal):
    """A complaint is put into the hands of somebody it is about, or who is kept apart from it with them (C22)."""

    code = "is_concerned"

    def __init__(self, name: str) -> None:
        super().__init__(_("The complaint concerns {name}: somebody else takes it.").format(name=name))


class NotHeard(Refusal):
    """A complaint is found justified, and nobody noted what those it is about say to it."""

    code = "not_heard"

    def __init__(self, names: str) -> None:
        super().__init__(_("Ask {names} first, and write down what they say to it.").format(names=names))


class NoSuchSeverity(Refusal):
    """A complaint is said to be grave in a way that no clause asks after."""

    code = "no_such_severity"

    def __init__(self, severity: str, known: Iterable[str]) -> None:
        super().__init__(
            _("A complaint is not {severity}. It is one of these: {known}.").format(
                severity=repr(severity[:20]), known=", ".join(known)
            )
        )


class OffDuty(Refusal):
    """Work is given to somebody who is not on duty, and nobody says why."""

    code = "off_duty"

    def __init__(self, name: str) -> None:
        super().__init__(
            _("{name} is off duty. Choose somebody else, or write why it has to be them.").format(name=name)
        )


class NotInducted(Refusal):
    """Work is given to somebody who has not passed the induction, and nobody says why."""

    code = "not_inducted"

    def __init__(self, name: str) -> None:
        super().__init__(
            _("{name} has not passed the induction yet. Choose somebody else, or write why it has to be them.").format(
                name=name
            )
        )


class ComplainedOf(Refusal):
    """Work in a home is given to somebody of whom the home complains, and nobody says why."""

    code = "complained_of"

    def __init__(self, name: str) -> None:
        super().__init__(
            _("This home complains about {name}. Choose somebody else, or write why it has to be them.").format(
                name=name
            )
        )


class NewAtTheDesk(Refusal):
    """Requests are handed over to somebody who has not passed the induction."""

    code = "new_at_the_desk"

    def __init__(self, name: str) -> None:
        super().__init__(
            _("{name} has not passed the induction yet: hand over to a colleague who has.").format(name=name)
        )


class MoreThanAsked(Refusal):
    """A request for which somebody has to do something ends with an answer of the desk."""

    code = "more_than_asked"

    def __init__(self, kind: str) -> None:
        super().__init__(
            _(
                "Only a question is answered on the spot; this is “{kind}”. Leave the answer empty, or, if it was only a"
                " question, choose a category of consulting."
            ).format(kind=kind)
        )


class ComplaintAnswered(Refusal):
    """A complaint ends with an answer of the desk, before anybody looked into it."""

    code = "complaint_answered"

    def __init__(self) -> None:
        super().__init__(
            _("A complaint is not answered on the spot: whoever stands above looks into it. Leave the answer empty.")
        )


class NotDone(Refusal):
    """Something is left to do; only what was put right, or had no fault, is done."""

    code = "not_done"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Only what was put right, or had no fault, is done. If something is left to do, the request stays open: "
                "enter “Pause” with the reason, such as parts or a third party, which the owner reads, or, where a time was "
                "told, “Another time of completion”. If you cannot do it, enter “Need another department” or “Ask the head "
                "for help”."
            )
        )


class LeaderOnDuty(Refusal):
    """Somebody who leads is on duty, so nobody begins before consent alone."""

    code = "leader_on_duty"

    def __init__(self, name: str) -> None:
        super().__init__(
            _(
                "{name} leads here and is on duty. Ask for the word, by telephone if need be, and enter who gave it."
            ).format(name=name)
        )


class NoEmergency(Refusal):
    code = "no_emergency"

    def __init__(self) -> None:
        super().__init__(_("No start in an emergency waits here for the head's confirmation."))


class NoPartWaits(Refusal):
    code = "no_part_waits"

    def __init__(self) -> None:
        super().__init__(_("No part waits here for its price to be agreed to."))


class WorkIsOver(Refusal):
    """A plan comes after the work it would be of."""

    code = "work_is_over"

    def __init__(self) -> None:
        super().__init__(
            _("The work is over: nothing more can be planned. What is left to do needs a new round or a new request.")
        )


class NoSuchCall(Refusal):
    """A consent is said to have been given in a call that the telephone log does not hold."""

    code = "no_such_call"

    def __init__(self) -> None:
        super().__init__(
            _(
                "The telephone log holds no such call with this person since the plan was laid. Choose the call there; or "
                "have them sign, agree on their page, or write."
            )
        )


class NoSuchMessage(Refusal):
    """A consent is said to have been given in a message that did not come in."""

    code = "no_such_message"

    def __init__(self) -> None:
        super().__init__(
            _(
                "This person has written nothing here since the plan was laid. Choose their message, or add a picture of it."
            )
        )


class OverAgreed(Refusal):
    """The handling record tells a cost above what was agreed to."""

    code = "over_agreed"

    def __init__(self, cost: object, agreed: object) -> None:
        super().__init__(
            _(
                "¥{cost} is more than the ¥{agreed} that was agreed to. Enter at most ¥{agreed}. While work still runs, a "
                "higher cost needs a new version of the plan first: propose it, and go on once it is agreed to."
            ).format(cost=cost, agreed=agreed)
        )


class NotUsed(Refusal):
    """The handling record charges an agreed part that was not put in."""

    code = "not_used"

    def __init__(self, cost: object, most: object) -> None:
        super().__init__(
            _(
                "¥{cost} charges agreed parts that the record does not name as put in. Without them it is ¥{most} at most: enter "
                "that, or the parts that were put in."
            ).format(cost=cost, most=most)
        )


class NamesNoOther(Refusal):
    """Staff cancel a request as said twice without naming the other one."""

    code = "names_no_other"

    def __init__(self) -> None:
        super().__init__(
            _(
                "A request that repeats another is joined to it, so that what was promised is kept or counted there. Write the "
                "number of the other one."
            )
        )


class NothingSent(Refusal):
    """An attempt by message, though none was sent."""

    code = "nothing_sent"

    def __init__(self) -> None:
        super().__init__(
            _(
                "No further message to the owner was sent since the work was done. Write to the owner first; once it is sent, "
                "note it."
            )
        )


class NoResolution(Refusal):
    """The owners' fund is to pay, and no resolution of their committee is named."""

    code = "no_resolution"

    def __init__(self) -> None:
        super().__init__(
            _("The maintenance fund is the owners': name the resolution of their committee, by number and date.")
        )


class NothingToContest(Refusal):
    """Only a cancel that staff entered is contested; not one of the owner's own, nor what was joined to another request."""

    code = "nothing_to_contest"

    def __init__(self) -> None:
        super().__init__(
            _("No cancel of ours stands here that could be contested. If it is needed after all, report it anew.")
        )


class NoTimeHere(Refusal):
    """A time of completion that this act would promise to nobody."""

    code = "no_time_here"

    def __init__(self) -> None:
        super().__init__(
            _("No time of completion is promised by this. It comes with the plan, or by “Another time of completion”.")
        )


class NotAgreed(Refusal):
    """Who was to agree says that they did not."""

    code = "not_agreed"

    def __init__(self) -> None:
        super().__init__(
            _("The owner says that they did not agree. The work waits until they agree themselves, or to another plan.")
        )


class TriedTooSoon(Refusal):
    """Tries so close together are one. Say times as the clocks of the community show them (``Case.clock``)."""

    code = "tried_too_soon"

    def __init__(self, last: str, following: str) -> None:
        super().__init__(
            _("At {last} somebody was not reached. Another try counts from {next} on: try again then.").format(
                last=last, next=following
            )
        )


class TriedBefore(Refusal):
    code = "tried_before"

    def __init__(self) -> None:
        super().__init__(_("This call is on record as a try already. Each try has a call of its own."))


class OfAnotherHome(Refusal):
    """Said to be the same fault again, but that was at another home."""

    code = "of_another_home"

    def __init__(self) -> None:
        super().__init__(_("That case belongs to another home."))


class NothingAsked(Refusal):
    """Work waits for the owner's consent only while a plan lies before the owner."""

    code = "nothing_asked"

    def __init__(self) -> None:
        super().__init__(
            _("No plan waits for the owner's answer. Propose it first, or choose what the work really waits for.")
        )


class NotQuiet(Refusal):
    """Work stops for the quiet of the night only at night."""

    code = "not_quiet"

    def __init__(self, begins: str, ends: str) -> None:
        self.values = (begins, ends)
        super().__init__(
            _("It is day: the quiet hours are from {begins} to {ends}. Choose what the work really waits for.").format(
                begins=begins, ends=ends
            )
        )


class OwnersWord(Refusal):
    """The owner wrote that it is not solved; what staff say that they said does not undo that."""

    code = "owners_word"

    def __init__(self) -> None:
        super().__init__(
            _(
                "The owner wrote that it is not solved. Only their own word ends that: on their page, in writing, signed, or in a "
                "call on record. Without it, have it done again, or explain it and let them answer on their page."
            )
        )


class NoPrices(Refusal):
    """The owner pays for a plan without a price, and nobody said that it is free of charge."""

    code = "no_prices"

    def __init__(self) -> None:
        super().__init__(
            _("The owner pays, but there is no price. Enter the prices, or say that it is free of charge.")
        )


class NotFree(Refusal):
    """What is free of charge has no prices."""

    code = "not_free"

    def __init__(self, total: object) -> None:
        super().__init__(_("Free of charge, but it costs ¥{total} in all. Choose one of the two.").format(total=total))
