"""What supervision refuses."""

from django.utils.translation import gettext as _

from gensui.core.refusal import Refusal


class OwnDepartment(Refusal):
    """Nobody looks at the own department (C23)."""

    code = "own_department"

    def __init__(self, department: str) -> None:
        super().__init__(
            _("{department} is your own department: somebody else of the team draws, looks and checks there.").format(
                department=department
            )
        )


class NotThatFar(Refusal):
    """The inspection or rectification does not stand where this act begins."""

    code = "not_that_far"

    def __init__(self, number: str, state: str) -> None:
        super().__init__(_("{number} is now: {state}. Look at it again.").format(number=number, state=state))


class NotJudged(Refusal):
    """Something was not looked at yet."""

    code = "not_judged"

    def __init__(self, count: int) -> None:
        super().__init__(_("{count} records are not judged yet; what was drawn is looked at.").format(count=count))


class IncompleteJudgement(Refusal):
    """A line of the checklist has no answer, or none that can be used."""

    code = "incomplete_judgement"

    def __init__(self, line: str) -> None:
        super().__init__(
            _("This line is not judged: {line}. What is not kept needs a severity and a note.").format(line=line)
        )


class NotPartOfIt(Refusal):
    """The record cannot be looked at in this inspection."""

    code = "not_of_this_inspection"

    def __init__(self, subject: str) -> None:
        super().__init__(_("{subject} is no record of this department that exists.").format(subject=subject))


class NoPeriod(Refusal):
    """A stretch that cannot be looked at."""

    code = "no_period"

    def __init__(self) -> None:
        super().__init__(_("Choose a stretch that has ended and is at most 92 days long."))


class Reported(Refusal):
    """The pattern is with superiors already."""

    code = "reported"

    def __init__(self) -> None:
        super().__init__(_("Superiors know of this already."))


class TeamIncomplete(Refusal):
    """The team has no leader from the administration, or not every head (6.1.1)."""

    code = "team_incomplete"

    def __init__(self, names: str) -> None:
        super().__init__(
            _("The administration manager leads, and every head of a department is on it. Missing: {names}").format(
                names=names
            )
        )


class BadSurveyTime(Refusal):
    code = "bad_survey_time"

    def __init__(self, least: int, most: int) -> None:
        super().__init__(
            _("A survey is open for {least} to {most} days. Choose another last day.").format(least=least, most=most)
        )


class SurveyOpen(Refusal):
    code = "survey_open"

    def __init__(self) -> None:
        super().__init__(_("Another survey is open here. Close it first."))


class SurveyOver(Refusal):
    code = "survey_over"

    def __init__(self) -> None:
        super().__init__(_("This survey is over. Thank you all the same."))


class SurveyAnsweredAlready(Refusal):
    code = "survey_answered"

    def __init__(self) -> None:
        super().__init__(_("You have answered already. Thank you."))


class NobodyAnswered(Refusal):
    code = "nobody_answered"

    def __init__(self) -> None:
        super().__init__(_("Nobody has answered yet. A survey without answers does not count."))


class NotOneself(Refusal):
    """Nobody ends the own employment."""

    code = "not_oneself"

    def __init__(self) -> None:
        super().__init__(_("Nobody ends the own employment here. Ask a colleague of personnel."))


class SecondNeeded(Refusal):
    """An employment that nobody ends alone."""

    code = "second_needed"

    def __init__(self, name: str) -> None:
        super().__init__(
            _("The employment of {name} is ended by two: note the last day, and another confirms it.").format(name=name)
        )


class NothingToConfirm(Refusal):
    """No last day waits for a second person."""

    code = "nothing_to_confirm"

    def __init__(self, name: str) -> None:
        super().__init__(_("No last day of {name} waits to be confirmed.").format(name=name))


class BadLastDay(Refusal):
    """A last day that is over, or too far ahead."""

    code = "bad_last_day"

    def __init__(self, day: str) -> None:
        super().__init__(_("{day} cannot be the last day: it lies ahead, by a year at most.").format(day=day))


class BadSuccessor(Refusal):
    """Somebody is named to take over who cannot: not at work there, not of that post, or about to leave as well."""

    code = "bad_successor"

    def __init__(self, name: str, leaves_on: str = "") -> None:
        told = (
            _("{name} leaves at the end of {day} and cannot take over. Choose somebody who stays.")
            if leaves_on
            else _("{name} cannot take this over: it goes to somebody else who works there and has that post.")
        )
        super().__init__(told.format(name=name, day=leaves_on))


class HasLeft(Refusal):
    """The employment has ended."""

    code = "has_left"

    def __init__(self, name: str, day: str) -> None:
        super().__init__(_("{name} left on {day}.").format(name=name, day=day))
