"""What training refuses."""

from datetime import timedelta

from django.utils.translation import gettext as _

from gensui.core.refusal import Refusal


class BadSession(Refusal):
    code = "bad_session"

    def __init__(self) -> None:
        super().__init__(_("A session has half days that do not overlap, and people on its list."))


class TooShort(Refusal):
    code = "induction_too_short"

    def __init__(self) -> None:
        super().__init__(_("An induction takes twelve course hours on two days at least."))


class TooManyHours(Refusal):
    """More course hours than the half day is long."""

    code = "too_many_hours"

    def __init__(self, hours: int, lasts: timedelta) -> None:
        words = _("A half day of {lasts} minutes does not hold {hours} course hours. Put the hours or the end right.")
        super().__init__(words.format(lasts=int(lasts.total_seconds() // 60), hours=hours))


class NoTrainer(Refusal):
    """Nobody is left who could hold it."""

    code = "no_trainer"

    def __init__(self, course: str) -> None:
        super().__init__(_("Nobody is left who could hold {course}; say who does.").format(course=course))


class OwnTrainer(Refusal):
    code = "own_trainer"

    def __init__(self) -> None:
        super().__init__(
            _("Nobody teaches or examines himself. Choose another trainer, or take the person off the list.")
        )


class OwnSignature(Refusal):
    code = "own_signature"

    def __init__(self) -> None:
        super().__init__(_("Nobody enters the own signature. Ask a colleague who plans trainings."))


class SessionOver(Refusal):
    code = "session_over"

    def __init__(self) -> None:
        super().__init__(_("This session is closed or cancelled. Results can be corrected, with a reason."))


class SessionBegun(Refusal):
    code = "session_begun"

    def __init__(self) -> None:
        super().__init__(
            _("People have signed for this session: it cannot be moved. Plan another for who has to come again.")
        )


class NotOver(Refusal):
    code = "session_not_over"

    def __init__(self) -> None:
        super().__init__(_("The last half day is not over yet."))


class OldCode(Refusal):
    code = "old_code"

    def __init__(self) -> None:
        super().__init__(_("This code is no longer good. Scan the one that the room shows now."))


class NotOnList(Refusal):
    code = "not_on_list"

    def __init__(self) -> None:
        super().__init__(_("You are not on the list of this session. Ask the trainer."))


class SignedAlready(Refusal):
    code = "signed_already"

    def __init__(self, name: str, when: str) -> None:
        super().__init__(_("{name} has signed for this half day, at {when}.").format(name=name, when=when))


class NotNow(Refusal):
    code = "not_now"

    def __init__(self, hours: str) -> None:
        super().__init__(_("For this half day one signs between {hours}.").format(hours=hours))


class NotAttended(Refusal):
    code = "not_attended"

    def __init__(self) -> None:
        super().__init__(_("The test opens once the session is closed and every half day is signed."))


class PassedAlready(Refusal):
    code = "passed_already"

    def __init__(self) -> None:
        super().__init__(_("This test is passed."))


class NoTriesLeft(Refusal):
    code = "no_tries_left"

    def __init__(self) -> None:
        super().__init__(_("All tries are used. The course has to be attended again; talk to the trainer."))


class TooSoon(Refusal):
    code = "make_up_too_soon"

    def __init__(self, when: str) -> None:
        super().__init__(_("The make-up test opens at {when}. Use the time to read it up.").format(when=when))


class TimeUp(Refusal):
    code = "time_up"

    def __init__(self) -> None:
        super().__init__(_("The time for this test is up. Answers that came later do not count."))


class HandedIn(Refusal):
    code = "test_handed_in"

    def __init__(self) -> None:
        super().__init__(_("This test was handed in already."))


class BadQuestions(Refusal):
    code = "bad_questions"

    def __init__(self, place: int) -> None:
        super().__init__(
            _("Question {place}: give options and mark the right ones with *, or write = and a number.").format(
                place=place
            )
        )


class TongueDiffers(Refusal):
    code = "tongue_differs"

    def __init__(self, language: str) -> None:
        super().__init__(
            _(
                "The questions in {language} are others: they need the same questions and options in the same order, and the same "
                "ones right."
            ).format(language=language)
        )


class NothingToSign(Refusal):
    code = "nothing_to_sign"

    def __init__(self) -> None:
        super().__init__(_("There is nothing to sign: this version is signed, or does not lie before you."))
