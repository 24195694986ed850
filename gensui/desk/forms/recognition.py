"""Forms of ideas and awards, wages and caps."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gensui.cases.models import Case
from gensui.desk.forms.base import chips, text
from gensui.desk.forms.sanctions import MoneyField, OnceForm
from gensui.oversight import money
from gensui.oversight.actions.pay import Minimum, Terms
from gensui.oversight.models import Effect, PayTerms
from gensui.people.models import Employee, Site
from gensui.ui.forms import SeveralField, WordsField
from gensui.ui.moments import DayField


class IdeaForm(OnceForm):
    """What could be done better, and what it would bring."""

    title = WordsField(label=_("In a few words"), max_length=80)
    effect = chips(_("What it would bring"), Effect.choices)
    proposal = text(_("What would change, and how"), rows=6)


class AnswerForm(OnceForm):
    """What is answered to an idea; with a day, it is tried until then."""

    answer = text(_("Answer"), rows=3)
    pilot_until = DayField(label=_("Tried until (one to three months)"), required=False)


class MeasureIdeaForm(OnceForm):
    """What it was, and what it is now."""

    before = WordsField(label=_("Before"), max_length=200)
    after = WordsField(label=_("After"), max_length=200)


class BonusForm(OnceForm):
    """What goes with an award."""

    bonus_fen = MoneyField(label=_("Bonus, in yuan"))


class StarForm(OnceForm):
    """Whom to put forward as a star."""

    number = forms.CharField(widget=forms.HiddenInput, max_length=20)
    reason = WordsField(label=_("Reason"), max_length=400)
    bonus_fen = MoneyField(label=_("Bonus, in yuan"), initial="300")


class TeamForm(OnceForm):
    """A team, and the cases that show it."""

    cases = SeveralField(label=_("Cases"), queryset=Case.objects.none(), widget=forms.CheckboxSelectMultiple)
    members = SeveralField(label=_("Team"), queryset=Employee.objects.none(), widget=forms.CheckboxSelectMultiple)
    reason = WordsField(label=_("Reason"), max_length=400)
    bonus_fen = MoneyField(label=_("Bonus, in yuan"))

    def __init__(self, *args: Any, site: Site, cases: list[int], members: list[int], **words: Any) -> None:
        super().__init__(*args, **words)
        choice: Any = self.fields["cases"]
        choice.queryset = Case.objects.filter(site=site, pk__in=cases)
        people: Any = self.fields["members"]
        people.queryset = Employee.objects.filter(department__site=site, pk__in=members).order_by("number")


class TermsForm(OnceForm):
    """Under which terms somebody works from a day on."""

    number = WordsField(label=_("Staff number"), max_length=20)
    since_on = DayField(label=_("From"))
    contract = chips(_("Contract"), PayTerms.Contract.choices, initial="own")
    compensation_clause = forms.BooleanField(label=_("The contract says that loss is made good"), required=False)
    city = WordsField(label=_("City of work"), max_length=40)
    wage = MoneyField(label=_("Wage a month, in yuan"))

    def terms(self) -> Terms:
        """The terms."""
        said = self.cleaned_data
        return Terms(
            since_on=said["since_on"], contract=said["contract"], compensation_clause=said["compensation_clause"],
            city=said["city"], wage_fen=said["wage"],
        )  # fmt: skip


class MinimumsForm(OnceForm):
    """Minimum wages, a line each."""

    lines = text(
        _("City, from day, yuan a month, source"), rows=3,
        help_text=_("A line each, with commas: Shanghai, 2025-07-01, 2740, notice of the bureau."),
    )  # fmt: skip

    def clean_lines(self) -> list[Minimum]:
        """Each line as a minimum wage; the line that cannot be read is named."""
        return [_minimum(line) for line in str(self.cleaned_data["lines"]).splitlines() if line.strip()]


def _minimum(line: str) -> Minimum:
    parts = [part.strip() for part in line.replace("，", ",").split(",", 3)]
    try:
        city, since, amount, source = parts
        return Minimum(city=city, since_on=date.fromisoformat(since), amount_fen=money.fen(amount), source=source)
    except ValueError:
        raise forms.ValidationError(_("This line cannot be read: %(line)s"), params={"line": line[:60]}) from None


class BasisForm(OnceForm):
    """A legal ground for fines without a loss."""

    text = text(_("Law, rule, and how it was adopted and published"), rows=3)
