"""What oversight refuses."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from gensui.core.refusal import Refusal


class WrongStage(Refusal):
    """This cannot be done to a file, an idea or an award that stands so."""

    code = "wrong_stage"

    def __init__(self, number: str, state: str) -> None:
        super().__init__(
            _("{number} is now: {state}. This cannot be done with it as it stands.").format(number=number, state=state)
        )


class NoSuchClause(Refusal):
    code = "no_such_clause"

    def __init__(self, clause: str) -> None:
        super().__init__(
            _("The policy has no clause {clause}. Name the one that was broken.").format(clause=repr(clause[:20]))
        )


class NoEvidence(Refusal):
    """A file would rest on nothing but what is said."""

    code = "no_evidence"

    def __init__(self) -> None:
        super().__init__(
            _("A file rests on evidence: choose lapses of the list, or write what shows the facts and where it lies.")
        )


class BreachTaken(Refusal):
    """A breach was dealt with before, excused, or is not this person's."""

    code = "breach_taken"

    def __init__(self, clause: str) -> None:
        super().__init__(
            _(
                "A breach of {clause} is not open to this: it was dealt with, excused or doubted, or is somebody else's."
            ).format(clause=clause)
        )


class NotAnswered(Refusal):
    """A file would rest on a lapse of which the person has not had the time to read and to answer."""

    code = "not_answered"

    def __init__(self, clause: str, since: str) -> None:
        super().__init__(
            _(
                "A lapse of {clause} can be put in a file from {since}: before, the person has the time to read it and to answer."
            ).format(clause=clause, since=since)
        )


class NotHeard(Refusal):
    code = "not_heard"

    def __init__(self, name: str, until: str) -> None:
        super().__init__(
            _(
                "{name} has until {until} to write a statement or to add to it, or says before that it is all. "
                "Nothing is decided before."
            ).format(name=name, until=until)
        )


class TermRuns(Refusal):
    code = "term_runs"

    def __init__(self, until: str) -> None:
        super().__init__(
            _("The term runs until {until}. Only then can it be noted that nothing came.").format(until=until)
        )


class TermOver(Refusal):
    code = "term_over"

    def __init__(self, until: str) -> None:
        super().__init__(_("The term for an appeal ended on {until}.").format(until=until))


class TooHard(Refusal):
    code = "too_hard"

    def __init__(self, kind: str, highest: int) -> None:
        super().__init__(
            _("The facts do not carry this: {kind}. By the ladder they carry step {highest} at most.").format(
                kind=kind, highest=highest
            )
        )


class OverMost(Refusal):
    code = "over_most"

    def __init__(self, most: str) -> None:
        super().__init__(
            _("By the matrix at most {most} may be asked for here, and something has to be asked for.").format(
                most=most
            )
        )


class NoBasis(Refusal):
    """A measure lacks what it has to rest on."""

    code = "no_basis"

    def __init__(self, wanted: str) -> None:
        super().__init__(_("This measure has to rest on something: write down {wanted}.").format(wanted=wanted))


class FinesOff(Refusal):
    code = "fines_off"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Fines without a loss are off. A legal basis has to be entered by one person and approved by two others first."
            )
        )


class NoDeduction(Refusal):
    code = "no_deduction"

    def __init__(self, name: str, why: str) -> None:
        super().__init__(_("Nothing may be taken from the wage of {name}: {why}.").format(name=name, why=why))


class MissingFigures(Refusal):
    """What a cap needs and nobody has entered; all of it at once."""

    code = "missing_figures"

    def __init__(self, missing: Iterable[str]) -> None:
        super().__init__(
            _("No cap can be told without these: {missing}. Enter them first; nothing was deducted.").format(
                missing="; ".join(missing)
            )
        )


class SecondPerson(Refusal):
    code = "second_person"

    def __init__(self) -> None:
        super().__init__(_("Whoever decided before cannot be the second here. Somebody else has to look at it."))


class BadWitness(Refusal):
    code = "bad_witness"

    def __init__(self) -> None:
        super().__init__(
            _("What is handed over on paper needs a witness: somebody who works there and had no part in the file.")
        )


class NoPaper(Refusal):
    code = "no_paper"

    def __init__(self) -> None:
        super().__init__(_("Add a picture of the notice as it was handed over: signed, or with what was noted on it."))


class NotFinal(Refusal):
    """Nothing is to be deducted yet: what would be can still be appealed."""

    code = "not_final"

    def __init__(self, waiting: Iterable[tuple[str, str]]) -> None:
        files = ", ".join(f"{number} ({state})" for number, state in waiting)
        super().__init__(_("Nothing was deducted, because no decision stands yet: {files}.").format(files=files))


class FutureMonth(Refusal):
    code = "future_month"

    def __init__(self, month: str) -> None:
        super().__init__(_("{month} is not there yet.").format(month=month))


class MonthRuns(Refusal):
    code = "month_runs"

    def __init__(self, month: str) -> None:
        super().__init__(
            _("{month} is not over yet. Its wages are known, and deducted from, when it is.").format(month=month)
        )


class NotCounted(Refusal):
    code = "not_counted"

    def __init__(self, clause: str) -> None:
        super().__init__(
            _(
                "A lapse of {clause} does not count: it was hardly late, or ran out off duty. No file rests on it."
            ).format(clause=clause)
        )


class NotReported(Refusal):
    code = "not_reported"

    def __init__(self, name: str) -> None:
        super().__init__(_("{name} has not written yet what was put right. Only then is it checked.").format(name=name))


class SameCharge(Refusal):
    code = "same_charge"

    def __init__(self, number: str) -> None:
        super().__init__(
            _("File {number} about this was closed because it was not the person's. It is not opened again.").format(
                number=number
            )
        )


class AnsweredBefore(Refusal):
    code = "answered_before"

    def __init__(self) -> None:
        super().__init__(_("This was answered before; the answer stands."))


class NotQualified(Refusal):
    code = "not_qualified"

    def __init__(self, name: str) -> None:
        super().__init__(
            _("{name} does not stand on the shortlist of that month; the figures have to show it.").format(name=name)
        )


class StarTaken(Refusal):
    code = "star_taken"

    def __init__(self, name: str) -> None:
        super().__init__(_("{name} is put forward for that month already.").format(name=name))


class NotMilder(Refusal):
    code = "not_milder"

    def __init__(self) -> None:
        super().__init__(
            _(
                "An appeal that is allowed in part makes the sanction milder: a lower step, or less money, and nothing more."
            )
        )


class BadBonus(Refusal):
    code = "bad_bonus"

    def __init__(self, least: str, most: str) -> None:
        super().__init__(_("The bonus of a star lies between {least} and {most}.").format(least=least, most=most))


class BadPilot(Refusal):
    code = "bad_pilot"

    def __init__(self) -> None:
        super().__init__(_("A trial lasts from one month to three, from today."))


class NoMajority(Refusal):
    code = "no_majority"

    def __init__(self, agreed: int, voted: int, wanted: int) -> None:
        super().__init__(
            _(
                "{agreed} of {voted} agreed. An award takes {wanted} votes of the committee, and more than half of them for it."
            ).format(agreed=agreed, voted=voted, wanted=wanted)
        )


class NotTogether(Refusal):
    code = "not_together"

    def __init__(self) -> None:
        super().__init__(_("A team comes from two departments at least, and stands on a case that shows it."))


class OnNotice(Refusal):
    code = "on_notice"

    def __init__(self, until: str) -> None:
        super().__init__(_("The award is on public notice until {until}; it is given after that.").format(until=until))


class NobodyOutside(Refusal):
    """Nobody in the house stands high enough to decide."""

    code = "nobody_outside"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Nobody in the house may decide this: all have had a part, or stand below whoever had. Name who decided it "
                "outside, and add a picture of the paper on which it was decided."
            )
        )


class EnteredBefore(Refusal):
    """What was decided outside is entered already, and waits."""

    code = "entered_before"

    def __init__(self) -> None:
        super().__init__(_("What was decided outside is entered already, and waits for a second person to confirm it."))


class NothingEntered(Refusal):
    code = "nothing_entered"

    def __init__(self) -> None:
        super().__init__(_("Nothing that was decided outside waits to be confirmed here."))


class NoTalk(Refusal):
    """An appeal would be turned down, and nothing is on record of a talk."""

    code = "no_talk"

    def __init__(self, name: str) -> None:
        super().__init__(
            _(
                "Talk with {name} first, and write down what was said: who is not put in the right is heard before."
            ).format(name=name)
        )


class TooFewWords(Refusal):
    """The reasons are hardly any."""

    code = "too_few_words"

    def __init__(self, least: int) -> None:
        super().__init__(
            _("Give the reasons in words, {least} letters at least: whoever appealed is to read why.").format(
                least=least
            )
        )


class WhichFacts(Refusal):
    """A better grade, and nothing said of what changed."""

    code = "which_facts"

    def __init__(self) -> None:
        super().__init__(_("A better grade needs changed facts. Say which facts of this sheet have changed."))
