"""What the life of a request refuses."""

from datetime import datetime

from django.utils.translation import gettext as _

from gensui.core.refusal import Refusal


class WrongState(Refusal):
    """This cannot be done to a case that stands so."""

    code = "wrong_state"

    def __init__(self, number: str, state: str) -> None:
        super().__init__(
            _(
                "Case {number} is now: {state}. This cannot be done with it as it stands; look at what comes next."
            ).format(number=number, state=state)
        )


class OutOfDate(Refusal):
    """The act was posted from a page that shows the case as it no longer is."""

    code = "out_of_date"

    def __init__(self, number: str, state: str, version: int) -> None:
        changed = _("This has changed since you opened the page: request {number} is now “{state}”.")
        plan = _("Its plan is version {version}.") if version else ""
        again = _("Nothing was recorded. Look again, then decide.")
        sentence = " ".join(filter(None, (changed, plan, again)))
        super().__init__(sentence.format(number=number, state=state, version=version))


class TooEarly(Refusal):
    """Said to have happened before the case began."""

    code = "too_early"

    def __init__(self, happened_at: str) -> None:
        super().__init__(
            _("This is said to have happened at {happened_at}, before the request came in. Correct the time.").format(
                happened_at=happened_at
            )
        )


class NotOnDuty(Refusal):
    code = "not_in_department"

    def __init__(self, name: str, department: str) -> None:
        super().__init__(
            _("{name} does not work in {department}; name somebody who does.").format(name=name, department=department)
        )


class NotAllMoved(Refusal):
    """One of several orders cannot go into these hands; so none has gone."""

    code = "not_all_moved"

    def __init__(self, number: str, why: str) -> None:
        super().__init__(_("Nothing was moved. Case {number}: {why}").format(number=number, why=why))


class OverPrice(Refusal):
    code = "over_price"

    def __init__(self, name: str, most: object) -> None:
        super().__init__(
            _("{name} costs at most {most} by the price list. A higher price needs the head of the department.").format(
                name=name, most=most
            )
        )


class OverTotal(Refusal):
    """A plan costs more than can be kept."""

    code = "over_total"

    def __init__(self, most: object) -> None:
        super().__init__(
            _("A plan costs at most ¥{most} in all. Check quantities and prices, or split the work.").format(most=most)
        )


class NoEta(Refusal):
    code = "no_eta"

    def __init__(self) -> None:
        super().__init__(_("A complex repair needs the time by which it will be done, and that time lies ahead."))


class TimePassed(Refusal):
    """A time to come lies in the past. Say times as the clocks of the community show them (``Case.clock``)."""

    code = "time_passed"

    def __init__(self, wanted: str) -> None:
        super().__init__(_("{wanted} has passed. Choose a time that lies ahead.").format(wanted=wanted))


class TimeTooFar(Refusal):
    code = "time_too_far"

    def __init__(self, wanted: str, latest: str) -> None:
        super().__init__(
            _("{wanted} is too far away. The policy allows {latest} at the latest.").format(
                wanted=wanted, latest=latest
            )
        )


class OwnersWish(Refusal):
    """A visit this late must be the owner's wish."""

    code = "owners_wish"

    def __init__(self, until: str) -> None:
        super().__init__(
            _(
                "A visit after {until} must be the owner's own wish. Tick that the owner asked for this time, and note what "
                "was said."
            ).format(until=until)
        )


class HeadRevises(Refusal):
    """The time of completion was moved before; from then on the head of the department moves it."""

    code = "head_revises"

    def __init__(self) -> None:
        super().__init__(_("The time was moved before. Moving it again is for the head of the department."))


class NoPlan(Refusal):
    code = "no_plan"

    def __init__(self) -> None:
        super().__init__(_("There is no plan that waits for an answer."))


class PlanFirst(Refusal):
    """The result of work that began in an emergency is to be told, though no plan of it was laid before the owner yet."""

    code = "plan_first"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Work began because of danger, without a plan. First lay plan and prices before the owner; then the result."
            )
        )


class NothingToDecide(Refusal):
    """Nobody refused work that began in an emergency, or it is decided already who bears its cost."""

    code = "nothing_to_decide"

    def __init__(self) -> None:
        super().__init__(_("There is no refused plan of emergency work here whose cost waits for a decision."))


class NoQuestion(Refusal):
    """The question is another request's, or is answered already."""

    code = "no_question"

    def __init__(self) -> None:
        super().__init__(_("This question is answered already, or belongs to another request."))


class NoCategory(Refusal):
    code = "no_category"

    def __init__(self) -> None:
        super().__init__(_("No category for complaints is set up here. Call us: the administration manager takes it."))


class NoRecord(Refusal):
    code = "no_record"

    def __init__(self) -> None:
        super().__init__(_("There is no handling record of this round. It is written when the work is done."))


class NotTheirSay(Refusal):
    """Somebody else decides about the money."""

    code = "not_their_say"

    def __init__(self, payer: str, *, house: bool) -> None:
        of_house = _("Here {payer} pays: the head of the department decides, not whoever reported it.")
        of_home = _("Here {payer} pays: only the owner agrees, or a resident whom the owner authorised.")
        super().__init__((of_house if house else of_home).format(payer=payer))


class AlreadyExplained(Refusal):
    code = "already_explained"

    def __init__(self) -> None:
        super().__init__(_("It is on record already that this plan was explained."))


class NoAddress(Refusal):
    code = "no_address"

    def __init__(self) -> None:
        super().__init__(
            _("Nobody known stands behind this request, so no message can reach anyone. Call, and note the call.")
        )


class SameCase(Refusal):
    code = "same_case"

    def __init__(self) -> None:
        super().__init__(
            _(
                "These two cannot be put together: a request is not joined to itself, a complaint only to a complaint, and a"
                " building's fault stands under no other."
            )
        )


class AlreadyJoined(Refusal):
    code = "already_joined"

    def __init__(self, number: str) -> None:
        super().__init__(_("This request is already handled with case {number}.").format(number=number))


class TwoHomes(Refusal):
    """Two requests of different homes are to be joined; whoever does it confirms that."""

    code = "two_homes"

    def __init__(self, case: str, into: str) -> None:
        super().__init__(
            _(
                "These are two homes: {case}, and {into}. Tick “two homes” if both mean the same matter; each is told progress"
                " and result, and neither sees the other's name, number or home."
            ).format(case=case, into=into)
        )


class PlanLaidOut(Refusal):
    code = "plan_laid_out"

    def __init__(self, number: str) -> None:
        super().__init__(
            _("The owner of case {number} has a plan with prices. Join the other request to this case instead.").format(
                number=number
            )
        )


class TooFarOn(Refusal):
    code = "too_far_on"

    def __init__(self, number: str, state: str) -> None:
        super().__init__(
            _("Case {number} is {state}: nothing can be joined to it any more.").format(number=number, state=state)
        )


class HasChildren(Refusal):
    code = "has_children"

    def __init__(self, number: str) -> None:
        super().__init__(
            _(
                "Requests stand under the building's fault {number}. Join the other request to it, so that none is left behind."
            ).format(number=number)
        )


class ToOneself(Refusal):
    code = "to_oneself"

    def __init__(self) -> None:
        super().__init__(_("You follow these already. Offer them to somebody else."))


class OfferedAlready(Refusal):
    code = "offered_already"

    def __init__(self, number: str, name: str) -> None:
        super().__init__(
            _("Case {number} is offered to {name}, who has not answered yet.").format(number=number, name=name)
        )


class OwnDepartment(Refusal):
    code = "own_department"

    def __init__(self) -> None:
        super().__init__(_("This department has the case already. Ask another."))


class RefusedAlready(Refusal):
    code = "refused_already"

    def __init__(self) -> None:
        super().__init__(_("This was refused before; the administration manager decides."))


class OfAnotherSite(Refusal):
    code = "other_site"

    def __init__(self) -> None:
        super().__init__(_("These belong to different communities."))


class NotEnoughAttempts(Refusal):
    code = "not_enough_attempts"

    def __init__(self, done: int, wanted: int, hours: float | None) -> None:
        sentence = _("The calls are made. Now send the owner a message and note it; then the visit may end.")
        if done < wanted and hours is not None:
            sentence = _(
                "Within {hours} hours the owner was called in {done} parts of the day; a visit ends as unreachable after "
                "calls in {wanted} of them and a message."
            ).format(hours=f"{hours:g}", done=done, wanted=wanted)
        elif done < wanted:
            sentence = _("The owner was called in {done} parts of the day, not in {wanted}.").format(
                done=done, wanted=wanted
            )
        super().__init__(sentence)


class CallFirst(Refusal):
    """A return visit by message, though nobody called before and the owner did not ask for messages."""

    code = "call_first"

    def __init__(self) -> None:
        super().__init__(
            _("The telephone comes first. Call the owner and note the attempt; a message counts after that.")
        )


class NoExplanation(Refusal):
    """The owner rejects an explanation that nobody has given."""

    code = "no_explanation"

    def __init__(self) -> None:
        super().__init__(_("There is no explanation yet that the owner could reject."))


class TooLateToReopen(Refusal):
    code = "too_late_to_reopen"

    def __init__(self, until: str) -> None:
        super().__init__(_("It could be reopened until {until}; now it is a new request.").format(until=until))


class BadPicture(Refusal):
    """This file is no picture we can keep."""

    code = "bad_picture"


class AlreadyRated(Refusal):
    """The home rated this already: whoever asks, or somebody else who lives there."""

    code = "already_rated"

    def __init__(self, stars: int, *, own: bool) -> None:
        mine = _("You gave {stars} stars already. Thank you.")
        home = _("Your home gave {stars} stars already; a request is rated once. Thank you.")
        super().__init__((mine if own else home).format(stars=stars))


class NothingToRate(Refusal):
    code = "nothing_to_rate"

    def __init__(self) -> None:
        super().__init__(_("Nothing has been done yet. Give stars once the work is done."))


class NotPartOfIt(Refusal):
    code = "not_part_of_it"

    def __init__(self) -> None:
        super().__init__(_("That does not belong to this request."))


class VisitTooEarly(Refusal):
    code = "visit_too_early"

    def __init__(self, opens_at: str) -> None:
        super().__init__(
            _(
                "The return visit opens at {opens_at}. What is heard before counts as the owner's answer to the result."
            ).format(opens_at=opens_at)
        )


class Acknowledged(Refusal):
    """Who complained was told already that the complaint is being looked into."""

    code = "acknowledged"

    def __init__(self) -> None:
        super().__init__(_("Who complained has been told already that it is being looked into."))


class NotApart(Refusal):
    """Who is to look into a complaint is accused, or of the department it is about (C22)."""

    code = "not_apart"

    def __init__(self, name: str) -> None:
        super().__init__(
            _(
                "{name} cannot look into this: it takes somebody who leads, is not accused and not of that department."
            ).format(name=name)
        )


class NobodyTakes(Refusal):
    """There is nobody left in the department who could take an order."""

    code = "nobody_takes"

    def __init__(self, number: str) -> None:
        super().__init__(
            _("Nobody of the department could take {number}, and nobody leads it. Name somebody first.").format(
                number=number
            )
        )


class HurriedAlready(Refusal):
    """The owner asked to hurry a short while ago."""

    code = "hurried_already"

    def __init__(self, last: datetime, again: datetime) -> None:
        super().__init__(
            _(
                "You asked at {last}, and whoever has it knows. If it still takes too long, ask again from {again} on."
            ).format(last=f"{last:%H:%M}", again=f"{again:%H:%M}")
        )
