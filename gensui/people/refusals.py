"""What people and accounts refuse."""

from django.utils.translation import gettext as _

from gensui.core.plain import says_something
from gensui.core.refusal import Refusal


class NoWords(Refusal):
    """Words are asked for, and there are none."""

    code = "no_words"

    def __init__(self) -> None:
        super().__init__(_("Write it in words. Dots, dashes or little pictures alone say nothing."))


def need_words(*texts: str) -> None:
    """Refuses a text that says nothing, wherever somebody has to give words (``NoWords``)."""
    if not all(map(says_something, texts)):
        raise NoWords


class NothingProvesIt(Refusal):
    """Nobody takes for the owner's answer what nothing proves and nobody wrote down."""

    code = "nothing_proves_it"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Name the call, the message or the signature that shows what the owner said. Where there is none, write down who "
                "was spoken to and what they said; it stands as the word of staff."
            )
        )


class TooManyTries(Refusal):
    code = "too_many_tries"

    def __init__(self) -> None:
        super().__init__(_("That was tried too often. Wait ten minutes, or call the service line."))


class WrongCode(Refusal):
    code = "wrong_code"

    def __init__(self) -> None:
        super().__init__(
            _("This code is wrong or no longer good. Look at the newest message, or ask for another code.")
        )


class NumberNotProved(Refusal):
    code = "number_not_proved"

    def __init__(self) -> None:
        super().__init__(_("A new number counts once you have typed the code that was sent to it."))


class NoNumber(Refusal):
    """Nothing there that a form could prove."""

    code = "no_number"

    def __init__(self, name: str) -> None:
        super().__init__(_("{name} has no telephone number that a form could prove.").format(name=name))


class SignedAhead(Refusal):
    code = "signed_ahead"

    def __init__(self) -> None:
        super().__init__(_("A form cannot have been signed after today."))


class NumberTaken(Refusal):
    code = "number_taken"

    def __init__(self, number: str) -> None:
        super().__init__(_("The staff number {number} is taken.").format(number=number))


class NotNew(Refusal):
    code = "not_new"

    def __init__(self, name: str) -> None:
        super().__init__(_("{name} is not noted as new here.").format(name=name))


class StillOpen(Refusal):
    code = "still_open"

    def __init__(self) -> None:
        super().__init__(
            _(
                "There are open requests of this person. They come to their end first; then what identifies the person goes."
            )
        )


class WeakPassword(Refusal):
    code = "weak_password"


class NoName(Refusal):
    code = "no_name"

    def __init__(self, key: str) -> None:
        super().__init__(_("There is no community {key} yet. To make it, give it a name.").format(key=key))


class DutiesOverlap(Refusal):
    code = "duties_overlap"

    def __init__(self, name: str, hours: str) -> None:
        super().__init__(
            _("{name} is on duty already then: {hours}. Change that duty instead.").format(name=name, hours=hours)
        )


class IsAway(Refusal):
    code = "is_away"

    def __init__(self, name: str, last_on: str) -> None:
        super().__init__(
            _("{name} is away until {last_on}. Note that the person is back first.").format(name=name, last_on=last_on)
        )


class OtherDepartment(Refusal):
    code = "other_department"

    def __init__(self, name: str) -> None:
        super().__init__(_("{name} belongs to another department.").format(name=name))


class BackwardsDuty(Refusal):
    code = "backwards_duty"

    def __init__(self) -> None:
        super().__init__(_("A duty ends after it begins, and within a day and a half."))


class NotInducted(Refusal):
    code = "not_inducted"

    def __init__(self, name: str) -> None:
        super().__init__(
            _(
                "{name} has not passed the induction yet and would stand this shift alone. Put a colleague of the department who "
                "has on the same hours first, or have the induction passed."
            ).format(name=name)
        )


class BadDay(Refusal):
    """A day on which somebody cannot have moved."""

    code = "bad_day"

    def __init__(self, since: str, until: str) -> None:
        super().__init__(_("Choose a day from {since} to {until}.").format(since=since, until=until))


class LivesThere(Refusal):
    code = "lives_there"

    def __init__(self, name: str, home: str) -> None:
        super().__init__(_("{name} lives in {home} already.").format(name=name, home=home))


class LivesNotThere(Refusal):
    code = "lives_not_there"

    def __init__(self, name: str, home: str) -> None:
        super().__init__(
            _("{name} does not live in {home} now. Look who does, and choose again.").format(name=name, home=home)
        )


class NoOwner(Refusal):
    code = "no_owner"

    def __init__(self, home: str) -> None:
        super().__init__(_("A home is sold to somebody: write who bought {home}.").format(home=home))


class NoNameAsked(Refusal):
    code = "no_name_asked"

    def __init__(self) -> None:
        super().__init__(_("Nobody asks for another name here any more."))


class MovedOut(Refusal):
    code = "moved_out"

    def __init__(self, name: str, home: str, day: str) -> None:
        super().__init__(
            _("{name} moved out of {home} on {day}. Whoever moves in again is brought in as a move.").format(
                name=name, home=home, day=day
            )
        )


class HasLeft(Refusal):
    code = "has_left"

    def __init__(self, name: str, number: str, day: str) -> None:
        super().__init__(
            _(
                "{name} left the company on {day}. Whoever is hired again gets a new staff number instead of {number}."
            ).format(name=name, number=number, day=day)
        )
